"""Which inputs and benefit lines a business case has: settled once, for Python and for the page's script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cxassess.model import BusinessCase, BusinessLine

Kind = Literal["count", "money", "percent", "points"]

CREDIT, DISCOUNT, ONE_OFF, RUNNING, DAY_RATE = "credit", "discount", "one-off", "running", "day-rate"
DAYS = "days"
"""Not typed: the person-days of the roadmap, which have a range of their own."""
MOST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Field:
    """One input: its group in the form, the least and the most it can be, and whether it has no range."""

    id: str
    group: str
    kind: Kind
    least: float
    most: float
    single: bool = False
    optional: bool = False

    @property
    def share(self) -> bool:
        """Whether it is typed in percent and counts as a share."""
        return self.kind in ("percent", "points")


@dataclass(frozen=True, slots=True)
class Line:
    """One benefit line: what it needs, where it counts at first, which actions cause it, and what to cite."""

    id: str
    needs: tuple[str, ...]
    own: bool = False
    cite: str = ""
    sectors: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setup:
    """What a questionnaire asks for in its business case."""

    currency: str
    years: int
    fields: tuple[Field, ...]
    lines: tuple[Line, ...]

    def as_json(self) -> dict[str, Any]:
        """The setup for the page's script."""
        return {
            "currency": self.currency,
            "years": self.years,
            "fields": [
                [f.id, f.group, f.kind, f.least, f.most, int(f.single), int(f.optional)] for f in self.fields
            ],
            "lines": [
                {
                    name: value
                    for name, value in (
                        ("id", line.id),
                        ("needs", line.needs),
                        ("own", line.own),
                        ("cite", line.cite),
                        ("sectors", line.sectors),
                        ("actions", line.actions),
                        ("figures", line.figures),
                    )
                    if value
                }
                for line in self.lines
            ],
        }


_GENERAL = (
    Field(CREDIT, "general", "percent", 0, 100),
    Field(DISCOUNT, "general", "percent", 0, 100),
    Field("years", "general", "count", 1, MOST_YEARS, single=True, optional=True),
    *(
        Field(f"ramp-{year}", "general", "percent", 0, 100, single=True, optional=year > 1)
        for year in range(1, MOST_YEARS + 1)
    ),
    Field("customers", "customers", "count", 0, 1e8),
    Field("new-customers", "customers", "count", 0, 1e8),
    Field("retention", "customers", "percent", 0, 100),
    Field("revenue", "customers", "money", 0, 1e8),
    Field("margin", "customers", "percent", 0, 100),
    Field("growth", "customers", "percent", -50, 50, single=True, optional=True),
)
_BUILT_IN: Mapping[str, tuple[Field, ...]] = {
    "retention": (Field("retention-gain", "retention", "points", 0, 100),),
    "uplift": (Field("uplift", "uplift", "percent", 0, 100),),
    "contacts": (
        Field("contacts", "contacts", "count", 0, 1000),
        Field("avoidable", "contacts", "percent", 0, 100),
        Field("contact-reduction", "contacts", "percent", 0, 100),
        Field("contact-cost", "contacts", "money", 0, 1e6),
    ),
    "complaints": (
        Field("complaints", "complaints", "percent", 0, 1000),
        Field("complaint-reduction", "complaints", "percent", 0, 100),
        Field("complaint-cost", "complaints", "money", 0, 1e6),
    ),
    "staff": (
        Field("staff", "staff", "count", 0, 1e6),
        Field("turnover-gain", "staff", "points", 0, 100),
        Field("salary", "staff", "money", 0, 1e7),
        Field("replacement", "staff", "percent", 0, 500),
    ),
}
_COSTS = (
    Field(ONE_OFF, "costs", "money", 0, 1e11, optional=True),
    Field(RUNNING, "costs", "money", 0, 1e11, optional=True),
    Field(DAY_RATE, "costs", "money", 0, 1e5, optional=True),
)
BUILT_IN_LINES = tuple(_BUILT_IN)
_BASIS = ("customers", "new-customers", "retention")
_SHARED: Mapping[str, tuple[str, ...]] = {
    "retention": (*_BASIS, "revenue", "margin"),
    "uplift": (*_BASIS, "revenue", "margin"),
    "contacts": _BASIS,
    "complaints": _BASIS,
}


def setup(case: BusinessCase) -> Setup:
    """The inputs and lines of a questionnaire's business case, in the order of the form."""
    lines, fields = [], [*_GENERAL]
    for line in case.lines:
        own = _BUILT_IN.get(line.id, ()) or _own(line.id)
        fields += own
        lines.append(_line(line, [entry.id for entry in own]))
    return Setup(case.currency, case.years, (*fields, *_COSTS), tuple(lines))


def _own(name: str) -> tuple[Field, ...]:
    """A line of the questionnaire's own: how many a year, which part of it falls away, and what one costs."""
    return (
        Field(f"{name}.volume", name, "count", 0, 1e9),
        Field(f"{name}.reduction", name, "percent", 0, 100),
        Field(f"{name}.cost", name, "money", 0, 1e6),
    )


def _line(line: BusinessLine, own: Sequence[str]) -> Line:
    needs = (*_SHARED.get(line.id, ()), *own)
    return Line(
        id=line.id,
        needs=needs,
        own=line.id not in _BUILT_IN,
        cite="uplift" if line.id == "uplift" else "",
        sectors=line.sectors,
        actions=line.actions,
        figures=line.figures,
    )
