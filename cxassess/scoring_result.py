"""What scoring makes of one response: given answers, scores of groups, gains of actions; the rest reads only these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from cxassess.model import Response
from cxassess.plan import ScoringPlan

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


Step = Callable[[Any, Result, Response], None]
"""Carries out one operation: reads the response and what is in the result so far, and adds its own outcome."""
