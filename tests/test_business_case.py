"""The business case: the golden vectors V9 and V10, the odd cases, and the same words and numbers in both engines.

``CXASSESS_RANDOM_BUSINESS`` sets how many random sets of inputs there are.
"""

from __future__ import annotations

import dataclasses
import json
import os
import random
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from parity import differences
from samples import bundled, bundled_plan, make_response, same_answers, v1_answers

from cxassess import business_view, i18n, page, texts
from cxassess.business_case import Assumptions, Outcome, assess, lifetime, roadmap_days
from cxassess.business_fields import BUILT_IN_LINES, Setup, setup
from cxassess.business_form import work
from cxassess.model import BusinessCase, BusinessInput, BusinessInputs, BusinessLine, Decision, Text
from cxassess.planner import Schedule, person_days_by_year, plan_actions
from cxassess.planner_problem import Capacity
from cxassess.resources import browser_script
from cxassess.scoring import score
from cxassess.scoring_result import Result
from cxassess.source import read_yaml

if TYPE_CHECKING:
    from playwright.sync_api import Page

RANDOM = int(os.environ.get("CXASSESS_RANDOM_BUSINESS", "160"))
VECTORS = read_yaml(Path(__file__).parent / "fixtures" / "business-case.yaml").data
NEAR = 1e-6
PLAIN = setup(BusinessCase("€", 5, tuple(BusinessLine(name) for name in BUILT_IN_LINES)))

HARNESS = """
globalThis.business = {
  phrases: {},
  learn: (phrases) => Object.assign(business.phrases, phrases) && null,
  lifetimes: (rows) => rows.map((row) => BusinessCase.lifetime(...row)),
  assess: ({setup, given}) => {
    const {missing, ...rest} = BusinessCase.assess(setup, given);
    return {...rest, missing: [...missing]};
  },
  trees: ({texts, lang, setup, plan, response, cases}) => {
    const result = Engine.score(plan, response);
    const all = {...texts, phrases: business.phrases[lang]};
    const schedule = Planner.planActions(result, response, {days: null, owners: []});
    return cases.map((one) => BusinessView.build(
      {...one, texts: all, setup, result, schedule, lang, decisions: response.decisions}));
  },
};
"""


@pytest.fixture(scope="module")
def browser(chromium_page: Page) -> Page:
    """A page with the business case in it."""
    names = [*page.SCRIPTS[: page.SCRIPTS.index("businessview.js") + 1]]
    script = "\n".join(browser_script(name).read_text("utf-8") for name in names)
    chromium_page.evaluate(f"() => {{\n'use strict';\n{script}\n{HARNESS}}}")
    in_browser(chromium_page, "learn", {lang: dict(texts.phrases(lang)) for lang in i18n.LANGUAGES})
    return chromium_page


def in_browser(blank: Page, name: str, data: object) -> Any:
    """What a function of the harness makes of the data; both ways as JSON text, which keeps every double."""
    script = (
        "given => { const {name, data} = JSON.parse(given); return JSON.stringify(business[name](data)); }"
    )
    return json.loads(blank.evaluate(script, json.dumps({"name": name, "data": data})))


def inputs(given: Mapping[str, Any], sources: bool = True) -> dict[str, BusinessInput]:
    """Inputs from a number, or a list of low, base and high."""
    found = {}
    for name, value in given.items():
        low, base, high = value if isinstance(value, list) else (None, value, None)
        found[name] = BusinessInput(base, low, high, "somewhere" if sources else "")
    return found


V10 = inputs(VECTORS["V10"]["inputs"])


def as_data(given: Assumptions) -> dict[str, Any]:
    return {
        "inputs": {name: dataclasses.asdict(entry) for name, entry in given.inputs.items()},
        "lines": dict(given.lines),
        "sector": given.sector,
        "days": {case: list(days) for case, days in given.days.items()},
    }


def outcome_data(out: Outcome) -> dict[str, Any]:
    """An outcome in the shape of the harness."""
    plain = json.loads(json.dumps(dataclasses.asdict(out)))
    plain["missing"] = [[name, list(names)] for name, names in out.missing.items()]
    if not out.flows:
        return {key: plain[key] for key in ("years", "switched", "active", "unsourced", "missing")} | {
            "flows": None
        }
    return plain


def expect(vector: Mapping[str, Any], found: Any, path: str = "") -> None:
    """Every expected value is there, to a millionth."""
    for key, want in vector.items():
        got = found[key]
        if isinstance(want, dict):
            expect(want, got, f"{path}.{key}")
        else:
            assert got == (None if want is None else pytest.approx(want, abs=NEAR, rel=0)), f"{path}.{key}"


# ---- The golden vectors ---------------------------------------------------------------------------------


def v10_found(plain: Mapping[str, Any]) -> dict[str, Any]:
    flow = plain["flows"]["base"]
    rows = [[y["customers"], y["extra"], *y["benefits"], y["total"]] for y in flow["years"]]
    return {
        **{case: plain["flows"][case] for case in ("low", "base", "high")},
        "rows": dict(enumerate(rows)),
        "cash": dict(enumerate([flow["start"], *(y["cash"] for y in flow["years"])])),
        "tornado": {row["id"]: [row["low"], row["high"]] for row in plain["tornado"]},
        "order": [row["id"] for row in plain["tornado"]],
        "breakeven": plain["breakeven"]["value"],
    }


@pytest.mark.parametrize("engine", ["python", "browser"])
def test_v10_the_worked_example(engine: str, request: pytest.FixtureRequest) -> None:
    """Rows, cash flow, the three cases, the tornado with its order, and the break-even gain in retention."""
    expected = VECTORS["V10"]["expected"]
    public = Assumptions(V10, {"retention": False, "uplift": False})

    def run(given: Assumptions) -> dict[str, Any]:
        if engine == "python":
            return outcome_data(assess(PLAIN, given))
        browser = request.getfixturevalue("browser")
        found: dict[str, Any] = in_browser(
            browser, "assess", {"setup": PLAIN.as_json(), "given": as_data(given)}
        )
        return found

    found = v10_found(run(Assumptions(V10)))
    expect({case: expected[case] for case in ("low", "base", "high")}, found)
    expect({"rows": dict(enumerate(expected["rows"]))}, found)
    expect({"cash": dict(enumerate(expected["cash"]))}, found)
    assert found["order"] == list(expected["tornado"])
    expect({"tornado": expected["tornado"], "breakeven": expected["breakeven"]}, found)
    government = run(public)
    assert government["flows"]["base"]["npv"] == pytest.approx(expected["government"], abs=NEAR, rel=0)
    assert government["breakeven"] == {"kind": "off", "value": None}


@pytest.mark.parametrize("engine", ["python", "browser"])
def test_v9_the_value_of_a_customer(engine: str, request: pytest.FixtureRequest) -> None:
    """First margin later or now, five years only, growing; a multiple of 2.666667 for 80% and 10%."""
    rows = [case["given"] for case in VECTORS["V9"]]
    if engine == "python":
        found = [dataclasses.asdict(lifetime(*row)) for row in rows]
    else:
        found = in_browser(request.getfixturevalue("browser"), "lifetimes", rows)
    for case, got in zip(VECTORS["V9"], found, strict=True):
        expect(case["expected"], got)


# ---- Odd cases ------------------------------------------------------------------------------------------


def changed(**values: float | None) -> Outcome:
    """V10 with other base values and no ranges of theirs."""
    given = {
        **V10,
        **{name.replace("_", "-"): BusinessInput(value, source="x") for name, value in values.items()},
    }
    return assess(PLAIN, Assumptions(given))


def test_without_a_margin_customers_who_stay_bring_nothing() -> None:
    out = changed(margin=0)
    assert {year.benefits[:2] for year in out.flows["base"].years} == {(0.0, 0.0)}
    assert out.breakeven.kind == "never"


def test_nobody_stays_twice() -> None:
    """With 100% retention a gain brings no customers, and an endless value has no number."""
    out = changed(retention=100, discount=0)
    assert {year.extra for year in out.flows["base"].years} == {0.0}
    assert out.capped
    assert (out.lifetimes[0].later, out.lifetimes[0].now) == (None, None)
    assert out.lifetimes[0].finite == pytest.approx(5 * 96)


def test_without_costs_there_is_no_return_and_no_waiting() -> None:
    out = changed(one_off=None, running=None)
    flow = out.flows["base"]
    assert (flow.costs, flow.roi, flow.bcr, flow.payback) == (0, None, None, 0)
    assert out.breakeven.kind == "always"


def test_what_always_costs_money_is_never_paid_back() -> None:
    out = changed(running=10_000_000)
    assert all(year.cash < 0 for year in out.flows["high"].years[:1])
    assert out.flows["base"].payback is None and out.flows["base"].discounted is None
    assert out.breakeven.kind == "never"


def test_one_year_and_no_interest() -> None:
    out = changed(years=1, discount=0)
    flow = out.flows["base"]
    assert len(flow.years) == 1
    assert flow.npv == pytest.approx(-210_206.85)
    assert flow.payback == flow.discounted is None
    assert changed(discount=0).flows["base"].npv == pytest.approx(106_335.349414, abs=NEAR)


def test_a_sum_that_falls_below_zero_again_is_paid_back_last() -> None:
    """Costs of the roadmap in a later year: only what stays counts."""
    days = dict.fromkeys(("low", "base", "high"), (0.0, 0.0, 400.0, 0.0, 0.0))
    given = {
        **V10,
        "one-off": BusinessInput(10_000),
        "running": BusinessInput(0),
        "day-rate": BusinessInput(600),
    }
    flow = assess(PLAIN, Assumptions(given, days=days)).flows["base"]
    assert [year.cumulative > 0 for year in flow.years] == [True, True, True, True, True]
    given["day-rate"] = BusinessInput(1000)
    flow = assess(PLAIN, Assumptions(given, days=days)).flows["base"]
    assert [year.cumulative > 0 for year in flow.years] == [True, True, False, True, True]
    assert flow.payback is not None and 3 < flow.payback < 4


def test_an_empty_year_of_the_ramp_counts_as_the_one_before() -> None:
    short = {name: entry for name, entry in V10.items() if name not in ("ramp-4", "ramp-5")}
    assert assess(PLAIN, Assumptions(short)).flows == assess(PLAIN, Assumptions(V10)).flows


@pytest.mark.parametrize("name", ["credit", "discount", "ramp-1"])
def test_nothing_is_calculated_before_the_share_of_the_programme_is_stated(name: str) -> None:
    out = changed(**{name.replace("-", "_"): None})
    assert not out.flows and out.missing[""] == (name,)


def test_more_margin_per_customer_needs_a_source() -> None:
    given = {**V10, "uplift": replace(V10["uplift"], source="")}
    out = assess(PLAIN, Assumptions(given))
    assert out.unsourced == ("uplift",) and "uplift" not in out.active


def test_a_line_with_a_hole_is_left_out_and_said() -> None:
    out = changed(salary=None)
    assert out.missing == {"staff": ("salary",)}
    assert out.active == BUILT_IN_LINES[:-1]


def test_lines_are_on_by_sector_and_by_choice() -> None:
    """A public body has no gain from customers who stay; its own lines are off elsewhere."""
    chosen = bundled_setup()
    government = assess(chosen, Assumptions({}, sector="government")).switched
    assert government == ("contacts", "complaints", "staff", "citizens-time", "objections")
    assert assess(chosen, Assumptions({}, sector="b2c")).switched == BUILT_IN_LINES
    assert assess(chosen, Assumptions({})).switched == BUILT_IN_LINES
    switched = assess(chosen, Assumptions({}, {"staff": False, "objections": True})).switched
    assert switched == (*BUILT_IN_LINES[:-1], "objections")


# ---- The same in both engines ---------------------------------------------------------------------------

ODD: dict[str, dict[str, float | None]] = {
    "no margin": {"margin": 0},
    "nobody leaves": {"retention": 100, "discount": 0},
    "no costs": {"one-off": None, "running": None},
    "never above zero": {"running": 10_000_000},
    "one year": {"years": 1},
    "no interest": {"discount": 0},
    "nothing comes from the programme": {"credit": 0},
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_case_is_the_same_in_the_page(name: str, browser: Page) -> None:
    given = Assumptions(
        {**V10, **{key: BusinessInput(value, source="x") for key, value in ODD[name].items()}}
    )
    theirs = in_browser(browser, "assess", {"setup": PLAIN.as_json(), "given": as_data(given)})
    assert outcome_data(assess(PLAIN, given)) == theirs


@cache
def bundled_setup() -> Setup:
    case = bundled().business_case
    assert case is not None
    return setup(case)


@cache
def bundled_texts(lang: str) -> dict[str, Any]:
    words = {name: by_sector["default"][lang] for name, by_sector in bundled().terms.items()}
    return texts.script_texts(
        texts.local(bundled(), lang, {**words, "organisation": "Ons"}), texts.phrases(lang)
    )


def random_input(rng: random.Random, least: float, most: float, whole: bool) -> BusinessInput:
    """Nothing, an end of what is allowed, or a number that people would type."""

    def value() -> float | None:
        kind = rng.random()
        if kind < 0.12:
            return None
        if kind < 0.2:
            return rng.choice([least, most])
        top = min(most, 10.0 ** rng.randint(0, 6))
        return (
            float(round(rng.uniform(least, top)))
            if whole
            else round(rng.uniform(least, top), rng.randint(0, 4))
        )

    base = value()
    return BusinessInput(base, value(), value(), rng.choice(["", "Bron <b>"]))


def random_case(rng: random.Random, chosen: Setup) -> business_view.BusinessGiven:
    """A form filled in by chance; most are nearly complete, so that most have results."""
    gaps = rng.choice([0.0, 0.0, 0.03, 0.3])
    found = {}
    for field in chosen.fields:
        entry = random_input(rng, field.least, field.most, field.id == "years")
        if entry.base is None and rng.random() > gaps:
            entry = replace(entry, base=float(rng.randint(1, 10)))
        if rng.random() >= gaps:
            found[field.id] = entry
    if rng.random() < 0.5:
        found |= {name: V10[name] for name in rng.sample(sorted(V10), rng.randint(1, len(V10)))}
    lines = {line.id: rng.random() < 0.6 for line in chosen.lines if rng.random() < 0.5}
    sector = rng.choice(["", "b2c", "government", "care"])
    currency = rng.choice(["", "", "CHF", "$", "“¥"])
    return business_view.BusinessGiven(
        chosen, BusinessInputs(found, lines), RESULT[0], SCHEDULE[0], "nl", currency, sector
    )


DECISIONS = {
    "coach": Decision("no"),
    "call-back": Decision("done"),
    "run-pilot": Decision("planned", "", "2027-Q3"),
}
RESPONSES = [
    make_response(v1_answers(), decisions=DECISIONS, saved="2026-01-05T09:30"),
    make_response(same_answers("5"), saved="2026-01-05T09:30"),
]
RESULT: list[Result] = [score(bundled_plan(), response) for response in RESPONSES]
SCHEDULE: list[Schedule] = [
    plan_actions(result, response, Capacity()) for result, response in zip(RESULT, RESPONSES, strict=True)
]


def test_random_outcomes_are_the_same_to_the_last_bit(browser: Page) -> None:
    rng = random.Random(10)
    results = 0
    for _ in range(RANDOM // 4):
        chosen = rng.choice([PLAIN, bundled_setup()])
        case = random_case(rng, chosen)
        days = roadmap_days(work(bundled_texts("nl"), SCHEDULE[0]))
        given = Assumptions(case.inputs.inputs, case.inputs.lines, case.sector, days)
        out = assess(chosen, given)
        results += bool(out.flows)
        theirs = in_browser(browser, "assess", {"setup": chosen.as_json(), "given": as_data(given)})
        ours = outcome_data(out)
        assert ours.keys() == theirs.keys()
        assert not [*differences({key: ours[key] for key in theirs}, theirs, exact=False)]
    assert results > RANDOM / 10


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_random_business_cases_read_the_same(lang: str, browser: Page) -> None:
    """Every text of the view: results, charts, the form and its notes."""
    rng = random.Random(f"business {lang}")
    spoken = bundled_texts(lang)
    titles = set()
    for result, schedule, decisions in zip(RESULT, SCHEDULE, (DECISIONS, {}), strict=True):
        cases = [
            replace(
                random_case(rng, bundled_setup()),
                result=result,
                schedule=schedule,
                lang=lang,
                decisions=decisions,
            )
            for _ in range(RANDOM // 4)
        ]
        cases.append(replace(cases[0], inputs=BusinessInputs(V10, {}), sector="b2c"))
        cases.append(replace(cases[0], inputs=BusinessInputs()))
        answers = v1_answers() if decisions else same_answers("5")
        data = {
            "texts": {key: part for key, part in spoken.items() if key != "phrases"},
            "lang": lang,
            "setup": bundled_setup().as_json(),
            "plan": bundled_plan().as_json(),
            "response": {
                "answers": {name: {"value": value} for name, value in answers.items()},
                "profile": {},
                "targets": dict(RESPONSES[0].targets),
                "saved": "2026-01-05T09:30",
                "decisions": {name: dataclasses.asdict(one) for name, one in decisions.items()},
            },
            "cases": [
                {
                    "inputs": as_data(Assumptions(c.inputs.inputs, c.inputs.lines)),
                    "currency": c.currency,
                    "sector": c.sector,
                }
                for c in cases
            ],
        }
        for case, theirs in zip(cases, in_browser(browser, "trees", data), strict=True):
            ours = business_view.build(spoken, case)
            titles.add(ours["title"])
            found = [*differences(ours, theirs, exact=False)]
            assert not found, found[:5]
    assert len(titles) > 3


def test_the_days_of_the_plan_are_the_costs_of_its_years() -> None:
    """The middle of the range in the middle case, to the last bit; the ends of the ranges around it."""
    days = roadmap_days(work(bundled_texts("nl"), SCHEDULE[0]))
    years = person_days_by_year(SCHEDULE[0])
    assert days["base"][:2] == tuple(year.days for year in years) and years[1].days > 0
    ranges = {
        f"action:{a['id']}": a["days"] for step in bundled_texts("nl")["steps"] for a in step["actions"]
    }
    placed = [ranges[action.id] for action in SCHEDULE[0].placed]
    assert sum(days["low"]) == pytest.approx(sum(most for _, most in placed))
    assert sum(days["high"]) == pytest.approx(sum(least for least, _ in placed))


def notes_of(case: business_view.BusinessGiven) -> list[str]:
    return [note["text"] for note in business_view.build(bundled_texts("en"), case)["todo"]]


def test_work_without_a_day_rate_is_said_to_be_left_out() -> None:
    """Above the outcome and at the costs; with a rate, only at the costs, and that it counts."""
    out = "Without a day rate that work is not among the costs"
    case = business_view.BusinessGiven(
        bundled_setup(), BusinessInputs(V10, {}), RESULT[0], SCHEDULE[0], "en", sector="b2c"
    )
    assert sum(out in note for note in notes_of(case)) == 1
    paid = replace(case, inputs=BusinessInputs({**V10, "day-rate": BusinessInput(base=400.0)}, {}))
    assert not any("person-days" in note for note in notes_of(paid))
    helps = [business_view.build(bundled_texts("en"), one)["groups"][-1]["help"] for one in (case, paid)]
    assert out in helps[0] and "They count with the day rate" in helps[1]


def test_benefits_that_no_action_causes_are_named_with_what_is_left_without_them() -> None:
    """Nothing in this plan causes less turnover; without these actions nothing causes fewer complaints either."""
    line = next(line for line in bundled_setup().lines if line.id == "complaints")
    idle = {f"action:{name}" for name in line.actions}
    schedule = replace(SCHEDULE[0], placed=tuple(one for one in SCHEDULE[0].placed if one.id not in idle))
    case = business_view.BusinessGiven(
        bundled_setup(), BusinessInputs(V10, {}), RESULT[0], schedule, "en", sector="b2c"
    )
    off = replace(case, inputs=BusinessInputs(V10, {"complaints": False, "staff": False}))
    value = business_view.build(bundled_texts("en"), off)["cases"][0]["base"]
    both = "No action in your plan leads to “Fewer complaints” and “Lower staff turnover”."
    assert f"{both} Without those benefits the expected value is {value}." in notes_of(case)
    assert not any("No action" in note for note in notes_of(off))
    alone = {one.id: one.id == "complaints" for one in bundled_setup().lines}
    (note,) = [n for n in notes_of(replace(case, inputs=BusinessInputs(V10, alone))) if "No action" in n]
    assert note.endswith("and there are no other benefits.")


def test_a_benefit_that_counts_before_its_first_action_is_ready_is_named() -> None:
    """Only where all its actions end in the second year, none is done, and the first year counts at all."""
    line = next(line for line in bundled_setup().lines if line.id == "contacts")
    own = {f"action:{name}" for name in line.actions}

    def noted(finish: int, decided: Mapping[str, Decision] | None = None, ramp: float = 25.0) -> list[str]:
        start = min(4, finish)
        placed = tuple(
            replace(one, start=start, finish=finish) if one.id in own else replace(one, start=0, finish=0)
            for one in SCHEDULE[0].placed
        )
        assert {one.id for one in placed} & own
        inputs = {**V10, "ramp-1": replace(V10["ramp-1"], base=ramp)}
        case = business_view.BusinessGiven(
            bundled_setup(), BusinessInputs(inputs), RESULT[0], replace(SCHEDULE[0], placed=placed), "en",
            decisions=decided or {}, sector="b2c",
        )  # fmt: skip
        return [note for note in notes_of(case) if note.startswith("Counted from year 1")]

    (note,) = noted(4)
    assert "ready only in year 2 of the plan: “Fewer avoidable contacts”." in note
    assert noted(7) == [note]
    assert noted(3) == []  # ready in the last quarter of the first year
    assert noted(4, ramp=0.0) == []
    assert noted(4, {line.actions[0]: Decision("done")}) == []


def test_nothing_is_called_needless_before_there_is_a_level() -> None:
    """Without answers nobody knows which action is needed, and no benefit is called one without a cause."""
    nothing = score(bundled_plan(), make_response({}))
    schedule = replace(SCHEDULE[0], placed=())
    case = business_view.BusinessGiven(
        bundled_setup(), BusinessInputs({}), nothing, schedule, "en", sector="b2c"
    )
    groups = business_view.build(bundled_texts("en"), case)["groups"]
    assert {row["state"] for group in groups for row in group["actions"]} == {"not yet known"}
    assert not any(group["warn"] for group in groups)


def test_a_benefit_points_to_its_actions_in_the_plan() -> None:
    """With their months; what does not fit in the plan, what was decided and what is not needed say so."""
    case = business_view.BusinessGiven(
        bundled_setup(), BusinessInputs({}), RESULT[0], SCHEDULE[0], "nl", decisions=DECISIONS
    )
    rows = [
        row for group in business_view.build(bundled_texts("nl"), case)["groups"] for row in group["actions"]
    ]
    placed = {action.id.removeprefix("action:") for action in SCHEDULE[0].placed}
    assert {row["id"] for row in rows if row["go"]} == placed & {row["id"] for row in rows}
    states = {row["state"] for row in rows if row["go"]}
    assert "in uw plan: jul–sep 2027" in states
    assert {row["state"] for row in rows if not row["go"]} <= {
        "niet in dit plan",
        "gedaan",
        "doen we niet",
        "nu niet nodig",
    }


def test_an_own_line_counts_what_falls_away() -> None:
    """Volume times effect times reduction times cost, in its own words."""
    title: Text = {"en": "Paper"}
    own = setup(BusinessCase("€", 1, (BusinessLine("paper", title, None, title, title),)))
    given = {
        "paper.volume": 1000,
        "paper.reduction": 10,
        "paper.cost": 2,
        "credit": 50,
        "discount": 0,
        "ramp-1": 80,
    }
    out = assess(own, Assumptions(inputs(given)))
    assert out.flows["base"].npv == pytest.approx(1000 * 0.1 * 2 * 0.5 * 0.8)
