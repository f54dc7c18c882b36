"""Levels of questions, groups and scores (formula D.4); ``browser/scoringlevels.js`` decides the same.

Decisions compare whole numbers crosswise, without division.
"""

from __future__ import annotations

from collections.abc import Mapping

from cxassess.model import Response
from cxassess.plan import StagedOp, ThresholdOp, WeakestOp
from cxassess.scoring_result import Result, Step


def staged_level(op: StagedOp, levels: Mapping[str, int]) -> int:
    """The staged level for the levels of the applicable questions (formula D.4)."""
    pairs = [(levels[name], weight) for name, weight in zip(op.of, op.weights, strict=True) if name in levels]
    total = sum(weight for _, weight in pairs)
    best = op.first
    for k in range(op.first + 1, op.last + 1):
        reached = sum(weight for level, weight in pairs if level >= k)
        if exceeds(reached, total, op.largely):
            best = k
        if not exceeds(reached, total, op.fully):
            break
    lowest_gate = min((levels[name] for name in op.gates if name in levels), default=op.last)
    return min(best, lowest_gate + 1)


def exceeds(part: float, total: float, share: tuple[int, int]) -> bool:
    """Whether ``part / total`` is more than ``share``, without dividing."""
    return part * share[1] > share[0] * total


def levels_of(result: Result, names: tuple[str, ...], unknown: int) -> dict[str, int]:
    """The levels of the applicable questions, with ``unknown`` for what is not known."""
    found = {}
    for name in names:
        given = result.answers[name]
        if given.applicable:
            found[name] = given.level if given.state == "answered" else unknown
    return found


def _staged(op: StagedOp, result: Result, _response: Response) -> None:
    out = result.scores[op.id]
    if out.score is None:
        return
    out.level = staged_level(op, levels_of(result, op.of, op.first))
    out.level_optimistic = staged_level(op, levels_of(result, op.of, op.last))


def weakest_level(op: WeakestOp, levels: Mapping[str, int]) -> int:
    """The level of the whole for the levels of its applicable parts (formula D.4, weakest link)."""
    pairs = [(levels[name], weight) for name, weight in zip(op.of, op.weights, strict=True) if name in levels]
    total = sum(weight for _, weight in pairs)
    lowest = min(level for level, _ in pairs)
    best = op.first
    for k in range(op.first + 1, op.last + 1):
        reached = sum(weight for level, weight in pairs if level >= k)
        if exceeds(reached, total, op.majority) and lowest >= k - 1:
            best = k
    return best


def _weakest(op: WeakestOp, result: Result, _response: Response) -> None:
    out = result.scores[op.id]
    if out.score is None:
        return
    parts = {
        name: result.scores[name]
        for name, weight in zip(op.of, op.weights, strict=True)
        if weight and result.scores[name].weight
    }
    out.level = weakest_level(op, {name: part.level or op.first for name, part in parts.items()})
    out.level_optimistic = weakest_level(
        op, {name: part.level_optimistic or op.first for name, part in parts.items()}
    )


def _threshold(op: ThresholdOp, result: Result, _response: Response) -> None:
    out = result.scores[op.id]
    if out.score is None:
        return
    low, high, den = out.exact
    out.level = threshold_level(op, result.plan.first, low, den)
    out.level_optimistic = threshold_level(op, result.plan.first, high, den)


def threshold_level(op: ThresholdOp, first: int, num: int, den: int) -> int:
    """The highest level whose threshold ``num / den`` reaches, compared exactly."""
    best = first
    for level, bound, bound_den in op.thresholds:
        if num * bound_den >= bound * den:
            best = level
    return best


STEPS: dict[str, Step] = {"staged": _staged, "weakest": _weakest, "threshold": _threshold}
