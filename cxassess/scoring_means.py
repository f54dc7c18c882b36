"""Answers and their weighted means, with bounds and coverage (formulas D.1 to D.3); ``browser/scoringmeans.js`` too.

Unanswered, don't know, not applicable and zero are four different things: the first two leave the score but stay in
coverage and bounds, the third leaves everything.
"""

from __future__ import annotations

from cxassess.model import DONT_KNOW, NOT_APPLICABLE, Response
from cxassess.plan import AnswerOp, CombineOp, MeanOp
from cxassess.scoring_result import Given, Result, Score, Step


def _answer(op: AnswerOp, result: Result, response: Response) -> None:
    result.answers[op.id] = _given(op, response)


def _given(op: AnswerOp, response: Response) -> Given:
    for name, values in op.when:
        if response.profile.get(name) not in values:
            return Given("hidden")
    answer = response.answers.get(op.id)
    value = answer.value if answer else None
    if value == DONT_KNOW and op.dont_know:
        return Given("dont-know", value)
    if value == NOT_APPLICABLE and op.not_applicable:
        return Given("not-applicable", value)
    for option in op.options:
        if option.value == value:
            return Given("answered", value, option.score, option.exact, option.level)
    return Given("open")


def _mean(op: MeanOp, result: Result, _response: Response) -> None:
    out = Score(op.id, total=len(op.of))
    total = weight_known = weight_all = 0.0
    exact = 0
    for name, weight in zip(op.of, op.weights, strict=True):
        given = result.answers[name]
        if not given.applicable:
            continue
        out.applicable += 1
        weight_all += weight
        if given.state == "answered":
            out.answered += 1
            total += weight * given.score
            exact += int(weight) * given.exact
            weight_known += weight
        elif given.state == "dont-know":
            out.dont_know += 1
        else:
            out.open += 1
    result.scores[op.id] = out
    if weight_all == 0:
        return
    unknown = weight_all - weight_known
    den = result.plan.denominator
    out.weight = weight_all
    out.lower = total / weight_all
    out.upper = (total + 100 * unknown) / weight_all
    out.coverage = weight_known / weight_all
    out.exact = (exact, exact + 100 * den * int(unknown), den * int(weight_all))
    num, denominator = op.coverage
    if weight_known * denominator < num * weight_all or weight_known == 0:
        out.reason = "coverage"
    elif out.answered < op.answers:
        out.reason = "answers"
    else:
        out.reason = ""
        out.score = total / weight_known


def _combine(op: CombineOp, result: Result, _response: Response) -> None:
    out = Score(op.id)
    low = high = known = total = weight_all = 0.0
    exact_low, exact_high, exact_den = 0, 0, 1
    complete = True
    for name, weight in zip(op.of, op.weights, strict=True):
        part = result.scores[name]
        out.total += part.total
        if part.weight == 0 or weight == 0:
            continue
        out.answered += part.answered
        out.dont_know += part.dont_know
        out.open += part.open
        out.applicable += part.applicable
        weight_all += weight
        low += weight * (part.lower or 0.0)
        high += weight * (part.upper or 0.0)
        known += weight * (part.coverage or 0.0)
        n_low, n_high, n_den = part.exact
        exact_low = exact_low * n_den + int(weight) * n_low * exact_den
        exact_high = exact_high * n_den + int(weight) * n_high * exact_den
        exact_den *= n_den
        if part.score is None:
            complete = False
        else:
            total += weight * part.score
    result.scores[op.id] = out
    if weight_all == 0:
        return
    out.weight = weight_all
    out.lower, out.upper, out.coverage = low / weight_all, high / weight_all, known / weight_all
    out.exact = (exact_low, exact_high, exact_den * int(weight_all))
    out.reason = "" if complete else "parts"
    if complete:
        out.score = total / weight_all


STEPS: dict[str, Step] = {"answer": _answer, "mean": _mean, "combine": _combine}
