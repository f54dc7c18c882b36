"""Remembers what a build read and wrote, so that a build of unchanged input does nothing.

Light on purpose: it needs neither YAML nor templates, and so the answer "nothing to do" takes a moment. Inputs are
compared by size and time of change, as build tools do; ``--force`` builds anyway.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

NAME = ".cxassess.json"
FORMAT = "cxassess.manifest/1"


class Manifest:
    """The manifest of an output folder; a missing or broken one is an empty one."""

    def __init__(self, output: Path) -> None:
        self.path = output / NAME
        self.clients: dict[str, Any] = {}
        self.there: object = None  # stands for which clients there were at the last build
        try:
            data = json.loads(self.path.read_text("utf-8"))
            if data.get("format") == FORMAT and isinstance(data["clients"], dict):
                self.clients, self.there = data["clients"], data.get("there")
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
        data = {"format": FORMAT, "there": self.there, "clients": dict(sorted(self.clients.items()))}
        return json.dumps(data, separators=(",", ":")).encode()


def stamp(path: str) -> list[int] | None:
    """Size and time of change of a file; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns]
