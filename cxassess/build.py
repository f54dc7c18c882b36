"""The stages of a build: read, compile, shape, assemble, write. Each shared thing is made once.

What makes pages is loaded when one has to be made: from what an earlier build kept, they are joined without it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cxassess import kept, manifest, output, remembered, resources, shape, signature
from cxassess.errors import CxassessError, InvalidInput, Place, Problem

if TYPE_CHECKING:
    from cxassess.library import Library
    from cxassess.page_client import Memory


@dataclass(slots=True)
class Summary:
    """What a build did: files written, clients that were current or the same, and what went wrong."""

    written: list[str] = field(default_factory=list)
    unchanged: int = 0
    notes: list[Problem] = field(default_factory=list)
    errors: list[CxassessError] = field(default_factory=list)

    def add(self, other: Summary) -> None:
        """Take in what another part of the same build did."""
        self.written += other.written
        self.unchanged += other.unchanged
        self.notes += other.notes
        self.errors += other.errors


T = TypeVar("T")
MANY = 64
"""From so many clients that must be made, forking pays."""
LIGHT = 8
"""Clients of whom all is remembered take together as long as one that must be made."""
KEPT_SHAPES = 4
"""Shapes that one build leaves for the next."""
_FORKED: Builder | None = None
Done = tuple[Summary, dict[str, object], dict[str, remembered.Entry]]


def _in_child(slugs: Sequence[str]) -> Done:
    builder = _FORKED
    assert builder is not None  # noqa: S101 - set before the fork
    summary = builder.part(slugs)
    entries = builder.manifest.clients
    return (
        summary,
        {slug: entries[slug] for slug in slugs if slug in entries},
        builder.clients.new(slugs),
    )


class Builder:
    """Builds sites of one workspace into one output folder."""

    def __init__(
        self,
        workspace: resources.Workspace,
        target: Path,
        *,
        force: bool = False,
        jobs: int = 1,
        for_web: bool = False,
        zipped: bool = False,
        state: signature.State | None = None,
    ) -> None:
        # From before anything is read: what somebody changes meanwhile is made anew by the next build.
        self.state = state or signature.State(workspace)
        self.workspace, self.target, self.force, self.for_web = workspace, target, force, for_web
        self.zipped = zipped
        self.jobs = jobs if hasattr(os, "fork") else 1
        self.manifest = manifest.Manifest(target)
        # What stands beside a page is made from the client itself, so there it is always read.
        self.clients = remembered.Clients(workspace, self.state, use=not (force or for_web or zipped))
        self._given: dict[str, str] = {}
        self.shapes: dict[tuple[str, shape.Cut], shape.Shape] = {}
        self._memories: dict[shape.Cut, Memory] = {}
        self._frames: dict[str, tuple[str, str] | None] = {}

    @cached_property
    def shared(self) -> str:
        """The signature of everything that all clients share, and of what holds for all of them."""
        return self.state.build(hosted=self.for_web, zipped=self.zipped)

    @cached_property
    def library(self) -> Library:
        """What clients are built with."""
        from cxassess.library import Library

        return Library(self.workspace, keep=not self.force, state=self.state)

    def build(self, slugs: Sequence[str], progress: Callable[[int], None] = lambda _: None) -> Summary:
        """Build these clients; one that fails does not stop the others.

        Many clients are shared among processes, after the first has made what all of them need.
        """
        self._given = {slug: signature.of_files(self.workspace, slug) for slug in slugs}
        light = sum(self.clients.get(slug, given) is not None for slug, given in self._given.items())
        many = len(slugs) - light + light // LIGHT >= MANY
        first = 1 if self.jobs > 1 and many else len(slugs)
        summary = self.part(slugs[:first], progress)
        if first < len(slugs):
            for done, entries, remembered_ in self._shared_out(slugs[first:]):
                summary.add(done)
                self.manifest.clients.update(entries)
                self.clients.update(remembered_)
                progress(len(entries))
        self.manifest.there = signature.of_names(self.workspace.client_names())
        output.write(self.target, manifest.NAME, self.manifest.text())
        self.clients.save()
        return summary

    def part(self, slugs: Sequence[str], progress: Callable[[int], None] = lambda _: None) -> Summary:
        """Build these clients one after another, in this process."""
        summary = Summary()
        for slug in slugs:
            try:
                self._one(slug, summary)
            except CxassessError as error:
                summary.errors.append(error)
            progress(1)
        return summary

    def _shared_out(self, slugs: Sequence[str]) -> Iterator[Done]:
        """The same in several processes: forked, so that shapes are shared and not made again."""
        import gc
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        global _FORKED
        _FORKED = self
        gc.freeze()  # what is there now stays, and is shared with the children as long as nobody counts it
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(self.jobs, mp_context=context) as pool:
            yield from pool.map(_in_child, [slugs[i :: self.jobs] for i in range(self.jobs)])

    def _one(self, slug: str, summary: Summary) -> None:
        given = self._given.get(slug) or signature.of_files(self.workspace, slug)
        state = signature.digest(self.shared, given)
        if not self.force and self.manifest.current(slug, state, self.target):
            summary.unchanged += 1
            return
        files, notes = self._joined(slug, given) or self._made(slug, given)
        # A list: every file is written, also after one that differs.
        changed = [output.write(self.target, name, content) for name, content in files.items()]
        gone = self.manifest.left_over(slug, files, self.target)
        for name in gone:
            output.remove(self.target, name)
        if any(changed) or gone:
            summary.written.append(f"{slug}/index.html")
        else:
            summary.unchanged += 1
        summary.notes += notes
        self.manifest.record(slug, state, files, self.target)

    # ---- From what an earlier build kept ------------------------------------------------------------------

    def _joined(self, slug: str, given: str) -> tuple[dict[str, bytes], Sequence[Problem]] | None:
        """The page of a client whose ``given`` files are remembered; None where something does not fit any more."""
        entry = self.clients.get(slug, given)
        asked = self._frame(entry.questionnaire) if entry else None
        if entry is None or asked is None or asked[1] != entry.frame:
            return None
        try:
            made = self._shape(asked[0], entry.questionnaire, entry.cut, lambda _: entry.own)
            page = shape.join(made, entry.own)
        except KeyError:  # the shape has other marks now
            return None
        return {f"{slug}/index.html": page}, entry.notes

    def _frame(self, name: str) -> tuple[str, str] | None:
        """The digests of a questionnaire and of what clients can refer to in it; None where it has problems."""
        if name not in self._frames:

            def make() -> tuple[str, str]:
                found = self.library.questionnaire(name, Place(""))
                return found.digest, self.library.frame(found).digest

            try:
                self._frames[name] = self._once("frame", signature.digest(self.state.library, name), make)
            except InvalidInput:  # told with the client
                self._frames[name] = None
        return self._frames[name]

    # ---- Made anew ----------------------------------------------------------------------------------------

    def _made(self, slug: str, given: str) -> tuple[dict[str, bytes], Sequence[Problem]]:
        """The files of a client's site by their place in the output folder, and notes for the consultant.

        Errors:
            InvalidInput: everything wrong with the client or between it and its questionnaire.
        """
        from cxassess import page_client

        found, chosen, notes = self.library.client(slug)
        frame, look = self.library.frame(chosen), self.library.theme(found.theme)
        cut = page_client.cut(frame, found)
        memory = self._memories.setdefault(cut, {})

        def own(made: shape.Shape) -> shape.Own:
            return page_client.own(made, look, frame, found, memory)

        made = self._shape(chosen.digest, chosen.id, cut, own)
        mine = own(made)
        asked = self._frame(chosen.id)
        if asked is not None:
            self.clients.add(slug, remembered.Entry(chosen.id, asked[1], cut, mine, tuple(notes), given))
        content = shape.join(made, mine)
        files = {"index.html": content}
        if self.for_web:
            from cxassess import hosted

            files |= hosted.files(made, mine, chosen, found, content)
        if self.zipped:
            from cxassess import bundle

            files[f"{found.slug}.zip"] = bundle.file(found, content)
        return {f"{found.slug}/{name}": data for name, data in files.items()}, notes

    # ---- What clients share -------------------------------------------------------------------------------

    def _shape(
        self, digest: str, name: str, cut: shape.Cut, own: Callable[[shape.Shape], shape.Own]
    ) -> shape.Shape:
        """The shape of a cut for the questionnaire of this digest; a new one is tried with somebody's ``own``."""
        if (digest, cut) not in self.shapes:

            def make() -> shape.Shape:
                from cxassess import page, page_client

                chosen, look = self.library.questionnaire(name, Place("")), self.library.theme(cut.theme)
                made = page.make_shape(chosen, self.library.plan(chosen), look, cut, hosted=self.for_web)
                page_client.verify(made, own(made))
                return made

            state = signature.digest(self.state.library, repr((digest, cut, self.for_web)))
            # More are made for clients with words of their own, but not kept.
            keep = len(self.shapes) < KEPT_SHAPES
            self.shapes[digest, cut] = self._once("shape", state, make) if keep else make()
        return self.shapes[digest, cut]

    def _once(self, kind: str, state: str, make: Callable[[], T]) -> T:
        return make() if self.force else kept.once(kind, state, make)
