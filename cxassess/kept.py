"""What takes long to make from files that seldom change, kept in the user's cache folder between two commands.

A questionnaire is read, checked and compiled once, not for every command. Whatever is wrong with a kept file, it is
made anew; the folder is private (see :func:`cxassess.resources.cache_folder`), because what lies there is trusted.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar, cast

from cxassess.resources import cache_folder

T = TypeVar("T")
MOST = 8
"""Files of a kind; older ones are removed."""


def once(kind: str, signature: str, make: Callable[[], T]) -> T:
    """What ``make`` returns, or what it returned when the same was asked before with this signature.

    ``signature`` must stand for everything that the result depends on. Errors of ``make`` are raised, not kept.
    """
    found = get(kind, signature)
    if found is None:
        found = make()
        put(kind, signature, found)
    return cast(T, found)


def get(kind: str, signature: str) -> object:
    """What was put there; None where nothing was, or nothing that can be read."""
    folder = cache_folder()
    return None if folder is None else _found(folder / f"{kind}-{signature}.pickle")


def put(kind: str, signature: str, made: object) -> None:
    """Keep it, instead of what was there; where that is not possible, nothing happens."""
    folder = cache_folder()
    if folder is not None:
        _keep(folder, kind, folder / f"{kind}-{signature}.pickle", made)


def drop(kind: str, signature: str) -> None:
    """Remove what was put there, if anything was."""
    folder = cache_folder()
    if folder is not None:
        _remove(folder / f"{kind}-{signature}.pickle")


def _found(path: Path) -> object:
    try:
        with path.open("rb") as stream:
            return pickle.load(stream)  # noqa: S301 - a private folder that only we write to
    except Exception:  # missing, cut off, from another version: all the same, it is made anew
        return None


def _keep(folder: Path, kind: str, path: Path, made: object) -> None:
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".new-")
        with os.fdopen(handle, "wb") as stream:
            pickle.dump(made, stream, pickle.HIGHEST_PROTOCOL)
        Path(temporary).replace(path)
        temporary = None
        files = sorted(folder.glob(f"{kind}-*.pickle"), key=lambda file: file.stat().st_mtime_ns)
        for old in files[:-MOST]:
            old.unlink(missing_ok=True)
    except OSError:  # a full disk is no reason to stop: nothing is lost but time
        _remove(path)  # what was there before may be out of date
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _remove(path: Path) -> None:
    with suppress(OSError):  # not there, or nothing that we put there
        path.unlink()
