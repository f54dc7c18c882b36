"""The report in other forms: the same words as HTML and in Word, and a summary that is always one page."""

from __future__ import annotations

import io
import itertools
import json
import re
import sys
import zipfile
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import ROOT
from docx.oxml.ns import qn
from reports import once
from samples import (
    CLIENT,
    bundled,
    bundled_plan,
    cx,
    demo_client,
    make_response,
    response_data,
    same_answers,
    v1_answers,
    workspace,
    write,
)

from cxassess import printing, scoring, theme
from cxassess.errors import CommandError
from cxassess.exporters import embedded, pdf, summary
from cxassess.model import Answer, Client, Compared, Estimate, Gap, Groups, Respondent, Response
from cxassess.page_check import hash_of
from cxassess.resources import Workspace

LONG = "Vereniging van Ziekenhuizen en Verpleeghuizen in het Noorden en Oosten " * 6
SKIPPED = {"scale", "stairs-names", "bc-axis", "run-left", "run-right", "run-foot"}
VOID = {"meta", "br", "img", "link", "hr", "input"}
THEMES = ("default", "plain")


@cache
def look(name: str) -> theme.Theme:
    return theme.read(Workspace(ROOT), name)


def work(
    response: Response, lang: str = "en", name: str = "default", client: Client | None = None
) -> printing.Work:
    """A response to the bundled questionnaire, ready to be printed."""
    result = scoring.score(bundled_plan(), response)
    return printing.Work(bundled(), look(name), client or demo_client(), response, result, lang)


def made(form: str, piece: printing.Work) -> bytes:
    (content,) = printing.files(piece, (form,)).values()
    return content


def noted() -> Response:
    """The golden answers, with a note that is hard to print, one answer that does not apply, and groups to compare."""
    answers: dict[str, Any] = dict(v1_answers())
    first = next(iter(answers))
    answers[first] = Answer("4", note="A < B & C\n\nsecond line “quoted” 😀 " + "x" * 90, basis="seen")
    one, half = Estimate(1.0, 0.5, 1.5), Estimate(0.5, 0.2, 0.8)
    topics = {"vision": Compared((61, 40), Gap(0, 1, one, half, True)), "voice": Compared((9, None), None)}
    return make_response(answers, groups=Groups(("Board", "Shops"), (5, 9), topics))


@cache
def noted_work(lang: str = "en", name: str = "default") -> printing.Work:
    return work(noted(), lang, name)


@cache
def word(lang: str = "en", name: str = "default") -> bytes:
    return once(f"{lang} {name}.docx", lambda: made("docx", noted_work(lang, name)))


@cache
def opened(lang: str = "en", name: str = "default") -> Any:
    return docx.Document(io.BytesIO(word(lang, name)))


class _Words(HTMLParser):
    """The words that a reader of the report sees, in order; those inside drawings apart, as what they say."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.text, self.titles = [""], [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = set((given.get("class") or "").split())
        off = "hidden" in given or bool(classes & SKIPPED) or tag == "head"
        if tag not in VOID:
            self.open.append((tag, off))
        if tag not in ("b", "span", "em", "strong"):
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass
        if tag not in ("b", "span", "em", "strong"):
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        if any(off for _, off in self.open):
            return
        tags = [tag for tag, _ in self.open]
        if "svg" not in tags:
            self.text.append(data)
        elif tags[-1] == "title":
            self.titles.append(data)


def words_of_html(html: str) -> tuple[list[str], list[str]]:
    reader = _Words()
    reader.feed(html)
    return "".join(reader.text).split(), [" ".join(title.split()) for title in reader.titles if title.strip()]


def words_of_word(document: Any) -> list[str]:
    parts = []
    for element in document.element.body.iter():
        if element.tag == qn("w:t"):
            parts.append(element.text or "")
        elif element.tag in (qn("w:p"), qn("w:br"), qn("w:tab")):
            parts.append(" ")
    return "".join(parts).split()


# ---- Word ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "name"), [("en", "default"), ("nl", "plain")])
def test_word_says_exactly_what_the_report_says(lang: str, name: str) -> None:
    """Every word and number in the same order; so an editor of the file starts from the whole result."""
    seen, _ = words_of_html(noted_work(lang, name).flowing)
    told = words_of_word(opened(lang, name))
    different = next(
        (i for i, pair in enumerate(itertools.zip_longest(seen, told)) if pair[0] != pair[1]), None
    )
    assert different is None, (seen[different - 8 : different + 8], told[different - 8 : different + 8])  # type: ignore[operator]
    assert len(told) > 2500
    assert {"42", "39–48", "😀", "“quoted”"} <= set(told)


def test_every_chart_in_word_says_what_it_shows() -> None:
    """As many pictures as the report has drawings with words, each with those words."""
    _, titles = words_of_html(noted_work().html)
    pictures = [shape.get("descr") for shape in opened().element.body.iter(qn("wp:docPr"))]
    assert all(pictures)
    assert set(pictures) == {*titles, "Meridiaan Verzekeringen"} - {"met", "not met"}
    assert any(text.startswith("Radar with 6 topics") for text in pictures)
    assert any(text.startswith("A staircase of 5 steps") for text in pictures)


def test_word_has_styles_headings_lists_and_tables_of_its_own() -> None:
    document = opened()
    used = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Subtitle", "Heading 1", "Heading 2", "List Number", "List Bullet", "Caption"} <= used
    seen = re.findall(r"<h1>(.*?)</h1>", noted_work().html)
    ones = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert [" ".join(text.split()) for text in ones] == [" ".join(text.split()) for text in seen] and len(
        seen
    ) >= 12
    heads = document.element.body.xpath(".//w:tr[w:trPr/w:tblHeader]")
    assert len(heads) >= 18
    for row in heads:
        assert row.getparent().index(row) == [c.tag for c in row.getparent()].index(qn("w:tr")), (
            "only the first row"
        )
    assert all(table.style.name == "Report Table" for table in document.tables)


def test_the_contents_of_a_word_document_lead_to_its_parts() -> None:
    """Each line is a link to a place that is there once, at the heading of that part."""
    body = opened().element.body
    links = {link.get(qn("w:anchor")): link.text for link in body.iter(qn("w:hyperlink"))}
    assert {"summary", "roadmap", "answers", "method"} <= set(links)
    places = [start.get(qn("w:name")) for start in body.iter(qn("w:bookmarkStart"))]
    assert set(links) <= set(places) and len(set(places)) == len(places)
    numbers = [start.get(qn("w:id")) for start in body.iter(qn("w:bookmarkStart"))]
    assert len(set(numbers)) == len(numbers)
    assert links["summary"] == "Management summary"


def test_word_carries_language_brand_and_moment() -> None:
    document = opened("nl", "plain")
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert defaults.find(f".//{qn('w:lang')}").get(qn("w:val")) == "nl-NL"
    assert str(document.styles["Title"].font.color.rgb) == "0B3D4C"
    assert document.styles["Heading 1"].element.rPr.rFonts.get(qn("w:ascii")) == "Calibri"
    assert opened().styles["Heading 1"].element.rPr.rFonts.get(qn("w:ascii")) == "Georgia"
    core = document.core_properties
    assert (core.language, core.author, core.created.replace(tzinfo=None).isoformat()) == (
        "nl",
        "Vos & Verhagen",
        "2026-01-05T09:30:00",
    )
    assert "Meridiaan" in core.title
    assert document.sections[0].page_width.mm == pytest.approx(210, abs=0.1)


def test_word_is_the_same_file_each_time() -> None:
    again = made("docx", work(noted()))
    assert again == word()
    with zipfile.ZipFile(io.BytesIO(again)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in file.namelist() if "thumbnail" in name]
    assert len(again) < 250_000


def test_each_numbered_list_in_word_begins_at_one() -> None:
    numbers = [p._p.pPr.numPr.numId.val for p in opened().paragraphs if p.style.name == "List Number"]
    lists = noted_work().html.count("<ol>")
    assert len(set(numbers)) == lists >= 2


def test_without_its_packages_word_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("docx", "pypdfium2"):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, package, None)
            with pytest.raises(CommandError) as caught:
                made("docx", noted_work())
            assert 'pip install "cxassess[docx]"' in str(caught.value)


# ---- HTML ----------------------------------------------------------------------------------------------


def test_the_report_as_html_is_one_file_that_reaches_nothing() -> None:
    piece = noted_work("nl", "plain")
    html = made("html", piece).decode()
    assert words_of_html(html) == words_of_html(piece.flowing)
    assert html.startswith("<!DOCTYPE html>") and html.count("<style>") == 1
    assert "<script" not in html and not re.search(r"\son[a-z]+=|\sstyle=", html)
    addresses = re.findall(r"(?:src|href)=\"([^\"]*)\"|url\(([^)]*)\)", html)
    assert all((one or two).startswith(("data:", "#")) for one, two in addresses)
    style = html.partition("<style>")[2].partition("</style>")[0]
    policy = html.partition('content="')[2].partition('"')[0]
    assert policy.startswith("default-src 'none'; ") and f"style-src {hash_of(style)}; " in policy
    assert html.index("Content-Security-Policy") < html.index("<style>")
    assert len(html) < 400_000


def test_a_theme_may_not_bring_a_script_or_style_of_its_own() -> None:
    from cxassess.exporters import html

    for wrong in ("<head></head><script>1</script>", "<head><style></style></head>", "<p>no head</p>"):
        with pytest.raises(CommandError, match="must have one <head>"):
            html.page(wrong, look("default"), demo_client())


# ---- One page ------------------------------------------------------------------------------------------


def extreme(kind: str) -> tuple[Response, Client]:
    client = demo_client()
    if kind == "long":
        who = Respondent("r", LONG[:390], "W" * 390)
        long = {"name": LONG[:390], "short": LONG[:390], "consultant": LONG[:390], "edition": LONG[:390]}
        brand = replace(client.brand, logo=None)
        notes = {name: Answer(value, note="note " * 400) for name, value in v1_answers().items()}
        return make_response(notes, respondent=who), replace(client, **long, brand=brand)
    answers = {"nothing": same_answers(None), "unknown": same_answers("dont-know"), "top": same_answers("5")}
    return make_response(answers.get(kind, v1_answers())), client


@pytest.mark.parametrize(
    ("kind", "lang", "name"),
    [
        ("usual", "en", "default"),
        ("usual", "nl", "plain"),
        ("long", "en", "plain"),
        ("long", "nl", "default"),
        ("nothing", "nl", "plain"),
        ("unknown", "en", "default"),
        ("top", "nl", "default"),
    ],
)
def test_the_summary_is_one_page(kind: str, lang: str, name: str) -> None:
    response, client = extreme(kind)
    content = made("summary", work(response, lang, name, client))
    assert embedded.pages(content) == 1
    assert len(content) < 60_000


def test_the_summary_has_what_a_board_needs() -> None:
    piece = work(make_response(v1_answers()))
    more = {"size": 0, "short": str}
    html = pdf.report_html(
        piece.questionnaire, piece.theme, piece.client, piece.response, piece.result, "en",
        "report/summary.html.j2", more,
    )  # fmt: skip
    words = " ".join(words_of_html(html)[0])
    for text in (
        "Level 2: Meridiaan listens well", "Why level 2, and not 3?", "42 of 100", "between 39 and 48",
        "Strongest: Voice of the Customer (level 4, score 72)", "Weakest: ROI (level 1, score 11)", "91% of the weight",
        "1. Define the measures together with finance", "2. ", "3. ", "To begin: ", "5 January 2026", "Sam de Vries",
        "One person filled this in", "not yet been tested",
    ):  # fmt: skip
        assert text in words, text
    assert '<svg class="radar"' in html


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [("one two three", 0, "one two three"), ("one two three", 9, "one two…"), ("W" * 30, 10, "W" * 10 + "…"),
     ("one, two", 6, "one…"), ("exact", 5, "exact")],
)  # fmt: skip
def test_long_texts_are_cut_between_words(text: str, most: int, short: str) -> None:
    assert summary.shorten(most, text) == short


def test_a_summary_that_cannot_fit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "pdf", lambda *_, **__: b"")
    monkeypatch.setattr(embedded, "pages", lambda _: 2)
    with pytest.raises(CommandError, match="does not fit on one page"):
        made("summary", work(make_response(v1_answers())))


# ---- The command ---------------------------------------------------------------------------------------


def test_forms_are_chosen_by_name() -> None:
    assert printing.chosen(None, summary=False) == ("pdf",)
    assert printing.chosen("docx, PDF,docx", summary=False) == ("docx", "pdf")
    assert printing.chosen(None, summary=True) == printing.chosen("pdf", summary=True) == ("summary",)


def test_the_command_makes_the_files_that_are_asked_for(tmp_path: Path) -> None:
    workspace(tmp_path, {"acme": CLIENT})
    answers = write(tmp_path / "one.json", json.dumps(response_data({"vision-known": "3"})))
    done = cx("report", "acme", answers, "--format", "html,docx", cwd=tmp_path)
    assert (done.exit_code, done.stdout.splitlines()) == (
        0, [str(Path("output/acme") / name) for name in ("report.html", "report.docx")],
    )  # fmt: skip
    done = cx("report", "acme", answers, "--summary", cwd=tmp_path)
    assert done.stdout.split() == [str(Path("output/acme/summary.pdf"))]
    made_files = {path.name for path in (tmp_path / "output" / "acme").iterdir()}
    assert made_files == {"report.html", "report.docx", "summary.pdf"}
    for wrong, said in (
        (("--summary", "--format", "docx"), "made as PDF only"),
        (("--format", "word"), "Choose from: pdf, html, docx"),
    ):
        done = cx("report", "acme", answers, *wrong, cwd=tmp_path)
        assert done.exit_code == 2 and said in done.stderr
