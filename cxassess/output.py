"""Writes files whole or not at all, only inside the output folder, and only when they changed; removes them there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from cxassess.errors import CommandError

_BLOCK = 1 << 17


def write(root: Path, name: str, content: bytes) -> bool:
    """Write ``root/name`` at once; whether it had to be written.

    Errors:
        CommandError: the place lies outside the folder, is or goes through a link, or cannot be written.
    """
    # Plain strings: this runs once for every file of a build, and Path would be most of its time.
    base = os.path.abspath(root)
    path = os.path.normpath(os.path.join(base, name))
    _inside(base, path)
    if _same(path, content):
        return False
    folder = os.path.dirname(path)
    try:
        os.makedirs(folder, exist_ok=True)
        _inside(base, path)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".new-")
        try:
            with open(handle, "wb") as stream:
                stream.write(content)
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CommandError("output-failed", path=path, why=error.strerror or str(error)) from None
    return True


def remove(root: Path, name: str) -> None:
    """Remove the file ``root/name``; it may be gone already.

    Errors:
        CommandError: the place lies outside the folder, is or goes through a link, or cannot be changed.
    """
    base = os.path.abspath(root)
    path = os.path.normpath(os.path.join(base, name))
    _inside(base, path)
    try:
        Path(path).unlink(missing_ok=True)
    except OSError as error:
        raise CommandError("output-failed", path=path, why=error.strerror or str(error)) from None


def _same(path: str, content: bytes) -> bool:
    try:
        if os.stat(path).st_size != len(content):
            return False
        with open(path, "rb", buffering=0) as stream:
            start = 0  # in blocks: what differs does so early
            while block := stream.read(_BLOCK):
                if content[start : start + len(block)] != block:
                    return False
                start += len(block)
            return start == len(content)
    except OSError:
        return False


def _inside(base: str, path: str) -> None:
    if os.path.commonpath((base, path)) != base or path == base:
        raise CommandError("output-outside", path=path)
    step = path
    while step != base:
        if os.path.islink(step):
            raise CommandError("output-link", path=step)
        step = os.path.dirname(step)
