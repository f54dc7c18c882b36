"""The shape of a questionnaire file: each class is a mapping in the YAML, and the source of the JSON Schema.

``docs/questionnaire.md`` explains every key.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from cxassess.validation import Currency, FileModel, Language, Line, Number, Percent, Prose, Slug, Weight

_ONE = Fraction(1)


class LevelName(FileModel):
    number: int = Field(ge=0, le=99)
    name: Line
    description: Prose
    threshold: Percent | None = None


class Levels(FileModel):
    rule: Literal["staged", "thresholds"] = "staged"
    largely: Percent = Fraction(50)
    fully: Percent = Fraction(85)
    majority: Percent = Fraction(50)
    names: list[LevelName] = Field(min_length=2, max_length=10)


class PublishEntry(FileModel):
    coverage: Percent = Fraction(70)
    answers: int = Field(default=4, ge=1, le=100)


class OptionEntry(FileModel):
    value: Line
    text: Prose
    points: Number | None = None
    level: int | None = None


class Scale(FileModel):
    options: list[OptionEntry] = Field(min_length=2, max_length=12)


class QuestionEntry(FileModel):
    id: Slug
    title: Line
    text: Prose
    weight: Weight = _ONE
    gate: bool = False
    tags: list[Slug] = Field(default_factory=list)
    steps: list[Slug] = Field(default_factory=list)
    sources: list[Line] = Field(default_factory=list)
    anchors: list[Prose] | None = Field(default=None, min_length=2, max_length=12)
    options: list[OptionEntry] | None = Field(default=None, min_length=2, max_length=12)
    scale: Slug | None = None
    help: Prose | None = None
    evidence: list[Line] = Field(default_factory=list, max_length=6)
    ask: Line | None = None
    dont_know: bool | None = None
    not_applicable: bool | None = None
    when: dict[str, list[Line]] = Field(default_factory=dict)


class DimensionEntry(FileModel):
    id: Slug
    title: Line
    lede: Prose | None = None
    strong: Line | None = None
    weak: Line | None = None
    weight: Weight = _ONE
    dimensions: list[DimensionEntry] | None = Field(default=None, min_length=1)
    questions: list[QuestionEntry] | None = Field(default=None, min_length=1)


class TagEntry(FileModel):
    id: Slug
    title: Line


class LensEntry(FileModel):
    id: Slug
    title: Line
    about: Prose | None = None
    tags: list[Slug] = Field(min_length=2, max_length=6)


class ChoiceEntry(FileModel):
    id: Slug
    title: Line


class ProfileEntry(FileModel):
    id: Slug
    text: Line
    choices: list[ChoiceEntry] = Field(min_length=2, max_length=20)


class Lifts(FileModel):
    from_: int = Field(alias="from")
    to: int


class ActionEntry(FileModel):
    id: Slug
    title: Line
    what: Prose | None = None
    lifts: Lifts
    questions: list[Slug] = Field(min_length=1)
    needs: list[Slug] = Field(default_factory=list)
    days: list[Number] = Field(min_length=2, max_length=2)
    horizon: Annotated[str, Field(pattern=r"^\d{1,2}(-\d{1,2}|\+)$")]
    owner: Line
    kpi: Line | None = None
    first: Prose | None = None
    caution: Prose | None = None


class StepEntry(FileModel):
    id: Slug
    title: Line
    why: Prose | None = None
    actions: list[ActionEntry] = Field(default_factory=list)


class Roadmap(FileModel):
    days_note: Line | None = None
    steps: list[StepEntry] = Field(default_factory=list)


class FigureEntry(FileModel):
    id: Slug
    claim: Prose
    note: Prose | None = None
    source: Line
    year: int | None = Field(default=None, ge=1900, le=2100)
    status: Literal["confirmed", "old", "unverified"]
    seeds: list[Line] = Field(default_factory=list)


class BusinessLineEntry(FileModel):
    id: Slug
    title: Line | None = None
    help: Line | None = None
    volume: Line | None = None
    cost: Line | None = None
    sectors: list[Slug] = Field(default_factory=list, max_length=20)
    actions: list[Slug] = Field(default_factory=list, max_length=20)
    figures: list[Slug] = Field(default_factory=list, max_length=10)


class BusinessCaseEntry(FileModel):
    currency: Currency = "€"
    years: int = Field(default=5, ge=1, le=10)
    lines: list[BusinessLineEntry] = Field(min_length=1, max_length=12)


class AnswersEntry(FileModel):
    dont_know: bool = True
    not_applicable: bool = True


class HeadEntry(FileModel):
    """What every questionnaire file says about itself."""

    format: Literal["cxassess.questionnaire/1"]
    id: Slug
    version: Line
    languages: list[Language] = Field(min_length=1, max_length=6)
    title: Line
    short_title: Line | None = None
    purpose: Prose | None = None
    notice: Prose | None = None
    minutes: list[int] | None = Field(default=None, min_length=2, max_length=2)
    publish: PublishEntry = PublishEntry()


class QuestionnaireFile(HeadEntry):
    """``questionnaires/ID/questionnaire.yaml``."""

    levels: Levels
    answers: AnswersEntry = AnswersEntry()
    sectors: list[ChoiceEntry] = Field(default_factory=list)
    terms: dict[Slug, dict[Slug, Line]] = Field(default_factory=dict)
    tags: list[TagEntry] = Field(default_factory=list)
    lenses: list[LensEntry] = Field(default_factory=list)
    profile: list[ProfileEntry] = Field(default_factory=list)
    scales: dict[Slug, Scale] = Field(default_factory=dict)
    dimensions: list[DimensionEntry] = Field(min_length=1)
    roadmap: Roadmap = Roadmap()
    figures: list[FigureEntry] = Field(default_factory=list)
    business_case: BusinessCaseEntry | None = None
