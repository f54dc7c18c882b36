"""Short texts that stand for the state of files, so that what was made from them need not be made again.

Files are compared by size and time of change, as build tools do. Light on purpose: the answer "nothing to do" needs
no more than this.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

try:
    from _blake2 import blake2b  # as in hashlib, which would load OpenSSL first: longer than all the rest
except ImportError:
    from hashlib import blake2b

from cxassess import __version__
from cxassess.resources import Workspace, bundled

DEPTH = 8
"""Folders within folders that are looked into."""


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


class State:
    """Stands for what a workspace's clients share, as it is when this is made.

    One for a whole build, from before anything is read: what is kept under it was never made from older files.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.place = of_place(workspace)
        self.program = of_program()
        self._questionnaires = digest(*_kind(workspace, "questionnaires"))
        self._themes = digest(*_kind(workspace, "themes"))
        self._practice = tuple(_practice(workspace))
        # The practice is wrong where it names a questionnaire that is gone, or has a wrong name itself.
        self._names = sorted(workspace.names("questionnaires", "questionnaire.yaml"))
        self._names += sorted(name for name in _listed(workspace.root) if name.lower().startswith("cxassess"))

    @property
    def shared(self) -> str:
        """Program, questionnaires and themes."""
        return digest(self.program, self._questionnaires, self._themes)

    @property
    def library(self) -> str:
        """The same with where the workspace lies, because messages name its files."""
        return digest(self.place, self.shared)

    @property
    def themes(self) -> str:
        """Program and themes, and where the workspace lies."""
        return digest(self.place, self.program, self._themes)

    @property
    def looks(self) -> str:
        """What a client's own part of a page is made from, without the client and its questionnaire."""
        return digest(self.themes, *self._practice, *self._names)

    def build(self, *, hosted: bool = False, zipped: bool = False) -> str:
        """What is shared, with what a page depends on besides: the kind of build, and the practice."""
        parts = [name for name, asked in (("hosted", hosted), ("zip", zipped)) if asked]
        parts += self._practice
        return digest(self.shared, *parts) if parts else self.shared


def of_place(workspace: Workspace) -> str:
    """Stands for where a workspace lies, whatever is in it."""
    return digest(os.path.abspath(workspace.root))


def of_build(workspace: Workspace, *, hosted: bool = False, zipped: bool = False) -> str:
    """Stands for everything that a build depends on besides its clients, as it is now."""
    return State(workspace).build(hosted=hosted, zipped=zipped)


def of_names(names: Iterable[str]) -> str:
    """Stands for which clients there are."""
    return digest(*names)


def of_client(workspace: Workspace, slug: str, shared: str) -> str:
    """Stands for the input of one client with what is shared."""
    return digest(shared, of_files(workspace, slug))


def of_files(workspace: Workspace, slug: str) -> str:
    """Stands for the files of one client; responses are not among them."""
    return digest(*tree(os.path.join(workspace.clients, slug), skipped=("responses",)))


def _practice(workspace: Workspace) -> Iterator[str]:
    try:
        state = os.stat(workspace.practice)
    except OSError:  # there need not be one
        return
    yield f"{state.st_size}:{state.st_mtime_ns}"


def _kind(workspace: Workspace, kind: str) -> Iterator[str]:
    """Every file of this kind, the bundled and the user's."""
    for root in (bundled(kind), workspace.root / kind):
        yield from tree(str(root))


def _listed(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def digest(*parts: str) -> str:
    """A short text that differs when any of the parts does."""
    return blake2b("\n".join(parts).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def tree(root: str, *, skipped: Collection[str] = (), depth: int = DEPTH) -> Iterator[str]:
    """Place, size and time of change of every file below a folder, in order; ``skipped`` are folders right below it."""
    # Strings instead of Path: over a hundred clients this is the whole time of a build without changes.
    try:
        with os.scandir(root) as found:
            entries = sorted(found, key=_name)
    except OSError:
        return
    for entry in entries:
        if entry.name == "__pycache__" or entry.name.startswith(".") or entry.name in skipped:
            continue
        try:
            if not entry.is_dir():
                state = entry.stat()
                yield f"{entry.path}:{state.st_size}:{state.st_mtime_ns}"
                continue
        except OSError:  # a link that leads nowhere is no input
            continue
        if depth:  # a link may lead back
            yield from tree(entry.path, depth=depth - 1)


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
