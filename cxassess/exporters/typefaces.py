"""The typefaces of the report, and what happens to letters that they lack.

A letter that stands in none of them would be taken from whatever typeface this computer has, so the same answers
would give another PDF elsewhere, or a box. Such letters show as ``[?]``, and the report says so.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from cxassess.theme import Theme

MISSING = "[?]"
SCHEME = "typeface"
_COMMON = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100), 0x0A])) | set("–—‘’“”„…€−•\u200b")
_NOTE = '<p class="letters" hidden>'


def faces(theme: Theme) -> str:
    """The style sheet that holds the typefaces; one face for each weight, because WeasyPrint knows no ranges."""
    return _faces(theme, _inline)


def named_faces(theme: Theme) -> tuple[str, dict[str, bytes]]:
    """The same with names instead of the typefaces, and these by their names.

    As part of a style sheet every typeface is read letter by letter: a third of a second before the first report.
    """
    files = {f"{SCHEME}:{path.name}": path for font in theme.fonts for path in font.report.values()}
    return _faces(theme, lambda path: f"{SCHEME}:{path.name}"), {
        name: path.read_bytes() for name, path in files.items()
    }


def _faces(theme: Theme, address: Callable[[Path], str]) -> str:
    return "".join(
        f'@font-face{{font-family:"{font.family}";font-weight:{weight};src:url({address(path)})}}'
        for font in theme.fonts
        for weight, path in font.report.items()
    )


def _inline(path: Path) -> str:
    return f"data:font/{path.suffix[1:]};base64,{base64.b64encode(path.read_bytes()).decode()}"


def small_faces(theme: Theme) -> str:
    """The style sheet that holds the typefaces of the page: a fifth of the size, for a browser that knows ranges."""
    return "".join(
        f'@font-face{{font-family:"{font.family}";font-weight:{font.weight};'
        f"src:url(data:font/woff2;base64,{base64.b64encode(font.path.read_bytes()).decode()}) format('woff2')}}"
        for font in theme.fonts
    )


def printable(html: str, theme: Theme) -> str:
    """The HTML without letters that a typeface of the theme lacks; its note about them is shown if there were any."""
    unusual = set(html) - _COMMON
    if not unusual or not theme.fonts:
        return html
    known = frozenset.intersection(
        *(_letters(path) for font in theme.fonts for path in set(font.report.values()))
    )
    missing = unusual - known
    if not missing:
        return html
    signs = "".join(re.escape(letter) for letter in sorted(missing))
    return re.sub(f"[{signs}]+", MISSING, html).replace(_NOTE, _NOTE.replace(" hidden", ""), 1)


@cache
def _letters(path: Path) -> frozenset[str]:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))
