"""Why a level is what it is, and the fewest answers that would lift it.

Both follow from the same operations that set the level, in the conservative reading. The fewest answers are
exact for staged levels (the conditions are nested, so choosing the heaviest questions per answer given is
optimal) and for thresholds (the score is linear in the answers).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cxassess.plan import OVERALL, AnswerOp, CombineOp, MeanOp, Operation, StagedOp, ThresholdOp, WeakestOp
from cxassess.scoring_levels import exceeds, levels_of
from cxassess.scoring_result import Result

RuleKind = Literal["largely", "fully", "gates", "majority", "weakest", "threshold"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition of the next level: met or not, the share that counts, and what falls short.

    ``names`` are questions (``largely``, ``fully``, ``gates``) or groups (``majority``, ``weakest``).
    """

    kind: RuleKind
    met: bool
    level: int
    part: float
    total: float
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """An answer that would have to rise to a level."""

    question: str
    level: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """The conditions of the next level (None at the highest) and the fewest answers that reach it."""

    id: str
    level: int
    next: int | None
    rules: tuple[Rule, ...]
    lift: tuple[Wish, ...]


def explain(result: Result, name: str = OVERALL) -> Explanation | None:
    """Why group ``name`` has its level; None where it has none."""
    level = result.scores[name].level
    if level is None:
        return None
    if level >= result.plan.last:
        return Explanation(name, level, None, (), ())
    op = _level_ops(result)[name]
    wanted = level + 1
    rules: tuple[Rule, ...]
    if isinstance(op, StagedOp):
        rules = _staged_rules(op, result, wanted)
    elif isinstance(op, WeakestOp):
        rules = _weakest_rules(op, result, wanted)
    else:
        rules = _threshold_rules(op, result, wanted)
    return Explanation(name, level, wanted, rules, tuple(fewest(result, name, wanted) or ()))


def _level_ops(result: Result) -> dict[str, StagedOp | WeakestOp | ThresholdOp]:
    return {op.id: op for op in result.plan.operations if isinstance(op, (StagedOp, WeakestOp, ThresholdOp))}


def _staged_rules(op: StagedOp, result: Result, wanted: int) -> tuple[Rule, ...]:
    levels = levels_of(result, op.of, op.first)
    weights = {name: weight for name, weight in zip(op.of, op.weights, strict=True) if name in levels}
    total = sum(weights.values())

    def share(kind: Literal["largely", "fully"], level: int, limit: tuple[int, int]) -> Rule:
        part = sum(weight for name, weight in weights.items() if levels[name] >= level)
        short = tuple(name for name in weights if levels[name] < level)
        return Rule(kind, exceeds(part, total, limit), level, part, total, short)

    rules = [share("largely", wanted, op.largely)]
    lower = [share("fully", level, op.fully) for level in range(op.first + 1, wanted)]
    if lower:
        rules.append(next((rule for rule in lower if not rule.met), lower[-1]))
    gates = [name for name in op.gates if name in levels]
    if gates and wanted - 1 > op.first:
        short = tuple(name for name in gates if levels[name] < wanted - 1)
        rules.append(Rule("gates", not short, wanted - 1, len(gates) - len(short), len(gates), short))
    return tuple(rules)


def _weakest_rules(op: WeakestOp, result: Result, wanted: int) -> tuple[Rule, ...]:
    parts = _parts(op, result)
    total = sum(weight for _, weight in parts.values())
    part = sum(weight for level, weight in parts.values() if level >= wanted)
    short = tuple(name for name, (level, _) in parts.items() if level < wanted)
    rules = [Rule("majority", exceeds(part, total, op.majority), wanted, part, total, short)]
    if wanted - 1 > op.first:
        behind = tuple(name for name, (level, _) in parts.items() if level < wanted - 1)
        count = len(parts)
        rules.append(Rule("weakest", not behind, wanted - 1, count - len(behind), count, behind))
    return tuple(rules)


def _threshold_rules(op: ThresholdOp, result: Result, wanted: int) -> tuple[Rule, ...]:
    num, den = next((n, d) for level, n, d in op.thresholds if level == wanted)
    lower = result.scores[op.id].lower or 0.0
    return (Rule("threshold", False, wanted, lower, num / den, ()),)


def _parts(op: WeakestOp | CombineOp, result: Result) -> dict[str, tuple[int, float]]:
    """The applicable groups with their level and weight."""
    return {
        name: (result.scores[name].level or result.plan.first, weight)
        for name, weight in zip(op.of, op.weights, strict=True)
        if weight and result.scores[name].weight
    }


def fewest(result: Result, name: str, wanted: int) -> list[Wish] | None:
    """The fewest answers that bring group ``name`` to level ``wanted``; None if no answers can."""
    op = _level_ops(result)[name]
    if isinstance(op, StagedOp):
        return _fewest_staged(op, result, wanted)
    if isinstance(op, WeakestOp):
        return _fewest_groups(op, result, wanted)
    return _fewest_threshold(op, result, wanted)


def _fewest_staged(op: StagedOp, result: Result, wanted: int) -> list[Wish] | None:
    levels = levels_of(result, op.of, op.first)
    weights = dict(zip(op.of, op.weights, strict=True))
    total = sum(weights[name] for name in levels)
    forced = {name for name in op.gates if name in levels and levels[name] < wanted - 1}
    # best[n] = the most weight that n raised answers can have, and which answers these are
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0, ())}
    for level in range(op.first + 1, wanted + 1):
        group = [name for name in levels if levels[name] == level - 1]
        group.sort(key=lambda name: (name not in forced, -weights[name]))
        least = sum(1 for name in group if name in forced)
        already = sum(weights[name] for name in levels if levels[name] >= level)
        limit = op.largely if level == wanted else op.fully
        grown: dict[int, tuple[float, tuple[str, ...]]] = {}
        for count in sorted(best):
            weight, chosen = best[count]
            for extra in range(least, len(group) + 1):
                picked = group[:extra]
                new = weight + sum(weights[name] for name in picked)
                if not exceeds(already + new, total, limit):
                    continue
                if count + extra not in grown or new > grown[count + extra][0]:
                    grown[count + extra] = (new, (*chosen, *picked))
        best = grown
    if not best:
        return None
    raised = set(best[min(best)][1])
    in_order = [name for name in op.of if name in raised]
    return _as_low_as_possible(op, result, levels, weights, in_order, wanted)


def _as_low_as_possible(
    op: StagedOp,
    result: Result,
    levels: Mapping[str, int],
    weights: Mapping[str, float],
    chosen: list[str],
    wanted: int,
) -> list[Wish]:
    """For each chosen question the lowest level that is enough, given the others."""
    raised = {**levels, **dict.fromkeys(chosen, wanted)}
    total = sum(weights[name] for name in levels)

    def enough() -> bool:
        for level in range(op.first + 1, wanted + 1):
            part = sum(weights[name] for name in raised if raised[name] >= level)
            if not exceeds(part, total, op.largely if level == wanted else op.fully):
                return False
        return all(raised[name] >= wanted - 1 for name in op.gates if name in raised)

    wishes = []
    for name in chosen:
        for level in range(levels[name] + 1, wanted + 1):
            raised[name] = level
            if enough():
                break
        wishes.append(Wish(name, _offered(result, name, raised[name])))
    return wishes


def _offered(result: Result, name: str, level: int) -> int:
    """The lowest level at or above ``level`` that an answer to the question has."""
    options = next(op.options for op in result.plan.operations if isinstance(op, AnswerOp) and op.id == name)
    return min((option.level for option in options if option.level >= level), default=level)


def _fewest_groups(op: WeakestOp, result: Result, wanted: int) -> list[Wish] | None:
    parts = _parts(op, result)
    total = sum(weight for _, weight in parts.values())
    # best[w] = the fewest answers that bring groups of weight w to the wanted level
    best: dict[float, list[Wish]] = {0: []}
    for name, (level, weight) in parts.items():
        choices: list[tuple[float, list[Wish] | None]] = []
        if level >= wanted:
            choices.append((weight, []))
        else:
            if wanted - 1 <= level or wanted - 1 <= op.first:
                choices.append((0, []))
            else:
                choices.append((0, fewest(result, name, wanted - 1)))
            choices.append((weight, fewest(result, name, wanted)))
        grown: dict[float, list[Wish]] = {}
        for reached in sorted(best):
            for more, wishes in choices:
                if wishes is None:
                    continue
                new = [*best[reached], *wishes]
                if reached + more not in grown or len(new) < len(grown[reached + more]):
                    grown[reached + more] = new
        best = grown
    found: list[Wish] | None = None
    for reached in sorted(best):
        if exceeds(reached, total, op.majority) and (found is None or len(best[reached]) < len(found)):
            found = best[reached]
    return found


def _fewest_threshold(op: ThresholdOp, result: Result, wanted: int) -> list[Wish] | None:
    bound = next(Fraction(n, d) for level, n, d in op.thresholds if level == wanted)
    answers = {o.id: o for o in result.plan.operations if isinstance(o, AnswerOp)}
    shares = list(_exact_shares(op.id, result))
    low, _, den = result.scores[op.id].exact
    reached = Fraction(low, den)
    scale = result.plan.denominator
    rises = [(name, share * (Fraction(100) - _exact_score(result, name))) for name, share in shares]
    rises = [(name, rise) for name, rise in rises if rise > 0]
    rises.sort(key=lambda pair: -pair[1])
    share_of = dict(shares)
    wishes: list[Wish] = []
    for name, rise in rises:
        if reached >= bound:
            break
        lowest = _exact_score(result, name)
        for option in answers[name].options:
            exact = Fraction(option.exact, scale)
            if exact > lowest and reached + share_of[name] * (exact - lowest) >= bound:
                wishes.append(Wish(name, option.level))
                break
        else:
            wishes.append(Wish(name, answers[name].options[-1].level))
        reached += rise
    return wishes if reached >= bound else None


def _exact_score(result: Result, name: str) -> Fraction:
    return Fraction(result.answers[name].exact, result.plan.denominator)


def _exact_shares(name: str, result: Result) -> list[tuple[str, Fraction]]:
    """The applicable questions below a group with their exact share in its lower bound."""
    ops: Mapping[str, Operation] = {
        op.id: op for op in result.plan.operations if isinstance(op, (MeanOp, CombineOp))
    }

    def below(group: str, share: Fraction) -> list[tuple[str, Fraction]]:
        op = ops[group]
        if isinstance(op, MeanOp):
            keep: Callable[[str], bool] = lambda q: result.answers[q].applicable  # noqa: E731
            pairs = [(q, int(w)) for q, w in zip(op.of, op.weights, strict=True) if keep(q)]
            total = sum(w for _, w in pairs)
            return [(q, share * w / total) for q, w in pairs if w]
        assert isinstance(op, CombineOp)  # noqa: S101 - the plan has no other groups
        parts = _parts(op, result)
        total = sum(int(w) for _, w in parts.values())
        return [
            pair for part, (_, w) in parts.items() for pair in below(part, share * Fraction(int(w)) / total)
        ]

    return below(name, Fraction(1))
