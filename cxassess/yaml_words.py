"""Why a text is no YAML, in words of our own: the parser speaks of tokens, and of the line that follows."""

from __future__ import annotations

import re
from typing import Any

Finding = tuple[str, int, int, dict[str, object]]
"""A code of a message, line and column that count from one, and its values."""
_COLON = re.compile(r":(?:\s|$)")
_INDENT = (
    "did not find expected key",
    "did not find expected <document start>",
    "did not find expected '-' indicator",
)


def finding(text: str, error: Any) -> Finding | None:
    """What is wrong, for a mistake that people make; ``error`` has the marks of PyYAML."""
    mark, start = error.problem_mark, error.context_mark
    if mark is None:
        return None
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    for number in {mark.line, max(mark.line - 1, 0)}:
        blank = re.match(r"\s*", lines[number])[0] if number < len(lines) else ""  # type: ignore[index]
        for code, sign in (("yaml-tab", "\t"), ("yaml-blank", "\xa0")):
            if sign in blank:
                return code, number + 1, 1, {}
    problem = str(error.problem)
    if "could not find expected ':'" in problem and start is not None:
        return "yaml-colon", start.line + 1, start.column + 1, {}
    if "mapping values are not allowed" in problem:
        return _second_colon(lines, mark.line, mark.column)
    if "unexpected end of stream" in problem and start is not None:
        return "yaml-open-quote", start.line + 1, start.column + 1, {}
    if ("',' or ']'" in problem or "',' or '}'" in problem) and start is not None:
        return "yaml-bracket", start.line + 1, start.column + 1, {}
    if "cannot start any token" in problem:
        return "yaml-sign", mark.line + 1, mark.column + 1, {"sign": line[mark.column : mark.column + 1]}
    if "unknown escape" in problem:
        return "yaml-backslash", mark.line + 1, mark.column + 1, {}
    if problem in _INDENT:
        quoted = re.search(r"[\"'][^\"']*[\"']\s*$", line[: mark.column])
        if quoted or not line[: mark.column].strip():
            return "yaml-after-quote" if quoted else "yaml-indent", mark.line + 1, mark.column + 1, {}
    return None


def _second_colon(lines: list[str], at: int, column: int) -> Finding:
    """A colon where none can stand: inside a value, after a key without one, or on a line that stands too far in."""
    if _COLON.search(lines[at][:column]):
        return "yaml-value-colon", at + 1, column + 1, {}
    before = at - 1
    while before > 0 and not lines[before].strip():
        before -= 1
    if before >= 0 and not _COLON.search(lines[before]):
        return "yaml-colon", before + 1, 1, {}
    return "yaml-indent", at + 1, column + 1, {}
