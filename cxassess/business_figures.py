"""The chart and the tables of a business case; ``browser/businessfigures.js`` builds the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxassess import business_charts as charts
from cxassess.business_case import CASES, Assumptions, Outcome, total
from cxassess.business_fields import DAYS
from cxassess.business_words import Words

Tree = dict[str, Any]
MOST_COLUMNS = 11
MARKS = ("M-4-4H4V4H-4z", "M-4.5 0a4.5 4.5 0 1 0 9 0 4.5 4.5 0 1 0-9 0z", "M0-5.5 5 4H-5z")
"""A square, a dot and a triangle around (0, 0), for the three cases."""


class Figures:
    """What is drawn or counted year by year; empty without results."""

    def __init__(self, words: Words, given: Assumptions, outcome: Outcome) -> None:
        self.words, self.given, self.outcome = words, given, outcome
        self.say, self.flows = words.say, outcome.flows

    def cash(self) -> Tree:
        """The sum of the cash flow through the years, in three lines."""
        if not self.flows:
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
            days = self.given.days
            low, high = (
                self.words.typed(total(days[case][: self.outcome.years])) for case in ("low", "high")
            )
            return self.say("business.range", low=low, high=high)
        entry = self.given.inputs[name]
        worst, best = (entry.base or 0.0 if end is None else end for end in (entry.low, entry.high))
        first = self.words.amount(name, worst) if self.words.is_money(name) else self.words.typed(worst)
        return self.say("business.range", low=first, high=self.words.amount(name, best))

    # -- the details ------------------------------------------------------------------------------------

    def table(self) -> Tree:
        """Where the money comes from, year by year, as expected."""
        if not self.flows:
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
