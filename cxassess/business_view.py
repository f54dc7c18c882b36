"""All that page and report may say about a business case: the low outcome first, then what would change it.

``browser/businessview.js`` builds the same tree. A title claims only what the three cases carry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cxassess import business_charts as charts
from cxassess import i18n
from cxassess.business_case import CASES, Assumptions, Outcome, assess, roadmap_days, total
from cxassess.business_fields import DAY_RATE, DAYS, Setup, setup
from cxassess.business_form import Form, work
from cxassess.business_words import Words
from cxassess.model import BusinessInput, BusinessInputs, Client, Decision, Questionnaire, Response
from cxassess.planner import Schedule, plan_actions
from cxassess.planner_problem import capacity_for
from cxassess.scoring_result import Result

Tree = dict[str, Any]
SMALL_MARGIN = 0.2
"""A tipping point nearer than this part of the user's own number is called near."""
MOST_COLUMNS = 11
MARKS = ("M-4-4H4V4H-4z", "M-4.5 0a4.5 4.5 0 1 0 9 0 4.5 4.5 0 1 0-9 0z", "M0-5.5 5 4H-5z")
"""A square, a dot and a triangle around (0, 0), for the three cases."""


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
        return {
            "kicker": self.say("business.kicker", n=self.outcome.years),
            "title": self.title(),
            "lede": self.say("business.lede" if self.ready else "business.lede_none"),
            "ready": self.ready,
            "careful": bool(todo),
            "todo_title": self.say("business.todo" if self.ready else "business.todo_first"),
            "todo": [{"text": note} for note in todo],
            "cases": self.cases(),
            "tip": self.tip(),
            "cash": self.cash(),
            "tornado": self.tornado(),
            "table": self.table(),
            "worth": self.worth(),
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
        titles = self.words.join([f"“{self.words.line(name)}”" for name in names])
        if not left:
            return self.say("business.note_alone", names=titles)
        return self.say("business.note_without", names=titles, value=self.words.big(left["base"].npv))

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

    def cash(self) -> Tree:
        """The sum of the cash flow through the years, in three lines."""
        if not self.ready:
            texts = {"title": "", "lede": "", "alt": ""}
            return {"shown": False, **texts, "ticks": [], "years": [], "lines": [], "marks": []}
        series = [[self.flows[case].start, *(y.cumulative for y in self.flows[case].years)] for case in CASES]
        back = self.flows["base"].payback
        shape = charts.cash(series, [self.flows[case].payback for case in CASES])
        scale = self.words.scale([value for values in series for value in values])
        ends = {case: self.words.big(values[-1]) for case, values in zip(CASES, series, strict=True)}
        key = "never" if back is None else "now" if back == 0 else "back"
        digits = (
            0 if all(tick["value"] / scale == int(tick["value"] / scale) for tick in shape["ticks"]) else 1
        )
        return {
            "shown": True,
            "title": self.say(
                f"business.cash_{key}", n=self.outcome.years, back=self.words.after(back or 0.0)
            ),
            "lede": self.say("business.cash_lede", unit=self.words.unit(scale)),
            "alt": self.say("business.cash_alt", n=self.outcome.years, **ends),
            "ticks": [
                {
                    "id": i,
                    "y": tick["y"],
                    "text_y": tick["text_y"],
                    "look": "zero" if tick["value"] == 0 else "spoke",
                    "text": self.words.number(tick["value"] / scale, digits),
                }
                for i, tick in enumerate(shape["ticks"])
            ],
            "years": [
                {"id": y["n"], "x": y["x"], "text": str(y["n"]) if y["n"] else self.say("business.start")}
                for y in shape["years"]
            ],
            "lines": [
                {
                    "id": case,
                    "points": shape["lines"][i],
                    "look": f"cash-{case}",
                    "dots": [{"mark": f"mark-{case}", "d": MARKS[i], **dot} for dot in shape["dots"][i]],
                    "y": shape["names"][i],
                    "name": self.say(f"business.{case}"),
                }
                for i, case in enumerate(CASES)
            ],
            "marks": [{"id": i, "x": mark["x"], "y": shape["zero"]} for i, mark in enumerate(shape["marks"])],
        }

    def tornado(self) -> Tree:
        """Which assumption changes the outcome most."""
        rows = self.outcome.tornado
        empty = {"shown": False, "title": "", "lede": "", "rows": []}
        if not rows:
            return empty
        base = self.flows["base"].npv
        bars, lines = charts.spans([(row.low, row.high) for row in rows], base)
        scale = self.words.scale([value for row in rows for value in (row.low, row.high)])
        own = self.words.scaled(base, scale)
        lede = self.say("business.tornado_lede", unit=self.words.unit(scale), own=own)
        return {
            "shown": True,
            "title": self.say("business.tornado_title", name=self.words.small(rows[0].id)),
            "lede": lede,
            "rows": [
                {
                    "id": row.id,
                    "label": self.words.label(row.id),
                    "range": self.range(row.id),
                    "low": self.words.scaled(row.low, scale),
                    "high": self.words.scaled(row.high, scale),
                    **bar,
                    **lines,
                }
                for row, bar in zip(rows, bars, strict=True)
            ],
        }

    def range(self, name: str) -> str:
        if name == DAYS:
            days = self.assumptions.days
            low, high = (
                self.words.typed(total(days[case][: self.outcome.years])) for case in ("low", "high")
            )
            return self.say("business.range", low=low, high=high)
        entry = self.given.inputs.inputs[name]
        worst, best = (entry.base or 0.0 if end is None else end for end in (entry.low, entry.high))
        first = self.words.amount(name, worst) if self.words.is_money(name) else self.words.typed(worst)
        return self.say("business.range", low=first, high=self.words.amount(name, best))

    # -- the details ------------------------------------------------------------------------------------

    def table(self) -> Tree:
        """Where the money comes from, year by year, as expected."""
        if not self.ready:
            return {"shown": False, "unit": "", "head": {}, "rows": []}
        flow = self.flows["base"]
        years = flow.years
        scale = self.words.scale(
            [flow.start, *(x for y in years for x in (*y.benefits, y.costs, y.cumulative))]
        )

        def row(name: str, label: str, values: Sequence[float | None], last: bool = False) -> Tree:
            cells = [None if value is None else self.words.scaled(value, scale) for value in values]
            return {"id": name, "label": label, "last": last, "cells": columns(cells)}

        lines = [
            row(name, self.words.line(name), [None, *(y.benefits[i] for y in years)])
            for i, name in enumerate(self.outcome.active)
        ]
        totals = [
            row("costs", self.say("business.costs"), [flow.start, *(-y.costs for y in years)]),
            row("cash", self.say("business.balance"), [flow.start, *(y.cash for y in years)], True),
            row("sum", self.say("business.sum"), [flow.start, *(y.cumulative for y in years)], True),
        ]
        shown = {f"s{i}": i <= len(years) for i in range(MOST_COLUMNS)}
        return {"shown": True, "unit": self.words.unit(scale), "head": shown, "rows": [*lines, *totals]}

    def worth(self) -> Tree:
        """What one customer is worth, now and with what the programme adds, in four readings."""
        found = self.outcome.lifetimes
        rows = []
        for name in ("later", "now", "finite", "growth") if found else ():
            values = [getattr(one, name) for one in found]
            if name != "growth" or values[0] is not None:
                rows.append(self.worth_row(name, values))
        return {"shown": bool(rows), "gain": len(found) > 1, "rows": rows}

    def worth_row(self, name: str, values: Sequence[float | None]) -> Tree:
        def shown(value: float | None) -> str:
            return self.words.none if value is None else self.words.money(value)

        now, then = values[0], values[-1]
        more = then - now if now is not None and then is not None and len(values) > 1 else None
        return {
            "id": name,
            "label": self.say(f"business.worth_{name}", n=self.outcome.years),
            "now": shown(now),
            "then": shown(then) if len(values) > 1 else "",
            "more": "" if more is None else self.words.money(more),
        }


def columns(cells: Sequence[str | None]) -> Tree:
    """The cells of a row under the names of its columns: text, and whether the column is there."""
    found: Tree = {}
    for i in range(MOST_COLUMNS):
        found[f"c{i}"] = (cells[i] or "") if i < len(cells) else ""
        found[f"s{i}"] = i < len(cells)
    return found
