"""The stages of a build: read, compile, shape, assemble, write. Each shared thing is made once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cxassess import client, i18n, kept, manifest, model, output, practice, resources, shape, signature, theme
from cxassess.errors import CxassessError, InvalidInput, Place, Problem
from cxassess.validation import unknown_at

if TYPE_CHECKING:
    from cxassess.plan import ScoringPlan


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
"""From so many clients, forking pays."""
_FORKED: Builder | None = None
_MARKS = re.compile(r"[\\`*_\[\]]")
"""What Markdown would read as its own in a name."""


def _in_child(slugs: Sequence[str]) -> tuple[Summary, dict[str, object]]:
    builder = _FORKED
    assert builder is not None  # noqa: S101 - set before the fork
    summary = builder.part(slugs)
    return summary, {
        slug: builder.manifest.clients[slug] for slug in slugs if slug in builder.manifest.clients
    }


KEPT_SHAPES = 4
"""Shapes that one build leaves for the next; more are made for clients with words of their own."""


class Library:
    """Questionnaires, plans and themes of a workspace, each read once; with ``keep`` for later commands too."""

    def __init__(self, workspace: resources.Workspace, *, keep: bool = True) -> None:
        self.workspace, self.keep = workspace, keep
        self._questionnaires: dict[str, model.Questionnaire] = {}
        self._plans: dict[str, ScoringPlan] = {}
        self._themes: dict[str, theme.Theme] = {}
        self._practices: dict[Path, practice.Practice] = {}

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
            self._questionnaires[name] = self._once("questionnaire", name, lambda: self._read(folder))
        return self._questionnaires[name]

    def _read(self, folder: Path) -> model.Questionnaire:
        from cxassess import catalogue

        found = catalogue.read(folder, self.workspace.shown(folder))
        if found.id != folder.name:
            at = Place(f"{self.workspace.shown(folder)}/questionnaire.yaml")
            raise InvalidInput([Problem("name-folder", at, {"name": found.id, "folder": folder.name})])
        return found

    @cached_property
    def shared(self) -> str:
        """The signature of all that questionnaires and themes are made from, and where it lies."""
        return signature.digest(os.path.abspath(self.workspace.root), signature.of_shared(self.workspace))

    def _once(self, kind: str, name: str, make: Callable[[], T]) -> T:
        return kept.once(kind, signature.digest(self.shared, name), make) if self.keep else make()

    def plan(self, chosen: model.Questionnaire) -> ScoringPlan:
        """The scoring plan of a questionnaire."""
        if chosen.digest not in self._plans:
            self._plans[chosen.digest] = self._once("plan", chosen.digest, lambda: _compiled(chosen))
        return self._plans[chosen.digest]

    def theme(self, name: str, place: Place | None = None) -> theme.Theme:
        """The theme of a name, with what it inherits."""
        if name not in self._themes:
            self._themes[name] = self._once("theme", name, lambda: theme.read(self.workspace, name, place))
        return self._themes[name]

    def client(self, slug: str) -> tuple[model.Client, model.Questionnaire, list[Problem]]:
        """A client with its questionnaire, and notes for the consultant.

        Errors:
            InvalidInput: everything wrong with the client or between it and its questionnaire.
        """
        return self.client_in(self.workspace.clients / slug)

    def client_in(self, folder: Path) -> tuple[model.Client, model.Questionnaire, list[Problem]]:
        """The same for the client in a folder, which may lie elsewhere."""
        given = self.practice(folder.parent.parent if folder.parent.name == "clients" else None)
        try:
            found, doc, problems = client.examine(folder, self.workspace.shown(folder), given.doc)
        except InvalidInput as error:
            raise InvalidInput(given.told(error.problems)) from None
        chosen = None
        try:
            if not given.hides("questionnaire", doc):
                chosen = self.questionnaire(found.questionnaire, doc.place(("questionnaire",)))
                problems += client.check(found, doc, chosen)
        except InvalidInput as error:
            problems += error.problems
        try:
            self.theme(found.theme, doc.place(("theme",)))
        except InvalidInput as error:
            problems += error.problems
        problems = given.told(problems)
        if problems or chosen is None:
            raise InvalidInput(problems)
        return _introduced(found, chosen), chosen, [*given.notes(found, doc), *client.notes(found, doc)]

    def practice(self, root: Path | None = None) -> practice.Practice:
        """What holds for all clients of this workspace, or of the one at ``root`` from which a client comes."""
        root = root or self.workspace.root
        if root not in self._practices:
            self._practices[root] = practice.read(self.workspace, root)
        return self._practices[root]


def _introduced(found: model.Client, chosen: model.Questionnaire) -> model.Client:
    """The client with the words filled into its introduction, as into every other text."""
    if not any("{" in text for text in found.introduction.values()):
        return found
    from cxassess import texts

    filled = {}
    for lang, text in found.introduction.items():
        if lang in found.languages:
            words = {**texts.term_values(chosen, found, lang), "organisation": found.short}
            filled[lang] = i18n.fill(
                text, {name: _MARKS.sub(r"\\\g<0>", word) for name, word in words.items()}
            )
    return replace(found, introduction=filled)


def _compiled(chosen: model.Questionnaire) -> ScoringPlan:
    from cxassess.plan_compiler import compile_plan

    return compile_plan(chosen)


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
    ) -> None:
        self.workspace, self.target, self.force, self.for_web = workspace, target, force, for_web
        self.zipped = zipped
        self.jobs = jobs if hasattr(os, "fork") else 1
        self.library = Library(workspace, keep=not force)
        self.manifest = manifest.Manifest(target)
        self.shapes: dict[tuple[object, ...], shape.Shape] = {}

    @cached_property
    def shared(self) -> str:
        """The signature of everything that all clients share, and of what holds for all of them."""
        return signature.of_build(self.workspace, hosted=self.for_web, zipped=self.zipped)

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
        state = signature.of_client(self.workspace, slug, self.shared)
        if not self.force and self.manifest.current(slug, state, self.target):
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
        self.manifest.record(slug, state, files, self.target)

    def _files(self, found: model.Client, chosen: model.Questionnaire) -> dict[str, bytes]:
        """The files of a client's site by their place in the output folder."""
        own = self._shape(found, chosen)
        content = shape.assemble(own, found)
        files = {"index.html": content}
        if self.for_web:
            from cxassess import hosted

            files |= hosted.files(own, chosen, found, content)
        if self.zipped:
            from cxassess import bundle

            files[f"{found.slug}.zip"] = bundle.file(found, content)
        return {f"{found.slug}/{name}": data for name, data in files.items()}

    def _shape(self, found: model.Client, chosen: model.Questionnaire) -> shape.Shape:
        look = self.library.theme(found.theme)
        key = shape.key(chosen, look, found)
        if key not in self.shapes:
            keep = not self.force and len(self.shapes) < KEPT_SHAPES
            state = signature.digest(self.library.shared, repr((key, self.for_web)))

            def make() -> shape.Shape:
                return self._made(found, chosen, look)

            self.shapes[key] = kept.once("shape", state, make) if keep else make()
        return self.shapes[key]

    def _made(self, found: model.Client, chosen: model.Questionnaire, look: theme.Theme) -> shape.Shape:
        from cxassess import page

        made = page.make_shape(chosen, self.library.plan(chosen), look, found, hosted=self.for_web)
        shape.verify(shape.assemble(made, found), hosted=self.for_web)
        return replace(made, memory={})  # nothing of a client is kept with what clients share
