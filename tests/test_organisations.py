"""Five made-up organisations: what an expert expected before anything was scored, and what the tool finds.

``organisations/README.md`` tells who they are and discusses, by name, every expectation that did not hold.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
import yaml
from conftest import ROOT
from samples import bundled, bundled_plan

from cxassess import client, planner, response, scoring
from cxassess.frame import frame_of
from cxassess.model import DONT_KNOW, NOT_APPLICABLE, Client, Response
from cxassess.plan import OVERALL
from cxassess.planner_problem import capacity_for
from cxassess.resources import Workspace

FOLDER = ROOT / "tests" / "organisations"
WORKSPACE = Workspace(FOLDER)
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yaml").read_text("utf-8"))
README = (FOLDER / "README.md").read_text("utf-8")
DIMENSIONS = [dimension.id for dimension in bundled().dimensions]
FIRST = 3

organisation = pytest.mark.parametrize("name", EXPECTED)


@cache
def organisation_files(name: str) -> tuple[Client, Response]:
    """The client and its one response; nothing in them may be wrong or even worth a remark."""
    who, doc = client.read(WORKSPACE.clients / name)
    assert client.check(who, doc, frame_of(bundled())) == []
    (path,) = (WORKSPACE.clients / name / "responses").glob("*.json")
    file, answers = response.read(path)
    assert response.check(file, answers, bundled()) == []
    assert response.notes(file, answers, bundled(), name) == []
    return who, response.build(file, bundled(), who)


@cache
def computed(name: str) -> dict[str, Any]:
    """The outcome in the form of ``found``; with equal scores the first is strongest, the last weakest."""
    result = scoring.score(bundled_plan(), organisation_files(name)[1])
    whole = result.scores[OVERALL]
    topics = {id_: result.scores[f"dimension:{id_}"] for id_ in DIMENSIONS}
    scores = {id_: topic.score or 0.0 for id_, topic in topics.items()}
    return {
        "levels": {id_: topic.level for id_, topic in topics.items()},
        "whole": whole.level,
        "index": round(whole.score or 0.0, 2),
        "between": [round(whole.lower or 0.0, 2), round(whole.upper or 0.0, 2)],
        "strongest": max(scores, key=lambda id_: scores[id_]),
        "weakest": min(reversed(scores), key=lambda id_: scores[id_]),
        "actions": [action.removeprefix("action:") for action in result.order[:FIRST]],
    }


def deviations(expected: dict[str, Any], found: dict[str, Any]) -> dict[str, str]:
    """What did not hold, by name, as ``README.md`` must put it."""
    pairs = [(id_, expected["levels"][id_], found["levels"][id_]) for id_ in DIMENSIONS]
    pairs += [(key, expected[key], found[key]) for key in ("whole", "strongest", "weakest")]
    out = {key: f"expected {wanted}, found {got}" for key, wanted, got in pairs if wanted != got}
    low, high = expected["index"]
    if not low <= found["index"] <= high:
        out["index"] = f"expected {low} to {high}, found {found['index']}"
    if set(expected["actions"]) != set(found["actions"]):
        out["actions"] = f"expected {', '.join(expected['actions'])}, found {', '.join(found['actions'])}"
    return out


def section(title: str) -> str:
    """The text under a heading, up to the next heading of any level."""
    found = re.search(rf"^#+ {title}\n(.*?)(?=^#|\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, f"README.md has no heading “{title}”"
    return found[1]


def heading(name: str) -> str:
    """What both headings of an organisation in README.md begin with."""
    found = re.search(rf"^## ([^,\n]+), .*\(`{name}`\)$", README, re.MULTILINE)
    assert found, f"README.md does not describe {name}"
    return found[1]


def test_there_are_five_organisations_in_the_five_sectors() -> None:
    assert WORKSPACE.client_names() == sorted(EXPECTED)
    sectors = [organisation_files(name)[0].sector for name in EXPECTED]
    assert sectors == [sector.value for sector in bundled().sectors]


@organisation
def test_the_tool_finds_what_was_found(name: str) -> None:
    assert computed(name) == EXPECTED[name]["found"]


@organisation
def test_every_deviation_is_discussed_by_name_and_nothing_else(name: str) -> None:
    text = section(re.escape(heading(name)))
    discussed = {
        key: (outcome, discussion)
        for key, outcome, discussion in re.findall(r"^- \*\*([\w-]+)\*\*: (.+?)\. (.+)$", text, re.MULTILINE)
    }
    wanted = deviations(EXPECTED[name]["expected"], EXPECTED[name]["found"])
    assert {key: outcome for key, (outcome, _) in discussed.items()} == wanted
    assert all(len(discussion) >= 50 for _, discussion in discussed.values())


@organisation
def test_the_description_says_what_was_expected(name: str) -> None:
    expected = EXPECTED[name]["expected"]
    text = section(rf"{re.escape(heading(name))}, [^\n]*")
    low, high = expected["index"]
    levels = " | ".join(str(expected["levels"][id_]) for id_ in DIMENSIONS)
    assert f"| Expected | {levels} | {expected['whole']} | {low} to {high} |" in text
    titles = {"voice": "voice", "journey": "journey", "results": "ROI"}
    strongest, weakest = (titles.get(expected[key], expected[key]) for key in ("strongest", "weakest"))
    assert f"Strongest: {strongest}. Weakest: {weakest}." in text
    assert f"First three actions: {', '.join(f'`{action}`' for action in expected['actions'])}." in text


@organisation
def test_the_expectation_is_complete(name: str) -> None:
    expected = EXPECTED[name]["expected"]
    assert list(expected) == ["levels", "whole", "index", "strongest", "weakest", "actions"]
    assert list(expected["levels"]) == DIMENSIONS
    assert expected["index"][1] - expected["index"][0] == 10
    known = {action.id for action in bundled().actions()}
    assert len(set(expected["actions"]) & known) == FIRST


@organisation
def test_every_question_is_answered_and_what_does_not_apply_has_its_reason(name: str) -> None:
    answers = organisation_files(name)[1].answers
    assert list(answers) == sorted(question.id for question in bundled().questions())
    for answer in answers.values():
        assert answer.value is not None
        assert bool(answer.reason) == (answer.value == NOT_APPLICABLE)
    assert any(answer.note for answer in answers.values())
    assert any(answer.value in (DONT_KNOW, NOT_APPLICABLE) for answer in answers.values())


def test_the_counts_in_the_discussion_are_right() -> None:
    """README.md counts expectations, levels and actions that held."""
    pairs = [(entry["expected"], entry["found"]) for entry in EXPECTED.values()]
    missed = sum(len(deviations(*pair)) for pair in pairs)
    total = len(pairs) * (len(DIMENSIONS) + 5)
    assert f"There are {total} expectations" in README
    assert f"{total - missed} of them held" in README
    gaps = [abs(e["levels"][id_] - f["levels"][id_]) for e, f in pairs for id_ in DIMENSIONS]
    assert f"Of {len(gaps)} levels of topics, {gaps.count(0)} held and none was more than" in README
    assert max(gaps) <= 2
    shared = sum(len(set(e["actions"]) & set(f["actions"])) for e, f in pairs)
    assert f"{shared} of {len(pairs) * FIRST} advised actions came back" in README


def test_the_first_three_planned_actions_are_compared_with_what_was_expected() -> None:
    """The table in README.md holds the plans of today, and its count is right."""
    shared = 0
    for name, entry in EXPECTED.items():
        who, answers = organisation_files(name)
        result = scoring.score(bundled_plan(), answers)
        schedule = planner.plan_actions(result, answers, capacity_for(who, bundled(), answers))
        first = [action.id.removeprefix("action:") for action in schedule.placed[:FIRST]]
        both = len(set(first) & set(entry["expected"]["actions"]))
        shared += both
        cells = [", ".join(f"`{one}`" for one in names) for names in (entry["expected"]["actions"], first)]
        assert f"| {heading(name)} | {cells[0]} | {cells[1]} | {both} |" in README
    assert f"{shared} of {len(EXPECTED) * FIRST} came back, one fewer" in README
