"""The business case: what better retention and fewer problems bring, year by year, against what they cost.

Formulas of ``docs/business-case.md``; ``browser/businesscase.js`` does the same, step for step, with plain doubles
added in the same order. Money in one currency, flows at the end of a year, the first costs now and undiscounted.
Inputs come as they are typed: percentages and percentage points as 0-100, and become shares here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cxassess.business_fields import CREDIT, DAY_RATE, DAYS, DISCOUNT, MOST_YEARS, ONE_OFF, RUNNING, Setup
from cxassess.model import BusinessInput

Case = Literal["low", "base", "high"]
Values = Mapping[str, float]
"""Input id to its number in one case, shares as 0-1."""

Work = tuple[int, float, float, float]
"""An action of the roadmap: the month it starts in, its person-days at least and at most."""
CASES: tuple[Case, ...] = ("low", "base", "high")
BISECTIONS = 100
"""Halvings of an interval below 1: more than a double can hold."""


@dataclass(frozen=True, slots=True)
class Year:
    """One year: customers at its end, how many of them are extra, a benefit per line, costs, and what remains."""

    customers: float
    extra: float
    benefits: tuple[float, ...]
    total: float
    costs: float
    cash: float
    cumulative: float


@dataclass(frozen=True, slots=True)
class Flow:
    """One case. ``roi`` in percent; ``roi`` and ``bcr`` None without costs, paybacks in years, None if never."""

    start: float
    years: tuple[Year, ...]
    npv: float
    benefits: float
    costs: float
    roi: float | None
    bcr: float | None
    payback: float | None
    discounted: float | None


@dataclass(frozen=True, slots=True)
class Swing:
    """One input at its low and its high value with the rest at base: the net present values."""

    id: str
    low: float
    high: float

    @property
    def swing(self) -> float:
        """How much this one input can change the outcome."""
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The retention gain (a share) at which nothing is won or lost; ``value`` None unless ``kind`` is "at"."""

    kind: Literal["at", "always", "never", "off"]
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The value of one customer in four readings, each None where it has no end."""

    later: float | None
    now: float | None
    finite: float | None
    growth: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that follows from the inputs; ``flows`` is empty while something that all lines need is missing.

    ``active`` are the lines that count; ``missing`` says per line which inputs it lacks, under "" what all need;
    ``unsourced`` are lines that need a source and have none.
    """

    years: int
    switched: tuple[str, ...]
    active: tuple[str, ...]
    missing: Mapping[str, tuple[str, ...]]
    unsourced: tuple[str, ...]
    flows: Mapping[Case, Flow]
    tornado: tuple[Swing, ...] = ()
    breakeven: BreakEven = BreakEven("off")
    lifetimes: tuple[Lifetime, ...] = ()
    ranged: int = 0
    used: tuple[str, ...] = ()
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The inputs of one response, the lines it switched, and the person-days per year in each case."""

    inputs: Mapping[str, BusinessInput]
    lines: Mapping[str, bool] = field(default_factory=dict)
    sector: str = ""
    days: Mapping[Case, Sequence[float]] = field(default_factory=dict)


def assess(setup: Setup, given: Assumptions) -> Outcome:
    """The business case of one response; pure, and total for every response that was read."""
    return _Assessor(setup, given).outcome()


class _Assessor:
    def __init__(self, setup: Setup, given: Assumptions) -> None:
        self.setup, self.given = setup, given
        self.years = self.horizon()
        self.switched = tuple(line.id for line in setup.lines if self.is_on(line.id))
        self.unsourced = tuple(
            line.id
            for line in setup.lines
            if line.id in self.switched and line.cite and not self.cited(line.cite)
        )
        self.missing = self.find_missing()
        self.active = tuple(
            name for name in self.switched if name not in self.missing and name not in self.unsourced
        )

    def horizon(self) -> int:
        typed = self.number("years", "base")
        return self.setup.years if typed is None else int(typed)

    def number(self, name: str, case: Case) -> float | None:
        """What was typed; the base where low or high is empty."""
        found = self.given.inputs.get(name)
        if found is None:
            return None
        own = found.low if case == "low" else found.high if case == "high" else found.base
        return found.base if own is None else own

    def is_on(self, name: str) -> bool:
        chosen = self.given.lines.get(name)
        if chosen is not None:
            return chosen
        line = next(line for line in self.setup.lines if line.id == name)
        if not line.sectors:
            return True
        return self.given.sector in line.sectors if self.given.sector else not line.own

    def cited(self, name: str) -> bool:
        found = self.given.inputs.get(name)
        return (found is not None and bool(found.source)) or self.number(name, "base") is None

    def find_missing(self) -> dict[str, tuple[str, ...]]:
        def lacking(names: Sequence[str]) -> tuple[str, ...]:
            return tuple(name for name in names if self.number(name, "base") is None)

        found = {"": lacking((CREDIT, DISCOUNT, "ramp-1"))}
        for line in self.setup.lines:
            if line.id in self.switched:
                found[line.id] = lacking(line.needs)
        return {name: lacks for name, lacks in found.items() if lacks}

    def values(self, case: Case, changed: str = "", changed_case: Case = "base") -> dict[str, float]:
        """The numbers of a case; ``changed`` is the one input that is taken from another."""
        values = {}
        for entry in self.setup.fields:
            chosen = changed_case if entry.id == changed else case
            typed = self.number(entry.id, chosen)
            if typed is not None:
                values[entry.id] = typed / 100 if entry.share else typed
        return values

    def days(self, case: Case) -> Sequence[float]:
        return self.given.days.get(case, ())[: self.years]

    def flow(self, values: Values, days: Sequence[float]) -> Flow:
        return compute(values, self.active, self.years, days)

    def outcome(self) -> Outcome:
        blank = Outcome(self.years, self.switched, self.active, self.missing, self.unsourced, {})
        if "" in self.missing or not self.active:
            return blank
        base = self.values("base")
        tornado = self.tornado()
        used = self.used()
        return Outcome(
            years=self.years,
            switched=self.switched,
            active=self.active,
            missing=self.missing,
            unsourced=self.unsourced,
            flows={case: self.flow(self.values(case), self.days(case)) for case in CASES},
            tornado=tornado,
            breakeven=break_even(base, self.active, self.years, self.days("base")),
            lifetimes=self.lifetimes(base),
            ranged=sum(1 for name in used if self.is_ranged(name)),
            used=used,
            capped=self.is_capped(),
        )

    def used(self) -> tuple[str, ...]:
        """The inputs with a range that the active lines and the costs rest on, in order."""
        needed = {CREDIT, DISCOUNT, ONE_OFF, RUNNING}
        if any(self.days("base")):
            needed.add(DAY_RATE)
        for line in self.setup.lines:
            if line.id in self.active:
                needed.update(line.needs)
        return tuple(
            entry.id
            for entry in self.setup.fields
            if entry.id in needed and not entry.single and self.number(entry.id, "base") is not None
        )

    def is_ranged(self, name: str) -> bool:
        return self.number(name, "low") != self.number(name, "high")

    def tornado(self) -> tuple[Swing, ...]:
        """The inputs with a range by how much they change the outcome; equal ones in the order of the form."""
        base = self.days("base")
        found = []
        for name in self.used():
            if self.is_ranged(name):
                low, high = (self.flow(self.values("base", name, case), base).npv for case in ("low", "high"))
                found.append(Swing(name, low, high))
        if self.number(DAY_RATE, "base") and list(self.days("low")) != list(self.days("high")):
            low, high = (self.flow(self.values("base"), self.days(case)).npv for case in ("low", "high"))
            found.append(Swing(DAYS, low, high))
        return tuple(sorted(found, key=lambda row: -row.swing))

    def is_capped(self) -> bool:
        """Whether more customers would stay than there are, somewhere in the ranges."""
        if "retention" not in self.active:
            return False
        high = self.values("high")
        return high["retention"] + high[CREDIT] * high["retention-gain"] > 1

    def lifetimes(self, values: Values) -> tuple[Lifetime, ...]:
        """The value of a customer as it is, and with the full credited gain in retention."""
        if any(name not in values for name in ("revenue", "margin", "retention")):
            return ()
        kept, gain = values["retention"], 0.0
        if "retention" in self.active:
            gain = values[CREDIT] * values["retention-gain"]
        margin = values["revenue"] * values["margin"]
        growth = values.get("growth", 0.0)
        return tuple(
            lifetime(margin, min(1.0, rate), values[DISCOUNT], self.years, growth)
            for rate in ((kept, kept + gain) if gain else (kept,))
        )


def compute(values: Values, active: Sequence[str], years: int, days: Sequence[float]) -> Flow:
    """One case. ``values`` are shares and amounts, ``days`` person-days per year, paid at the day rate.

    Formulas E.1: customers, benefit lines, cash flow, net present value, return and payback.
    """
    start = -values.get(ONE_OFF, 0.0)
    factor = 1.0
    npv, benefits, costs = start, 0.0, -start
    customers = before = values.get("customers", 0.0)
    cumulative = start
    rows: list[Year] = []
    present: list[float] = [start]
    for t in range(years):
        effect = values[CREDIT] * ramp(values, t)
        gain = effect * values["retention-gain"] if "retention" in active else 0.0
        rate, new = values.get("retention", 0.0), values.get("new-customers", 0.0)
        customers = customers * min(1.0, rate + gain) + new
        before = before * rate + new
        parts = tuple(benefit(name, values, effect, customers, before) for name in active)
        gained = total(parts)
        cost = values.get(RUNNING, 0.0) + (days[t] if t < len(days) else 0.0) * values.get(DAY_RATE, 0.0)
        cash = gained - cost
        factor *= 1 + values[DISCOUNT]
        cumulative += cash
        npv += cash / factor
        benefits += gained / factor
        costs += cost / factor
        present.append(cash / factor)
        rows.append(Year(customers, customers - before, parts, gained, cost, cash, cumulative))
    return Flow(
        start=start,
        years=tuple(rows),
        npv=npv,
        benefits=benefits,
        costs=costs,
        roi=100 * (benefits - costs) / costs if costs else None,
        bcr=benefits / costs if costs else None,
        payback=payback([start, *(row.cash for row in rows)]),
        discounted=payback(present),
    )


def total(values: Sequence[float]) -> float:
    """The values added one by one, as the browser does; ``sum`` would be more exact, and so differ."""
    found = 0.0
    for value in values:
        found += value
    return found


def ramp(values: Values, t: int) -> float:
    """The share of the full effect in year ``t`` from 0: what was typed last for it or an earlier year."""
    for year in range(t + 1, 0, -1):
        if f"ramp-{year}" in values:
            return values[f"ramp-{year}"]
    return 0.0


def benefit(name: str, values: Values, effect: float, customers: float, before: float) -> float:
    """One benefit line in one year; ``before`` is how many customers there would be without the programme."""
    v = values
    if name == "retention":
        return (customers - before) * v["revenue"] * v["margin"]
    if name == "uplift":
        return customers * v["revenue"] * v["margin"] * effect * v["uplift"]
    if name == "contacts":
        saved = before * v["contacts"] * v["avoidable"]
        return saved * effect * v["contact-reduction"] * v["contact-cost"]
    if name == "complaints":
        return before * v["complaints"] * effect * v["complaint-reduction"] * v["complaint-cost"]
    if name == "staff":
        return v["staff"] * effect * v["turnover-gain"] * v["salary"] * v["replacement"]
    return v[f"{name}.volume"] * effect * v[f"{name}.reduction"] * v[f"{name}.cost"]


def payback(flows: Sequence[float]) -> float | None:
    """Years until the sum of the flows is no longer below zero, and stays so; linear within a year.

    0 if it never is below zero, None if it is at the end.
    """
    reached, found = flows[0], 0.0
    for t in range(1, len(flows)):
        following = reached + flows[t]
        if reached < 0 <= following:
            found = t - 1 + -reached / flows[t]
        reached = following
    return None if reached < 0 else found


def break_even(values: Values, active: Sequence[str], years: int, days: Sequence[float]) -> BreakEven:
    """The retention gain at which the net present value is zero, between none and 100% retention."""
    if "retention" not in active:
        return BreakEven("off")

    def npv(gain: float) -> float:
        return compute({**values, "retention-gain": gain}, active, years, days).npv

    low, high = 0.0, 1 - values["retention"]
    if npv(low) >= 0:
        return BreakEven("always")
    if npv(high) < 0:
        return BreakEven("never")
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if npv(middle) >= 0:
            high = middle
        else:
            low = middle
    return BreakEven("at", high)


def roadmap_days(work: Sequence[Work]) -> dict[Case, tuple[float, ...]]:
    """Person-days per year: most in the low case, the middle in the base case, least in the high case.

    Each piece of work is a year (from 0), the days of an action in that year, taking the middle of its range, and
    the ends of that range. Both ends spread over the years as the middle does.
    """
    found = {case: [0.0] * MOST_YEARS for case in CASES}
    for year, days, least, most in work:
        if days:
            share = days / ((least + most) / 2)
            found["low"][year] += share * most
            found["base"][year] += days
            found["high"][year] += share * least
    return {case: tuple(days) for case, days in found.items()}


def lifetime(margin: float, rate: float, discount: float, years: int, growth: float) -> Lifetime:
    """The value of a customer with this yearly margin and chance to stay (Gupta and Lehmann).

    First margin after a year, for ever; first margin now; only ``years`` years; with a margin that grows.
    """
    rest = 1 + discount - rate
    growing = 1 + discount - rate * (1 + growth)
    share = rate / (1 + discount)
    finite, part = 0.0, 1.0
    for _ in range(years):
        part *= share
        finite += margin * part
    return Lifetime(
        later=margin * rate / rest if rest > 0 else None,
        now=margin * (1 + discount) / rest if rest > 0 else None,
        finite=finite,
        growth=margin * rate / growing if growth and growing > 0 else None,
    )
