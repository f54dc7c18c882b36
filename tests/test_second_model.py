"""Another model than ours, from file to page and report: nested groups, quarter points, thresholds, conditions.

The expected numbers are worked out by hand beside each response.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
import tinyhtml5
from samples import FIXTURES, cx, default_theme, page_of, response_data, workspace, write

from cxassess import i18n, model, page_check, questionnaire, response, scoring, texts
from cxassess.exporters import pdf
from cxassess.plan_compiler import compile_plan
from cxassess.scored import nobody
from cxassess.scoring_result import Score
from cxassess.source import Document

FOLDER = FIXTURES / "samm-like"

ONE = {
    "promote-goals": "most",  # 100, weight 2
    "promote-measure": "some",  # 25; promote (2 x 100 + 25) / 3 = 75
    "plan-written": "false",  # plan 0; strategy (75 + 0) / 2 = 37.5
    "teach-all": "half",  # 50
    "teach-suppliers": "some",  # 25; teach and training (50 + 25) / 2 = 37.5
    # governance (1 x 37.5 + 3 x 37.5) / 4 = 37.5
    "detect-signs": "most",  # 100
    "detect-time": "dont-know",  # detect, incidents, operations 100; from 100 / 2 = 50 to 100
}  # overall (2 x 37.5 + 100) / 3 = 58.33; from (75 + 50) / 3 = 41.67 to 58.33

TWO = {
    "promote-goals": "some",  # 25, weight 2
    "promote-measure": "most",  # 100; promote (2 x 25 + 100) / 3 = 50, exactly the threshold of level 2
    "plan-written": "true",  # plan 100; strategy (50 + 100) / 2 = 75
    "teach-all": "half",  # teach and training 50: suppliers are not asked after
    # governance (1 x 75 + 3 x 50) / 4 = 56.25
    "detect-signs": "half",  # 50
    "detect-time": "some",  # 25; operations 37.5
}  # overall (2 x 56.25 + 37.5) / 3 = 50, exactly the threshold of level 2

MANY, NONE = {"suppliers": "many"}, {"suppliers": "none"}


@cache
def samm() -> model.Questionnaire:
    return questionnaire.read(FOLDER)


def data(answers: Mapping[str, str], profile: Mapping[str, str]) -> dict[str, Any]:
    """A response file to this model."""
    about = {"id": "samm-like", "version": "0.1"}
    return response_data(answers, questionnaire=about, profile=dict(profile), client="")


def built(answers: Mapping[str, str], profile: Mapping[str, str]) -> model.Response:
    file = response.ResponseFile.model_validate(data(answers, profile))
    return response.build(file, samm(), None)


def scored(answers: Mapping[str, str], profile: Mapping[str, str]) -> dict[str, Score]:
    result = scoring.score(compile_plan(samm()), built(answers, profile))
    return {name.removeprefix("dimension:"): score for name, score in result.scores.items()}


def test_the_groups_are_nested_three_deep() -> None:
    (governance, operations) = samm().dimensions
    assert [d.id for d in governance.walk()] == [
        "governance",
        "strategy",
        "promote",
        "plan",
        "training",
        "teach",
    ]
    assert [d.id for d in operations.walk()] == ["operations", "incidents", "detect"]
    assert not governance.questions and not governance.dimensions[0].questions


@pytest.mark.parametrize(
    ("name", "score", "lower", "upper", "level", "optimistic"),
    [
        ("promote", 75, 75, 75, 2, 2),
        ("plan", 0, 0, 0, 0, 0),
        ("strategy", 37.5, 37.5, 37.5, 1, 1),
        ("teach", 37.5, 37.5, 37.5, 1, 1),
        ("governance", 37.5, 37.5, 37.5, 1, 1),
        ("detect", 100, 50, 100, 2, 3),
        ("operations", 100, 50, 100, 2, 3),
        ("overall", 175 / 3, 125 / 3, 175 / 3, 1, 2),
    ],
)
def test_scores_bounds_and_levels_of_the_first_response(
    name: str, score: float, lower: float, upper: float, level: int, optimistic: int
) -> None:
    found = scored(ONE, MANY)[name]
    assert [found.score, found.lower, found.upper] == pytest.approx([score, lower, upper])
    assert (found.level, found.level_optimistic) == (level, optimistic)


@pytest.mark.parametrize(
    ("name", "score", "level"),
    [("promote", 50, 2), ("strategy", 75, 2), ("training", 50, 2), ("governance", 56.25, 2), ("overall", 50, 2)],
)  # fmt: skip
def test_a_score_exactly_on_a_threshold_reaches_it(name: str, score: float, level: int) -> None:
    found = scored(TWO, NONE)[name]
    assert found.score == pytest.approx(score)
    assert found.level == level


def test_a_score_just_below_a_threshold_does_not_reach_it() -> None:
    overall = scored({**TWO, "detect-time": "none"}, NONE)["overall"]
    assert overall.score == pytest.approx((2 * 56.25 + 25) / 3)  # 45.83
    assert overall.level == 1


def test_a_question_counts_only_for_the_profile_that_it_is_asked_of() -> None:
    asked, hidden = scored(TWO, MANY)["teach"], scored(TWO, NONE)["teach"]
    assert (asked.applicable, asked.open, asked.coverage) == (2, 1, 0.5)
    assert (hidden.applicable, hidden.open, hidden.coverage) == (1, 0, 1.0)
    answered = {**TWO, "teach-suppliers": "most"}
    assert scored(answered, NONE)["teach"] == hidden


def test_an_answer_that_is_not_offered_is_told_and_counts_as_open() -> None:
    answers = {**ONE, "plan-written": "dont-know", "detect-signs": "not-applicable"}
    file = response.ResponseFile.model_validate(data(answers, MANY))
    found = response.check(file, Document("f", data(answers, MANY)), samm())
    assert [(p.code, p.values["question"]) for p in found] == [("response-not-offered", "plan-written")]
    assert scored(answers, MANY)["plan"].open == 1


def test_the_points_stand_on_the_ruler_from_0_to_100() -> None:
    share = next(samm().questions()).options
    answer = next(op for op in compile_plan(samm()).operations if op.kind == "answer")
    assert [option.value for option in share] == ["none", "some", "half", "most"]
    assert [option.score for option in answer.options] == [0, 25, 50, 100]


def test_an_action_brings_what_it_lifts() -> None:
    """From 25 to 100 on two thirds of promote, half of strategy, a quarter of governance, two thirds of all."""
    result = scoring.score(compile_plan(samm()), built(TWO, NONE))
    assert result.actions["action:set-goals"].gain == pytest.approx(75 * 2 / 3 / 2 / 4 * 2 / 3)
    assert result.order == ["action:set-goals"]


def test_a_tag_weighs_its_questions_by_their_share_in_the_whole() -> None:
    found = scored(TWO, NONE)
    # goals 2/3 x 1/4 x 1/2 x 2/3 = 1/18 at 25, everyone 2/3 x 3/4 x 1/2 = 1/4 at 50; suppliers are not asked after
    assert found["tag:people"].score == pytest.approx((25 / 18 + 50 / 4) / (1 / 18 + 1 / 4))
    # measures 1/36 at 100, plan 1/12 at 100, signs 1/6 at 50, time 1/6 at 25
    assert found["tag:tools"].score == pytest.approx((100 / 36 + 100 / 12 + 50 / 6 + 25 / 6) / (16 / 36))


# ---- Page, report and files -----------------------------------------------------------------------------


def own_client(**changes: Any) -> model.Client:
    plain = nobody(samm(), "Makers")
    return model.Client(**{name: changes.get(name, getattr(plain, name)) for name in plain.__slots__})


@cache
def own_page() -> str:
    return page_of(samm(), compile_plan(samm()), default_theme(), own_client())


def test_the_page_holds_every_text_in_both_languages() -> None:
    for question in samm().questions():
        for lang in ("en", "nl"):
            assert question.text[lang] in own_page()
            assert all(option.text[lang] in own_page() for option in question.options)
    for dimension in samm().walk():
        assert dimension.title["en"] in own_page() and dimension.title["nl"] in own_page()
    assert page_check.leaks(own_page()) == []


def test_the_page_carries_the_plan_as_it_is() -> None:
    root = tinyhtml5.parse(own_page(), namespace_html_elements=False)
    (script,) = (e for e in root.iter("script") if e.get("id") == "cx-data")
    carried = json.loads(script.text or "")
    assert carried["plan"] == json.loads(json.dumps(compile_plan(samm()).as_json()))
    assert carried["languages"] == ["en", "nl"]
    asked = {op["id"]: op["when"] for op in carried["plan"]["operations"] if op["op"] == "answer"}
    assert asked["teach-suppliers"] == [["suppliers", ["many"]]]
    assert asked["teach-all"] == []


def test_the_page_does_not_offer_what_a_question_does_not_allow() -> None:
    root = tinyhtml5.parse(own_page(), namespace_html_elements=False)
    fields = {e.get("id"): e for e in root.iter("fieldset")}
    assert len(fields["q-teach-all"].findall(".//ul/li")) == 2
    assert fields["q-plan-written"].findall(".//ul/li") == []
    assert len(fields["q-plan-written"].findall(".//ol/li")) == 2


def test_the_page_asks_for_the_profile_unless_the_client_fixes_it() -> None:
    look, fixed = default_theme(), own_client(profile={"suppliers": "many"})
    assert 'name="profile.suppliers"' in own_page()
    assert 'name="profile.suppliers"' not in page_of(samm(), compile_plan(samm()), look, fixed)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_report_has_a_page_for_each_group_of_questions(lang: str) -> None:
    result = scoring.score(compile_plan(samm()), built(ONE, MANY))
    html = pdf.report_html(samm(), default_theme(), own_client(), built(ONE, MANY), result, lang)
    topics = [dimension.title[lang] for dimension in samm().walk() if dimension.questions]
    assert len(topics) == 4
    for i, title in enumerate(topics, 1):
        assert i18n.fill(texts.phrases(lang)["report.topic"], {"n": i, "total": 4, "title": title}) in html
    for question in samm().questions():
        assert question.title[lang] in html


def test_the_command_line_scores_it(tmp_path: Any) -> None:
    workspace(tmp_path, {})
    (tmp_path / "questionnaires").mkdir()
    (tmp_path / "questionnaires" / "samm-like").symlink_to(FOLDER)
    write(tmp_path / "one.json", data(ONE, MANY))
    result = json.loads(cx("score", "--format", "json", "one.json", cwd=tmp_path).stdout)
    assert result["overall"]["level"] == 1
    assert result["overall"]["score"] == pytest.approx(175 / 3)
    (governance, _) = result["dimensions"]
    assert [d["id"] for d in governance["dimensions"]] == ["strategy", "training"]
    assert [d["id"] for d in governance["dimensions"][0]["dimensions"]] == ["promote", "plan"]
    assert result["questionnaire"]["id"] == "samm-like"


def test_responses_to_two_questionnaires_are_scored_in_one_run(tmp_path: Any) -> None:
    workspace(tmp_path, {})
    (tmp_path / "questionnaires").mkdir()
    (tmp_path / "questionnaires" / "samm-like").symlink_to(FOLDER)
    write(tmp_path / "one.json", data(ONE, MANY))
    write(tmp_path / "two.json", response_data({}, client=""))
    result = cx("score", "--format", "json", "one.json", "two.json", cwd=tmp_path)
    assert result.exit_code == 0, result.stderr
    assert [r["questionnaire"]["id"] for r in json.loads(result.stdout)] == ["samm-like", "cx-maturity"]
