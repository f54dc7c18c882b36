"""What WeasyPrint's own style sheet does without in our reports, and when it is used whole."""

from __future__ import annotations

import gc
from typing import Any

import pytest
import weasyprint
from reports import case, demo
from samples import default_theme, demo_client

from cxassess.exporters import defaults
from cxassess.exporters import pdf as reports_pdf

HTML = "<html lang=en><title>A</title><ul><li>One<li>Two</ul><p>Text<span class=n>More</span></p></html>"


def pdf(styles: str, *, lean: bool) -> bytes:
    """A small document as PDF."""
    page = weasyprint.HTML(string=HTML)
    if lean:
        defaults.use(page, styles)
    made: bytes = page.write_pdf(stylesheets=[weasyprint.CSS(string=styles)], pdf_variant="pdf/ua-1")
    return made


@pytest.mark.parametrize(
    "styles",
    [
        "",
        "li{list-style:square inside}",
        "p{display:list-item;margin-left:9mm}",
        "li::marker{color:red}",
        ".n{float:footnote}",
    ],
)
def test_the_pages_are_the_same_without(styles: str) -> None:
    assert pdf(styles, lean=True) == pdf(styles, lean=False)


def test_a_report_is_the_same_without(monkeypatch: pytest.MonkeyPatch) -> None:
    before = case("demo nl")
    monkeypatch.setattr(defaults, "use", lambda *_: None)
    assert demo("nl") == before


def selectors(page: Any) -> list[str | None]:
    """The pseudo-elements that every element gets."""
    (sheet,) = page._ua_stylesheets()
    return [entry[3] for entry in sheet.matcher.other_selectors if entry[3]]


def test_no_element_gets_notes_that_nothing_asks_for() -> None:
    page = weasyprint.HTML(string=HTML)
    assert {"marker", "footnote-call", "note-call"} <= set(selectors(page))
    defaults.use(page, "p{color:red}")
    assert selectors(page) == []
    assert selectors(weasyprint.HTML(string=HTML)), "the style sheet of others has changed"


def test_a_report_leaves_no_garbage() -> None:
    """All that the layout held is gone when the report is there, or a process that makes many would grow."""
    html = "<html lang=en><title>A</title><body>" + "<table><tr><td>Text</table>" * 40
    reports_pdf.pdf(html, default_theme(), demo_client())
    gc.collect()
    reports_pdf.pdf(html, default_theme(), demo_client())
    assert gc.collect() < 500
