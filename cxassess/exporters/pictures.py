"""Drawings of the report as pictures of their own.

Inside HTML every shape costs parsing and style; as a picture a drawing is read once, however often it is shown. So the
report is laid out in half of the time. Only drawings with a ``<title>`` are taken out: it becomes the alternative text.
"""

from __future__ import annotations

import re
from html import unescape

SCHEME = "picture"
_EDGE = re.compile(r"<svg\b[^>]*>|</svg>")
_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>")
_KEPT = re.compile(r' (class|width|height)="([^"]*)"')
_HATCH = re.compile(r"(hatch(?:-light)?)-\d+")
_NOTHING = re.compile(r'<polygon\b[^>]* points=""[^>]*/>')
"""A shape without a corner, such as a radar without scores: a path that cannot be closed is an error in a PDF."""
_NAMESPACE = "http://www.w3.org/2000/svg"
_AGAIN = " data-again="
"""A picture that shows again what another one tells: in a PDF it decorates, for figures of a whole page are scans."""


def take_out(html: str) -> tuple[str, dict[str, bytes]]:
    """The HTML with ``<img src="picture:N">`` for each drawing, and the drawings by their address."""
    parts: list[str] = []
    drawings: dict[str, str] = {}
    done = 0
    for start, end in _drawings(html):
        drawing = html[start:end]
        title = _TITLE.search(drawing)
        if title is not None and _AGAIN in drawing[: drawing.index(">")]:
            drawing = drawing.replace(title[0], "", 1)
            title = None
        if title is None or not title[1].strip() or "currentColor" in drawing:
            parts += [html[done:start], _named(drawing)]
        else:
            address = drawings.setdefault(_alone(drawing, title[0]), f"{SCHEME}:{len(drawings)}")
            parts += [html[done:start], _img(drawing, address, title[1])]
        done = end
    parts.append(html[done:])
    return "".join(parts), {address: drawing.encode() for drawing, address in drawings.items()}


def _drawings(html: str) -> list[tuple[int, int]]:
    """Where each outermost drawing starts and ends."""
    found, depth, start = [], 0, 0
    for edge in _EDGE.finditer(html):
        if edge[0].startswith("</"):
            depth -= 1
            if depth == 0:
                found.append((start, edge.end()))
        elif not edge[0].endswith("/>"):
            start = edge.start() if depth == 0 else start
            depth += 1
    return found


def _alone(drawing: str, title: str) -> str:
    """A drawing as a document of its own; two that look the same become the same."""
    text = _NOTHING.sub("", _HATCH.sub(r"\1", drawing.replace(title, "", 1)))
    return _named(text)


def _named(drawing: str) -> str:
    """A drawing that an XML parser knows as one."""
    return f'<svg xmlns="{_NAMESPACE}"' + drawing[len("<svg") :]


def _img(drawing: str, address: str, title: str) -> str:
    """The size of a drawing with a view box is the style sheet's affair."""
    head = drawing[: drawing.index(">")]
    kept = dict(_KEPT.findall(head))
    style = "".join(
        f"{name}:{value}{'' if value.endswith('%') else 'px'};"
        for name, value in kept.items()
        if name != "class"
    )
    css = f' class="{kept["class"]}"' if "class" in kept else ""
    sized = f' style="{style}"' if style else ""
    return f'<img{css}{sized} src="{address}" alt="{_quoted(title)}">'


def _quoted(title: str) -> str:
    return unescape(title).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
