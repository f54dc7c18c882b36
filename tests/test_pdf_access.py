"""Everyone can read the report: facts of its structure (ISO 14289-1), and two independent checkers.

The checkers know a part of the standard: ``outloud`` about 80 rules, ``pdfua`` 16 of 106. So a report is “checked by”
them and never “certified”.
"""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import outloud
import pdfua
import pikepdf
import pytest
from reports import CASES, PLAIN, SLUGS, case, opened, structure


@pytest.mark.parametrize("name", CASES)
def test_two_checkers_find_nothing(name: str, tmp_path: Path) -> None:
    """Every case, so in both themes and both languages, and with nothing or everything in it."""
    path = tmp_path / "report.pdf"
    path.write_bytes(case(name))
    found = pdfua.validate(str(path))
    assert [str(finding) for finding in found.findings] == []
    heard = outloud.check(str(path))
    assert heard.error is None
    assert [f"{f.rule} {f.message}" for f in heard.findings if f.severity != "info"] == []


def test_all_test_organisations_are_among_the_cases() -> None:
    assert len(SLUGS) == 5
    assert set(PLAIN) < set(SLUGS)


@cache
def document(name: str) -> pikepdf.Pdf:
    return opened(case(name))


def elements(name: str) -> list[pikepdf.Dictionary]:
    return list(structure(document(name).Root.StructTreeRoot.K))


def kinds(name: str) -> list[str]:
    return [str(element.S) for element in elements(name)]


def below(element: Any) -> list[Any]:
    inside = element.get("/K", [])
    return list(inside) if isinstance(inside, pikepdf.Array) else [inside]


@pytest.mark.parametrize("name", CASES)
def test_every_element_is_in_the_tree_and_every_link_of_a_page_finds_its_own(name: str) -> None:
    """WeasyPrint makes twice as many elements as stay; none is left behind, and nothing points to another's place."""
    report = document(name)
    known = {element.objgen for element in elements(name)}
    made = {
        item.objgen
        for item in report.objects
        if isinstance(item, pikepdf.Dictionary) and (not len(item) or item.get("/Type") == "/StructElem")
    }
    assert made == known
    numbers = list(report.Root.StructTreeRoot.ParentTree.Nums)
    owners = dict(zip(numbers[::2], numbers[1::2], strict=True))
    annotations = [one for page in report.pages for one in page.get("/Annots", [])]
    assert all(owners[one.StructParent].S == "/Link" for one in annotations)
    assert all(one.objgen in {below(owners[one.StructParent])[0].Obj.objgen} for one in annotations)


def test_a_table_over_several_pages_is_one_table_with_one_heading() -> None:
    """The appendix prints its headings on every page; a screen reader hears them once."""
    tables = [element for element in elements("long notes") if element.S == "/Table"]
    for table in tables:
        parts = [str(part.S) for part in below(table)]
        assert parts.count("/THead") <= 1
        assert parts.count("/TBody") == 1
    pages = [{cell.Pg.objgen for cell in structure(table) if "/Pg" in cell} for table in tables]
    assert max(len(on) for on in pages) > 8


def test_every_cell_has_its_place() -> None:
    for element in elements("demo en"):
        inside = {
            str(child.S)
            for child in below(element)
            if isinstance(child, pikepdf.Dictionary) and "/S" in child
        }
        if element.S == "/Table":
            assert inside <= {"/THead", "/TBody", "/TFoot", "/Caption"}
        elif element.S in ("/THead", "/TBody", "/TFoot"):
            assert inside == {"/TR"}
        elif element.S == "/TR":
            assert inside <= {"/TH", "/TD"}
        elif element.S == "/L":
            assert inside == {"/LI"}
        if element.S == "/TH":
            assert str(element.A.Scope) in ("/Column", "/Row")


def test_a_table_that_only_lays_out_is_no_table() -> None:
    """Every table in the tags has headings."""
    tables = [element for element in elements("demo en") if element.S == "/Table"]
    assert len(tables) > 12
    assert all("/TH" in {str(e.S) for e in structure(table.K)} for table in tables)


def test_no_element_is_empty_or_says_nothing() -> None:
    for element in elements("demo nl"):
        assert element.S not in ("/Span", "/NonStruct")
        assert "/K" in element or element.S in ("/TD", "/TH", "/Figure"), element.S


def test_running_heads_and_page_numbers_are_artifacts() -> None:
    """The text of a page outside its structure is exactly head, foot and number, and axes of charts."""
    with opened(case("demo en")) as document:
        content = document.pages[6].Contents.read_bytes()
    marked = re.findall(rb"/Artifact\s+BMC(.*?)EMC", content, re.DOTALL)
    assert sum(b"BT" in part for part in marked) >= 4
    assert b"/Span\n<</MCID" in content


def test_what_decorates_is_no_figure() -> None:
    """The wheel of the cover repeats the profile; all figures have words."""
    with opened(case("demo en")) as document:
        cover = document.pages[0].obj.objgen
        figures = [e for e in structure(document.Root.StructTreeRoot.K) if e.S == "/Figure"]
        assert len(figures) > 60
        assert all(str(figure.Alt).strip() for figure in figures)
        assert [str(figure.Alt) for figure in figures if figure.Pg.objgen == cover] == [
            "Meridiaan Verzekeringen"
        ]


def test_notes_in_another_language_say_which() -> None:
    found = [
        str(element.get("/Lang", "")) for element in elements("long notes") if element.S == "/BlockQuote"
    ]
    assert len(found) >= 21
    assert set(found) == {"nl"}
    assert {str(e.get("/Lang", "")) for e in elements("demo nl")} == {""}


def test_contents_lead_to_the_pages_that_they_name() -> None:
    with opened(case("demo en")) as document:
        contents = [e for e in structure(document.Root.StructTreeRoot.K) if e.S == "/TOC"]
        assert len(contents) == 1
        assert {str(item.S) for item in below(contents[0])} == {"/TOCI"}
        numbers = {page.obj.objgen: i + 1 for i, page in enumerate(document.pages)}
        targets = {}
        names = document.Root.Names.Dests.Names
        for i in range(0, len(names), 2):
            targets[str(names[i])] = numbers[names[i + 1][0].objgen]
        links = [note for note in document.pages[2].Annots if note.Subtype == "/Link"]
        assert len(links) == len(below(contents[0])) == 14
        for link in links:
            assert int(link.F) & 4, "is printed"
            assert str(link.Contents)
            assert str(link.Contents).endswith("000") is False
            assert targets[str(link.Dest)] > 1
        beside = [targets[str(link.Dest)] for link in links]
    assert beside == sorted(beside)
    assert printed_numbers(case("demo en")) == beside


def printed_numbers(content: bytes) -> list[int]:
    """The page numbers that stand in the contents."""
    done = subprocess.run(
        ["pdftotext", "-f", "3", "-l", "3", "-layout", "-", "-"],
        input=content,
        capture_output=True,
        check=True,
    )
    found = re.findall(r"\S +(\d{1,2})$", done.stdout.decode(), re.MULTILINE)
    return [int(number) for number in found[:14]]


def test_bookmarks_follow_the_headings() -> None:
    with opened(case("demo nl")) as document, document.open_outline() as outline:
        assert len(outline.root) >= 12
        assert any(entry.children for entry in outline.root)
