"""What another language of a page says differently: its words alone, in the order of the first language.

The markup and the data of two languages are the same but for their words. The page carries the first language whole,
and a list of words for every other one; ``browser/wording.js`` puts them in. Where the two do not match, as with a
translation that has a list where the original has none, the other language is carried whole as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

SAME = 0
"""Stands in a list where the first language says the same."""
ATTRIBUTES = ("aria-label", "alt", "data-above", "data-l", "data-title", "lang", "placeholder")
"""Attributes that hold words, in the order in which the page's script reads them."""

Words = list[Any]

_PIECE = re.compile(r"<[^>]*>|[^<]+")
_VALUE = re.compile(r' (aria-label|alt|data-above|data-l|data-title|lang|placeholder)=("[^"]*"|[^\s>]+)')
_OWN = re.compile(r"\s*\ue000[^=@\ue001]*:[^\ue001]*\ue001\s*")


def of_markup(first: str, other: str) -> Words | None:
    """The texts and attributes of ``other`` in the order of ``first``; None if their elements differ.

    A client's own part, which is known later, counts as one text; it must be alone between two tags. One in the first
    language in both has no words here.
    """
    ours = list(_pieces(first))
    theirs = ours if first == other else list(_pieces(other))
    if [shape for shape, _ in ours] != [shape for shape, _ in theirs]:
        return None
    words: Words = []
    for (shape, one), (_, two) in zip(ours, theirs, strict=True):
        if shape != "own" or one != two:
            words += (SAME if a == b else b for a, b in zip(one, two, strict=True))
    return words


def _pieces(markup: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Every tag and text: what must be the same in all languages, and the words."""
    for piece in _PIECE.findall(markup):
        if piece[0] == "<":
            if not _VALUE.search(piece):  # as in most tags
                yield piece, ()
                continue
            given = {match[1]: unescape(match[2].strip('"')) for match in _VALUE.finditer(piece)}
            yield _VALUE.sub(r" \1", piece), [given[name] for name in ATTRIBUTES if name in given]
        elif _OWN.fullmatch(piece):
            yield "own", [piece.strip()]
        elif piece.strip():
            yield "text", [unescape(piece)]


def of_data(first: object, other: object) -> Words | None:
    """The texts of ``other`` in the order of ``first``; None if they are built differently."""
    words: Words = []
    return words if _collect(first, other, words) else None


def _collect(first: object, other: object, words: Words) -> bool:
    if isinstance(first, str) and isinstance(other, str):
        words.append(SAME if first == other else other)
        return True
    if isinstance(first, dict) and isinstance(other, dict):
        # A script reads names that are numbers before all others.
        named = list(first) == list(other) and not any(name.isdigit() for name in first)
        return named and all(_collect(first[name], other[name], words) for name in first)
    if isinstance(first, list) and isinstance(other, list):
        pairs = zip(first, other, strict=False)
        return len(first) == len(other) and all(_collect(a, b, words) for a, b in pairs)
    return first == other
