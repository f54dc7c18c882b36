"""What tests share: one browser and one blank page per browser and session.

A missing browser fails the test and names the package that brings it; it never skips.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

ROOT = Path(__file__).parent.parent

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def require(program: Path, package: str) -> str:
    """The path of a program, or a failed test that says what to install."""
    if not program.exists():
        pytest.fail(f"{program} is missing: install the package '{package}' to run this test", pytrace=False)
    return str(program)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compiled templates of tests stay out of the user's own cache."""
    os.environ["CXASSESS_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session", autouse=True)
def _shared_reports(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The folder in which all processes of this one session share what costs much (tests/reports.py)."""
    base = tmp_path_factory.getbasetemp()
    whole = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    shared = whole / "shared-reports"
    shared.mkdir(exist_ok=True)
    os.environ["CXASSESS_TEST_REPORTS"] = str(shared)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one driver of a session; a second one cannot start beside it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    path = require(CHROMIUM, "chromium")
    browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def chromium_page(chromium: Browser) -> Iterator[Page]:
    """A blank page for pure scripts; tests that navigate open a page of their own."""
    page = chromium.new_page()
    yield page
    page.close()
