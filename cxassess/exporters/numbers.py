"""What can only be done when the pages are known: the numbers in the contents, and finding what runs over.

``target-counter`` in a style sheet would do the same, but WeasyPrint then lays the whole document out twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

_CLASS = "page-of"
_OF_PDF = re.compile(rf'<span class="{_CLASS}"[^>]*>[^<]*</span>|<tr class="of-pdf">.*?</tr>')


def overlong(document: Any, names: Iterable[str]) -> list[str]:
    """Those of the named parts, each meant for one page, that take more."""
    found = [name for page in document.pages for name in page.anchors]  # once for every page of a part
    return [name for name in names if found.count(name) > 1]


def without(html: str) -> str:
    """The report's HTML for forms that have no numbered pages and hold no files."""
    return _OF_PDF.sub("", html)


def write(document: Any) -> None:
    """Replace the text of every ``page-of`` by the page of what it is for."""
    pages: dict[str, int] = {}
    for i, page in enumerate(document.pages):
        for name in page.anchors:
            pages.setdefault(name, i + 1)
    for page in document.pages:
        for box, end in _texts(page._page_box):
            number = str(pages[box.element.attrib["data-for"]])
            digit = box.width / len(box.text)  # all are equally wide
            # Pushed to the end of its line here: a box placed apart would be painted after the whole list.
            box.position_x = end - digit * len(number)
            box.text = number
            box.pango_layout.text = number


def _texts(page: Any) -> Iterator[tuple[Any, float]]:
    """The texts that stand for a number, and where the lines around them end."""
    from weasyprint.formatting_structure import boxes

    waiting = [(page, 0.0)]
    while waiting:
        box, end = waiting.pop()
        box = getattr(box, "_box", box)  # what is placed absolutely
        if isinstance(box, boxes.TextBox):
            if box.element is not None and box.element.attrib.get("class") == _CLASS:
                yield box, end
        elif isinstance(box, boxes.ParentBox):
            if isinstance(box, boxes.BlockContainerBox):
                end = box.content_box_x() + box.width
            waiting += [(child, end) for child in reversed(box.children)]
