"""The content of the bundled questionnaire: every claim has a place, and every text is plain and clear.

``docs/content.md`` states where each claim went, which words are used and how the texts read. Its tables are read
here and compared with the questionnaire, in both directions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

import pytest
from conftest import ROOT
from samples import bundled, bundled_plan, make_response, same_answers

from cxassess.i18n import fill
from cxassess.model import Action, Option, Question, Text
from cxassess.scoring import score
from cxassess.texts import local, phrases

DOC = (ROOT / "docs" / "content.md").read_text("utf-8")
CLAIMS = [f"S{s}-{i:02}" for s, last in enumerate((15, 25, 14, 14, 34)) for i in range(1, last + 1)]
KINDS = {"practice", "method", "definition", "figure"}
LEFT_OUT = "left out because "
LANGUAGES = ("en", "nl")
QUESTIONS = {question.id: question for question in bundled().questions()}
ACTIONS = {action.id: action for action in bundled().actions()}
FIGURES = {figure.id: figure for figure in bundled().figures}
IDS: Mapping[str, Mapping[str, object]] = {"question": QUESTIONS, "action": ACTIONS, "figure": FIGURES}

LADDER = {
    "en": ("sometimes", "often", "regularly", "usually", "mostly"),
    "nl": ("soms", "vaak", "regelmatig", "meestal", "doorgaans"),
}
"""Words that grade an answer without saying what one sees. "How often" is a number, so it does not count."""

AVERAGE, LONGEST, LONG_WORDS = 12.0, {"en": 24, "nl": 22}, 4.0
"""Limits: words per sentence on average and at most, and percent of words of more than 12 letters."""

LABELS = {"title", "short_title", "name", "owner", "kpi", "ask", "evidence", "sectors"}
"""Fields that hold no sentences."""


# -- Reading the document -------------------------------------------------------------------------------------


def table(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    part = re.split(r"^## ", DOC.split(f"\n## {heading}\n")[1], flags=re.MULTILINE)[0]
    rows = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@dataclass(frozen=True)
class Claim:
    """One row of the table of claims; ``goes`` holds the ids for each kind of destination."""

    id: str
    wording: str
    kind: str
    goes: Mapping[str, list[str]]
    hidden: frozenset[str]
    reason: str


def claim(row: list[str]) -> Claim:
    name, wording, kind, cell = row
    goes: dict[str, list[str]] = {what: [] for what in IDS}
    reason = cell.removeprefix(LEFT_OUT) if cell.startswith(LEFT_OUT) else ""
    for part in () if reason else cell.split("; "):
        found = re.fullmatch(
            r"(question|action|figure)(s?) ((?:`[a-z0-9-]+`(?: \(not shown\))?(?:, |$))+)", part
        )
        assert found, f"{name}: {part}"
        goes[found[1]] = code(found[3])
        assert (found[2] == "s") == (len(goes[found[1]]) > 1), f"{name}: {part}"
    hidden = frozenset(re.findall(r"`([a-z0-9-]+)` \(not shown\)", cell))
    return Claim(name.strip("`"), wording, kind, goes, hidden, reason)


TABLE = [claim(row) for row in table("From claim to question")]


def links(what: str) -> list[tuple[str, str]]:
    """All pairs of claim and destination that the table has."""
    return sorted((row.id, name) for row in TABLE for name in row.goes[what])


# -- From claim to question -----------------------------------------------------------------------------------


def test_every_claim_stands_there_once_in_order() -> None:
    assert [row.id for row in TABLE] == CLAIMS
    assert len({row.wording for row in TABLE}) == len(CLAIMS)
    assert {row.kind for row in TABLE} == KINDS
    assert all(3 <= len(row.wording.split()) <= 20 for row in TABLE)


def test_every_destination_exists() -> None:
    for what, known in IDS.items():
        assert [link for link in links(what) if link[1] not in known] == []


def test_questions_and_claims_name_each_other() -> None:
    """``sources`` of the questions and the table hold the same links."""
    assert links("question") == sorted((s, q.id) for q in QUESTIONS.values() for s in q.sources)


def test_figures_and_claims_name_each_other() -> None:
    """``seeds`` of the figures and the table hold the same links; the table says which are not shown."""
    assert links("figure") == sorted((s, f.id) for f in FIGURES.values() for s in f.seeds)
    unverified = {figure.id for figure in FIGURES.values() if figure.status == "unverified"}
    for row in TABLE:
        assert row.hidden == unverified & set(row.goes["figure"]), row.id


def test_every_action_is_traced() -> None:
    """Each action comes from a claim, and lifts one of the questions that the claim led to, if there are any."""
    assert {name for _, name in links("action")} == set(ACTIONS)
    for row in TABLE:
        for name in row.goes["action"] if row.goes["question"] else ():
            assert set(ACTIONS[name].questions) & set(row.goes["question"]), f"{row.id}: {name}"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_every_claim_has_a_destination_or_a_reason(row: Claim) -> None:
    """Practices and methods too end in a question, an action or a figure, or it is said why not."""
    assert any(row.goes.values()) != bool(row.reason)
    assert not row.reason or len(row.reason) >= 20


def test_no_question_rests_on_figures_alone() -> None:
    """A number that turns out to be wrong takes no question with it."""
    kinds = {row.id: row.kind for row in TABLE}
    assert not [q.id for q in QUESTIONS.values() if {kinds[s] for s in q.sources} <= {"figure"}]


# -- Questions, actions and figures ---------------------------------------------------------------------------


def test_every_question_names_sources_and_steps() -> None:
    steps = {step.id for step in bundled().steps}
    assert not [q.id for q in QUESTIONS.values() if not q.sources or not q.steps or not set(q.steps) <= steps]


def gains(answers: Mapping[str, str | None]) -> dict[str, float]:
    outcome = score(bundled_plan(), make_response(answers))
    return {name.removeprefix("action:"): action.gain for name, action in outcome.actions.items()}


def at_level(question: Question, level: int) -> str:
    return next(option.value for option in question.options if option.level == level)


@pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda action: action.id)
def test_every_action_is_reachable(action: Action) -> None:
    """There are answers for which the action gains something: those at the level from which it lifts."""
    answers = {question.id: at_level(question, action.lifts_from) for question in QUESTIONS.values()}
    assert gains(answers)[action.id] > 0


def lower_answers() -> list[tuple[Question, Option, Option]]:
    """Every answer below the highest, with the one above it."""
    return [(q, low, high) for q in QUESTIONS.values() for low, high in pairwise(q.options)]


def helped(question: Question, option: Option) -> bool:
    """Whether an action lifts this answer when all others are at their highest."""
    highest = same_answers(question.options[-1].value)
    return any(gain > 0 for gain in gains({**highest, question.id: option.value}).values())


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.id)
def test_every_answer_has_a_way_up(question: Question) -> None:
    """An action lifts it, or else the next answer says what to do, in both languages."""
    for low, high in pairwise(question.options):
        assert helped(question, low) or all(high.text[lang].strip() for lang in LANGUAGES)


def values(lang: str, sector: str = "default") -> dict[str, str]:
    """What the names in the texts stand for."""
    terms = {
        name: by.get(sector, by["default"])[lang] for name, by in bundled().terms.items() if by["default"]
    }
    return {**terms, "organisation": "Acme"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_unverified_figure_is_shown(lang: str) -> None:
    """Figures without a source that was found stay in the file; neither claim nor note gets out."""
    texts = local(bundled(), lang, values(lang))
    unverified = [figure for figure in FIGURES.values() if figure.status == "unverified"]
    assert len(texts["figures"]) == len(FIGURES) - len(unverified)
    shown = str(texts)
    for figure in unverified:
        assert figure.claim[lang] not in shown
        assert figure.note is None or figure.note[lang] not in shown


def test_every_figure_that_is_shown_has_source_and_year() -> None:
    shown = [figure for figure in FIGURES.values() if figure.status != "unverified"]
    assert not [f.id for f in shown if not f.source.strip() or f.source == "unknown" or not f.year]
    case = bundled().business_case
    assert case is not None
    beside = {name for line in case.lines for name in line.figures}  # found later, beside the claims
    assert all(figure.note and (figure.seeds or name in beside) for name, figure in FIGURES.items())


# -- Answers and help -----------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    return [word for word in text.split() if any(sign.isalnum() for sign in word)]


def said(text: Text, lang: str, sector: str = "default") -> str:
    """The text as a reader sees it."""
    return fill(text[lang], values(lang, sector)).replace("*", "")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.id)
def test_answers_are_short_and_differ(question: Question, lang: str) -> None:
    """Five answers of at most 30 words, without a ladder of words, each unlike its neighbours."""
    answers = [said(option.text, lang) for option in question.options]
    assert len(answers) == 5
    assert len({answer.casefold() for answer in answers}) == 5
    ladder = re.compile(rf"(?<!how )(?<!hoe )\b({'|'.join(LADDER[lang])})\b", re.IGNORECASE)
    for answer in answers:
        assert 3 <= len(words(answer)) <= 30, answer
        assert not ladder.search(answer), answer
    for one, other in pairwise(answers):
        assert SequenceMatcher(None, one.casefold().split(), other.casefold().split()).ratio() < 0.8


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.id)
def test_help_is_short_and_shows_evidence(question: Question, lang: str) -> None:
    """At most 60 words of help, two or three examples of evidence, and someone who would know."""
    assert question.help is not None
    assert question.ask is not None
    assert 0 < len(words(said(question.help, lang))) <= 60
    assert 2 <= len(question.evidence) <= 3
    assert len({said(text, lang) for text in question.evidence}) == len(question.evidence)


# -- Words ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Passage:
    """A text of the questionnaire with its place; ``label`` where it is no sentence."""

    place: str
    text: Text
    label: bool


def passages(value: Any, place: str = "", label: bool = False) -> Iterator[Passage]:
    """Every text of the questionnaire, except the terms, which only stand inside other texts."""
    if isinstance(value, Mapping):
        if set(value) == set(LANGUAGES):
            yield Passage(place, value, label)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name != "terms":
                inner = f"{place}/{getattr(value, 'id', '')}/{field.name}"
                yield from passages(getattr(value, field.name), inner, label or field.name in LABELS)
    elif isinstance(value, tuple):
        for one in value:
            yield from passages(one, place, label)


PASSAGES = list(passages(bundled()))


def visible(lang: str, figures: bool = True) -> dict[str, str]:
    """All that can be read in a language: the questionnaire and the phrases of page and report.

    Without figures, the notice of marks that belongs to them is left out too.
    """
    own = {f"{p.place} {i}": said(p.text, lang) for i, p in enumerate(PASSAGES)}
    return {
        place: re.sub(r"\{[^}]*\}", "", text).replace("’", "'")
        for place, text in {**own, **phrases(lang)}.items()
        if figures or not ("/figures/" in place or place == "report.marks")
    }


def places(word: str, lang: str, end: str = "", figures: bool = True) -> list[str]:
    """Where a word stands, in any form of capitals; ``end`` is a pattern for what may follow it."""
    pattern = re.compile(rf"(?<!\w){re.escape(word)}{end}", re.IGNORECASE)
    return [place for place, text in visible(lang, figures).items() if pattern.search(text)]


PLURAL = r"(?:s|'s|en|n)?(?!\w)"
TERMS = table("Terms")
FORBIDDEN = [
    *(
        (lang, word, True)
        for row in TERMS
        for lang, cell in zip(LANGUAGES, row[3:], strict=True)
        for word in code(cell)
    ),
    *(
        ("en" if language.startswith("English") else "nl", word, "outside figures" not in language)
        for language, cell, _ in table("Words that we do not use")
        for word in code(cell)
    ),
]
"""Words not to be used, from both tables of the document: language, word, and whether figures count."""


@pytest.mark.parametrize("row", TERMS, ids=lambda row: code(row[0])[0])
def test_terms_are_the_ones_in_the_texts(row: list[str]) -> None:
    """Each term of the list stands in the texts of its language, and has a meaning."""
    assert row[2]
    for lang, cell in zip(LANGUAGES, row, strict=False):
        for word in code(cell):
            assert places(word, lang), f"{lang}: {word}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_that_are_not_used(lang: str) -> None:
    """No text has one of the words that the document rules out."""
    found = {word: places(word, lang, PLURAL, figures) for own, word, figures in FORBIDDEN if own == lang}
    assert {word: where for word, where in found.items() if where} == {}


def test_the_list_of_words_is_not_thinned_out() -> None:
    """The most common foreign or vague words stay on the list, and each word has a reason or a better term."""
    listed = {(lang, word) for lang, word, _ in FORBIDDEN}
    english = {"stakeholder", "touchpoint", "verbatim", "buy-in", "leverage", "insight", "best practice"}
    dutch = {"stakeholder", "touchpoint", "customer journey", "feedback loop", "inzichten", "best practice"}
    assert {("en", word) for word in english} | {("nl", word) for word in dutch} <= listed
    assert all(len(why) >= 15 for _, _, why in table("Words that we do not use"))


# -- Reading level --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """How texts read: words per sentence, percent of words of more than 12 letters, sentences by length."""

    average: float
    long_words: float
    sentences: list[str]

    @property
    def longest(self) -> int:
        return len(words(self.sentences[0]))


def reading(lang: str, sector: str = "default", running: bool = False) -> Reading:
    """The measures of all texts, or of running text only."""
    chosen = [said(p.text, lang, sector) for p in PASSAGES if not (running and p.label)]
    sentences = [s for text in chosen for s in re.split(r"(?<=[.!?])\s+", text) if words(s)]
    every = [word for sentence in sentences for word in words(sentence)]
    long = sum(sum(sign.isalpha() for sign in word) > 12 for word in every)
    sentences.sort(key=lambda sentence: -len(words(sentence)))
    return Reading(len(every) / len(sentences), 100 * long / len(every), sentences)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("sector", [choice.value for choice in bundled().sectors])
def test_texts_are_easy_to_read(lang: str, sector: str) -> None:
    """Short sentences with the words of every sector."""
    for running in (False, True):
        found = reading(lang, sector, running)
        print(f"{lang} {sector}: {found.average:.1f} {found.longest}", *found.sentences[:3], sep="\n")
        assert found.average <= AVERAGE
        assert found.longest <= LONGEST[lang], found.sentences[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_long_words_are_few(lang: str) -> None:
    """Few words of more than 12 letters; a sector's own word, the same each time, is stated but not limited."""
    for running in (False, True):
        found = reading(lang, running=running)
        print(f"{lang}: {found.long_words:.1f}%")
        assert found.long_words <= LONG_WORDS


def test_the_document_states_the_reading_level() -> None:
    """The numbers in the document are the measured ones, to one decimal."""
    every = [reading(lang) for lang in LANGUAGES]
    running = [reading(lang, running=True) for lang in LANGUAGES]
    business = [reading(lang, "b2b") for lang in LANGUAGES]
    measured = [
        [f"{one.average:.1f}" for one in every],
        [f"{one.average:.1f}" for one in running],
        [f"{one.longest}" for one in every],
        [f"{one.long_words:.1f}" for one in every],
        [f"{one.long_words:.1f}" for one in business],
    ]
    print(measured)
    assert [row[1:3] for row in table("Reading level")] == measured


# -- The rest of the document ---------------------------------------------------------------------------------


def test_the_document_states_the_numbers() -> None:
    """How much there is of everything."""
    lower = lower_answers()
    numbers = {
        "claims": len(CLAIMS),
        "claims left out": sum(bool(row.reason) for row in TABLE),
        "questions": len(QUESTIONS),
        "actions": len(ACTIONS),
        "figures": len(FIGURES),
        "figures shown": sum(figure.status != "unverified" for figure in FIGURES.values()),
        "answers below the highest": len(lower),
        "of these, lifted by an action": sum(helped(question, low) for question, low, _ in lower),
    }
    assert {name: int(number) for name, number in table("In numbers")} == numbers


def test_tensions_lead_to_content() -> None:
    """Every choice between sources names the questions, actions or figures in which it shows."""
    known = {name for ids in IDS.values() for name in ids}
    for *_, see in table("Where the sources disagree"):
        assert code(see)
        assert set(code(see)) <= known


def test_untested_settings_are_the_ones_in_use() -> None:
    """Weights, cut-offs and minutes that the document calls untested are those of the questionnaire."""
    now = {what: value for what, value, *_ in table("What is untested")}
    q = bundled()
    assert now["Weights of the dimensions"] == ", ".join(f"{d.id} {d.weight}" for d in q.dimensions)
    assert {(question.gate, question.weight) for question in q.questions()} == {(True, 2), (False, 1)}
    cuts = (q.levels.largely, q.levels.fully, q.publish.coverage, q.publish.answers)
    assert tuple(int(n) for n in re.findall(r"\d+", now["Cut-offs"])) == cuts
    assert q.minutes is not None
    assert now["Time to fill it in"] == "{} to {} minutes".format(*q.minutes)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_marks_have_a_notice(lang: str) -> None:
    """The report names the owners of the marks; no question, answer or action uses them."""
    notice = phrases(lang)["report.marks"]
    for name in ("Net Promoter", "NPS", "Bain & Company", "Fred Reichheld", "Satmetrix"):
        assert name in notice
        assert name in DOC
    for word in ("Net Promoter", "NPS"):
        assert "report.marks" in places(word, lang)
        assert places(word, lang, figures=False) == []
