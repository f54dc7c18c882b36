"""Several respondents as one: the middle answer, how far they agree, and what is not shown of few people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import bundled, bundled_plan, make_response, v1_answers

from cxassess import document, document_summary, planner, report, scoring, texts, together, together_view
from cxassess.model import (
    DONT_KNOW,
    NOT_APPLICABLE,
    Answer,
    BusinessInput,
    BusinessInputs,
    Decision,
    Respondent,
    Response,
    Said,
)
from cxassess.planner_problem import Capacity

QUESTION = next(bundled().questions())
VALUES = [option.value for option in QUESTION.options]
GIVEN = st.sampled_from([*VALUES, DONT_KNOW, NOT_APPLICABLE, None])
# V3 of the subject matter: eight people, four items.
RATINGS = (
    (4, 3, 5, 2), (4, 3, 4, 2), (5, 4, 4, 1), (4, 3, 5, 3), (3, 4, 4, 2), (4, 3, 4, 5), (4, 2, 5, 1), (5, 3, 4, 4),
)  # fmt: skip
AGREEMENT = (0.794643, 0.794643, 0.866071, 0.0)


def people(*given: str | Mapping[str, str | Answer | None] | None, **changes: object) -> list[Response]:
    """A response for each: one answer to the first question, or answers by question."""
    return [
        make_response(
            one if isinstance(one, Mapping) else {QUESTION.id: one},
            respondent=Respondent(f"r{i}", "Team"),
            **changes,
        )
        for i, one in enumerate(given)
    ]


def answer(*given: str | None) -> str | None:
    """What they say together to the first question."""
    return together.join(bundled(), people(*given)).answers[QUESTION.id].value


@pytest.mark.parametrize(
    ("given", "middle"),
    [
        (("1", "3", "5"), "3"),
        (("2", "4"), "2"),  # the lower of the two in the middle
        (("1", "1", "4", "5"), "1"),
        (("3", DONT_KNOW), "3"),  # not more than half
        (("3", DONT_KNOW, DONT_KNOW), DONT_KNOW),
        ((None, DONT_KNOW), DONT_KNOW),
        ((NOT_APPLICABLE, "2"), "2"),
        ((NOT_APPLICABLE, NOT_APPLICABLE, "2"), NOT_APPLICABLE),
        ((NOT_APPLICABLE, NOT_APPLICABLE, DONT_KNOW, "2"), "2"),
        ((None, None), None),
        ((None, "4"), "4"),
    ],
)
def test_the_answer_of_several_is_the_lower_median(given: Sequence[str | None], middle: str | None) -> None:
    assert answer(*given) == middle


@given(st.lists(GIVEN, min_size=2, max_size=9), st.randoms())
def test_the_order_of_people_never_matters(given: list[str | None], random: object) -> None:
    mixed = list(given)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert answer(*given) == answer(*mixed)


@given(st.sampled_from([*VALUES, DONT_KNOW, NOT_APPLICABLE]), st.integers(2, 8))
def test_people_who_all_say_the_same_say_it_together(value: str, count: int) -> None:
    assert answer(*[value] * count) == value


@given(st.lists(st.sampled_from(VALUES), min_size=2, max_size=9), st.integers(0, 8))
def test_a_higher_answer_of_one_never_lowers_the_answer_of_all(given: list[str], at: int) -> None:
    place = at % len(given)
    higher = VALUES[min(VALUES.index(given[place]) + 1, len(VALUES) - 1)]
    changed = [*given[:place], higher, *given[place + 1 :]]
    assert VALUES.index(str(answer(*changed))) >= VALUES.index(str(answer(*given)))


def test_agreement_is_that_of_the_vector() -> None:
    for item, expected in enumerate(AGREEMENT):
        counts = [sum(row[item] == value for row in RATINGS) for value in range(1, 6)]
        assert together.agreement(counts) == pytest.approx(expected, abs=1e-6)


def test_nobody_and_one_person_agree_with_nobody() -> None:
    assert together.agreement([0, 0, 0]) is None
    assert together.agreement([0, 1, 0]) is None
    assert together.agreement([0, 2, 0]) == 1
    assert together.agreement([5, 0, 0, 0, 5]) == 0  # truncated


def test_how_answers_are_spread_is_kept_from_five_people_on() -> None:
    few = together.join(bundled(), people("1", "2", "3", "4", DONT_KNOW))
    assert few.people == 5 and few.said == {}
    five = together.join(bundled(), people("1", "2", "2", "4", "5", DONT_KNOW, NOT_APPLICABLE))
    assert five.said == {QUESTION.id: Said({"1": 1, "2": 2, "3": 0, "4": 1, "5": 1}, 1, 1)}


def test_one_person_stays_as_they_are() -> None:
    (one,) = people("2")
    assert together.join(bundled(), [one]) is one


def test_the_later_file_of_a_person_counts() -> None:
    first, second = people("1", "2")
    later = make_response({QUESTION.id: "5"}, respondent=first.respondent, saved="2026-02-01T10:00")
    assert together.latest([first, second, later]) == ([second, later], [first])
    assert together.latest([later, second, first]) == ([later, second], [first])


@pytest.mark.parametrize(
    ("early", "late"),
    [
        ("2026-03-01T00:30:00+02:00", "2026-02-28T23:00:00Z"),
        ("2026-03-01T09:00:00.9Z", "2026-03-01T09:00:01Z"),
        ("2026-03-01", "2026-03-01T00:00:01Z"),
        ("", "2026-03-01"),
        ("2026-13-01", "2026-03-01"),
    ],
)
def test_the_later_file_is_the_later_moment_wherever_it_was_saved(early: str, late: str) -> None:
    first, second = (make_response({}, respondent=Respondent("a"), saved=stamp) for stamp in (early, late))
    assert together.latest([second, first]) == ([second], [first])
    assert together.join(bundled(), [first, second]).saved == late


def test_who_they_are_and_when_is_told_of_all() -> None:
    a, b = people("1", "2")
    b = make_response(
        b.answers, respondent=Respondent("b", "Other", "Anna"), started="2026-01-02", saved="2026-03-01"
    )
    joined = together.join(bundled(), [a, b])
    assert joined.respondent == Respondent("joined", "", "")
    assert (joined.started, joined.saved, joined.people) == ("2026-01-02", "2026-03-01", 2)


def test_targets_are_the_lower_median_and_decisions_are_nobodys() -> None:
    plan = {"draft-statements": Decision("done")}
    case = BusinessInputs({"credit": BusinessInput(60.0)}, {})
    a, b = people("1", "2", targets={"vision": 4}, decisions=plan, capacity=None, business_case=case)
    c = make_response(b.answers, respondent=Respondent("c"), targets={"vision": 2, "voice": 5})
    joined = together.join(bundled(), [a, b, c])
    assert joined.targets == {"vision": 4, "voice": 5}
    assert joined.decisions == {} and not joined.business_case.inputs
    decided = together.join(bundled(), [b, c], decided=a)
    assert (decided.targets, decided.decisions, decided.business_case) == (a.targets, plan, case)
    assert decided.people == 2
    alone = together.join(bundled(), [c], decided=a)
    assert (alone.answers, alone.respondent, alone.decisions) == (c.answers, c.respondent, plan)


def test_notes_are_joined_without_names() -> None:
    noted = people({QUESTION.id: Answer("1", "Here.")}, {QUESTION.id: Answer("1", "There.", reason="x")}, "2")
    answer = together.join(bundled(), noted).answers[QUESTION.id]
    assert answer.note == "Here. / There."
    assert answer.reason == answer.basis == ""


# ---- What the report says --------------------------------------------------------------------------------


def group(count: int) -> Response:
    """People around the answers of V1: most say the same, some one lower, and on one question all differ."""
    known = v1_answers()
    order = list(known)

    def own(i: int) -> dict[str, str]:
        lower = {name: str(int(v) - 1) for name, v in known.items() if v.isdigit() and v != "1"}
        return {**known, **(lower if i == 3 else {}), order[0]: str(i % 5 + 1)}

    return together.join(bundled(), people(*(own(i) for i in range(count))))


def told(response: Response, lang: str) -> tuple[dict[str, object], dict[str, object], Mapping[str, str]]:
    """The trees of the report of a response, and its phrases."""
    from samples import demo_client

    client, result = demo_client(), scoring.score(bundled_plan(), response)
    spoken = together.spoken(texts.phrases(lang), response.people)
    words = texts.term_values(bundled(), client, lang)
    local = texts.local(bundled(), lang, {**words, "organisation": client.short})
    script = texts.script_texts(local, spoken)
    setting = report.Setting(lang, client.short, response.saved)
    tree = report.build(script, result, setting)
    tree["groups"] = report.groups(script, result, setting)
    tree["plan"], tree["business"] = {"shown": False}, None
    schedule = planner.plan_actions(result, response, Capacity())
    source = document_summary.Source(local, spoken, result, response, client, lang, schedule)
    return tree, document.build(source, tree), spoken


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_a_report_of_several_never_speaks_of_one_person(lang: str) -> None:
    one = {
        "en": ("One person", "one respondent", "one view"),
        "nl": ("Eén persoon", "één invuller", "één kijk"),
    }[lang]
    alone, many = told(make_response(v1_answers()), lang), told(group(8), lang)
    for text in one:
        assert text in str(alone)
        assert text not in str(many[:2])
        assert text not in "".join(many[2][key] for key in together.MANY)
    count = {"en": "8 people", "nl": "8 mensen"}[lang]
    assert many[1]["facts"][2]["text"] == count  # type: ignore[index]
    assert str(many[0]["certainty"]).count(count) == 1


def test_the_page_on_differences_begins_with_the_largest() -> None:
    tree = together_view.build(*_texts("en"), group(10), "en")
    assert tree["shown"] and tree["title"] == "10 people differ on one of the 35 questions"
    first = tree["rows"][0]
    assert first["title"] == _texts("en")[0]["views"][0]["questions"][0]["title"]
    assert [cell["text"] for cell in first["cells"]] == ["2"] * 5
    assert [cell["middle"] for cell in first["cells"]] == [False, False, True, False, False]
    assert first["agreement"] == "0.00" and len(tree["rows"]) == together_view.MOST
    agreed = [float(row["agreement"]) for row in tree["rows"]]
    assert agreed == sorted(agreed)
    assert "20 questions" in tree["more"] and tree["few"] == ""


def test_few_people_are_told_that_differences_are_not_shown() -> None:
    tree = together_view.build(*_texts("nl"), group(4), "nl")
    assert not tree["shown"] and tree["rows"] == []
    assert "minder dan 5 mensen" in tree["few"]
    assert together_view.chosen(_question(), _texts("nl")[1], group(4)) == ""
    alone = together_view.build(*_texts("nl"), make_response(v1_answers()), "nl")
    assert not alone["shown"] and alone["few"] == ""


@pytest.mark.parametrize("counts", [{}, {"1": 0}, {"1": 2, "2": 2}, {"9": 7}])
def test_what_a_file_says_of_few_people_is_not_shown(counts: dict[str, int]) -> None:
    told = make_response({QUESTION.id: "1"}, people=9, said={QUESTION.id: Said(counts)})
    assert together_view.chosen(_question(), _texts("en")[1], told) == ""
    assert not together_view.build(*_texts("en"), told, "en")["shown"]


def test_people_who_agree_are_said_to() -> None:
    same = together.join(bundled(), people(*[v1_answers()] * 6))
    assert together_view.build(*_texts("en"), same, "en")["title"] == "6 people see it in much the same way"


def test_the_appendix_says_how_often_each_answer_was_chosen() -> None:
    joined = together.join(bundled(), people("1", "2", "2", "2", "5", DONT_KNOW))
    assert together_view.chosen(_question(), _texts("en")[1], joined) == (
        "Chosen: 1 × answer 1, 3 × answer 2, 1 × answer 5, 1 × don’t know."
    )


def _texts(lang: str) -> tuple[texts.Local, Mapping[str, str]]:
    words = {name: name for name in bundled().terms}
    return texts.local(bundled(), lang, words), texts.phrases(lang)


def _question() -> Mapping[str, object]:
    found: Mapping[str, object] = _texts("en")[0]["views"][0]["questions"][0]
    return found


def test_all_that_is_replaced_exists() -> None:
    for lang in ("en", "nl"):
        assert set(together.MANY) | set(together.MANY.values()) <= set(texts.phrases(lang))
