"""What a plan promises: close to the best there is, within its limits, and exactly what the engine scores."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from functools import cache
from statistics import mean

import pytest
from planner_cases import area, exhaustive, fits, random_problem
from random_models import make_response
from samples import bundled, bundled_plan, v1_answers
from test_organisations import EXPECTED, organisation_files
from test_view_parity import spoken_texts

from cxassess import planner, planner_search, planner_view, report, scoring
from cxassess.model import Client, Decision, Response
from cxassess.plan import OVERALL, GainOp
from cxassess.planner import Schedule
from cxassess.planner_problem import ASSUMED, Capacity, capacity_for, problem_of
from cxassess.scoring_result import Result

INSTANCES = int(os.environ.get("CXASSESS_PLANNER_INSTANCES", "200"))
MEAN, WORST = 0.98, 0.90
SAVED = "2026-11-10T10:00:00+01:00"
TARGETS = {"vision": 3, "purpose": 3, "ownership": 3, "voice": 4, "journey": 3, "results": 3}

organisation = pytest.mark.parametrize("name", EXPECTED)


def scored(response: Response) -> Result:
    return scoring.score(bundled_plan(), response)


def v1(**changes: object) -> Response:
    """The answers of the golden vector V1."""
    return make_response(v1_answers(), **{"targets": TARGETS, "saved": SAVED, **changes})


def planned(response: Response, days: float | None = 40.0) -> Schedule:
    return planner.plan_actions(scored(response), response, Capacity(days))


def names(schedule: Schedule) -> list[str]:
    return [action.id.removeprefix("action:") for action in schedule.placed]


def start_of(schedule: Schedule, name: str) -> int:
    return next(action.start for action in schedule.placed if action.id == f"action:{name}")


# ---- Close to the best ----------------------------------------------------------------------------------


def test_a_plan_is_close_to_the_best_of_all_plans() -> None:
    """Up to 12 actions with needs, horizons, owners and shared questions, against an exhaustive search."""
    ratios = []
    for seed in range(INSTANCES):
        drawn = random.Random(seed)
        problem = random_problem(drawn, drawn.randrange(4, 13))
        state = planner_search.search(problem)
        starts = tuple(max(start, -1) for start in state.start)
        found = area(problem, starts)
        best = exhaustive(problem, found)
        assert fits(problem, starts)
        assert found == planner_search.area_of(problem, state)
        ratios.append(found / best if best else 1.0)
    print(f"{len(ratios)} instances: mean ratio {mean(ratios):.4f}, worst {min(ratios):.4f}")
    assert mean(ratios) >= MEAN
    assert min(ratios) >= WORST


def test_the_exhaustive_search_finds_what_only_a_second_look_finds() -> None:
    """One large action brings more than the two small ones that yield more for each day, and only one side fits."""
    gain = planner_search.Gain
    tasks = [
        planner_search.Task(f"action:{i}", days, 1, (days,), 7, None, False, False, (), ())
        for i, days in enumerate((6_000, 10_000))
    ]
    gains = tuple(gain(1, {1: 0, 2: points}, ((i, 1, 2, 2),)) for i, points in enumerate((70, 100)))
    problem = planner_search.Problem(tuple(tasks), gains, (10_000,) * 8)
    assert exhaustive(problem) == 100
    one, other = planner_search.search(problem).start
    assert (one < 0, other) == (True, 7)


# ---- Gains ----------------------------------------------------------------------------------------------


def test_the_gain_of_an_action_is_what_the_engine_scores_when_it_is_done() -> None:
    """X4: the exact change of the index, for every action and six responses."""
    responses = [v1(), *(organisation_files(name)[1] for name in EXPECTED)]
    count = 0
    for response in responses:
        result = scored(response)
        for name, action in result.actions.items():
            if action.open:
                assert planner.effect(result, response, name).gain == pytest.approx(action.gain, abs=1e-9)
                count += action.gain > 0
    assert count > 100


def test_an_action_can_change_a_level_and_says_which() -> None:
    """In the shop two answers hold ownership at 1; naming an owner is what lifts it."""
    _, response = organisation_files("spoke-and-saddle")
    found = planner.effect(scored(response), response, "action:appoint-owner")
    assert found.levels == (("dimension:ownership", 1, 2),)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Ownership to level 2"), ("nl", "Eigenaarschap naar niveau 2")]
)
def test_the_roadmap_says_which_level_an_action_changes_and_is_silent_about_the_others(
    lang: str, said: str
) -> None:
    """Its title counts the actions of the plan, not all that are useful."""
    _, response = organisation_files("spoke-and-saddle")
    result, words = scored(response), spoken_texts(bundled(), lang)
    setting = report.Setting(lang, "X", response.saved, response.decisions)
    tree = report.build(words, result, setting)
    plan = planner_view.build(words, result, planned(response), setting)
    planner_view.apply(tree, plan)
    on_board = sum(len(column["rows"]) for column in plan["board"])
    assert tree["roadmap"]["title"].split()[0] == str(on_board) != str(len(result.order))
    shown = {row["id"]: row["lifts"] for step in tree["roadmap"]["steps"] for row in step["actions"]}
    assert shown["appoint-owner"] == said
    changing = {
        name.removeprefix("action:")
        for name, action in result.actions.items()
        if action.open and planner.effect(result, response, name).levels
    }
    assert {name for name, text in shown.items() if text} == changing & shown.keys()
    assert len(changing) < len(shown) / 2


def told(
    result: Result, response: Response, schedule: Schedule, lang: str = "en"
) -> tuple[report.Tree, report.Tree]:
    """The roadmap of a report with its plan, and the plan."""
    setting = report.Setting(lang, "X", response.saved, response.decisions)
    tree = report.build(spoken_texts(bundled(), lang), result, setting)
    plan = planner_view.build(spoken_texts(bundled(), lang), result, schedule, setting)
    planner_view.apply(tree, plan)
    return tree["roadmap"], plan


def test_every_action_of_a_plan_is_in_the_details_of_the_roadmap_and_counted_there() -> None:
    """Also one that brings nothing today, because what it builds on is planned before it."""
    late = 0
    for result, response, schedule in plans():
        roadmap, plan = told(result, response, schedule)
        for step in roadmap["steps"]:
            ranked = [row for row in step["actions"] if row["rank"] != "–"]
            assert step["count"].split()[0] == (str(len(ranked)) if ranked else step["count"].split()[0])
        rows = [row for step in roadmap["steps"] for row in step["actions"]]
        assert {row["id"]: row["rank"] for row in rows if row["rank"] != "–"} == plan["rank"]
        late += sum(row["gain"] == "counts after earlier actions" for row in rows)
        assert all(row["needs"] for row in rows if row["gain"] == "counts after earlier actions")
    assert late


@pytest.mark.parametrize(
    ("days", "title"),
    [
        (60.0, "20 actions take X to level\u00a03 and the index to 61"),
        (1.0, "2 actions lift the index from 39 to 41, and the level stays 2"),
    ],
)
def test_the_title_of_a_roadmap_says_how_far_it_leads(days: float, title: str) -> None:
    response = v1()
    roadmap, _ = told(scored(response), response, planned(response, days))
    assert roadmap["title"] == title


def test_targets_that_are_there_already_are_told_apart_from_those_that_the_plan_brings() -> None:
    response = v1()
    _, plan = told(scored(response), response, planned(response, 2.0))
    assert plan["lede"] == (
        "Targets you can expect to reach within two years: 4 of 6. You have 3 of them already."
    )


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "In one quarter from 39 to 41"), ("nl", "In één kwartaal van 39 naar 41")]
)
def test_a_plan_of_one_quarter_is_not_called_quarters(lang: str, said: str) -> None:
    response = v1(targets={"ownership": 3})
    result, words = scored(response), spoken_texts(bundled(), lang)
    setting = report.Setting(lang, "X", response.saved, response.decisions)
    assert planner_view.build(words, result, planned(response), setting)["title"] == said


# ---- Limits and order -----------------------------------------------------------------------------------


@cache
def plans() -> tuple[tuple[Result, Response, Schedule], ...]:
    """V1 and the organisations with several capacities."""
    responses = [v1(), v1(targets={}), *(organisation_files(name)[1] for name in EXPECTED)]
    return tuple(
        (scored(response), response, planned(response, days))
        for response in responses
        for days in (None, 15.0, 60.0)
    )


def test_no_quarter_holds_more_than_its_capacity() -> None:
    for _, _, schedule in plans():
        assert all(days <= room for days, room in zip(schedule.days, schedule.room, strict=True))


def test_what_an_action_needs_is_finished_before_it_starts() -> None:
    for result, _, schedule in plans():
        finish = {action.id: action.finish for action in schedule.placed}
        needs = {op.id: op.needs for op in result.plan.operations if isinstance(op, GainOp)}
        seen: set[str] = set()
        for action in schedule.placed:
            for need in needs[action.id]:
                if result.actions[need].open:
                    assert finish[need] <= action.start
                    assert need in seen
            seen.add(action.id)


def test_no_action_takes_the_room_of_one_for_a_core_question() -> None:
    """Without the other actions, those for core questions would start in the same quarters."""
    for result, response, schedule in plans():
        problem = problem_of(result, response, Capacity(schedule.capacity))
        state = planner_search.search(problem)
        core = [i for i, task in enumerate(problem.tasks) if task.core and state.start[i] >= 0]
        room = planner_search.placed(problem, [])
        for i in sorted(core, key=lambda i: state.start[i]):
            planner_search.place(problem, room, i)
        assert sum(room.start[i] for i in core) >= sum(state.start[i] for i in core) - len(core)


def test_the_index_never_falls_and_ends_where_the_engine_says() -> None:
    for result, response, schedule in plans():
        values = [point.index for point in schedule.points]
        assert values == sorted(values)
        assert values[0] == result.scores[OVERALL].lower
        done = planner.lifted(result, response, [action.id for action in schedule.placed])
        assert values[-1] == done.scores[OVERALL].lower
        assert schedule.points[-1].level == done.scores[OVERALL].level


def test_a_plan_ends_when_every_target_is_reached() -> None:
    response = organisation_files("lindewaard")[1]
    schedule = planned(response)
    ends = [aim.quarter for aim in schedule.aims]
    assert None not in ends
    assert all(action.start <= max(end for end in ends if end is not None) for action in schedule.placed)
    assert schedule.left == ()


def test_a_target_out_of_reach_says_why() -> None:
    """Too little time, refused actions, or nothing that lifts far enough."""
    few = {aim.id: aim.why for aim in planned(v1(), 5.0).aims}
    assert few["dimension:results"] == "time"
    needed = {name: Decision("no") for name in ("value-model", "review-results", "run-pilot")}
    refused = {aim.id: aim.why for aim in planned(v1(decisions=needed)).aims}
    assert refused["dimension:results"] == "refused"
    high = {aim.id: aim.why for aim in planned(v1(targets={"purpose": 5})).aims}
    assert high == {"dimension:purpose": "content"}


def test_topics_at_their_target_get_no_actions_of_their_own() -> None:
    """With a target for results alone, everything planned lifts results or is needed for it."""
    result = scored(v1(targets={"results": 3}))
    schedule = planned(v1(targets={"results": 3}))
    ops = {op.id: op for op in result.plan.operations if isinstance(op, GainOp)}
    wanted = {
        a.id for a in schedule.placed if any(x.question.startswith("results-") for x in ops[a.id].lifts)
    }
    while more := {need for name in wanted for need in ops[name].needs} - wanted:
        wanted |= more
    assert {action.id for action in schedule.placed} <= wanted


# ---- Decisions ------------------------------------------------------------------------------------------


def test_a_pinned_action_starts_in_its_quarter_even_beyond_the_capacity() -> None:
    late = planned(v1(decisions={"define-metrics": Decision("planned", "", "2027-Q3")}))
    assert start_of(late, "define-metrics") == 3
    full = {name: Decision("planned", "", "2027-Q1") for name in ("report-retention", "ask-soon")}
    schedule = planned(v1(decisions=full), 25.0)
    assert schedule.days[1] > schedule.room[1]
    assert all(start_of(schedule, name) == 1 for name in full)


def test_what_a_pinned_action_needs_moves_to_the_front_with_it() -> None:
    schedule = planned(v1(decisions={"value-model": Decision("planned", "", "2026-Q4")}), 400.0)
    assert start_of(schedule, "value-model") == 0
    assert start_of(schedule, "report-retention") == 0  # its own horizon begins after three months


def test_an_action_that_cannot_start_in_its_quarter_is_named() -> None:
    schedule = planned(v1(decisions={"value-model": Decision("planned", "", "2026-Q4")}), 10.0)
    assert "action:value-model" in schedule.moved


def test_done_and_refused_actions_are_not_planned_and_hold_nothing_up() -> None:
    first = planned(v1())
    assert "report-retention" in names(first)
    for status in ("done", "no"):
        schedule = planned(v1(decisions={"report-retention": Decision(status)}))
        assert "report-retention" not in names(schedule)
        assert "value-model" in names(schedule)


def test_what_the_answers_say_is_there_already_is_not_planned_as_a_need() -> None:
    """Listening by plan is at answer 4, so nobody is asked to begin with it before defining measures."""
    assert v1_answers()["voice-measured"] == "4"
    assert "define-metrics" in names(planned(v1())) and "start-listening" not in names(planned(v1()))


def test_a_planned_action_without_a_quarter_always_gets_a_place() -> None:
    response = v1(targets={"results": 2}, decisions={"open-ideas": Decision("planned")})
    assert "open-ideas" in names(planned(response))


def test_an_owner_has_no_more_days_than_are_known() -> None:
    """The days of an owner hold for all that this owner leads, and for what the respondent gave to them."""
    client = replace(
        organisation_files("lindewaard")[0], capacity=None, owner_capacity={"Finance manager": 3}
    )
    response = v1(decisions={"give-room": Decision("planned", "Finance manager")})
    capacity = capacity_for(client, bundled(), response)
    ((limit, led),) = capacity.owners
    assert (limit, set(led)) == (3.0, {"action:define-metrics", "action:value-model", "action:give-room"})
    schedule = planner.plan_actions(scored(response), response, capacity)
    for quarter in range(schedule.length):
        used = sum(
            action.days[quarter - action.start]
            for action in schedule.placed
            if action.id in led and action.start <= quarter <= action.finish
        )
        assert used <= 3


def test_the_respondents_days_come_before_the_clients() -> None:
    client: Client = organisation_files("lindewaard")[0]
    assert capacity_for(client, bundled(), v1()).days is None
    assert planned(v1(), None).capacity == ASSUMED
    own = replace(v1(), capacity=12)  # type: ignore[arg-type]
    assert capacity_for(replace(client, capacity=60), bundled(), own).days == 12  # type: ignore[arg-type]


# ---- Corners --------------------------------------------------------------------------------------------


def test_without_enough_answers_there_is_no_plan() -> None:
    schedule = planned(make_response({"vision-known": "2"}, saved=SAVED))
    assert (schedule.placed, schedule.aims) == ((), ())


def test_without_days_only_decisions_are_planned() -> None:
    schedule = planned(v1(decisions={"appoint-owner": Decision("planned", "", "2027-Q1")}), 0.0)
    assert names(schedule) == []
    assert schedule.left


def test_of_the_quarter_that_is_running_only_what_is_left_counts() -> None:
    """Answers of early November leave two months of three; after the fifteenth a month is as good as over."""
    for saved, first, days in (
        ("2026-10-01T08:00", (2026, 4), 30.0),
        ("2026-11-15", (2026, 4), 20.0),
        ("2026-11-16", (2026, 4), 10.0),
        ("2026-12-15", (2026, 4), 10.0),
        ("2026-12-16", (2027, 1), 30.0),
        ("2026-11", (2026, 4), 20.0),
    ):
        schedule = planned(v1(saved=saved), 30.0)
        assert (schedule.first, schedule.room[0]) == (first, days), saved


def test_a_quarter_that_was_chosen_and_is_nearly_over_is_the_first() -> None:
    decisions = {
        "calibrate": Decision("planned", "", "2026-Q4"),
        "open-ideas": Decision("planned", "", "2027-Q2"),
    }
    schedule = planned(v1(saved="2026-12-20T09:00", decisions=decisions), 60.0)
    assert schedule.first == (2027, 1)
    assert (start_of(schedule, "calibrate"), start_of(schedule, "open-ideas")) == (0, 1)


def test_without_a_date_the_plan_counts_quarters() -> None:
    schedule = planned(v1(saved=""))
    assert schedule.first is None
    assert schedule.room[0] == schedule.capacity


def test_person_days_add_up_over_the_years() -> None:
    for _, _, schedule in plans():
        years = planner.person_days_by_year(schedule)
        assert len(years) == 2
        assert sum(year.days for year in years) == pytest.approx(sum(schedule.days))
        assert sum(days for year in years for days in year.actions.values()) == pytest.approx(
            sum(schedule.days)
        )
        assert {name for year in years for name in year.actions} == {action.id for action in schedule.placed}
