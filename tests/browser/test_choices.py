"""Targets and decisions: what is chosen shows at once, stays, and reaches the file and the program."""

from __future__ import annotations

import json
from pathlib import Path

from browser.conftest import RESPONSE, load
from browser.engines import Engine

CHOOSE = """((css, value) => {
  const field = document.querySelector(css);
  field.focus();
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
})(args[0], args[1])"""
FIRST = ".view.on .step:nth-of-type(5) .action"
SETTLED = ".view.on .step:nth-of-type(5) .settled:not([hidden]) .action"


def choose(engine: Engine, css: str, value: str) -> None:
    """As the browser does when somebody picks from a list: the field has the focus, the value, then the event."""
    engine.js(CHOOSE, css, value)


def actions(engine: Engine, css: str) -> list[str]:
    found: list[str] = engine.js(
        "[...document.querySelectorAll(args[0])].map((one) => one.getAttribute('data-id'))", css
    )
    return found


def decision(name: str, part: str = "status") -> str:
    return f".view.on [data-id='{name}'] [name='decide.{part}']"


def test_what_is_chosen_shows_at_once_and_stays(engine: Engine, demo_page: Path, tmp_path: Path) -> None:
    """Targets, decisions, and a file that brings decisions of its own."""
    engine.open(demo_page)
    load(engine, RESPONSE)
    a_target_shows_at_once(engine)
    decisions_change_the_roadmap(engine)
    a_file_with_decisions_opens_as_it_was(engine, tmp_path / "decided.json")


def a_target_shows_at_once(engine: Engine) -> None:
    """The client's targets hold until the respondent chooses another, and again when the choice is undone."""
    engine.show("#/result")
    row = "[...document.querySelectorAll('.view.on .tbl tbody tr')].at(-1).cells[3].textContent"
    assert engine.js(row) == "50"
    field = ".view.on [name='target.results']"
    assert engine.js("document.querySelector(args[0]).selectedOptions[0].text", field).endswith("niveau 3")
    choose(engine, field, "5")
    assert engine.js(row) == "100"
    engine.show("#/roadmap")
    engine.show("#/result")
    assert engine.js("document.querySelector(args[0]).value", field) == "5"
    file = engine.download(lambda: engine.click(".dl"))
    assert json.loads(file.read_text("utf-8"))["targets"]["results"] == 5
    choose(engine, field, "")
    assert engine.js(row) == "50"


def decisions_change_the_roadmap(engine: Engine) -> None:
    """Done and refused actions leave the list and can come back; a plan says who and when."""
    engine.show("#/roadmap")
    title = engine.text(".view.on h1")
    engine.click(".view.on .step:nth-of-type(5) summary")
    first, second, *_ = actions(engine, f"{FIRST}:not(.settled *)")

    choose(engine, decision(second), "done")
    assert engine.text(".view.on h1") != title
    assert actions(engine, SETTLED) == [second]
    assert second not in actions(engine, f"{FIRST}:not(.settled *)")
    assert engine.focused(decision(second)), "the focus follows the action"
    assert engine.js("document.querySelector('.view.on .step:nth-of-type(5)').open"), "the step stays open"

    choose(engine, decision(second), "")
    assert engine.text(".view.on h1") == title
    assert not actions(engine, SETTLED)

    assert not engine.js("document.querySelector(args[0]).checkVisibility()", decision(first, "owner"))
    choose(engine, decision(first), "planned")
    quarter = engine.js("document.querySelector(args[0]).options[3].value", decision(first, "quarter"))
    choose(engine, decision(first, "quarter"), quarter)
    choose(engine, decision(first, "owner"), "Jo <b>")
    said = engine.text(f".view.on [data-id='{first}'] dl")
    assert "Jo <b>" in said
    months = ("jan–mrt", "apr–jun", "jul–sep", "okt–dec")[int(quarter[-1]) - 1]
    assert f"{months} {quarter[:4]}" in said

    file = engine.download(lambda: engine.click(".dl"))
    kept = json.loads(file.read_text("utf-8"))["decisions"]
    assert kept[first] == {"status": "planned", "owner": "Jo <b>", "quarter": quarter}
    assert second not in kept


def a_file_with_decisions_opens_as_it_was(engine: Engine, file: Path) -> None:
    """Also with a quarter that is not offered any more, and words instead of a quarter."""
    given = json.loads(RESPONSE.read_text("utf-8"))
    given["decisions"] = {
        "appoint-owner": {"status": "planned", "owner": "MT", "quarter": "2020-Q4"},
        "open-ideas": {"status": "planned", "owner": "", "quarter": "na de zomer"},
        "coach": {"status": "no", "owner": "", "quarter": ""},
    }
    file.write_text(json.dumps(given), "utf-8")
    load(engine, file)
    engine.show("#/roadmap")
    shown = "document.querySelector(args[0]).selectedOptions[0].text"
    assert engine.js(shown, decision("appoint-owner", "quarter")) == "okt–dec 2020"
    assert engine.js(shown, decision("open-ideas", "quarter")) == "na de zomer"
    assert engine.js("document.querySelector(args[0]).value", decision("appoint-owner", "owner")) == "MT"
    assert actions(engine, ".view.on .settled:not([hidden]) .action") == ["coach"]
    kept = engine.download(lambda: engine.click(".dl"))
    assert json.loads(kept.read_text("utf-8"))["decisions"] == given["decisions"]
