"""Notes as they are printed: the weighty ones first and all of them, of the others each once and not too many."""

from __future__ import annotations

from collections.abc import Iterable

from cxassess.errors import Problem
from cxassess.messages import message

WEIGHTY = frozenset(
    ("left-out", "left-out-folder", "marker-missing", "response-client", "response-empty", "together-twice")
)
"""Codes of notes about who counts, and by which questions."""
FEW = 3
"""Files for which the same note is printed for each."""
MOST = 20


def lines(notes: Iterable[Problem], lang: str, most: int = MOST) -> list[str]:
    """The notes, one line each; what holds for many files is said once, and beyond ``most`` lines they are counted."""
    first: list[str] = []
    same: dict[object, list[Problem]] = {}
    for note in notes:
        if note.code in WEIGHTY:
            first.append(note.text(lang))
        else:
            same.setdefault((note.code, repr(sorted(note.values.items()))), []).append(note)
    others = list(dict.fromkeys(line for group in same.values() for line in _once(group, lang)))
    room = max(most - len(first), 1)
    if len(others) > room:
        others[room:] = [message("said-more-notes", {"count": len(others) - room}, lang)]
    return list(dict.fromkeys([*first, *others]))


def _once(group: list[Problem], lang: str) -> list[str]:
    files = {note.place.file for note in group}
    if len(files) <= FEW:
        return [note.text(lang) for note in group]
    return [f"{group[0].text(lang)} {message('said-also', {'count': len(files) - 1}, lang)}"]
