"""What must hold in the ``business_case`` of a questionnaire file, checked on its raw data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cxassess.business_fields import BUILT_IN_LINES
from cxassess.errors import Problem
from cxassess.source import Document, Path_
from cxassess.validation import unknown

_OWN = ("title", "volume", "cost")
_LISTS = {"sectors": "unknown-sector", "actions": "unknown-action", "figures": "unknown-figure"}


def business_rules(doc: Document, known: dict[str, set[str]], hidden: set[str]) -> Iterator[Problem]:
    """All problems with its lines; ``known`` ids of sectors, actions and figures, ``hidden`` ones of figures."""
    case = doc.data.get("business_case")
    lines = case.get("lines") if isinstance(case, dict) else None
    seen: dict[str, int] = {}
    for i, line in enumerate(lines if isinstance(lines, list) else ()):
        if not isinstance(line, dict) or not isinstance(line.get("id"), str):
            continue
        at: Path_ = ("business_case", "lines", i)
        name = line["id"]
        if name in seen:
            values = {"id": name, "line": seen[name]}
            yield Problem("duplicate-id", doc.place((*at, "id")), values)
        seen.setdefault(name, doc.place((*at, "id")).line or 0)
        yield from _own(doc, at, line)
        yield from _references(doc, at, line, known, hidden)


def _own(doc: Document, at: Path_, line: dict[str, Any]) -> Iterator[Problem]:
    name = line["id"]
    options = ", ".join(BUILT_IN_LINES)
    for key in _OWN:
        if name not in BUILT_IN_LINES and line.get(key) is None:
            values = {"id": name, "key": key, "options": options}
            yield Problem("line-own", doc.place((*at, "id")), values)
    for key in (*_OWN, "help"):
        if name in BUILT_IN_LINES and line.get(key) is not None:
            yield Problem("line-built-in", doc.place((*at, key), key=True), {"id": name, "key": key})


def _references(
    doc: Document, at: Path_, line: dict[str, Any], known: dict[str, set[str]], hidden: set[str]
) -> Iterator[Problem]:
    for key, code in _LISTS.items():
        items = line.get(key)
        for i, name in enumerate(items if isinstance(items, list) else ()):
            if isinstance(name, str) and name not in known[key]:
                yield unknown(code, doc, (*at, key, i), name, known[key])
            elif key == "figures" and name in hidden:
                yield Problem("figure-unverified", doc.place((*at, key, i)), {"name": name})
