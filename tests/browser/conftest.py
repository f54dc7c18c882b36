"""What the browser tests share: pages built once, and engines with fresh storage.

Chromium and Firefox run once per session, with a fresh context for every test; WebKitGTK starts anew. Tests that end
a browser start one of their own with :func:`browser.engines.persistent`.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

from browser import engines
from browser.engines import Engine, PlaywrightEngine, WebKitEngine
from cxassess.build import Builder
from cxassess.resources import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

DEMO = ROOT / "demo"
RESPONSE = DEMO / "clients" / "meridiaan" / "responses" / "1-directie.json"
SIZE = {"width": engines.WIDTH, "height": engines.HEIGHT}

Make = Callable[..., Engine]


@pytest.fixture(scope="session")
def arrivals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Firefox saves downloads."""
    return tmp_path_factory.mktemp("arrivals")


@pytest.fixture(scope="session")
def firefox(playwright: Playwright, arrivals: Path) -> Iterator[Browser]:
    """Debian's Firefox ESR, without a window."""
    browser = engines.launch_firefox(playwright, arrivals)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def dark_firefox(playwright: Playwright, arrivals: Path) -> Iterator[Browser]:
    """The same on a dark desktop, which this Firefox cannot be told per page."""
    browser = engines.launch_firefox(
        playwright, arrivals, {"layout.css.prefers-color-scheme.content-override": 0}
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The display that WebKitGTK needs."""
    with engines.display() as name:
        yield name


@pytest.fixture
def make_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Makes an engine with empty storage; options go to Playwright's context."""
    made: list[Engine] = []
    numbers = itertools.count()

    def make(name: str, **options: Any) -> Engine:
        folder = tmp_path / f"{name}-{next(numbers)}"
        engine: Engine
        dark = options.get("color_scheme") == "dark"
        if name == "webkit":
            engine = WebKitEngine(request.getfixturevalue("display"), folder, dark=dark)
        else:
            browser: Browser = request.getfixturevalue("dark_firefox" if dark and name == "firefox" else name)
            context = browser.new_context(**{"viewport": SIZE, **options})
            arrivals = request.getfixturevalue("arrivals") if name == "firefox" else None
            engine = PlaywrightEngine(name, context, folder, arrivals)
        made.append(engine)
        return engine

    yield make
    for engine in made:
        engine.close()


@pytest.fixture(params=engines.NAMES)
def engine(request: pytest.FixtureRequest, make_engine: Make) -> Engine:
    """Each of the three engines in turn."""
    return make_engine(request.param)


def build(workspace: Path, slug: str, target: Path) -> Path:
    """Build the page of one client; its path."""
    summary = Builder(Workspace(workspace), target).build([slug])
    assert not summary.errors, [line for error in summary.errors for line in error.texts("en")]
    return target / slug / "index.html"


@pytest.fixture(scope="session")
def demo_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the demo client, as ``cxassess build`` makes it."""
    return build(DEMO, "meridiaan", tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def response() -> dict[str, Any]:
    """What the demo client's board answered: 42 answers with notes, reasons, "don't know" and "not applicable"."""
    found: dict[str, Any] = json.loads(RESPONSE.read_text("utf-8"))
    return found


def load(engine: Engine, path: Path) -> None:
    """Open an answer file through the page's own question about it."""
    engine.choose_file(path)
    engine.wait_for("document.getElementById('dialog').open")
    decide(engine, "yes")


def decide(engine: Engine, choice: str) -> None:
    """Press a button of the page's question, and wait until the page says that it has done so.

    A browser closes the question first and tells the page later. A notice of before would hide that: it goes first,
    with the mark that keeps the page from saying the same twice.
    """
    forget = "((one) => { one.replaceChildren(); one.removeAttribute('data-said'); })"
    engine.js(f"{forget}(document.getElementById('notice'))")
    engine.click(f"#dialog [value={choice}]")
    engine.wait_for("document.querySelector('#notice [data-do=undo]')")
