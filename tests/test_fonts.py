"""The typefaces of the default theme hold every letter that the page and the report can print themselves."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT
from fontTools.ttLib import TTFont

from cxassess import page, theme
from cxassess.build import Library
from cxassess.resources import Workspace

LOOK = theme.read(Workspace(ROOT), "default")


def letters(kind: str) -> dict[str, set[str]]:
    files = {font.family: font.path if kind == "page" else font.report["400"] for font in LOOK.fonts}
    return {name: set(map(chr, TTFont(file).getBestCmap())) for name, file in files.items()}


@pytest.mark.parametrize("kind", ["page", "report"])
def test_every_letter_of_the_page_is_there(kind: str) -> None:
    """In the whole text of the demo page, both languages, only these signs stand outside the typefaces."""
    library = Library(Workspace(ROOT / "demo"))
    found, chosen, _ = library.client("meridiaan")
    shape = page.make_shape(chosen, library.plan(chosen), LOOK, found)
    html = page.assemble(shape, found).decode()
    shown = re.sub(r"<style>.*?</style>|<script>.*?</script>|data:[^\"]*|<[^>]*>", "", html, flags=re.DOTALL)
    braces = set("[]{}")  # of the data that the page carries; no text has them
    used = {letter for letter in shown if letter.isprintable()} - braces
    assert {"é", "’", "–", "ö"} <= used
    sans = letters(kind)["Cxassess Sans"]
    assert used <= sans, used - sans


def test_the_serif_has_what_headings_need() -> None:
    serif = letters("page")["Cxassess Serif"]
    assert set("ABCXYZabcxyz0189.,:;!?&%()/+-'“”‘’–…€") <= serif


def test_the_report_has_all_that_the_page_has() -> None:
    for family, found in letters("page").items():
        assert found <= letters("report")[family]
        assert len(found) > 110
