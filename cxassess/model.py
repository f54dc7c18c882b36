"""The data types that all parts share: frozen, typed, without behaviour beyond walking themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

Text = Mapping[str, str]
"""One text in every language of the questionnaire: language code to wording."""

Condition = Mapping[str, tuple[str, ...]]
"""When a question is asked: profile id to the answers that make it appear; all must hold."""

DONT_KNOW = "dont-know"
NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a scale; ``points`` on the scale's own range, ``level`` for staged levels."""

    value: str
    text: Text
    points: Fraction
    level: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """One asked item with its own answers, from the lowest to the highest."""

    id: str
    title: Text
    text: Text
    help: Text | None
    ask: Text | None
    evidence: tuple[Text, ...]
    options: tuple[Option, ...]
    weight: Fraction
    gate: bool
    tags: tuple[str, ...]
    steps: tuple[str, ...]
    sources: tuple[str, ...]
    dont_know: bool
    not_applicable: bool
    when: Condition


@dataclass(frozen=True, slots=True)
class Dimension:
    """A scored group: either of dimensions or of questions, never of both."""

    id: str
    title: Text
    lede: Text | None
    strong: Text | None
    weak: Text | None
    weight: Fraction
    dimensions: tuple[Dimension, ...]
    questions: tuple[Question, ...]

    def walk(self) -> Iterator[Dimension]:
        """This dimension and all below it, parents first."""
        yield self
        for child in self.dimensions:
            yield from child.walk()

    def all_questions(self) -> Iterator[Question]:
        """The questions of this dimension and of all below it, in order."""
        for dimension in self.walk():
            yield from dimension.questions


@dataclass(frozen=True, slots=True)
class MaturityLevel:
    """A whole number with a name; ``threshold`` (0-100) where levels follow from the score."""

    number: int
    name: Text
    description: Text
    threshold: Fraction | None


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels from low to high and the rule that reaches them; shares in percent."""

    rule: Literal["staged", "thresholds"]
    largely: Fraction
    fully: Fraction
    majority: Fraction
    items: tuple[MaturityLevel, ...]


@dataclass(frozen=True, slots=True)
class Publish:
    """What a score needs before it is printed: coverage in percent, and a number of answers."""

    coverage: Fraction
    answers: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A label on questions with an index of its own."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Lens:
    """A second reading of the same answers: a few tags side by side."""

    id: str
    title: Text
    about: Text | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a profile question."""

    value: str
    text: Text


@dataclass(frozen=True, slots=True)
class ProfileQuestion:
    """A question about the organisation or the respondent; never scored."""

    id: str
    text: Text
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """Authored advice: lifts its questions from one level to another; ``days`` are person-days."""

    id: str
    title: Text
    what: Text | None
    lifts_from: int
    lifts_to: int
    questions: tuple[str, ...]
    needs: tuple[str, ...]
    days: tuple[Fraction, Fraction]
    horizon: str
    owner: Text
    kpi: Text | None
    first: Text | None
    caution: Text | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the roadmap, with its actions."""

    id: str
    title: Text
    why: Text | None
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A claim with a number in it, its source and how far it can be trusted."""

    id: str
    claim: Text
    note: Text | None
    source: str
    year: int | None
    status: Literal["confirmed", "old", "unverified"]
    seeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BusinessLine:
    """One benefit of a business case: built in, or the questionnaire's own with a title and two labels.

    ``sectors`` are those for which it counts at first, all if empty; ``actions`` should cause it; ``figures`` are
    what others found.
    """

    id: str
    title: Text | None = None
    help: Text | None = None
    volume: Text | None = None
    cost: Text | None = None
    sectors: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BusinessCase:
    """What a questionnaire asks for in its business case; ``years`` where a response does not say."""

    currency: str
    years: int
    lines: tuple[BusinessLine, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A whole questionnaire in all its languages; ``digest`` names exactly this content."""

    id: str
    version: str
    languages: tuple[str, ...]
    title: Text
    short_title: Text
    purpose: Text | None
    notice: Text | None
    minutes: tuple[int, int] | None
    levels: Levels
    publish: Publish
    sectors: tuple[Choice, ...]
    terms: Mapping[str, Mapping[str, Text]]
    tags: tuple[Tag, ...]
    lenses: tuple[Lens, ...]
    profile: tuple[ProfileQuestion, ...]
    dimensions: tuple[Dimension, ...]
    steps: tuple[Step, ...]
    days_note: Text | None
    figures: tuple[Figure, ...]
    digest: str
    business_case: BusinessCase | None = None

    def walk(self) -> Iterator[Dimension]:
        """All dimensions, parents first, in order."""
        for dimension in self.dimensions:
            yield from dimension.walk()

    def questions(self) -> Iterator[Question]:
        """All questions in order."""
        for dimension in self.dimensions:
            yield from dimension.all_questions()

    def actions(self) -> Iterator[Action]:
        """All actions in the order of their steps."""
        for step in self.steps:
            yield from step.actions


@dataclass(frozen=True, slots=True)
class Brand:
    """Two colours (``#RRGGBB``) and a logo as a ``data:`` address."""

    primary: str
    accent: str
    logo: str | None
    logo_width: int
    logo_height: int


@dataclass(frozen=True, slots=True)
class Client:
    """One organisation, as its consultant set it up."""

    slug: str
    name: str
    short: str
    languages: tuple[str, ...]
    questionnaire: str
    theme: str
    brand: Brand
    sector: str | None
    terms: Mapping[str, Text]
    introduction: Text
    groups: tuple[str, ...]
    targets: Mapping[str, int]
    profile: Mapping[str, str]
    consultant: str
    contact: str
    edition: str
    due: str
    capacity: Fraction | None
    owner_capacity: Mapping[str, Fraction] = field(default_factory=dict)
    public_key: str = ""
    fingerprint: str = ""
    currency: str = ""
    day_rate: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one respondent said to one question."""

    value: str | None
    note: str = ""
    basis: Literal["", "seen", "heard", "estimate"] = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the respondent decided about one action."""

    status: Literal["planned", "done", "no"]
    owner: str = ""
    quarter: str = ""


@dataclass(frozen=True, slots=True)
class BusinessInput:
    """One number of the business case as it was typed: percentages as 0-100; low is the unfavourable one."""

    base: float | None = None
    low: float | None = None
    high: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class BusinessInputs:
    """The business case of a response: input id to its numbers, and the lines that were switched."""

    inputs: Mapping[str, BusinessInput] = field(default_factory=dict)
    lines: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who filled it in; the name may be empty."""

    id: str
    group: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """How several respondents answered one question: how often each value was chosen."""

    counts: Mapping[str, int]
    dont_know: int = 0
    not_applicable: int = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number worked out from a few people, and the interval in which it lies for all of their kind."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Gap:
    """The largest difference between two groups on one topic, ``high`` and ``low`` by their place.

    ``g`` is Hedges' g, None where nobody differs from others of the same group; ``delta`` is Cliff's delta. ``clear``
    says that chance hardly explains it.
    """

    high: int
    low: int
    g: Estimate | None
    delta: Estimate
    clear: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """The means of all groups on one topic, in whole points 0-100, None where too few people have a score."""

    means: tuple[int | None, ...]
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of at least five people side by side: their names, how many they are, and what they say by topic.

    ``more`` groups are just as large and are left out, because the table has an end.
    """

    names: tuple[str, ...]
    people: tuple[int, ...]
    topics: Mapping[str, Compared]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Response:
    """One respondent at one moment, or ``people`` of them joined; :mod:`cxassess.together` joins.

    ``unknown`` holds answers to questions this version lacks, ``said`` what the people chose where enough did, and
    ``groups`` how groups of them differ.
    """

    questionnaire: str
    version: str
    digest: str
    client: str
    respondent: Respondent
    started: str
    saved: str
    lang: str
    profile: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    unknown: Mapping[str, Answer] = field(default_factory=dict)
    targets: Mapping[str, int] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    capacity: Fraction | None = None
    business_case: BusinessInputs = BusinessInputs()
    people: int = 1
    said: Mapping[str, Said] = field(default_factory=dict)
    groups: Groups | None = None

    def without_notes(self) -> Response:
        """The response without what was written in free words beside the answers."""
        bare = {name: replace(answer, note="", reason="") for name, answer in self.answers.items()}
        return replace(self, answers=bare)


def owners(questionnaire: Questionnaire) -> dict[str, tuple[str, ...]]:
    """Who leads each action, in every language: the owner up to the first comma."""
    return {
        action.id: tuple(dict.fromkeys(text.split(",")[0].strip() for text in action.owner.values()))
        for action in questionnaire.actions()
    }
