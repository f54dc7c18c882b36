"""Questionnaire to scoring plan: settles every default, order and weight, so that both engines only carry it out.

Weights are whole numbers (every group scaled by its common denominator), so that level decisions can compare exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm

from cxassess.model import Dimension, Option, Question, Questionnaire
from cxassess.plan import (
    EQUAL,
    OVERALL,
    AnswerOp,
    CombineOp,
    GainOp,
    Lift,
    MeanOp,
    Operation,
    OptionScore,
    OrderOp,
    RankOp,
    Ratio,
    ScoringPlan,
    StagedOp,
    TargetMeanOp,
    TargetOp,
    ThresholdOp,
    WeakestOp,
)

Path = tuple[tuple[str, float], ...]
_SAFE = 2**36
"""Largest sum of scaled weights; beyond it the products in a comparison could leave exact doubles.

Weights have at most three decimals, so only the readings by tag and step, which set no level, ever pass it.
"""


def compile_plan(questionnaire: Questionnaire) -> ScoringPlan:
    """The scoring plan of a questionnaire."""
    return _Compiler(questionnaire).plan()


def whole(weights: Iterable[Fraction]) -> tuple[float, ...]:
    """Weights scaled to whole numbers without a common factor; doubles where these would grow too large."""
    given = list(weights)
    scale = lcm(*(weight.denominator for weight in given)) if given else 1
    numbers = [int(weight * scale) for weight in given]
    if sum(numbers) > _SAFE:
        return tuple(float(weight) for weight in given)
    return tuple(numbers)


def option_scores(options: Sequence[Option]) -> list[Fraction]:
    """Points rescaled to 0-100 over the range of the scale (formula D.1)."""
    low = min(option.points for option in options)
    span = max(option.points for option in options) - low
    return [100 * (option.points - low) / span for option in options]


class _Compiler:
    def __init__(self, questionnaire: Questionnaire) -> None:
        self.q = questionnaire
        self.levels = questionnaire.levels
        self.first = self.levels.items[0].number
        self.last = self.levels.items[-1].number
        self.scores = {question.id: option_scores(question.options) for question in questionnaire.questions()}
        self.denominator = lcm(*(s.denominator for scores in self.scores.values() for s in scores))

    def plan(self) -> ScoringPlan:
        q = self.q
        answers = [self._answer(question) for question in q.questions()]
        groups = [op for dimension in q.dimensions for op in self._group(dimension)]
        names = tuple(_name(dimension) for dimension in q.dimensions)
        weights = whole(dimension.weight for dimension in q.dimensions)
        totals: list[Operation] = [
            CombineOp(OVERALL, names, weights),
            CombineOp(EQUAL, names, tuple(1 for _ in names)),
            self._group_level(OVERALL, names, weights),
        ]
        targets = [op for dimension in q.dimensions for op in self._targets(dimension, dimension.id)]
        targets += [TargetMeanOp(OVERALL, names, weights), RankOp(names)]
        return ScoringPlan(
            questionnaire=q.id,
            version=q.version,
            digest=q.digest,
            rule=self.levels.rule,
            first=self.first,
            last=self.last,
            denominator=self.denominator,
            dimensions=names,
            operations=(*answers, *groups, *totals, *targets, *self._second_readings(), *self._actions()),
        )

    def _answer(self, question: Question) -> AnswerOp:
        options = tuple(
            OptionScore(o.value, float(score), int(score * self.denominator), o.level or 0)
            for o, score in zip(question.options, self.scores[question.id], strict=True)
        )
        when = tuple(sorted(question.when.items()))
        return AnswerOp(question.id, options, question.dont_know, question.not_applicable, when)

    def _group(self, dimension: Dimension) -> list[Operation]:
        name = _name(dimension)
        if dimension.questions:
            ids = tuple(question.id for question in dimension.questions)
            weights = whole(question.weight for question in dimension.questions)
            needed = min(self.q.publish.answers, len(ids))
            mean = MeanOp(name, ids, weights, self._coverage(), needed)
            return [mean, self._level(name, dimension, weights)]
        children = tuple(_name(child) for child in dimension.dimensions)
        weights = whole(child.weight for child in dimension.dimensions)
        below = [op for child in dimension.dimensions for op in self._group(child)]
        return [*below, CombineOp(name, children, weights), self._group_level(name, children, weights)]

    def _coverage(self) -> Ratio:
        share = self.q.publish.coverage / 100
        return share.numerator, share.denominator

    def _level(self, name: str, dimension: Dimension, weights: tuple[float, ...]) -> Operation:
        if self.levels.rule == "thresholds":
            return self._threshold(name)
        return StagedOp(
            id=name,
            of=tuple(question.id for question in dimension.questions),
            weights=weights,
            gates=tuple(question.id for question in dimension.questions if question.gate),
            first=self.first,
            last=self.last,
            largely=_percent(self.levels.largely),
            fully=_percent(self.levels.fully),
        )

    def _group_level(self, name: str, children: tuple[str, ...], weights: tuple[float, ...]) -> Operation:
        if self.levels.rule == "thresholds":
            return self._threshold(name)
        return WeakestOp(name, children, weights, self.first, self.last, _percent(self.levels.majority))

    def _threshold(self, name: str) -> ThresholdOp:
        bounds = [(level.number, level.threshold or Fraction(0)) for level in self.levels.items[1:]]
        return ThresholdOp(name, tuple((number, b.numerator, b.denominator) for number, b in bounds))

    def _targets(self, dimension: Dimension, source: str) -> list[Operation]:
        op = TargetOp(_name(dimension), source, tuple(self.level_points().items()))
        return [op, *(below for child in dimension.dimensions for below in self._targets(child, source))]

    def level_points(self) -> dict[int, float]:
        """The score at which each level stands on the 0-100 ruler."""
        items = self.levels.items
        if self.levels.rule == "thresholds":
            return {level.number: float(level.threshold or 0) for level in items}
        return {level.number: 100 * i / (len(items) - 1) for i, level in enumerate(items)}

    def _second_readings(self) -> list[Operation]:
        """Tags and steps: the same mean, over questions weighted by their share in the index.

        A step's readiness is shown from the first answer: it orders work, it is no verdict.
        """
        shares = dict(self._shares())
        ops: list[Operation] = []
        questions = list(self.q.questions())
        for tag in self.q.tags:
            chosen = [question for question in questions if tag.id in question.tags]
            if chosen:
                needed = min(self.q.publish.answers, len(chosen))
                own = [shares[q.id] for q in chosen]
                ops.append(_reading(f"tag:{tag.id}", chosen, own, self._coverage(), needed))
        for step in self.q.steps:
            chosen = [question for question in questions if step.id in question.steps]
            if chosen:
                split = [shares[q.id] / len(q.steps) for q in chosen]
                ops.append(_reading(f"step:{step.id}", chosen, split, (0, 1), 1))
        return ops

    def _shares(self) -> Iterable[tuple[str, Fraction]]:
        """Every question with its share in the index when all are answered."""

        def below(group: Sequence[Dimension], share: Fraction) -> Iterable[tuple[str, Fraction]]:
            total = sum((d.weight for d in group), Fraction(0)) or Fraction(1)
            for dimension in group:
                own = share * dimension.weight / total
                yield from below(dimension.dimensions, own)
                inner = sum((q.weight for q in dimension.questions), Fraction(0)) or Fraction(1)
                for question in dimension.questions:
                    yield question.id, own * question.weight / inner

        return below(self.q.dimensions, Fraction(1))

    def _actions(self) -> list[Operation]:
        places = dict(_places(self.q.dimensions, (OVERALL,), whole(d.weight for d in self.q.dimensions)))
        answers = {question.id: question for question in self.q.questions()}
        ops: list[Operation] = []
        for place, action in ((i, a) for i, step in enumerate(self.q.steps) for a in step.actions):
            lifts = tuple(
                Lift(
                    name,
                    action.lifts_from,
                    action.lifts_to,
                    self._score_at(answers[name], action.lifts_to),
                    places[name][0],
                    answers[name].gate,
                    places[name][1],
                )
                for name in action.questions
            )
            needs = tuple(f"action:{name}" for name in action.needs)
            start = int(action.horizon.partition("-")[0].rstrip("+"))
            ops.append(GainOp(f"action:{action.id}", lifts, float(sum(action.days)) / 2, start, place, needs))
        if ops:
            ops.append(OrderOp(tuple(op.id for op in ops if isinstance(op, GainOp))))
        return ops

    def _score_at(self, question: Question, level: int) -> float:
        """The score of the lowest answer at the level or above, else of the highest answer."""
        pairs = zip(question.options, self.scores[question.id], strict=True)
        return next((float(score) for o, score in pairs if (o.level or 0) >= level), 100.0)


def _reading(
    name: str, questions: list[Question], shares: list[Fraction], coverage: Ratio, answers: int
) -> MeanOp:
    total = sum(shares, Fraction(0)) or Fraction(1)
    weights = whole(share / total for share in shares)
    return MeanOp(name, tuple(question.id for question in questions), weights, coverage, answers)


def _places(
    group: Sequence[Dimension], above: tuple[str, ...], weights: tuple[float, ...], path: Path = ()
) -> Iterable[tuple[str, tuple[float, Path]]]:
    """Every question with its weight and, from its group upwards, (group above, weight in that group)."""
    for dimension, weight in zip(group, weights, strict=True):
        own: Path = ((above[-1], weight), *path)
        name = _name(dimension)
        inner = whole(child.weight for child in dimension.dimensions)
        yield from _places(dimension.dimensions, (*above, name), inner, own)
        for question, w in zip(
            dimension.questions, whole(q.weight for q in dimension.questions), strict=True
        ):
            yield question.id, (w, ((name, 1), *own))


def _name(dimension: Dimension) -> str:
    return f"dimension:{dimension.id}"


def _percent(share: Fraction) -> Ratio:
    part = share / 100
    return part.numerator, part.denominator
