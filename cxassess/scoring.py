"""Scoring: carries out a plan on one response. ``browser/engine.js`` does the same, step for step.

Formulas D.1 to D.4 of ``docs/method.md``. Plain doubles, added in the order of the plan; level decisions
compare whole numbers crosswise, without division. Unanswered, don't know, not applicable and zero are four
different things: the first two leave the score but stay in coverage and bounds, the third leaves everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cxassess.model import DONT_KNOW, NOT_APPLICABLE, Response
from cxassess.plan import (
    AnswerOp,
    CombineOp,
    GainOp,
    Lift,
    MeanOp,
    OrderOp,
    RankOp,
    ScoringPlan,
    StagedOp,
    TargetMeanOp,
    TargetOp,
    ThresholdOp,
    WeakestOp,
)

QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)

State = Literal["answered", "dont-know", "not-applicable", "hidden", "open"]
Reason = Literal["", "not-applicable", "coverage", "answers", "parts"]


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as scored: ``score`` 0-100 and ``level`` only where it is answered."""

    state: State
    value: str | None = None
    score: float = 0.0
    exact: int = 0
    level: int = 0

    @property
    def applicable(self) -> bool:
        """Whether the question counts for this organisation."""
        return self.state not in ("not-applicable", "hidden")


@dataclass(slots=True)
class Score:
    """The outcome for one group. Scores and bounds 0-100, coverage 0-1; None where not to be printed.

    ``reason`` says why ``score`` is None: nothing applicable, too little coverage, too few answers, or a
    part without a score. ``weight`` is the applicable weight; ``exact`` the bounds as whole numbers.
    """

    id: str
    score: float | None = None
    lower: float | None = None
    upper: float | None = None
    coverage: float | None = None
    reason: Reason = "not-applicable"
    level: int | None = None
    level_optimistic: int | None = None
    target: float | None = None
    target_level: int | None = None
    gap: float | None = None
    answered: int = 0
    dont_know: int = 0
    open: int = 0
    applicable: int = 0
    total: int = 0
    weight: float = 0
    exact: tuple[int, int, int] = (0, 0, 1)


@dataclass(slots=True)
class ActionGain:
    """What an action would bring: index points, points per day, whether anything is left to lift.

    ``core`` says whether it lifts a core question now, ``planned`` whether the organisation decided to do it, and
    ``start`` in which month from now it begins: in the quarter that was chosen, else when its horizon starts.
    """

    id: str
    gain: float
    efficiency: float
    open: bool
    core: bool
    planned: bool
    start: int


@dataclass(slots=True)
class Result:
    """All outcomes of one response, by the names of the plan."""

    plan: ScoringPlan
    answers: dict[str, Given] = field(default_factory=dict)
    scores: dict[str, Score] = field(default_factory=dict)
    ranking: list[str] = field(default_factory=list)
    actions: dict[str, ActionGain] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)


def score(plan: ScoringPlan, response: Response) -> Result:
    """The result of one response; pure, and total for every response that was read."""
    result = Result(plan)
    for op in plan.operations:
        _STEPS[op.kind](op, result, response)
    return result


def _answer(op: AnswerOp, result: Result, response: Response) -> None:
    result.answers[op.id] = _given(op, response)


def _given(op: AnswerOp, response: Response) -> Given:
    for name, values in op.when:
        if response.profile.get(name) not in values:
            return Given("hidden")
    answer = response.answers.get(op.id)
    value = answer.value if answer else None
    if value == DONT_KNOW and op.dont_know:
        return Given("dont-know", value)
    if value == NOT_APPLICABLE and op.not_applicable:
        return Given("not-applicable", value)
    for option in op.options:
        if option.value == value:
            return Given("answered", value, option.score, option.exact, option.level)
    return Given("open")


def _mean(op: MeanOp, result: Result, _response: Response) -> None:
    out = Score(op.id, total=len(op.of))
    total = weight_known = weight_all = 0.0
    exact = 0
    for name, weight in zip(op.of, op.weights, strict=True):
        given = result.answers[name]
        if not given.applicable:
            continue
        out.applicable += 1
        weight_all += weight
        if given.state == "answered":
            out.answered += 1
            total += weight * given.score
            exact += int(weight) * given.exact
            weight_known += weight
        elif given.state == "dont-know":
            out.dont_know += 1
        else:
            out.open += 1
    result.scores[op.id] = out
    if weight_all == 0:
        return
    unknown = weight_all - weight_known
    den = result.plan.denominator
    out.weight = weight_all
    out.lower = total / weight_all
    out.upper = (total + 100 * unknown) / weight_all
    out.coverage = weight_known / weight_all
    out.exact = (exact, exact + 100 * den * int(unknown), den * int(weight_all))
    num, denominator = op.coverage
    if weight_known * denominator < num * weight_all or weight_known == 0:
        out.reason = "coverage"
    elif out.answered < op.answers:
        out.reason = "answers"
    else:
        out.reason = ""
        out.score = total / weight_known


def _combine(op: CombineOp, result: Result, _response: Response) -> None:
    out = Score(op.id)
    low = high = known = total = weight_all = 0.0
    exact_low, exact_high, exact_den = 0, 0, 1
    complete = True
    for name, weight in zip(op.of, op.weights, strict=True):
        part = result.scores[name]
        out.total += part.total
        if part.weight == 0 or weight == 0:
            continue
        out.answered += part.answered
        out.dont_know += part.dont_know
        out.open += part.open
        out.applicable += part.applicable
        weight_all += weight
        low += weight * (part.lower or 0.0)
        high += weight * (part.upper or 0.0)
        known += weight * (part.coverage or 0.0)
        n_low, n_high, n_den = part.exact
        exact_low = exact_low * n_den + int(weight) * n_low * exact_den
        exact_high = exact_high * n_den + int(weight) * n_high * exact_den
        exact_den *= n_den
        if part.score is None:
            complete = False
        else:
            total += weight * part.score
    result.scores[op.id] = out
    if weight_all == 0:
        return
    out.weight = weight_all
    out.lower, out.upper, out.coverage = low / weight_all, high / weight_all, known / weight_all
    out.exact = (exact_low, exact_high, exact_den * int(weight_all))
    out.reason = "" if complete else "parts"
    if complete:
        out.score = total / weight_all


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
    """Months from the quarter of ``saved`` to ``quarter`` (``2027-Q1``), never below 0; None where one is no date."""
    chosen, now = QUARTER.fullmatch(quarter), _MONTH.match(saved)
    if not chosen or not now:
        return None
    ahead = (int(chosen[1]) - int(now[1])) * 4 + int(chosen[2]) - 1 - (int(now[2]) - 1) // 3
    return max(0, 3 * ahead)


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


_STEPS: dict[str, Callable[[Any, Result, Response], None]] = {
    "answer": _answer,
    "mean": _mean,
    "combine": _combine,
    "staged": _staged,
    "weakest": _weakest,
    "threshold": _threshold,
    "target": _target,
    "target-mean": _target_mean,
    "rank": _rank,
    "gain": _gain,
    "order": _order,
}
