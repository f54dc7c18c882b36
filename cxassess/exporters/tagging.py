"""The structure of the report for those who hear it: what WeasyPrint's tags lack for PDF/UA-1 (ISO 14289-1).

WeasyPrint calls :func:`finish` before it writes a PDF. It tags every fragment of a page apart; here the parts of one
table or section become one again, table headings get a scope, and what only decorates or repeats becomes an artifact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_TAGS = {
    **{"section": "/Sect", "table": "/Table", "blockquote": "/BlockQuote"},
    **dict.fromkeys(("ul", "ol", "dl"), "/L"),
}
_PLAIN = {"/NonStruct", "/Span"}
"""Elements that say nothing: their content goes to the element above."""
_LAYOUT = {"/TBody", "/TR"}
_CELLS = {"/TD", "/TH"}
_MARK = re.compile(rb"/\w+\n?<</MCID (\d+)>>\n?BDC")
_PRINT = 4


@dataclass(slots=True)
class _Piece:
    """The part of an HTML element that stands on one page."""

    key: int
    page: int
    attributes: Any


@dataclass(slots=True)
class _Node:
    """An element of the structure tree; ``kids`` are nodes, numbers of content, or references to annotations."""

    data: dict[str, Any]
    kind: str
    page: int
    kids: list[Any] = field(default_factory=list)
    piece: _Piece | None = None

    def nodes(self) -> list[_Node]:
        return [kid for kid in self.kids if isinstance(kid, _Node)]


def finish(document: Any, pdf: Any) -> None:
    """Mends the tags of a PDF that is about to be written; the arguments are WeasyPrint's and pydyf's documents."""
    _Tags(document, pdf).finish()


class _Tags:
    def __init__(self, document: Any, pdf: Any) -> None:
        import pydyf

        self.pydyf = pydyf
        self.document, self.pdf = document, pdf
        self.references = pdf.page_references  # made anew each time that it is asked for
        self.pages = {bytes(reference): i for i, reference in enumerate(self.references)}

    def finish(self) -> None:
        tree = self._object(self.pdf.catalog["StructTreeRoot"])
        root = self._read(tree["K"][0])
        self._recognise(root)
        self._merge(root)
        self._clean(root, in_head=False, in_layout=False)
        numbers = self._object(tree["ParentTree"])["Nums"]
        self._close_ranks(root, numbers)
        self._write(root, numbers)
        for page, i in self.pages.items():
            self._print(self._object(page), numbers[2 * i + 1])

    def _object(self, reference: Any) -> Any:
        return self.pdf.objects[int(bytes(reference).split()[0])]

    # -- reading ----------------------------------------------------------------------------------------

    def _read(self, reference: Any) -> _Node:
        data = self._object(reference)
        node = _Node(data, data["S"], self.pages.get(bytes(data.get("Pg", b"")), 0))
        for kid in data["K"]:
            if isinstance(kid, int):
                node.kids.append((node.page, kid))
            elif "S" in self._object(kid):
                node.kids.append(self._read(kid))
            else:
                node.kids.append(kid)
        return node

    def _recognise(self, root: _Node) -> None:
        """Tell each element of a kind in ``_TAGS`` which HTML element it is a part of; both come in one order."""
        pieces: dict[str, list[_Piece]] = {kind: [] for kind in _TAGS.values()}
        for i, page in enumerate(self.document.pages):
            for box in _boxes(page._page_box):
                if box.element is None:
                    continue
                if kind := _TAGS.get(box.element_tag):
                    pieces[kind].append(_Piece(id(box.element), i, box.element.attrib))
                if box.link_annotation:
                    _describe(box)
        found: dict[str, list[_Node]] = {kind: [] for kind in pieces}
        for node in _walk(root):
            if node.kind in found:
                found[node.kind].append(node)
        for kind, nodes in found.items():
            if len(nodes) == len(pieces[kind]):  # else a theme did something new: leave its parts apart
                for node, piece in zip(nodes, pieces[kind], strict=True):
                    node.piece = piece

    # -- mending ----------------------------------------------------------------------------------------

    def _merge(self, root: _Node) -> None:
        """Make one element of the parts of a section, a quotation or a table with headings on several pages."""
        first: dict[int, _Node] = {}
        for node in _walk(root):
            for kid in node.nodes():
                if kid.piece is None or kid.kind == "/L":
                    continue
                before = first.setdefault(kid.piece.key, kid)
                if before is not kid and before.page != kid.page and before.piece is not None:
                    node.kids.remove(kid)
                    _append(before, kid)

    def _clean(self, node: _Node, *, in_head: bool, in_layout: bool) -> None:
        kids: list[Any] = []
        if node.kind == "/Table":
            in_layout = not _has_headings(node)
        in_head = (in_head or node.kind == "/THead") and node.kind != "/Table"
        for kid in node.kids:
            if not isinstance(kid, _Node):
                kids.append(kid)
                continue
            if _is_decoration(kid):
                continue
            self._clean(kid, in_head=in_head, in_layout=in_layout)
            through = kid.kind in _PLAIN or (in_layout and kid.kind in _LAYOUT)
            if through:
                kids += kid.kids
            elif kid.kids or kid.kind in _CELLS:
                kids.append(kid)
        node.kids = kids
        self._rename(node, in_head=in_head, in_layout=in_layout)
        if node.kind == "/Table":
            _without_needless_headings(node)

    def _rename(self, node: _Node, *, in_head: bool, in_layout: bool) -> None:
        if node.piece is not None and (lang := node.piece.attributes.get("lang")):
            node.data["Lang"] = self.pydyf.String(lang)
        if in_layout and node.kind in ("/Table", "/TD"):
            node.kind = "/Div"
            node.data.pop("A", None)
        if (
            node.kind in ("/Div", "/Sect")
            and node.kids
            and not any(not isinstance(k, tuple) for k in node.kids)
        ):
            node.kind = "/P"
        if node.kind == "/L":
            node.kids = node.nodes()  # white space between the items
            if node.piece is not None and "contents" in node.piece.attributes.get("class", ""):
                _make_contents(node)
        elif node.kind in _CELLS:
            self._cell(node, "/Column" if in_head else "/Row")

    def _cell(self, node: _Node, scope: str) -> None:
        """Where a heading says whether it heads its row or column, lists of ids would only repeat that."""
        node.data.pop("ID", None)
        attributes = node.data.setdefault("A", self.pydyf.Dictionary({"O": "/Table"}))
        attributes.pop("Headers", None)
        if node.kind == "/TH":
            attributes["Scope"] = scope
        elif len(attributes) == 1:
            del node.data["A"]

    # -- writing ----------------------------------------------------------------------------------------

    def _close_ranks(self, root: _Node, numbers: list[Any]) -> None:
        """Leave out the elements that are no longer in the tree, half of all objects, and count on without them."""
        kept = {id(node.data) for node in _walk(root)}
        of_links = slice(2 * len(self.pages) + 1, None, 2)
        for link in map(self._object, numbers[of_links]):
            if id(link) not in kept:  # a link that only decorates: its annotation still counts on an object
                link.clear()
        moved: dict[bytes, Any] = {}
        objects: list[Any] = []
        for item in self.pdf.objects:
            if isinstance(item, dict) and item.get("Type") == "/StructElem" and id(item) not in kept:
                continue
            moved[item.reference] = item
            objects.append(item)
        for number, item in enumerate(objects):
            item.number = number
        self.pdf.objects[:] = objects
        # Only the tree and the catalog tell of what comes after the first element.
        for node in _walk(root):
            node.kids = [moved[kid].reference if isinstance(kid, bytes) else kid for kid in node.kids]
        numbers[of_links] = [moved[link].reference for link in numbers[of_links]]
        for name, value in self.pdf.catalog.items():
            if isinstance(value, bytes) and value in moved:
                self.pdf.catalog[name] = moved[value].reference

    def _write(self, root: _Node, numbers: list[Any]) -> None:
        for content in numbers[1 : 2 * len(self.pages) : 2]:
            content[:] = ["null"] * len(content)
        for node in _walk(root):
            self._write_node(node, numbers)

    def _write_node(self, node: _Node, numbers: list[Any]) -> None:
        reference = node.data.reference  # type: ignore[attr-defined]
        node.data["S"] = node.kind
        kids = self.pydyf.Array()
        pages = {kid[0] for kid in node.kids if isinstance(kid, tuple)}
        if len(pages) == 1:
            node.page = pages.pop()
            node.data["Pg"] = self.references[node.page]
        for kid in node.kids:
            if isinstance(kid, _Node):
                kid.data["P"] = reference
                kids.append(kid.data.reference)  # type: ignore[attr-defined]
            elif isinstance(kid, tuple):
                page, number = kid
                numbers[2 * page + 1][number] = reference
                kids.append(number if page == node.page else self._elsewhere(page, number))
            else:
                kids.append(kid)
        node.data["K"] = kids[0] if len(kids) == 1 else kids

    def _elsewhere(self, page: int, number: int) -> Any:
        place = {"Type": "/MCR", "Pg": self.references[page], "MCID": number}
        return self.pydyf.Dictionary(place)

    def _print(self, page: Any, content: list[Any]) -> None:
        """What no element holds is an artifact; annotations are printed too."""
        stream = self._object(page["Contents"])
        outside = {number for number, element in enumerate(content) if element == "null"}

        def mark(match: re.Match[bytes]) -> bytes:
            return b"/Artifact\nBMC" if int(match[1]) in outside else match[0]

        joined = b"\n".join(item if type(item) is bytes else _bytes(item) for item in stream.stream)
        stream.stream = [_MARK.sub(mark, joined)]
        for reference in page.get("Annots", ()):
            self._object(reference)["F"] = _PRINT


def _bytes(item: Any) -> bytes:
    return item.encode("latin-1") if isinstance(item, str) else bytes(item.data)


def _boxes(page: Any) -> Iterator[Any]:
    """The boxes of a page in the order in which WeasyPrint tags them."""
    from weasyprint.formatting_structure import boxes

    waiting = [page]
    while waiting:
        box = waiting.pop()
        box = getattr(box, "_box", box)  # what is placed absolutely
        if isinstance(box, (boxes.MarginBox, boxes.TextBox)):
            continue
        if not isinstance(box, boxes.LineBox):
            yield box
        if isinstance(box, boxes.ParentBox):
            wraps = box.is_table_wrapper and box.element_tag == "table"
            table = box.get_wrapped_table() if wraps else None
            for child in reversed(box.children):
                waiting += reversed(child.children) if table is not None and child is table else [child]


def _describe(box: Any) -> None:
    """A link says where it leads (7.18.5)."""
    import pydyf

    text = " ".join("".join(box.element.itertext()).split())
    box.link_annotation["Contents"] = pydyf.String(text or box.element.attrib.get("href", ""))


def _walk(root: _Node) -> list[_Node]:
    """The elements of a tree, each before those inside it."""
    found: list[_Node] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting += node.nodes()[::-1]
    return found


def _append(before: _Node, after: _Node) -> None:
    """Put what stands in a later part at the end of the first; headings that are repeated stay out."""
    if before.kind != "/Table":
        before.kids += after.kids
        return
    body = next((kid for kid in before.nodes() if kid.kind == "/TBody"), None)
    for kid in after.nodes():
        if kid.kind == "/TBody" and body is not None:
            body.kids += kid.kids
        elif kid.kind not in ("/THead", "/TFoot", "/Caption"):
            before.kids.append(kid)


def _has_headings(table: _Node) -> bool:
    """Whether a table has a heading cell of its own; those of tables inside its cells do not count."""
    return any(
        kid.kind == "/TH" or (kid.kind in ("/THead", "/TBody", "/TFoot", "/TR") and _has_headings(kid))
        for kid in table.nodes()
    )


def _without_needless_headings(table: _Node) -> None:
    """In a table of a row or two the columns say enough; a heading for each row would outnumber the data."""
    cells = [node for node in _walk(table) if node.kind in _CELLS]
    headings = [node for node in cells if node.kind == "/TH"]
    if 2 * len(headings) > len(cells):
        for node in headings:
            if node.data["A"].get("Scope") == "/Row":
                node.kind = "/TD"
                del node.data["A"]["Scope"]


def _is_decoration(node: _Node) -> bool:
    """A picture without words, or an element that says so itself."""
    if node.kind == "/Figure":
        return "Alt" not in node.data
    return node.piece is not None and node.piece.attributes.get("aria-hidden") == "true"


def _make_contents(node: _Node) -> None:
    """A list of links to the parts of the document is a table of contents."""
    node.kind = "/TOC"
    for item in node.nodes():
        item.kind = "/TOCI"
        item.kids = [kid for body in item.nodes() for kid in (body.kids if body.kind == "/LBody" else [body])]
        for link in item.nodes()[:1]:  # the number of the page is a part of it
            link.kids += [kid for kid in item.kids if not isinstance(kid, _Node)]
            item.kids = item.nodes()
