"""The geometry of the business case's charts, the same as in ``browser/businesschart.js``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from cxassess.i18n import coordinate

Shape = dict[str, Any]

LEFT, RIGHT, TOP, BOTTOM = 58.0, 452.0, 14.0, 248.0
"""The field of the cash chart in its box of 560 by 290; names stand to the right of it."""
NAMES_APART = 24.0
INTERVALS = 5


def step(span: float) -> float:
    """The round step (1, 2 or 5 and zeros) that cuts a span above zero into at most five."""
    size = 1.0
    while span / size > INTERVALS:
        size *= 10
    while span / size <= INTERVALS / 10 and size > 1e-6:
        size /= 10
    for part in (size / 5, size / 2):
        if span / part <= INTERVALS:
            return part
    return size


def ticks(low: float, high: float) -> list[float]:
    """Round values from at or below ``low`` to at or above ``high``."""
    size = step(high - low) if high > low else 1.0
    first, last = math.floor(low / size), math.ceil(high / size)
    return [size * n for n in range(first, max(last, first + 1) + 1)]


def cash(series: Sequence[Sequence[float]], marks: Sequence[float | None]) -> Shape:
    """Lines of cumulative cash and where they cross zero; one list of years per series, from the start."""
    rows = [value for values in series for value in values]
    marked = ticks(min(0.0, *rows), max(0.0, *rows))
    bottom, top = marked[0], marked[-1]
    years = len(series[0]) - 1

    def x(year: float) -> float:
        return LEFT + (RIGHT - LEFT) * year / years

    def y(value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (value - bottom) / (top - bottom)

    points = [[(coordinate(x(i)), coordinate(y(v))) for i, v in enumerate(values)] for values in series]
    return {
        "ticks": [
            {"value": value, "y": coordinate(y(value)), "text_y": coordinate(y(value) + 4)}
            for value in marked
        ],
        "zero": coordinate(y(0.0)),
        "years": [{"n": i, "x": coordinate(x(i))} for i in range(years + 1)],
        "lines": [" ".join(f"{a},{b}" for a, b in line) for line in points],
        "dots": [[{"x": a, "y": b} for a, b in line] for line in points],
        "names": [coordinate(place) for place in apart([y(values[-1]) + 4 for values in series])],
        "marks": [{"x": coordinate(x(mark))} for mark in marks if mark],
    }


def apart(places: Sequence[float]) -> list[float]:
    """The places moved downwards, then up into the field, until no two are too close."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for before, i in pairwise(order):
        moved[i] = max(moved[i], moved[before] + NAMES_APART)
    over = max(0.0, moved[order[-1]] - BOTTOM)
    return [place - over for place in moved]


def spans(rows: Sequence[tuple[float, float]], base: float) -> tuple[list[Shape], Shape]:
    """Bars of a tornado in percent of its width: from the base to the unfavourable and to the favourable value."""
    values = [0.0, base, *(value for row in rows for value in row)]
    low, high = min(values), max(values)
    width = high - low or 1.0

    def at(value: float) -> float:
        return 100 * (value - low) / width

    def bar(value: float) -> tuple[str, str]:
        start, end = sorted((at(value), at(base)))
        return f"{coordinate(start)}%", f"{coordinate(end - start)}%"

    bars = []
    for worse, better in rows:
        (low_x, low_width), (high_x, high_width) = bar(worse), bar(better)
        bars.append({"low_x": low_x, "low_width": low_width, "high_x": high_x, "high_width": high_width})
    return bars, {"zero": f"{coordinate(at(0.0))}%", "base": f"{coordinate(at(base))}%"}


def tip(even: float, own: float, most: float) -> Shape:
    """The tipping point on a scale from 0: loss, profit, the user's own number, and round marks below."""
    marked = ticks(0.0, max(even, own, most))
    top = marked[-1]
    return {
        "even": f"{coordinate(100 * even / top)}%",
        "own": f"{coordinate(100 * own / top)}%",
        "rest": f"{coordinate(100 - 100 * even / top)}%",
        "marks": marked,
    }
