"""The report's HTML as a tree, and what a Word document needs to know of its elements; pure."""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, tostring

from cxassess.exporters.images import Drawing

BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "div",
            "dl",
            "figure",
            "figcaption",
            "footer",
            "header",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "main", "ol", "p", "section", "table", "ul"),
    }
)
_SVG = "{http://www.w3.org/2000/svg}"
_PIXEL = 25.4 / 96
_PADDING = (5.0, 3.0)
_HATCH = re.compile(r"(hatch(?:-light)?)-\d+")
_LETTER, _WORST = 1.75, 2.1
"""Millimetres that a letter of a table takes, about and at most."""
_LOGO, _DOTS = 11.0, 16.0
QUARTERS = 104.0
"""Millimetres of a plan's quarters: bars are pictures, and must stand under the names of their quarters."""
_WIDE = {"radar": 120.0, "stairs": 100.0, "wheel": 80.0, "dumbbell": 92.0}


def parse(html: str) -> Element:
    """The tree, with plain names also for drawings; also what another picture shows is marked with ``data-skip``."""
    import tinyhtml5

    root: Element = tinyhtml5.parse(html, namespace_html_elements=False)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.removeprefix(_SVG)
    for parent in root.iter():
        _joined(parent)
        if parent.tag == "svg" or "rule-mark" in classes(parent):
            for inner in list(parent.iter("svg"))[int(parent.tag == "svg") :]:
                inner.set("data-skip", "")
    return root


def _joined(parent: Element) -> None:
    """A ruler and its scale, and stairs and their names, are one picture."""
    children = list(parent)
    for one, two in itertools.pairwise(children):
        if one.tag == "svg" and classes(two) & {"scale", "stairs-names", "bc-axis"}:
            one.set("data-with", _markup(two))
            two.set("data-skip", "")


def classes(element: Element) -> set[str]:
    """The classes of an element."""
    return set(element.get("class", "").split())


def hidden(element: Element) -> bool:
    """Whether the report leaves an element out, or it is no element at all."""
    return not isinstance(element.tag, str) or element.get("hidden") is not None


def is_layout(element: Element) -> bool:
    """Whether a table only lays out."""
    return element.get("role") == "presentation"


def rows_of(table: Element) -> list[Element]:
    """The rows of a table itself, not of those in its cells."""
    return [row for part in table for row in (part if part.tag != "tr" else [part]) if row.tag == "tr"]


def title_of(element: Element) -> str:
    """What a drawing or a logo says in words."""
    if element.tag == "img":
        return element.get("alt", "")
    return " ".join((element.findtext("title") or "").split())


def drawn(element: Element) -> list[Element]:
    """The drawings and logos in an element that become pictures."""
    return [e for e in element.iter() if e.tag in ("svg", "img") and e.get("data-skip") is None]


def text_of(element: Element) -> str:
    """The words of an element, without those of drawings."""
    parts: list[str] = []

    def walk(at: Element) -> None:
        if at.tag != "svg" and not hidden(at):
            parts.append(at.text or "")
            for child in at:
                if child.tag in BLOCKS or child.tag == "br":
                    parts.append(" ")
                walk(child)
                parts.append(child.tail or "")

    walk(element)
    return " ".join("".join(parts).split())


def key_of(element: Element) -> str:
    """Drawings with the same key look the same."""
    return _HATCH.sub(r"\1", _source(element))


def _source(element: Element) -> str:
    return _markup(element) + element.get("data-with", "")


def _markup(element: Element) -> str:
    """An element as text, without what follows it and without our own marks."""
    own = copy.copy(element)
    own.tail = None
    own.attrib = {name: value for name, value in element.attrib.items() if name != "data-with"}
    return tostring(own, encoding="unicode", short_empty_elements=False)


def drawing_of(element: Element, paper: str) -> Drawing:
    """The picture of a drawing: its size follows from its kind, or from what it says of itself."""
    name = next(iter(classes(element)), "")
    html = _source(element)
    box = [float(x) for x in element.get("viewBox", "").split()]
    ground = element.get("data-ground") or paper
    across, along = _PADDING
    if element.tag == "img":
        wide, high = (float(element.get(side) or 1) for side in ("width", "height"))
        return Drawing(html, round(min(_LOGO * wide / high, 70.0), 2), _LOGO, ground, tight=True)
    if name == "quarters":
        return Drawing(
            html, QUARTERS, round(float(element.get("height", "26")) * _PIXEL, 2), ground, tight=True
        )
    if name == "ruler" or element.get("width", "").endswith("%"):
        scale = 6.0 if element.get("data-with") else 0.0
        width = _WIDE.get(name, 60.0 if float(element.get("height", "30")) <= 30 and not scale else 120.0)
        return Drawing(
            html, width, round(float(element.get("height", "30")) * _PIXEL + along + scale, 2), ground
        )
    if not box:
        size = [float(element.get(key, "16")) * _PIXEL for key in ("width", "height")]
        return Drawing(html, round(size[0] + 0.4, 2), round(size[1] + 0.4, 2), ground, tight=True)
    if box[3] == _DOTS:
        return Drawing(html, round(0.2 * box[2] + 0.4, 2), 3.6, ground, tight=True)
    width = _WIDE.get(name, 160.0)
    height = 20 + 9.0 + along if name == "stairs" else (width - across) * box[3] / box[2] + along
    return Drawing(html, width, round(height, 2), ground)


def _single(row: list[Element], count: int) -> list[tuple[int, Element]]:
    """The cells of a row that stand in one column, with its number; one cell over all columns has none."""
    found, at = [], 0
    for cell in row:
        span = int(cell.get("colspan", "1"))
        if span == 1 and at < count:
            found.append((at, cell))
        at += span
    return found


def column_widths(
    cells: list[list[Element]], width_of: Callable[[Element], float], whole: float
) -> list[float]:
    """Millimetres for each column: room for its longest word or picture, the rest shared by length of text."""
    count = max(sum(int(c.get("colspan", "1")) for c in row) for row in cells)
    if any("quarters" in classes(e) for row in cells for cell in row for e in drawn(cell)):
        return [whole - QUARTERS, *[QUARTERS / (count - 1)] * (count - 1)]
    least, wish = [8.0] * count, [8.0] * count
    for row in cells:
        for i, cell in _single(row, count):
            words = text_of(cell)
            longest = max((len(word) for word in words.split()), default=0)
            image = max((width_of(e) for e in drawn(cell)), default=0.0) + 3
            least[i] = max(least[i], min(longest * _WORST + 5, 40), image)
            wish[i] = max(wish[i], min(len(words) * _LETTER + 3, 150), least[i])
    spare = whole - sum(least)
    more = [wished - needed for wished, needed in zip(wish, least, strict=True)]
    if spare <= 0 or not sum(more):
        return [whole * needed / sum(least) for needed in least]
    return [needed + spare * part / sum(more) for needed, part in zip(least, more, strict=True)]
