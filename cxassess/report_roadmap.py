"""What is said about the roadmap, action by action; ``browser/viewroadmap.js`` says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxassess import charts
from cxassess.model import Decision
from cxassess.plan import GainOp
from cxassess.report_words import Tree, Words
from cxassess.scoring_order import QUARTER
from cxassess.scoring_result import Score

SETTLED = ("done", "no")
"""Decisions that take an action off the roadmap."""


def roadmap(words: Words) -> Tree:
    """The roadmap: the first three actions, and all of them by step."""
    return _Roadmap(words).tree()


class _Roadmap:
    """Knows where each action stands, and what was decided about it."""

    def __init__(self, words: Words) -> None:
        self.words, self.say, self.number = words, words.say, words.number
        self.result, self.steps = words.result, words.texts["steps"]
        self.decisions = words.setting.decisions
        self.actions = {f"action:{a['id']}": a for step in self.steps for a in step["actions"]}
        self.position = {name: i for i, name in enumerate(self.result.order)}
        self.needs = {op.id: op.needs for op in words.plan.operations if isinstance(op, GainOp)}

    def tree(self) -> Tree:
        order = self.result.order
        early = self.words.whole.level is None
        chosen = [self.actions[name] for name in order if self.actions[name].get("first")]
        first = [] if early else chosen[:3]
        values = {"n": self.number(len(order)), "organisation": self.words.setting.organisation}
        return {
            "kicker": self.say("roadmap.kicker", n=len(self.steps)),
            "title": self.say(self.title(early), **values),
            "lede": self.say(self.lede(early)),
            "first_shown": bool(first),
            "first": [self.first(i, action) for i, action in enumerate(first)],
            "steps": [self.step(step) for step in self.steps],
        }

    def title(self, early: bool) -> str:
        """The key of the title."""
        if not self.words.applies:
            return "never.title"
        if early:
            return "roadmap.title_early"
        count = len(self.result.order)
        if count > 1:
            return "roadmap.title"
        return "roadmap.title_one" if count else "roadmap.title_none"

    def lede(self, early: bool) -> str:
        """The key of the lede."""
        if not self.words.applies:
            return "never.lede"
        if not self.result.order:
            return "roadmap.lede_none"
        return "roadmap.lede_early" if early else "roadmap.lede"

    def first(self, i: int, action: Mapping[str, Any]) -> Tree:
        meta = self.say("roadmap.meta", owner=action["owner"], days=self.days(action))
        return {"n": str(i + 1), "first": action["first"], "title": action["title"], "meta": meta}

    def days(self, action: Mapping[str, Any]) -> str:
        low, high = (self.number(day, 0 if day == int(day) else 1) for day in action["days"])
        key = "roadmap.days" if low != high else "roadmap.days_one" if low == "1" else "roadmap.days_same"
        return self.say(key, low=low, high=high)

    def step(self, step: Mapping[str, Any]) -> Tree:
        score = self.result.scores.get(f"step:{step['id']}") or Score(step["id"])
        chosen = [a for a in step["actions"] if f"action:{a['id']}" in self.position]
        chosen.sort(key=lambda a: self.position[f"action:{a['id']}"])
        count = len(chosen)
        key = "roadmap.actions" if count > 1 else "roadmap.actions_one" if count else "roadmap.actions_none"
        settled = [self.settled(action) for action in step["actions"] if self.is_settled(action)]
        return {
            "id": step["id"],
            "n": str(step["number"]),
            "title": step["title"],
            "why": step.get("why") or "",
            "count": self.say(key, n=self.number(count)),
            "ready": self.say("roadmap.ready_none")
            if score.score is None
            else self.say("roadmap.ready", n=self.number(score.score)),
            "bar": charts.bar(score),
            "any": count > 0,
            "actions": [self.action(action) for action in chosen],
            "later": [self.later(action) for action in step["actions"] if self.may_come(action)],
            "settled": settled,
            "settled_any": bool(settled),
        }

    def may_come(self, action: Mapping[str, Any]) -> bool:
        """Whether an action brings nothing yet, but may when others are done: a plan may hold it then."""
        return f"action:{action['id']}" not in self.position and not self.is_settled(action)

    def later(self, action: Mapping[str, Any]) -> Tree:
        name = f"action:{action['id']}"
        waiting = [self.actions[n]["title"] for n in self.needs[name] if not self.is_settled(self.actions[n])]
        row = {**self.action(action), "rank": "", "needs": "; ".join(waiting)}
        return row if self.result.actions[name].gain > 0 else {**row, "gain": self.say("roadmap.gain_later")}

    def is_settled(self, action: Mapping[str, Any]) -> bool:
        return self.decided(action) in SETTLED

    def decided(self, action: Mapping[str, Any]) -> str:
        decision = self.decisions.get(action["id"])
        return decision.status if decision else ""

    def settled(self, action: Mapping[str, Any]) -> Tree:
        status = self.decided(action)
        return {"id": action["id"], "title": action["title"], "state": self.say(f"roadmap.state_{status}")}

    def action(self, action: Mapping[str, Any]) -> Tree:
        name = f"action:{action['id']}"
        found = self.result.actions[name]
        waiting = [self.actions[need]["title"] for need in self.needs[name] if need in self.position]
        decision = self.decisions.get(action["id"]) if found.planned else None
        return {
            "id": action["id"],
            "rank": str(self.position.get(name, -1) + 1),
            "title": action["title"],
            "what": action.get("what") or "",
            "first": action.get("first") or "",
            "caution": action.get("caution") or "",
            "owner": (decision.owner if decision else "") or action["owner"],
            "kpi": action.get("kpi") or "",
            "days": self.days(action),
            "when": self.when(action, decision),
            "planned": decision is not None,
            "gain": self.gain(found.gain),
            "needs": "; ".join(waiting),
            "lifts": "",
        }

    def gain(self, points: float) -> str:
        if points <= 0:
            return self.say("roadmap.gain_none")
        return self.say("roadmap.gain", n=self.number(points, 1))

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
