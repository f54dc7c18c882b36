"""The response format: what is refused, what is told and still used, what never gets lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from samples import FIXTURES, ROOT, bundled, demo_client, response_data, v1_answers, write

from cxassess import model, questionnaire, response
from cxassess.errors import InvalidInput, Problem
from cxassess.response import NOTE_LENGTH, ResponseFile
from cxassess.source import Document

FIRST = "vision-statements"


def read(folder: Path, data: Any) -> tuple[ResponseFile, Document]:
    """A response file from data or text."""
    content = data if isinstance(data, (str, bytes)) else json.dumps(data, indent=1)
    return response.read(write(folder / "r.json", content))


def refusal(folder: Path, data: Any) -> list[Problem]:
    """Why a response is refused."""
    with pytest.raises(InvalidInput) as caught:
        read(folder, data)
    return list(caught.value.problems)


def problems(folder: Path, data: Any) -> list[Problem]:
    """What the questionnaire does not offer."""
    return response.check(*read(folder, data), bundled())


def notes(folder: Path, data: Any, client: str = "acme") -> list[Problem]:
    """What the consultant should know."""
    return response.notes(*read(folder, data), bundled(), client)


def built(folder: Path, data: Any, client: model.Client | None = None) -> model.Response:
    """The response as it is scored."""
    return response.build(read(folder, data)[0], bundled(), client)


def line_of(folder: Path, words: str) -> int:
    """The one line of the file that holds these words."""
    (line,) = (i for i, row in enumerate((folder / "r.json").read_text().splitlines(), 1) if words in row)
    return line


# ---- What is read ---------------------------------------------------------------------------------------


def test_a_whole_response_is_read_as_it_was_given(tmp_path: Path) -> None:
    data = response_data(
        {FIRST: {"value": "3", "note": "Seen it.", "basis": "seen", "reason": ""}, "vision-plan": None},
        respondent={"id": "r9", "group": "Board", "name": "Jo"},
        profile={"sector": "care"},
        targets={"vision": 4},
        decisions={"plan-outcomes": {"status": "done", "owner": "Jo", "quarter": "2027-Q1"}},
    )
    found = built(tmp_path, data)
    assert found.answers[FIRST] == model.Answer("3", "Seen it.", "seen")
    assert found.answers["vision-plan"] == model.Answer(None)
    assert found.respondent == model.Respondent("r9", "Board", "Jo")
    assert found.decisions == {"plan-outcomes": model.Decision("done", "Jo", "2027-Q1")}
    assert (found.profile, found.targets, found.lang) == ({"sector": "care"}, {"vision": 4}, "en")


def test_a_sound_response_gives_no_problems_and_no_notes(tmp_path: Path) -> None:
    data = response_data({k: v for k, v in v1_answers().items() if v != "not-applicable"})
    assert problems(tmp_path, data) == []
    assert notes(tmp_path, data) == []


def test_the_least_that_a_response_needs(tmp_path: Path) -> None:
    data = {
        "format": "cxassess.response/1",
        "questionnaire": {"id": "cx-maturity", "version": "1.0.0"},
        "respondent": {"id": "r"},
    }
    found = built(tmp_path, data)
    assert (found.answers, found.client, found.saved, found.lang) == ({}, "", "", "en")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "demo" / "clients" / "meridiaan" / "responses").glob("*.json"))
)
def test_the_responses_of_the_demo_are_sound(path: Path) -> None:
    file, doc = response.read(path)
    assert response.check(file, doc, bundled()) == []
    assert file.questionnaire.digest == bundled().digest, "its texts have changed: write the new digest there"


def test_the_client_fills_what_the_response_leaves_open_and_fixes_its_own_sector(tmp_path: Path) -> None:
    data = response_data({}, targets={"vision": 5}, profile={"sector": "care", "size": "big"})
    found = built(tmp_path, data, demo_client())
    assert found.targets == {**demo_client().targets, "vision": 5}
    assert found.profile == {"sector": "b2c", "size": "big"}


# ---- What is refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        "{}",
        '"cxassess.response/1"',
        "null",
        "3",
        {"format": "cxassess.response/2"},
        {"format": 1},
        {"format": {}},
    ],
)
def test_what_is_no_response_is_told_so(tmp_path: Path, data: Any) -> None:
    (problem,) = refusal(tmp_path, data)
    assert problem.code == "response-format"
    assert "Ask for the file that the page downloads" in problem.text()


def entry(**fields: Any) -> dict[str, Any]:
    return response_data({FIRST: {"value": "3", **fields}})


@pytest.mark.parametrize(
    ("data", "code", "near"),
    [
        (response_data({}, questionaire=1), "unknown-key-near", '"questionaire"'),
        (response_data({}, __proto__={"a": 1}), "unknown-key", '"__proto__"'),
        (entry(valeu="3"), "unknown-key-near", '"valeu"'),
        (entry(__proto__={}), "unknown-key", '"__proto__"'),
        (response_data({}, respondent={}), "key-missing", '"respondent"'),
        (response_data({}, respondent="me"), "not-mapping", '"respondent"'),
        (response_data({}, questionnaire={"id": "cx-maturity"}), "key-missing", '"questionnaire"'),
        (response_data({}, answers=[]), "not-mapping", '"answers"'),
        (entry(value=3), "not-text", '"value"'),
        (entry(value=True), "not-text", '"value"'),
        (entry(value=["3"]), "not-text", '"value"'),
        (entry(note=None), "empty-text", '"note"'),
        (entry(note="x" * (NOTE_LENGTH + 1)), "text-too-long", '"note"'),
        (entry(reason="x" * (NOTE_LENGTH + 1)), "text-too-long", '"reason"'),
        (entry(value="x" * 81), "text-too-long", '"value"'),
        (entry(basis="guess"), "not-one-of", '"basis"'),
        (entry(basis="sean"), "not-one-of-near", '"basis"'),
        (response_data({}, saved="yesterday"), "wrong-form", '"saved"'),
        (response_data({}, saved="2026-01-01T10:00<script>"), "wrong-form", '"saved"'),
        (response_data({}, lang="english"), "wrong-form", '"lang"'),
        (response_data({}, targets={"vision": "3"}), "not-whole-number", '"vision"'),
        (response_data({}, targets={"vision": 2.5}), "not-whole-number", '"vision"'),
        (response_data({}, decisions={"a": {"status": "maybe"}}), "not-one-of", '"status"'),
        (response_data({}, client="x" * 81), "text-too-long", '"client"'),
        (response_data({}, respondent={"id": ""}), "empty-text", '"id": ""'),
    ],
)
def test_each_wrong_value_has_its_message_and_line(tmp_path: Path, data: Any, code: str, near: str) -> None:
    found = {p.code: p for p in refusal(tmp_path, data)}
    assert code in found, list(found)
    assert found[code].place.file == "r.json"
    assert found[code].place.line == line_of(tmp_path, near)


def test_more_answers_than_any_questionnaire_has_are_refused(tmp_path: Path) -> None:
    data = response_data({f"q{i}": "1" for i in range(2001)})
    assert [p.code for p in refusal(tmp_path, data)] == ["too-many-items"]


def test_all_wrong_values_are_told_at_once(tmp_path: Path) -> None:
    data = response_data({FIRST: {"value": 3}, "vision-plan": {"note": 4}}, lang="x", saved="x")
    assert [p.code for p in refusal(tmp_path, data)] == ["wrong-form", "wrong-form", "not-text", "not-text"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"format": "cxassess.response/1", "targets": {"vision": NaN}}', "json-refused"),
        ('{"format": "cxassess.response/1", "format": "x"}', "json-twice"),
        ('{"format": "cxassess.response/1", "answers": ' + '{"a":' * 50 + "1" + "}" * 51, "too-deep"),
        ('{"format": "cxassess.response/1", "client": "\\udc00"}', "json-refused"),
        ('{"format": "cxassess.response/1"', "json-syntax"),
        (b"\x1f\x8b\x08\x00", "file-other"),
        (b"PK\x03\x04", "file-other"),
        ('{"format": "x"}'.encode("utf-16"), "json-encoding"),
        ("", "json-syntax"),
    ],
)
def test_hostile_json_is_refused(tmp_path: Path, text: str | bytes, code: str) -> None:
    assert [p.code for p in refusal(tmp_path, text)] == [code]


# ---- What the questionnaire does not offer --------------------------------------------------------------


@pytest.mark.parametrize("value", ["0", "6", "", " 3", "3.0", "three", "NaN", "__proto__", "Dont-know"])
def test_a_value_that_is_no_answer_is_told(tmp_path: Path, value: str) -> None:
    (problem,) = problems(tmp_path, response_data({FIRST: value}))
    assert (problem.code, problem.values["question"]) == ("response-value", FIRST)
    assert "Known: 1, 2, 3, 4, 5" in problem.text()
    assert problem.place.line == line_of(tmp_path, f'"value": {json.dumps(value)}')


@pytest.mark.parametrize("value", ["1", "5", "dont-know", "not-applicable", None])
def test_every_answer_that_is_offered_is_accepted(tmp_path: Path, value: str | None) -> None:
    assert problems(tmp_path, response_data({FIRST: value})) == []


def test_what_a_question_does_not_offer_is_told(tmp_path: Path) -> None:
    samm = questionnaire.read(FIXTURES / "samm-like")
    data = response_data(
        {"plan-written": "not-applicable", "teach-all": "not-applicable"},
        questionnaire={"id": "samm-like", "version": "0.1"},
    )
    (problem,) = response.check(*read(tmp_path, data), samm)
    assert (problem.code, problem.values["question"]) == ("response-not-offered", "plan-written")


def test_a_response_to_another_questionnaire_is_told_and_nothing_more(tmp_path: Path) -> None:
    data = response_data({FIRST: "99"}, questionnaire={"id": "other", "version": "1"})
    (problem,) = problems(tmp_path, data)
    assert (problem.code, problem.values) == ("response-other", {"given": "other", "wanted": "cx-maturity"})


@pytest.mark.parametrize(("name", "code"), [("visoin", "target-unknown-near"), ("xyz", "target-unknown")])
def test_a_target_of_an_unknown_dimension_is_told(tmp_path: Path, name: str, code: str) -> None:
    (problem,) = problems(tmp_path, response_data({}, targets={name: 3}))
    assert (problem.code, problem.place.line) == (code, line_of(tmp_path, f'"{name}"'))


# ---- What is told and still used ------------------------------------------------------------------------


def test_unknown_questions_are_kept_and_told(tmp_path: Path) -> None:
    data = response_data({"old-question": {"value": "2", "note": "still true"}, "__proto__": "3", FIRST: "1"})
    assert problems(tmp_path, data) == []
    assert sorted(str(p.values["name"]) for p in notes(tmp_path, data)) == ["__proto__", "old-question"]
    assert {p.code for p in notes(tmp_path, data)} == {"response-unknown"}
    found = built(tmp_path, data)
    assert set(found.unknown) == {"__proto__", "old-question"}
    assert found.unknown["old-question"] == model.Answer("2", "still true")
    assert set(found.answers) == {FIRST}


def test_no_answer_gets_lost_when_two_ids_look_alike(tmp_path: Path) -> None:
    """Ids are cleaned of control characters and spaces; where that makes two the same, one must not vanish."""
    text = json.dumps(response_data({FIRST: "1", FIRST + "\x00": "5", " " + FIRST: "4"}))
    try:
        found = built(tmp_path, text)
    except InvalidInput:
        return
    assert len(found.answers) + len(found.unknown) == 3


def test_another_version_is_told_and_read(tmp_path: Path) -> None:
    data = response_data({FIRST: "1"}, questionnaire={"id": "cx-maturity", "version": "0.9"})
    (note,) = notes(tmp_path, data)
    assert note.code == "response-version"
    assert "filled in with version 0.9; it is read as version 1.0.0" in note.text()
    assert built(tmp_path, data).version == "0.9"


def test_a_response_for_another_client_is_told(tmp_path: Path) -> None:
    given = {FIRST: "2"}
    assert [n.code for n in notes(tmp_path, response_data(given), "zenith")] == ["response-client"]
    assert notes(tmp_path, response_data(given, client=""), "zenith") == []
    assert notes(tmp_path, response_data(given), "") == []


def test_a_questionnaire_that_changed_without_another_version_is_told(tmp_path: Path) -> None:
    def told(version: str, digest: str) -> list[str]:
        reference = {"id": "cx-maturity", "version": version, "digest": digest}
        return [n.code for n in notes(tmp_path, response_data({FIRST: "2"}, questionnaire=reference))]

    assert told("1.0.0", "0123456789abcdef") == ["response-changed"]
    assert told("1.0.0", bundled().digest) == told("1.0.0", "") == []
    assert told("0.9.0", "0123456789abcdef") == ["response-version"]


def test_a_target_that_no_level_has_is_told(tmp_path: Path) -> None:
    found = response.check(*read(tmp_path, response_data({FIRST: "2"}, targets={"vision": 9})), bundled())
    assert [p.code for p in found] == ["target-level"]


def test_a_profile_that_nobody_asks_for_is_told(tmp_path: Path) -> None:
    data = response_data({FIRST: "2"}, profile={"size": "big", "sector": "care"})
    assert [n.values for n in notes(tmp_path, data)] == [{"name": "size", "value": "big"}]


def test_a_response_without_an_answer_is_told(tmp_path: Path) -> None:
    for given in ({}, {FIRST: None}, {"gone": "2"}):
        assert "response-empty" in [n.code for n in notes(tmp_path, response_data(given))]
    assert notes(tmp_path, response_data({FIRST: "dont-know"})) == []


def test_not_applicable_without_a_reason_is_told(tmp_path: Path) -> None:
    data = response_data(
        {FIRST: "not-applicable", "vision-plan": {"value": "not-applicable", "reason": "No plans here."}}
    )
    (note,) = notes(tmp_path, data)
    assert (note.code, note.values["question"]) == ("response-reason", FIRST)
    assert note.place.line is not None


def test_a_reason_of_spaces_is_no_reason(tmp_path: Path) -> None:
    data = response_data({FIRST: {"value": "not-applicable", "reason": " \t\n\u0007 "}})
    assert [n.code for n in notes(tmp_path, data)] == ["response-reason"]


# ---- Texts ----------------------------------------------------------------------------------------------


def test_control_characters_are_removed_from_what_people_write(tmp_path: Path) -> None:
    data = entry(note="a\u0000b\u0007c\u001b[31md\u007fe\ue000=name\ue001\r\nf\tg ")
    assert built(tmp_path, data).answers[FIRST].note == "abc[31mde=name\r\nf\tg"
    named = response_data({}, respondent={"id": "r", "name": "J\u001bo", "group": "\u0008"})
    assert built(tmp_path, named).respondent == model.Respondent("r", "", "Jo")


def test_a_note_may_be_as_long_as_the_limit(tmp_path: Path) -> None:
    assert len(built(tmp_path, entry(note="é" * NOTE_LENGTH)).answers[FIRST].note) == NOTE_LENGTH


def test_what_looks_like_markup_is_only_text(tmp_path: Path) -> None:
    words = "<script>alert(1)</script> {{7*7}} ${x} =1+1"
    assert built(tmp_path, entry(note=words)).answers[FIRST].note == words


def test_messages_show_no_control_characters(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        built(tmp_path, response_data({"\u009b2J": "1"}))
    for problem in [*problems(tmp_path, response_data({FIRST: "\u001b[2J"})), *refused.value.problems]:
        assert problem.text().isprintable()
