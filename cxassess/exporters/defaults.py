"""WeasyPrint's own style sheet without what no report of ours has.

It gives every element six pseudo-elements, for the marker of a list and for notes at the foot of a page: a fifteenth
of the work of a report. Only its rules for notes are left out, and markers stay with ``li``; the rest is as it was, so
the pages are the same, which a test compares byte for byte.
"""

from __future__ import annotations

import copy
import re
from functools import cache
from typing import Any

_NOTES = {"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"}
_USES = re.compile(r"footnote|::note|element\(\s*note|list-item|::marker", re.IGNORECASE)


def use(page: Any, styles: str) -> None:
    """Let a document of WeasyPrint do without them, unless these style sheets ask for them."""
    if not _USES.search(styles):
        sheets = [_lean(sheet) for sheet in page._ua_stylesheets()]
        page._ua_stylesheets = lambda *_, **__: sheets


@cache
def _lean(sheet: Any) -> Any:
    lean, matcher = copy.copy(sheet), copy.copy(sheet.matcher)
    entries = [entry for entry in matcher.other_selectors if entry[3] not in _NOTES]
    markers = [entry for entry in entries if entry[3] == "marker"]
    matcher.other_selectors = [entry for entry in entries if entry[3] != "marker"]
    names = dict(matcher.lower_local_name_selectors)
    names["li"] = [*names.get("li", []), *markers]
    matcher.lower_local_name_selectors = names
    lean.matcher = matcher
    return lean
