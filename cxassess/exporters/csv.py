"""Results as CSV for a spreadsheet: one row for each response, one column for each figure."""

from __future__ import annotations

import csv as _csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def dumps(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV; a text that a spreadsheet would calculate gets an apostrophe in front."""
    target = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = _csv.DictWriter(target, names, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: cell(value) for name, value in row.items()})
    return target.getvalue()


def cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(_RISKY):
        return "'" + value
    return "" if value is None else value
