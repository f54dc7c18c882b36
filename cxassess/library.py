"""What clients are built and scored with: questionnaires, plans and themes, each read once; and clients."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cxassess import i18n, kept, model, resources, signature
from cxassess.errors import InvalidInput, Place, Problem
from cxassess.frame import Frame, frame_of
from cxassess.validation import unknown_at

if TYPE_CHECKING:
    from cxassess import practice, theme
    from cxassess.plan import ScoringPlan

T = TypeVar("T")
_MARKS = re.compile(r"[\\`*_\[\]]")
"""What Markdown would read as its own in a name."""


class Library:
    """Questionnaires, plans and themes of a workspace, each read once; with ``keep`` for later commands too.

    ``state`` stands for the files from before anything is read.
    """

    def __init__(
        self, workspace: resources.Workspace, *, keep: bool = True, state: signature.State | None = None
    ) -> None:
        self.workspace, self.keep = workspace, keep
        self.state = state or signature.State(workspace)
        self._questionnaires: dict[str, model.Questionnaire] = {}
        self._wrong: dict[str, tuple[Problem, ...]] = {}
        self._frames: dict[str, Frame] = {}
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
            if name in self._wrong:
                raise InvalidInput(self._wrong[name])
            try:
                self._questionnaires[name] = self._once("questionnaire", name, lambda: self._read(folder))
            except InvalidInput as error:
                self._wrong[name] = error.problems
                raise
        return self._questionnaires[name]

    def _read(self, folder: Path) -> model.Questionnaire:
        from cxassess import catalogue

        found = catalogue.read(folder, self.workspace.shown(folder))
        if found.id != folder.name:
            at = Place(f"{self.workspace.shown(folder)}/questionnaire.yaml")
            raise InvalidInput([Problem("name-folder", at, {"name": found.id, "folder": folder.name})])
        return found

    def _once(self, kind: str, name: str, make: Callable[[], T]) -> T:
        return kept.once(kind, signature.digest(self.state.library, name), make) if self.keep else make()

    def frame(self, chosen: model.Questionnaire) -> Frame:
        """What a client can refer to in a questionnaire."""
        if chosen.digest not in self._frames:
            self._frames[chosen.digest] = frame_of(chosen)
        return self._frames[chosen.digest]

    def plan(self, chosen: model.Questionnaire) -> ScoringPlan:
        """The scoring plan of a questionnaire."""
        if chosen.digest not in self._plans:
            self._plans[chosen.digest] = self._once("plan", chosen.digest, lambda: _compiled(chosen))
        return self._plans[chosen.digest]

    def theme(self, name: str, place: Place | None = None) -> theme.Theme:
        """The theme of a name, with what it inherits."""
        if name not in self._themes:

            def make() -> theme.Theme:
                from cxassess import theme

                return theme.read(self.workspace, name, place)

            state = signature.digest(self.state.themes, name)
            self._themes[name] = kept.once("theme", state, make) if self.keep else make()
        return self._themes[name]

    def client(self, slug: str) -> tuple[model.Client, model.Questionnaire, list[Problem]]:
        """A client with its questionnaire, and notes for the consultant.

        Errors:
            InvalidInput: everything wrong with the client or between it and its questionnaire.
        """
        return self.client_in(self.workspace.clients / slug)

    def client_in(self, folder: Path) -> tuple[model.Client, model.Questionnaire, list[Problem]]:
        """The same for the client in a folder, which may lie elsewhere."""
        from cxassess import client

        given = self.practice(folder.parent.parent if folder.parent.name == "clients" else None)
        try:
            found, doc, problems = client.examine(folder, self.workspace.shown(folder), given.doc)
        except InvalidInput as error:
            raise InvalidInput(given.told(error.problems)) from None
        chosen = None
        try:
            if not given.hides("questionnaire", doc):
                chosen = self.questionnaire(found.questionnaire, doc.place(("questionnaire",)))
                problems += client.check(found, doc, self.frame(chosen))
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
            from cxassess import practice

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
