"""Two measurements of one organisation, and what of their difference is certain.

The earlier answers are scored by today's plan, so that both outcomes mean the same; what was not asked then is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

from cxassess import together
from cxassess.model import Response
from cxassess.scoring_result import Result, Score


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier measurement: its answers, and what they score today."""

    response: Response
    result: Result


def is_certain(then: Score, now: Score) -> bool:
    """Whether a score went up, went down or stayed whatever the unknown answers of both measurements are."""
    bounds = (then.lower, then.upper, now.lower, now.upper)
    if None in bounds:
        return False
    a, b, c, d = (bound or 0.0 for bound in bounds)
    return c > b or d < a or a == b == c == d


def may_show_answers(then: Response, now: Response) -> bool:
    """Whether answers to single questions may stand side by side.

    Those of one person, or of as many as nobody can be recognised among (subject matter D.6).
    """
    return {then.people, now.people} == {1} or min(then.people, now.people) >= together.FEWEST
