"""Short texts that stand for the state of files, so that what was made from them need not be made again.

Files are compared by size and time of change, as build tools do. Light on purpose: the answer "nothing to do" needs
no more than this.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

try:
    from _blake2 import blake2b  # as in hashlib, which would load OpenSSL first: longer than all the rest
except ImportError:
    from hashlib import blake2b

from cxassess import __version__
from cxassess.resources import Workspace, bundled

_SKIPPED = {"responses", "__pycache__"}


@cache
def of_program() -> str:
    """Stands for this program, the Python that runs it, and the packages that are installed for it, at its start."""
    own = tree(str(Path(__file__).resolve().parent))
    return digest(__version__, f"{sys.hexversion:x}", *own, *_packages())


def _packages() -> Iterator[str]:
    """A folder of packages changes when one of them comes, goes or gets another version."""
    for folder in sys.path:
        if folder.endswith("-packages"):
            try:
                yield f"{folder}:{os.stat(folder).st_mtime_ns}"
            except OSError:  # named, but not there
                continue


def of_shared(workspace: Workspace) -> str:
    """Stands for everything that all clients share: program, questionnaires and themes."""
    return digest(of_program(), *_kinds(workspace, "questionnaires", "themes"))


def of_library(workspace: Workspace) -> str:
    """The same with where the workspace lies, because messages name its files."""
    return digest(of_place(workspace), of_shared(workspace))


def of_place(workspace: Workspace) -> str:
    """Stands for where a workspace lies, whatever is in it."""
    return digest(os.path.abspath(workspace.root))


def of_themes(workspace: Workspace) -> str:
    """Stands for the themes, and where the workspace lies."""
    return digest(of_place(workspace), of_program(), *_kinds(workspace, "themes"))


def of_looks(workspace: Workspace) -> str:
    """Stands for what a client's own part of a page is made from, without the client and its questionnaire."""
    return digest(of_themes(workspace), *_practice(workspace))


def of_build(workspace: Workspace, *, hosted: bool = False, zipped: bool = False) -> str:
    """The same as of what is shared, with what a page depends on besides: the kind of build, and the practice."""
    parts = [name for name, asked in (("hosted", hosted), ("zip", zipped)) if asked]
    parts += _practice(workspace)
    shared = of_shared(workspace)
    return digest(shared, *parts) if parts else shared


def of_coming(workspace: Workspace) -> int:
    """Stands for which clients there are: when one last came or went."""
    return os.stat(workspace.clients).st_mtime_ns


def of_client(workspace: Workspace, slug: str, shared: str) -> str:
    """Stands for the input of one client with what is shared."""
    return digest(shared, of_files(workspace, slug))


def of_files(workspace: Workspace, slug: str) -> str:
    """Stands for the files of one client; responses are not among them."""
    return digest(*tree(os.path.join(workspace.clients, slug)))


def _practice(workspace: Workspace) -> Iterator[str]:
    try:
        state = os.stat(workspace.practice)
    except OSError:  # there need not be one
        return
    yield f"{state.st_size}:{state.st_mtime_ns}"


def _kinds(workspace: Workspace, *kinds: str) -> Iterator[str]:
    """Every file of these kinds, the bundled and the user's."""
    for root in [*map(bundled, kinds), *(workspace.root / kind for kind in kinds)]:
        yield from tree(str(root))


def digest(*parts: str) -> str:
    """A short text that differs when any of the parts does."""
    return blake2b("\n".join(parts).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def tree(root: str) -> Iterator[str]:
    """Place, size and time of change of every file below a folder, in order."""
    # Strings instead of Path: over a hundred clients this is the whole time of a build without changes.
    try:
        with os.scandir(root) as found:
            entries = sorted(found, key=_name)
    except OSError:
        return
    for entry in entries:
        if entry.name in _SKIPPED or entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from tree(entry.path)
        else:
            try:
                state = entry.stat()
            except OSError:  # a link that leads nowhere is no input
                continue
            yield f"{entry.path}:{state.st_size}:{state.st_mtime_ns}"


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
