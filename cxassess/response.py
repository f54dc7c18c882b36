"""The response format: the JSON file that the page downloads to :class:`cxassess.model.Response`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Protocol

from pydantic import AfterValidator, BeforeValidator, Field

from cxassess import model, response_groups
from cxassess.business_fields import Field as Input
from cxassess.business_fields import setup
from cxassess.errors import InvalidInput, Problem
from cxassess.source import Document, read_json
from cxassess.validation import Days, FileModel, Optional_, clean, clean_value, unknown, validate

FORMAT = "cxassess.response/1"
NOTE_LENGTH = 5000


def _unchanged(text: str) -> str:
    """Ids are refused, not cleaned: two that look alike must not become one, and lose an answer."""
    if clean(text) != text:
        raise ValueError("id")
    return text


Id = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_unchanged)]
Note = Annotated[str, BeforeValidator(clean_value), Field(max_length=NOTE_LENGTH)]


def _real(stamp: str) -> str:
    try:
        datetime.datetime.fromisoformat(stamp or "2000-01-01")
    except ValueError:  # a thirteenth month
        raise ValueError("date") from None
    return stamp


Stamp = Annotated[
    str,
    Field(pattern=r"^(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?$"),
    AfterValidator(_real),
]


class QuestionnaireRef(FileModel):
    id: Id
    version: Id
    digest: Annotated[str, Field(max_length=80)] = ""


class RespondentEntry(FileModel):
    id: Id
    group: Optional_ = ""
    name: Optional_ = ""


class AnswerEntry(FileModel):
    value: Annotated[str, Field(max_length=80)] | None = None
    note: Note = ""
    basis: Literal["", "seen", "heard", "estimate"] = ""
    reason: Note = ""


class DecisionEntry(FileModel):
    status: Literal["planned", "done", "no"]
    owner: Optional_ = ""
    quarter: Optional_ = ""


class BusinessInputEntry(FileModel):
    low: float | None = None
    base: float | None = None
    high: float | None = None
    source: Optional_ = ""


class BusinessCaseEntry(FileModel):
    inputs: dict[Id, BusinessInputEntry] = Field(default_factory=dict, max_length=300)
    lines: dict[Id, bool] = Field(default_factory=dict, max_length=50)


Count = Annotated[int, Field(ge=0, le=100_000)]


class SaidEntry(FileModel):
    counts: dict[Id, Count] = Field(max_length=100)
    dont_know: Count = 0
    not_applicable: Count = 0


class ResponseFile(FileModel):
    """``*.json`` as the page downloads it."""

    format: Literal["cxassess.response/1"]
    questionnaire: QuestionnaireRef
    client: Annotated[str, Field(max_length=80)] = ""
    respondent: RespondentEntry
    lang: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    started: Stamp = ""
    saved: Stamp = ""
    profile: dict[Id, Id] = Field(default_factory=dict, max_length=50)
    answers: dict[Id, AnswerEntry] = Field(default_factory=dict, max_length=2000)
    targets: dict[Id, int] = Field(default_factory=dict, max_length=200)
    decisions: dict[Id, DecisionEntry] = Field(default_factory=dict, max_length=1000)
    capacity: Days | None = None
    business_case: BusinessCaseEntry = BusinessCaseEntry()
    people: Annotated[int, Field(ge=1, le=100_000)] = 1
    said: dict[Id, SaidEntry] = Field(default_factory=dict, max_length=2000)
    groups: response_groups.GroupsEntry | None = None


class HasClient(Protocol):
    """A response, also a sealed one."""

    @property
    def client(self) -> str:
        """The client for whom its page was made; empty where nobody knows."""


def read(path: Path, shown: str | None = None) -> tuple[ResponseFile, Document]:
    """A response file as it stands, and its document for later problems.

    Errors:
        InvalidInput: unreadable, not a response, or with wrong values.
    """
    doc = read_json(path, shown or path.name)
    return parse(doc), doc


def parse(doc: Document) -> ResponseFile:
    """The response in a document.

    Errors:
        InvalidInput: not a response, or with wrong values.
    """
    given = doc.data.get("format") if isinstance(doc.data, dict) else None
    if given != FORMAT:
        raise InvalidInput([Problem("response-format", doc.place(("format",)))])
    return validate(ResponseFile, doc)


def check(file: ResponseFile, doc: Document, questionnaire: model.Questionnaire) -> list[Problem]:
    """Answers that the questionnaire does not offer; everything else can be read around."""
    problems = other(file.questionnaire.id, doc, questionnaire)
    if problems:
        return problems
    for question in questionnaire.questions():
        answer = file.answers.get(question.id)
        if answer is None or answer.value is None:
            continue
        at = ("answers", question.id, "value")
        known = {option.value for option in question.options}
        offered = {model.DONT_KNOW: question.dont_know, model.NOT_APPLICABLE: question.not_applicable}
        if answer.value in offered:
            if not offered[answer.value]:
                shown = {"value": answer.value, "question": question.id}
                problems.append(Problem("response-not-offered", doc.place(at), shown))
        elif answer.value not in known:
            shown = {"value": answer.value, "question": question.id, "options": ", ".join(sorted(known))}
            problems.append(Problem("response-value", doc.place(at), shown))
    dimensions = {dimension.id for dimension in questionnaire.dimensions}
    first, last = questionnaire.levels.items[0].number, questionnaire.levels.items[-1].number
    for name, level in file.targets.items():
        if name not in dimensions:
            problems.append(unknown("target-unknown", doc, ("targets", name), name, dimensions, key=True))
        elif not first <= level <= last:
            bounds = {"level": level, "first": first, "last": last}
            problems.append(Problem("target-level", doc.place(("targets", name)), bounds))
    problems += response_groups.check(file.groups, file.people, doc)
    return [*problems, *_check_business_case(file, doc, questionnaire)]


def other(given: str, doc: Document, questionnaire: model.Questionnaire) -> list[Problem]:
    """That a file belongs to another questionnaire than its client has."""
    if given == questionnaire.id:
        return []
    values = {"given": given, "wanted": questionnaire.id}
    return [Problem("response-other", doc.place(("questionnaire", "id")), values)]


def stranger(file: HasClient, doc: Document, client: str) -> list[Problem]:
    """That a file which lies with a client was made for another."""
    if not file.client or file.client == client:
        return []
    values = {"given": file.client, "wanted": client}
    return [Problem("response-stranger", doc.place(("client",)), values)]


def _check_business_case(
    file: ResponseFile, doc: Document, questionnaire: model.Questionnaire
) -> Iterator[Problem]:
    fields = _business_fields(questionnaire)
    for name, entry in file.business_case.inputs.items():
        for part in ("low", "base", "high"):
            value = getattr(entry, part)
            if value is None or name not in fields:
                continue
            at, field = doc.place(("business_case", "inputs", name, part)), fields[name]
            if not field.least <= value <= field.most:
                values = {"name": name, "least": f"{field.least:.15g}", "most": f"{field.most:.15g}"}
                yield Problem("response-business-range", at, values)
            elif name == "years" and value != int(value):
                yield Problem("response-business-whole", at, {"name": name})


def _business_fields(questionnaire: model.Questionnaire) -> dict[str, Input]:
    case = questionnaire.business_case
    return {field.id: field for field in setup(case).fields} if case else {}


def notes(
    file: ResponseFile, doc: Document, questionnaire: model.Questionnaire, client: str
) -> list[Problem]:
    """What the consultant should know although the response can be used."""
    found = []
    if file.questionnaire.version != questionnaire.version:
        values = {"given": file.questionnaire.version, "wanted": questionnaire.version}
        found.append(Problem("response-version", doc.place(("questionnaire", "version")), values))
    elif file.questionnaire.digest not in ("", questionnaire.digest):
        values = {"version": questionnaire.version}
        found.append(Problem("response-changed", doc.place(("questionnaire", "digest")), values))
    if client and file.client and file.client != client:
        found.append(
            Problem("response-client", doc.place(("client",)), {"given": file.client, "wanted": client})
        )
    known = {question.id for question in questionnaire.questions()}
    if not any(answer.value is not None for name, answer in file.answers.items() if name in known):
        found.append(Problem("response-empty", doc.place(("answers",), key=True)))
    found += [
        Problem("response-unknown", doc.place(("answers", name), key=True), {"name": name})
        for name in file.answers
        if name not in known
    ]
    lines = {line.id for line in questionnaire.business_case.lines} if questionnaire.business_case else set()
    known_parts = {"inputs": set(_business_fields(questionnaire)), "lines": lines}
    found += [
        Problem(
            "response-business-unknown", doc.place(("business_case", part, name), key=True), {"name": name}
        )
        for part, names in known_parts.items()
        for name in getattr(file.business_case, part)
        if name not in names
    ]
    facts = {p.id: {choice.value for choice in p.choices} for p in questionnaire.profile}
    facts["sector"] = {sector.value for sector in questionnaire.sectors}
    found += [
        Problem("response-profile", doc.place(("profile", name), key=True), {"name": name, "value": value})
        for name, value in file.profile.items()
        if value not in facts.get(name, ())
    ]
    found += [
        Problem("response-reason", doc.place(("answers", name, "value")), {"question": name})
        for name, answer in file.answers.items()
        if answer.value == model.NOT_APPLICABLE and not answer.reason and name in known
    ]
    return found


def build(
    file: ResponseFile, questionnaire: model.Questionnaire, client: model.Client | None
) -> model.Response:
    """The response for scoring: the client's fixed profile and targets fill what the response leaves open."""
    known = {question.id for question in questionnaire.questions()}
    answers = {
        name: model.Answer(a.value, a.note, a.basis, a.reason) for name, a in sorted(file.answers.items())
    }
    fixed = dict(client.profile) if client else {}
    if client and client.sector:
        fixed["sector"] = client.sector
    return model.Response(
        questionnaire=file.questionnaire.id,
        version=file.questionnaire.version,
        digest=file.questionnaire.digest,
        client=file.client,
        respondent=model.Respondent(file.respondent.id, file.respondent.group, file.respondent.name),
        started=file.started,
        saved=file.saved,
        lang=file.lang,
        profile={**file.profile, **fixed},
        answers={name: answer for name, answer in answers.items() if name in known},
        unknown={name: answer for name, answer in answers.items() if name not in known},
        targets={**(client.targets if client else {}), **file.targets},
        decisions={name: model.Decision(d.status, d.owner, d.quarter) for name, d in file.decisions.items()},
        capacity=file.capacity,
        business_case=model.BusinessInputs(
            {
                name: model.BusinessInput(entry.base, entry.low, entry.high, entry.source)
                for name, entry in file.business_case.inputs.items()
            },
            file.business_case.lines,
        ),
        people=file.people,
        said={
            name: model.Said(said.counts, said.dont_know, said.not_applicable)
            for name, said in file.said.items()
            if name in known
        },
        groups=response_groups.build(file.groups, questionnaire),
    )
