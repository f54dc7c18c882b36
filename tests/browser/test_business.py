"""The business case on the page: by keyboard, by file, in both languages; wrong numbers; the same as the report."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from browser.conftest import DEMO, RESPONSE, Make, build, decide, load
from browser.engines import NAMES, Engine
from browser.test_accessible import install_axe, violations
from cxassess import business_view, catalogue, client, response, texts
from cxassess.plan_compiler import compile_plan
from cxassess.scoring import score


def field(key: str) -> str:
    return f".view.on [data-key='{key}']"


def type_into(engine: Engine, key: str, text: str) -> None:
    """As a person does: into the field, all of it replaced."""
    engine.js("((f) => { f.focus(); f.select(); })(document.querySelector(args[0]))", field(key))
    engine.type(text)


def title(engine: Engine) -> str:
    return engine.text(".view.on h1")


def expected(lang: str) -> dict[str, Any]:
    """The tree that the report prints for the demo response."""
    asked = catalogue.read(ROOT / "questionnaires" / "cx-maturity")
    owner = client.read(DEMO / "clients" / "meridiaan")[0]
    given = response.build(response.read(RESPONSE)[0], asked, owner)
    words = texts.term_values(asked, owner, lang)
    local = texts.local(asked, lang, {**words, "organisation": owner.short})
    case = business_view.given_for(asked, owner, given, score(compile_plan(asked), given))
    assert case is not None
    return business_view.build(texts.script_texts(local, texts.phrases(lang)), replace(case, lang=lang))


def cells(engine: Engine, css: str) -> list[list[str]]:
    script = """[...document.querySelectorAll(args[0])].map((row) => [...row.querySelectorAll('th, td')]
      .filter((cell) => !cell.hidden && !cell.querySelector('svg')).map((cell) => cell.textContent))"""
    found: list[list[str]] = engine.js(script, css)
    return found


KEYBOARD = {
    "credit|base": "50", "discount|base": "5", "years|base": "2", "ramp-1|base": "100", "staff|base": "10",
    "turnover-gain|base": "5", "salary|base": "30.000", "replacement|base": "20", "one-off|base": "1.000",
}  # fmt: skip


def by_keyboard(engine: Engine) -> None:
    """From an empty form to a result with Tab and typing, clean for axe; `test_accessible.py` looks at an empty one."""
    assert title(engine) == "Reken uit wat een betere beleving oplevert"
    assert "Deel dat door dit programma komt" in engine.text(".bc-todo")
    for key, text in KEYBOARD.items():
        engine.tab_to(field(key), most=120)
        engine.type(text)
    engine.press("Tab")
    engine.wait_for("document.querySelector('.view.on h1').textContent.startsWith('Ook')")
    assert title(engine) == "Ook als het tegenzit, verdient u het terug"
    assert cells(engine, ".bc-cases tbody tr")[0][1:] == ["€\u00a01.789"] * 3
    first, *_ = cells(engine, ".view.on .scroll tbody tr")
    assert first[:3] == ["Minder verloop van medewerkers", "", "1.500"]
    install_axe(engine)
    assert violations(engine) == []


def filled_from(engine: Engine, path: Path) -> dict[str, str]:
    """The fields when a file has filled what was open."""
    engine.choose_file(path)
    engine.wait_for("document.getElementById('dialog').open")
    decide(engine, "fill")
    script = (
        "[...document.querySelectorAll('.view.on [data-key]')].map((one) => [one.dataset.key, one.value])"
    )
    return dict(engine.js(script))


@pytest.mark.parametrize("name", NAMES)
def test_a_business_case_by_keyboard_from_files_and_by_hand(
    name: str, make_engine: Make, demo_page: Path
) -> None:
    """It says what the report says; what is changed shows at once, stays, and reaches the file.

    A file can fill what is open, or replace all. One page for everything, because opening one takes longest.
    """
    engine = make_engine(name)
    engine.open(demo_page, "#/business")
    by_keyboard(engine)
    if name == "chromium":
        for width in (390, 320, 1280):
            engine.resize(width)
            assert engine.js("document.documentElement.scrollWidth <= innerWidth"), width

    kept = filled_from(engine, RESPONSE)
    mine = {key: kept[key] for key in KEYBOARD}
    assert mine == KEYBOARD
    assert kept["credit|low"] == "", "an assumption comes whole from one of the two"
    assert (kept["retention-gain|low"], kept["retention-gain|base"]) == ("0,5", "2")
    assert kept["customers|base"] == "50.000"

    load(engine, RESPONSE)
    tree = expected("nl")
    engine.wait_for(f"document.querySelector('.view.on h1').textContent === {json.dumps(tree['title'])}")
    assert cells(engine, ".bc-cases tbody tr") == [
        [row[key] for key in ("label", "low", "base", "high")] for row in tree["cases"]
    ]
    assert cells(engine, ".bc-torn tbody tr") == [
        [f"{row['label']} {row['range']}", row["low"], row["high"]] for row in tree["tornado"]["rows"]
    ]

    # A number that is none: it stays, with the reason, and counts as empty.
    type_into(engine, "retention-gain|base", "1.5")
    engine.press("Tab")
    engine.wait_for("document.activeElement.matches('[data-key=\"retention-gain|high\"]')")
    wrong = "document.querySelector(args[0])"
    assert engine.js(f"{wrong}.getAttribute('aria-invalid')", field("retention-gain|base")) == "true"
    assert engine.js(f"{wrong}.value", field("retention-gain|base")) == "1.5"
    said = engine.js(f"document.getElementById({wrong}.getAttribute('aria-describedby')).textContent",
                     field("retention-gain|base"))  # fmt: skip
    assert "1.000,50" in said
    assert engine.text(".view.on > [role=status]") == said
    about = engine.js(
        "document.querySelector('[data-id=retention-gain].bc-row').getAttribute('aria-describedby')"
    )
    unit, help_ = (engine.text(f"[id='{name}']") for name in about.split())
    assert (unit, help_) == ("procentpunt", "Van 82% naar 84% is 2 procentpunt, bij vol effect.")
    assert "telt nog niet mee" in engine.text(".bc-todo")

    # The low case decides the title; the cash flow is below zero throughout.
    type_into(engine, "retention-gain|base", "0,5")
    type_into(engine, "running|base", "1.000.000")
    engine.press("Tab")
    assert title(engine) == "U verdient het alleen terug als alles meezit"
    assert engine.text(".view.on > [role=status]") == title(engine)
    assert engine.js(f"{wrong}.hasAttribute('aria-invalid')", field("retention-gain|base")) is False
    engine.click(field("uplift"))
    assert "uplift" not in str(cells(engine, "[data-l]"))
    assert engine.js(f"{wrong}", field("uplift|base")) is None, "a benefit that is off has no fields"

    # The other language writes the same numbers its own way.
    engine.click("[data-do=language]")
    assert engine.js(f"{wrong}.value", field("running|base")) == "1,000,000"
    assert engine.js(f"{wrong}.value", field("retention-gain|base")) == "0.5"
    file = engine.download(lambda: engine.click(".dl"))
    kept = json.loads(file.read_text("utf-8"))["business_case"]
    assert kept["inputs"]["running"]["base"] == 1_000_000
    assert kept["inputs"]["retention-gain"] == {
        "low": 0.5, "base": 0.5, "high": 3.5, "source": "Vertrekcijfers 2024 en 2025",
    }  # fmt: skip
    assert kept["lines"] == {"uplift": False}
    assert not engine.console


def test_a_questionnaire_without_a_business_case_has_none_of_it(
    make_engine: Make, tmp_path: Path, demo_page: Path
) -> None:
    """No script, no style, no words, no view; with one, all of them."""
    folder = tmp_path / "clients" / "quick"
    folder.mkdir(parents=True)
    text = "format: cxassess.client/1\nname: Quick\nlanguages: [nl]\nquestionnaire: cx-quickscan\n"
    (folder / "client.yaml").write_text(text, "utf-8")
    page = build(tmp_path, "quick", tmp_path / "site").read_text("utf-8")
    whole = demo_page.read_text("utf-8")
    for sign in (
        "BusinessCase",
        "BusinessForm",
        "view-business",
        ".bc-",
        "business.title_none",
        "inputhelp.",
    ):
        assert sign in whole and sign not in page, sign
    engine = make_engine("chromium")
    engine.open(tmp_path / "site" / "quick" / "index.html", "#/business")
    assert engine.js("document.querySelector('.view.on').id") == "view-start"
    assert not engine.console
