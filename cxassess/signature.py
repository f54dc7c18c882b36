"""Short texts that stand for the state of files, so that what was made from them need not be made again.

Files are compared by size and time of change, as build tools do. Light on purpose: the answer "nothing to do" needs
no more than this.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

try:
    from _blake2 import blake2b  # as in hashlib, which would load OpenSSL first: longer than all the rest
except ImportError:
    from hashlib import blake2b

from cxassess import __version__
from cxassess.resources import Workspace, bundled

_SKIPPED = {"responses", "__pycache__"}


def of_program() -> str:
    """Stands for this program, the Python that runs it, and the packages that are installed for it."""
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
    roots = [bundled("questionnaires"), bundled("themes")]
    roots += [workspace.root / "questionnaires", workspace.root / "themes"]
    return digest(of_program(), *(part for root in roots for part in tree(str(root))))


def of_build(workspace: Workspace, *, hosted: bool = False, zipped: bool = False) -> str:
    """The same with what a page depends on besides: the kind of build, and the practice."""
    parts = [name for name, asked in (("hosted", hosted), ("zip", zipped)) if asked]
    try:
        state = os.stat(workspace.practice)
        parts.append(f"{state.st_size}:{state.st_mtime_ns}")
    except OSError:  # there need not be one
        pass
    shared = of_shared(workspace)
    return digest(shared, *parts) if parts else shared


def of_client(workspace: Workspace, slug: str, shared: str) -> str:
    """Stands for the input of one client; responses are not among it."""
    return digest(shared, *tree(os.path.join(workspace.clients, slug)))


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
