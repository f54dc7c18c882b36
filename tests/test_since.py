"""A report beside an earlier measurement: what moved, what of it is certain, and what stays hidden of few people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import earlier, opened, small_place
from samples import SMALL, bundled, bundled_plan, cx, make_response, response_data, v1_answers, write
from test_pdf import words_of

from cxassess import groups_view, scoring, since, since_view, texts
from cxassess.exporters import embedded
from cxassess.i18n import number
from cxassess.model import Respondent, Response
from cxassess.plan import OVERALL
from cxassess.scoring_result import Result, Score
from cxassess.since import Earlier

QUESTIONS = [question.id for question in bundled().questions()]
TEXTS = {lang: texts.local(bundled(), lang, {}) for lang in ("en", "nl")}
EARLY = "2025-11-03T10:00:00+01:00"


def measured(answers: Mapping[str, Any], **changes: Any) -> tuple[Response, Result]:
    """Answers with their result."""
    response = make_response(answers, **changes)
    return response, scoring.score(bundled_plan(), response)


def view(
    then: Mapping[str, Any], now: Mapping[str, Any], lang: str = "en", **of_then: Any
) -> since_view.Tree:
    """What a report says of two sets of answers."""
    before = Earlier(*measured(then, saved=EARLY, **of_then))
    return since_view.build(TEXTS[lang], texts.phrases(lang), before, measured(now), lang)


def score(lower: float | None, upper: float | None) -> Score:
    return Score("x", score=lower, lower=lower, upper=upper)


@pytest.mark.parametrize(
    ("then", "now", "certain"),
    [
        ((40, 40), (50, 50), True),
        ((40, 45), (46, 60), True),
        ((40, 45), (45, 60), False),  # both could be 45
        ((46, 60), (40, 45), True),
        ((40, 60), (45, 50), False),
        ((40, 40), (40, 40), True),  # stayed, whatever happens
        ((40, 40), (40, 41), False),
        ((None, None), (40, 40), False),
    ],
)
def test_a_direction_is_certain_where_the_ranges_do_not_meet(
    then: tuple[Any, Any], now: tuple[Any, Any], certain: bool
) -> None:
    assert since.is_certain(score(*then), score(*now)) is certain


ANSWERS = st.dictionaries(
    st.sampled_from(QUESTIONS), st.sampled_from(["1", "2", "3", "4", "5", "dont-know", "not-applicable"])
)


@given(ANSWERS, ANSWERS, st.sampled_from(["en", "nl"]))
def test_every_number_can_be_checked_on_the_page(
    then: dict[str, str], now: dict[str, str], lang: str
) -> None:
    """Points are the distance of the scores beside them, and counts of answers add up to all questions."""
    tree = view(then, now, lang)
    results = [measured(answers)[1] for answers in (then, now)]
    for row, name in zip(tree["rows"], (OVERALL, *bundled_plan().dimensions), strict=True):
        shown = [result.scores[name].score for result in results]
        if None in shown:
            assert (row["drawn"], row["points"]) == (False, "")
            assert row["sure"] == texts.phrases(lang)["since.too_few"]
            continue
        a, b = (int(number(one or 0.0, lang)) for one in shown)
        assert row["points"] == (f"+{b - a}" if b > a else number(b - a, lang))
        assert row["then"].split()[0] == str(a) and row["now"].split()[0] == str(b)
        certain = since.is_certain(results[0].scores[name], results[1].scores[name])
        word = "certain" if certain else "uncertain"
        word = "equal" if a == b else "small" if abs(b - a) < groups_view.LITTLE else word
        assert row["sure"] == texts.phrases(lang)[f"since.{word}"]
    both = [q for q in QUESTIONS if then.get(q, "").isdigit() and now.get(q, "").isdigit()]
    up, down = (sum(sign * int(now[q]) > sign * int(then[q]) for q in both) for sign in (1, -1))
    values = {"up": up, "down": down, "same": len(both) - up - down, "other": len(QUESTIONS) - len(both)}
    assert tree["answers"] == texts.phrases(lang)["since.counted"].format(**values)
    columns = tree["lists"]
    assert len(columns) <= 2 and all(len(column["rows"]) <= since_view.MOST for column in columns)
    assert sum(len(column["rows"]) for column in columns) >= min(up + down, since_view.MOST)


def test_the_title_says_how_index_and_level_moved() -> None:
    low, high = dict.fromkeys(QUESTIONS, "2"), dict.fromkeys(QUESTIONS, "4")
    assert view(low, high)["title"] == "Since 3 November 2025: index from 25 to 75, level from 2 to 4"
    assert view(low, low)["title"] == "Since 3 November 2025: index still 25, level still 2"
    assert (
        view(low, high, "nl")["title"] == "Sinds 3 november 2025: index van 25 naar 75, niveau van 2 naar 4"
    )
    assert view({}, low)["title"] == "Since 3 November 2025: too little known to compare"
    assert view(low, high)["index"] == "On 3 November 2025 the index was 25."
    unknown = view({}, low)
    assert unknown["index"] == "The index of 3 November 2025 cannot be compared; see “Then and now”."
    assert unknown["level"] == ""
    part = {name: value for name, value in low.items() if not name.startswith("voice-")}
    some = view(part, high)
    assert some["title"] == "Since 3 November 2025: the index cannot be compared, topics can"
    assert [row["sure"] for row in some["rows"]].count("too few answers") == 2  # that topic, and the whole


def test_the_topics_that_moved_most_are_named_all_of_them_and_none_for_little() -> None:
    now = dict.fromkeys(QUESTIONS, "3")
    vision = {name: "1" for name in QUESTIONS if name.startswith("vision-")}
    voice = {name: "1" for name in QUESTIONS if name.startswith("voice-")}
    higher = {name: "4" for name in QUESTIONS if name.startswith("journey-")}
    assert view({**now, **vision}, now)["lede"] == "Only Vision went up: 50 points."
    slightly = {QUESTIONS[-1]: "2"}
    assert view({**now, **vision, **slightly}, now)["lede"] == "Vision went up most: 50 points."
    assert view(dict.fromkeys(QUESTIONS, "1"), now)["lede"] == "6 topics went up equally far: 50 points."
    many = view({**now, **vision, **voice, **higher}, now)["lede"]
    assert many.startswith(
        "Vision and Voice of the Customer went up most: 50 points. Only Journey mapping went"
    )
    assert view(now, now)["lede"] == "No topic differs by 5 points or more."
    assert view({}, now)["lede"] == ""


def test_what_moved_most_comes_first_and_one_direction_fills_both_columns() -> None:
    now = dict.fromkeys(QUESTIONS, "3")
    then = {**now, QUESTIONS[5]: "1", QUESTIONS[2]: "2", QUESTIONS[9]: "5"}
    up, down = view(then, now)["lists"]
    assert [row["text"] for row in up["rows"]] == ["from 1 to 3", "from 2 to 3"]
    assert [row["text"] for row in down["rows"]] == ["from 5 to 3"]
    columns = view(dict.fromkeys(QUESTIONS[:20], "2"), now)["lists"]
    assert [column["title"] for column in columns] == ["Higher than then"] * 2
    assert [len(column["rows"]) for column in columns] == [6, 6]
    assert [column["more"] for column in columns] == ["", "And 8 others."]
    (alone,) = view({QUESTIONS[0]: "1"}, now)["lists"]
    assert (len(alone["rows"]), alone["more"]) == (1, "")
    assert view(now, now)["lists"] == []


@pytest.mark.parametrize(
    ("then", "now", "shown"),
    [(1, 1, True), (5, 5, True), (5, 12, True), (4, 5, False), (5, 4, False), (1, 5, False), (1, 2, False)],
)
def test_single_answers_of_few_people_stay_out(then: int, now: int, shown: bool) -> None:
    """One person knows what the other said; of five and more nobody can be recognised."""
    before = earlier(make_response(v1_answers()), people=then)
    response, result = measured(v1_answers(), people=now)
    tree = since_view.build(TEXTS["en"], texts.phrases("en"), before, (response, result), "en")
    assert bool(tree["lists"]) is shown
    assert tree["answers"].startswith(
        "Higher than then" if shown else "Answers to single questions are left out"
    )


def test_who_answered_is_said_for_both() -> None:
    now = dict.fromkeys(QUESTIONS, "3")

    def first(**of_then: Any) -> str:
        text: str = view(now, now, **of_then)["how"][0]
        return text

    assert first(respondent=Respondent("a", "Board", "Anna")).startswith("Filled in by Anna then, and by")
    assert first(respondent=Respondent("a", "Board", "")).startswith("Filled in by 1 person, Board then")
    several = view(now, now, people=7)
    assert "Filled in by 7" in several["how"][0] and "3 November 2025" in several["fact"]
    assert several["how"][2].endswith("always the middle one.")
    assert "middle" not in view(now, now)["how"][2]


@pytest.mark.parametrize(
    ("of_then", "changed"),
    [({}, False), ({"digest": ""}, False), ({"version": "0.9.0"}, True), ({"digest": "1" * 16}, True)],
)
def test_another_version_of_the_questions_is_told(of_then: dict[str, str], changed: bool) -> None:
    now = dict.fromkeys(QUESTIONS, "3")
    same = {"version": bundled().version, "digest": bundled().digest}
    text = view(now, now, **{**same, **of_then})["how"][1]
    assert ("The questionnaire has changed since" in text) is changed


def test_answers_that_nobody_knows_any_more_are_named() -> None:
    """Three by name, more by their number; an answer that nobody knew then is not lost."""
    then = dict.fromkeys(QUESTIONS, "3")
    titles = [q["title"] for part in TEXTS["en"]["views"] for q in part["questions"]]
    three = view({**then, QUESTIONS[7]: "dont-know"}, {**then, **dict.fromkeys(QUESTIONS[5:9], "dont-know")})
    assert three["lost"].startswith("Answered then, “don't know” now: ")
    assert [title in three["lost"] for title in titles[5:9]] == [True, True, False, True]
    many = view(then, {**then, **dict.fromkeys(QUESTIONS[:4], "dont-know")})
    assert many["lost"] == "Answered then, “don't know” now: 4 questions."
    assert view(then, then)["lost"] == ""


def test_a_level_that_could_be_higher_says_so() -> None:
    then = dict.fromkeys(QUESTIONS, "2")
    gates = [question.id for question in bundled().questions() if question.gate]
    now = {**dict.fromkeys(QUESTIONS, "4"), gates[0]: "dont-know"}
    shown = [row["now"] for row in view(then, now)["rows"]]
    assert any(re.search(r"\(\d–\d\)$", text) for text in shown), shown


# ---- The command ----------------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A client with an answer of today and one of last year."""
    small_place(tmp_path, {"first": "2", "second": "2"})
    give(tmp_path / "2025" / "one.json", {"first": "1", "second": "2"})
    return tmp_path


def give(path: Path, answers: dict[str, Any], saved: str = EARLY, **changes: Any) -> Path:
    given = {"questionnaire": {"id": "small", "version": "1"}, "started": saved, "saved": saved, **changes}
    return write(path, response_data(answers, **given))


def html(place: Path) -> str:
    return (place / "output" / "acme" / "report.html").read_text("utf-8")


@pytest.mark.parametrize("given", ["2025/one.json", "2025", "2025/"])
def test_a_report_stands_beside_an_earlier_file_or_folder(place: Path, given: str) -> None:
    done = cx("report", "acme", "--since", given, "--format", "html", cwd=place)
    assert done.exit_code == 0, done.output
    assert "Since 3 November 2025" in html(place)
    assert "Compared with" in html(place)
    assert cx("report", "acme", "--format", "html", cwd=place).exit_code == 0
    assert "Since 3 November 2025" not in html(place) and 'id="since"' not in html(place)


def test_a_report_stands_beside_an_earlier_report(place: Path) -> None:
    """Last year's PDF holds its answers, and that is enough."""
    before = cx("report", "acme", "2025/one.json", "-o", "old", cwd=place)
    assert before.exit_code == 0, before.output
    done = cx("report", "acme", "--since", "old/acme/report.pdf", cwd=place)
    assert done.exit_code == 0, done.output
    content = (place / "output" / "acme" / "report.pdf").read_bytes()
    assert embedded.pages(content) == embedded.pages((place / "old" / "acme" / "report.pdf").read_bytes()) + 1
    titles = [str(item.title) for item in opened(content).open_outline().root]
    assert any(title.startswith("Since 3 November 2025") for title in titles), titles


def test_several_earlier_files_are_joined(place: Path) -> None:
    give(
        place / "2025" / "two.json",
        {"first": "1", "second": "1"},
        respondent={"id": "r2", "group": "", "name": ""},
    )
    done = cx("report", "acme", "--since", "2025", "--format", "html", cwd=place)
    assert done.exit_code == 0, done.output
    assert "Filled in by 2 people then" in html(place)


def test_the_summary_says_what_it_was(place: Path) -> None:
    done = cx("report", "acme", "--since", "2025", "--summary", cwd=place)
    assert done.exit_code == 0, done.output
    content = (place / "output" / "acme" / "summary.pdf").read_bytes()
    assert embedded.pages(content) == 1
    assert "On 3 November 2025 the index was" in words_of(content)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["2025", "--each"], "Leave out --since, or leave out --each"),
        (["nowhere"], "nowhere"),
        (["clients"], "the folder “clients” has no answer files"),
        (["undated.json"], "does not say when it was saved"),
        (["stranger.json"], "other-client"),
        (["late.json"], "that one was saved on 2027-01-01"),
        (["none.json"], "nothing is answered in the earlier measurement"),
    ],
)
def test_what_cannot_be_compared_is_refused(place: Path, arguments: list[str], words: str) -> None:
    give(place / "late.json", {"first": "1"}, "2027-01-01T10:00:00Z")
    give(place / "none.json", {})
    give(place / "undated.json", {"first": "1"}, "")
    give(place / "stranger.json", {"first": "1"}, client="other-client")
    done = cx("report", "acme", "--since", *arguments, cwd=place)
    assert done.exit_code == 2
    assert words in done.output
    assert "Traceback" not in done.output
    assert not (place / "output").exists()


def test_what_counts_as_now_by_mistake_is_refused(place: Path) -> None:
    """Answers of last year among those of now, and what a shell makes of ``--since 2025/*.json``."""
    old = give(place / "clients" / "acme" / "responses" / "old.json", {"first": "1"}, "2025-11-01T10:00:00Z",
               respondent={"id": "r9", "group": "", "name": ""})  # fmt: skip
    mixed = cx("report", "acme", "--since", "2025", cwd=place)
    assert mixed.exit_code == 2
    assert "clients/acme/responses/old.json" in mixed.output
    assert "saved no later than the earlier measurement (2025-11-03)" in mixed.output
    old.unlink()
    for i in (2, 3):
        who = {"id": f"r{i}", "group": "", "name": ""}
        give(place / "2025" / f"p{i}.json", {"first": "1"}, f"2025-11-1{i}T10:00:00Z", respondent=who)
    shell = cx("report", "acme", "--since", *sorted((place / "2025").iterdir()), cwd=place)
    assert shell.exit_code == 2
    assert "name the folder: --since" in shell.output
    assert cx("report", "acme", "--since", "2025", "--format", "html", cwd=place).exit_code == 0


def test_nothing_answered_now_is_nothing_to_compare(place: Path) -> None:
    empty = give(place / "empty.json", {}, "2026-03-01T10:30:00Z")
    done = cx("report", "acme", empty, "--since", "2025", cwd=place)
    assert (done.exit_code, "nothing is answered now" in done.output) == (2, True)


def test_what_else_lies_in_the_folder_is_told(place: Path) -> None:
    write(place / "2025" / "notes.txt", "Call them.")
    done = cx("report", "acme", "--since", "2025", "--format", "html", cwd=place)
    assert done.exit_code == 0
    assert "2025/notes.txt" in done.output


def test_the_moment_counts_and_not_the_hour_on_the_clock(place: Path) -> None:
    """Eleven in Amsterdam comes before half past ten in London."""
    now = give(place / "now.json", {"first": "2"}, "2026-03-01T10:30:00+00:00")
    then = give(place / "then.json", {"first": "1"}, "2026-03-01T11:00:00+01:00")
    assert cx("report", "acme", now, "--since", then, "--format", "html", cwd=place).exit_code == 0
    assert cx("report", "acme", then, "--since", now, "--format", "html", cwd=place).exit_code == 2


def test_answers_to_another_questionnaire_are_not_compared(place: Path) -> None:
    write(place / "questionnaires" / "other" / "questionnaire.yaml", SMALL.replace("id: small", "id: other"))
    other = write(
        place / "other.json",
        response_data({"first": "1"}, questionnaire={"id": "other", "version": "1"}, saved=EARLY),
    )
    done = cx("report", "acme", "--since", other, cwd=place)
    assert done.exit_code == 2
    assert "other" in done.output and "Traceback" not in done.output


def test_a_measurement_of_long_ago_is_scored_by_the_questions_of_today() -> None:
    """What was not asked then is unknown, so nothing is certain about it."""
    known = dict.fromkeys(QUESTIONS, "2")
    now = measured({**known, **dict.fromkeys(QUESTIONS[::4], "3")})
    asked = {name: "2" for i, name in enumerate(QUESTIONS) if i % 7}
    for part, sure in ((known, "no"), (asked, "yes, by unknown answers")):
        old = Earlier(*measured(part, saved=EARLY))
        tree = since_view.build(TEXTS["en"], texts.phrases("en"), old, now, "en")
        assert tree["rows"][0]["sure"] == sure
    assert since_view.build(TEXTS["en"], texts.phrases("en"), None, now, "en") == {"shown": False}
