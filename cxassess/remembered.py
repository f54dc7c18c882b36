"""The clients' own parts of their pages, as the last build made them, kept for the next.

They hold names, colours and logos, so they lie in the user's own private cache folder and go with the next build after
a client is gone. Light on purpose: a build that finds all here loads neither YAML, nor Pydantic, nor Jinja.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from cxassess import kept, signature
from cxassess.errors import Problem
from cxassess.resources import Workspace
from cxassess.shape import Cut, Own

ROOM = 16_000_000
"""Bytes that are kept for one workspace; clients that come later are made every time."""


@dataclass(slots=True)
class Entry:
    """A client's own part, with what it holds for: its own files in this state, a frame, and shapes of a cut."""

    questionnaire: str
    frame: str
    cut: Cut
    own: Own
    notes: tuple[Problem, ...]
    files: str


class Clients:
    """What is remembered of the clients of a workspace in a state; without ``use`` nothing of it is used."""

    def __init__(self, workspace: Workspace, state: signature.State, *, use: bool = True) -> None:
        self.workspace, self.state, self.use = workspace, state, use
        self._added: dict[str, Entry] = {}

    @cached_property
    def _kept(self) -> tuple[str, dict[str, Entry]]:
        """Under which looks the clients were made, and they."""
        found = kept.get("clients", self.state.place)
        sound = isinstance(found, tuple) and len(found) == 2 and isinstance(found[1], dict)
        return cast(tuple[str, dict[str, Entry]], found) if sound else ("", {})

    @cached_property
    def _known(self) -> dict[str, Entry]:
        looks, entries = self._kept
        return entries if looks == self.state.looks else {}

    def get(self, slug: str, files: str) -> Entry | None:
        """What is known of a client, if its files are still in this state."""
        entry = self._known.get(slug) if self.use else None
        return entry if isinstance(entry, Entry) and entry.files == files else None

    def add(self, slug: str, entry: Entry) -> None:
        """Remember a client as it is now."""
        self._added[slug] = entry

    def new(self, slugs: Iterable[str]) -> dict[str, Entry]:
        """What was added for these clients."""
        return {slug: self._added[slug] for slug in slugs if slug in self._added}

    def update(self, entries: Mapping[str, Entry]) -> None:
        """Add what another process made."""
        self._added.update(entries)

    def save(self) -> None:
        """Keep it for the next build, without clients that are gone."""
        there = set(self.workspace.client_names())
        entries = self._added
        if not there.issubset(entries):  # else what was known before need not be read
            if not entries and self._known is self._kept[1] and there.issuperset(self._known):
                return
            entries = self._known | entries
        room, once, stay = ROOM, dict[bytes, bytes](), {}
        for slug, entry in sorted(entries.items()):
            if slug not in there:
                continue
            # The same text for many clients is kept once.
            room -= sum(map(len, {*entry.own.values.values()} - once.keys()))
            if room < 0:
                break
            entry.own.values = {mark: once.setdefault(text, text) for mark, text in entry.own.values.items()}
            stay[slug] = entry
        kept.put("clients", self.state.place, (self.state.looks, stay))


def forget(workspace: Workspace) -> None:
    """Forget the clients of a workspace that has none any more."""
    kept.drop("clients", signature.of_place(workspace))
