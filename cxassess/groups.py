"""Groups of people side by side: which may be shown, their means, and how sure a difference between two is.

Subject matter D.6 (who stays out of sight) and D.7 (Hedges' g and Cliff's delta). A mean leaves this module in whole
points and an effect with two decimals: from exact numbers of five people one could work back to each of them.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

from cxassess.i18n import fixed
from cxassess.model import Compared, Estimate, Gap, Groups, Response
from cxassess.scoring_result import Result
from cxassess.together import FEWEST

MOST = 6
"""Groups in the table."""
RISK = 0.05
"""Chance of calling anything clear where no groups differ at all, over all comparisons together."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person: the group, which may be empty, and the score 0-100 of every topic that has one."""

    group: str
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Cell:
    """The scores of one group on one topic: how many, their mean and standard deviation (over n - 1), in points."""

    n: int
    mean: float
    sd: float


def member(response: Response, result: Result) -> Member:
    """One person, with the scores that may be published; equal ones stay equal, however they were added up."""
    scores = {
        name.removeprefix("dimension:"): round(score, 9)
        for name in result.plan.dimensions
        if (score := result.scores[name].score) is not None
    }
    return Member(response.respondent.group, scores)


def compare(members: Sequence[Member], order: Sequence[str] = ()) -> Groups | None:
    """All groups that may be shown, on every topic; None where fewer than two may be.

    ``order`` names groups in the order of the columns; others follow, the largest first.
    """
    own = _named(members)
    sizes = Counter(own)
    del sizes[""]
    kept = shown(sizes, len(members))
    if len(kept) < 2:
        return None
    places = {name.casefold(): place for place, name in reversed(list(enumerate(order)))}
    names = sorted(kept, key=lambda name: (places.get(name.casefold(), len(order)), kept.index(name)))
    topics = sorted({topic for one in members for topic in one.scores})
    cells = {topic: _cells(topic, names, own, members) for topic in topics}
    risk = RISK / max(1, comparisons(list(cells.values())))
    found = {topic: _compared(groups, risk) for topic, groups in cells.items()}
    if all(one.gap is None for one in found.values()):
        return None
    more = max(0, sum(size >= FEWEST for size in sizes.values()) - MOST)
    return Groups(tuple(names), tuple(sizes[name] for name in names), found, more)


def shown(sizes: Mapping[str, int], people: int) -> list[str]:
    """The groups of which something may be said, the largest first; ``people`` counts those of no group too.

    Who is in none of them is nobody, or at least five people: otherwise the smallest of them stays out as well, because
    all minus the shown ones would tell about the few that are left (D.6).
    """
    enough = sorted((name for name in sizes if sizes[name] >= FEWEST), key=lambda name: (-sizes[name], name))
    kept = enough[:MOST]
    while kept and 0 < people - sum(sizes[name] for name in kept) < FEWEST:
        kept.pop()
    return kept


def comparisons(topics: Iterable[Sequence[object]]) -> int:
    """How many differences between two groups can be read in a table; ``topics`` hold None where a mean is missing."""
    return sum(math.comb(sum(one is not None for one in topic), 2) for topic in topics)


def _named(members: Iterable[Member]) -> list[str]:
    """The group of each member, written as most write it."""
    cleaned = [" ".join(member.group.split()) for member in members]
    often = Counter(cleaned)
    chosen = {name.casefold(): name for name in sorted(often, key=lambda name: (often[name], name))}
    return [chosen[name.casefold()] for name in cleaned]


def _cells(
    topic: str, names: Sequence[str], own: Sequence[str], members: Sequence[Member]
) -> list[list[float] | None]:
    """The scores of every group on one topic; None where they may not be shown."""
    scores: dict[str, list[float]] = {name: [] for name in names}
    people = 0
    for name, member in zip(own, members, strict=True):
        if topic in member.scores:
            people += 1
            if name in scores:
                scores[name].append(member.scores[topic])
    kept = shown({name: len(found) for name, found in scores.items()}, people)
    return [scores[name] if name in kept else None for name in names]


def _compared(scores: Sequence[Sequence[float] | None], risk: float) -> Compared:
    """One topic: means in whole points, and the largest difference between two groups."""
    cells = [None if found is None else cell(found) for found in scores]
    means = tuple(None if one is None else int(fixed(one.mean)) for one in cells)
    known = {place: one.mean for place, one in enumerate(cells) if one is not None}
    if len(known) < 2:
        return Compared(means, None)
    high = max(known, key=lambda place: known[place])
    low = min(reversed(known), key=lambda place: known[place])
    return Compared(means, _gap(high, low, scores[high] or (), scores[low] or (), risk))


def _gap(high: int, low: int, upper: Sequence[float], lower: Sequence[float], risk: float) -> Gap:
    g = hedges(cell(upper), cell(lower), risk)
    delta = cliff(upper, lower, risk)
    if g is None:  # each group is of one mind: what counts is how rarely people part like that by chance
        clear = upper[0] != lower[0] and 2 / math.comb(len(upper) + len(lower), len(upper)) < risk
    else:
        clear = g.low > 0
    return Gap(high, low, None if g is None else _rounded(g), _rounded(delta), clear)


def _rounded(one: Estimate) -> Estimate:
    return Estimate(*(float(fixed(value, 2)) for value in (one.value, one.low, one.high)))


def cell(scores: Sequence[float]) -> Cell:
    """How many scores there are, at least two, their mean and standard deviation; in any order the same."""
    n = len(scores)
    mean = math.fsum(scores) / n
    return Cell(n, mean, math.sqrt(math.fsum((score - mean) ** 2 for score in scores) / (n - 1)))


def hedges(one: Cell, other: Cell, risk: float) -> Estimate | None:
    """Hedges' g of two groups with its interval, wrong in a share ``risk`` of cases; None without any spread.

    g = J d, d = (M1 - M2) / s_pooled, J = 1 - 3 / (4 df - 1), df = n1 + n2 - 2, and
    Var g = J² ((n1 + n2) / (n1 n2) + d² / (2 (n1 + n2))) with the normal distribution (D.7).
    """
    people, df = one.n + other.n, one.n + other.n - 2
    pooled = math.sqrt(((one.n - 1) * one.sd**2 + (other.n - 1) * other.sd**2) / df)
    if pooled < 1e-9:  # points: what is left of equal scores after adding doubles
        return None
    d = (one.mean - other.mean) / pooled
    j = 1 - 3 / (4 * df - 1)
    error = j * math.sqrt(people / (one.n * other.n) + d * d / (2 * people))
    reach = NormalDist().inv_cdf(1 - risk / 2) * error
    return Estimate(j * d, j * d - reach, j * d + reach)


def cliff(one: Sequence[float], other: Sequence[float], risk: float) -> Estimate:
    """Cliff's delta, the share of pairs in which ``one`` is higher minus the share in which it is lower.

    Cliff's asymmetric interval with the unbiased variance, at least (1 - delta²) / (n1 n2 - 1), and Student's t; where
    delta is 1 or -1, its limit (D.7).
    """
    n, m = len(one), len(other)
    rows, columns = _leads(one, other), _leads(other, one)
    delta = sum(above - below for above, below in rows) / (n * m)
    t = student(1 - risk / 2, n + m - 2)
    rest = 1 - delta * delta
    if rest < 1e-12:  # every pair points the same way
        share = t * t / (n * m - 1)
        bound = (1 - share) / (1 + share)
        return Estimate(delta, bound, 1.0) if delta > 0 else Estimate(delta, -1.0, -bound)
    variance = max(_variance(rows, columns, delta), rest / (n * m - 1))
    reach = t * math.sqrt(variance) * math.sqrt(rest * rest + t * t * variance)
    low, high = ((delta - delta**3 + side) / (rest + t * t * variance) for side in (-reach, reach))
    return Estimate(delta, low, high)


def _leads(one: Sequence[float], other: Sequence[float]) -> list[tuple[int, int]]:
    """For each score of ``one`` how many of ``other`` are lower, and how many higher."""
    ordered = sorted(other)
    return [(bisect_left(ordered, x), len(other) - bisect_right(ordered, x)) for x in one]


def _variance(rows: Sequence[tuple[int, int]], columns: Sequence[tuple[int, int]], delta: float) -> float:
    """The unbiased variance of Cliff's delta; pairs are those of the one group seen from the other, and back."""
    n, m = len(rows), len(columns)
    across = math.fsum(((above - below) / m - delta) ** 2 for above, below in rows)
    along = math.fsum(((below - above) / n - delta) ** 2 for above, below in columns)
    untied = sum(above + below for above, below in rows)
    pairs = untied - n * m * delta * delta
    return (m * m * across + n * n * along - pairs) / (n * m * (n - 1) * (m - 1))


@lru_cache(maxsize=256)
def student(share: float, df: int) -> float:
    """The quantile of Student's t with a whole number of degrees of freedom; ``share`` from 0.5 to below 1."""
    low, high = 0.0, 1.0
    while _within(high, df) < 2 * share - 1:
        high *= 2
    for _ in range(80):  # halves down to the last bit of a double
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, df) < 2 * share - 1 else (low, middle)
    return high


def _within(t: float, df: int) -> float:
    """The chance that Student's t lies between -t and t: a finite sum of powers of a cosine."""
    angle = math.atan(t / math.sqrt(df))
    square = math.cos(angle) ** 2
    term, total = (1.0, 1.0) if df % 2 == 0 else (math.cos(angle), math.cos(angle))
    for k in range(2 if df % 2 == 0 else 3, df - 1, 2):
        term *= square * (k - 1) / k
        total += term
    if df % 2 == 0:
        return math.sin(angle) * total
    return 2 / math.pi * (angle + (math.sin(angle) * total if df > 1 else 0))
