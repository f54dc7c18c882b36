"""docs/screenreader.md holds: what it promises of each step stands in the accessibility tree of Chromium.

Blocks ``aria CSS`` are a part of the tree, in Playwright's notation; ``focus`` is the element with the focus, as
Chromium hands it to a screen reader: role, name, description, states.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from playwright.sync_api import expect

from browser.conftest import RESPONSE, Make, decide
from browser.test_accessible import fail_to_save

if TYPE_CHECKING:
    from pathlib import Path

    from browser.engines import Engine

DOCUMENT = (ROOT / "docs" / "screenreader.md").read_text("utf-8")
SECTION = re.compile(r"^## \d+\. ([^\n]+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(aria|focus) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STATES = ("checked", "expanded", "required", "invalid", "readonly", "disabled")


def to_questions(engine: Engine) -> None:
    engine.click(".mainnav a[href='#/questions']")


def to_topic(engine: Engine) -> None:
    engine.click(".view.on .task a")


def answer(engine: Engine) -> None:
    engine.js("document.querySelector('#q-vision-statements .ans input').focus()")
    engine.press("3")
    engine.wait_for("document.getElementById('save').textContent.startsWith('Saved')")


def open_help(engine: Engine) -> None:
    engine.js("document.querySelector('#q-vision-statements .help summary').focus()")
    engine.press("Enter")


def open_note(engine: Engine) -> None:
    engine.js("document.querySelector('#q-vision-statements .note summary').focus()")
    engine.press("Enter", "Tab")


def not_applicable(engine: Engine) -> None:
    engine.js("document.querySelector('#q-vision-statements input[value=not-applicable]').click()")
    engine.click(".view.on [data-do=next]")


def to_mistake(engine: Engine) -> None:
    engine.click(".view.on .errors a")


def choose_file(engine: Engine) -> None:
    engine.choose_file(RESPONSE)
    engine.wait_for("document.getElementById('dialog').open")


def accept(engine: Engine) -> None:
    decide(engine, "yes")


def to_check(engine: Engine) -> None:
    engine.click(".mainnav a[href='#/check']")


def to_result(engine: Engine) -> None:
    engine.click(".view.on a[href='#/result']")


def to_roadmap(engine: Engine) -> None:
    engine.click(".view.on a[href='#/roadmap']")
    engine.js("document.querySelector('.view.on .step summary').focus()")
    engine.press("Enter")


# What the reader does in each section of the document.
STEPS: dict[str, Callable[[Engine], None]] = {
    "The page opens": lambda engine: engine.click("[data-do=language]"),
    "The overview of questions": to_questions,
    "A topic": to_topic,
    "An answer": answer,
    "Help": open_help,
    "A note": open_note,
    "A reason is missing": not_applicable,
    "The field of the mistake": to_mistake,
    "A question on top": choose_file,
    "A message": accept,
    "The check": to_check,
    "The result": to_result,
    "The roadmap": to_roadmap,
    "Saving fails": fail_to_save,
}


def focused(engine: Engine) -> str:
    """The element with the focus as a screen reader gets it."""
    page: Any = engine.page  # type: ignore[attr-defined]
    session = page.context.new_cdp_session(page)
    found = session.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]["objectId"]
    (node,) = session.send("Accessibility.getPartialAXTree", {"objectId": found, "fetchRelatives": False})[
        "nodes"
    ]
    session.detach()
    states = {one["name"]: one["value"].get("value") for one in node["properties"]}
    described = node.get("description", {}).get("value", "")
    parts = [f'{node["role"]["value"]} "{node["name"]["value"]}"']
    parts += [f'described "{described}"'] if described else []
    parts += [name for name in STATES if str(states.get(name, "false")).lower() not in ("false", "none")]
    return " ".join(parts)


def test_every_step_of_the_document_is_taken() -> None:
    """A section without an action, or without anything to hold it against, would prove nothing."""
    sections = SECTION.findall(DOCUMENT)
    assert [title for title, _ in sections] == list(STEPS)
    assert all(BLOCK.search(body) for _, body in sections)
    assert len(BLOCK.findall(DOCUMENT)) == len(re.findall(r"^```\w", DOCUMENT, re.MULTILINE))


def test_a_screen_reader_gets_what_the_document_says(make_engine: Make, demo_page: Path) -> None:
    """Step by step through the main flow, in English."""
    engine = make_engine("chromium")
    engine.open(demo_page)
    found = []
    for title, body in SECTION.findall(DOCUMENT):
        STEPS[title](engine)
        for kind, place, text in BLOCK.findall(body):
            if kind == "focus":
                found += [f"{title}: {focused(engine)}"] if focused(engine) != text.strip() else []
                continue
            try:
                expect(engine.page.locator(place)).to_match_aria_snapshot(text, timeout=3000)  # type: ignore[attr-defined]
            except AssertionError as error:
                found.append(f"{title}, {place}: {str(error)[:1500]}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("words", ['- heading "Something else" [level=1]', "- radio [checked=mixed]"])
def test_other_words_are_noticed(words: str, make_engine: Make, demo_page: Path) -> None:
    """The yardstick: a tree that says something else does not match."""
    engine = make_engine("chromium")
    engine.open(demo_page)
    with pytest.raises(AssertionError):
        expect(engine.page.locator("#view-start")).to_match_aria_snapshot(words, timeout=300)  # type: ignore[attr-defined]
