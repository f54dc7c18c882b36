"""What ``check`` looks at: every file of a workspace, or those that are named."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cxassess import folder, model, render, sealed, theme, theme_check
from cxassess import response as responses
from cxassess.errors import InvalidInput, Place, Problem
from cxassess.library import Library
from cxassess.resources import PRACTICE, Workspace
from cxassess.source import read_yaml

Found = tuple[list[Problem], list[Problem]]
"""Problems and notes."""


def check(workspace: Workspace, paths: Sequence[Path]) -> tuple[list[Problem], list[Problem], int]:
    """Problems, notes and the number of things looked at; without paths everything in the workspace.

    Errors:
        CommandError: nothing is named, and this is no workspace.
    """
    checker = _Checker(workspace)
    problems: list[Problem] = []
    notes: list[Problem] = []
    things = []
    for path in paths:
        try:
            things.append(_thing(path))
        except InvalidInput as error:
            problems += error.problems
    if not paths:
        if not any((workspace.root / kind).is_dir() for kind in ("clients", "questionnaires", "themes")):
            raise folder.no_workspace(workspace)
        things = _everything(workspace)
        wrong, beside = folder.strays(workspace)
        problems += [*wrong, *folder.misnamed_practice(workspace)]
        notes += beside
        for slug in workspace.client_names():
            notes += folder.left_out(workspace, slug)
    for kind, path in things:
        try:
            found, more = checker.one(kind, path)
            problems += found
            notes += more
        except InvalidInput as error:
            problems += error.problems
    return list({problem.text(): problem for problem in problems}.values()), notes, len(things)


def _everything(workspace: Workspace) -> list[tuple[str, Path]]:
    things = [("practice", workspace.root)] if workspace.practice.exists() else []
    things += [
        ("questionnaire", path.parent)
        for base in workspace.bases("questionnaires")
        for path in sorted(base.glob("*/questionnaire.yaml"))
    ]
    things += [
        ("theme", path.parent)
        for base in workspace.bases("themes")
        for path in sorted(base.glob("*/theme.yaml"))
    ]
    for slug in workspace.client_names():
        things.append(("client", workspace.clients / slug))
        things += [("response", file) for file in folder.response_files(workspace, slug)]
    return things


def _thing(path: Path) -> tuple[str, Path]:
    given = path.as_posix()
    path = Path(os.path.abspath(path))  # noqa: PTH100 - resolves no links, only dots
    if path.name == PRACTICE and path.exists():
        return "practice", path.parent
    for kind in ("questionnaire", "client", "theme"):
        if path.name == f"{kind}.yaml":
            return kind, path.parent
        if (path / f"{kind}.yaml").is_file():
            return kind, path
    if path.suffix.lower() == ".json":
        return "response", path
    if path.suffix in (".yaml", ".yml") and (path.parent / "questionnaire.yaml").is_file():
        return "questionnaire", path.parent
    raise InvalidInput([Problem("check-unknown" if path.exists() else "file-missing", Place(given))])


class _Checker:
    """Checks one thing after another; what they share is read once."""

    def __init__(self, workspace: Workspace) -> None:
        self.library = Library(workspace)
        self._clients: dict[Path, tuple[model.Questionnaire | None, list[Problem]]] = {}

    def one(self, kind: str, path: Path) -> Found:
        """What can be said about one thing.

        Errors:
            InvalidInput: its problems.
        """
        if kind == "questionnaire":
            return self._questionnaire(path), []
        if kind == "theme":
            look = theme.read(self.library.workspace, path.name, folder=path)
            shown = self.library.workspace.shown(path)
            doc = read_yaml(path / "theme.yaml", f"{shown}/theme.yaml")
            return [*render.check(look.folders), *theme_check.check(look, doc, shown)], []
        if kind == "practice":
            found = self.library.practice(path)
            return list(found.problems), list(found.doc.notes) if found.doc else []
        if kind == "client":
            return [], self.library.client_in(path)[2]
        return self._response(path)

    def _questionnaire(self, path: Path) -> list[Problem]:
        from cxassess import catalogue

        shown = self.library.workspace.shown(path)
        asked = catalogue.read(path, shown)
        if asked.id == path.resolve().name:
            return []
        at = Place(f"{shown}/questionnaire.yaml")
        return [Problem("name-folder", at, {"name": asked.id, "folder": path.resolve().name})]

    def _response(self, path: Path) -> Found:
        """A response is held against the client with whom it lies, as ``report`` does."""
        doc = sealed.read(path, self.library.workspace.shown(path))
        home = folder.owner(path)
        closed = sealed.is_sealed(doc)
        file = sealed.check(doc) if closed else responses.parse(doc)
        chosen, problems = self._asked(home) if home else (None, [])
        problems = list(problems)
        if home:
            problems += responses.stranger(file, doc, home.name)
        if chosen is None:
            chosen = self.library.questionnaire(file.questionnaire.id, doc.place(("questionnaire", "id")))
        if isinstance(file, responses.ResponseFile):
            problems += responses.check(file, doc, chosen)
            return problems, responses.notes(file, doc, chosen, "")
        return problems + responses.other(file.questionnaire.id, doc, chosen), sealed.notes(file, doc)

    def _asked(self, home: Path) -> tuple[model.Questionnaire | None, list[Problem]]:
        """The questionnaire of a client; none, and why, where the client cannot be used."""
        if home not in self._clients:
            try:
                self._clients[home] = self.library.client_in(home)[1], []
            except InvalidInput as error:
                self._clients[home] = None, list(error.problems)
        return self._clients[home]
