"""The business case in files: what a questionnaire may ask for, what a response may hold, what the report prints."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from samples import (
    SMALL,
    bundled,
    bundled_plan,
    default_theme,
    demo_client,
    make_response,
    response_data,
    same_answers,
)

from cxassess import business_view, client, questionnaire, response, texts
from cxassess.errors import InvalidInput, Problem
from cxassess.exporters.pdf import report_html
from cxassess.model import BusinessInput, BusinessInputs
from cxassess.scoring import score
from cxassess.source import parse_json

FIGURE = "figures:\n  - {id: guess, claim: A, source: B, status: unverified}\n"
OWN = "title: A, volume: B, cost: C"


def case(line: str, more: str = "") -> str:
    return f"{SMALL}{more}business_case:\n  lines:\n    - {{{line}}}\n"


MISTAKES = {
    "line-own": (case("id: paper, title: A, volume: B"), "“paper” is of your own and needs “cost”"),
    "line-built-in": (case("id: staff, title: A"), "“staff” is built in"),
    "unknown-figure": (case("id: staff, figures: [gues]", FIGURE), "Did you mean “guess”?"),
    "figure-unverified": (case("id: staff, figures: [guess]", FIGURE), "the figure “guess” is unverified"),
    "unknown-action": (case("id: staff, actions: [coach]"), "there is no action “coach”"),
    "unknown-sector": (case("id: staff, sectors: [shops]"), "there is no sector “shops”"),
    "duplicate-id": (case(f"id: paper, {OWN}}}\n    - {{id: paper, {OWN}"), "already used on line"),
    "years": (case("id: staff").replace("  lines", "  years: 11\n  lines"), "“years” must be at most 10"),
    "currency": (case("id: staff").replace("  lines", "  currency: 1 euro\n  lines"), "“currency”"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_in_a_questionnaire_is_named(name: str, tmp_path: Path) -> None:
    text, said = MISTAKES[name]
    (tmp_path / "questionnaire.yaml").write_text(text, "utf-8")
    with pytest.raises(InvalidInput) as caught:
        questionnaire.read(tmp_path, "q")
    found = [problem.text("en") for problem in caught.value.problems]
    assert len(found) == 1 and said in found[0], found
    assert found[0].startswith("q/questionnaire.yaml:")


def test_a_questionnaire_without_one_keeps_its_digest(tmp_path: Path) -> None:
    """So that the answers in people's browsers still belong to it."""
    (tmp_path / "questionnaire.yaml").write_text(SMALL, "utf-8")
    plain = questionnaire.read(tmp_path)
    assert plain.business_case is None
    assert plain.digest == "fac49b9a9b2eaa34", "as it was before there were business cases"


def read(
    inputs: dict[str, Any], lines: dict[str, bool] | None = None
) -> tuple[Any, list[Problem], list[Problem]]:
    """A response with these inputs, its problems and its notes."""
    data = response_data({}, business_case={"inputs": inputs, "lines": lines or {}})
    doc = parse_json(json.dumps(data, indent=1).encode(), "r.json")
    file = response.parse(doc)
    return file, response.check(file, doc, bundled()), response.notes(file, doc, bundled(), "")


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"retention": {"base": 101}}, "“retention” in the business case must lie between 0 and 100"),
        ({"customers": {"base": 5, "high": -1}}, "between 0 and 100000000"),
        ({"years": {"base": 2.5}}, "“years” in the business case must be a whole number"),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_its_place(inputs: dict[str, Any], said: str) -> None:
    _, problems, _ = read(inputs)
    (problem,) = problems
    assert said in problem.text("en") and problem.place.line and problem.place.line > 10


def test_what_a_later_questionnaire_lacks_is_kept_and_said() -> None:
    file, problems, notes = read({"smiles": {"base": 7, "source": "x"}}, {"joy": True, "staff": False})
    assert not problems
    assert [note.values["name"] for note in notes if note.code == "response-business-unknown"] == [
        "smiles",
        "joy",
    ]
    built = response.build(file, bundled(), None).business_case
    assert built.inputs["smiles"] == BusinessInput(7, source="x") and built.lines == {
        "joy": True,
        "staff": False,
    }


def shown(own: client.model.Client, given: BusinessInputs, lang: str = "nl") -> str:
    answers = make_response(
        same_answers("2"), business_case=given, lang=lang, profile={"sector": own.sector or ""}
    )
    return report_html(bundled(), default_theme(), own, answers, score(bundled_plan(), answers), lang)


INPUTS = BusinessInputs({"credit": BusinessInput(60, 40, 80, "MT <b>"), "day-rate": BusinessInput(low=900)})


def test_the_report_shows_it_only_where_somebody_filled_it_in() -> None:
    """Inputs with their sources, what is still needed, and the warning that related is not proof."""
    html = shown(demo_client(), INPUTS)
    assert "Nog nodig voor een uitkomst" in html and "Samenhang is geen bewijs" in html
    assert "MT &lt;b&gt;" in html
    assert "Uw aannames" in html and "Uw aannames" not in shown(demo_client(), BusinessInputs())


def test_a_public_body_reads_of_citizens_and_its_own_benefits() -> None:
    html = shown(replace(demo_client(), sector="government"), INPUTS)
    assert "Tijd van inwoners" in html and "Klanten die blijven" not in html


def test_the_day_rate_of_the_client_counts_until_another_is_typed() -> None:
    own = replace(demo_client(), day_rate=bundled().levels.largely, currency="CHF")
    for typed, rate in ((None, 50.0), (700.0, 700.0)):
        inputs = BusinessInputs({"day-rate": BusinessInput(typed)})
        answers = make_response({}, business_case=inputs)
        found = business_view.given_for(bundled(), own, answers, score(bundled_plan(), answers))
        assert found is not None and found.currency == "CHF"
        assert found.inputs.inputs["day-rate"].base == rate


def test_unverified_figures_never_reach_the_form() -> None:
    words = texts.local(bundled(), "en", {"organisation": "X", "customers": "people", "customer": "person"})
    hidden = {figure.id for figure in bundled().figures if figure.status == "unverified"}
    assert words["business"]["figures"] and not hidden & set(words["business"]["figures"])
    assert all(figure["note"] and figure["source"] for figure in words["business"]["figures"].values())
