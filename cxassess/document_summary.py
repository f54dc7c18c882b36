"""What the first page of a report says: what stands out, what the plan takes and brings, and what is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxassess import i18n, story
from cxassess.model import Client, Response
from cxassess.plan import GainOp
from cxassess.planner import Schedule
from cxassess.report_words import Tree, id_of
from cxassess.scoring_order import rise_of
from cxassess.scoring_result import Result
from cxassess.since import Earlier


@dataclass(frozen=True, slots=True)
class Source:
    """What a report is made from."""

    texts: Mapping[str, Any]
    phrases: Mapping[str, str]
    result: Result
    response: Response
    client: Client
    lang: str
    schedule: Schedule
    inside: Collection[str] = ()
    """The files that a PDF holds, by name."""
    earlier: Earlier | None = None


def build(source: Source, tree: Tree) -> Tree:
    """Findings, what is asked, and why; ``tree`` is that of :mod:`cxassess.report` with its groups and its plan."""
    return _Summary(source, tree).tree()


class _Summary:
    def __init__(self, source: Source, tree: Tree) -> None:
        self.source, self.view = source, tree
        self.texts, self.result = source.texts, source.result
        self.rows = {row["id"]: row for row in tree["groups"]}

    def tree(self) -> Tree:
        return {
            "findings": self.findings(),
            "ask": self.ask(),
            "reasons": [self.purpose(row["title"]) for row in self.view["roadmap"]["first"]],
        }

    def say(self, key: str, **values: object) -> str:
        return i18n.fill(self.source.phrases[key], values)

    def findings(self) -> list[Tree]:
        """The strongest topic, the weakest, what the plan takes and brings, and how sure the picture is."""
        best, worst = self.view["head"]["strongest"], self.view["head"]["weakest"]
        found = []
        if best and (best == worst or self.looks(best) != self.looks(worst)):
            found.append(self.finding("strongest", best))
        if worst and best != worst and self.looks(best) != self.looks(worst):
            found.append(self.finding("weakest", worst))
        if outcome := self.outcome():
            found.append({"title": self.say("report.whole_title"), "texts": outcome})
        found.append({"title": self.say("report.sure_title"), "texts": [self.view["certainty"]["text"]]})
        return found

    def ask(self) -> str:
        """What is asked of the reader as long as there is nothing to begin with."""
        if not self.view["applies"]:
            return self.say("report.ask_never")
        return self.say("report.ask_none") if self.view["head"]["missing"] else self.view["roadmap"]["lede"]

    def outcome(self) -> list[str]:
        """What the plan takes and brings as a whole, and what the business case says, each as a paragraph."""
        plan, business = self.view["plan"], self.view["business"]
        parts = []
        if plan["shown"]:
            ranges = [
                a["days"] for step in self.texts["steps"] for a in step["actions"] if a["id"] in plan["rank"]
            ]
            low, high = (i18n.number(sum(days[i] for days in ranges), self.source.lang) for i in (0, 1))
            ends = {"from": plan["points"][0]["index"], "to": plan["points"][-1]["index"]}
            key = "report.whole_plan" if len(ranges) > 1 else "report.whole_plan_one"
            found = [self.say(key, n=len(ranges), low=low, high=high, **ends)]
            if plan["low"]:
                found.append(self.say("report.whole_low", **ends))
            parts.append(" ".join([*found, *self.reach(plan["rows"])]))
        if business and business["ready"]:
            value = {case: business["cases"][0][case] for case in ("low", "base", "high")}
            found = [self.say("report.whole_case", n=business["years"], **value)]
            if business["todo"]:
                found.append(self.say("report.whole_careful", title=self.say("business.nav")))
            parts.append(" ".join(found))
        return parts

    def reach(self, rows: Sequence[Tree]) -> list[str]:
        """The level that the plan leads to, and the targets that it does not reach."""
        risen = next((row for row in rows if int(row["level"]) > int(rows[0]["level"])), None)
        if risen:
            found = [self.say("report.whole_level", level=risen["level"], when=risen["when"])]
        else:
            found = [self.say("report.whole_stays", level=rows[0]["level"])]
        missed = [id_of(aim.id) for aim in self.source.schedule.aims if aim.quarter is None]
        if missed:
            names = i18n.join([self.rows[one]["title"] for one in missed], self.source.phrases["words.and"])
            found.append(self.say("report.whole_missed", names=names))
        return found

    def looks(self, name: str) -> tuple[str, str]:
        """What a reader can tell a topic by."""
        row = self.rows[name]
        return row["level"], row["score"]

    def purpose(self, title: str) -> str:
        """Which answers an action should lift now; its title does not always say why it comes first."""
        name = next(a["id"] for step in self.texts["steps"] for a in step["actions"] if a["title"] == title)
        gains = (op for op in self.result.plan.operations if isinstance(op, GainOp))
        lifts = next(op.lifts for op in gains if op.id == f"action:{name}")
        asked = {lift.question for lift in lifts if rise_of(lift, self.result) > 0}
        titles = [q["title"] for view in self.texts["views"] for q in view["questions"] if q["id"] in asked]
        names = i18n.join([f"“{one}”" for one in titles], self.source.phrases["words.and"])
        return self.say("report.lifts", names=names) if titles else ""

    def finding(self, kind: str, name: str) -> Tree:
        """A topic that stands out, with those that a reader cannot tell from it."""
        row, level = self.rows[name], self.result.scores[f"dimension:{name}"].level
        topics = [id_of(one) for one in self.result.plan.dimensions]
        same = [self.rows[one]["title"] for one in topics if self.looks(one) == self.looks(name)]
        titles = i18n.join(same, self.source.phrases["words.and"])
        title = self.say(f"report.{kind}", title=titles, score=row["score"], n=level)
        text = row["lift"] if kind == "weakest" else self.praise(name)
        return {"title": title, "texts": [text] if text else []}

    def praise(self, name: str) -> str:
        """The best answers of a topic."""
        # A topic of topics has no answers of its own.
        views = [view for view in self.texts["views"] if view["id"] == name]
        best = [row["title"] for view in views for row in story.standing(view, self.result)["strong"]]
        return f"{self.say('story.strong')}: {'; '.join(best)}." if best else ""
