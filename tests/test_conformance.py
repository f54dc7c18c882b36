"""One meaning, two engines: Python and the browser give the same result, bit for bit.

``conformance/*.yaml`` says what a score means, as data; both engines are held to it. A random test then
compares every field of every result, and every printed figure, for a few thousand responses
(``CXASSESS_RANDOM_CASES`` sets how many).
"""

from __future__ import annotations

import dataclasses
import json
import os
import random
import statistics
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from parity import differences
from random_models import (
    Kind,
    make_dimension,
    make_levels,
    make_options,
    make_question,
    make_questionnaire,
    make_response,
    random_questionnaire,
    random_response,
)

from cxassess import i18n, questionnaire
from cxassess.explanation import Explanation, explain, fewest
from cxassess.model import DONT_KNOW, NOT_APPLICABLE, Decision, Publish, Questionnaire, Response
from cxassess.page import SCRIPTS
from cxassess.plan import ScoringPlan
from cxassess.plan_compiler import compile_plan
from cxassess.scoring import score
from cxassess.scoring_result import Result
from cxassess.source import read_yaml

if TYPE_CHECKING:
    from playwright.sync_api import Page

BROWSER = ROOT / "cxassess" / "browser"
ENGINE = [BROWSER / name for name in SCRIPTS[: SCRIPTS.index("i18n.js") + 1]]
VECTORS = sorted((Path(__file__).parent / "conformance").glob("*.yaml"))
RANDOM_CASES = int(os.environ.get("CXASSESS_RANDOM_CASES", "1500"))
RESPONSES_PER_PLAN = 5
PLANS_PER_BATCH = 40
MONTHS = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober"]
MONTHS += ["november", "december"]

# Everything that Python's `outcome` collects, in the same shape. Big integers travel as text; a number that
# JSON lacks would arrive as null and look like "no score", so it travels as text too.
HARNESS = """
const Harness = (() => {
  const LEVELS = ['staged', 'weakest', 'threshold'];
  const shown = (x) => [I18n.number(x, 'nl', 0), I18n.number(x, 'en', 1), I18n.coordinate(x)];

  function outcome(plan, response) {
    const result = Engine.score(plan, response);
    const names = [...result.scores.keys()];
    const figures = [...result.scores.values()].flatMap((s) =>
      [s.score, s.lower, s.upper, s.coverage, s.target, s.gap].filter((x) => x !== null));
    const levelled = plan.operations.filter((op) => LEVELS.includes(op.op)).map((op) => op.id);
    const lifts = levelled.filter((name) => result.scores.get(name).level !== null).map((name) => {
      const found = [];
      for (let k = result.scores.get(name).level + 1; k <= plan.last; k += 1) {
        found.push(Explanation.fewest(result, name, k));
      }
      return [name, found];
    });
    return {
      answers: [...result.answers],
      scores: [...result.scores],
      ranking: result.ranking,
      actions: [...result.actions],
      order: result.order,
      explanations: names.map((name) => Explanation.explain(result, name)),
      lifts,
      shown: figures.map(shown),
    };
  }

  function plain(key, value) {
    const isOdd = typeof value === 'number' && !Number.isFinite(value);
    return isOdd || typeof value === 'bigint' ? String(value) : value;
  }

  return { outcome, plain };
})();
"""


@pytest.fixture(scope="module")
def page(chromium_page: Page) -> Page:
    """A page with the engine in it."""
    chromium_page.add_script_tag(content="\n".join(path.read_text("utf-8") for path in ENGINE) + HARNESS)
    return chromium_page


def in_browser(page: Page, body: str, data: object) -> Any:
    """What ``body`` makes of ``data`` there; both ways as JSON text, which keeps every double."""
    script = f"text => JSON.stringify((data => {body})(JSON.parse(text)), Harness.plain)"
    return json.loads(page.evaluate(script, json.dumps(data)))


# ---- Python's results, in the shape of the harness ------------------------------------------------------


def fields(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__slots__}


def score_fields(plan: ScoringPlan, item: Any) -> dict[str, Any]:
    """The fields of a score; its exact bounds only where the browser has them."""
    exact = [str(number) for number in item.exact] if plan.rule == "thresholds" else None
    return {**fields(item), "exact": exact}


def explained(found: Explanation | None) -> dict[str, Any] | None:
    if found is None:
        return None
    rules = [{**fields(rule), "names": list(rule.names)} for rule in found.rules]
    return {**fields(found), "rules": rules, "lift": [fields(wish) for wish in found.lift]}


def lifts(result: Result) -> Iterator[list[Any]]:
    """For every group with a level: the fewest answers to each level above."""
    for op in result.plan.operations:
        if op.kind not in ("staged", "weakest", "threshold"):
            continue
        level = result.scores[op.id].level
        if level is not None:
            found = [fewest(result, op.id, wanted) for wanted in range(level + 1, result.plan.last + 1)]
            yield [op.id, [None if wishes is None else [fields(wish) for wish in wishes] for wishes in found]]


def outcome(plan: ScoringPlan, response: Response) -> dict[str, Any]:
    result = score(plan, response)
    figures = [
        value
        for out in result.scores.values()
        for value in (out.score, out.lower, out.upper, out.coverage, out.target, out.gap)
        if value is not None
    ]
    return {
        "answers": [
            [name, {**fields(given), "exact": str(given.exact)}] for name, given in result.answers.items()
        ],
        "scores": [[name, score_fields(plan, out)] for name, out in result.scores.items()],
        "ranking": result.ranking,
        "actions": [[name, fields(gain)] for name, gain in result.actions.items()],
        "order": result.order,
        "explanations": [explained(explain(result, name)) for name in result.scores],
        "lifts": list(lifts(result)),
        "shown": [[i18n.number(x, "nl", 0), i18n.number(x, "en", 1), i18n.coordinate(x)] for x in figures],
    }


def as_json(response: Response) -> dict[str, Any]:
    return {
        "answers": {name: {"value": answer.value} for name, answer in response.answers.items()},
        "profile": dict(response.profile),
        "targets": dict(response.targets),
        "decisions": {name: dataclasses.asdict(decision) for name, decision in response.decisions.items()},
        "saved": response.saved,
    }


# ---- The shared vectors ---------------------------------------------------------------------------------


def built(spec: dict[str, Any]) -> Questionnaire:
    """The questionnaire of a vector: a bundled one by its id, or the compact form in ``README.md``."""
    if "bundled" in spec:
        return questionnaire.read(ROOT / "questionnaires" / spec["bundled"])
    thresholds = [fraction(mark) for mark in spec.get("thresholds", [])]
    levels = make_levels(*spec["levels"], thresholds)
    numbers = [level.number for level in levels.items]
    points = [fraction(point) for point in spec.get("points", numbers)]
    if thresholds:  # an answer is named by its points, else by its level
        options = make_options(points, range(1, len(points) + 1), [f"{float(point):g}" for point in points])
    else:
        options = make_options(points, numbers)

    def dimension(name: str, part: dict[str, Any]) -> Any:
        weight = fraction(part.get("weight", 1))
        if "dimensions" in part:
            below = [dimension(inner, entry) for inner, entry in part["dimensions"].items()]
            return make_dimension(name, weight=weight, dimensions=below)
        questions = [
            make_question(f"{name}-{i + 1}", options, weight=fraction(w), gate=i < part.get("gates", 0))
            for i, w in enumerate(part["weights"])
        ]
        return make_dimension(name, weight=weight, questions=questions)

    coverage, answers = spec.get("publish", [70, 4])
    dimensions = [dimension(name, part) for name, part in spec["dimensions"].items()]
    return make_questionnaire(dimensions, levels, publish=Publish(fraction(coverage), answers))


def fraction(value: float) -> Fraction:
    return Fraction(str(value))


def answered(vector: dict[str, Any], asked: Questionnaire) -> Response:
    """The response of a vector: per dimension a list of answers, with dk, na and open."""
    special = {"dk": DONT_KNOW, "na": NOT_APPLICABLE}
    dimensions = {dimension.id: dimension for dimension in asked.walk()}
    answers = {}
    for name, given in vector["answers"].items():
        for question, value in zip(dimensions[name].questions, given, strict=True):
            if value != "open":
                answers[question.id] = special.get(value, str(value))
    decisions = {name: Decision(*given) for name, given in vector.get("decisions", {}).items()}
    changes = {"saved": vector["saved"]} if "saved" in vector else {}
    return make_response(answers, targets=vector.get("targets", {}), decisions=decisions, **changes)


def assert_expected(expected: dict[str, Any], found: dict[str, Any], tolerance: float) -> None:
    """Every expected value is there; figures within the tolerance, all else equal."""

    def check(want: Any, got: Any, path: str) -> None:
        if isinstance(want, dict):
            for key, value in want.items():
                check(value, got[key], f"{path}.{key}")
        elif isinstance(want, float):
            assert got == pytest.approx(want, abs=tolerance, rel=0), path
        else:
            assert got == want, path

    check(expected, found, "")


def by_name(found: dict[str, Any]) -> dict[str, Any]:
    """An outcome with its lists of pairs as mappings, for looking things up."""
    actions = dict(found["actions"])
    explanations = [item for item in found["explanations"] if item]
    for item in explanations:
        item["lift"] = {wish["question"]: wish["level"] for wish in item["lift"]}
        item["rules"] = {rule["kind"]: rule for rule in item["rules"]}
    scores = dict(found["scores"])
    return {
        **found,
        "scores": scores,
        "actions": actions,
        "first": found["order"][:9],
        "explanations": {item["id"]: item for item in explanations},
        "efficiency": sorted(
            (name for name in actions if actions[name]["gain"] > 0), key=lambda n: -actions[n]["efficiency"]
        )[:10],
    }


@pytest.mark.parametrize("engine", ["python", "browser"])
@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path: Path, engine: str, request: pytest.FixtureRequest) -> None:
    """A shared vector holds in this engine."""
    vector = read_yaml(path).data
    assert vector["name"] and vector["why"]
    asked = built(vector["questionnaire"])
    plan, response = compile_plan(asked), answered(vector, asked)
    if engine == "python":
        found = outcome(plan, response)
    else:
        data = {"plan": plan.as_json(), "response": as_json(response)}
        found = in_browser(request.getfixturevalue("page"), "Harness.outcome(data.plan, data.response)", data)
    tolerance = vector.get("tolerance", 1e-9)
    assert_expected(vector["expected"], by_name(found), tolerance)


# ---- Random cases ---------------------------------------------------------------------------------------


def cases(seed: int) -> tuple[ScoringPlan, list[Response]]:
    rng = random.Random(seed)
    asked = random_questionnaire(rng, Kind(size=rng.choice([1, 2, 3, 4])))
    return compile_plan(asked), [random_response(rng, asked) for _ in range(RESPONSES_PER_PLAN)]


def test_random_results_are_identical(page: Page) -> None:
    """Every field, explanation and printed figure of random responses is the same in both engines."""
    seeds = range(-(-RANDOM_CASES // RESPONSES_PER_PLAN))
    body = "data.map(({plan, responses}) => responses.map((r) => Harness.outcome(plan, r)))"
    seen: set[str] = set()
    for start in range(0, len(seeds), PLANS_PER_BATCH):
        batch = [(seed, *cases(seed)) for seed in seeds[start : start + PLANS_PER_BATCH]]
        data = [{"plan": p.as_json(), "responses": [as_json(r) for r in rs]} for _, p, rs in batch]
        for (seed, plan, responses), theirs in zip(batch, in_browser(page, body, data), strict=True):
            ours = [outcome(plan, response) for response in responses]
            if ours != theirs:
                pytest.fail(
                    f"seed {seed}: " + "; ".join([*differences(ours, theirs, exact=False)][:5]), pytrace=False
                )
            seen |= {kind for one in ours for kind in features(plan, one)}
    if RANDOM_CASES >= 1000:
        assert seen >= EXPECTED_FEATURES


EXPECTED_FEATURES = {
    *("rule staged", "rule thresholds", "ordered", "target met", "gap", "doubtful level", "unreachable"),
    *("rule largely", "rule fully", "rule gates", "rule majority", "rule weakest", "rule threshold"),
    *("state answered", "state dont-know", "state not-applicable", "state hidden", "state open"),
    *("reason ", "reason coverage", "reason answers", "reason parts", "reason not-applicable"),
    "broken weights",
}
"""What random cases must have met, so that the generator cannot go blind unnoticed."""


def features(plan: ScoringPlan, found: dict[str, Any]) -> Iterator[str]:
    yield f"rule {plan.rule}"
    yield from ("ordered" for _ in found["order"][1:])
    yield from (f"state {given['state']}" for _, given in found["answers"])
    for _, out in found["scores"]:
        yield f"reason {out['reason']}"
        if out["gap"] is not None:
            yield "gap" if out["gap"] else "target met"
        if out["level"] != out["level_optimistic"]:
            yield "doubtful level"
        if out["weight"] % 1:
            yield "broken weights"
    for item in found["explanations"]:
        yield from (f"rule {rule['kind']}" for rule in (item or {"rules": []})["rules"])
    yield from ("unreachable" for _, wishes in found["lifts"] if None in wishes)


def test_maps_serve_as_well_as_objects(page: Page) -> None:
    """A response of Maps, or of objects without prototype, scores as one of plain objects."""
    body = """{
      const bare = (o) => Object.assign(Object.create(null), o);
      const one = (make, o) => (typeof o === "object" ? make(o) : o);
      const each = (make) => Object.fromEntries(Object.entries(data.response).map(([k, o]) => [k, one(make, o)]));
      const forms = [(o) => o, bare, (o) => new Map(Object.entries(o))];
      return forms.map((make) => Harness.outcome(data.plan, each(make)));
    }"""
    plan, responses = cases(7)
    first, *others = in_browser(page, body, {"plan": plan.as_json(), "response": as_json(responses[0])})
    assert others == [first, first]


def test_an_empty_response_has_no_inherited_answers(page: Page) -> None:
    """Ids such as ``constructor`` find nothing in an empty object, nor in a missing one."""
    options = make_options([Fraction(0), Fraction(1)], [1, 2])
    names = ["constructor", "__proto__", "toString", "plain"]
    questions = [make_question(name, options) for name in names]
    dimension = make_dimension("constructor", weight=Fraction(1), questions=questions)
    plan = compile_plan(make_questionnaire([dimension], make_levels(1, 2)))
    body = "[{}, {answers: {}, profile: {}, targets: {}, decisions: {}}].map((r) => Harness.outcome(data, r))"
    ours = outcome(plan, make_response({}))
    assert in_browser(page, body, plan.as_json()) == [ours, ours]


def test_shares_compare_to_one_unit(page: Page) -> None:
    """The largest weights there can be still compare exactly: here by one unit in 6e15."""
    total = 59_999_900_003
    part = (33_333 * total + 1) // 100_000  # part / total is more than 33.333 percent, by 1 in 6e15
    assert part * 100_000 - 33_333 * total == 1
    options = make_options([Fraction(0), Fraction(1)], [1, 2])
    questions = [
        make_question("more", options, weight=Fraction(part)),
        make_question("rest", options, weight=Fraction(total - part)),
    ]
    levels = make_levels(1, 2, shares=(Fraction("33.333"), Fraction(85), Fraction(50)))
    dimension = make_dimension("d", weight=Fraction(1), questions=questions)
    plan = compile_plan(make_questionnaire([dimension], levels))
    response = make_response({"more": "2", "rest": "1"})
    ours = outcome(plan, response)
    assert dict(ours["scores"])["dimension:d"]["level"] == 2
    data = {"plan": plan.as_json(), "response": as_json(response)}
    assert in_browser(page, "Harness.outcome(data.plan, data.response)", data) == ours


def test_scoring_is_fast(page: Page) -> None:
    """One score of the bundled questionnaire stays far below the time of a frame."""
    plan = compile_plan(questionnaire.read(ROOT / "questionnaires" / "cx-maturity"))
    answers = {op.id: {"value": "3"} for op in plan.operations if op.kind == "answer"}
    body = """{
      const times = [];
      for (let i = 0; i < 200; i += 1) {
        const start = performance.now();
        Engine.score(data.plan, data.response);
        times.push(performance.now() - start);
      }
      return times;
    }"""
    times = in_browser(page, body, {"plan": plan.as_json(), "response": {"answers": answers}})
    assert statistics.median(times) < 2


# ---- Text, numbers and dates ----------------------------------------------------------------------------

NUMBERS = [
    *(0, -0.0, 0.5, 1.5, 2.5, -0.5, -0.4, -0.49, 1e-9, -1e-9, 0.005, 0.015, 1.005, 99.995, 99.9949999, 100),
    *(49.499999999999996, 0.49999999999999994, 8.345, 999.5, 999.95, -999.95, 1000, 9999.5, 12345.678),
    *(1234567.891, -1234567.891, 999999.995, 1e9, 2**40 + 0.5, 2**53 / 1000),
    *(1 / 3, 100 / 3, 200 / 3, 0.1 + 0.2),
]


def test_numbers_print_alike(page: Page) -> None:
    """Tricky values, and values near every rounding border, print the same in both engines."""
    rng = random.Random(5)
    values = [*NUMBERS, *(rng.uniform(-200, 200) for _ in range(2000))]
    values += [rng.uniform(0, 1e9) for _ in range(500)]
    values += [rng.randrange(-20000, 20000) / 200 for _ in range(2000)]
    body = """data.map((x) => [
      ...[0, 1, 2, 3].map((d) => I18n.fixed(x, d)),
      ...['en', 'nl', 'fr', 'constructor'].flatMap((lang) => [0, 1, 2].map((d) => I18n.number(x, lang, d))),
      I18n.coordinate(x), I18n.fixed(x), I18n.number(x, 'en')])"""
    ours = [
        [
            *(i18n.fixed(x, d) for d in range(4)),
            *(i18n.number(x, lang, d) for lang in ("en", "nl", "fr", "constructor") for d in range(3)),
            *(i18n.coordinate(x), i18n.fixed(x), i18n.number(x, "en")),
        ]
        for x in values
    ]
    assert [*differences(ours, in_browser(page, body, values), exact=False)] == []


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-0.4, 0, "0"),
        (-0.5, 0, "\u22121"),
        (1e-9, 2, "0,00"),
        (49.499999999999996, 0, "49"),
        (99.995, 2, "100,00"),
        (1234567.891, 1, "1.234.567,9"),
        (999.95, 1, "1.000,0"),
    ],
)
def test_number_rounds_half_up_and_groups(value: float, digits: int, shown: str) -> None:
    """Half goes up, away from zero; a rounded zero has no sign."""
    assert i18n.number(value, "nl", digits) == shown


TEXTS = [
    "",
    "{",
    "{}",
    "{customers} and {Customers}",
    "{Ask-us} {ask-us} {a_b} {A_b}",
    "{unknown} {Unknown}",
    "{constructor} {toString} {__proto__} {hasOwnProperty}",
    "{{customers}} {customers",
    "{proto} $& $1 {money}",
    "{1} {é}",
]
WORDS = {
    **{"customers": "klanten", "ask-us": "ëen", "a_b": "\U00010428x", "money": "$& $1 {customers}"},
    **{"proto": "", "number": 7, "Unknown": "Known", "ß": "x"},
}
CAPITALS = ["", "a", "ß", "éé", "\U00010428x", "1a", "ŉ", "ijs", "ΐ", "ﬁn", " a"]
STAMPS = [
    *("2026-01-05T09:30", "2026-12-31", "2026-13-01", "2026-00-10", "2026-1-1", "", "x2026-01-05"),
    *("0000-10-00", "2026-02-30T99:99Z", "2026-02-3", "20260-01-01", "2026-09-07 tail"),
]


def test_text_fills_alike(page: Page) -> None:
    """Slots, capitals, lists and dates come out the same in both engines."""
    body = """(asMap => ({
      fill: data.texts.map((t) => [I18n.fill(t, data.words), I18n.fill(t, asMap(data.words))]),
      names: data.texts.map((t) => [...I18n.namesIn(t)].sort()),
      capital: data.capitals.map(I18n.capital),
      join: data.lists.map((parts) => I18n.join(parts, 'en')),
      date: data.stamps.flatMap((s) => data.patterns.map((p) => I18n.date(s, data.months, p))),
    }))((words) => new Map(Object.entries(words)))"""
    lists = [[], ["a"], ["a", "b"], ["a", "b", "c"], ["a", "", "c", "d"]]
    patterns = ["{day} {month} {year}", "{Month} {day}, {year}", "{year}"]
    data = {
        **{"texts": TEXTS, "words": WORDS, "capitals": CAPITALS, "lists": lists},
        **{"stamps": STAMPS, "patterns": patterns, "months": MONTHS},
    }
    ours = {
        "fill": [[i18n.fill(t, WORDS)] * 2 for t in TEXTS],
        "names": [sorted(i18n.names_in(t)) for t in TEXTS],
        "capital": [i18n.capital(t) for t in CAPITALS],
        "join": [i18n.join(parts, "en") for parts in lists],
        "date": [i18n.date(s, MONTHS, p) for s in STAMPS for p in patterns],
    }
    assert [*differences(ours, in_browser(page, body, data), exact=False)] == []


def test_date_is_written_out() -> None:
    """The pattern decides the order; what is no date is empty."""
    assert i18n.date("2026-03-09T10:00", MONTHS, "{day} {month} {year}") == "9 maart 2026"
    assert i18n.date("soon", MONTHS, "{day} {month} {year}") == ""
