"""Comparing what the two engines make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def differences(ours: Any, theirs: Any, path: str = "", exact: bool = True) -> Iterator[str]:
    """Where two trees differ: path, Python's value, the browser's value.

    Trees of numbers are not ``exact``: JavaScript has one kind of number, so 1.0 comes back as 1.
    """
    if isinstance(ours, dict) and isinstance(theirs, dict) and list(ours) == list(theirs):
        for key in ours:
            yield from differences(ours[key], theirs[key], f"{path}.{key}", exact)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for i, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(one, other, f"{path}[{i}]", exact)
    elif ours != theirs or (type(ours) if exact else isinstance(ours, bool)) != (
        type(theirs) if exact else isinstance(theirs, bool)
    ):
        yield f"{path}: Python {ours!r}, browser {theirs!r}"
