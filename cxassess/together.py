"""Several respondents as one response: the middle answer to each question, and how far they stand apart.

The middle is the lower median (subject matter D.5), because half of the people or more then say at least that much.
Nothing about how answers are spread is kept where fewer than five people answered: they could be recognised (D.6).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from cxassess.i18n import fill
from cxassess.model import (
    DONT_KNOW,
    NOT_APPLICABLE,
    Answer,
    BusinessInputs,
    Question,
    Questionnaire,
    Respondent,
    Response,
    Said,
)

FEWEST = 5
"""People who must have answered before anything is said about how their answers are spread."""
AGREE = 0.7
"""From this agreement on, people see it much the same way: a rule of thumb, and so called in the report."""
JOINED = "joined"
_NOTES = " / "
V = TypeVar("V")


def answered(response: Response) -> bool:
    """Whether anything is answered; who opened the page and left it is nobody to count."""
    return any(answer.value is not None for answer in response.answers.values())


def latest(responses: Iterable[Response]) -> tuple[list[Response], list[Response]]:
    """The last response of each respondent, in the order given; and the earlier ones of the same people."""
    last: dict[str, Response] = {}
    for response in responses:
        known = last.get(response.respondent.id)
        if known is None or moment(response.saved) >= moment(known.saved):
            last[response.respondent.id] = response
    kept = {id(response) for response in last.values()}
    return [r for r in responses if id(r) in kept], [r for r in responses if id(r) not in kept]


def moment(stamp: str) -> tuple[datetime, str]:
    """When a stamp of a response was, for comparing; one without a zone counts as UTC, none at all as long ago."""
    try:
        time = datetime.fromisoformat(stamp)
    except ValueError:  # none, or a thirteenth month
        return datetime.min.replace(tzinfo=UTC), stamp
    return (time if time.tzinfo else time.replace(tzinfo=UTC)), stamp


def join(
    questionnaire: Questionnaire, responses: Sequence[Response], decided: Response | None = None
) -> Response:
    """One response for all; ``decided`` gives targets, decisions, days and the business case, else nobody decides.

    Where nobody decides, the target of a topic is the lower median of theirs. One response stays as it is.
    """
    whole = responses[0] if len(responses) == 1 else _joined(questionnaire, responses)
    if decided is None or decided is whole:
        return whole
    return replace(
        whole, targets=decided.targets, decisions=decided.decisions, capacity=decided.capacity,
        business_case=decided.business_case,
    )  # fmt: skip


def _joined(questionnaire: Questionnaire, responses: Sequence[Response]) -> Response:
    said = {question.id: _count(question, responses) for question in questionnaire.questions()}
    return replace(
        responses[0],
        respondent=Respondent(JOINED, _same(r.respondent.group for r in responses)),
        started=min((r.started for r in responses if r.started), key=moment, default=""),
        saved=max((r.saved for r in responses), key=moment),
        lang=_most(r.lang for r in responses),
        version=_same(r.version for r in responses) or questionnaire.version,
        digest=_same(r.digest for r in responses),
        profile=_each([r.profile for r in responses], _most),
        answers={
            question.id: Answer(middle(question, said[question.id]), _notes(question, responses))
            for question in sorted(questionnaire.questions(), key=lambda one: one.id)
        },
        unknown={},
        targets=_each([r.targets for r in responses], _lower_median),
        decisions={},
        capacity=None,
        business_case=BusinessInputs(),
        people=len(responses),
        said={name: one for name, one in said.items() if enough(one)},
    )


def middle(question: Question, said: Said) -> str | None:
    """What the people say together: not applicable or don't know where more than half do, else the lower median.

    ``None`` where nobody answered.
    """
    values = sum(said.counts.values())
    known = values + said.dont_know
    if said.not_applicable > known:
        return NOT_APPLICABLE
    if said.dont_know > values:
        return DONT_KNOW
    if not values:
        return None
    passed = 0
    for option in question.options:
        passed += said.counts.get(option.value, 0)
        if passed * 2 >= values:
            return option.value
    raise ValueError(question.id)  # all counts are of its options


def enough(said: Said) -> bool:
    """Whether so many answered that nobody can be recognised by how answers are spread."""
    return sum(said.counts.values()) >= FEWEST


def agreement(counts: Sequence[int]) -> float | None:
    """How much people agree on one question, 0 to 1; ``counts`` for its answers from the lowest to the highest.

    r_wg of James, Demaree and Wolf (1984): 1 - s² / ((A² - 1) / 12) with s² over n - 1 and A answers, at least 0.
    None with fewer than two people or answers.
    """
    people, answers = sum(counts), len(counts)
    if people < 2 or answers < 2:
        return None
    mean = sum(i * n for i, n in enumerate(counts)) / people
    variance = sum(n * (i - mean) ** 2 for i, n in enumerate(counts)) / (people - 1)
    return max(0.0, 1 - variance / ((answers * answers - 1) / 12))


MANY = {
    "result.kicker": "together.kicker",
    "result.kicker_date": "together.kicker_date",
    "index.unsure": "together.unsure",
    "index.unsure_dont_know": "together.unsure_dont_know",
    "index.unsure_open": "together.unsure_open",
    "certainty.text": "together.certainty",
    "report.method_one": "together.method",
    "report.one_response": "together.count",
    "story.one": "together.how",
}
"""Phrases that speak of one person, and what stands in their place for several."""


def spoken(phrases: Mapping[str, str], people: int) -> Mapping[str, str]:
    """The phrases of a report about so many people."""
    if people == 1:
        return phrases
    many = {key: fill(phrases[other], {"people": people}) for key, other in MANY.items()}
    return {**phrases, **many}


def _count(question: Question, responses: Iterable[Response]) -> Said:
    given = Counter(
        response.answers[question.id].value for response in responses if question.id in response.answers
    )
    counts = {option.value: given[option.value] for option in question.options}
    return Said(counts, given[DONT_KNOW], given[NOT_APPLICABLE])


def _notes(question: Question, responses: Iterable[Response]) -> str:
    notes = (response.answers[question.id].note for response in responses if question.id in response.answers)
    return _NOTES.join(dict.fromkeys(note for note in notes if note))


def _same(values: Iterable[str]) -> str:
    """The value that all have; empty where they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else ""


def _most(values: Iterable[str]) -> str:
    """The value that most have, and of equals the first."""
    return Counter(values).most_common(1)[0][0]


def _lower_median(values: Iterable[int]) -> int:
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2]


def _each(tables: Sequence[Mapping[str, V]], choose: Callable[[Iterable[V]], V]) -> dict[str, V]:
    """For every key of the tables what ``choose`` makes of its values."""
    names = dict.fromkeys(name for table in tables for name in table)
    return {name: choose([table[name] for table in tables if name in table]) for name in names}
