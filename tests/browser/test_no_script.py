"""With scripts switched off, as in a mail preview, the page is a readable and printable form."""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import require

from browser.conftest import DEMO, SIZE
from cxassess import texts
from cxassess.library import Library
from cxassess.resources import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NL = texts.phrases("nl")


@pytest.fixture
def quiet_page(chromium: Browser, demo_page: Path) -> Iterator[Page]:
    """The page in a browser without scripts; only Chromium's driver can do without them itself."""
    context = chromium.new_context(java_script_enabled=False, viewport=SIZE)
    page = context.new_page()
    page.goto(demo_page.as_uri())
    yield page
    context.close()


def titles() -> list[str]:
    """The titles of all questions in the page's first language."""
    client, asked, _ = Library(Workspace(DEMO)).client("meridiaan")
    words = texts.term_values(asked, client, "nl")
    local = texts.local(asked, "nl", {**words, "organisation": client.short})
    found = [question["title"] for question in local["questions"]]
    assert len(found) == 42
    return found


def test_everything_can_be_read_and_printed(quiet_page: Page, tmp_path: Path) -> None:
    """The hint, and 42 questions with their five answers and two ways out; nothing that needs a script.

    The print holds every question by title, its answers, and the page on how to fill it in.
    """
    hint = quiet_page.locator(".nojs")
    assert hint.is_visible() and NL["page.no-script"] in hint.inner_text()
    questions = quiet_page.locator("#app .q")
    assert questions.count() == 42
    assert quiet_page.locator("#app .q .ans > li").count() == 42 * 5
    assert quiet_page.locator("#app .q .alt > li").count() == 42 * 2
    for i in range(42):
        question = questions.nth(i)
        assert question.is_visible()
        assert len(question.locator(".ans > li").all_inner_texts()) == 5
    for css in ("[data-do]", ".mainnav a", "#view-result", "#view-roadmap", "#view-check"):
        assert not any(one.is_visible() for one in quiet_page.locator(f"#app {css}").all()), css
    assert quiet_page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    text, sheets = printed(quiet_page, tmp_path)
    wanted = [*titles(), NL["paper.heading"], NL["paper.see"], NL["question.dont-know"]]
    missing = [one for one in wanted if re.sub(r"[\s-]+", "", html.unescape(one)) not in text]
    assert not missing
    assert 8 <= sheets <= 40


def printed(page: Page, folder: Path) -> tuple[str, int]:
    """The text of the printed page, and how many sheets it takes."""
    program = require(Path("/usr/bin/pdftotext"), "poppler-utils")
    path = folder / "paper.pdf"
    page.pdf(path=path, format="A4")
    done = subprocess.run([program, str(path), "-"], capture_output=True, check=True, text=True)
    return re.sub(r"[\s\u00ad-]+", "", done.stdout), done.stdout.count("\f")
