"""The page and the report say the same: ``charts.js`` and ``view.js`` build the tree of ``report.py``.

Whole trees are compared, word for word, in every language that has phrases: for many responses to the bundled
questionnaire, and for random questionnaires in which texts and ids are as odd as they may be.
``CXASSESS_RANDOM_VIEWS`` sets how many random questionnaires there are.
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import random
import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
    text,
)

from cxassess import charts, i18n, page, questionnaire, report, texts
from cxassess.model import (
    DONT_KNOW,
    NOT_APPLICABLE,
    Action,
    Decision,
    Dimension,
    Lens,
    Question,
    Questionnaire,
    Response,
    Step,
    Tag,
    Text,
)
from cxassess.plan import ScoringPlan
from cxassess.plan_compiler import compile_plan
from cxassess.resources import browser_script, phrase_files
from cxassess.scoring import score
from cxassess.scoring_result import Score
from cxassess.source import read_yaml

if TYPE_CHECKING:
    from playwright.sync_api import Page

LANGUAGES = [lang for lang in i18n.LANGUAGES if phrase_files(lang)]
RANDOM_VIEWS = int(os.environ.get("CXASSESS_RANDOM_VIEWS", "160"))
BUNDLED_RESPONSES = 320
ORGANISATION = "Müller & Zoë $& {n} “x”"
SCRIPTS = page.SCRIPTS[: page.SCRIPTS.index("view.js") + 1]
"""All that the view needs, in the order of the page."""
STAMPS = ["", "2026-01-05T09:30", "2026-12-31T23:59:59.123Z", "2026-13-01", "soon"]

HARNESS = """
globalThis.views = {
  phrases: {},
  learn: (phrases) => Object.assign(views.phrases, phrases) && null,
  charts: (calls) => calls.map(([name, args]) => Charts[name](...args)),
  trees: ({texts, lang, plan, client, responses}) => {
    const all = {...texts, phrases: views.phrases[lang]};
    return responses.map((response) =>
      View.build({texts: all, plan, result: Engine.score(plan, response), client, response, lang}));
  },
  twice: ({texts, languages, plan, client, responses}) => responses.map((response) => {
    const result = Engine.score(plan, response);
    return languages.map((lang) => {
      const all = {...texts[lang], phrases: views.phrases[lang]};
      return View.build({texts: all, plan, result, client, response, lang});
    });
  }),
  times: (given) => given.responses.map((response) => {
    const start = performance.now();
    views.trees({...given, responses: [response]});
    return performance.now() - start;
  }),
};
"""


# ---- The browser ----------------------------------------------------------------------------------------


def source(tidy: Callable[[str], str] = str) -> str:
    """The readable scripts up to the view."""
    others = SCRIPTS[SCRIPTS.index("engine.js") + 1 :]
    assert others[:3] == ("explanation.js", "i18n.js", "charts.js")
    assert all(name.startswith("view") for name in others[3:])
    return tidy("\n".join(browser_script(name).read_text("utf-8") for name in SCRIPTS))


def install(blank: Page, script: str) -> None:
    """Run the scripts inside a function, so that other tests can load theirs on the same page."""
    blank.evaluate(f"() => {{\n'use strict';\n{script}\n{HARNESS}}}")
    in_browser(blank, "learn", {lang: dict(texts.phrases(lang)) for lang in LANGUAGES})


@pytest.fixture(scope="module")
def browser(chromium_page: Page) -> Page:
    """A page with the view in it, as the pages carry it."""
    install(chromium_page, "\n".join(map(page.script_text, SCRIPTS)))
    return chromium_page


def in_browser(blank: Page, name: str, data: object) -> Any:
    """What a function of the harness makes of the data; both ways as JSON text, which keeps every double."""
    given = json.dumps({"name": name, "data": data})
    script = "given => { const {name, data} = JSON.parse(given); return JSON.stringify(views[name](data)); }"
    return json.loads(blank.evaluate(script, given))


def as_json(response: Response) -> dict[str, Any]:
    return {
        "answers": {name: {"value": answer.value} for name, answer in response.answers.items()},
        "profile": dict(response.profile),
        "targets": dict(response.targets),
        "decisions": {name: dataclasses.asdict(decision) for name, decision in response.decisions.items()},
        "saved": response.saved,
    }


# ---- Cases ----------------------------------------------------------------------------------------------


class Spoken(dict[str, str]):
    """Phrases that remember which of them were asked for."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        super().__init__(phrases)
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return super().__getitem__(key)


@dataclass(frozen=True, slots=True)
class Case:
    """A questionnaire in one language with some responses."""

    name: str
    lang: str
    plan: ScoringPlan
    texts: dict[str, Any]
    responses: Sequence[Response]

    def trees(self) -> list[Any]:
        """Python's trees."""
        return [
            report.build(
                self.texts,
                score(self.plan, response),
                report.Setting(self.lang, ORGANISATION, response.saved, response.decisions),
            )
            for response in self.responses
        ]

    def data(self) -> dict[str, Any]:
        """What the browser needs for its trees, except the phrases: these it has."""
        return {
            "plan": self.plan.as_json(),
            "texts": {name: entry for name, entry in self.texts.items() if name != "phrases"},
            "client": {"short": ORGANISATION},
            "lang": self.lang,
            "responses": [as_json(response) for response in self.responses],
        }


def made(name: str, asked: Questionnaire, responses: Sequence[Response]) -> dict[str, Case]:
    """The case in every language."""
    plan = compile_plan(asked)
    return {lang: Case(name, lang, plan, spoken_texts(asked, lang), responses) for lang in LANGUAGES}


def spoken_texts(asked: Questionnaire, lang: str) -> dict[str, Any]:
    words = {name: by_sector["default"][lang] for name, by_sector in asked.terms.items()}
    local = texts.local(asked, lang, {**words, "organisation": ORGANISATION})
    spoken = texts.script_texts(local, texts.phrases(lang))
    return {**spoken, "phrases": Spoken(spoken["phrases"])}


def assert_same(blank: Page, cases: Sequence[Case], trees: Sequence[list[Any]]) -> None:
    """Both engines say the same in every case."""
    for case, ours in zip(cases, trees, strict=True):
        theirs = in_browser(blank, "trees", case.data())
        if ours != theirs:
            found = [*differences(ours, theirs)]
            pytest.fail(f"{case.name}, {case.lang}: " + "; ".join(found[:5]), pytrace=False)


# ---- The bundled questionnaire --------------------------------------------------------------------------


def named_answers(asked: Questionnaire) -> dict[str, dict[str, str | None]]:
    """The responses that a consultant would try first."""
    ids = [question.id for question in asked.questions()]
    golden = read_yaml(Path(__file__).parent / "conformance" / "v1-index-and-bounds.yaml").data["answers"]
    special = {"dk": DONT_KNOW, "na": NOT_APPLICABLE}
    v1 = {
        question.id: special.get(value, str(value))
        for dimension, values in zip(asked.dimensions, golden.values(), strict=True)
        for question, value in zip(dimension.questions, values, strict=True)
    }
    assert len(v1) == 42
    return {
        "none at all": {},
        "all not applicable": dict.fromkeys(ids, NOT_APPLICABLE),
        "all don't know": dict.fromkeys(ids, DONT_KNOW),
        "all highest": dict.fromkeys(ids, "5"),
        "all lowest": dict.fromkeys(ids, "1"),
        "all in the middle": dict.fromkeys(ids, "3"),
        "sparse": dict.fromkeys(ids[::5], "4"),
        "one answer": {ids[0]: "2"},
        "one open": dict.fromkeys(ids[1:], "4"),
        "one don't know": {**dict.fromkeys(ids, "4"), ids[3]: DONT_KNOW},
        "one of each": {**dict.fromkeys(ids[1:], "4"), ids[3]: DONT_KNOW},
        "one below the top": {**dict.fromkeys(ids, "5"), ids[0]: "4"},
        "V1": v1,
    }


QUARTERS = ("", "2025-Q4", "2026-Q1", "2026-Q3", "2027-Q2", "2027-Q5", "after summer")


def likely_response(rng: random.Random, asked: Questionnaire) -> Response:
    """A response as people give them: around a level per dimension, with gaps, targets and decisions."""
    whole = rng.uniform(0.5, 5.5)
    spread = rng.choice([0.0, 0.5, 1.5])
    gaps = rng.choice([0.0, 0.0, 0.02, 0.1, 0.3])
    answers: dict[str, str | None] = {}
    for dimension in asked.dimensions:
        centre = rng.gauss(whole, spread)
        for question in dimension.questions:
            level = min(5, max(1, round(rng.gauss(centre, 0.7))))
            answers[question.id] = str(level)
            if rng.random() < gaps:
                answers[question.id] = rng.choice([DONT_KNOW, NOT_APPLICABLE, None, "no-such-option"])
    share = rng.choice([0.0, 0.5, 1.0])
    targets = {d.id: rng.choice([2, 3, 3, 4, 5]) for d in asked.dimensions if rng.random() < share}
    decided = rng.choice([0.0, 0.1, 0.8, 0.97, 1.0])
    decisions = {
        action.id: Decision(
            rng.choice(["done", "no"] if decided > 0.5 else ["planned", "done", "no"]),
            rng.choice(["", "Jo <b>"]),
            rng.choice(QUARTERS),
        )
        for action in asked.actions()
        if rng.random() < decided
    }
    return make_response(answers, targets=targets, decisions=decisions, saved=rng.choice(STAMPS))


@pytest.fixture(scope="module")
def bundled() -> dict[str, Case]:
    """The bundled questionnaire by language, all with the same responses."""
    asked = questionnaire.read(ROOT / "questionnaires" / "cx-maturity")
    rng = random.Random(11)
    highest = {dimension.id: 5 for dimension in asked.dimensions}
    responses = []
    for answers in named_answers(asked).values():
        responses += [
            make_response(answers),
            make_response(answers, targets=highest, saved=rng.choice(STAMPS)),
        ]
    responses += [likely_response(rng, asked) for _ in range(BUNDLED_RESPONSES)]
    responses += [random_response(rng, asked) for _ in range(BUNDLED_RESPONSES // 8)]
    return made("bundled", asked, responses)


@pytest.fixture(scope="module")
def bundled_trees(bundled: Mapping[str, Case]) -> dict[str, list[Any]]:
    return {lang: case.trees() for lang, case in bundled.items()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bundled_questionnaire_reads_the_same(
    lang: str, browser: Page, bundled: Mapping[str, Case], bundled_trees: Mapping[str, list[Any]]
) -> None:
    """Every word and figure of every response is the same in the page."""
    assert_same(browser, [bundled[lang]], [bundled_trees[lang]])


def test_one_result_reads_the_same_in_several_languages(browser: Page, bundled: Mapping[str, Case]) -> None:
    """What the page remembers of a result is free of language."""
    case = next(iter(bundled.values()))
    languages = [*LANGUAGES, LANGUAGES[0]]
    data = {
        **case.data(),
        "texts": {lang: bundled[lang].data()["texts"] for lang in LANGUAGES},
        "languages": languages,
        "responses": [as_json(response) for response in case.responses[:30]],
    }
    for shown, response in zip(in_browser(browser, "twice", data), case.responses, strict=False):
        for lang, theirs in zip(languages, shown, strict=True):
            assert theirs == replace(bundled[lang], responses=[response]).trees()[0]


def test_scripts_mean_the_same_without_comments(chromium_page: Page, bundled: Mapping[str, Case]) -> None:
    """The page leaves out comment lines and indentation; that must not eat code."""

    def squeezed(script: str) -> str:
        lines = (line.strip() for line in page._JS_COMMENT.sub("", script).splitlines())
        return "\n".join(line for line in lines if line)

    short = source(squeezed)
    assert len(short) < len(source()) * 0.8 and "@returns" not in short
    install(chromium_page, short)
    try:
        some = [replace(case, responses=case.responses[:40]) for case in bundled.values()]
        assert_same(chromium_page, some, [case.trees() for case in some])
    finally:
        install(chromium_page, source())


def test_a_tree_is_quick(browser: Page, bundled: Mapping[str, Case]) -> None:
    """After an answer the whole result is there before anyone notices."""
    case = next(iter(bundled.values()))
    assert statistics.median(in_browser(browser, "times", case.data())) < 10


# ---- Random questionnaires ------------------------------------------------------------------------------

ODD_IDS = ["constructor", "__proto__", "toString", "valueOf", "10", "2", "hasOwnProperty", "1"]
WORDS = ["data", "klantreis", "én", "of", "Maatschappelijke", "𝔘nicode", "a", "{organisation}", "$&", "-"]
HORIZONS = ["0-3", "3-6", "6-12", "12+", "0-12", "5-7", "24+"]


class _Dresser:
    """Gives a random questionnaire texts of all lengths, lenses, full actions and odd ids."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.odd = rng.random() < 0.4
        self.names: dict[tuple[str, str], str] = {}

    def id(self, kind: str, name: str) -> str:
        """The new id of something; no two of a kind get the same."""
        used = sum(1 for other, _ in self.names if other == kind)
        new = ODD_IDS[used] if self.odd and used < len(ODD_IDS) else name
        return self.names.setdefault((kind, name), new)

    def words(self, most: int = 5) -> Text:
        return {lang: " ".join(self.rng.choices(WORDS, k=self.rng.randint(1, most))) for lang in ("en", "nl")}

    def maybe(self) -> Text | None:
        return self.rng.choice([None, text(""), self.words(), self.words()])

    def questionnaire(self, q: Questionnaire) -> Questionnaire:
        tags = tuple(replace(tag, id=self.id("tag", tag.id), title=self.words()) for tag in q.tags)
        lenses = tuple(self.lens([tag.id for tag in tags]) for _ in range(self.rng.randint(0, 3)))
        levels = tuple(
            replace(level, name=self.words(), description=self.words()) for level in q.levels.items
        )
        return replace(
            q,
            levels=replace(q.levels, items=levels),
            tags=tags,
            lenses=lenses,
            dimensions=tuple(self.dimension(dimension) for dimension in q.dimensions),
            steps=tuple(self.step(step) for step in q.steps),
        )

    def lens(self, tags: list[str]) -> Lens:
        chosen = self.rng.choices(tags, k=self.rng.randint(0, 3)) if tags else []
        return Lens("lens", self.words(), self.maybe(), tuple(chosen))

    def dimension(self, d: Dimension) -> Dimension:
        return replace(
            d,
            id=self.id("dimension", d.id),
            title=self.words(),
            strong=self.maybe(),
            weak=self.maybe(),
            dimensions=tuple(self.dimension(below) for below in d.dimensions),
            questions=tuple(self.question(question) for question in d.questions),
        )

    def question(self, q: Question) -> Question:
        tags = tuple(self.id("tag", name) for name in q.tags)
        steps = tuple(self.id("step", name) for name in q.steps)
        return replace(q, title=self.words(9), ask=self.maybe(), tags=tags, steps=steps)

    def step(self, s: Step) -> Step:
        actions = tuple(self.action(action) for action in s.actions)
        return replace(s, id=self.id("step", s.id), title=self.words(), why=self.maybe(), actions=actions)

    def action(self, a: Action) -> Action:
        return replace(
            a,
            id=self.id("action", a.id),
            title=self.words(),
            what=self.maybe(),
            needs=tuple(self.id("action", name) for name in a.needs),
            horizon=self.rng.choice(HORIZONS),
            owner=self.words(),
            kpi=self.maybe(),
            first=self.maybe(),
            caution=self.maybe(),
        )


def random_cases(seed: int) -> list[Case]:
    """One random questionnaire with two responses, in every language."""
    rng = random.Random(seed)
    plain = random_questionnaire(rng, Kind(size=rng.choice([1, 2, 3, 4, 6])))
    asked = _Dresser(rng).questionnaire(plain)
    responses = [
        replace(random_response(rng, asked), saved=rng.choice(STAMPS)),
        replace(random_response(rng, asked), saved=rng.choice(STAMPS)),
    ]
    return [*made(f"seed {seed}", asked, responses).values()]


@pytest.fixture(scope="module")
def drawn() -> list[Case]:
    return [case for seed in range(RANDOM_VIEWS) for case in random_cases(seed)]


@pytest.fixture(scope="module")
def drawn_trees(drawn: Sequence[Case]) -> list[list[Any]]:
    return [case.trees() for case in drawn]


def test_random_questionnaires_read_the_same(
    browser: Page, drawn: Sequence[Case], drawn_trees: Sequence[list[Any]]
) -> None:
    """Thresholds, nested topics, lenses of any size, odd ids and texts: the same words in both engines."""
    assert_same(browser, drawn, drawn_trees)


def test_the_cases_reach_every_phrase(
    bundled: Mapping[str, Case],
    bundled_trees: Mapping[str, list[Any]],
    drawn: Sequence[Case],
    drawn_trees: Sequence[list[Any]],
) -> None:
    """No phrase of the view goes untested, so the generators cannot go blind unnoticed."""
    assert bundled_trees and drawn_trees
    asked = set().union(*(case.texts["phrases"].asked for case in [*bundled.values(), *drawn]))
    modules = sorted(Path(report.__file__).parent.glob("report*.py"))
    code = "\n".join(path.read_text("utf-8") for path in modules)
    known = texts.phrases("en").keys()
    mentioned = set(re.findall(r'"([a-z]+\.[a-z_]+)"', code)) & known
    for start in re.findall(r'f"([a-z]+\.(?:[a-z]+_)?)\{', code):
        mentioned |= {key for key in known if key.startswith(start)} & set(BUILT)
    assert len(mentioned) > 80
    if RANDOM_VIEWS >= 160:
        assert sorted(mentioned - asked - UNREACHED) == []


UNREACHED = {
    *("why.largely", "why.largely_now", "why.fully", "why.fully_now"),
    *("why.gates", "why.gates_now", "why.gates_met"),
}
"""Conditions of a topic's level: the tree lists conditions only for the whole, which has other ones."""

BUILT = [
    *("why.majority", "why.largely", "why.fully", "why.majority_now", "why.largely_now", "why.fully_now"),
    *("why.met", "why.unmet", "why.short_majority", "why.short_weakest", "why.short_largely"),
    *("why.short_gates", "why.short_threshold"),
    *("roadmap.horizon_now", "roadmap.horizon_next", "roadmap.horizon_later"),
]
"""Phrases whose names the view puts together."""


def test_ids_are_never_taken_for_something_else(browser: Page) -> None:
    """Topics, questions, tags, steps and actions may be called like what every object has."""
    options = make_options([Fraction(i) for i in range(5)], range(1, 6))
    names = ["constructor", "__proto__", "toString", "10", "2"]
    dimensions = [
        make_dimension(
            name,
            weight=Fraction(1),
            questions=[
                make_question(f"{name}-{i}" if i else name, options, tags=tuple(names), steps=tuple(names))
                for i in range(5)
            ],
        )
        for name in names
    ]
    action = Action(
        id="__proto__",
        title=text("Action"),
        what=None,
        lifts_from=1,
        lifts_to=3,
        questions=tuple(names),
        needs=(),
        days=(Fraction(5, 2), Fraction(5, 2)),
        horizon="3-6",
        owner=text("Owner"),
        kpi=None,
        first=text("First"),
        caution=None,
    )
    asked = make_questionnaire(
        dimensions,
        make_levels(1, 5),
        tags=tuple(Tag(name, text(name)) for name in names),
        lenses=(
            Lens("__proto__", text("Lens"), None, tuple(names)),
            Lens("two", text("Two"), None, ("2", "10")),
        ),
        steps=tuple(
            Step(name, text(name), None, (replace(action, id=name, needs=tuple(names[:i])),))
            for i, name in enumerate(names)
        ),
    )
    ids = [question.id for question in asked.questions()]
    responses = [
        make_response({}),
        make_response(
            {name: str(1 + i % 3) for i, name in enumerate(ids)}, targets={"__proto__": 3, "10": 2}
        ),
        make_response(dict.fromkeys(ids[:-3], "3"), decisions={"constructor": Decision("done")}),
    ]
    for case in made("odd ids", asked, responses).values():
        trees = case.trees()
        assert_same(browser, [case], [trees])
        assert [row["id"] for row in trees[0]["bars"]["rows"]] == names
        assert trees[2]["roadmap"]["steps"][0]["any"] is False


def test_half_a_point_behind_is_behind_in_both(browser: Page) -> None:
    """A gap of exactly half a point, which random answers hardly ever hit."""
    options = make_options([Fraction(i) for i in range(5)], range(1, 6))
    questions = [make_question(f"q{i}", options) for i in range(50)]
    dimension = make_dimension("d", weight=Fraction(1), questions=questions)
    asked = make_questionnaire([dimension], make_levels(1, 5))
    answers = {question.id: "3" if i == 0 else "4" for i, question in enumerate(questions)}
    response = make_response(answers, targets={"d": 4})
    assert score(compile_plan(asked), response).scores["dimension:d"].gap == 0.5
    for case in made("half a point", asked, [response]).values():
        assert_same(browser, [case], [case.trees()])


# ---- Charts ---------------------------------------------------------------------------------------------

Draw = Callable[..., Any]
JS_NAMES = {"two_lines": "twoLines"}


@pytest.fixture(params=["python", "browser"])
def draw(request: pytest.FixtureRequest) -> Draw:
    """Calls a function of the charts by its name, in one engine or the other; scores are given by name."""
    if request.param == "browser":
        blank = request.getfixturevalue("browser")

        def there(name: str, *args: Any) -> Any:
            return in_browser(blank, "charts", [[JS_NAMES.get(name, name), plain(args)]])[0]

        return there

    def here(name: str, *args: Any) -> Any:
        return getattr(charts, name)(*args)

    return here


def plain(value: Any) -> Any:
    """Scores as the fields that a chart shows."""
    if isinstance(value, Score):
        return {name: getattr(value, name) for name in ("score", "lower", "upper", "target")}
    return [plain(part) for part in value] if isinstance(value, (list, tuple)) else value


def known(
    value: float, lower: float | None = None, upper: float | None = None, target: float | None = None
) -> Score:
    """A score, certain where no bounds are given."""
    bounds = (value if bound is None else bound for bound in (lower, upper))
    return Score("x", value, *bounds, target=target)


def test_bar_shows_bounds_score_and_target(draw: Draw) -> None:
    """Solid to the lower bound, hatched to the upper, tick and diamond where they are known."""
    assert draw("bar", known(41.919643, 38.767361, 47.864583, 50.0)) == {
        "lower": "38.77%",
        "spread": "9.1%",
        "tick": "41.92%",
        "tick_display": "inline",
        "aim": "50%",
        "aim_display": "inline",
    }


def test_bar_of_zero_is_not_a_bar_of_nothing(draw: Draw) -> None:
    """Zero has its tick and diamond; where nothing is known there are none."""
    zero = draw("bar", known(0.0, target=0.0))
    nothing = draw("bar", Score("x"))
    assert (zero["tick"], zero["tick_display"], zero["aim_display"]) == ("0%", "inline", "inline")
    assert nothing == {**zero, "tick_display": "none", "aim_display": "none"}


def test_bar_without_score_still_shows_its_range(draw: Draw) -> None:
    """Too few answers: no tick, but the range in which the score lies."""
    shown = draw("bar", Score("x", lower=10.0, upper=70.0))
    assert (shown["lower"], shown["spread"], shown["tick_display"]) == ("10%", "60%", "none")


def level_entries(count: int, first: int = 1) -> list[dict[str, Any]]:
    return [{"number": first + i, "name": f"Level {first + i}", "description": "."} for i in range(count)]


def test_stairs_of_five(draw: Draw) -> None:
    """Up to the level reached, one step next, the others later."""
    rows = draw("stairs", level_entries(5), 2)
    assert [row["look"] for row in rows] == ["step-reached"] * 2 + ["step-next"] + ["step-later"] * 2
    assert [row["on"] for row in rows] == [False, True, False, False, False]
    assert rows[0] == {
        "number": "1",
        "name": "Level 1",
        "look": "step-reached",
        "text_look": "step-reached-text",
        "on": False,
        "x": "2",
        "y": "90",
        "width": "96",
        "height": "41",
        "text_x": "50",
        "text_y": "114",
    }
    assert (rows[4]["x"], rows[4]["y"], rows[4]["height"], rows[4]["text_x"]) == ("402", "2", "129", "450")


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("count", [3, 5, 10])
def test_stairs_rise_within_their_box(draw: Draw, count: int, first: int) -> None:
    """Every step is higher than the one before; together they fill the box of 500 by 132."""
    for level in [None, first, first + 1, first + count - 1]:
        rows = draw("stairs", level_entries(count, first), level)
        tops = [float(row["y"]) for row in rows]
        lefts = [float(row["x"]) for row in rows]
        rights = [float(row["x"]) + float(row["width"]) for row in rows]
        assert tops == sorted(tops, reverse=True) and tops[-1] == 2 and len(set(tops)) == count
        assert lefts[0] == 2 and rights[-1] == pytest.approx(498, abs=0.02)
        assert all(right < left for right, left in zip(rights, lefts[1:], strict=False))
        assert all(float(r["y"]) + float(r["height"]) == pytest.approx(131, abs=0.02) for r in rows)
        reached = 0 if level is None else level - first + 1
        looks = ["reached"] * reached + ["next" if level is not None else "later"] + ["later"] * count
        assert [row["look"] for row in rows] == [f"step-{look}" for look in looks[:count]]
        assert sum(row["on"] for row in rows) == (level is not None)


def corners(points: str) -> list[tuple[float, float]]:
    pairs = (pair.split(",") for pair in points.split(" "))
    return [(float(x), float(y)) for x, y in pairs]


def from_centre(x: float, y: float) -> float:
    return math.hypot(x - charts.RADAR_CENTRE[0], y - charts.RADAR_CENTRE[1])


@pytest.mark.parametrize("n", [3, 6, 9])
def test_radar_lies_where_the_scores_are(draw: Draw, n: int) -> None:
    """Every corner is as far from the centre as its score, clockwise from the top."""
    values = [100.0 * (i + 1) / n for i in range(n)]
    names = [f"Topic {i}" for i in range(n)]
    shape = draw("radar", [known(v, v / 2, v, 100.0) for v in values], names, [str(v) for v in values])
    own = corners(shape["own"])
    expected = [charts.RADAR_RADIUS * v / 100 for v in values]
    assert [from_centre(x, y) for x, y in own] == pytest.approx(expected, abs=0.01)
    assert own[0][0] == 230 and own[0][1] < 214
    turns = [math.atan2(x - 230, 214 - y) % (2 * math.pi) for x, y in own]
    assert turns == pytest.approx([2 * math.pi * i / n for i in range(n)], abs=0.01)
    assert all(from_centre(x, y) == pytest.approx(152, abs=0.01) for x, y in corners(shape["aim"]))
    assert [(float(dot["x"]), float(dot["y"])) for dot in shape["dots"]] == own
    high, low = re.fullmatch(r"M([^MZ]+)ZM([^MZ]+)Z", shape["band"]).groups()
    assert corners(high.replace("L", " ")) == own
    halves = [from_centre(x, y) for x, y in corners(low.replace("L", " "))]
    assert halves == pytest.approx([e / 2 for e in expected], abs=0.01)
    assert [label["name"] for label in shape["labels"]] == names
    assert [label["score"] for label in shape["labels"]] == [str(v) for v in values]


def test_radar_labels_stand_outside_the_rings(draw: Draw) -> None:
    """A label starts on the right, ends on the left and is centred above and below."""
    names = ["Top", "Right above", "Right below", "Bottom", "Left below", "Voice of the customer"]
    labels = draw("radar", [known(50.0)] * 6, names, ["50"] * 6)["labels"]
    assert [label["anchor"] for label in labels] == ["middle", "start", "start", "middle", "end", "end"]
    assert labels[0] == {
        **{"x": "230", "anchor": "middle", "y": "25.76", "name": "Top"},
        **{"y2": "45.76", "name2": "", "score_y": "45.76", "score": "50"},
    }
    assert labels[3]["y"] == "402.24"
    assert (labels[5]["name"], labels[5]["name2"]) == ("Voice of the", "customer")
    assert float(labels[5]["score_y"]) == pytest.approx(float(labels[5]["y"]) + 40, abs=0.011)
    above = float(labels[0]["score_y"])
    assert above < 214 - 152 < 214 + 152 < float(labels[3]["y"])


@pytest.mark.parametrize("n", [0, 1, 2])
def test_radar_of_few_topics_is_empty(draw: Draw, n: int) -> None:
    """Below three topics there is no area to draw."""
    shape = draw("radar", [known(50.0, target=75.0)] * n, ["Topic"] * n, ["50"] * n)
    assert shape == {"own": "", "aim": "", "band": "", "dots": [], "aims": [], "labels": []}


def test_radar_draws_no_line_through_what_is_missing(draw: Draw) -> None:
    """A topic without a score has no dot, and no outline passes it; the range stays."""
    scores = [known(50.0, 40.0, 60.0, 75.0), Score("x", lower=0.0, upper=100.0), known(0.0, target=50.0)]
    shape = draw("radar", scores, ["A", "B", "C"], ["50", "–", "0"])
    assert (shape["own"], shape["aim"]) == ("", "")
    assert len(shape["dots"]) == 2 and len(shape["aims"]) == 2
    assert shape["dots"][1] == {"x": "230", "y": "214"}
    assert shape["band"].count("M") == 2
    nothing = draw("radar", [*scores[:2], Score("x")], ["A", "B", "C"], ["50", "–", "–"])
    assert nothing["band"] == "" and len(nothing["labels"]) == 3


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("", [""]),
        ("Vision", ["Vision"]),
        ("ROI of results", ["ROI of results"]),
        ("ROI and results", ["ROI and", "results"]),
        ("Voice of the Customer", ["Voice of the", "Customer"]),
        ("Bestaansrecht-en-nut", ["Bestaansrecht-en-nut"]),
        ("a bcdefghijklmnopqrstu", ["a", "bcdefghijklmnopqrstu"]),
        ("aaaaaaa bbb cccccc", ["aaaaaaa", "bbb cccccc"]),
        ("aaaaaaa bbb ccccccc", ["aaaaaaa bbb", "ccccccc"]),
        ("𝔘𝔘𝔘𝔘𝔘𝔘𝔘 𝔘𝔘𝔘𝔘𝔘𝔘", ["𝔘𝔘𝔘𝔘𝔘𝔘𝔘 𝔘𝔘𝔘𝔘𝔘𝔘"]),
        ("𝔘𝔘𝔘𝔘𝔘 abcdefgh ij", ["𝔘𝔘𝔘𝔘𝔘", "abcdefgh ij"]),
        ("two  spaces in the  middle", ["two  spaces in", "the  middle"]),
    ],
)
def test_long_names_break_near_their_middle(draw: Draw, name: str, lines: list[str]) -> None:
    """Only names of more than 14 letters, and only at a space."""
    assert draw("two_lines", name) == lines


def test_directions_agree(browser: Page) -> None:
    """The radar points the same way in both engines, up to 60 topics; no direction is off the circle."""
    axes = [(i, n) for n in range(1, 61) for i in range(n)]
    ours = [[*charts.direction(i, n)] for i, n in axes]
    assert [math.hypot(x, y) for x, y in ours] == pytest.approx([1] * len(axes), abs=2e-12)
    assert in_browser(browser, "charts", [["direction", axis] for axis in axes]) == ours


def test_charts_agree(browser: Page) -> None:
    """Random bars, stairs and radars come out the same, to the last digit."""
    rng = random.Random(17)

    def value() -> float | None:
        return rng.choice([None, 0.0, 100.0, rng.uniform(0, 100), rng.randint(0, 800) / 8])

    calls: list[tuple[str, list[Any]]] = []
    for _ in range(300):
        n = rng.randint(0, 9)
        scores = [Score("x", score=value(), lower=value(), upper=value(), target=value()) for _ in range(n)]
        names = [" ".join(rng.choices(WORDS, k=rng.randint(1, 4))) for _ in range(n)]
        levels = level_entries(rng.randint(2, 10), rng.randint(0, 2))
        level = rng.choice([None, *(entry["number"] for entry in levels)])
        calls += [("radar", [scores, names, names]), ("stairs", [levels, level])]
        calls += [("bar", [one]) for one in scores]
    ours = [getattr(charts, name)(*args) for name, args in calls]
    theirs = in_browser(browser, "charts", [[name, plain(args)] for name, args in calls])
    assert [*differences(ours, theirs)] == []


def test_a_difference_is_noticed() -> None:
    """The yardstick itself: another value, kind, key or length."""
    pairs: list[tuple[Any, Any]] = [
        ({"a": [1]}, {"a": [2]}),
        ([1, 2], [1]),
        ({"a": 1}, {"b": 1}),
    ]
    for ours, theirs in [*pairs, (1, True), (None, 0)]:
        assert [*differences(ours, theirs)] and [*differences(ours, theirs, exact=False)]
    assert [*differences(1.0, 1)] and not [*differences(1.0, 1, exact=False)]
