"""The search for the best order of actions: a greedy start, then moves to the front, with bounded work.

Whole numbers only, but for the yield per day that the greedy start compares; the order of every step is fixed.
``browser/plannersearch.js`` carries out the same steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

QUARTERS = 8
"""A plan looks two years ahead; after that it is time to measure again."""
TRIES = 300
"""Orders that are tried at most, so that the work has an end; with many tasks only as many as ``PLACES`` allows."""
STARTS = 1500
"""Other first actions that are tried, times the square of the number of tasks, at most: none from 39 tasks on."""
PLACES, LOOKS = 10_000, 1_000_000
"""Tasks placed while orders are tried, and tasks looked at in the greedy start, at most."""


@dataclass(frozen=True, slots=True)
class Task:
    """An action that can be planned; ``effort`` in thousandths of a day, and ``shares`` of it in each of its quarters.

    Needs and owners are given by their place. ``core`` marks those that bring a core question nearer to its target,
    and what these need.
    """

    id: str
    effort: int
    length: int
    shares: tuple[int, ...]
    release: int
    pin: int | None
    planned: bool
    core: bool
    needs: tuple[int, ...]
    owners: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gain:
    """How one question can rise: from ``level`` by ``lifts`` (task, from, below, to), worth ``points`` per level."""

    level: int
    points: Mapping[int, int]
    lifts: tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """All that decides a plan, in whole numbers; ``free`` and ``limits`` hold the effort that fits in each quarter."""

    tasks: tuple[Task, ...]
    gains: tuple[Gain, ...]
    free: tuple[int, ...]
    limits: tuple[tuple[int, ...], ...] = ()


@dataclass(slots=True)
class Placement:
    """Where tasks stand: ``start`` by their place, below 0 for none, and what is left of the capacity."""

    start: list[int]
    free: list[int]
    limits: list[list[int]]

    def copy(self) -> Placement:
        """A placement that can change on its own."""
        return Placement(self.start[:], self.free[:], [limit[:] for limit in self.limits])

    def finish(self, problem: Problem, i: int) -> int:
        """The last quarter of a task that stands somewhere."""
        return self.start[i] + problem.tasks[i].length - 1


@dataclass(frozen=True, slots=True)
class Rise:
    """A placement with the area of each gain, and their sum."""

    state: Placement
    areas: list[int]
    area: int


NOT_TRIED, NO_ROOM = -1, -2


# -- Placing ----------------------------------------------------------------------------------------------


def empty(problem: Problem) -> Placement:
    """The placement with only what the organisation decided to do, and what that needs; with a quarter first."""
    state = Placement([NOT_TRIED] * len(problem.tasks), list(problem.free), [list(x) for x in problem.limits])
    pinned = [(task.pin, i) for i, task in enumerate(problem.tasks) if task.pin is not None]
    for _, i in sorted(pinned):
        place(problem, state, i)
    for i, task in enumerate(problem.tasks):
        if task.planned:
            place(problem, state, i)
    return state


def place(problem: Problem, state: Placement, i: int) -> None:
    """Put a task, after what it needs, into the first quarters where it fits."""
    if state.start[i] != NOT_TRIED:
        return
    task = problem.tasks[i]
    ready = task.release if task.pin is None else task.pin
    for need in task.needs:
        place(problem, state, need)
        if state.start[need] < 0:
            state.start[i] = NO_ROOM
            return
        ready = max(ready, state.finish(problem, need))
    for start in range(ready, QUARTERS - task.length + 1):
        if task.pin is not None or _fits(task, state, start):
            _take(task, state, start)
            state.start[i] = start
            return
    state.start[i] = NO_ROOM


def _fits(task: Task, state: Placement, start: int) -> bool:
    for k, share in enumerate(task.shares):
        if share > state.free[start + k]:
            return False
        for owner in task.owners:
            if share > state.limits[owner][start + k]:
                return False
    return True


def _take(task: Task, state: Placement, start: int) -> None:
    for k, share in enumerate(task.shares):
        state.free[start + k] -= share
        for owner in task.owners:
            state.limits[owner][start + k] -= share


def shares_of(effort: int, length: int) -> tuple[int, ...]:
    """The effort in each quarter; it adds up exactly."""
    ends = [effort * k // length for k in range(length + 1)]
    return tuple(end - start for start, end in pairwise(ends))


def placed(problem: Problem, order: Iterable[int]) -> Placement:
    """The placement of tasks in this order, after the pinned ones."""
    state = empty(problem)
    for i in order:
        place(problem, state, i)
    return state


# -- Areas ------------------------------------------------------------------------------------------------


def area_of(problem: Problem, state: Placement) -> int:
    """The area under the expected rise, in millionths of a point times quarters.

    What is finished counts in its last quarter and in all that follow.
    """
    return _rise_of(problem, state).area


def _rise_of(problem: Problem, state: Placement) -> Rise:
    areas = [_gain_area(problem, state, gain) for gain in problem.gains]
    return Rise(state, areas, sum(areas))


def _touched_by(problem: Problem, state: Placement, before: Rise) -> list[int]:
    """The gains that a moved task touches; all others keep their area."""
    pairs = enumerate(zip(state.start, before.state.start, strict=True))
    moved = {i for i, (new, old) in pairs if new != old}
    if not moved:
        return []
    return [g for g, gain in enumerate(problem.gains) if any(lift[0] in moved for lift in gain.lifts)]


def _growth(problem: Problem, state: Placement, before: Rise) -> int:
    """How much the area grows."""
    touched = _touched_by(problem, state, before)
    return sum(_gain_area(problem, state, problem.gains[g]) - before.areas[g] for g in touched)


def _rise_after(problem: Problem, state: Placement, before: Rise) -> Rise:
    areas = before.areas[:]
    for g in _touched_by(problem, state, before):
        areas[g] = _gain_area(problem, state, problem.gains[g])
    return Rise(state, areas, sum(areas))


def _gain_area(problem: Problem, state: Placement, gain: Gain) -> int:
    """A lift counts from the quarter in which its action is finished and the question has reached its start."""
    level, since, area = gain.level, 0, 0
    while True:
        found, when = None, QUARTERS
        for lift in gain.lifts:
            task, low, high, to = lift
            if low <= level < high and to > level and state.start[task] >= 0:
                at = max(since, state.finish(problem, task))
                if at < when:
                    found, when = lift, at
        if found is None:
            return area
        area += (gain.points[found[3]] - gain.points[level]) * (QUARTERS - when)
        level, since = found[3], when


# -- Searching --------------------------------------------------------------------------------------------


def search(problem: Problem) -> Placement:
    """The best placement found: core questions first, then all others; without actions that bring nothing.

    With few tasks there is time to begin with each core action that brings something, instead of the best alone.
    """
    now = _rise_of(problem, placed(problem, []))
    core = [i for i, task in enumerate(problem.tasks) if task.core]
    leads = [i for i in core if _growth(problem, placed(problem, [i]), now) > 0]
    best = _search_from(problem, [])
    most = area_of(problem, best)
    for lead in leads[: STARTS // max(1, len(problem.tasks)) ** 2]:
        state = _search_from(problem, [lead])
        area = area_of(problem, state)
        if area > most:
            best, most = state, area
    return best


def _search_from(problem: Problem, lead: Sequence[int]) -> Placement:
    """The best placement found when the core action ``lead``, if any, chooses its quarter before all others."""
    core = [i for i, task in enumerate(problem.tasks) if task.core]
    rest = [i for i, task in enumerate(problem.tasks) if not task.core]
    tries = _tries(problem, LOOKS, LOOKS)
    then, idle, tries = _greedy(problem, core, lead, tries)
    first = [*lead, *then]
    others, left, _ = _greedy(problem, rest, first, tries)
    return _prune(problem, _improve(problem, [*first, *others, *idle, *left], len(first)))


def _tries(problem: Problem, work: int, most: int) -> int:
    return min(most, work // max(1, len(problem.tasks)))


def _greedy(
    problem: Problem, wanted: Sequence[int], before: Sequence[int], tries: int
) -> tuple[list[int], list[int], int]:
    """Again and again the action that, with what it still needs, brings most area per day.

    Returns these, what brings none or was never tried, and the tries that are left.
    """
    now = _rise_of(problem, placed(problem, before))
    left = [i for i in wanted if now.state.start[i] == NOT_TRIED]
    order: list[int] = []
    while True:
        best, best_yield, best_state = -1, 0.0, now.state
        for i in left[:tries]:
            tries -= 1
            trial = now.state.copy()
            place(problem, trial, i)
            if trial.start[i] < 0:
                continue
            own = _growth(problem, trial, now) / max(1, _effort_since(problem, trial, now.state))
            if own > best_yield:
                best, best_yield, best_state = i, own, trial
        if best < 0:
            break
        order.append(best)
        now = _rise_after(problem, best_state, now)
        left = [i for i in left if now.state.start[i] == NOT_TRIED]
    along = [i for i in wanted if now.state.start[i] >= 0 and i not in order and i not in before]
    return order + along, left, tries


def _effort_since(problem: Problem, state: Placement, before: Placement) -> int:
    """The effort of what was added."""
    starts = zip(problem.tasks, state.start, before.start, strict=True)
    return sum(task.effort for task, start, old in starts if start >= 0 > old)


def _improve(problem: Problem, order: Sequence[int], first: int) -> list[int]:
    """Move one action to another place as long as that helps; the ``first`` ones stay in front."""
    best, tries, better = list(order), _tries(problem, PLACES, TRIES), True
    now = _rise_of(problem, placed(problem, best))
    while better:
        better = False
        for i in range(len(best)):
            for j in range(first, len(best)) if i >= first else range(first):
                if tries == 0:
                    return best
                if j == i:
                    continue
                tries -= 1
                trial = best[:i] + best[i + 1 :]
                trial.insert(j, best[i])
                state = placed(problem, trial)
                if _growth(problem, state, now) > 0:
                    best, now, better = trial, _rise_after(problem, state, now), True
    return best


def _prune(problem: Problem, order: Sequence[int]) -> Placement:
    """The placement without what brings nothing and is needed by nothing that stays; planned actions stay."""
    state = placed(problem, order)
    key = area_of(problem, state)
    kept = state.copy()
    for i in reversed(range(len(problem.tasks))):
        if problem.tasks[i].planned or kept.start[i] < 0:
            continue
        if any(i in task.needs and kept.start[k] >= 0 for k, task in enumerate(problem.tasks)):
            continue
        start, kept.start[i] = kept.start[i], NO_ROOM
        if area_of(problem, kept) < key:
            kept.start[i] = start
    # What is left may now fit earlier.
    again = placed(problem, [i for i in order if kept.start[i] >= 0])
    return again if area_of(problem, again) >= key else kept
