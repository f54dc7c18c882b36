"""The geometry of the charts: numbers to attribute texts, the same as in ``browser/charts.js``.

Axes and grids stand in the templates; only what depends on a result is computed here. Positions on a ruler are
percentages, so that bars stretch with the page; directions on the radar come from a small fixed table of exact
doubles where possible, from sine and cosine rounded to twelve digits elsewhere, so both engines agree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cxassess.i18n import coordinate

if TYPE_CHECKING:
    from cxassess.scoring_result import Score

Shape = dict[str, Any]

RADAR_CENTRE = (230.0, 214.0)
RADAR_RADIUS = 152.0
LABEL_DISTANCE = 112.0
_STAIR_WIDTH, _STAIR_HEIGHT = 500, 132
_LINE = 20.0
_UNDER = 18.0


def bar(score: Score) -> Shape:
    """A bar on the ruler: solid to the lower bound, hatched to the upper, a tick and a diamond."""
    lower = score.lower or 0.0
    upper = score.upper if score.upper is not None else 0.0
    return {
        "lower": _percent(lower),
        "spread": _percent(upper - lower),
        "tick": _percent(score.score or 0.0),
        "tick_display": "none" if score.score is None else "inline",
        "aim": _percent(score.target or 0.0),
        "aim_display": "none" if score.target is None else "inline",
    }


def _percent(value: float) -> str:
    return coordinate(value) + "%"


def stairs(levels: Sequence[Mapping[str, Any]], level: int | None) -> list[Shape]:
    """A staircase in a box of 500 by 132: reached, next and later steps."""
    width = _STAIR_WIDTH / len(levels)
    rise = (_STAIR_HEIGHT - 22) / len(levels)
    rows = []
    for i, entry in enumerate(levels):
        height = 20 + (i + 1) * rise
        number = entry["number"]
        state = "later"
        if level is not None:
            state = "reached" if number <= level else "next" if number == level + 1 else "later"
        top = _STAIR_HEIGHT - height
        rows.append(
            {
                "number": str(number),
                "name": entry["name"],
                "look": f"step-{state}",
                "text_look": f"step-{state}-text",
                "on": number == level,
                "x": coordinate(i * width + 2),
                "y": coordinate(top),
                "width": coordinate(width - 4),
                "height": coordinate(height - 1),
                "text_x": coordinate(i * width + width / 2),
                "text_y": coordinate(top + 24),
            }
        )
    return rows


def direction(i: int, n: int) -> tuple[float, float]:
    """The unit vector of axis ``i`` of ``n``, from the top clockwise, rounded to twelve digits."""
    angle = 2 * math.pi * i / n - math.pi / 2
    return round(math.cos(angle), 12), round(math.sin(angle), 12)


def radar(scores: Sequence[Score], names: Sequence[str], shown: Sequence[str]) -> Shape:
    """The radar in a box of 460 by 430; empty shapes where there are fewer than three topics."""
    n = len(scores)
    own = [score.score for score in scores]
    complete = n > 2 and all(value is not None for value in own)
    aims = [score.target for score in scores]
    aimed = n > 2 and all(value is not None for value in aims)
    ring = n > 2 and all(score.lower is not None for score in scores)
    high = _path([score.upper or 0.0 for score in scores]) if ring else ""
    low = _path([score.lower or 0.0 for score in scores]) if ring else ""
    return {
        "own": _polygon([value or 0.0 for value in own]) if complete else "",
        "aim": _polygon([value or 0.0 for value in aims]) if aimed else "",
        "band": high + low,
        "dots": [_dot(i, n, value) for i, value in enumerate(own) if value is not None and n > 2],
        "aims": [_dot(i, n, value) for i, value in enumerate(aims) if value is not None and n > 2],
        "labels": [_label(i, n, names[i], shown[i]) for i in range(n)] if n > 2 else [],
    }


def rings(n: int) -> Shape | None:
    """The empty radar: rings at 25 to 100, spokes and the scale between two of them; None below three."""
    if n < 3:
        return None
    scale = []
    for value in (25.0, 50.0, 75.0, 100.0):
        (x, y), (x2, y2) = point(n - 2, n, value), point(n - 1, n, value)
        scale.append((coordinate(value), coordinate((x + x2) / 2), coordinate((y + y2) / 2 + 5)))
    return {
        "polygons": [_polygon([value] * n) for value in (25.0, 50.0, 75.0, 100.0)],
        "spokes": [tuple(coordinate(c) for c in point(i, n, 100.0)) for i in range(n)],
        "scale": scale,
    }


def point(i: int, n: int, value: float) -> tuple[float, float]:
    """Where a value 0-100 lies on axis ``i``."""
    x, y = direction(i, n)
    return RADAR_CENTRE[0] + RADAR_RADIUS * value / 100 * x, RADAR_CENTRE[1] + RADAR_RADIUS * value / 100 * y


def _polygon(values: Sequence[float]) -> str:
    points = (point(i, len(values), value) for i, value in enumerate(values))
    return " ".join(f"{coordinate(x)},{coordinate(y)}" for x, y in points)


def _path(values: Sequence[float]) -> str:
    return "M" + _polygon(values).replace(" ", "L") + "Z"


def _dot(i: int, n: int, value: float) -> Shape:
    x, y = point(i, n, value)
    return {"x": coordinate(x), "y": coordinate(y)}


def _label(i: int, n: int, name: str, shown: str) -> Shape:
    """A name in at most two lines with its score under it; ``anchor`` by the side of the circle."""
    x, y = point(i, n, LABEL_DISTANCE)
    side = direction(i, n)[0]
    anchor = "middle" if abs(side) < 0.05 else "start" if side > 0 else "end"
    lines = two_lines(name)
    top = direction(i, n)[1] < -0.9
    bottom = direction(i, n)[1] > 0.9
    start = (
        y - _LINE * (len(lines) - 1) - _UNDER
        if top
        else y + _UNDER
        if bottom
        else y - _LINE * len(lines) / 2 + 6
    )
    return {
        "x": coordinate(x),
        "anchor": anchor,
        "y": coordinate(start),
        "name": lines[0],
        "y2": coordinate(start + _LINE),
        "name2": lines[1] if len(lines) > 1 else "",
        "score_y": coordinate(start + _LINE * len(lines)),
        "score": shown,
    }


def two_lines(name: str) -> list[str]:
    """A name of more than 14 letters broken at the space nearest to its middle."""
    if len(name) <= 14 or " " not in name:
        return [name]
    spaces = [i for i, letter in enumerate(name) if letter == " "]
    middle = min(spaces, key=lambda i: abs(2 * i - len(name)))
    return [name[:middle], name[middle + 1 :]]
