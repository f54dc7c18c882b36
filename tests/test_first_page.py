"""What a board reads first, and what lets it check the rest: outcomes that fall short, weights, and files inside."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from conftest import ROOT
from reports import case
from samples import bundled, bundled_plan, demo_client, make_response, v1_answers
from test_pdf import words_of

from cxassess import story, texts, theme
from cxassess.model import Respondent
from cxassess.printing import Work
from cxassess.resources import Workspace
from cxassess.scoring import score


def made(inside: dict[str, str] | None = None, lang: str = "nl") -> Work:
    """The report of a respondent without a name, with the files that its PDF is to hold."""
    response = replace(make_response(v1_answers()), respondent=Respondent("r1", group="Directie"))
    look = theme.read(Workspace(ROOT), "default")
    result = score(bundled_plan(), response)
    return Work(bundled(), look, demo_client(), response, result, lang, inside or {})


def told(text: str) -> str:
    """HTML as its words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "demo nl",
            "De index gaat daarmee van 39 naar 61. In die 39 telt onbekend als laagste antwoord. Niveau 3 volgt in "
            "jan–mrt 2027. Niet gehaald binnen twee jaar: het doel van Klantreis.",
        ),
        ("demo nl", "€ 1.088.000 als alles meezit. Met kanttekeningen: zie “Businesscase”."),
        ("aan-tafel", "Het niveau blijft 2. Niet gehaald binnen twee jaar: het doel van Stem van de klant."),
        ("korver-valves", "The level stays 2. Not reached within two years: the target of Vision"),
        (
            "korver-valves",
            "Vision: level 3 takes more than the actions of this roadmap. It stays at level 1.",
        ),
        ("demo nl", "Rendement: niveau 3 in okt–dec 2027, en aan het eind niveau 4."),
    ],
)
def test_a_board_reads_what_the_plan_does_not_reach(name: str, said: str) -> None:
    assert said in words_of(case(name))


def test_weights_and_limits_are_in_the_report_so_that_a_score_can_be_checked() -> None:
    """Every question that weighs more than most is named by its number."""
    text = told(made().html)
    row = story.question_weights(
        texts.local(bundled(), "nl", {}), texts.phrases("nl"), score(bundled_plan(), make_response({})), "nl"
    )
    heavy, other = row.split("; ")
    assert f"Gewicht van de vragen {row}" in text and other == "1: alle andere vragen"
    views = texts.local(bundled(), "nl", {})["views"]
    weights = {question.id: question.weight for question in bundled().questions()}
    numbers = [
        f"{i}.{j}"
        for i, view in enumerate(views, 1)
        for j, question in enumerate(view["questions"], 1)
        if weights[question["id"]] == 2
    ]
    assert len(numbers) > 10 and heavy == f"2: {', '.join(numbers)}"
    assert "Bijna alles is hier meer dan 85% van het gewicht." in text


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ({}, (False, False)),
        ({"result.json": "{}"}, (True, False)),
        ({"result.json": "{}", "response.json": "{}"}, (True, True)),
    ],
)
def test_a_report_names_the_files_that_its_pdf_holds(inside: dict[str, str], says: tuple[bool, bool]) -> None:
    """And none where there is none: as HTML and in Word."""
    work = made(inside)
    assert tuple(f"In {name}.json staan" in work.html for name in ("result", "response")) == says
    assert ".json" not in work.flowing


def test_one_of_a_group_does_not_speak_for_it() -> None:
    assert "Ingevuld door 1 persoon, Directie" in told(made().html)
    assert "Filled in by 1 person, Directie" in told(made(lang="en").html)


def test_a_report_of_nobody_has_no_roadmap() -> None:
    text = words_of(case("nothing answered"))
    assert "Roadmap" not in text and "One person filled this in" not in text
    assert "Roadmap" in words_of(case("demo en"))


def test_a_joined_report_says_why_its_score_may_lie_below_every_group() -> None:
    text = words_of(case("together"))
    assert "Zo kan een score lager zijn dan het gemiddelde van elke groep." in text
    assert "koos meer dan de helft ‘weet ik niet’" in text and "De meesten kozen" not in text
