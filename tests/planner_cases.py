"""Random planning problems, and an exhaustive search that owes nothing to the planner's own."""

from __future__ import annotations

import random
from collections.abc import Iterator

from cxassess.planner_search import QUARTERS, Gain, Problem, Task, shares_of

Starts = tuple[int, ...]
"""The quarter in which each task starts; -1 for none."""


def random_problem(drawn: random.Random, size: int) -> Problem:
    """Tasks with needs, horizons, long and short work, shared questions, core ones, and little room."""
    room, owner = drawn.randrange(10_000, 45_000), drawn.randrange(8_000, 25_000)
    gains, core = _random_gains(drawn, size)
    needs = [
        tuple(sorted(drawn.sample(range(i), min(i, drawn.choice((0, 0, 1, 1, 2)))))) for i in range(size)
    ]
    for i in reversed(range(size)):  # what a core task needs is core
        if i in core:
            core |= set(needs[i])
    tasks = []
    for i in range(size):
        effort = drawn.randrange(1_000, 30_000, 500)
        own = (0,) if drawn.random() < 0.3 else ()
        length = max(1, -(-effort // (min(room, owner) if own else room)))
        release = drawn.choice((0, 0, 0, 1, 2))
        tasks.append(
            Task(
                f"action:{i}",
                effort,
                length,
                shares_of(effort, length),
                release,
                None,
                False,
                i in core,
                needs[i],
                own,
            )
        )
    free = (room * drawn.choice((1, 2, 3)) // 3, *(room for _ in range(QUARTERS - 1)))
    return Problem(tuple(tasks), gains, free, (tuple(owner for _ in range(QUARTERS)),))


def _random_gains(drawn: random.Random, size: int) -> tuple[tuple[Gain, ...], set[int]]:
    """Questions that share tasks, and the tasks that lift a core question."""
    gains, core = [], set()
    left = list(range(size))
    while left:
        lifting = [left.pop()] + ([left.pop()] if left and drawn.random() < 0.3 else [])
        if drawn.random() < 0.2:
            lifting.append(drawn.randrange(size))
        one, lifts = drawn.randrange(50_000, 2_000_000), []
        for task in dict.fromkeys(lifting):
            low = drawn.choice((1, 1, 1, 2))
            high = drawn.randrange(low + 1, 5)
            lifts.append((task, low, high, high))
        gains.append(Gain(1, {level: one * (level - 1) for level in range(1, 6)}, tuple(lifts)))
        if drawn.random() < 0.25:
            core |= {lift[0] for lift in lifts}
    return tuple(gains), core


def area(problem: Problem, starts: Starts) -> int:
    """The area under the rise, quarter by quarter: every level that the finished tasks can reach."""
    total = 0
    for quarter in range(QUARTERS):
        done = {i for i, s in enumerate(starts) if s >= 0 and s + problem.tasks[i].length - 1 <= quarter}
        for gain in problem.gains:
            level, before = gain.level, -1
            while before != level:
                before = level
                for task, low, high, to in gain.lifts:
                    if task in done and low <= level < high:
                        level = max(level, to)
            total += gain.points[level]
    return total


def fits(problem: Problem, starts: Starts) -> bool:
    """Whether needs come first, nothing starts before its time, and no quarter holds more than it can."""
    for i, start in enumerate(starts):
        task = problem.tasks[i]
        if start < 0:
            continue
        if start < task.release or start + task.length > QUARTERS:
            return False
        for need in task.needs:
            if starts[need] < 0 or starts[need] + problem.tasks[need].length - 1 > start:
                return False
    for quarter in range(QUARTERS):
        for owner, room in ((None, problem.free), *enumerate(problem.limits)):
            used = sum(
                task.shares[quarter - start]
                for task, start in zip(problem.tasks, starts, strict=True)
                if start >= 0
                and start <= quarter < start + task.length
                and (owner is None or owner in task.owners)
            )
            if used > room[quarter]:
                return False
    return True


def exhaustive(problem: Problem, known: int = 0) -> int:
    """The largest area of all plans in which core tasks come before the others, as long as they bring something.

    Every order of core tasks followed by every order of the others is looked at, each task in the first quarter
    that holds it; orders that lead to the same place are looked at once. A branch ends where even all that is left,
    each as if it were next, would not bring more than the best so far, or than ``known``: an area that some plan
    is known to have. So the best is never below it, not even for a plan without a core task that brings nothing
    only because of a later one.
    """
    core = [i for i, task in enumerate(problem.tasks) if task.core]
    best = known
    seen: set[tuple[bool, Starts]] = set()

    def visit(starts: Starts, in_core: bool) -> None:
        nonlocal best
        if (in_core, starts) in seen:
            return
        seen.add((in_core, starts))
        if not in_core:
            best = max(best, area(problem, starts))
        if area(problem, _each_as_next(problem, starts)) <= best:
            return
        following = list(_next(problem, starts, core if in_core else list(range(len(starts)))))
        for one in following:
            visit(one, in_core)
        ripe = not any(_brings(problem, starts, i) for i in core) and not _idles(problem, starts)
        if in_core and ripe:
            visit(starts, False)

    visit(tuple(-1 for _ in problem.tasks), True)
    return best


def _each_as_next(problem: Problem, starts: Starts) -> Starts:
    """The earliest start that each task can still get: the first quarter that holds it now, after what it needs."""
    rooms = [_left(problem, starts, owner) for owner in (None, *range(len(problem.limits)))]
    out = list(starts)
    for i, task in enumerate(problem.tasks):  # what a task needs has a lower number
        if starts[i] >= 0:
            continue
        ready = task.release
        for need in task.needs:
            end = out[need] + problem.tasks[need].length - 1 if out[need] >= 0 else QUARTERS
            ready = max(ready, end)
        own = [rooms[0], *(rooms[owner + 1] for owner in task.owners)]
        for start in range(ready, QUARTERS - task.length + 1):
            if all(share <= room[start + k] for k, share in enumerate(task.shares) for room in own):
                out[i] = start
                break
    return tuple(out)


def _left(problem: Problem, starts: Starts, owner: int | None) -> list[int]:
    """What is left of the room of an owner, or of all, in each quarter."""
    room = list(problem.free if owner is None else problem.limits[owner])
    for task, start in zip(problem.tasks, starts, strict=True):
        if start >= 0 and (owner is None or owner in task.owners):
            for k, share in enumerate(task.shares):
                room[start + k] -= share
    return room


def _brings(problem: Problem, starts: Starts, i: int) -> bool:
    """Whether a task that stands nowhere could still be placed, with what it needs, and bring something."""
    if starts[i] >= 0:
        return False
    trial = starts
    for task in _with_needs(problem, i):
        if trial[task] < 0:
            found = next(_next(problem, trial, [task]), None)
            if found is None:
                return False
            trial = found
    return area(problem, trial) > area(problem, starts)


def _idles(problem: Problem, starts: Starts) -> bool:
    """Whether a task that nothing placed needs brings nothing: it would only take room from others."""
    needed = {need for i, task in enumerate(problem.tasks) if starts[i] >= 0 for need in task.needs}
    return any(
        starts[i] >= 0
        and i not in needed
        and area(problem, (*starts[:i], -1, *starts[i + 1 :])) == area(problem, starts)
        for i in range(len(starts))
    )


def _with_needs(problem: Problem, i: int) -> list[int]:
    found: list[int] = []
    for need in problem.tasks[i].needs:
        found += [task for task in _with_needs(problem, need) if task not in found]
    return [*found, i]


def _next(problem: Problem, starts: Starts, among: list[int]) -> Iterator[Starts]:
    for i in among:
        if starts[i] >= 0:
            continue
        for start in range(QUARTERS):
            trial = (*starts[:i], start, *starts[i + 1 :])
            if fits(problem, trial):
                yield trial
                break
