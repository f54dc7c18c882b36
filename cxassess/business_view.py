"""All that page and report may say about a business case: the low outcome first, then what would change it.

``browser/businessview.js`` builds the same tree. A title claims only what the three cases carry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cxassess import business_charts as charts
from cxassess import i18n
from cxassess.business_case import CASES, Assumptions, Outcome, assess, roadmap_days
from cxassess.business_fields import DAY_RATE, Setup, setup
from cxassess.business_figures import Figures
from cxassess.business_form import Form, work
from cxassess.business_words import Words
from cxassess.model import BusinessInput, BusinessInputs, Client, Decision, Questionnaire, Response
from cxassess.planner import Schedule, plan_actions
from cxassess.planner_problem import capacity_for
from cxassess.scoring_result import Result

Tree = dict[str, Any]
SMALL_MARGIN = 0.2
"""A tipping point nearer than this part of the user's own number is called near."""


@dataclass(frozen=True, slots=True)
class BusinessGiven:
    """What a business case is shown from, besides the texts: inputs, the roadmap and the organisation's own words."""

    setup: Setup
    inputs: BusinessInputs
    result: Result
    schedule: Schedule
    lang: str
    currency: str = ""
    sector: str = ""
    decisions: Mapping[str, Decision] = field(default_factory=dict)


def given_for(
    questionnaire: Questionnaire,
    client: Client,
    response: Response,
    result: Result,
    schedule: Schedule | None = None,
) -> BusinessGiven | None:
    """What a response's business case is shown from, in its own language; None without one in the questionnaire.

    The client's day rate counts where the response has none, as in the page. Without a ``schedule`` it is made here.
    """
    if questionnaire.business_case is None:
        return None
    inputs = dict(response.business_case.inputs)
    typed = inputs.get(DAY_RATE, BusinessInput())
    if client.day_rate is not None and typed.base is None:
        inputs[DAY_RATE] = replace(typed, base=float(client.day_rate))
    return BusinessGiven(
        setup=setup(questionnaire.business_case),
        inputs=BusinessInputs(inputs, response.business_case.lines),
        result=result,
        schedule=schedule or plan_actions(result, response, capacity_for(client, questionnaire, response)),
        lang=response.lang,
        currency=client.currency,
        sector=response.profile.get("sector", ""),
        decisions=response.decisions,
    )


def build(texts: Mapping[str, Any], given: BusinessGiven) -> Tree:
    """The tree of one business case; ``texts`` as :func:`cxassess.texts.script_texts` gives them."""
    return _View(texts, given).tree()


class _View:
    def __init__(self, texts: Mapping[str, Any], given: BusinessGiven) -> None:
        self.texts, self.given = texts, given
        self.words = Words(texts, given.lang, given.setup, given.currency)
        self.say = self.words.say
        days = roadmap_days(work(texts, given.schedule))
        self.assumptions = Assumptions(given.inputs.inputs, given.inputs.lines, given.sector, days)
        self.outcome: Outcome = assess(given.setup, self.assumptions)
        self.flows = self.outcome.flows
        self.ready = bool(self.flows)

    def tree(self) -> Tree:
        """Everything; without results only what is still needed, and the form."""
        todo = self.todo()
        figures = Figures(self.words, self.assumptions, self.outcome)
        return {
            "kicker": self.say("business.kicker", n=self.outcome.years),
            "years": str(self.outcome.years),
            "title": self.title(),
            "lede": self.say("business.lede" if self.ready else "business.lede_none"),
            "ready": self.ready,
            "careful": bool(todo),
            "todo_title": self.say("business.todo" if self.ready else "business.todo_first"),
            "todo": [{"text": note} for note in todo],
            "cases": self.cases(),
            "tip": self.tip(),
            "cash": figures.cash(),
            "tornado": figures.tornado(),
            "table": figures.table(),
            "worth": figures.worth(),
            "groups": self.form().groups(),
        }

    def form(self) -> Form:
        given = self.given
        plan = given.result, given.schedule, given.decisions
        return Form(self.words, given.setup, self.assumptions, self.outcome, *plan)

    # -- the outcome ------------------------------------------------------------------------------------

    def title(self) -> str:
        if not self.ready:
            return self.say("business.title_none")
        low, base, high = (self.flows[case].npv for case in CASES)
        back = self.flows["base"].payback
        if low >= 0:
            return self.say("business.title_low")
        if base >= 0:
            if back is None:
                return self.say("business.title_base_value")
            return self.say("business.title_base", back=self.words.after(back))
        return self.say("business.title_high" if high >= 0 else "business.title_never")

    def todo(self) -> list[str]:
        """What is missing, and what should make the reader careful; the former first."""
        out = self.outcome
        notes = []
        untouched = [name for name in out.missing if name and not self.is_touched(name)]
        for name, lacks in out.missing.items():
            if name not in untouched:
                labels = self.words.join([f"“{self.words.label(lack)}”" for lack in lacks])
                key = "business.todo_line" if name else "business.todo_all"
                notes.append(self.say(key, line=self.words.line(name) if name else "", names=labels))
        if untouched:
            key = "business.todo_open" if out.active else "business.todo_one"
            names = self.words.join([f"“{self.words.line(name)}”" for name in untouched])
            notes.append(self.say(key, names=names))
        notes += [self.say("business.todo_source", line=self.words.line(name)) for name in out.unsourced]
        if not out.switched:
            notes.append(self.say("business.todo_lines"))
        if self.ready:
            form = self.form()
            if not form.is_paid() and (days := form.days()):
                notes.append(days)
            if unsupported := form.unsupported():
                notes.append(self.without(unsupported))
            if early := form.early():
                notes.append(self.say("business.note_early", names=self.quoted(early)))
            if self.flows["base"].costs == 0:
                notes.append(self.say("business.note_costs"))
            if out.ranged < len(out.used):
                n = i18n.number(len(out.used) - out.ranged, self.given.lang)
                notes.append(self.say("business.note_ranges", n=n, total=len(out.used)))
            if out.capped:
                notes.append(self.say("business.note_capped"))
            notes += [
                self.say("business.note_order", name=self.words.small(row.id))
                for row in out.tornado
                if row.low > row.high
            ]
        return notes

    def without(self, names: Sequence[str]) -> str:
        """What is left without the benefits that no action causes."""
        lines = {**self.assumptions.lines, **dict.fromkeys(names, False)}
        left = assess(self.given.setup, replace(self.assumptions, lines=lines)).flows
        titles = self.quoted(names)
        if not left:
            return self.say("business.note_alone", names=titles)
        return self.say("business.note_without", names=titles, value=self.words.big(left["base"].npv))

    def quoted(self, lines: Sequence[str]) -> str:
        """The names of benefits."""
        return self.words.join([f"“{self.words.line(name)}”" for name in lines])

    def is_touched(self, name: str) -> bool:
        """Whether something was filled in for a benefit line alone."""
        own = (entry.id for entry in self.given.setup.fields if entry.group == name)
        return any(entry in self.given.inputs.inputs for entry in own)

    def cases(self) -> list[Tree]:
        """The figures that matter, each in the three cases."""
        if not self.ready:
            return []
        never = self.say("business.never", n=self.outcome.years)

        def back(years: float | None) -> str:
            return never if years is None else self.words.after(years)

        def rate(roi: float | None) -> str:
            return self.words.none if roi is None else self.words.number(roi) + "%"

        readings: list[tuple[str, Any]] = [
            ("npv", lambda flow: self.words.big(flow.npv)),
            ("payback", lambda flow: back(flow.payback)),
            ("discounted", lambda flow: back(flow.discounted)),
            ("roi", lambda flow: rate(flow.roi)),
        ]
        return [
            {
                "id": name,
                "label": self.say(f"business.case_{name}"),
                **{case: read(self.flows[case]) for case in CASES},
            }
            for name, read in readings
        ]

    # -- what would change it ---------------------------------------------------------------------------

    def tip(self) -> Tree:
        """How much can go wrong before the outcome turns."""
        empty = {"shown": False, "bar": False, "title": "", "number": "", "unit": "", "text": ""}
        empty |= {"shape": {"even": "0%", "own": "0%", "rest": "100%"}, "marks": [], "legend": "", "mine": ""}
        if not self.ready:
            return empty
        found = self.outcome.breakeven
        if found.value is None:
            return {**empty, "shown": True, **self.tip_factor(found.kind)}
        entry = self.given.inputs.inputs["retention-gain"]
        own, even = entry.base or 0.0, found.value * 100
        shape = charts.tip(even, own, entry.high or own)
        near = own >= even and own - even < SMALL_MARGIN * own
        key = "small" if near else "room" if own >= even else "short"
        number, mine = self.words.number(even, 1), self.words.typed(own)
        return {
            "shown": True,
            "bar": True,
            "title": self.say(f"business.tip_title_{key}"),
            "number": number,
            "unit": self.say("business.unit_points"),
            "text": self.say(f"business.tip_{key}", own=mine),
            "shape": {name: shape[name] for name in ("even", "own", "rest")},
            "marks": [{"id": i, "text": self.words.typed(mark)} for i, mark in enumerate(shape["marks"])],
            "legend": self.say("business.tip_even", n=number),
            "mine": self.say("business.tip_own", n=mine),
        }

    def tip_factor(self, kind: str) -> Tree:
        """Without a tipping point in retention: how far the benefits are from the costs."""
        flow = self.flows["base"]
        title = self.say(f"business.tip_title_{kind}")
        if flow.bcr is None:
            return {"title": title, "text": self.say("business.note_costs")}
        if flow.bcr <= 0:
            return {"title": title, "text": self.say("business.tip_nothing")}
        if flow.bcr < 1:
            number = self.words.number(flow.costs / flow.benefits, 1)
            return {"title": title, "number": f"{number}×", "text": self.say("business.tip_more", n=number)}
        share = self.words.number(100 - 100 * flow.costs / flow.benefits)
        return {"title": title, "number": f"{share}%", "text": self.say("business.tip_less", n=share)}
