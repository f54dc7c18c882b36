"""Mistakes in a theme's own style sheets and paint, with their lines: what would fail or go unnoticed later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from cxassess import colour
from cxassess.errors import Place, Problem
from cxassess.source import Document, read_bytes, read_yaml
from cxassess.theme import FILE_BYTES, Theme
from cxassess.validation import unknown

_NOISE = re.compile(r"/\*.*?(?:\*/|\Z)|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_OUTSIDE = re.compile(r"url\((?!\s*[\"']?\s*(?:data:|#))[^)\n]{0,60}\)?|@import\b", re.IGNORECASE)
_PAINT = frozenset((
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
    "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "opacity", "visibility", "display",
    "paint-order", "shape-rendering", "font-family", "font-weight", "font-size", "font-style", "font-stretch",
    "font-variant", "letter-spacing", "word-spacing", "text-anchor", "text-decoration", "dominant-baseline",
))  # fmt: skip
_COLOURS = ("fill", "stroke")
_FREE = re.compile(r"none|currentcolor|#[0-9a-f]{3,8}|url\(#[\w-]+\)", re.IGNORECASE)


def check(look: Theme, doc: Document, shown: str) -> list[Problem]:
    """All mistakes of a theme's own folder, which messages call ``shown``; ``doc`` is its ``theme.yaml``."""
    problems: list[Problem] = []
    for path in sorted((look.folders[0] / "css").glob("*.css")):
        text = read_bytes(path, FILE_BYTES).decode("utf-8", "replace")
        problems += styles(text, f"{shown}/css/{path.name}", page=path.name.startswith("page"))
    return [*problems, *_paint(look, doc)]


def styles(text: str, file: str, *, page: bool) -> Iterator[Problem]:
    """Braces without an end or a beginning, and for a page what it would load."""
    plain = _blanked(_NOISE, text)
    open_at: list[int] = []
    for found in re.finditer(r"[{}]", plain):
        if found[0] == "{":
            open_at.append(found.start())
        elif open_at:
            open_at.pop()
        else:
            yield Problem("theme-style-brace", _place(file, plain, found.start()), {"sign": "}"})
    for at in open_at[:1]:
        yield Problem("theme-style-brace", _place(file, plain, at), {"sign": "{"})
    if page:
        code = _blanked(_COMMENT, text)
        for found in _OUTSIDE.finditer(code):
            yield Problem("theme-style-outside", _place(file, code, found.start()), {"what": found[0]})


def _blanked(noise: re.Pattern[str], text: str) -> str:
    """The text with what is no code as blanks, so that lines and columns stay."""
    return noise.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def _place(file: str, text: str, at: int) -> Place:
    return Place(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def _paint(look: Theme, doc: Document) -> Iterator[Problem]:
    own = doc.data.get("paint", {})
    colours = {*look.tokens, *colour.palette("#000000", "#000000")}
    above = {name for folder in look.folders[1:] for name in _names(folder)}
    if (look.folders[0] / "templates").is_dir():
        above = set()  # its own templates may draw parts of their own
    for name, entry in own.items():
        if above and name not in above:
            yield unknown("theme-paint", doc, ("paint", name), name, above, key=True)
        for key, value in entry.items():
            at = ("paint", name, key)
            if key not in _PAINT:
                yield unknown("unknown-key", doc, at, key, set(_PAINT), key=True)
            elif key in _COLOURS and str(value) not in colours and not _FREE.fullmatch(str(value)):
                yield unknown("theme-colour", doc, at, str(value), colours)


def _names(folder: Path) -> Iterable[str]:
    return [*read_yaml(folder / "theme.yaml").data.get("paint", {})]
