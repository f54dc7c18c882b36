"""What a report shows of groups of people side by side: their means, how far they stand apart, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxassess import groups, i18n, together
from cxassess.model import Compared, Estimate, Gap, Response

Tree = dict[str, Any]
LITTLE = 5
"""Points; a smaller difference says little, however sure it is."""
NAME = 40
"""Letters of a group's name that are shown."""
_LEFT, _WIDE, _NEAR = 7.0, 0.83, 4.0
_HEIGHT, _STEP = 40, 11.0
"""Per cent of the drawing before 0 and for a point, points in which signs touch, pixels of a row and between signs."""


def build(texts: Mapping[str, Any], phrases: Mapping[str, str], response: Response, lang: str) -> Tree:
    """The page on groups; not ``shown`` where fewer than two groups can be compared."""
    return _View(texts, phrases, response, lang).tree()


def as_lines(tree: Tree) -> list[str]:
    """The same for a terminal: a title, and a line for each topic."""
    if not tree["shown"]:
        return []
    columns = [
        (row["title"], *(cell["text"] for cell in row["cells"]), row["points"], row["sure"], row["pair"])
        for row in tree["rows"]
    ]
    widths = [max(len(row[i]) for row in columns) for i in range(len(columns[0]))]
    lines = [
        f"{row[0]:<{widths[0]}}  "
        + "  ".join(f"{text:>{width}}" for text, width in zip(row[1:-2], widths[1:-2], strict=True))
        + f"  {row[-2]:<{widths[-2]}}  {row[-1]}"
        for row in columns
    ]
    return [tree["terminal"], *(line.rstrip() for line in lines)]


class _View:
    def __init__(
        self, texts: Mapping[str, Any], phrases: Mapping[str, str], response: Response, lang: str
    ) -> None:
        self.phrases, self.lang = phrases, lang
        found = response.groups
        self.people = found.people if found else ()
        self.names = [_short(name) for name in (found.names if found else ())]
        self.more = found.more if found else 0
        self.topics: list[tuple[str, Compared]] = [
            (one["title"], found.topics[one["id"]])
            for one in texts["dimensions"]
            if found and one["id"] in found.topics
        ]
        self.gaps: list[tuple[str, Compared, Gap]] = sorted(
            ((title, topic, topic.gap) for title, topic in self.topics if topic.gap),
            key=lambda one: (-_points(one[1]), not one[2].clear),
        )

    def tree(self) -> Tree:
        if not self.gaps or min(self.people) < together.FEWEST:  # whatever a file says
            return {"shown": False}
        title, lede = self.finding()
        return {
            "shown": True,
            "title": title,
            "lede": lede,
            "columns": [
                {"name": name, "people": self.say("people", n=n), "sign": i}
                for i, (name, n) in enumerate(zip(self.names, self.people, strict=True))
            ],
            "rows": [self.row(topic, compared) for topic, compared in self.topics],
            "plot": [self.plot(topic, compared, gap) for topic, compared, gap in self.gaps],
            "read": self.say("read", n=groups.comparisons(topic.means for _, topic in self.topics)),
            "few": self.say("few", fewest=together.FEWEST),
            "dash": self.say("dash") if any(None in topic.means for _, topic in self.topics) else "",
            "more": self.left_out(),
            "terminal": self.say("terminal", list=self.listed(self.people)),
        }

    def say(self, key: str, **values: object) -> str:
        return i18n.fill(self.phrases[f"groups.{key}"], values)

    def left_out(self) -> str:
        if not self.more:
            return ""
        return self.say("more_one" if self.more == 1 else "more", n=self.more, most=groups.MOST)

    def finding(self) -> tuple[str, str]:
        """The title and what follows it: the largest clear difference, that nothing is clear, or that all is near."""
        sure = [one for one in self.gaps if one[2].clear and _points(one[1]) >= LITTLE]
        title, topic, gap = sure[0] if sure else self.gaps[0]
        values = {"title": title, "points": _points(topic), **self.ends(gap)}
        if sure:
            lede = "lede_one" if len(sure) == 1 else "lede_clear"
            return self.say("title_clear", **values), self.say(lede, n=len(sure), total=len(self.gaps))
        if _points(topic) < LITTLE:
            return self.say("title_same"), self.say("lede_same", limit=LITTLE)
        small = any(gap.clear for _, _, gap in self.gaps)
        return self.say("title_small" if small else "title_chance"), self.say("lede_chance", **values)

    def ends(self, gap: Gap) -> dict[str, str]:
        return {"high": self.names[gap.high], "low": self.names[gap.low]}

    def row(self, title: str, topic: Compared) -> Tree:
        """The means of one topic, the darker the higher, with the largest difference in words."""
        cells = [
            {"text": "–", "look": "heat-open"}
            if mean is None
            else {"text": str(mean), "look": f"heat-{round(mean / 25)}"}
            for mean in topic.means
        ]
        return {"title": title, "cells": cells, **self.difference(topic)}

    def difference(self, topic: Compared) -> Tree:
        if topic.gap is None:
            return {"points": "", "sure": "", "pair": "", "effect": ""}
        apart, gap = _points(topic), topic.gap
        return {
            "points": str(apart),
            "sure": self.say(_sure(apart, gap)),
            "pair": self.say("pair", **self.ends(gap)) if apart else "",
            "effect": self.effect(gap.g) if gap.g and apart else "",
        }

    def effect(self, one: Estimate) -> str:
        shown = {name: i18n.number(getattr(one, name), self.lang, 2) for name in ("value", "low", "high")}
        return self.say("effect", **shown)

    def plot(self, title: str, topic: Compared, gap: Gap) -> Tree:
        """One row of the drawing: a sign for each group on a scale of 0 to 100, a bar over the largest difference."""
        low, high = topic.means[gap.low] or 0, topic.means[gap.high] or 0
        known = [(mean, i) for i, mean in enumerate(topic.means) if mean is not None]
        return {
            "title": title,
            "alt": self.say("alt", title=title, list=self.listed(topic.means)),
            "bar": bar(low, high),
            "look": "hatch-line" if gap.clear else "track",
            "signs": [{"x": at(mean), "y": y, "sign": i} for mean, i, y in _placed(known)],
            "low": {"x": at(low), "text": str(low)},
            "high": {"x": at(high), "text": str(high) if high != low else ""},
            **self.difference(topic),
        }

    def listed(self, values: Sequence[int | None]) -> str:
        return ", ".join(
            self.say("alt_one", name=name, mean=value)
            for name, value in zip(self.names, values, strict=True)
            if value is not None
        )


def _points(topic: Compared) -> int:
    """The largest difference as everybody can check it: between the means that are shown."""
    known = [mean for mean in topic.means if mean is not None]
    return max(known) - min(known)


def _sure(apart: int, gap: Gap) -> str:
    if not apart:
        return "equal"
    if not gap.clear:
        return "chance"
    return "clear" if apart >= LITTLE else "small"


def _short(name: str) -> str:
    return name if len(name) <= NAME else name[: NAME - 1].rstrip() + "…"


def at(points: float) -> str:
    """Where a score stands in a drawing of ends side by side."""
    return i18n.coordinate(_LEFT + points * _WIDE) + "%"


def bar(low: float, high: float) -> Tree:
    """The bar from one score to a higher one."""
    return {"x": at(low), "width": i18n.coordinate((high - low) * _WIDE) + "%"}


def _placed(known: Sequence[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Means and groups with the height of their signs: signs that would touch stand above each other."""
    piles: list[list[tuple[int, int]]] = []
    for mean, i in sorted(known):
        if piles and mean - piles[-1][-1][0] < _NEAR:
            piles[-1].append((mean, i))
        else:
            piles.append([(mean, i)])
    return [
        (mean, i, i18n.coordinate(_HEIGHT / 2 + (k - (len(pile) - 1) / 2) * min(_STEP, 30 / len(pile))))
        for pile in piles
        for k, (mean, i) in enumerate(pile)
    ]
