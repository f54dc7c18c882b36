"""The stages of a build: read, compile, shape, assemble, write. Each shared thing is made once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cxassess import catalogue, client, hosted, manifest, model, output, page, resources, theme
from cxassess.errors import CxassessError, InvalidInput, Place, Problem
from cxassess.plan import ScoringPlan, compile_plan
from cxassess.validation import unknown_at


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


MANY = 64
"""From so many clients, forking pays."""
_FORKED: Builder | None = None


def _in_child(slugs: Sequence[str]) -> tuple[Summary, dict[str, object]]:
    builder = _FORKED
    assert builder is not None  # noqa: S101 - set before the fork
    summary = builder.part(slugs)
    return summary, {
        slug: builder.manifest.clients[slug] for slug in slugs if slug in builder.manifest.clients
    }


class Library:
    """Questionnaires, plans and themes of a workspace, each read once."""

    def __init__(self, workspace: resources.Workspace) -> None:
        self.workspace = workspace
        self._questionnaires: dict[str, model.Questionnaire] = {}
        self._plans: dict[str, ScoringPlan] = {}
        self._themes: dict[str, theme.Theme] = {}

    def questionnaire(self, name: str, place: Place) -> model.Questionnaire:
        """The questionnaire of a name.

        Errors:
            InvalidInput: unknown, or with problems.
        """
        if name not in self._questionnaires:
            folder = self.workspace.find("questionnaires", name, "questionnaire.yaml")
            if folder is None:
                known = self.workspace.names("questionnaires", "questionnaire.yaml")
                raise InvalidInput([unknown_at("questionnaire-unknown", place, name, known)])
            found = catalogue.read(folder, self.workspace.shown(folder))
            if found.id != folder.name:
                at = Place(f"{self.workspace.shown(folder)}/questionnaire.yaml")
                raise InvalidInput([Problem("name-folder", at, {"name": found.id, "folder": folder.name})])
            self._questionnaires[name] = found
        return self._questionnaires[name]

    def plan(self, chosen: model.Questionnaire) -> ScoringPlan:
        """The scoring plan of a questionnaire."""
        if chosen.digest not in self._plans:
            self._plans[chosen.digest] = compile_plan(chosen)
        return self._plans[chosen.digest]

    def theme(self, name: str, place: Place | None = None) -> theme.Theme:
        """The theme of a name, with what it inherits."""
        if name not in self._themes:
            self._themes[name] = theme.read(self.workspace, name, place)
        return self._themes[name]

    def client(self, slug: str) -> tuple[model.Client, model.Questionnaire, list[Problem]]:
        """A client with its questionnaire, and notes for the consultant.

        Errors:
            InvalidInput: everything wrong with the client or between it and its questionnaire.
        """
        folder = self.workspace.clients / slug
        found, doc = client.read(folder, self.workspace.shown(folder))
        chosen = self.questionnaire(found.questionnaire, doc.place(("questionnaire",)))
        self.theme(found.theme, doc.place(("theme",)))
        problems = client.check(found, doc, chosen)
        if problems:
            raise InvalidInput(problems)
        return found, chosen, client.notes(found, doc)


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
    ) -> None:
        self.workspace, self.target, self.force, self.for_web = workspace, target, force, for_web
        self.jobs = jobs if hasattr(os, "fork") else 1
        self.library = Library(workspace)
        self.manifest = manifest.Manifest(target)
        self.shapes: dict[tuple[object, ...], page.Shape] = {}

    @cached_property
    def shared(self) -> str:
        """The signature of everything that all clients share."""
        return manifest.shared_signature(self.workspace, hosted=self.for_web)

    def build(self, slugs: Sequence[str], progress: Callable[[int], None] = lambda _: None) -> Summary:
        """Build these clients; one that fails does not stop the others.

        Many clients are shared among processes, after the first has made what all of them need.
        """
        first = 1 if self.jobs > 1 and len(slugs) >= MANY else len(slugs)
        summary = self.part(slugs[:first], progress)
        if first < len(slugs):
            for done, entries in self._shared_out(slugs[first:]):
                summary.add(done)
                self.manifest.clients.update(entries)
                progress(len(entries))
        output.write(self.target, manifest.NAME, self.manifest.text())
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

    def _shared_out(self, slugs: Sequence[str]) -> Iterator[tuple[Summary, dict[str, object]]]:
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
        signature = manifest.client_signature(self.workspace, slug, self.shared)
        if not self.force and self.manifest.current(slug, signature, self.target):
            summary.unchanged += 1
            return
        found, chosen, notes = self.library.client(slug)
        files = self._files(found, chosen)
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
        self.manifest.record(slug, signature, files, self.target)

    def _files(self, found: model.Client, chosen: model.Questionnaire) -> dict[str, bytes]:
        """The files of a client's site by their place in the output folder."""
        shape = self._shape(found, chosen)
        content = page.assemble(shape, found)
        files = {"index.html": content}
        if self.for_web:
            files |= hosted.files(shape, chosen, found, content)
        return {f"{found.slug}/{name}": data for name, data in files.items()}

    def _shape(self, found: model.Client, chosen: model.Questionnaire) -> page.Shape:
        look = self.library.theme(found.theme)
        key = page.shape_key(chosen, look, found)
        if key not in self.shapes:
            shape = page.make_shape(chosen, self.library.plan(chosen), look, found, hosted=self.for_web)
            page.verify(page.assemble(shape, found), hosted=self.for_web)
            self.shapes[key] = shape
        return self.shapes[key]
