"""The scoring plan: a flat list of closed operations that both engines carry out in order.

A plan holds only numbers and ids, never an expression. All defaults and every order are settled in it, by
:mod:`cxassess.plan_compiler`, so that :mod:`cxassess.scoring` and ``browser/engine.js`` have nothing left to decide.

Names of results: ``dimension:ID``, ``tag:ID``, ``step:ID``, ``action:ID``, ``overall`` and ``equal``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

FORMAT = "cxassess.plan/1"
OVERALL = "overall"
EQUAL = "equal"

Ratio = tuple[int, int]


@dataclass(frozen=True, slots=True)
class OptionScore:
    """One answer: its score 0-100 as a double, the same times the plan's ``denominator``, its level."""

    value: str
    score: float
    exact: int
    level: int


@dataclass(frozen=True, slots=True)
class AnswerOp:
    """Read one answer; ``when`` lists profile ids with the values under which it is asked."""

    kind: ClassVar[str] = "answer"
    id: str
    options: tuple[OptionScore, ...]
    dont_know: bool
    not_applicable: bool
    when: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class MeanOp:
    """Weighted mean of answers, with bounds and coverage (formulas D.1 to D.3)."""

    kind: ClassVar[str] = "mean"
    id: str
    of: tuple[str, ...]
    weights: tuple[float, ...]
    coverage: Ratio
    answers: int


@dataclass(frozen=True, slots=True)
class CombineOp:
    """Weighted mean of scored groups; a score only where every applicable group has one."""

    kind: ClassVar[str] = "combine"
    id: str
    of: tuple[str, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StagedOp:
    """Level of a group of questions: largely reached, all lower levels fully, gates (D.4)."""

    kind: ClassVar[str] = "staged"
    id: str
    of: tuple[str, ...]
    weights: tuple[float, ...]
    gates: tuple[str, ...]
    first: int
    last: int
    largely: Ratio
    fully: Ratio


@dataclass(frozen=True, slots=True)
class WeakestOp:
    """Level of a group of groups: a majority of the weight, and no group more than one level behind."""

    kind: ClassVar[str] = "weakest"
    id: str
    of: tuple[str, ...]
    weights: tuple[float, ...]
    first: int
    last: int
    majority: Ratio


@dataclass(frozen=True, slots=True)
class ThresholdOp:
    """Level by thresholds on the exact bounds of the score: (level, numerator, denominator)."""

    kind: ClassVar[str] = "threshold"
    id: str
    thresholds: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class TargetOp:
    """Target and gap of a dimension; ``source`` is the dimension whose target level counts."""

    kind: ClassVar[str] = "target"
    id: str
    source: str
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class TargetMeanOp:
    """Target and gap of the whole: the weighted mean of the targets, where all have one."""

    kind: ClassVar[str] = "target-mean"
    id: str
    of: tuple[str, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RankOp:
    """Order groups by gap (largest first), then by score (lowest first), then as authored."""

    kind: ClassVar[str] = "rank"
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lift:
    """What an action does to one question.

    ``path`` leads from its group up to the whole: each group with the weight that what comes from below has in
    it; the first is the question's own group, where ``weight`` already counts. ``core`` marks a core question.
    """

    question: str
    low: int
    high: int
    score: float
    weight: float
    core: bool
    path: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class GainOp:
    """Rise of the lower bound of the index if an action succeeds.

    ``days`` is its mid effort in person-days, ``start`` the month in which it can begin, ``step`` where its step
    stands in the roadmap.
    """

    kind: ClassVar[str] = "gain"
    id: str
    lifts: tuple[Lift, ...]
    days: float
    start: int
    step: int
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderOp:
    """Order the useful actions: what can start first, core questions first, gain per day; each after its needs."""

    kind: ClassVar[str] = "order"
    of: tuple[str, ...]


Operation = (
    AnswerOp
    | MeanOp
    | CombineOp
    | StagedOp
    | WeakestOp
    | ThresholdOp
    | TargetOp
    | TargetMeanOp
    | RankOp
    | GainOp
    | OrderOp
)


def _plain(part: object) -> dict[str, Any]:
    """The fields of a part as they are; ``asdict`` would copy every list in them, which a page of many parts shows."""
    return {name: getattr(part, name) for name in part.__slots__}  # type: ignore[attr-defined]


_NESTED = {"options", "lifts"}
"""Parts of operations that are made of parts themselves."""


@dataclass(frozen=True, slots=True)
class ScoringPlan:
    """All operations in the order in which they are carried out."""

    questionnaire: str
    version: str
    digest: str
    rule: str
    first: int
    last: int
    denominator: int
    dimensions: tuple[str, ...]
    operations: tuple[Operation, ...]

    def as_json(self) -> dict[str, Any]:
        """The plan as plain data, for the page; every operation carries its kind as ``op``.

        Whole numbers that may pass 2**53 are texts, because a script reads numbers as doubles.
        """
        data = {name: getattr(self, name) for name in self.__slots__ if name != "operations"}
        data["denominator"] = str(self.denominator)
        ops = [{"op": op.kind, **_plain(op)} for op in self.operations]
        for op in ops:
            for name in _NESTED & op.keys():
                op[name] = list(map(_plain, op[name]))
            for option in op.get("options", ()):
                option["exact"] = str(option["exact"])
        return {"format": FORMAT, **data, "operations": ops}
