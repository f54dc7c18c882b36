"""Remembers what a build read and wrote, so that a build of unchanged input does nothing.

Light on purpose: it needs neither YAML nor templates, and so the answer "nothing to do" takes a moment. Inputs are
compared by size and time of change, as build tools do; ``--force`` builds anyway.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

try:
    from _blake2 import blake2b  # as in hashlib, which would load OpenSSL first: longer than all the rest
except ImportError:
    from hashlib import blake2b

from cxassess import __version__
from cxassess.resources import Workspace, bundled

NAME = ".cxassess.json"
FORMAT = "cxassess.manifest/1"
_SKIPPED = {"responses", "__pycache__"}


class Manifest:
    """The manifest of an output folder; a missing or broken one is an empty one."""

    def __init__(self, output: Path) -> None:
        self.path = output / NAME
        self.clients: dict[str, Any] = {}
        try:
            data = json.loads(self.path.read_text("utf-8"))
            if data.get("format") == FORMAT and isinstance(data["clients"], dict):
                self.clients = data["clients"]
        except (OSError, ValueError, KeyError, AttributeError):
            pass

    def current(self, slug: str, signature: str, output: Path) -> bool:
        """Whether a client was built from exactly this input and its files are still as written."""
        entry = self.clients.get(slug)
        if not isinstance(entry, dict) or entry.get("input") != signature:
            return False
        files = entry.get("files")
        if not isinstance(files, dict) or not files:
            return False
        return all(stamp(os.path.join(output, name)) == mark for name, mark in files.items())

    def left_over(self, slug: str, files: Iterable[str], output: Path) -> list[str]:
        """What an earlier build wrote for a client and this one does not; only what is still as it was written."""
        entry = self.clients.get(slug)
        before = entry.get("files") if isinstance(entry, dict) else None
        if not isinstance(before, dict):
            return []
        gone = before.keys() - set(files)
        return sorted(
            name for name in gone if before[name] and stamp(os.path.join(output, name)) == before[name]
        )

    def record(self, slug: str, signature: str, files: Iterable[str], output: Path) -> None:
        """Remember what a client was built from and what was written for it."""
        self.clients[slug] = {
            "input": signature,
            "files": {name: stamp(os.path.join(output, name)) for name in files},
        }

    def text(self) -> bytes:
        """The manifest as it is written."""
        data = {"format": FORMAT, "clients": dict(sorted(self.clients.items()))}
        return json.dumps(data, separators=(",", ":")).encode()


def stamp(path: str) -> list[int] | None:
    """Size and time of change of a file; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns]


def shared_signature(workspace: Workspace, *, hosted: bool = False) -> str:
    """Stands for everything that all clients share: program, questionnaires, themes, and what kind of build it is."""
    package = Path(__file__).resolve().parent
    roots = [package, bundled("questionnaires"), bundled("themes")]
    roots += [workspace.root / "questionnaires", workspace.root / "themes"]
    kind = "hosted" if hosted else ""
    return _digest(__version__, kind, *(part for root in roots for part in _tree(str(root))))


def client_signature(workspace: Workspace, slug: str, shared: str) -> str:
    """Stands for the input of one client; responses are not among it."""
    return _digest(shared, *_tree(os.path.join(workspace.clients, slug)))


def _tree(root: str) -> Iterator[str]:
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
            yield from _tree(entry.path)
        else:
            try:
                state = entry.stat()
            except OSError:  # a link that leads nowhere is no input
                continue
            yield f"{entry.path}:{state.st_size}:{state.st_mtime_ns}"


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _digest(*parts: str) -> str:
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
