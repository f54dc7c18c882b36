"""On paper: the empty form, and what the screen shows, as Chromium and Firefox print it, without backgrounds.

What WebKitGTK prints is in test_paper_webkit.py. Firefox draws bold letters of a variable font as shapes, so the
words that are looked for stand in regular ones.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import require

from browser.conftest import RESPONSE, Make, load
from browser.engines import Engine
from browser.test_no_script import titles
from cxassess import texts

NL = texts.phrases("nl")
PRINTERS = ["chromium", "firefox"]
Print = Callable[[Engine, str], list[str]]


def close(text: str) -> str:
    """A text without the spaces and hyphens that lines bring in."""
    return re.sub(r"[\s\u00ad-]+", "", text)


@pytest.fixture
def sheets(tmp_path: Path) -> Print:
    """Prints what an engine shows; the words of each sheet."""

    def printed(engine: Engine, name: str) -> list[str]:
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(engine.pdf() or b"")
        program = require(Path("/usr/bin/pdftotext"), "poppler-utils")
        done = subprocess.run([program, "-raw", str(path), "-"], capture_output=True, check=True, text=True)
        return [close(sheet) for sheet in done.stdout.split("\f")[:-1]]

    return printed


def opened(make_engine: Make, name: str, page: Path) -> Engine:
    engine = make_engine(name)
    engine.open(page)
    engine.js("void (globalThis.print = () => {})")
    return engine


def words(engine: Engine, css: str) -> list[str]:
    """The texts of the elements that a selector finds, shown on the screen or folded away."""
    return list(engine.js("[...document.querySelectorAll(args[0])].map((one) => one.textContent)", css))


def holds(found: list[str], *wanted: str) -> list[str]:
    """The texts that no sheet holds."""
    return [one for one in wanted if not any(close(one) in sheet for sheet in found)]


@pytest.mark.parametrize("name", PRINTERS)
def test_the_empty_form_is_a_questionnaire_for_a_pen(
    name: str, make_engine: Make, demo_page: Path, sheets: Print
) -> None:
    """A page on how to fill it in, then each question whole on one sheet, with its answers and its margin.

    An empty form is empty, also when somebody has answered already.
    """
    engine = opened(make_engine, name, demo_page)
    load(engine, RESPONSE)
    engine.show("#/q/ownership")
    note = engine.js("document.querySelector('#q-ownership-accountable textarea').value")
    engine.click(".foot [data-do=paper]")
    found = sheets(engine, "form")
    assert 11 <= len(found) <= 16
    assert not holds(found[:1], NL["paper.lede"], NL["paper.how-1"], NL["paper.wrong"], NL["paper.name"])
    asked = words(engine, "#app .q > legend > span")
    assert len(asked) == len(titles()) and not holds(found[1:], *asked)
    assert sum(sheet.count(close(NL["paper.see"])) for sheet in found) == 42
    assert sum(sheet.count(close(NL["question.dont-know"])) for sheet in found[1:]) >= 42
    assert min(len(sheet) for sheet in found) > 300, "no sheet is empty"
    told = "".join(found)
    assert close(NL["page.download"]) not in told
    assert note and holds(found, note) == [note]


@pytest.mark.parametrize("name", PRINTERS)
def test_every_view_prints_whole(name: str, make_engine: Make, demo_page: Path, sheets: Print) -> None:
    """The result as a report, what is folded in full, and no view with empty sheets."""
    engine = opened(make_engine, name, demo_page)
    engine.show("#/business")
    empty = sheets(engine, "nothing filled in")
    assert len(empty) == 1 and holds(empty, NL["business.form_lede"]) == [NL["business.form_lede"]]
    load(engine, RESPONSE)
    assert not holds(sheets(engine, "business"), NL["business.form_lede"])
    result_prints_as_a_report(engine, sheets)
    what_is_folded_prints(engine, sheets)
    for view in ("questions", "start"):
        engine.show(f"#/{view}")
        found = sheets(engine, view)
        assert 1 <= len(found) <= 3 and min(len(sheet) for sheet in found) > 100, view


def result_prints_as_a_report(engine: Engine, sheets: Print) -> None:
    """Level, reasons, the table and all topics; no buttons and no navigation."""
    engine.show("#/result")
    css = ".view.on :is(.lede, .two p:not(.big), .rules p:not(.rule-title), tbody td, .bar-row .g, .about, .ask p)"
    wanted = [one for one in words(engine, css) if one]
    found = sheets(engine, "result")
    assert len(wanted) > 40 and not holds(found, *wanted)
    assert 3 <= len(found) <= 4
    assert min(len(sheet) for sheet in found) > 300
    absent = [
        NL["page.print"],
        NL["page.download"],
        NL["page.roadmap"],
        NL["certainty.answer"],
        NL["page.privacy"],
    ]
    assert holds(found, *absent) == absent


def what_is_folded_prints(engine: Engine, sheets: Print) -> None:
    """Every action of the roadmap, and every answer of the check with its note, although most are folded."""
    engine.show("#/roadmap")
    actions = words(engine, ".view.on .action-title + p")
    found = sheets(engine, "roadmap")
    assert len(actions) > 20 and not holds(found, *actions)
    assert 6 <= len(found) <= 12
    assert sum("niveau2" in sheet and "niveau3" in sheet for sheet in found[:3]) >= 2, (
        "quarters above every part"
    )
    engine.show("#/check")
    rows = words(engine, ".view.on .chk p:first-child")
    found = sheets(engine, "check")
    assert len(rows) == 42 and not holds(found, *rows)
    assert 3 <= len(found) <= 6
    assert len(found[0]) > 600, "the first sheet holds more than a heading"
