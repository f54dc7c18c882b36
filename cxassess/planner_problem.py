"""What decides a plan, in whole numbers: tasks, what they bring, and the days there are.

Gains are whole millionths of a point and efforts whole thousandths of a day, so that both engines compare exactly;
tasks stand in the order of their steps, then of their ids, which settles every tie. ``browser/plannerproblem.js``
does the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cxassess.model import Client, Questionnaire, Response, owners
from cxassess.plan import OVERALL, AnswerOp, GainOp, Lift, OptionScore
from cxassess.planner_search import QUARTERS, Gain, Problem, Task, shares_of
from cxassess.scoring_order import plan_month, rise_of, start_month
from cxassess.scoring_result import Result

ASSUMED = 40
"""Person-days per quarter where nobody said: about three days a week."""
MICRO, MILLI = 1_000_000, 1000


Limits = Sequence[tuple[str, float, Sequence[str]]]
"""Person-days per quarter of an owner, with the actions (plain ids) that this owner leads."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """Person-days per quarter; ``owners`` pairs a limit with the actions (``action:ID``) that count for it."""

    days: float | None = None
    owners: Sequence[tuple[float, Iterable[str]]] = ()


def capacity_for(client: Client, questionnaire: Questionnaire, response: Response) -> Capacity:
    """The capacity that counts: the respondent's own, else the client's; an owner's days for all that they lead.

    Where the respondent chose another owner for an action, that name's days count, if they are known.
    """
    days = client.capacity if response.capacity is None else response.capacity
    found = [
        (limit, [name for name in known_actions(questionnaire) if _leads(owner, name, ids, response)])
        for owner, limit, ids in limits_of(client, owners(questionnaire))
    ]
    limits = [(limit, [f"action:{name}" for name in names]) for limit, names in found]
    return Capacity(None if days is None else float(days), limits)


def known_actions(questionnaire: Questionnaire) -> list[str]:
    """The ids of all actions, as authored."""
    return [action.id for action in questionnaire.actions()]


def limits_of(client: Client, leads: Mapping[str, Sequence[str]]) -> Limits:
    """The owners whose days are known, with the actions that they lead; ``leads`` has the owners of each action."""
    return [
        (owner, float(days), [name for name, names in leads.items() if owner in names])
        for owner, days in client.owner_capacity.items()
    ]


def _leads(owner: str, action: str, led: Sequence[str], response: Response) -> bool:
    decision = response.decisions.get(action)
    chosen = decision.owner if decision and decision.status == "planned" else ""
    return chosen == owner if chosen else action in led


def is_wanted(result: Result, dimension: str) -> bool:
    """Whether actions may be planned for a topic: below its target, or where no topic has a target."""
    aim = result.scores[dimension].target_level
    if aim is None:
        return all(result.scores[name].target_level is None for name in result.plan.dimensions)
    return (result.scores[dimension].level or result.plan.first) < aim


def problem_of(result: Result, response: Response, capacity: Capacity) -> Problem:
    """The problem of one response; without tasks where there are too few answers for a level."""
    ops = [op for op in result.plan.operations if isinstance(op, GainOp)]
    ops.sort(key=lambda op: (op.step, op.id))
    by_id = {op.id: op for op in ops}
    chosen: set[str] = set()

    def add(name: str) -> None:
        if name in chosen or not result.actions[name].open:
            return
        chosen.add(name)
        for need in by_id[name].needs:
            add(need)

    if result.scores[OVERALL].level is not None:
        for op in ops:
            if result.actions[op.id].planned or _can_lift(result, op):
                add(op.id)
    ops = [op for op in ops if op.id in chosen]
    days = ASSUMED if capacity.days is None else capacity.days
    whole = milli(days)
    # Of the quarter that is running, only the months that are left count.
    month = plan_month(response.saved)
    gone = (month[1] - 1) % 3 if month else 0
    limited = [(milli(limit), set(names)) for limit, names in capacity.owners]
    tasks = _tasks(result, response, ops, whole, limited)
    return Problem(tasks, _gains(result, ops), _room(whole, gone), tuple(_room(x, gone) for x, _ in limited))


def milli(days: float) -> int:
    """Person-days as whole thousandths."""
    return math.floor(days * MILLI + 0.5)


def _room(days: int, gone: int) -> tuple[int, ...]:
    return (days * (3 - gone) // 3, *(days for _ in range(QUARTERS - 1)))


def _can_lift(result: Result, op: GainOp) -> bool:
    return any(
        level_of(result, lift.question) < lift.high
        for lift in op.lifts
        if result.answers[lift.question].applicable and is_wanted(result, lift.path[0][0])
    )


def level_of(result: Result, question: str) -> int:
    """The level of a question; the lowest where it is not known."""
    given = result.answers[question]
    return given.level if given.state == "answered" else result.plan.first


def _tasks(
    result: Result,
    response: Response,
    ops: Sequence[GainOp],
    days: int,
    limited: Sequence[tuple[int, set[str]]],
) -> tuple[Task, ...]:
    place = {op.id: i for i, op in enumerate(ops)}
    pins = [_pin(op, response) for op in ops]
    release = [op.start // 3 for op in ops]

    def hurry(i: int, by: int) -> None:
        """What an action needs moves to the front along with it."""
        release[i] = min(release[i], by)
        for need in ops[i].needs:
            if need in place:
                hurry(place[need], by)

    for i, pin in enumerate(pins):
        if pin is not None:
            hurry(i, pin)
    core = _core(result, ops)
    tasks = []
    for i, op in enumerate(ops):
        effort = milli(op.days)
        own = tuple(o for o, (_, names) in enumerate(limited) if op.id in names)
        length = _length(effort, [days, *(limited[o][0] for o in own)])
        tasks.append(
            Task(
                op.id,
                effort,
                length,
                shares_of(effort, length),
                release[i],
                pins[i],
                result.actions[op.id].planned,
                op.id in core,
                tuple(place[need] for need in op.needs if need in place),
                own,
            )
        )
    return tuple(tasks)


def _core(result: Result, ops: Sequence[GainOp]) -> set[str]:
    """The actions that bring a core question nearer to its target, and what these need."""
    by_id = {op.id: op for op in ops}
    found: set[str] = set()

    def add(name: str) -> None:
        if name in by_id and name not in found:
            found.add(name)
            for need in by_id[name].needs:
                add(need)

    for op in ops:
        if any(lift.core and _is_below(result, lift) for lift in op.lifts):
            add(op.id)
    return found


def _is_below(result: Result, lift: Lift) -> bool:
    """Whether a lift is part of the way from the level of its question to the target."""
    if not result.answers[lift.question].applicable or not is_wanted(result, lift.path[0][0]):
        return False
    aim = result.scores[lift.path[0][0]].target_level
    level = level_of(result, lift.question)
    return level < lift.high and (aim is None or (level < aim and lift.low < aim))


def _pin(op: GainOp, response: Response) -> int | None:
    decision = response.decisions.get(op.id.removeprefix("action:"))
    if not decision or decision.status != "planned":
        return None
    month = start_month(decision.quarter, response.saved)
    return None if month is None else month // 3


def _length(effort: int, limits: Sequence[int]) -> int:
    """The quarters that an action takes: one, or as many as the capacity asks for."""
    lowest = min(limits)
    if lowest <= 0:
        return 1 if effort <= 0 else QUARTERS + 1
    return min(QUARTERS + 1, max(1, -(-effort // lowest)))


def _gains(result: Result, ops: Sequence[GainOp]) -> tuple[Gain, ...]:
    answers = {op.id: op for op in result.plan.operations if isinstance(op, AnswerOp)}
    lifts: dict[str, list[tuple[int, Lift]]] = {}
    for i, op in enumerate(ops):
        for lift in op.lifts:
            if result.answers[lift.question].applicable:
                lifts.setdefault(lift.question, []).append((i, lift))
    return tuple(_gain(result, answers[name], found) for name, found in lifts.items())


def _gain(result: Result, question: AnswerOp, lifts: Sequence[tuple[int, Lift]]) -> Gain:
    level = level_of(result, question.id)
    points = {level: 0}
    ways = []
    for i, lift in lifts:
        to = option_at(question, lift.high).level
        if to > level:
            points[to] = math.floor(rise_of(lift, result) * MICRO + 0.5)
        ways.append((i, lift.low, lift.high, to))
    return Gain(level, points, tuple(ways))


def option_at(question: AnswerOp, level: int) -> OptionScore:
    """The lowest answer at ``level`` or above, else the highest answer."""
    return next((o for o in question.options if o.level >= level), question.options[-1])
