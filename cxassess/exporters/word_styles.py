"""The Word document before anything is in it: paper, styles in the client's colours, language, header and footer."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cxassess.errors import CommandError
from cxassess.theme import Office

REGIONS = {"en": "en-GB", "nl": "nl-NL"}
TABLE = "Report Table"
_FIRST = "1980-01-01T00:00"

# Name, built on, points, colour, bold, space before and after in points, in the typeface of headings
_STYLES: tuple[tuple[str, str, float, str, bool, float, float, bool], ...] = (
    ("Normal", "", 10.5, "ink", False, 0, 6, False),
    ("Title", "", 30, "brand", False, 12, 12, True),
    ("Subtitle", "", 13, "ink-soft", False, 0, 24, False),
    ("Heading 1", "", 20, "brand", True, 0, 8, True),
    ("Heading 2", "", 14, "brand", True, 14, 4, True),
    ("Heading 3", "", 11.5, "ink", True, 10, 3, True),
    ("Caption", "", 9, "ink-soft", False, 6, 3, False),
    ("List Bullet", "", 10.5, "ink", False, 0, 3, False),
    ("List Number", "", 10.5, "ink", False, 0, 3, False),
    ("List Continue", "", 10.5, "ink", False, 0, 3, False),
    ("Header", "", 8.5, "ink-soft", False, 0, 0, False),
    ("Footer", "", 8.5, "ink-soft", False, 0, 0, False),
    ("Kicker", "Normal", 10.5, "accent-ink", True, 0, 3, False),
    ("Lede", "Normal", 12.5, "ink", False, 0, 10, True),
    ("Figure Number", "Normal", 26, "brand", False, 0, 4, True),
    ("Soft", "Normal", 10, "ink-soft", False, 0, 4, False),
    ("Label", "Normal", 10.5, "ink-soft", True, 8, 0, False),
    ("Notice", "Normal", 10.5, "warning", False, 6, 8, False),
    ("Callout", "Normal", 10.5, "ink", False, 0, 4, False),
    ("Picture", "Normal", 8.5, "ink-soft", False, 2, 4, False),
    ("Table Text", "Normal", 9, "ink", False, 0, 2, False),
)


def begin(office: Office, colours: Mapping[str, str], lang: str) -> Any:
    """An empty document on A4 with its styles.

    Errors:
        CommandError: python-docx is not installed.
    """
    try:
        import docx
        from docx.shared import Mm
    except ImportError as error:
        raise CommandError("docx-missing", why=str(error)) from None
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin, page.bottom_margin = Mm(22), Mm(20)
    page.different_first_page_header_footer = True
    _fonts(document, office, REGIONS.get(lang, lang))
    for row in _STYLES:
        _style(document, row, office, colours)
    _shade(document.styles["Callout"], colours["surface"])
    _shade(document.styles["Notice"], colours["warning-tint"])
    _table_style(document, colours)
    return document


def properties(document: Any, *, title: str, author: str, subject: str, lang: str, saved: str) -> None:
    """What a file says of itself; the moment is that of the response, so that the same input gives the same file."""
    core = document.core_properties
    core.title, core.author, core.subject, core.language = title[:255], author[:255], subject[:255], lang
    core.comments, core.last_modified_by, core.revision = "", author[:255], 1
    moment = re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", saved)
    core.created = core.modified = datetime.fromisoformat(moment[0] if moment else _FIRST)


def running(document: Any, left: str, right: str, foot: str) -> None:
    """Header and footer of every page but the cover."""
    section = document.sections[0]
    header = section.header.paragraphs[0]
    header.text = f"{left}\t\t{right}" if right else left
    footer = section.footer.paragraphs[0]
    footer.text = f"{foot}\t\t"
    run = footer.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            run._r.append(_element("w:fldChar", {"w:fldCharType": kind}))
        else:
            field = _element("w:instrText", {"xml:space": "preserve"})
            field.text = text
            run._r.append(field)
    _tabs(document)


def _tabs(document: Any) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    for name in ("Header", "Footer"):
        stops = document.styles[name].paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(Mm(85), WD_TAB_ALIGNMENT.CENTER)
        stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)


def _element(tag: str, attributes: Mapping[str, str]) -> Any:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name), value)
    return made


def _fonts(document: Any, office: Office, region: str) -> None:
    from docx.oxml.ns import qn

    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(defaults):
        if child.tag in (qn("w:rFonts"), qn("w:lang")):
            defaults.remove(child)
    names = {f"w:{kind}": office.text for kind in ("ascii", "hAnsi", "cs", "eastAsia")}
    defaults.insert(0, _element("w:rFonts", names))
    defaults.append(_element("w:lang", {"w:val": region, "w:eastAsia": region, "w:bidi": "ar-SA"}))


def _style(
    document: Any,
    row: tuple[str, str, float, str, bool, float, float, bool],
    office: Office,
    colours: Mapping[str, str],
) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    name, base, size, colour, bold, before, after, is_heading = row
    styles = document.styles
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) if base else styles[name]
    if base:
        style.base_style, style.quick_style = styles[base], True
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colours[colour][1:])
    properties = style.element.get_or_add_rPr()
    for child in properties.findall(qn("w:rFonts")) + properties.findall(qn("w:spacing")):
        properties.remove(child)
    family = office.heading if is_heading else office.text
    properties.insert(0, _element("w:rFonts", {"w:ascii": family, "w:hAnsi": family, "w:cs": family}))
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.keep_with_next = name.startswith("Heading") or name in ("Kicker", "Label", "Caption")
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)


def _shade(style: Any, colour: str) -> None:
    shade = _element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": colour[1:]})
    style.element.get_or_add_pPr().insert_element_before(
        shade, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def _table_style(document: Any, colours: Mapping[str, str]) -> None:
    """A table style with thin lines below rows, and a header row that is told apart by a strong one."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import nsdecls
    from docx.oxml.parser import parse_xml

    style = document.styles.add_style(TABLE, WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    rule, strong = colours["rule"][1:], colours["ink"][1:]
    line = '<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
    rows = line.format(side="bottom", size=4, colour=rule) + line.format(side="insideH", size=4, colour=rule)
    head = line.format(side="bottom", size=8, colour=strong)
    for text in (
        f"<w:tblPr {nsdecls('w')}><w:tblBorders>{rows}</w:tblBorders><w:tblCellMar>"
        '<w:top w:w="40" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="20" w:type="dxa"/>'
        '<w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr>',
        f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>{head}'
        "</w:tcBorders></w:tcPr></w:tblStylePr>",
    ):
        style.element.append(parse_xml(text))


def mark(paragraph: Any, name: str) -> None:
    """Make a paragraph a place that links can lead to."""
    marks = paragraph.part.element.xpath("count(//w:bookmarkStart)")
    number = str(int(marks))
    start = _element("w:bookmarkStart", {"w:id": number, "w:name": name})
    paragraph._p.append(start)
    paragraph._p.append(_element("w:bookmarkEnd", {"w:id": number}))


def lead(paragraph: Any, name: str, text: str) -> None:
    """A link to a place of the same document."""
    link = _element("w:hyperlink", {"w:anchor": name, "w:history": "1"})
    link.append(paragraph.add_run(text)._r)
    paragraph._p.append(link)


def packed(made: Any) -> bytes:
    """The document as a file without the moment of its making."""
    for name, link in list(made.part.package.rels.items()):
        if link.reltype.endswith("/thumbnail"):
            del made.part.package.rels[name]
    first, last = io.BytesIO(), io.BytesIO()
    made.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(entry, source.read(name))
    return last.getvalue()
