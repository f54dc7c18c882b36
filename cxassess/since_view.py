"""What a report says of an earlier measurement: how index, level and topics moved, and which answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxassess import groups_view, i18n, since, story
from cxassess.groups_view import LITTLE
from cxassess.model import DONT_KNOW, Response
from cxassess.plan import OVERALL
from cxassess.scoring_result import Result, Score
from cxassess.since import Earlier

Tree = dict[str, Any]
FEW = 3
"""Names that are listed in a sentence; more are counted."""
MOST = 6
"""Answers in each of the two columns; more are counted."""
_WAYS = (("up", 1), ("down", -1))


def build(
    texts: Mapping[str, Any],
    phrases: Mapping[str, str],
    earlier: Earlier | None,
    now: tuple[Response, Result],
    lang: str,
) -> Tree:
    """The page on what changed; not ``shown`` without an earlier measurement."""
    return _View(texts, phrases, earlier, now, lang).tree() if earlier else {"shown": False}


class _View:
    def __init__(
        self,
        texts: Mapping[str, Any],
        phrases: Mapping[str, str],
        earlier: Earlier,
        now: tuple[Response, Result],
        lang: str,
    ) -> None:
        self.texts, self.phrases, self.lang = texts, phrases, lang
        self.before, self.then = earlier.response, earlier.result
        self.response, self.now = now
        self.answers = [
            (view["title"], question, self.place(question, self.then), self.place(question, self.now))
            for view in texts["views"]
            for question in view["questions"]
        ]
        self.date = i18n.day(self.before.saved, phrases)
        self.whole = self.row(self.say("whole"), self.then.scores[OVERALL], self.now.scores[OVERALL])
        self.rows = [
            self.row(one["title"], self.then.scores[name], self.now.scores[name])
            for one in texts["dimensions"]
            if (name := f"dimension:{one['id']}") in self.now.scores
        ]

    def tree(self) -> Tree:
        up, down = self.moved(1), self.moved(-1)
        shown = since.may_show_answers(self.before, self.response)
        return {
            "shown": True,
            "title": self.title(),
            "lede": self.lede(),
            "index": self.was("index_was", self.then.scores[OVERALL].score)
            or self.say("index_unknown", date=self.date, title=self.say("kicker")),
            "level": self.was("level_was", self.then.scores[OVERALL].level),
            "rows": [self.whole, *self.rows],
            "answers": self.counted(len(up), len(down)) if shown else self.say("few"),
            "lists": self.lists(up, down) if shown else [],
            "lost": self.lost() if shown else "",
            "how": self.how(),
            "fact": self.fact(),
        }

    def say(self, key: str, **values: object) -> str:
        return i18n.fill(self.phrases[f"since.{key}"], values)

    def was(self, key: str, value: float | None) -> str:
        return "" if value is None else self.say(key, date=self.date, n=i18n.number(value, self.lang))

    def who(self, response: Response) -> str:
        return story.filled_in_by(response, self.phrases) or self.say("one")

    def fact(self) -> str:
        """Where the earlier numbers come from, for the table of all that a report rests on."""
        made = f"{self.before.version} ({self.before.digest})" if self.before.digest else self.before.version
        return self.say("fact", date=self.date, who=self.who(self.before), version=made)

    # ---- What moved -----------------------------------------------------------------------------------

    def title(self) -> str:
        """How index and level moved, as they are printed; without an index on both sides, that nothing can be said."""
        then, now = self.then.scores[OVERALL], self.now.scores[OVERALL]
        if then.score is None or now.score is None:
            some = any(row["drawn"] for row in self.rows)
            return self.say("title_topics" if some else "title_unknown", date=self.date)
        a, b = (i18n.number(one, self.lang) for one in (then.score, now.score))
        index = self.say("index_moved", then=a, now=b) if a != b else self.say("index_stays", now=b)
        if then.level is None or now.level is None:
            return self.say("title_index", date=self.date, index=index)
        same = then.level == now.level
        level = self.say("level_stays" if same else "level_moved", then=then.level, now=now.level)
        return self.say("title", date=self.date, index=index, level=level)

    def lede(self) -> str:
        """The topics that moved most, up and down, where it is more than a little."""
        moved = [row for row in self.rows if row["moved"] is not None]
        found = [self.most(kind, {r["title"]: sign * r["moved"] for r in moved}) for kind, sign in _WAYS]
        return " ".join(filter(None, found)) or (self.say("little", limit=LITTLE) if moved else "")

    def most(self, kind: str, points: Mapping[str, int]) -> str:
        """Which topics moved most in one direction; the only one that did; how many where they are many."""
        most = max(points.values(), default=0)
        if most < LITTLE:
            return ""
        names = [title for title, one in points.items() if one == most]
        said = "only" if sum(one > 0 for one in points.values()) == 1 else "most"
        if len(names) > 1:
            said = "many" if len(names) <= FEW else "count"
        listed = i18n.join(names, self.phrases["words.and"])
        return self.say(f"{said}_{kind}", names=listed, count=len(names), n=most)

    def row(self, title: str, then: Score, now: Score) -> Tree:
        """One topic: both scores and levels, their distance as everybody can check it, and whether it is certain."""
        if then.score is None or now.score is None:
            shown = [self.dash(then), self.dash(now)]
            return {"title": title, "then": shown[0], "now": shown[1], "moved": None, "points": "",
                    "sure": self.say("too_few"), "drawn": False}  # fmt: skip
        a, b = (int(i18n.number(one, self.lang)) for one in (then.score, now.score))
        certain = since.is_certain(then, now)
        return {
            "title": title,
            "then": self.dash(then),
            "now": self.dash(now),
            "moved": b - a,
            "points": self.points(b - a),
            "sure": self.sure(b - a, certain),
            "alt": self.say("alt", title=title, then=a, now=b),
            "drawn": True,
            "x_then": groups_view.at(a),
            "x_now": groups_view.at(b),
            "bar": groups_view.bar(min(a, b), max(a, b)),
            "look": "hatch-line" if certain else "track",
        }

    def dash(self, score: Score) -> str:
        if score.score is None:
            return "–"
        number = i18n.number(score.score, self.lang)
        if score.level is None:
            return number
        could = score.level_optimistic or score.level
        level = str(score.level) if could <= score.level else f"{score.level}–{could}"
        return self.say("with_level", n=number, level=level)

    def sure(self, moved: int, certain: bool) -> str:
        """Whether unknown answers could turn a difference, where there is one that is worth a word."""
        if not moved:
            return self.say("equal")
        if abs(moved) < LITTLE:
            return self.say("small")
        return self.say("certain" if certain else "uncertain")

    def points(self, moved: int) -> str:
        return f"+{moved}" if moved > 0 else i18n.number(moved, self.lang)

    def moved(self, sign: int) -> list[Tree]:
        """The questions whose answer is higher than then, or lower, those that moved most first."""
        found = [
            (
                sign * (b - a),
                {"title": question["title"], "topic": topic, "text": self.say("answer", then=a, now=b)},
            )
            for topic, question, a, b in self.answers
            if a is not None and b is not None
        ]
        return [row for far, row in sorted(found, key=lambda one: -one[0]) if far > 0]

    def place(self, question: Mapping[str, Any], result: Result) -> int | None:
        """Which answer was given, from 1; None where none was."""
        given = result.answers[question["id"]]
        if given.state != "answered":
            return None
        return next(i for i, option in enumerate(question["options"], 1) if option["value"] == given.value)

    def lost(self) -> str:
        """The questions that had an answer then, and that nobody knows the answer to now."""
        names = [
            question["title"]
            for _, question, then, _ in self.answers
            if then is not None and self.now.answers[question["id"]].state == DONT_KNOW
        ]
        if not names:
            return ""
        quoted = i18n.join([f"“{name}”" for name in names], self.phrases["words.and"])
        return self.say("lost", names=quoted) if len(names) <= FEW else self.say("lost_count", n=len(names))

    def how(self) -> list[str]:
        """How to read the page: who answered, and what may be the cause of a difference besides progress."""
        before, asked = self.before, (self.texts["version"], self.texts["digest"])
        changed = before.version != asked[0] or before.digest not in ("", asked[1])
        several = max(before.people, self.response.people) > 1
        return [
            " ".join([self.say("who", then=self.who(before), now=self.who(self.response)), self.say("read")]),
            " ".join([self.say("same_rules"), *([self.say("changed")] if changed else [])]),
            " ".join([self.say("turns", limit=LITTLE), *([self.say("middle")] if several else [])]),
        ]

    def counted(self, up: int, down: int) -> str:
        both = sum(a is not None and b is not None for _, _, a, b in self.answers)
        same, other = both - up - down, len(self.answers) - both
        return self.say("counted", up=up, down=down, same=same, other=other)

    def lists(self, up: list[Tree], down: list[Tree]) -> list[Tree]:
        """Two columns: what is higher and what is lower, or both for the one that there is."""
        if up and down:
            return [self.column("up", up), self.column("down", down)]
        kind, rows = ("up", up) if up else ("down", down)
        return [self.column(kind, part) for part in (rows[:MOST], rows[MOST:]) if part]

    def column(self, kind: str, rows: list[Tree]) -> Tree:
        """One column: the first rows, and how many more there are."""
        left = len(rows) - MOST
        more = "" if left <= 0 else self.say("more_one" if left == 1 else "more", n=left)
        return {"title": self.say(kind), "rows": rows[:MOST], "more": more}
