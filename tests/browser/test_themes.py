"""The second theme in a browser: its own layout, and nothing that axe finds; and the report as HTML."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT
from samples import bundled, bundled_plan, demo_client, make_response, page_of, v1_answers

from browser.conftest import RESPONSE, Make, load
from browser.test_accessible import install_axe, is_sound, violations
from cxassess import printing, scoring, theme
from cxassess.exporters import embedded
from cxassess.resources import Workspace


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page and the report of the demo client with the theme "plain"."""
    look = theme.read(Workspace(ROOT), "plain")
    client = replace(demo_client(), theme="plain")
    made = tmp_path_factory.mktemp("plain")
    (made / "index.html").write_text(page_of(bundled(), bundled_plan(), look, client), "utf-8")
    response = make_response(v1_answers())
    work = printing.Work(bundled(), look, client, response, scoring.score(bundled_plan(), response), "nl")
    (made / "report.html").write_bytes(printing.files(work, ("html",))["report.html"])
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_second_theme(scheme: str, make_engine: Make, folder: Path) -> None:
    """The rail stands beside the content where there is room, and nothing is wider than a phone."""
    engine = make_engine("chromium", color_scheme=scheme)
    engine.open(folder / "index.html")
    engine.resize(1280)
    assert engine.js("document.querySelector('main').getBoundingClientRect().left") == 240
    install_axe(engine)
    found = is_sound(engine, "start")
    load(engine, RESPONSE)
    for place in ("q/vision", "result", "roadmap"):
        engine.show(f"#/{place}")
        found += is_sound(engine, place)
    assert not found, "\n".join(found[:20])
    engine.resize(320)
    for place in ("start", "q/vision", "result"):
        engine.show(f"#/{place}")
        assert engine.js("document.documentElement.scrollWidth") == 320, place
    assert not engine.console


def test_the_report_as_html_can_be_read_on_a_phone_and_printed(make_engine: Make, folder: Path) -> None:
    """axe finds nothing in it, its typefaces are there, and Chromium puts it on about as many pages as the PDF."""
    engine = make_engine("chromium")
    engine.go((folder / "report.html").as_uri())
    assert engine.js("[...document.fonts].every((one) => one.status !== 'error') && document.fonts.size") == 2
    install_axe(engine)
    found = violations(engine)
    engine.resize(320)
    found += violations(engine)
    assert not found, "\n".join(found[:20])
    assert engine.js("document.documentElement.scrollWidth") == 320
    printed = engine.pdf()
    assert printed and 12 <= embedded.pages(printed) <= 30
    assert not engine.console and len(engine.requests) == 1
