"""What only the report has: the cover, a page for each topic, all answers, and where it comes from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from cxassess import document_summary, groups_view, i18n, since_view, story, together_view
from cxassess.document_summary import Source
from cxassess.plan import OVERALL, CombineOp, GainOp, StagedOp
from cxassess.report_measures import HALF, is_behind
from cxassess.report_words import Tree, id_of
from cxassess.scoring_result import Given, Score

NOTE_SHOWN = 2000
"""Characters of a note that are printed; the rest is counted, because paper has an end."""
WIDE_NOTE = 600
"""Characters from which notes stand below their answer over the whole width: three to a page, not one."""
_LONG_WORD = 30


def build(source: Source, tree: Tree) -> Tree:
    """The parts of the report that the page does not have."""
    return _Document(source, tree).tree()


class _Document:
    def __init__(self, source: Source, tree: Tree) -> None:
        self.source, self.view = source, tree
        self.texts, self.result, self.response = source.texts, source.result, source.response
        self.rows = {row["id"]: row for row in tree["groups"]}
        now = (source.response, source.result)
        self.since = since_view.build(source.texts, source.phrases, source.earlier, now, source.lang)

    def tree(self) -> Tree:
        views = self.texts["views"] if self.result.scores[OVERALL].answered else ()
        topics = [self.topic(i, view) for i, view in enumerate(views)]
        return {
            "wheel": self.wheel(),
            "facts": self.facts(),
            **document_summary.build(self.source, self.view),
            "heat": story.heat(self.texts, self.result),
            "notes_lang": story.other(self.response, self.source.lang),
            "topics": topics,
            "answers": [self.answers(view) for view in self.texts["views"]],
            "unknown_answers": sorted(self.response.unknown),
            "provenance": self.provenance(),
            "fully": self.fully(),
            "figures": self.texts["figures"],
            "since": self.since,
            "compared": groups_view.build(self.texts, self.source.phrases, self.response, self.source.lang),
            "together": together_view.build(self.texts, self.source.phrases, self.response, self.source.lang),
        }

    def say(self, key: str, **values: object) -> str:
        return i18n.fill(self.source.phrases[key], values)

    def day(self, stamp: str) -> str:
        return i18n.day(stamp, self.source.phrases)

    def facts(self) -> list[Tree]:
        client = self.source.client
        pairs = (
            ("client", client.name),
            ("date", self.day(self.response.saved)),
            ("respondent", story.filled_in_by(self.response, self.source.phrases)),
            ("consultant", client.consultant),
        )
        return [{"label": self.say(f"report.{key}"), "text": text} for key, text in pairs if text]

    def wheel(self) -> list[Tree]:
        """The topics as sectors of a wheel whose radius grows with the score; the weakest is marked."""
        names = self.result.plan.dimensions
        scores = [self.result.scores[name].score for name in names]
        weakest = self.view["head"]["weakest"]
        steps = 48
        sectors = []
        for i, score in enumerate(scores):
            start, end = steps * i / len(names), steps * (i + 1) / len(names)
            outer = 100 + 220 * (score or 0.0) / 100
            look = "none" if score is None else "low" if id_of(names[i]) == weakest else "known"
            sectors.append(
                {
                    "back": _sector(start, end, steps, 100, 320),
                    "look": look,
                    "path": _sector(start, end, steps, 100, outer) if score else "",
                }
            )
        return sectors

    def topic(self, i: int, view: Mapping[str, Any]) -> Tree:
        name = f"dimension:{view['id']}"
        score = self.result.scores[name]
        row = self.rows[view["id"]]
        return {
            "id": view["id"],
            "kicker": self.say("report.topic", n=i + 1, total=len(self.texts["views"]), title=view["title"]),
            "title": self.topic_title(view, score),
            "lede": view["lede"] or "",
            **{key: row[key] for key in ("score", "level", "between", "gap", "reason", "lift", "bar")},
            "target": "" if score.target is None else i18n.number(score.target, self.source.lang),
            "questions": [self.question(question) for question in view["questions"]],
            "actions": self.topic_actions(view),
            "quotes": story.quotes(view, self.response, self.source.lang, self.paper),
            **story.standing(view, self.result),
        }

    def topic_title(self, view: Mapping[str, Any], score: Score) -> str:
        """A finding by the same rules as the headline; between strong and weak, the level says enough."""
        weak = is_behind(self.result.plan, score)
        if score.score is None:
            return str(view["title"])
        if score.score < HALF and not weak:
            return self.say("report.topic_level", title=view["title"], n=score.level)
        phrase = view["weak"] if weak else view["strong"]
        return f"{self.source.client.short} {phrase}" if phrase else str(view["title"])

    def question(self, question: Mapping[str, Any]) -> Tree:
        given = self.result.answers[question["id"]]
        options = question["options"]
        position = next((i for i, o in enumerate(options) if o["value"] == given.value), -1)
        rest = "dot-unknown" if given.state == "dont-know" else "dot-open"
        looks = ["dot-filled" if i <= position else rest for i in range(len(options))]
        return {
            "n": str(question["number"]),
            "title": question["title"],
            "gate": question["gate"],
            "alt": self.state(given, question),
            "dots": [{"x": str(8 + 16 * i), "look": look} for i, look in enumerate(looks)],
            "slashes": "".join(
                f"M{4.5 + 16 * i} 11.5l7-7" for i, look in enumerate(looks) if look == "dot-unknown"
            ),
            "width": str(16 * len(options)),
            "state": "" if given.state == "answered" else self.state(given, question),
            "now": options[position]["text"] if position >= 0 else "",
        }

    def state(self, given: Given, question: Mapping[str, Any]) -> str:
        if given.state == "answered":
            of = len(question["options"])
            place = next(i for i, o in enumerate(question["options"]) if o["value"] == given.value) + 1
            return self.say("report.answer_of", n=place, of=of)
        return self.say(f"report.{given.state.replace('-', '_')}")

    def topic_actions(self, view: Mapping[str, Any]) -> list[Tree]:
        """The first three useful actions that lift a question of this topic, those of the plan before others."""
        questions = {question["id"] for question in view["questions"]}
        lifting = {
            op.id
            for op in self.result.plan.operations
            if isinstance(op, GainOp) and any(lift.question in questions for lift in op.lifts)
        }
        rows = {
            f"action:{row['id']}": row for step in self.view["roadmap"]["steps"] for row in step["actions"]
        }
        found = [rows[name] for name in self.result.order if name in lifting]
        return sorted(found, key=lambda row: int(row["rank"]) if row["rank"].isdigit() else len(rows) + 1)[:3]

    def answers(self, view: Mapping[str, Any]) -> Tree:
        return {"title": view["title"], "rows": [self.answer(question) for question in view["questions"]]}

    def answer(self, question: Mapping[str, Any]) -> Tree:
        given = self.result.answers[question["id"]]
        said = self.response.answers.get(question["id"])
        text = next((o["text"] for o in question["options"] if o["value"] == given.value), "")
        basis = said.basis if said else ""
        note = self.paper(said.note) if said else ""
        reason = self.paper(said.reason) if said and given.state == "not-applicable" else ""
        return {
            **self.question(question),
            "text": text or self.state(given, question),
            "note": note,
            "reason": reason,
            "wide": len(note) + len(reason) > WIDE_NOTE,
            "basis": self.say(f"report.basis_{basis}") if basis else "",
            "chosen": together_view.chosen(question, self.source.phrases, self.response),
        }

    def paper(self, note: str) -> str:
        """A note as it fits on paper: cut where it is very long, very long words made breakable."""
        shown = note[:NOTE_SHOWN].rstrip()
        words = [
            "\u200b".join(word[i : i + _LONG_WORD] for i in range(0, len(word), _LONG_WORD))
            for word in shown.split()
        ]
        text = " ".join(words)
        left = len(note) - NOTE_SHOWN
        return (
            text
            if left <= 0
            else f"{text} … " + self.say("report.note_more", n=i18n.number(left, self.source.lang))
        )

    def provenance(self) -> list[Tree]:
        texts, response, whole = self.texts, self.response, self.result.scores[OVERALL]
        same = response.version == texts["version"] and response.digest in ("", texts["digest"])
        pairs = (
            ("questionnaire", f"{texts['title']}, {texts['id']} {texts['version']} ({texts['digest']})"),
            ("filled_in_with", "" if same else f"{response.version} ({response.digest})"),
            ("responses", self.say("report.one_response")),
            ("started", self.day(response.started)),
            ("saved", self.day(response.saved)),
            ("group", response.respondent.group),
            ("compared", self.since.get("fact", "")),
            (
                "counts",
                self.say(
                    "report.counts_text",
                    answered=whole.answered,
                    dont_know=whole.dont_know,
                    open=whole.open,
                    na=whole.total - whole.applicable,
                ),
            ),
        )
        rows = [{"key": key, "label": self.say(f"report.{key}"), "text": text} for key, text in pairs if text]
        return rows + self.origin()

    def fully(self) -> str:
        """The share of the weight that must have reached every lower level, in percent; empty without such a rule."""
        rule = next((op.fully for op in self.result.plan.operations if isinstance(op, StagedOp)), None)
        return i18n.number(100 * rule[0] / rule[1], self.source.lang) if rule else ""

    def inside(self) -> str:
        """What the files in the PDF are for; nothing where it holds none."""
        pairs = (("result.json", "story.inside_text"), ("response.json", "story.inside_answers"))
        return " ".join(self.say(key) for name, key in pairs if name in self.source.inside)

    def origin(self) -> list[Tree]:
        """What is not known, and how the numbers come about."""
        weighed = ""
        combined = (op for op in self.result.plan.operations if isinstance(op, CombineOp))
        if whole := next((op for op in combined if op.id == OVERALL), None):
            names = [self.rows[name.removeprefix("dimension:")]["title"] for name in whole.of]
            weighed = story.weights(names, whole.weights, self.source.lang)
        pairs = (
            ("not_answered", story.unknown(self.texts, self.result, "open")),
            ("unknown", story.unknown(self.texts, self.result, "dont-know")),
            ("formula", self.say("story.formula_text")),
            ("weights", weighed),
            (
                "weights_within",
                story.question_weights(self.texts, self.source.phrases, self.result, self.source.lang),
            ),
            ("status", self.say("story.status_text")),
            ("inside", self.inside()),
        )
        return [{"key": key, "label": self.say(f"story.{key}"), "text": text} for key, text in pairs if text]


def _sector(start: float, end: float, steps: int, inner: float, outer: float) -> str:
    """A sector of a ring around (0, 0) as path data; ``start`` and ``end`` in steps of a full turn."""
    gap = 0.25

    def at(step: float, radius: float) -> str:
        angle = 2 * math.pi * step / steps - math.pi / 2
        x, y = math.cos(angle), math.sin(angle)
        return f"{i18n.coordinate(radius * x)} {i18n.coordinate(radius * y)}"

    large = 1 if (end - start) > steps / 2 else 0
    a, b = start + gap, end - gap
    r, q = i18n.coordinate(outer), i18n.coordinate(inner)
    there = f"M{at(a, inner)}L{at(a, outer)}A{r} {r} 0 {large} 1 {at(b, outer)}"
    return f"{there}L{at(b, inner)}A{q} {q} 0 {large} 0 {at(a, inner)}Z"
