"""The report as a Word document, made of the same HTML as the PDF: so it says the same, also with another theme.

Headings, lists, tables and captions get Word's own styles, charts become pictures with the same words beside them,
and tables that only lay out a page become plain paragraphs, which are easier to edit and to hear.
"""

from __future__ import annotations

import io
import itertools
from typing import Any
from xml.etree.ElementTree import Element

from cxassess import colour
from cxassess.exporters import images, word_styles
from cxassess.exporters.word_tree import (
    BLOCKS,
    classes,
    column_widths,
    drawing_of,
    drawn,
    hidden,
    is_layout,
    key_of,
    parse,
    rows_of,
    text_of,
    title_of,
)
from cxassess.model import Client
from cxassess.theme import Theme

WIDTH = 170.0
"""Millimetres between the margins."""
_STYLE_OF = {
    "kick": "Kicker", "lede": "Lede", "under": "Soft", "soft": "Soft", "small": "Soft", "missing": "Notice",
    "label": "Label", "big": "Figure Number", "num": "Figure Number", "cover-kick": "Kicker",
    "cover-title": "Title", "cover-sub": "Subtitle", "first": "Callout", "note": "Callout",
}  # fmt: skip
_LEADING = {"act", "group"}
"""Rows that stay with the next one."""
_RUNNING = {"run-left", "run-right", "run-foot"}


def document(html: str, theme: Theme, client: Client, lang: str, saved: str) -> bytes:
    """The report's HTML as ``.docx``, the same bytes every time.

    Errors:
        CommandError: python-docx or PDFium is not installed, or a chart cannot be drawn.
    """
    colours = {**theme.tokens, **colour.palette(client.brand.primary, client.brand.accent)}
    made = word_styles.begin(theme.office, colours, lang)
    root = parse(html)
    found = {key_of(e): drawing_of(e, theme.tokens["paper"]) for e in drawn(root)}
    pixels = images.draw(list(found.values()), theme, client)
    known = {key: (image, drawing.width) for (key, drawing), image in zip(found.items(), pixels, strict=True)}
    words = {next(iter(classes(e))): text_of(e) for e in root.iter("p") if classes(e) & _RUNNING}
    word_styles.running(
        made, words.get("run-left", ""), words.get("run-right", ""), words.get("run-foot", "")
    )
    head = {meta.get("name"): meta.get("content", "") for meta in root.iter("meta")}
    title = next((text_of(e) for e in root.iter("title")), client.name)
    word_styles.properties(
        made, title=title, author=head.get("author", ""), subject=head.get("description", ""), lang=lang, saved=saved
    )  # fmt: skip
    body = root.find("body")
    assert body is not None  # noqa: S101 - the parser always makes one
    _Writer(made, known).flow(body, made, "Normal")
    return word_styles.packed(made)


class _Writer:
    """Writes elements into a document or a cell, one paragraph after another."""

    def __init__(self, made: Any, known: dict[str, tuple[bytes, float]]) -> None:
        self.made, self.known = made, known
        self.breaks = False
        self.place = ""
        self.paragraph: Any = None
        self.latest: Any = None
        self.fresh: Any = None

    # -- paragraphs -------------------------------------------------------------------------------------

    def open(self, into: Any, style: str) -> Any:
        """The next paragraph of a container; a new cell has one already."""
        if self.fresh is not None and self.fresh is into:
            self.paragraph, self.fresh = into.paragraphs[0], None
            self.paragraph.style = style
        else:
            self.paragraph = into.add_paragraph(style=style)
        self.latest = self.paragraph
        if self.breaks:
            self.paragraph.paragraph_format.page_break_before = True
            self.breaks = False
        if self.place:
            word_styles.mark(self.paragraph, self.place)
            self.place = ""
        return self.paragraph

    def flow(self, element: Element, into: Any, style: str) -> None:
        """The content of an element: what stands in a line is gathered in paragraphs, blocks follow each other."""
        self.paragraph = None
        self.line(element.text, into, style)
        for child in element:
            if not hidden(child):
                if child.tag in BLOCKS:
                    self.block(child, into, style)
                    self.paragraph = None
                else:
                    self.inline(child, into, style)
            self.line(child.tail, into, style)
        self.paragraph = None

    def line(self, text: str | None, into: Any, style: str, *, bold: bool = False) -> None:
        words = " ".join((text or "").split())
        if not words:
            if text and self.paragraph is not None and not self.paragraph.text.endswith((" ", "\n")):
                self.paragraph.add_run(" ")
            return
        assert text is not None  # noqa: S101 - it has words
        at = self.paragraph or self.open(into, style)
        before = " " if text[0].isspace() and at.text and not at.text.endswith((" ", "\n")) else ""
        run = at.add_run(before + words + (" " if text[-1].isspace() else ""))
        if bold:
            run.bold = True

    def inline(self, element: Element, into: Any, style: str, *, bold: bool = False) -> None:
        if hidden(element):
            return
        if element.tag == "br":
            (self.paragraph or self.open(into, style)).add_run().add_break()
        elif element.tag in ("svg", "img"):
            self.picture(element, into, style)
        elif element.tag == "a" and element.get("href", "").startswith("#"):
            word_styles.lead(
                self.paragraph or self.open(into, style), element.get("href", "")[1:], text_of(element)
            )
        else:
            bold = bold or element.tag in ("b", "strong")
            self.line(element.text, into, style, bold=bold)
            for child in element:
                if child.tag in BLOCKS:
                    self.block(child, into, style)
                else:
                    self.inline(child, into, style, bold=bold)
                self.line(child.tail, into, style, bold=bold)

    def picture(self, element: Element, into: Any, style: str) -> None:
        from docx.shared import Mm

        if element.get("data-skip") is not None:
            return
        image, width = self.known[key_of(element)]
        at = self.paragraph or self.open(into, style if style == "Table Text" else "Picture")
        shape = at.add_run().add_picture(io.BytesIO(image), width=Mm(width))
        for side in ("distT", "distB", "distL", "distR"):
            shape._inline.set(side, "0")  # without them LibreOffice puts room around
        names = shape._inline.docPr
        names.set("descr", title_of(element))
        names.set("name", f"Chart {names.get('id')}")

    # -- blocks -----------------------------------------------------------------------------------------

    def block(self, element: Element, into: Any, style: str) -> None:
        names = classes(element)
        if names & _RUNNING or element.get("data-skip") is not None:
            return
        if element.tag == "section" and "page" in names:
            self.breaks, self.place = True, element.get("id", "")
        if element.tag == "table":
            self.layout(element, into) if is_layout(element) else self.table(element, into)
        elif element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.flow(element, into, f"Heading {min(int(element.tag[1]), 3)}")
        elif element.tag in ("ul", "ol"):
            self.legend(element, into) if "legend" in names else self.items(element, into)
        elif element.tag == "dl":
            self.pairs(element, into, style)
        elif style == "Table Text":
            self.flow(element, into, style)
        else:
            self.flow(element, into, next((_STYLE_OF[n] for n in sorted(names) if n in _STYLE_OF), style))
            if "under" in names and self.latest is not None:
                self.latest.paragraph_format.keep_with_next = True  # it leads to what follows

    def legend(self, element: Element, into: Any) -> None:
        self.paragraph = self.open(into, "Picture")
        for i, item in enumerate(element):
            if i:
                self.paragraph.add_run("    ")
            for sign in drawn(item):
                self.picture(sign, into, "Picture")
                self.paragraph.add_run(" ")
            self.line(text_of(item), into, "Picture")

    def items(self, element: Element, into: Any) -> None:
        numbered = element.tag == "ol"
        number = self.numbering() if numbered else None
        for item in element:
            before = len(into.paragraphs)
            self.flow(item, into, "List Number" if numbered else "List Bullet")
            for i, at in enumerate(into.paragraphs[before:]):
                if i:
                    at.style = "List Continue"
                elif number is not None:
                    at.paragraph_format.element.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = (
                        number
                    )

    def numbering(self) -> int:
        """A list that begins at one again."""
        style = self.made.styles["List Number"].element
        root = self.made.part.numbering_part.element
        own = root.num_having_numId(style.pPr.numPr.numId.val).abstractNumId.val
        made = root.add_num(own)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def pairs(self, element: Element, into: Any, style: str) -> None:
        for child in element:
            if child.tag == "dt" or self.paragraph is None:
                self.paragraph = self.open(into, style)
            else:
                self.paragraph.add_run(" ")
            self.inline(child, into, style, bold=child.tag == "dd")
        self.paragraph = None

    def layout(self, element: Element, into: Any) -> None:
        """A table that only lays out: its cells one after another; short ones beside a heading become one line."""
        for row in rows_of(element):
            heading = next(
                (i for i, cell in enumerate(row) if cell.find("h2") is not None and len(cell) == 1), None
            )
            if heading is None:
                for cell in row:
                    self.flow(cell, into, "Normal")
                continue
            self.paragraph = self.open(into, "Heading 2")
            for cell in row[:heading]:
                self.line(text_of(cell) + " ", into, "Heading 2")
            self.line(text_of(row[heading]), into, "Heading 2")
            self.paragraph = self.open(into, "Soft")
            for cell in row[heading + 1 :]:
                self.inline(cell, into, "Soft")
                self.paragraph.add_run("  ")
            self.paragraph.paragraph_format.keep_with_next = True
            self.paragraph = None

    # -- tables -----------------------------------------------------------------------------------------

    def table(self, element: Element, into: Any) -> None:
        from docx.shared import Mm

        head = [row for part in element.findall("thead") for row in part]
        rows = [(row, row in head) for row in rows_of(element)]
        caption = element.find("caption")
        if caption is not None:
            self.paragraph = self.open(into, "Caption")
            self.inline(caption, into, "Caption")
        if not rows:
            return
        if self.breaks:
            self.open(into, "Normal")
        cells = [[c for c in row if c.tag in ("td", "th") and not hidden(c)] for row, _ in rows]
        widths = column_widths(cells, lambda e: self.known[key_of(e)][1], WIDTH)
        grid = into.add_table(rows=len(rows), cols=len(widths))
        grid.style, grid.autofit = word_styles.TABLE, False
        self.look(grid, head=rows[0][1])
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = Mm(width)
        for (part, is_head), row, found in zip(rows, grid.rows, cells, strict=True):
            self.row(row, found, widths, is_head=is_head)
            if is_head or classes(part) & _LEADING:
                for cell in row.cells:
                    for at in cell.paragraphs:
                        at.paragraph_format.keep_with_next = True
        into.add_paragraph(style="Table Text")
        self.paragraph = None

    def look(self, grid: Any, *, head: bool) -> None:
        from docx.oxml.ns import qn

        look = grid._tbl.tblPr.find(qn("w:tblLook"))
        for name in ("firstRow", "lastRow", "firstColumn", "lastColumn"):
            look.set(qn(f"w:{name}"), "1" if name == "firstRow" and head else "0")
        look.set(qn("w:val"), "0620" if head else "0600")

    def row(self, row: Any, found: list[Element], widths: list[float], *, is_head: bool) -> None:
        from docx.oxml.parser import OxmlElement
        from docx.shared import Mm

        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if is_head:
            properties.append(OxmlElement("w:tblHeader"))
        at = 0
        for i, width in enumerate(widths):
            row.cells[i].width = Mm(width)
        for element in found:
            span = int(element.get("colspan", "1"))
            cell = row.cells[at].merge(row.cells[at + span - 1]) if span > 1 else row.cells[at]
            self.fresh = cell
            self.flow(element, cell, "Table Text")
            self.fresh = None
            if element.tag == "th":
                for run in itertools.takewhile(lambda run: run.text != "\n", cell.paragraphs[0].runs):
                    run.bold = True
            at += span
