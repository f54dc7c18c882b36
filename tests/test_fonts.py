"""The typefaces of the bundled themes hold every letter that the page and the report can print themselves."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT
from fontTools.ttLib import TTFont
from samples import page_of

from cxassess import theme
from cxassess.library import Library
from cxassess.resources import Workspace

LOOKS = {name: theme.read(Workspace(ROOT), name) for name in ("default", "plain")}


def letters(kind: str, name: str) -> dict[str, set[str]]:
    fonts = LOOKS[name].fonts
    files = {font.family: font.path if kind == "page" else font.report["600"] for font in fonts}
    return {name: set(map(chr, TTFont(file).getBestCmap())) for name, file in files.items()}


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("kind", ["page", "report"])
def test_every_letter_of_the_page_is_there(kind: str, name: str) -> None:
    """In the whole text of the demo page, both languages, only these signs stand outside the typefaces."""
    library = Library(Workspace(ROOT / "demo"))
    found, chosen, _ = library.client("meridiaan")
    html = page_of(chosen, library.plan(chosen), LOOKS[name], found)
    shown = re.sub(r"<style>.*?</style>|<script>.*?</script>|data:[^\"]*|<[^>]*>", "", html, flags=re.DOTALL)
    braces = set("[]{}")  # of the data that the page carries; no text has them
    used = {letter for letter in shown if letter.isprintable()} - braces
    assert {"é", "’", "–", "ö"} <= used
    sans = letters(kind, name)["Cxassess Sans"]
    assert used <= sans, used - sans


@pytest.mark.parametrize("name", LOOKS)
def test_the_serif_has_what_headings_need(name: str) -> None:
    serif = letters("page", name)["Cxassess Serif"]
    assert set("ABCXYZabcxyz0189.,:;!?&%()/+-'“”‘’–…€") <= serif


@pytest.mark.parametrize("name", LOOKS)
def test_the_report_has_all_that_the_page_has(name: str) -> None:
    for family, found in letters("page", name).items():
        assert found <= letters("report", name)[family]
        assert len(found) > 110
