"""Writes files whole or not at all, only inside the output folder, and only when they changed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from cxassess.errors import CommandError


def write(root: Path, name: str, content: bytes) -> bool:
    """Write ``root/name`` at once; whether it had to be written.

    Errors:
        CommandError: the place lies outside the folder, is or goes through a link, or cannot be written.
    """
    path = root / name
    _inside(root, path)
    if _same(path, content):
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _inside(root, path)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CommandError("output-failed", path=path, why=error.strerror or str(error)) from None
    return True


def write_file(path: Path, content: bytes) -> bool:
    """Write one file that the user named."""
    return write(path.parent, path.name, content)


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _inside(root: Path, path: Path) -> None:
    below = Path(os.path.normpath(path))
    base = Path(os.path.normpath(root))
    if base not in below.parents:
        raise CommandError("output-outside", path=path)
    step = below
    while step != base:
        if step.is_symlink():
            raise CommandError("output-link", path=step)
        step = step.parent
