"""Scoring: carries out a plan on one response. ``browser/engine.js`` does the same, step for step.

Formulas D.1 to D.4 of ``docs/method.md``. Plain doubles, added in the order of the plan.
"""

from __future__ import annotations

from cxassess import scoring_levels, scoring_means, scoring_order
from cxassess.model import Response
from cxassess.plan import ScoringPlan
from cxassess.scoring_result import Result

_STEPS = {**scoring_means.STEPS, **scoring_levels.STEPS, **scoring_order.STEPS}


def score(plan: ScoringPlan, response: Response) -> Result:
    """The result of one response; pure, and total for every response that was read."""
    result = Result(plan)
    for op in plan.operations:
        _STEPS[op.kind](op, result, response)
    return result
