"""Reads any questionnaire folder: one with questions of its own, or a selection from another.

A selection (``based_on``) shares the texts of the questionnaire it is based on; nothing is copied. It keeps the
chosen questions, the actions that lift at least one of them, and what remains of dimensions and steps.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

from pydantic import Field

from cxassess import questionnaire
from cxassess.errors import InvalidInput, Problem
from cxassess.model import Action, Dimension, Publish, Questionnaire, Step
from cxassess.questionnaire_file import HeadEntry
from cxassess.resources import bundled
from cxassess.source import Document, read_yaml
from cxassess.translation import Texts
from cxassess.validation import Slug, unknown, validate


class SelectionFile(HeadEntry):
    """``questionnaires/ID/questionnaire.yaml`` with ``based_on``."""

    based_on: Slug
    questions: Literal["gates"] | list[Slug] = Field(min_length=1)


def read(folder: Path, name: str | None = None) -> Questionnaire:
    """The questionnaire in a folder, whatever its kind.

    Errors:
        InvalidInput: every problem found.
    """
    shown = name or str(folder)
    doc = read_yaml(folder / "questionnaire.yaml", f"{shown}/questionnaire.yaml")
    if not isinstance(doc.data, dict) or "based_on" not in doc.data:
        return questionnaire.read(folder, name)
    file = validate(SelectionFile, doc)
    base = questionnaire.read(_base(folder, file.based_on, doc))
    problems = _problems(file, doc, base)
    translations = {
        lang: read_yaml(folder / f"{lang}.yaml", f"{shown}/{lang}.yaml") for lang in file.languages[1:]
    }
    texts = Texts(file.languages[0], doc, translations, terms=set(base.terms))
    result = _selected(file, texts, base)
    problems += texts.problems()
    if problems:
        raise InvalidInput(problems)
    return questionnaire.with_digest(result)


def _base(folder: Path, name: str, doc: Document) -> Path:
    for place in (folder.parent, bundled("questionnaires")):
        if (place / name / "questionnaire.yaml").is_file():
            return place / name
    known = {entry.name for place in (folder.parent, bundled("questionnaires")) for entry in place.glob("*/")}
    raise InvalidInput([unknown("questionnaire-unknown", doc, ("based_on",), name, known)])


def _problems(file: SelectionFile, doc: Document, base: Questionnaire) -> list[Problem]:
    found = []
    for i, lang in enumerate(file.languages):
        if lang not in base.languages:
            values = {"name": lang, "questionnaire": base.id, "options": ", ".join(base.languages)}
            found.append(Problem("language-unknown", doc.place(("languages", i)), values))
    if isinstance(file.questions, list):
        known = {question.id for question in base.questions()}
        found += [
            unknown("unknown-question", doc, ("questions", i), name, known)
            for i, name in enumerate(file.questions)
            if name not in known
        ]
    return found


def _selected(file: SelectionFile, texts: Texts, base: Questionnaire) -> Questionnaire:
    wanted = set(file.questions) if isinstance(file.questions, list) else None
    chosen = {q.id for q in base.questions() if (q.gate if wanted is None else q.id in wanted)}
    dimensions = tuple(kept for d in base.dimensions if (kept := _dimension(d, chosen)) is not None)
    actions = {action.id for action in base.actions() if chosen & set(action.questions)}
    title = texts.get(("title",), ("title",))
    return replace(
        base,
        id=file.id,
        version=file.version,
        languages=tuple(file.languages),
        title=title,
        short_title=texts.maybe(("short_title",), ("short_title",)) or title,
        purpose=texts.maybe(("purpose",), ("purpose",)) or base.purpose,
        notice=texts.maybe(("notice",), ("notice",)),
        minutes=(file.minutes[0], file.minutes[1]) if file.minutes else None,
        publish=Publish(file.publish.coverage, file.publish.answers),
        dimensions=dimensions,
        steps=tuple(_step(step, chosen, actions) for step in base.steps),
        digest="",
        business_case=None,  # a short questionnaire says too little about what should bring the money
    )


def _dimension(dimension: Dimension, chosen: set[str]) -> Dimension | None:
    questions = tuple(question for question in dimension.questions if question.id in chosen)
    below = tuple(kept for d in dimension.dimensions if (kept := _dimension(d, chosen)) is not None)
    return replace(dimension, questions=questions, dimensions=below) if questions or below else None


def _step(step: Step, chosen: set[str], actions: set[str]) -> Step:
    kept = tuple(_action(action, chosen, actions) for action in step.actions if action.id in actions)
    return replace(step, actions=kept)


def _action(action: Action, chosen: set[str], actions: set[str]) -> Action:
    return replace(
        action,
        questions=tuple(name for name in action.questions if name in chosen),
        needs=tuple(name for name in action.needs if name in actions),
    )
