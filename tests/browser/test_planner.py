"""The planner in the page: it plans as the program does, by keyboard alone, and hands out the same files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import DEMO, RESPONSE, Make, load
from browser.engines import NAMES, Engine, saved
from browser.test_accessible import install_axe, twice, violations
from cxassess import commands
from cxassess.resources import Workspace

BARS = """[...document.querySelectorAll('.view.on .gantt section li')].map((row) =>
  [row.getAttribute('data-id'), row.querySelector('.meta span').textContent])"""
SAID = ".view.on .said p"


def bars(engine: Engine) -> dict[str, str]:
    """What the page plans: when and by whom, for each action."""
    return dict(engine.js(BARS))


def answers(engine: Engine) -> dict[str, Any]:
    """The answer file that the page gives now."""
    for old in saved(engine.downloads):
        old.unlink()
    file = engine.download(lambda: engine.click(".dl"))
    return dict(json.loads(file.read_text("utf-8")))


def button(kind: str, name: str) -> str:
    return f".view.on .gantt [data-id='{name}'] [data-do='{kind}']"


@pytest.mark.parametrize("name", NAMES)
def test_planning_by_keyboard_alone(name: str, make_engine: Make, demo_page: Path, tmp_path: Path) -> None:
    """Move an action, leave it out, take that back, set the days: shown at once, kept, and the same in the program."""
    engine = make_engine(name)
    engine.open(demo_page)
    load(engine, RESPONSE)
    engine.show("#/roadmap")
    before = bars(engine)
    assert len(before) > 10

    engine.js("document.querySelector('.view.on [name=capacity]').focus()")
    engine.press("Tab")
    assert engine.focused(".view.on [data-do='try']")
    engine.press("Enter")
    engine.tab_to(button("later", "appoint-owner"))
    engine.press("Enter")
    assert "jan–mrt" in before["appoint-owner"]
    assert "apr–jun" in bars(engine)["appoint-owner"]
    assert "apr–jun" in engine.text(SAID)
    assert engine.focused(button("later", "appoint-owner")), "the focus stays on the button"

    engine.press("Tab")
    engine.press("Enter")
    assert "appoint-owner" not in bars(engine)
    assert engine.focused(".view.on [data-do='untry']"), "the way back has the focus"
    install_axe(engine)
    assert violations(engine) == []
    assert twice(engine) == []
    engine.press("Enter")
    assert "apr–jun" in bars(engine)["appoint-owner"]
    decision = answers(engine)["decisions"]["appoint-owner"]
    assert (decision["status"], decision["quarter"][4:]) == ("planned", "-Q2")
    assert decision["owner"] == "Algemeen directeur", "moving an action keeps its owner"

    engine.js("document.querySelector('.view.on [name=capacity]').select()")
    engine.js("document.querySelector('.view.on [name=capacity]').focus()")
    engine.type("25")
    kept = answers(engine)
    assert kept["capacity"] == 25
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(kept), "utf-8")
    for form, kind in (("csv", "plan-csv"), ("ics", "plan-ics")):
        ours, _ = commands.roadmap(Workspace(DEMO), "meridiaan", [file], form, "nl")
        made = engine.download(lambda kind=kind: engine.click(f".view.on [data-do='{kind}']"))  # type: ignore[misc]
        assert made.read_bytes() == ours, form
    assert engine.console == []
    if name == "chromium":
        fits_every_width(engine)
        stands_still_where_nothing_can_be_saved(engine, demo_page)


def fits_every_width(engine: Engine) -> None:
    """No sideways scroll with the controls open."""
    for width in (320, 390, 1280):
        engine.resize(width, 900)
        assert engine.js("document.documentElement.scrollWidth") <= width


def stands_still_where_nothing_can_be_saved(engine: Engine, page: Path) -> None:
    """A second tab is read-only: nothing can be moved there."""
    other = engine.new_tab()
    other.open(page, "#/roadmap")
    other.wait_for("document.documentElement.classList.contains('locked')")
    assert other.js(
        "[...document.querySelectorAll('.view.on .plan input, .moves button')].every((x) => x.disabled)"
    )
