"""The planner: which action in which quarter, and where that leads; ``browser/planner.js`` does the same.

``docs/method.md``, part 9, explains the method. The future is scored by the engine itself, on the answers that the
finished actions lead to. What is not known counts as the lowest answer there, as it does in the level: so the index
here is the lower bound of the index, and one action adds exactly its gain to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from cxassess.model import Answer, Response
from cxassess.plan import OVERALL, AnswerOp, GainOp, Operation
from cxassess.planner_problem import ASSUMED, Capacity, level_of, option_at, problem_of
from cxassess.planner_search import QUARTERS, Placement, Problem, search
from cxassess.scoring import score
from cxassess.scoring_order import plan_month
from cxassess.scoring_result import Result

_KINDS = {"answer", "mean", "combine", "staged", "weakest", "threshold", "target"}
_SHORTEST = 4

Why = Literal["", "time", "refused", "content"]


@dataclass(frozen=True, slots=True)
class Placed:
    """An action in the plan: quarters counted from the first, ``days`` in person-days for each of them."""

    id: str
    start: int
    finish: int
    days: tuple[float, ...]
    pinned: bool


@dataclass(frozen=True, slots=True)
class Point:
    """Where the organisation stands at the end of a quarter: the certain part of the index (0-100) and the level."""

    index: float
    level: int


@dataclass(frozen=True, slots=True)
class Aim:
    """A topic with a target level: the quarter in which it is reached (-1 is now), else ``why`` it is not.

    ``time``: all actions together would do, but they do not fit. ``refused``: what was decided against would do.
    ``content``: no action lifts far enough.
    """

    id: str
    target: int
    level: int
    quarter: int | None
    why: Why


@dataclass(frozen=True, slots=True)
class Schedule:
    """The plan: actions in order, and what comes of them.

    ``first`` is year and number of the first quarter, None without a date. ``points`` begins with now and then has
    one entry for each of ``length`` quarters; ``days`` and ``room`` hold person-days per quarter. ``left`` are useful
    actions without a place; ``moved`` stand later than the organisation wanted. ``lifts`` pairs actions that, each
    alone, change the level of a group with these groups and their new levels.
    """

    first: tuple[int, int] | None
    length: int
    capacity: float
    assumed: bool
    placed: tuple[Placed, ...]
    left: tuple[str, ...]
    moved: tuple[str, ...]
    points: tuple[Point, ...]
    aims: tuple[Aim, ...]
    days: tuple[float, ...]
    room: tuple[float, ...]
    lifts: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class YearOfWork:
    """Person-days in four quarters: of all actions, and of each (``action:ID``)."""

    days: float
    actions: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effect:
    """What one action alone changes: index points, and the groups whose level changes (name, before, after)."""

    gain: float
    levels: tuple[tuple[str, int, int], ...]


def person_days_by_year(schedule: Schedule) -> tuple[YearOfWork, ...]:
    """The person-days of the planned actions in each year of the plan; always two years."""
    actions: list[dict[str, float]] = [{} for _ in range(QUARTERS // 4)]
    for action in schedule.placed:
        for k, days in enumerate(action.days):
            year = actions[(action.start + k) // 4]
            year[action.id] = year.get(action.id, 0.0) + days
    totals = [0.0 for _ in actions]
    for i, year in enumerate(actions):
        for days in year.values():
            totals[i] += days
    return tuple(YearOfWork(total, year) for total, year in zip(totals, actions, strict=True))


# -- The future -------------------------------------------------------------------------------------------


def lifted(result: Result, response: Response, names: Iterable[str]) -> Result:
    """The result when these actions (``action:ID``) have succeeded, by the scoring engine itself."""
    chosen = set(names)
    asked = {op.id: op for op in result.plan.operations if isinstance(op, AnswerOp)}
    lifts = [
        x for op in result.plan.operations if isinstance(op, GainOp) and op.id in chosen for x in op.lifts
    ]
    levels = {
        x.question: level_of(result, x.question) for x in lifts if result.answers[x.question].applicable
    }
    answers = dict(response.answers)
    again = True
    while again:
        again = False
        for lift in lifts:
            level = levels.get(lift.question)
            if level is None or not lift.low <= level < lift.high:
                continue
            option = option_at(asked[lift.question], lift.high)
            if option.level > level:
                levels[lift.question], again = option.level, True
                answers[lift.question] = Answer(option.value)
    used = tuple(op for op in result.plan.operations if _is_needed(op))
    return score(replace(result.plan, operations=used), replace(response, answers=answers))


def _is_needed(op: Operation) -> bool:
    """Whether index and levels need an operation; the readings by tag and step do not matter here."""
    return op.kind in _KINDS and not getattr(op, "id", "").startswith(("tag:", "step:"))


def effect(result: Result, response: Response, name: str) -> Effect:
    """The exact change when one action succeeds: of the certain part of the index, and of levels."""
    after = lifted(result, response, [name])
    gain = (after.scores[OVERALL].lower or 0.0) - (result.scores[OVERALL].lower or 0.0)
    levels = tuple(
        (group, before.level, now.level)
        for group, now in after.scores.items()
        for before in (result.scores[group],)
        if before.level is not None and now.level is not None and now.level != before.level
    )
    return Effect(gain, levels)


def level_lifts(result: Result, response: Response) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """The actions that change a level, each alone, with the groups and their new levels."""
    useful = [name for name, action in result.actions.items() if action.gain > 0]
    effects = [(name, effect(result, response, name).levels) for name in useful]
    return tuple(
        (name, tuple((group, new) for group, _, new in levels)) for name, levels in effects if levels
    )


class _Future:
    """What comes of sets of actions, each scored once: in many quarters nothing is finished."""

    def __init__(self, result: Result, response: Response) -> None:
        self.result, self.response = result, response
        self.known: dict[str, Result] = {}

    def after(self, names: Sequence[str]) -> Result:
        """The result when these actions have succeeded."""
        key = " ".join(names)
        if key not in self.known:
            self.known[key] = lifted(self.result, self.response, names)
        return self.known[key]


def point_of(result: Result) -> Point:
    """The point of a result."""
    whole = result.scores[OVERALL]
    return Point(whole.lower or 0.0, whole.level or result.plan.first)


# -- The plan ---------------------------------------------------------------------------------------------


def plan_actions(result: Result, response: Response, capacity: Capacity) -> Schedule:
    """The plan of one response: it ends when every target is reached, else after two years."""
    problem = problem_of(result, response, capacity)
    state = search(problem)
    placed = [_placed(problem, state, i) for i in _in_order(result, problem, state)]
    future = _Future(result, response)
    outcomes = [future.after(_done(placed, t)) for t in range(-1, QUARTERS)]
    aims = _aims(future, outcomes)
    if aims and all(aim.quarter is not None for aim in aims):
        placed = _until(problem, placed, max(aim.quarter or 0 for aim in aims))
        left: tuple[str, ...] = ()
    else:
        left = _left(problem, placed)
    length = max([_SHORTEST, *(action.finish + 1 for action in placed)])
    pins = {task.id: task.pin for task in problem.tasks if task.pin is not None}
    return Schedule(
        first=first_quarter(response.saved),
        length=length,
        capacity=float(ASSUMED if capacity.days is None else capacity.days),
        assumed=capacity.days is None,
        placed=tuple(placed),
        left=left,
        moved=tuple(a.id for a in placed if a.start > pins.get(a.id, a.start)),
        points=tuple(point_of(future.after(_done(placed, t))) for t in range(-1, length)),
        aims=tuple(aims),
        days=tuple(_days_in(placed, t) for t in range(length)),
        room=tuple(free / 1000 for free in problem.free[:length]),
        lifts=level_lifts(result, response),
    )


def first_quarter(saved: str) -> tuple[int, int] | None:
    """Year and number (1-4) of the quarter in which the plan begins; None without a date."""
    month = plan_month(saved)
    return (month[0], (month[1] - 1) // 3 + 1) if month else None


def _in_order(result: Result, problem: Problem, state: Placement) -> list[int]:
    """The tasks with a place: by quarter, core questions first, then by gain per day; each after its needs."""
    tasks = problem.tasks

    def key(i: int) -> tuple[int, bool, float]:
        return state.start[i], not tasks[i].core, -result.actions[tasks[i].id].efficiency

    found: list[int] = []

    def add(i: int) -> None:
        if i in found or state.start[i] < 0:
            return
        for need in tasks[i].needs:
            add(need)
        found.append(i)

    for i in sorted(range(len(tasks)), key=key):
        add(i)
    return found


def _placed(problem: Problem, state: Placement, i: int) -> Placed:
    task = problem.tasks[i]
    days = tuple(share / 1000 for share in task.shares)
    return Placed(task.id, state.start[i], state.finish(problem, i), days, task.pin is not None)


def _done(placed: Iterable[Placed], quarter: int) -> list[str]:
    return [action.id for action in placed if action.finish <= quarter]


def _days_in(placed: Iterable[Placed], quarter: int) -> float:
    total = 0.0
    for action in placed:
        if action.start <= quarter <= action.finish:
            total += action.days[quarter - action.start]
    return total


def _until(problem: Problem, placed: Sequence[Placed], end: int) -> list[Placed]:
    """Without what would begin when every target is reached, unless the organisation decided to do it."""
    tasks = {task.id: task for task in problem.tasks}
    kept: set[str] = set()

    def keep(name: str) -> None:
        kept.add(name)
        for need in tasks[name].needs:
            keep(problem.tasks[need].id)

    for action in placed:
        if action.start <= end or tasks[action.id].planned:
            keep(action.id)
    return [action for action in placed if action.id in kept]


def _left(problem: Problem, placed: Sequence[Placed]) -> tuple[str, ...]:
    """The actions without a place that would still lift something, once the others are done."""
    names = {action.id for action in placed}
    left = set()
    for gain in problem.gains:
        level, before = gain.level, -1
        while level != before:
            before = level
            for task, low, high, to in gain.lifts:
                if problem.tasks[task].id in names and low <= level < high:
                    level = max(level, to)
        left |= {task for task, low, high, to in gain.lifts if low <= level < high and to > level}
    return tuple(task.id for i, task in enumerate(problem.tasks) if i in left and task.id not in names)


# -- Targets ----------------------------------------------------------------------------------------------


def _aims(future: _Future, outcomes: Sequence[Result]) -> list[Aim]:
    result = future.result
    aims = []
    first = result.plan.first
    for name in result.plan.dimensions:
        target = result.scores[name].target_level
        if target is None or not result.scores[name].weight or result.scores[OVERALL].level is None:
            continue
        levels = [outcome.scores[name].level or first for outcome in outcomes]
        quarter = next((t - 1 for t, level in enumerate(levels) if level >= target), None)
        why: Why = "" if quarter is not None else _why(future, name, target)
        aims.append(Aim(name, target, levels[-1], quarter, why))
    return aims


def _why(future: _Future, name: str, target: int) -> Why:
    """Why a target is not reached: by what it would take."""
    result, response = future.result, future.response
    ops = [op.id for op in result.plan.operations if isinstance(op, GainOp)]
    useful = [op for op in ops if result.actions[op].open]
    refused = [op for op in ops if _status(response, op) == "no"]
    for why, names in (("time", useful), ("refused", [*useful, *refused])):
        if (future.after(names).scores[name].level or result.plan.first) >= target:
            return why  # type: ignore[return-value]
    return "content"


def _status(response: Response, name: str) -> str:
    decision = response.decisions.get(name.removeprefix("action:"))
    return decision.status if decision else ""
