"""The questionnaire format: the bundled one as promised, every mistake on its line, translations complete."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from samples import ACTION, BUNDLED, SMALL, bundled, cx, write

from cxassess import questionnaire
from cxassess.errors import InvalidInput, Problem
from cxassess.messages import EN
from cxassess.model import Questionnaire, Text
from cxassess.questionnaire_rules import rules
from cxassess.source import Document, parse_yaml


def read(folder: Path, text: str, **translations: str) -> Questionnaire:
    """A questionnaire from its texts."""
    for name, content in {"questionnaire": text, **translations}.items():
        write(folder / f"{name}.yaml", content)
    return questionnaire.read(folder, "q")


def problems(folder: Path, text: str, **translations: str) -> list[Problem]:
    """All that is wrong with it."""
    with pytest.raises(InvalidInput) as caught:
        read(folder, text, **translations)
    return list(caught.value.problems)


def line_of(text: str, marker: str) -> int:
    """The line on which a comment ``# marker`` stands; exactly one does."""
    (line,) = (i for i, row in enumerate(text.splitlines(), 1) if row.endswith(f"# {marker}"))
    return line


# ---- The bundled questionnaire --------------------------------------------------------------------------


def all_texts(q: Questionnaire) -> Iterator[Text | None]:
    yield from (q.title, q.short_title, q.purpose, q.days_note)
    for level in q.levels.items:
        yield from (level.name, level.description)
    for choice in q.sectors:
        yield choice.text
    for by_sector in q.terms.values():
        yield from by_sector.values()
    for tag in q.tags:
        yield tag.title
    for lens in q.lenses:
        yield from (lens.title, lens.about)
    for profile in q.profile:
        yield profile.text
        yield from (choice.text for choice in profile.choices)
    for dimension in q.walk():
        yield from (dimension.title, dimension.lede, dimension.strong, dimension.weak)
    for question in q.questions():
        yield from (question.title, question.text, question.help, question.ask, *question.evidence)
        yield from (option.text for option in question.options)
    for step in q.steps:
        yield from (step.title, step.why)
    for action in q.actions():
        yield from (action.title, action.what, action.owner, action.kpi, action.first, action.caution)
    for figure in q.figures:
        yield from (figure.claim, figure.note)


def test_the_bundled_questionnaire_has_what_it_promises() -> None:
    q = bundled()
    questions = list(q.questions())
    assert (q.id, q.languages) == ("cx-maturity", ("en", "nl"))
    assert [d.id for d in q.dimensions] == ["vision", "purpose", "ownership", "voice", "journey", "results"]
    assert [d.weight for d in q.dimensions] == [15, 15, 20, 20, 15, 15]
    assert len(questions) == 42
    assert [len(d.questions) for d in q.dimensions] == [7] * 6
    assert sum(len(question.options) for question in questions) == 210
    assert {len(question.options) for question in questions} == {5}
    assert sum(question.gate for question in questions) == 12
    assert [level.number for level in q.levels.items] == [1, 2, 3, 4, 5]
    assert len(q.steps) == 7
    assert len(list(q.actions())) == 48


def test_every_question_of_the_bundled_questionnaire_belongs_to_a_step_and_a_lens() -> None:
    shown = {tag for lens in bundled().lenses for tag in lens.tags}
    for question in bundled().questions():
        assert question.steps, question.id
        assert shown & set(question.tags), question.id


def test_every_action_of_the_bundled_questionnaire_has_a_first_step_an_owner_and_a_measure() -> None:
    for action in bundled().actions():
        assert action.first and action.owner and action.kpi, action.id


def test_both_languages_of_the_bundled_questionnaire_are_complete() -> None:
    for text in all_texts(bundled()):
        if text is not None:
            assert set(text) == {"en", "nl"}
            assert all(words.strip() == words and words for words in text.values()), text


def test_the_languages_are_not_copies_of_each_other() -> None:
    same = [t["en"] for t in all_texts(bundled()) if t and t["en"] == t["nl"] and len(t["en"].split()) > 3]
    assert same == []


def test_no_anchor_is_longer_than_thirty_words() -> None:
    for question in bundled().questions():
        for option in question.options:
            for lang, words in option.text.items():
                assert len(words.split()) <= 30, f"{question.id} {option.value} {lang}: {words}"


def test_the_same_terms_are_used_in_both_languages() -> None:
    """A text that adapts to the sector in one language does so in the other."""
    terms = {name for text in all_texts(bundled()) if text for name in re.findall(r"{(\w+)}", text["nl"])}
    assert {name.lower() for name in terms} == {"customer", "customers", "organisation"}


def test_the_digest_names_the_content_and_nothing_else(tmp_path: Path) -> None:
    plain = read(tmp_path / "a", SMALL).digest
    assert read(tmp_path / "b", "# a comment\n" + SMALL.replace("number: 1,", "number:   1,")).digest == plain
    assert read(tmp_path / "c", SMALL.replace("It is low.", "It is lower.")).digest != plain
    assert read(tmp_path / "d", SMALL.replace("answers: 1", "answers: 2")).digest != plain
    assert questionnaire.read(BUNDLED).digest == bundled().digest


# ---- Twelve mistakes at once ----------------------------------------------------------------------------

PLANTED = """\
format: cxassess.questionnaire/1
id: planted
version: 1.0
languages: [en]
title: No  # yaml trap
minutes: ten  # wrong type
levels:
  names:
    - {number: 1, name: Low, description: It is low.}
    - {number: 2, name: High, description: It is high.}
tags:
  - id: heart
    title: Heart
terms:
  customers: {default: customers}
dimensions:
  - id: one
    title: One
    wieght: 2  # unknown key
    questions:
      - id: first
        title: First
        title: First again  # duplicate key
        text: 'We know our {custmers}.'  # unknown term
        tags: [heart, haert]  # unknown tag
        steps:
          - start
          - strat  # unknown step
        anchors: [Never., Sometimes., Always.]  # anchors count
      - id: second
        title: Second
        text: The second.
        anchors: [Never., Always.]
      - id: first  # duplicate id
        title: Third
        text: The third.
        anchors: [Never., Always.]
roadmap:
  steps:
    - id: start
      title: Start
      actions:
        - id: plan
          title: Plan
          lifts: {from: 2, to: 1}  # lifts order
          questions:
            - second
            - secnod  # unknown question
          days: [1, 2]
          horizon: 0-3
          owner: Board
          needs: [act]
        - id: act
          title: Act
          lifts: {from: 1, to: 2}
          questions: [second]
          days: [1, 2]
          horizon: 0-3
          owner: Board
          needs: [plan]  # needs cycle
"""

EXPECTED = {
    "yaml trap": "“No” without quotes",
    "wrong type": "“minutes” must be a list",
    "unknown key": "“wieght” is not a key here. Did you mean “weight”?",
    "duplicate key": "“title” was already given on line 22",
    "unknown term": "no term “custmers” to put between braces. Did you mean “customers”?",
    "unknown tag": "no tag “haert”. Did you mean “heart”?",
    "unknown step": "no roadmap step “strat”. Did you mean “start”?",
    "anchors count": "“first” has 3 anchors, but there are 2 levels",
    "duplicate id": "the id “first” is already used on line 21",
    "lifts order": "not from 2 to 1",
    "unknown question": "no question “secnod”. Did you mean “second”?",
    "needs cycle": "wait for each other: plan → act → plan",
}


def test_twelve_mistakes_are_told_in_one_run_each_on_its_line(tmp_path: Path) -> None:
    write(tmp_path / "questionnaires" / "planted" / "questionnaire.yaml", PLANTED)
    result = cx("check", "questionnaires/planted", cwd=tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    found = dict[int, str]()
    for row in result.stderr.splitlines():
        file, line, column, text = row.split(":", 3)
        assert file == "questionnaires/planted/questionnaire.yaml"
        assert int(column) >= 1
        assert int(line) not in found, row
        found[int(line)] = text
    assert set(found) == {line_of(PLANTED, marker) for marker in EXPECTED}
    for marker, words in EXPECTED.items():
        assert words in found[line_of(PLANTED, marker)]


def test_the_problems_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    lines = [p.place.line or 0 for p in problems(tmp_path, PLANTED)]
    assert len(lines) == len(EXPECTED)
    assert lines == sorted(lines)


def test_the_mistakes_are_told_in_dutch_too(tmp_path: Path) -> None:
    write(tmp_path / "questionnaires" / "planted" / "questionnaire.yaml", PLANTED)
    result = cx("--lang", "nl", "check", "questionnaires/planted", cwd=tmp_path)
    assert len(result.stderr.splitlines()) == len(EXPECTED)
    assert "er is geen tag “haert”. Bedoelde u “heart”?" in result.stderr


# ---- Each rule ------------------------------------------------------------------------------------------

FIRST = "anchors: [No way., Always.]"
SECOND = "anchors: [Never., Daily.]"
ROADMAP = f"roadmap:\n  steps:\n    - id: go\n      title: Go\n      actions:\n        - {ACTION}\n"
THRESHOLDS = SMALL.replace("levels:\n", "levels:\n  rule: thresholds\n")
PROFILE = (
    "profile:\n  - {id: size, text: How large, choices: [{id: big, title: Big}, {id: tiny, title: Tiny}]}\n"
)

CASES: dict[str, tuple[str, str]] = {
    "key-missing": (SMALL.replace("title: Small\n", ""), "“title” is missing"),
    "unknown-key": (SMALL + "xyzzy: 1\n", "Known keys: answers, business_case"),
    "unknown-key-near": (SMALL + "dimension: 1\n", "Did you mean “dimensions”?"),
    "not-text": (SMALL.replace("text: The first.", "text: [a]"), "“text” must be a text"),
    "not-whole-number": (SMALL.replace("number: 1", "number: 1.5"), "not “1.5”"),
    "not-number": (SMALL.replace(FIRST, FIRST + "\n        weight: heavy"), "“weight” must be a number"),
    "too-many-decimals": (SMALL.replace(FIRST, FIRST + "\n        weight: 0.3333"), "(0.3333). Round it"),
    "not-bool": (SMALL.replace(FIRST, FIRST + "\n        gate: 1"), "must be true or false"),
    "not-list": (SMALL.replace("languages: [en]", "languages: en"), "“languages” must be a list"),
    "not-mapping": (SMALL.replace("levels:\n  names", "levels: 1\nx:\n  names"), "“levels” must be a group"),
    "not-slug": (SMALL.replace("id: first", "id: First One"), "“First One” cannot be an id"),
    "not-one-of": (SMALL.replace("levels:\n", "levels:\n  rule: guess\n"), "Choose from: staged, thresholds"),
    "not-one-of-near": (SMALL.replace("levels:\n", "levels:\n  rule: stagd\n"), "Did you mean “staged”?"),
    "empty-text": (SMALL.replace("text: The first.", 'text: "  "'), "“text” is empty"),
    "text-too-long": (SMALL.replace("The first.", "x" * 4001), "longer than 4000 characters"),
    "wrong-form": (SMALL.replace("languages: [en]", "languages: [english]"), "“english”"),
    "too-small": (SMALL.replace("answers: 1", "answers: 0"), "“answers” must be at least 1"),
    "too-large": (SMALL.replace("coverage: 50", "coverage: 101"), "“coverage” must be at most 100"),
    "too-few-items": (SMALL.replace(FIRST, "anchors: [a]"), "“anchors” needs at least 2."),
    "too-many-items": (
        SMALL.replace("languages: [en]", "languages: [en, nl, de, fr, es, it, pt]"),
        "“languages” may have at most 6.",
    ),
    "duplicate-id": (SMALL.replace("id: second", "id: first"), "already used on line 15"),
    "dimension-both": (
        SMALL + "    dimensions: [{id: a, title: A, questions: []}]\n",
        "has both dimensions and questions",
    ),
    "dimension-empty": (SMALL + "  - {id: two, title: Two}\n", "dimension “two” has no questions"),
    "weights-zero": (
        SMALL.replace(FIRST, FIRST + "\n        weight: 0").replace(SECOND, SECOND + "\n        weight: 0"),
        "all weights in this group are zero",
    ),
    "answers-missing": (SMALL.replace(FIRST, "gate: true"), "“first” has no answers"),
    "answers-several": (SMALL.replace(FIRST, FIRST + "\n        scale: s"), "(anchors, scale)"),
    "anchors-count": (SMALL.replace(FIRST, "anchors: [a, b, c]"), "3 anchors, but there are 2 levels"),
    "duplicate-option": (
        SMALL.replace(FIRST, "options: [{value: a, text: A}, {value: a, text: B}]"),
        "“a” is used twice",
    ),
    "options-order": (
        SMALL.replace(FIRST, "options: [{value: a, text: A, points: 2}, {value: b, text: B, points: 2}]"),
        "“b” are not higher",
    ),
    "option-level-missing": (
        SMALL.replace(FIRST, "options: [{value: a, text: A}, {value: b, text: B}, {value: c, text: C}]"),
        "answer “c” needs a “level”",
    ),
    "option-level": (
        SMALL.replace(FIRST, "options: [{value: a, text: A, level: 0}, {value: b, text: B, level: 2}]"),
        "must lie between 1 and 2",
    ),
    "option-level-top": (
        SMALL.replace(FIRST, "options: [{value: a, text: A, level: 1}, {value: b, text: B, level: 1}]"),
        "the highest answer needs the highest level, 2",
    ),
    "unknown-scale": (SMALL.replace(FIRST, "scale: x"), "no scale “x”"),
    "unknown-scale-near": (
        SMALL.replace(FIRST, "scale: agre")
        + "scales: {agree: {options: [{value: a, text: A}, {value: b, text: B}]}}\n",
        "Did you mean “agree”?",
    ),
    "unknown-tag": (SMALL.replace(FIRST, FIRST + "\n        tags: [x]"), "no tag “x”"),
    "unknown-step": (SMALL.replace(FIRST, FIRST + "\n        steps: [x]"), "no roadmap step “x”"),
    "unknown-question": (SMALL + ROADMAP.replace("[first]", "[zzz]"), "no question “zzz”"),
    "unknown-action": (
        SMALL + ROADMAP.replace("horizon", "needs: [zzz], horizon"),
        "no action “zzz”",
    ),
    "unknown-action-near": (
        SMALL + ROADMAP.replace("horizon", "needs: [atc], horizon"),
        "Did you mean “act”?",
    ),
    "unknown-profile": (
        SMALL.replace(FIRST, FIRST + "\n        when: {xyz: [big]}") + PROFILE,
        "no profile question “xyz”",
    ),
    "unknown-profile-near": (
        SMALL.replace(FIRST, FIRST + "\n        when: {sise: [big]}") + PROFILE,
        "Did you mean “size”?",
    ),
    "unknown-choice": (
        SMALL.replace(FIRST, FIRST + "\n        when: {size: [huge]}") + PROFILE,
        "“huge” is not an answer",
    ),
    "unknown-choice-near": (
        SMALL.replace(FIRST, FIRST + "\n        when: {size: [tinny]}") + PROFILE,
        "Did you mean “tiny”?",
    ),
    "unknown-sector": (SMALL + "terms: {guests: {default: guests, zzz: x}}\n", "no sector “zzz”"),
    "unknown-sector-near": (
        SMALL + "sectors: [{id: care, title: Care}]\nterms: {guests: {default: guests, caer: x}}\n",
        "Did you mean “care”?",
    ),
    "term-default": (SMALL + "terms: {guests: {}}\n", "“guests” has no “default”"),
    "unknown-term": (SMALL.replace("The first.", "The {xyzzy}."), "no term “xyzzy”"),
    "levels-order": (SMALL.replace("number: 2", "number: 3"), "level 3 comes after level 1"),
    "threshold-missing": (THRESHOLDS, "level 2 has no “threshold”"),
    "thresholds-order": (
        THRESHOLDS.replace("It is high.}", "It is high., threshold: 50}").replace(
            "publish", "    - {number: 3, name: Top, description: Top., threshold: 50}\npublish"
        ),
        "threshold of level 3 is not higher",
    ),
    "lifts-order": (SMALL + ROADMAP.replace("from: 1", "from: 2"), "not from 2 to 2"),
    "days-order": (SMALL + ROADMAP.replace("[1, 2]", "[2, 1]"), "here they are 2 and 1"),
    "needs-later": (
        SMALL
        + ROADMAP.replace("horizon", "needs: [later], horizon")
        + f"        - {ACTION.replace('id: act', 'id: later').replace('0-3', '6-12')}\n",
        "needs “later”, which starts in a later period",
    ),
    "needs-cycle": (SMALL + ROADMAP.replace("horizon", "needs: [act], horizon"), "act → act"),
}


@pytest.mark.parametrize("code", CASES)
def test_each_rule_has_its_message(tmp_path: Path, code: str) -> None:
    text, words = CASES[code]
    found = {p.code: p for p in problems(tmp_path, text)}
    assert code in found, list(found)
    assert words in found[code].text()
    assert found[code].place.file == "q/questionnaire.yaml"
    assert found[code].place.line is not None


def test_the_small_questionnaire_of_these_tests_is_sound(tmp_path: Path) -> None:
    q = read(tmp_path, SMALL + ROADMAP + PROFILE)
    assert [question.id for question in q.questions()] == ["first", "second"]
    assert [option.value for option in next(q.questions()).options] == ["1", "2"]


def test_the_codes_of_these_tests_are_in_the_catalogue() -> None:
    assert set(CASES) <= set(EN)


@pytest.mark.parametrize("version", ["1.10", "2.0", "1.0.0", "007", "2026"])
def test_a_version_is_kept_as_it_is_written(tmp_path: Path, version: str) -> None:
    """1.10 comes after 1.9; it is not 1.1."""
    assert read(tmp_path, SMALL.replace('version: "1"', f"version: {version}")).version == version


def test_the_text_of_an_answer_is_kept_as_it_is_written(tmp_path: Path) -> None:
    text = SMALL.replace(FIRST, "options: [{value: 0.50, text: half}, {value: 01, text: one}]")
    assert [option.value for option in next(read(tmp_path, text).questions()).options] == ["0.50", "01"]


def test_an_action_lifts_between_levels_that_exist(tmp_path: Path) -> None:
    assert problems(tmp_path, SMALL + ROADMAP.replace("to: 2", "to: 9"))


# ---- Anything at all ------------------------------------------------------------------------------------

FULL = (
    SMALL.replace(
        FIRST,
        "options: [{value: a, text: A, points: 0, level: 1}, {value: b, text: B, points: 1, level: 2}]\n"
        "        tags: [t]\n        steps: [go]\n        weight: 2\n        evidence: [e]\n"
        "        when: {size: [big]}\n        sources: [s]",
    ).replace(SECOND, "scale: yes-no")
    + PROFILE
    + ROADMAP.replace("horizon", "needs: [], horizon")
    + "tags: [{id: t, title: T}, {id: u, title: U}]\n"
    + "lenses: [{id: l, title: L, tags: [t, u]}]\n"
    + "sectors: [{id: care, title: Care}]\n"
    + "terms: {guests: {default: guests, care: clients}}\n"
    + 'scales: {yes-no: {options: [{value: "n", text: N}, {value: "y", text: Y}]}}\n'
    + "figures: [{id: f, claim: C, source: S, status: old, year: 2000, seeds: [x]}]\n"
)

ODD: list[Any] = [
    None,
    True,
    0,
    -1.5,
    1e308,
    "",
    "²",
    "9" * 5000,
    "{x}",
    [],
    [[]],
    {},
    {"id": []},
    [{"id": {}}],
]


def paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a tree."""
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from paths(value, (*path, key))


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy of a tree with another value at one place."""
    if not path:
        return value
    result = copy.deepcopy(data)
    holder = result
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return result


def test_the_full_example_is_sound(tmp_path: Path) -> None:
    assert len(list(read(tmp_path, FULL).questions())) == 2


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:20])
def test_the_rules_bear_anything_anywhere(odd: Any) -> None:
    data = parse_yaml(FULL.encode(), "f").data
    failed = []
    for path in paths(data):
        doc = Document("f", changed(data, path, odd))
        try:
            rules(doc)
        except Exception as error:
            failed.append(f"{path}: {type(error).__name__}: {error}"[:150])
    assert failed == []


# ---- Translations ---------------------------------------------------------------------------------------

TWO = SMALL.replace("[en]", "[en, nl]")
DUTCH = """\
language: nl
title: Klein
levels:
  1: {name: Laag, description: Het is laag.}
  2: {name: Hoog, description: Het is hoog.}
dimensions:
  one: {title: Een}
questions:
  first:
    title: Eerste
    text: De eerste.
    anchors: [Nee., Altijd.]
  second:
    title: Tweede
    text: De tweede.
    anchors: [Nooit., Dagelijks.]
"""


def test_a_translation_is_read_by_ids(tmp_path: Path) -> None:
    q = read(tmp_path, TWO, nl=DUTCH)
    first, second = q.questions()
    assert first.title == {"en": "First", "nl": "Eerste"}
    assert [option.text["nl"] for option in second.options] == ["Nooit.", "Dagelijks."]
    assert q.levels.items[1].name == {"en": "High", "nl": "Hoog"}


def test_the_order_of_a_translation_does_not_matter(tmp_path: Path) -> None:
    head, _, tail = DUTCH.partition("questions:\n")
    assert read(tmp_path / "a", TWO, nl="questions:\n" + tail + head) == read(tmp_path / "b", TWO, nl=DUTCH)


@pytest.mark.parametrize(
    ("before", "after", "code", "line", "words"),
    [
        ("    text: De eerste.\n", "", "translation-missing", 10, "the nl text “questions.first.text” is missing"),
        ("title: Klein\n", "title:\n", "translation-missing", 2, "the nl text “title” is missing"),
        ("[Nee., Altijd.]", "[Nee.]", "translation-missing", 12, "“questions.first.anchors.1”"),
        ("Tweede", "Tweede\n    titel: x", "translation-unknown-near", 15, "“questions.second.title”"),
        ("[Nee., Altijd.]", "[Nee., Altijd., Nog een.]", "translation-unknown-near", 12, "“questions.first.anchors.2”"),
        ("title: Klein", "title: Klein\nxyz: 1", "translation-unknown", 3, "“xyz” belongs to nothing"),
        ("language: nl", "language: en", "translation-language", 1, "must begin with “language: nl”"),
        ("language: nl\n", "", "translation-language", 1, "must begin with “language: nl”"),
        ("text: De eerste.", "text: [De, eerste]", "not-text", 11, "“questions.first.text” must be a text"),
        ("De eerste.", "x" * 4001, "text-too-long", 11, "longer than 4000"),
        ("De eerste.", "De {klanten}.", "unknown-term", 11, "no term “klanten”"),
        ("title: Eerste", "title: Ja\n    title: Eerste", "duplicate-key", 11, "already given on line 10"),
        ("title: Eerste", "title: no", "yaml-trap", 10, "“no” without quotes"),
    ],
)  # fmt: skip
def test_each_mistake_in_a_translation_has_its_line(
    tmp_path: Path, before: str, after: str, code: str, line: int, words: str
) -> None:
    assert before in DUTCH
    found = {p.code: p for p in problems(tmp_path, TWO, nl=DUTCH.replace(before, after, 1))}
    assert code in found, list(found)
    assert (found[code].place.file, found[code].place.line) == ("q/nl.yaml", line)
    assert words in found[code].text()


def test_a_language_without_a_file_is_told(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, TWO)
    assert (problem.code, problem.place.file) == ("file-missing", "q/nl.yaml")


def test_mistakes_in_file_and_translation_are_told_together(tmp_path: Path) -> None:
    found = problems(tmp_path, TWO + "xyz: 1\n", nl="a: [1")
    assert {(p.code, p.place.file) for p in found} == {
        ("unknown-key", "q/questionnaire.yaml"),
        ("yaml-bracket", "q/nl.yaml"),
    }


def test_a_translation_cannot_lead_out_of_its_folder(tmp_path: Path) -> None:
    write(tmp_path / "en.yaml", "title: stolen")
    found = problems(tmp_path / "q", SMALL.replace("[en]", '[en, "../en"]'))
    assert [p.code for p in found] == ["wrong-form"]


def test_a_yes_that_should_be_true_is_told_once_and_without_quotes(tmp_path: Path) -> None:
    found = problems(
        tmp_path, SMALL.replace("        title: First\n", "        title: First\n        gate: yes\n")
    )
    assert [(p.code, p.values["key"]) for p in found] == [("not-bool", "gate")]
