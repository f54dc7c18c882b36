"""All that page and report may say about a result: words and numbers, formatted, as one tree of texts.

``browser/view.js`` builds the same tree in the page; a browser test compares the two for many responses. The
rules for headlines are here and nowhere else: a title claims only what the scores carry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cxassess import charts, i18n
from cxassess.explanation import Explanation, Rule, Wish, explain
from cxassess.model import Decision
from cxassess.plan import EQUAL, OVERALL, GainOp, MeanOp, StagedOp, WeakestOp
from cxassess.scoring import QUARTER, Result, Score

Tree = dict[str, Any]

HALF = 50.0
"""A topic is called strong from half of the ruler, weak below it."""
APART = 5.0
"""Differences in points that a title mentions; smaller ones say little."""
UNEVEN = 25.0
"""Distance between best and worst topic from which the profile is called uneven."""
LONGEST = 12
SHORTEST = 4
SETTLED = ("done", "no")
"""Decisions that take an action off the roadmap."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds a result: language, the organisation's short name, when it was saved, and what was decided."""

    lang: str
    organisation: str
    saved: str
    decisions: Mapping[str, Decision] = field(default_factory=dict)


def build(texts: Mapping[str, Any], result: Result, setting: Setting) -> Tree:
    """The tree of one result; ``texts`` as :func:`cxassess.texts.script_texts` gives them."""
    return _View(texts, result, setting).tree()


def groups(texts: Mapping[str, Any], result: Result, setting: Setting) -> list[Tree]:
    """The row of every group, also of those below another, which only the report shows."""
    view = _View(texts, result, setting)
    return [view.bar_row(name) for name in result.scores if name.startswith("dimension:")]


class _View:
    def __init__(self, texts: Mapping[str, Any], result: Result, setting: Setting) -> None:
        self.texts, self.result, self.setting = texts, result, setting
        self.lang = setting.lang
        self.decisions = setting.decisions
        self.plan = result.plan
        self.whole = result.scores[OVERALL]
        self.actions = {f"action:{a['id']}": a for step in texts["steps"] for a in step["actions"]}
        self.needs = {op.id: op.needs for op in self.plan.operations if isinstance(op, GainOp)}
        self.explained = explain(result)
        self.known = [name for name in self.plan.dimensions if result.scores[name].score is not None]

    def tree(self) -> Tree:
        return {
            "head": self.head(),
            "level": self.level(),
            "stairs": self.stairs(),
            "index": self.index(),
            "why": self.why(),
            "profile": self.profile(),
            "bars": self.bars(),
            "lenses": self.lenses(),
            "certainty": self.certainty(),
            "roadmap": self.roadmap(),
        }

    # -- words ------------------------------------------------------------------------------------------

    def say(self, key: str, **values: object) -> str:
        return i18n.fill(self.texts["phrases"][key], values)

    def number(self, value: float, digits: int = 0) -> str:
        return i18n.number(value, self.lang, digits)

    def points(self, value: float) -> str:
        shown = self.number(value)
        return self.say("words.points_one" if shown == "1" else "words.points", n=shown)

    def join(self, parts: list[str]) -> str:
        return i18n.join(parts, self.texts["phrases"]["words.and"])

    def title(self, name: str) -> str:
        """The title of a group or question by its name in the plan."""
        if name.startswith("dimension:"):
            return str(self.texts["dimensions"][name.removeprefix("dimension:")]["title"])
        return str(self.texts["questions"][name]["title"])

    def titles(self, names: Sequence[str], most: int = 3) -> str:
        """The titles of a few groups or questions as one phrase."""
        shown = [f"“{self.title(n)}”" if ":" not in n else self.title(n) for n in names[:most]]
        if len(names) > most:
            shown.append(self.say("words.more_names", n=self.number(len(names) - most)))
        return self.join(shown)

    def level_name(self, number: int) -> str:
        return str(next(level["name"] for level in self.texts["levels"] if level["number"] == number))

    def level_text(self, score: Score) -> str:
        if score.level is None:
            return ""
        if score.level_optimistic != score.level:
            return self.say("words.level_could", n=score.level, could=score.level_optimistic)
        return self.say("words.level_name", n=score.level, name=self.level_name(score.level))

    def score_text(self, score: Score) -> str:
        return self.say("words.none") if score.score is None else self.number(score.score)

    def between(self, score: Score) -> str:
        if score.lower is None or score.upper is None:
            return ""
        low, high = self.number(score.lower), self.number(score.upper)
        if low == high:
            return self.say("words.certain")
        return self.say("words.between", low=low, high=high)

    def target_text(self, score: Score) -> str:
        return "" if score.target is None else self.number(score.target)

    # -- the two measures -------------------------------------------------------------------------------

    def head(self) -> Tree:
        months = self.texts["phrases"]["dates.months"].split(" ")
        day = i18n.date(self.setting.saved, months, self.texts["phrases"]["dates.pattern"])
        lede = "result.lede_none"
        if self.whole.level is not None:
            lede = "result.lede_staged" if self.plan.rule == "staged" else "result.lede_thresholds"
        return {
            "kicker": self.say("result.kicker_date", date=day) if day else self.say("result.kicker"),
            "title": self.headline(),
            "lede": self.say(lede),
            "missing": self.missing(),
            "strongest": self.standouts()[0].removeprefix("dimension:"),
            "weakest": self.standouts()[1].removeprefix("dimension:"),
        }

    def headline(self) -> str:
        """A finding, from the strongest and the weakest topic and never beyond them."""
        level = self.whole.level
        if level is None:
            return self.say("result.title_none")
        values: dict[str, object] = {"n": level, "organisation": self.setting.organisation}
        best, worst = self.standouts()
        strong = self.phrase(best, "strong") if best and self.score(best) >= HALF else ""
        weak = self.phrase(worst, "weak") if worst and self.score(worst) < HALF and worst != best else ""
        if strong and weak and self.score(best) - self.score(worst) < APART:
            strong = weak = ""
        if strong and weak:
            return self.say("result.title_both", strong=strong, weak=weak, **values)
        if strong:
            return self.say("result.title_strong", strong=strong, **values)
        if weak:
            return self.say("result.title_weak", weak=weak, **values)
        return self.say("result.title_plain", name=self.level_name(level), **values)

    def phrase(self, name: str, kind: str) -> str:
        return str(self.texts["dimensions"][name.removeprefix("dimension:")].get(kind, ""))

    def score(self, name: str) -> float:
        return self.result.scores[name].score or 0.0

    def standouts(self) -> tuple[str, str]:
        """The strongest and the weakest topic by level, and by score within a level.

        Levels first, because scores leave out what is not known: with two answers missing, a weak topic can have
        the higher score.
        """

        def rank(name: str) -> tuple[int, float]:
            return self.result.scores[name].level or 0, self.score(name)

        best = worst = ""
        for name in self.known:
            if not best or rank(name) > rank(best):
                best = name
            if not worst or rank(name) <= rank(worst):
                worst = name
        return best, worst

    def extremes(self) -> tuple[str, str]:
        """The first strongest and the last weakest topic with a score; empty names without any."""
        best = worst = ""
        for name in self.known:
            if not best or self.score(name) > self.score(best):
                best = name
            if not worst or self.score(name) <= self.score(worst):
                worst = name
        return best, worst

    def missing(self) -> str:
        if self.whole.level is not None or self.whole.applicable == 0:
            return ""
        scores = self.result.scores
        missing = [n for n in self.plan.dimensions if scores[n].weight and scores[n].score is None]
        means = [op for op in self.plan.operations if isinstance(op, MeanOp) and op.id[:10] == "dimension:"]
        share = means[0].coverage
        answers = max(op.answers for op in means)
        coverage = self.number(100 * share[0] / share[1])
        names = self.titles(missing, most=len(missing))
        return self.say("result.missing_parts", names=names, coverage=coverage, answers=answers)

    def level(self) -> Tree:
        level = self.whole.level
        if level is None:
            return {
                "number": self.say("words.none"),
                "name": self.say("level.none"),
                "means": self.say("level.range"),
                "could": "",
            }
        entry = next(entry for entry in self.texts["levels"] if entry["number"] == level)
        could = self.whole.level_optimistic
        return {
            "number": str(level),
            "name": entry["name"],
            "means": self.say("level.means", description=entry["description"]),
            "could": "" if could == level else self.say("level.could", could=could),
        }

    def stairs(self) -> Tree:
        levels = self.texts["levels"]
        level = self.whole.level
        alt = self.say("stairs.alt_none", n=len(levels))
        if level is not None:
            alt = self.say("stairs.alt", n=len(levels), level=level, name=self.level_name(level))
        return {"alt": alt, "rows": charts.stairs(levels, level)}

    def index(self) -> Tree:
        whole = self.whole
        known = whole.score is not None
        return {
            "value": self.number(whole.score) if whole.score is not None else self.say("words.none"),
            "from": self.say("index.from") if known else self.say("index.none"),
            "text": self.index_text(),
            "equal": self.equal_text(),
            "target": "" if whole.target is None else self.say("words.target", n=self.number(whole.target)),
            "bar": charts.bar(whole),
            "target_shown": whole.target is not None,
        }

    def index_text(self) -> str:
        whole = self.whole
        if whole.lower is None or whole.upper is None:
            return ""
        values = {"low": self.number(whole.lower), "high": self.number(whole.upper)}
        if values["low"] == values["high"] and whole.dont_know + whole.open:
            return self.say("index.hardly")
        open_ = (
            self.say("index.open_one")
            if whole.open == 1
            else self.say("index.open", n=self.number(whole.open))
        )
        times = self.say("words.times_one" if whole.dont_know == 1 else "words.times", n=whole.dont_know)
        if whole.dont_know and whole.open:
            unknown = (
                self.say("index.open_one")
                if whole.dont_know == 1
                else self.say("index.open", n=self.number(whole.dont_know))
            )
            return self.say("index.unsure", dont_know=unknown, open=open_, **values)
        if whole.dont_know:
            return self.say("index.unsure_dont_know", times=times, **values)
        if whole.open:
            return self.say("index.unsure_open", open=i18n.capital(open_), **values)
        return self.say("index.sure")

    def equal_text(self) -> str:
        equal, own = self.result.scores[EQUAL].score, self.whole.score
        if equal is None or own is None:
            return ""
        far = abs(equal - own) > APART
        return self.say("index.equal_far" if far else "index.equal", n=self.number(equal))

    # -- why --------------------------------------------------------------------------------------------

    def why(self) -> Tree:
        found = self.explained
        empty: Tree = {"shown": False, "title": "", "lede": "", "rules": [], "lift": self.lift(None)}
        if found is None:
            return empty
        if found.next is None:
            title, lede = self.say("why.title_top"), self.say("why.lede_top")
            return {**empty, "shown": True, "title": title, "lede": lede}
        values = {"level": found.level, "next": found.next}
        return {
            "shown": True,
            "title": self.say("why.title", **values),
            "lede": self.why_lede(found),
            "rules": [self.rule(rule) for rule in found.rules],
            "lift": self.lift(found),
        }

    def why_lede(self, found: Explanation) -> str:
        if self.plan.rule == "thresholds":
            return self.say("why.lede_thresholds", next=found.next)
        levels = self.plan.last - self.plan.first
        nearest = self.plan.first + int(i18n.fixed((self.whole.score or 0.0) * levels / 100))
        if nearest > found.level:
            index = self.number(self.whole.score or 0.0)
            return self.say("why.lede_index", index=index, nearest=nearest, next=found.next)
        return self.say("why.lede_staged", next=found.next)

    def rule(self, rule: Rule) -> Tree:
        title, text = self.rule_texts(rule)
        mark = "met" if rule.met else "unmet"
        return {
            "met": rule.met,
            "unmet": not rule.met,
            "mark": self.say(f"why.{mark}"),
            "title": title,
            "text": text,
        }

    def rule_texts(self, rule: Rule) -> tuple[str, str]:
        values = {"level": rule.level, "share": self.share(rule), "part": self.part(rule)}
        names = self.titles(rule.names)
        if rule.kind == "threshold":
            bound, part = self.number(rule.total), self.number(rule.part)
            return self.say("why.threshold", bound=bound), self.say("why.threshold_now", part=part)
        if rule.kind == "weakest":
            verb = self.say("why.weakest_one" if len(rule.names) == 1 else "why.weakest_many")
            now = self.say("why.weakest_now", names=names, verb=verb)
            return self.say("why.weakest", **values), (
                self.say("why.weakest_met", n=self.number(rule.total)) if rule.met else now
            )
        if rule.kind == "gates":
            now = self.say("why.gates_met") if rule.met else self.say("why.gates_now", names=names)
            return self.say("why.gates", **values), now
        return self.say(f"why.{rule.kind}", **values), self.say(f"why.{rule.kind}_now", **values)

    def share(self, rule: Rule) -> str:
        """The share in percent that a rule asks for."""
        for op in self.plan.operations:
            if isinstance(op, WeakestOp) and rule.kind == "majority":
                return self.number(100 * op.majority[0] / op.majority[1])
            if isinstance(op, StagedOp) and rule.kind in ("largely", "fully"):
                ratio = op.largely if rule.kind == "largely" else op.fully
                return self.number(100 * ratio[0] / ratio[1])
        return ""

    def part(self, rule: Rule) -> str:
        return self.number(100 * rule.part / rule.total) if rule.total else ""

    def lift(self, found: Explanation | None) -> Tree:
        if found is None or found.next is None or not found.lift:
            return {"shown": False, "title": "", "rows": [], "more": ""}
        one = len(found.lift) == 1
        more = len(found.lift) - SHORTEST
        return {
            "shown": True,
            "title": self.say("lift.title_one" if one else "lift.title", next=found.next),
            "rows": [self.wish(i, wish) for i, wish in enumerate(found.lift[:SHORTEST])],
            "more": self.say("lift.more", n=self.number(more)) if more > 0 else "",
        }

    def wish(self, i: int, wish: Wish) -> Tree:
        given = self.result.answers[wish.question]
        question = self.texts["questions"][wish.question]
        values = {"dimension": self.texts["dimensions"][question["view"]]["title"], "level": wish.level}
        known = given.state == "answered"
        text = (
            self.say("lift.from", now=given.level, **values) if known else self.say("lift.unknown", **values)
        )
        return {
            "n": str(i + 1),
            "title": question["title"],
            "text": text,
            "href": f"#/q/{question['view']}/{wish.question}",
        }

    def short_reason(self, name: str) -> str:
        """Why a group is not a level higher, in one sentence."""
        found = explain(self.result, name)
        if found is None:
            return ""
        if found.next is None:
            return self.say("why.short_top")
        rule = next((rule for rule in found.rules if not rule.met), None)
        if rule is None:
            return ""
        kind = "largely" if rule.kind == "fully" else rule.kind
        verb = self.say("why.weakest_one" if len(rule.names) == 1 else "why.weakest_many")
        values = {
            "level": rule.level,
            "share": self.share(rule),
            "part": self.number(rule.part) if rule.kind == "threshold" else self.part(rule),
            "bound": self.number(rule.total),
            "names": self.titles(rule.names, most=2),
            "verb": verb,
        }
        return self.say("why.short", next=found.next, reason=self.say(f"why.short_{kind}", **values))

    def short_lift(self, name: str) -> str:
        """The shortest way up for a group, in one sentence."""
        found = explain(self.result, name)
        if found is None or found.next is None or not found.lift:
            return ""
        wishes = [
            self.say("lift.wish", question=f"“{self.title(wish.question)}”", level=wish.level)
            for wish in found.lift[:3]
        ]
        if len(found.lift) > 3:
            wishes.append(self.say("words.more_names", n=self.number(len(found.lift) - 3)))
        return self.say("lift.short", next=found.next, wishes=self.join(wishes))

    # -- profile ----------------------------------------------------------------------------------------

    def profile(self) -> Tree:
        best, worst = self.extremes()
        apart = self.score(best) - self.score(worst) if best else 0.0
        if len(self.known) < 2:
            title, lede = self.say("profile.title_none"), self.say("profile.lede_none")
        elif apart >= UNEVEN:
            title = self.say("profile.title_uneven", strong=self.title(best), weak=self.title(worst))
            lede = self.say("profile.lede", points=self.points(apart))
        else:
            title, lede = self.say("profile.title_even"), self.say("profile.lede", points=self.points(apart))
        scores = [self.result.scores[name] for name in self.plan.dimensions]
        names = [self.title(name) for name in self.plan.dimensions]
        shown = [self.score_text(score) for score in scores]
        targets = any(score.target is not None for score in scores)
        pairs = [self.say("profile.alt_value", title=t, score=s) for t, s in zip(names, shown, strict=True)]
        return {
            "title": title,
            "lede": lede,
            "alt": self.say("profile.alt", n=len(names), values=", ".join(pairs)),
            "radar": charts.radar(scores, names, shown),
            "rows": [self.profile_row(t, s, targets) for t, s in zip(names, scores, strict=True)],
            "total": self.profile_row(self.say("profile.whole"), self.whole, targets),
            "targets": targets,
        }

    def profile_row(self, title: str, score: Score, targets: bool) -> Tree:
        return {
            "targets": targets,
            "title": title,
            "score": self.score_text(score),
            "between": self.between(score),
            "target": self.target_text(score),
            "level": self.level_text(score),
        }

    def bars(self) -> Tree:
        ranking = self.result.ranking
        behind = [name for name in ranking if (self.result.scores[name].gap or 0.0) >= 0.5]
        targets = any(self.result.scores[name].target is not None for name in ranking)
        if len(behind) > 1:
            first, second = self.title(behind[0]), self.title(behind[1])
            title = self.say("bars.title_two", first=first, second=second)
        elif behind:
            title = self.say("bars.title_one", first=self.title(behind[0]))
        elif targets and self.whole.score is not None:
            title = self.say("bars.title_reached")
        else:
            title = self.say("bars.title_plain")
        lede = self.say("bars.lede_target" if targets else "bars.lede_plain")
        return {"title": title, "lede": lede, "rows": [self.bar_row(name) for name in ranking]}

    def bar_row(self, name: str) -> Tree:
        score = self.result.scores[name]
        id_ = name.removeprefix("dimension:")
        return {
            "id": id_,
            "title": self.title(name),
            "level": self.level_text(score),
            "score": self.score_text(score),
            "between": self.between(score),
            "gap": self.gap_text(score),
            "reason": self.short_reason(name),
            "lift": self.short_lift(name),
            "bar": charts.bar(score),
        }

    def gap_text(self, score: Score) -> str:
        if score.target is None:
            return self.say("bars.no_target")
        target = self.number(score.target)
        if score.gap is None:
            return self.say("words.target", n=target)
        if score.gap < 0.5:
            return self.say("bars.gap_reached", target=target)
        return self.say("bars.gap_to", points=self.points(score.gap), target=target)

    # -- second readings --------------------------------------------------------------------------------

    def lenses(self) -> list[Tree]:
        return [self.lens(lens) for lens in self.texts["lenses"]]

    def lens(self, lens: Mapping[str, Any]) -> Tree:
        tags = [tag for tag in lens["tags"] if f"tag:{tag}" in self.result.scores]
        scores = {tag: self.result.scores[f"tag:{tag}"] for tag in tags}
        names = {tag: self.texts["tags"][tag] for tag in tags}
        rows = [
            {"title": names[tag], "score": self.score_text(scores[tag]), "bar": charts.bar(scores[tag])}
            for tag in tags
        ]
        return {
            "title": self.lens_title(names, scores),
            "about": lens.get("about") or "",
            "reading": self.say("lenses.reading"),
            "rows": rows,
        }

    def lens_title(self, names: Mapping[str, str], scores: Mapping[str, Score]) -> str:
        known = {tag: score.score for tag, score in scores.items() if score.score is not None}
        if len(known) < len(scores) or len(known) < 2:
            return self.say("lenses.none")
        first = max(known, key=lambda tag: known[tag])
        last = min(known, key=lambda tag: known[tag])
        apart = known[first] - known[last]
        if len(known) == 2:
            other = next(tag for tag in known if tag != first)
            if apart >= APART:
                return self.say(
                    "lenses.ahead", first=names[first], second=names[other], points=self.points(apart)
                )
            one, two = names.values()
            return self.say("lenses.balance", first=one, second=two)
        if apart >= APART:
            return self.say("lenses.strongest", first=names[first], last=names[last])
        return self.say("lenses.even", names=self.join(list(names.values())))

    def certainty(self) -> Tree:
        whole = self.whole
        coverage = self.number(100 * (whole.coverage or 0.0))
        unknown = [
            name for name, given in self.result.answers.items() if given.state in ("dont-know", "open")
        ]
        more = len(unknown) - LONGEST
        return {
            "text": self.say(
                "certainty.text",
                answered=self.number(whole.answered),
                applicable=self.number(whole.applicable),
                coverage=coverage,
            ),
            "rows": [self.unknown(name) for name in unknown[:LONGEST]],
            "more": self.say("certainty.more", n=self.number(more)) if more > 0 else "",
        }

    def unknown(self, name: str) -> Tree:
        question = self.texts["questions"][name]
        state = self.result.answers[name].state
        ask = question.get("ask")
        return {
            "title": question["title"],
            "dimension": self.texts["dimensions"][question["view"]]["title"],
            "state": self.say("certainty.dont_know" if state == "dont-know" else "certainty.open"),
            "ask": self.say("certainty.ask", who=ask) if ask else "",
            "href": f"#/q/{question['view']}/{name}",
        }

    # -- roadmap ----------------------------------------------------------------------------------------

    def roadmap(self) -> Tree:
        order = self.result.order
        first = [self.actions[name] for name in order if self.actions[name].get("first")][:3]
        early = self.whole.level is None
        title = "roadmap.title" if len(order) > 1 else "roadmap.title_one" if order else "roadmap.title_none"
        if early:
            title = "roadmap.title_early"
        values = {"n": self.number(len(order)), "organisation": self.setting.organisation}
        return {
            "kicker": self.say("roadmap.kicker", n=len(self.texts["steps"])),
            "title": self.say(title, **values),
            "lede": self.say("roadmap.lede" if order else "roadmap.lede_none"),
            "first_shown": bool(first) and not early,
            "first": [] if early else [self.first(i, action) for i, action in enumerate(first)],
            "steps": [self.step(step) for step in self.texts["steps"]],
        }

    def first(self, i: int, action: Mapping[str, Any]) -> Tree:
        meta = self.say("roadmap.meta", owner=action["owner"], days=self.days(action))
        return {"n": str(i + 1), "first": action["first"], "title": action["title"], "meta": meta}

    def days(self, action: Mapping[str, Any]) -> str:
        low, high = (self.number(day, 0 if day == int(day) else 1) for day in action["days"])
        key = "roadmap.days" if low != high else "roadmap.days_one" if low == "1" else "roadmap.days_same"
        return self.say(key, low=low, high=high)

    def step(self, step: Mapping[str, Any]) -> Tree:
        score = self.result.scores.get(f"step:{step['id']}")
        position = {name: i for i, name in enumerate(self.result.order)}
        chosen = [a for a in step["actions"] if f"action:{a['id']}" in position]
        chosen.sort(key=lambda a: position[f"action:{a['id']}"])
        count = len(chosen)
        key = "roadmap.actions" if count > 1 else "roadmap.actions_one" if count else "roadmap.actions_none"
        ready = score is not None and score.score is not None
        settled = [self.settled(action) for action in step["actions"] if self.decided(action) in SETTLED]
        return {
            "id": step["id"],
            "n": str(step["number"]),
            "title": step["title"],
            "why": step.get("why") or "",
            "count": self.say(key, n=self.number(count)),
            "ready": self.say("roadmap.ready", n=self.number(score.score or 0.0))
            if score is not None and ready
            else self.say("roadmap.ready_none"),
            "bar": charts.bar(score if score is not None else Score(step["id"])),
            "any": count > 0,
            "actions": [self.action(action, position) for action in chosen],
            "settled": settled,
            "settled_any": bool(settled),
        }

    def decided(self, action: Mapping[str, Any]) -> str:
        decision = self.decisions.get(action["id"])
        return decision.status if decision else ""

    def settled(self, action: Mapping[str, Any]) -> Tree:
        status = self.decided(action)
        return {"id": action["id"], "title": action["title"], "state": self.say(f"roadmap.state_{status}")}

    def action(self, action: Mapping[str, Any], position: Mapping[str, int]) -> Tree:
        name = f"action:{action['id']}"
        gain = self.result.actions[name].gain
        waiting = [self.actions[need]["title"] for need in self.needs[name] if need in position]
        decision = self.decisions.get(action["id"]) if self.result.actions[name].planned else None
        return {
            "id": action["id"],
            "rank": str(position[name] + 1),
            "title": action["title"],
            "what": action.get("what") or "",
            "first": action.get("first") or "",
            "caution": action.get("caution") or "",
            "owner": (decision.owner if decision else "") or action["owner"],
            "kpi": action.get("kpi") or "",
            "days": self.days(action),
            "when": self.when(action, decision),
            "planned": decision is not None,
            "gain": self.say("roadmap.gain", n=self.number(gain, 1))
            if gain > 0
            else self.say("roadmap.gain_none"),
            "needs": "; ".join(waiting),
            "lifts": "",
        }

    def when(self, action: Mapping[str, Any], decision: Decision | None) -> str:
        if decision is None:
            return self.horizon(action["horizon"])
        quarter = QUARTER.fullmatch(decision.quarter)
        shown = self.say("roadmap.quarter", year=quarter[1], n=quarter[2]) if quarter else decision.quarter
        return self.say("roadmap.planned", when=shown or self.horizon(action["horizon"]))

    def horizon(self, text: str) -> str:
        if text.endswith("+"):
            return self.say("roadmap.horizon_after", months=text[:-1])
        start = int(text.partition("-")[0])
        kind = "now" if start == 0 else "next" if start < 6 else "later"
        return self.say(f"roadmap.horizon_{kind}", months=text.replace("-", "–"))
