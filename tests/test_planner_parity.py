"""The page and the report plan the same: ``planner.js`` and ``planner.py``, number for number and word for word."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from parity import differences
from random_models import make_response, random_questionnaire, random_response
from samples import bundled, v1_answers
from samples import make_response as bundled_response
from test_organisations import EXPECTED, organisation_files
from test_view_parity import LANGUAGES, as_json, likely_response, spoken_texts
from test_view_parity import SCRIPTS as VIEW

from cxassess import client, planner, planner_view, questionnaire, report
from cxassess import response as answer_file
from cxassess.model import DONT_KNOW, NOT_APPLICABLE, Client, Decision, Questionnaire, Response
from cxassess.plan import ScoringPlan
from cxassess.plan_compiler import compile_plan
from cxassess.planner_problem import Capacity, capacity_for
from cxassess.resources import browser_script
from cxassess.scoring import score
from cxassess.source import read_yaml

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLANNER = ("plannersearch.js", "plannerproblem.js", "planner.js")
SCRIPTS = (*VIEW, *PLANNER, "plannerview.js")
RANDOM_PLANS = int(os.environ.get("CXASSESS_RANDOM_PLANS", "60"))
VECTORS = sorted((ROOT / "tests" / "conformance" / "plans").glob("*.yaml"))
QUICK = 50
"""Milliseconds in which the page plans again."""

HARNESS = """
const plain = (tree) => JSON.parse(JSON.stringify(tree, (_, x) => (x instanceof Map ? Object.fromEntries(x) : x)));
globalThis.planTrees = ({plan, cases, texts, lang}) => cases.map(({response, capacity}) => {
  const result = Engine.score(plan, response);
  const schedule = Planner.planActions(result, response, capacity);
  const client = {short: 'X'};
  const tree = View.build({texts, plan, result, client, response, lang});
  tree.plan = PlannerView.build({texts, result, schedule, client, response, lang});
  PlannerView.apply(tree, tree.plan);
  return plain({plan: tree.plan, roadmap: tree.roadmap});
});
globalThis.plans = ({plan, cases}) => cases.map(({response, capacity}) => {
  const start = performance.now();
  const schedule = Planner.planActions(Engine.score(plan, response), response, capacity);
  return {schedule, years: Planner.personDaysByYear(schedule), took: performance.now() - start};
});
"""

Case = tuple[Response, Capacity]


@pytest.fixture(scope="module")
def browser(chromium_page: Page) -> Page:
    """A page with the planner in it."""
    source = "\n".join(browser_script(name).read_text("utf-8") for name in SCRIPTS)
    chromium_page.evaluate(f"() => {{\n'use strict';\n{source}\n{HARNESS}}}")
    return chromium_page


def in_browser(
    page: Page, plan: ScoringPlan, cases: Sequence[Case], name: str = "plans", **more: object
) -> list[Any]:
    """What the page plans; both ways as JSON text, which keeps every double."""
    given = [
        {
            "response": as_json(response),
            "capacity": {"days": capacity.days, "owners": [[x, list(names)] for x, names in capacity.owners]},
        }
        for response, capacity in cases
    ]
    script = f"given => JSON.stringify({name}(JSON.parse(given)))"
    data = {"plan": plan.as_json(), "cases": given, **more}
    return list(json.loads(page.evaluate(script, json.dumps(data))))


def in_python(plan: ScoringPlan, response: Response, capacity: Capacity) -> dict[str, Any]:
    """The plan as the page would write it."""
    schedule = planner.plan_actions(score(plan, response), response, capacity)
    years = [dataclasses.asdict(year) for year in planner.person_days_by_year(schedule)]
    return json.loads(json.dumps({"schedule": dataclasses.asdict(schedule), "years": years}))


def random_capacity(rng: random.Random, asked: Questionnaire) -> Capacity:
    """Usual, small, odd and no capacity, sometimes with limits for a few actions."""
    names = [f"action:{action.id}" for action in asked.actions()]
    owners = [
        (float(rng.choice([0, 2, 7.5, 20])), sorted(rng.sample(names, min(len(names), rng.randint(1, 9)))))
        for _ in range(rng.choice([0, 0, 1, 2]))
    ]
    return Capacity(rng.choice([None, 20.0, 40.0, 60.0, 3.7, 0.0, 400.0]), owners)


def assert_same(page: Page, asked: Questionnaire, cases: Sequence[Case]) -> list[float]:
    """Both plan the same; the milliseconds that the page took."""
    plan = compile_plan(asked)
    took = []
    for (response, capacity), theirs in zip(cases, in_browser(page, plan, cases), strict=True):
        took.append(theirs.pop("took"))
        ours = in_python(plan, response, capacity)
        assert ours == theirs  # 40 and 40.0 are one number, but not 40.0 and the next double
    return took


def test_the_bundled_questionnaire_is_planned_alike_and_at_once(browser: Page) -> None:
    asked = questionnaire.read(ROOT / "questionnaires" / "cx-maturity")
    rng = random.Random(6)
    cases = [(likely_response(rng, asked), random_capacity(rng, asked)) for _ in range(RANDOM_PLANS)]
    took = assert_same(browser, asked, cases)
    print(
        f"planning in the page: first {took[0]:.1f} ms, median {statistics.median(took):.1f}, most {max(took):.1f}"
    )
    assert statistics.median(took) < QUICK


def test_the_page_plans_every_organisation_again_at_once(browser: Page) -> None:
    """The five organisations and the demo, with their own capacity; on a busy machine the best of three counts."""
    cases = [(answers, capacity_for(who, bundled(), answers)) for who, answers in real_organisations()]
    rounds = [assert_same(browser, bundled(), cases) for _ in range(3)]
    best = [min(times) for times in zip(*rounds, strict=True)]
    print(f"replanning {len(best)} organisations in the page: most {max(best):.1f} ms")
    assert max(best) < QUICK


def real_organisations() -> list[tuple[Client, Response]]:
    """The test organisations, and the demo client with its first response."""
    demo = ROOT / "demo" / "clients" / "meridiaan"
    who = client.read(demo)[0]
    file = answer_file.read(min((demo / "responses").glob("*.json")))[0]
    return [*map(organisation_files, EXPECTED), (who, answer_file.build(file, bundled(), who))]


def test_random_questionnaires_are_planned_alike(browser: Page) -> None:
    rng = random.Random(66)
    for _ in range(RANDOM_PLANS):
        asked = random_questionnaire(rng)
        cases = [(random_response(rng, asked), random_capacity(rng, asked)) for _ in range(3)]
        assert_same(browser, asked, cases)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plan_reads_the_same(lang: str, browser: Page) -> None:
    """Every word of the plan, and of the roadmap that follows it, is the same in the page."""
    asked = questionnaire.read(ROOT / "questionnaires" / "cx-maturity")
    plan, words, rng = compile_plan(asked), spoken_texts(asked, lang), random.Random(7)
    cases = [(likely_response(rng, asked), random_capacity(rng, asked)) for _ in range(RANDOM_PLANS)]
    cases.append((bundled_response(v1_answers(), targets={"ownership": 3}), Capacity(40.0)))  # one quarter
    theirs = in_browser(browser, plan, cases, "planTrees", texts=words, lang=lang)
    for (response, capacity), other in zip(cases, theirs, strict=True):
        result = score(plan, response)
        setting = report.Setting(lang, "X", response.saved, response.decisions)
        tree = report.build(words, result, setting)
        tree["plan"] = planner_view.build(
            words, result, planner.plan_actions(result, response, capacity), setting
        )
        planner_view.apply(tree, tree["plan"])
        ours = {"plan": tree["plan"], "roadmap": tree["roadmap"]}
        assert [*differences(ours, other)][:5] == []


# ---- Vectors --------------------------------------------------------------------------------------------


def vector(path: Path) -> tuple[dict[str, Any], Response, Capacity]:
    """A file of ``conformance/plans``: what is expected, and what it is about."""
    case = read_yaml(path).data
    special = {"dk": DONT_KNOW, "na": NOT_APPLICABLE}
    given = {
        question.id: special.get(value, str(value))
        for dimension in bundled().dimensions
        for question, value in zip(dimension.questions, case["answers"][dimension.id], strict=True)
    }
    decisions = {name: Decision(*entry) for name, entry in case.get("decisions", {}).items()}
    response = make_response(given, targets=case["targets"], decisions=decisions, saved=str(case["saved"]))
    return case, response, Capacity(float(case["capacity"]))


@pytest.mark.parametrize("engine", ["python", "browser"])
@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_plan_meets_its_vector(path: Path, engine: str, request: pytest.FixtureRequest) -> None:
    case, response, capacity = vector(path)
    plan, expected = compile_plan(bundled()), case["expected"]
    if engine == "python":
        schedule = in_python(plan, response, capacity)["schedule"]
    else:
        page = request.getfixturevalue("browser")
        schedule = in_browser(page, plan, [(response, capacity)])[0]["schedule"]
    begins: list[list[str]] = [[] for _ in range(schedule["length"])]
    for action in schedule["placed"]:
        begins[action["start"]].append(action["id"].removeprefix("action:"))
    assert begins == expected["quarters"]
    points = schedule["points"]
    found = [point["index"] for point in points[: len(expected["index"])]]
    assert found == pytest.approx(expected["index"], abs=float(case["tolerance"]))
    assert [point["level"] for point in points] == expected["levels"]
    reached = {
        aim["id"].removeprefix("dimension:"): aim["why"] if aim["quarter"] is None else aim["quarter"]
        for aim in schedule["aims"]
    }
    assert reached == expected["reached"]
