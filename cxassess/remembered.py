"""The clients' own parts of their pages, as the last build made them, kept for the next.

They hold names, colours and logos, so they lie in the user's own private cache folder and go with the next build after
a client is gone. Light on purpose: a build that finds all here loads neither YAML, nor Pydantic, nor Jinja.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

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
    """What is remembered of the clients of a workspace; nothing, and for nobody, without ``keep``."""

    def __init__(self, workspace: Workspace, *, keep: bool = True) -> None:
        self.workspace, self.keep = workspace, keep
        self._added: dict[str, Entry] = {}

    @cached_property
    def _known(self) -> dict[str, Entry]:
        found = kept.get("clients", self._place) if self.keep else None
        looks, known = found if isinstance(found, tuple) else ("", {})
        return known if looks == self._looks else {}

    @cached_property
    def _place(self) -> str:
        return signature.of_place(self.workspace)

    @cached_property
    def _looks(self) -> str:
        return signature.of_looks(self.workspace)

    def __contains__(self, slug: str) -> bool:
        """Whether a client is known, as it is or as it was."""
        return slug in self._known

    def get(self, slug: str, files: str) -> Entry | None:
        """What is known of a client, if its files are still in this state."""
        entry = self._known.get(slug)
        return entry if entry is not None and entry.files == files else None

    def add(self, slug: str, entry: Entry) -> None:
        """Remember a client as it is now."""
        if self.keep:
            self._added[slug] = entry

    def new(self, slugs: Iterable[str]) -> dict[str, Entry]:
        """What was added for these clients."""
        return {slug: self._added[slug] for slug in slugs if slug in self._added}

    def update(self, entries: Mapping[str, Entry]) -> None:
        """Add what another process made."""
        self._added.update(entries)

    def save(self) -> None:
        """Keep it for the next build, without clients that are gone."""
        if not self.keep:
            return
        there = set(self.workspace.client_names())
        if not self._added and there.issuperset(self._known):
            return
        room, once, stay = ROOM, dict[bytes, bytes](), {}
        for slug, entry in sorted((self._known | self._added).items()):
            room -= sum(map(len, entry.own.values.values())) if slug in there else 0
            if slug in there and room > 0:
                # The same text for many clients is kept once.
                entry.own.values = {
                    mark: once.setdefault(text, text) for mark, text in entry.own.values.items()
                }
                stay[slug] = entry
        kept.put("clients", self._place, (self._looks, stay))
