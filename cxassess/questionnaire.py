"""Questionnaires: the files of a folder to :class:`cxassess.model.Questionnaire`, with all its languages."""

from __future__ import annotations

import hashlib
import json
from dataclasses import is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from cxassess import model
from cxassess.errors import InvalidInput, Problem
from cxassess.questionnaire_file import (
    ActionEntry,
    BusinessCaseEntry,
    BusinessLineEntry,
    DimensionEntry,
    FigureEntry,
    LensEntry,
    ProfileEntry,
    QuestionEntry,
    QuestionnaireFile,
    StepEntry,
)
from cxassess.questionnaire_rules import rules
from cxassess.source import Document, read_yaml
from cxassess.translation import Texts
from cxassess.validation import validate

FORMAT = "cxassess.questionnaire/1"
_ONE = Fraction(1)


def read(folder: Path, name: str | None = None) -> model.Questionnaire:
    """The questionnaire in a folder, with all its languages.

    Errors:
        InvalidInput: every problem in the main file and in the translations.
    """
    shown = name or str(folder)
    doc = read_yaml(folder / "questionnaire.yaml", f"{shown}/questionnaire.yaml")
    problems: list[Problem] = []
    translations: dict[str, Document] = {}
    for lang in _other_languages(doc):
        try:
            translations[lang] = read_yaml(folder / f"{lang}.yaml", f"{shown}/{lang}.yaml")
        except InvalidInput as error:
            problems += error.problems
    try:
        file = validate(QuestionnaireFile, doc, rules)
    except InvalidInput as error:
        raise InvalidInput([*problems, *error.problems]) from None
    texts = Texts(file.languages[0], doc, translations)
    result = _Builder(file, texts).questionnaire()
    problems += texts.problems()
    if problems:
        raise InvalidInput(problems)
    return result


def _other_languages(doc: Document) -> list[str]:
    languages = doc.data.get("languages") if isinstance(doc.data, dict) else None
    if not isinstance(languages, list):
        return []
    return [lang for lang in languages[1:6] if isinstance(lang, str) and lang.isalpha() and len(lang) == 2]


class _Builder:
    """Turns the file models into the shared data types, fetching every text in every language."""

    def __init__(self, file: QuestionnaireFile, texts: Texts) -> None:
        self.file, self.texts = file, texts

    def questionnaire(self) -> model.Questionnaire:
        file, texts = self.file, self.texts
        title = texts.get(("title",), ("title",))
        built = model.Questionnaire(
            id=file.id,
            version=file.version,
            languages=tuple(file.languages),
            title=title,
            short_title=texts.get(("short_title",), ("short_title",)) if file.short_title else title,
            purpose=texts.maybe(("purpose",), ("purpose",)),
            notice=texts.maybe(("notice",), ("notice",)),
            minutes=(file.minutes[0], file.minutes[1]) if file.minutes else None,
            levels=self._levels(),
            publish=model.Publish(file.publish.coverage, file.publish.answers),
            sectors=tuple(
                model.Choice(s.id, texts.get(("sectors", i, "title"), ("sectors", s.id, "title")))
                for i, s in enumerate(file.sectors)
            ),
            terms={
                term: {key: texts.get(("terms", term, key), ("terms", term, key)) for key in by_sector}
                for term, by_sector in file.terms.items()
            },
            tags=tuple(
                model.Tag(t.id, texts.get(("tags", i, "title"), ("tags", t.id, "title")))
                for i, t in enumerate(file.tags)
            ),
            lenses=tuple(self._lens(i, entry) for i, entry in enumerate(file.lenses)),
            profile=tuple(self._profile(i, entry) for i, entry in enumerate(file.profile)),
            dimensions=tuple(self._dimension(d, ("dimensions", i)) for i, d in enumerate(file.dimensions)),
            steps=tuple(self._step(i, entry) for i, entry in enumerate(file.roadmap.steps)),
            days_note=texts.maybe(("roadmap", "days_note"), ("roadmap", "days_note")),
            figures=tuple(self._figure(i, entry) for i, entry in enumerate(file.figures)),
            digest="",
            business_case=self._business_case(file.business_case) if file.business_case else None,
        )
        return with_digest(built)

    def _business_case(self, entry: BusinessCaseEntry) -> model.BusinessCase:
        lines = tuple(self._line(i, line) for i, line in enumerate(entry.lines))
        return model.BusinessCase(entry.currency, entry.years, lines)

    def _line(self, i: int, entry: BusinessLineEntry) -> model.BusinessLine:
        at, to = ("business_case", "lines", i), ("business_case", "lines", entry.id)
        labels = {
            name: self.texts.maybe((*at, name), (*to, name)) for name in ("title", "help", "volume", "cost")
        }
        return model.BusinessLine(
            entry.id,
            **labels,
            sectors=tuple(entry.sectors),
            actions=tuple(entry.actions),
            figures=tuple(entry.figures),
        )

    def _levels(self) -> model.Levels:
        file = self.file.levels
        items = tuple(
            model.MaturityLevel(
                level.number,
                self.texts.get(("levels", "names", i, "name"), ("levels", level.number, "name")),
                self.texts.get(
                    ("levels", "names", i, "description"), ("levels", level.number, "description")
                ),
                level.threshold,
            )
            for i, level in enumerate(file.names)
        )
        return model.Levels(file.rule, file.largely, file.fully, file.majority, items)

    def _lens(self, i: int, entry: LensEntry) -> model.Lens:
        at, to = ("lenses", i), ("lenses", entry.id)
        title = self.texts.get((*at, "title"), (*to, "title"))
        return model.Lens(
            entry.id, title, self.texts.maybe((*at, "about"), (*to, "about")), tuple(entry.tags)
        )

    def _profile(self, i: int, entry: ProfileEntry) -> model.ProfileQuestion:
        at, to = ("profile", i), ("profile", entry.id)
        choices = tuple(
            model.Choice(c.id, self.texts.get((*at, "choices", k, "title"), (*to, "choices", c.id)))
            for k, c in enumerate(entry.choices)
        )
        return model.ProfileQuestion(entry.id, self.texts.get((*at, "text"), (*to, "text")), choices)

    def _dimension(self, entry: DimensionEntry, at: tuple[str | int, ...]) -> model.Dimension:
        to = ("dimensions", entry.id)
        get, maybe = self.texts.get, self.texts.maybe
        return model.Dimension(
            id=entry.id,
            title=get((*at, "title"), (*to, "title")),
            lede=maybe((*at, "lede"), (*to, "lede")),
            strong=maybe((*at, "strong"), (*to, "strong")),
            weak=maybe((*at, "weak"), (*to, "weak")),
            weight=entry.weight,
            dimensions=tuple(
                self._dimension(d, (*at, "dimensions", i)) for i, d in enumerate(entry.dimensions or [])
            ),
            questions=tuple(
                self._question(q, (*at, "questions", i)) for i, q in enumerate(entry.questions or [])
            ),
        )

    def _question(self, entry: QuestionEntry, at: tuple[str | int, ...]) -> model.Question:
        to = ("questions", entry.id)
        get, maybe, answers = self.texts.get, self.texts.maybe, self.file.answers
        return model.Question(
            id=entry.id,
            title=get((*at, "title"), (*to, "title")),
            text=get((*at, "text"), (*to, "text")),
            help=maybe((*at, "help"), (*to, "help")),
            ask=maybe((*at, "ask"), (*to, "ask")),
            evidence=tuple(
                get((*at, "evidence", i), (*to, "evidence", i)) for i in range(len(entry.evidence))
            ),
            options=self._options(entry, at),
            weight=entry.weight,
            gate=entry.gate,
            tags=tuple(entry.tags),
            steps=tuple(entry.steps),
            sources=tuple(entry.sources),
            dont_know=answers.dont_know if entry.dont_know is None else entry.dont_know,
            not_applicable=answers.not_applicable if entry.not_applicable is None else entry.not_applicable,
            when={key: tuple(values) for key, values in entry.when.items()},
        )

    def _options(self, entry: QuestionEntry, at: tuple[str | int, ...]) -> tuple[model.Option, ...]:
        first = self.file.levels.names[0].number
        get = self.texts.get
        if entry.anchors is not None:
            texts = [
                get((*at, "anchors", i), ("questions", entry.id, "anchors", i))
                for i in range(len(entry.anchors))
            ]
            return tuple(
                model.Option(str(first + i), text, Fraction(i + 1), first + i) for i, text in enumerate(texts)
            )
        if entry.scale is not None:
            options, at = self.file.scales[entry.scale].options, ("scales", entry.scale)
            to: tuple[str | int, ...] = ("scales", entry.scale)
        else:
            options, to = entry.options or [], ("questions", entry.id, "options")
        return tuple(
            model.Option(
                o.value,
                get((*at, "options", i, "text"), (*to, o.value)),
                Fraction(i + 1) if o.points is None else o.points,
                first + i if o.level is None else o.level,
            )
            for i, o in enumerate(options)
        )

    def _step(self, i: int, entry: StepEntry) -> model.Step:
        at = ("roadmap", "steps", i)
        to = ("roadmap", "steps", entry.id)
        return model.Step(
            entry.id,
            self.texts.get((*at, "title"), (*to, "title")),
            self.texts.maybe((*at, "why"), (*to, "why")),
            tuple(self._action(a, (*at, "actions", k)) for k, a in enumerate(entry.actions)),
        )

    def _action(self, entry: ActionEntry, at: tuple[str | int, ...]) -> model.Action:
        to = ("roadmap", "actions", entry.id)
        get, maybe = self.texts.get, self.texts.maybe
        return model.Action(
            id=entry.id,
            title=get((*at, "title"), (*to, "title")),
            what=maybe((*at, "what"), (*to, "what")),
            lifts_from=entry.lifts.from_,
            lifts_to=entry.lifts.to,
            questions=tuple(entry.questions),
            needs=tuple(entry.needs),
            days=(entry.days[0], entry.days[1]),
            horizon=entry.horizon,
            owner=get((*at, "owner"), (*to, "owner")),
            kpi=maybe((*at, "kpi"), (*to, "kpi")),
            first=maybe((*at, "first"), (*to, "first")),
            caution=maybe((*at, "caution"), (*to, "caution")),
        )

    def _figure(self, i: int, entry: FigureEntry) -> model.Figure:
        at, to = ("figures", i), ("figures", entry.id)
        return model.Figure(
            entry.id,
            self.texts.get((*at, "claim"), (*to, "claim")),
            self.texts.maybe((*at, "note"), (*to, "note")),
            entry.source,
            entry.year,
            entry.status,
            tuple(entry.seeds),
        )


def with_digest(built: model.Questionnaire) -> model.Questionnaire:
    """The questionnaire with the digest of all its content."""
    parts = _fields(built)
    if built.business_case is None:  # so that questionnaires without one keep the digest they always had
        del parts["business_case"]
    content = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=_plain)
    digest = hashlib.sha256(content.encode()).hexdigest()[:16]
    return model.Questionnaire(**{**_fields(built), "digest": digest})


def _plain(part: Any) -> object:
    return _fields(part) if is_dataclass(part) else str(part)


def _fields(built: Any) -> dict[str, Any]:
    return {name: getattr(built, name) for name in built.__slots__}
