"""Where to go from here: targets and gaps, the ranking of groups, gains of actions and their order.

``browser/scoringorder.js`` does the same.
"""

from __future__ import annotations

import re

from cxassess.model import Response
from cxassess.plan import GainOp, Lift, OrderOp, RankOp, TargetMeanOp, TargetOp
from cxassess.scoring_result import ActionGain, Result, Score, Step

QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)
_HALF_MONTH = 15


def _target(op: TargetOp, result: Result, response: Response) -> None:
    level = response.targets.get(op.source)
    for number, points in op.points:
        if number == level:
            _set_target(result.scores[op.id], points, number)


def _target_mean(op: TargetMeanOp, result: Result, _response: Response) -> None:
    total = weight_all = 0.0
    for name, weight in zip(op.of, op.weights, strict=True):
        part = result.scores[name]
        if part.weight == 0 or weight == 0:
            continue
        if part.target is None:
            return
        total += weight * part.target
        weight_all += weight
    if weight_all:
        _set_target(result.scores[op.id], total / weight_all, None)


def _set_target(out: Score, points: float, level: int | None) -> None:
    out.target, out.target_level = points, level
    if out.score is not None:
        out.gap = points - out.score if points > out.score else 0.0


def _rank(op: RankOp, result: Result, _response: Response) -> None:
    def key(name: str) -> tuple[bool, float, float]:
        out = result.scores[name]
        gap = -1.0 if out.gap is None else out.gap
        return out.score is None, -gap, 0.0 if out.score is None else out.score

    result.ranking = sorted(op.of, key=key)


def _gain(op: GainOp, result: Result, response: Response) -> None:
    gain = 0.0
    is_open = core = False
    for lift in op.lifts:
        given = result.answers[lift.question]
        if not given.applicable:
            continue
        level = given.level if given.state == "answered" else result.plan.first
        if level < lift.high:
            is_open = True
        if not lift.low <= level < lift.high:
            continue
        gain += rise_of(lift, result)
        core = core or lift.core
    decision = response.decisions.get(op.id.removeprefix("action:"))
    if decision and decision.status in ("done", "no"):
        gain, is_open, core = 0.0, False, False
    planned = bool(decision and decision.status == "planned")
    start = start_month(decision.quarter, response.saved) if decision and planned else None
    start = op.start if start is None else start
    result.actions[op.id] = ActionGain(op.id, gain, gain / op.days, is_open, core, planned, start)


def rise_of(lift: Lift, result: Result) -> float:
    """What lifting one question adds to the lower bound of the index, in points (formula C, ranking rule)."""
    rise = lift.weight * (lift.score - result.answers[lift.question].score)
    for name, weight in lift.path:
        total_weight = result.scores[name].weight
        rise = rise * weight / total_weight if total_weight else 0.0
    return rise


def start_month(quarter: str, saved: str) -> int | None:
    """Months from the quarter in which a plan begins to ``quarter`` (``2027-Q1``), never below 0.

    None where one is no date; see :func:`plan_month`.
    """
    chosen, now = QUARTER.fullmatch(quarter), plan_month(saved)
    if not chosen or not now:
        return None
    ahead = (int(chosen[1]) - now[0]) * 4 + int(chosen[2]) - 1 - (now[1] - 1) // 3
    return max(0, 3 * ahead)


def plan_month(saved: str) -> tuple[int, int] | None:
    """Year and month (1-12) from which a plan counts: that of the answers, after its fifteenth day the next one.

    None without a date.
    """
    found = _DAY.match(saved)
    if not found or not 1 <= int(found[2]) <= 12:
        return None
    months = int(found[1]) * 12 + int(found[2]) - 1 + (int(found[3] or 0) > _HALF_MONTH)
    return months // 12, months % 12 + 1


def _order(op: OrderOp, result: Result, _response: Response) -> None:
    ops = {o.id: o for o in result.plan.operations if isinstance(o, GainOp)}
    actions = result.actions

    def key(name: str) -> tuple[int, bool, float]:
        action = actions[name]
        return action.start, not action.core, -action.efficiency

    ranked = sorted((name for name in op.of if actions[name].gain > 0 or actions[name].planned), key=key)
    placed: list[str] = []

    def place(name: str) -> None:
        if name in placed or not result.actions[name].open:
            return
        for need in ops[name].needs:
            place(need)
        placed.append(name)

    for name in ranked:
        place(name)
    result.order = placed


STEPS: dict[str, Step] = {
    "target": _target,
    "target-mean": _target_mean,
    "rank": _rank,
    "gain": _gain,
    "order": _order,
}
