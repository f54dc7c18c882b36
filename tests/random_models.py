"""Small questionnaires and responses for tests: built by hand, or drawn from a ``random.Random``.

The drawn ones reach into the corners on purpose: nested groups, decimal and zero weights, short and long
scales, both level rules, gates, conditions, ids such as ``constructor``, answers that no longer exist.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from cxassess.model import (
    DONT_KNOW,
    NOT_APPLICABLE,
    Action,
    Answer,
    Choice,
    Decision,
    Dimension,
    Levels,
    MaturityLevel,
    Option,
    ProfileQuestion,
    Publish,
    Question,
    Questionnaire,
    Respondent,
    Response,
    Step,
    Tag,
    Text,
)

Rule = Literal["staged", "thresholds"]

HALF, FULLY = Fraction(50), Fraction(85)


# ---- Built by hand --------------------------------------------------------------------------------------


def text(words: str) -> Text:
    """The same words in both languages."""
    return {"en": words, "nl": words}


def make_levels(
    first: int,
    last: int,
    thresholds: Sequence[Fraction] = (),
    shares: tuple[Fraction, Fraction, Fraction] = (HALF, FULLY, HALF),
) -> Levels:
    """Levels ``first`` to ``last``; by thresholds where these are given, one per level, else staged."""
    rule: Rule = "thresholds" if thresholds else "staged"
    items = tuple(
        MaturityLevel(number, text(f"Level {number}"), text("."), thresholds[i] if thresholds else None)
        for i, number in enumerate(range(first, last + 1))
    )
    return Levels(rule, *shares, items)


def make_options(
    points: Sequence[Fraction], levels: Sequence[int], values: Sequence[str] = ()
) -> tuple[Option, ...]:
    """Options in order; their values are ``values``, or the levels as text."""
    names = values or [str(level) for level in levels]
    pairs = zip(names, points, levels, strict=True)
    return tuple(Option(value, text(value), point, level) for value, point, level in pairs)


def make_question(name: str, options: tuple[Option, ...], **changes: Any) -> Question:
    """A question of weight 1 with these answers."""
    title = text(name)
    plain = Question(
        id=name,
        title=title,
        text=title,
        help=None,
        ask=None,
        evidence=(),
        options=options,
        weight=Fraction(1),
        gate=False,
        tags=(),
        steps=(),
        sources=(),
        dont_know=True,
        not_applicable=True,
        when={},
    )
    return replace(plain, **changes)


def make_dimension(
    name: str, *, weight: Fraction, questions: Sequence[Question] = (), dimensions: Sequence[Dimension] = ()
) -> Dimension:
    """A dimension of questions or of dimensions."""
    return Dimension(name, text(name), None, None, None, weight, tuple(dimensions), tuple(questions))


def make_questionnaire(dimensions: Sequence[Dimension], levels: Levels, **changes: Any) -> Questionnaire:
    """A questionnaire that publishes from 70 % coverage and 4 answers."""
    plain = Questionnaire(
        id="made-up",
        version="1",
        languages=("en", "nl"),
        title=text("Made up"),
        short_title=text("Made up"),
        purpose=None,
        notice=None,
        minutes=None,
        levels=levels,
        publish=Publish(Fraction(70), 4),
        sectors=(),
        terms={},
        tags=(),
        lenses=(),
        profile=(),
        dimensions=tuple(dimensions),
        steps=(),
        days_note=None,
        figures=(),
        digest="0" * 16,
    )
    return replace(plain, **changes)


def make_response(answers: Mapping[str, str | None], **changes: Any) -> Response:
    """A response with these answers, by question id."""
    plain = Response(
        questionnaire="made-up",
        version="1",
        digest="0" * 16,
        client="client",
        respondent=Respondent("r1"),
        started="2026-01-05T09:00",
        saved="2026-01-05T09:30",
        lang="en",
        answers={name: Answer(value) for name, value in answers.items()},
    )
    return replace(plain, **changes)


# ---- Drawn at random ------------------------------------------------------------------------------------

ODD_IDS = ("constructor", "__proto__", "hasOwnProperty", "toString", "valueOf", "prototype")
PROFILE = {"sector": ("b2b", "care"), "size": ("small", "large"), "__proto__": ("yes", "no")}
WEIGHTS = tuple(map(Fraction, ("1", "1", "1", "2", "2", "3", "15", "0.5", "0.25", "0.333", "1/3", "7.1")))
SHARES = tuple(map(Fraction, ("50", "50", "85", "85", "66.6", "100/3", "0", "99.9", "100")))
COVERAGES = tuple(map(Fraction, ("0", "50", "70", "200/3")))
ODD_DENOMINATORS = (997, 991, 983, 977, 971)


@dataclass(frozen=True, slots=True)
class Kind:
    """What to draw: ``size`` bounds every group and list; None leaves the rule to chance.

    ``tidy`` keeps to what an author would write, for properties that hold only there: every scale ends at
    the highest level, and weights are at most three decimals.
    """

    size: int = 4
    rule: Rule | None = None
    tidy: bool = False


def random_questionnaire(rng: random.Random, kind: Kind | None = None) -> Questionnaire:
    """Any questionnaire that the format allows."""
    return _Maker(rng, kind or Kind()).questionnaire()


class _Maker:
    def __init__(self, rng: random.Random, kind: Kind) -> None:
        self.rng, self.kind = rng, kind
        self.levels = self._levels()
        self.first, self.last = self.levels.items[0].number, self.levels.items[-1].number
        self.tags = [f"tag-{i}" for i in range(rng.randint(0, 3))]
        self.steps = [f"step-{i}" for i in range(rng.randint(0, 3))]
        self.scales = [self._scale() for _ in range(3)]
        self.ids = self._ids()

    def _ids(self) -> Iterator[str]:
        odd = list(ODD_IDS)
        self.rng.shuffle(odd)
        if self.rng.random() < 0.3:
            yield from odd
        for i in range(10_000):
            yield f"q{i}"

    def questionnaire(self) -> Questionnaire:
        rng = self.rng
        dimensions = self._dimensions(rng.randint(1, 3), "d")
        publish = Publish(rng.choice(COVERAGES), rng.randint(1, 4))
        return make_questionnaire(
            dimensions,
            self.levels,
            publish=publish,
            tags=tuple(Tag(name, text(name)) for name in self.tags),
            profile=tuple(
                ProfileQuestion(name, text(name), tuple(Choice(v, text(v)) for v in values))
                for name, values in PROFILE.items()
            ),
            steps=self._roadmap(dimensions),
        )

    def _levels(self) -> Levels:
        rng = self.rng
        rule = self.kind.rule or rng.choice(["staged", "thresholds"])
        first = rng.choice([0, 1, 1, 2])
        count = rng.randint(2, 6)
        shares = (rng.choice(SHARES), rng.choice(SHARES), rng.choice(SHARES))
        if rng.random() < 0.5:
            shares = (HALF, FULLY, HALF)
        if rule == "staged":
            return make_levels(first, first + count - 1, shares=shares)
        ruler = sorted(rng.sample(range(1, 1000), count - 1))
        thresholds = [Fraction(0), *(Fraction(mark, 10) for mark in ruler)]
        if rng.random() < 0.3:  # marks that scores often hit exactly
            thresholds = [Fraction(100 * i, count - 1) for i in range(count)]
        return make_levels(first, first + count - 1, thresholds, shares)

    def _scale(self) -> tuple[Option, ...]:
        rng, numbers = self.rng, [level.number for level in self.levels.items]
        shape = rng.choice(["anchors", "anchors", "quarters", "yes-no", "any"])
        if shape == "anchors":
            return make_options([Fraction(i + 1) for i in range(len(numbers))], numbers)
        points = {
            "quarters": [Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(1)],
            "yes-no": [Fraction(0), Fraction(1)],
            "any": [Fraction(p, 4) for p in sorted(rng.sample(range(-8, 9), rng.randint(2, 6)))],
        }[shape]
        values = [f"v{i}" for i in range(len(points))]
        if self.levels.rule == "thresholds":
            return make_options(points, range(1, len(points) + 1), values)
        levels = sorted(rng.choice(numbers) for _ in points)
        if self.kind.tidy:
            levels[0], levels[-1] = numbers[0], numbers[-1]
        return make_options(points, levels, values)

    def _weights(self, count: int) -> list[Fraction]:
        """Weights of which at least one counts; now and then so odd that no whole numbers fit."""
        rng = self.rng
        weights = [rng.choice(WEIGHTS) for _ in range(count)]
        if rng.random() < 0.5:
            weights = [Fraction(rng.choice([1, 1, 2])) for _ in range(count)]
        elif not self.kind.tidy and self.levels.rule == "staged" and rng.random() < 0.15:
            weights = [Fraction(rng.randint(1, 2000), rng.choice(ODD_DENOMINATORS)) for _ in range(count)]
        if rng.random() < 0.2:
            weights[rng.randrange(count)] = Fraction(0)
        if not any(weights):
            weights[0] = Fraction(1)
        return weights

    def _dimensions(self, depth: int, prefix: str) -> list[Dimension]:
        rng = self.rng
        weights = self._weights(rng.randint(1, self.kind.size))
        return [self._dimension(depth, f"{prefix}{i}", weight) for i, weight in enumerate(weights)]

    def _dimension(self, depth: int, name: str, weight: Fraction) -> Dimension:
        if depth > 1 and self.rng.random() < 0.8:
            return make_dimension(name, weight=weight, dimensions=self._dimensions(depth - 1, f"{name}-"))
        weights = self._weights(self.rng.randint(1, self.kind.size + 3))
        return make_dimension(name, weight=weight, questions=[self._question(w) for w in weights])

    def _question(self, weight: Fraction) -> Question:
        rng = self.rng
        when = {}
        if rng.random() < 0.15:
            for name in rng.sample(sorted(PROFILE), rng.randint(1, 2)):
                when[name] = tuple(rng.sample(PROFILE[name], rng.randint(1, 2)))
        return make_question(
            next(self.ids),
            rng.choice(self.scales),
            weight=weight,
            gate=rng.random() < 0.25,
            tags=tuple(tag for tag in self.tags if rng.random() < 0.4),
            steps=tuple(step for step in self.steps if rng.random() < 0.4),
            dont_know=rng.random() < 0.9,
            not_applicable=rng.random() < 0.9,
            when=when,
        )

    def _roadmap(self, dimensions: Sequence[Dimension]) -> tuple[Step, ...]:
        liftable = [question.id for dimension in dimensions for question in dimension.all_questions()]
        steps, before = [], list[str]()
        for name in self.steps:
            actions = []
            for _ in range(self.rng.randint(0, self.kind.size) if liftable else 0):
                actions.append(self._action(f"a{len(before)}", liftable, before))
                before.append(actions[-1].id)
            steps.append(Step(name, text(name), None, tuple(actions)))
        return tuple(steps)

    def _action(self, name: str, liftable: list[str], before: list[str]) -> Action:
        rng = self.rng
        low, high = sorted(rng.sample(range(self.first, self.last + 1), 2))
        days = sorted(rng.choice([Fraction(1), Fraction(2), Fraction(5, 2), Fraction(20)]) for _ in range(2))
        return Action(
            id=name,
            title=text(name),
            what=None,
            lifts_from=low,
            lifts_to=high,
            questions=tuple(rng.sample(liftable, rng.randint(1, min(3, len(liftable))))),
            needs=tuple(rng.sample(before, rng.randint(0, min(2, len(before))))),
            days=(days[0], days[1]),
            horizon="0-3",
            owner=text("owner"),
            kpi=None,
            first=None,
            caution=None,
        )


def random_response(rng: random.Random, questionnaire: Questionnaire) -> Response:
    """Any response to it: full, half, empty, with don't knows, and with answers that do not exist."""
    share = rng.choice([1.0, 0.95, 0.8, 0.5, 0.1, 0.0])
    anything = [DONT_KNOW, NOT_APPLICABLE, None, "", "no-such-option"]
    rest = rng.choice([[DONT_KNOW], [NOT_APPLICABLE], anything])
    answers: dict[str, str | None] = {}
    for question in questionnaire.questions():
        if rng.random() < share:
            answers[question.id] = rng.choice(question.options).value
        elif rng.random() < 0.7:
            answers[question.id] = rng.choice(rest)
    numbers = [level.number for level in questionnaire.levels.items]
    actions = [action.id for action in questionnaire.actions()]
    every = rng.random() < 0.5
    return make_response(
        answers,
        profile={name: rng.choice(values) for name, values in PROFILE.items() if rng.random() < 0.8},
        targets={
            d.id: rng.choice([*numbers, 99]) for d in questionnaire.dimensions if every or rng.random() < 0.5
        },
        decisions={
            name: Decision(
                rng.choice(["planned", "done", "no"]), "", rng.choice(["", "2025-Q4", "2027-Q1", "x"])
            )
            for name in actions
            if rng.random() < 0.2
        },
    )
