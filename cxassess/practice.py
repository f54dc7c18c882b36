"""What holds for all clients of a practice: ``cxassess.yaml`` in the workspace, beneath every ``client.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from cxassess import folder, model
from cxassess.client import (
    BusinessCaseEntry,
    ClientFile,
    ColoursEntry,
    ConsultantEntry,
    Languages,
    PublicKey,
)
from cxassess.errors import InvalidInput, Problem
from cxassess.resources import PRACTICE, Workspace
from cxassess.source import Document, read_yaml
from cxassess.validation import Days, FileModel, Slug, sound_data, unknown, validate

FORMAT = "cxassess.practice/1"


class PracticeFile(FileModel):
    """``cxassess.yaml``: how the practice works. What a client is, and what one round asks, stands with the client."""

    format: Literal["cxassess.practice/1"]
    languages: Languages = Field(default_factory=list)
    questionnaire: Slug = "cx-maturity"
    theme: Slug = "default"
    brand: ColoursEntry = ColoursEntry()
    consultant: ConsultantEntry | None = None
    capacity: Days | None = None
    public_key: PublicKey | None = None
    business_case: BusinessCaseEntry = BusinessCaseEntry()


KEYS = frozenset(PracticeFile.model_fields) - {"format"}
_CLIENTS_OWN = (ClientFile.model_fields.keys() | {"logo"}) - KEYS - {"format"}
_NAMED = (
    ("questionnaire-unknown", "questionnaires", "questionnaire.yaml"),
    ("theme-unknown", "themes", "theme.yaml"),
)


@dataclass(frozen=True, slots=True)
class Practice:
    """What a practice gives to its clients, without what is wrong in it.

    ``doc`` has only what is sound; ``lost`` are the keys of which nobody knows what they should have been.
    """

    doc: Document | None = None
    problems: tuple[Problem, ...] = ()
    lost: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """The keys that clients may leave out, such as ``languages``; of a group those inside, ``brand.primary``."""
        data = self.doc.data if self.doc else {}
        inner = (f"{key}.{name}" for key, group in data.items() if isinstance(group, dict) for name in group)
        return frozenset((*data, *inner))

    def hides(self, key: str, doc: Document) -> bool:
        """Whether a client leaves a key to the practice, and it is lost there."""
        return key in self.lost and isinstance(doc.data, dict) and key not in doc.data

    def told(self, problems: Iterable[Problem]) -> list[Problem]:
        """Those of the practice, then of a client those that are not the same or follow from what is lost."""
        rest = [p for p in problems if p.code != "key-missing" or p.values["key"] not in self.lost]
        return [*self.problems, *(p for p in rest if p not in self.problems)]

    def notes(self, found: model.Client, doc: Document) -> list[Problem]:
        """What the consultant should know about a client of this practice."""
        if self.doc is None:
            return []
        notes = list(self.doc.notes)
        if "public_key" in self.keys and not found.public_key:
            notes.append(Problem("public-key-off", doc.place(("public_key",), key=True)))
        return notes


NONE = Practice()
"""Of a workspace without ``cxassess.yaml``."""


def read(workspace: Workspace, root: Path | None = None) -> Practice:
    """The practice of a workspace, or of another one at ``root``; problems are in it, none is raised.

    Who reads it for many clients tells them once, because they are the same problems with the same places.
    """
    path = (root or workspace.root) / PRACTICE
    if not path.exists():
        misnamed = folder.misnamed_practice(workspace, root)
        return Practice(problems=tuple(misnamed), lost=KEYS) if misnamed else NONE
    try:
        doc = read_yaml(path, workspace.shown(path))
    except InvalidInput as error:
        return Practice(problems=error.problems, lost=KEYS)
    problems: list[Problem] = []
    try:
        validate(PracticeFile, doc)
    except InvalidInput as error:
        problems += map(_of_client, error.problems)
    data = _given(sound_data(PracticeFile, doc.data, {"format": FORMAT}) or {})
    meant = {str(problem.values.get("near")) for problem in problems}
    lost = KEYS if not isinstance(doc.data, dict) else KEYS & ((doc.data.keys() | meant) - data.keys())
    sound = replace(doc, data=data, problems=[])
    for code, kind, marker in _NAMED:
        name = data.get(code.partition("-")[0])
        if name is not None and workspace.find(kind, name, marker) is None:
            at = (code.partition("-")[0],)
            problems.append(unknown(code, sound, at, name, workspace.names(kind, marker)))
    return Practice(sound, InvalidInput(problems).problems, lost)


def _of_client(problem: Problem) -> Problem:
    """An unknown key that is known in ``client.yaml`` says where it belongs."""
    name = problem.values.get("name")
    if not problem.code.startswith("unknown-key") or name not in _CLIENTS_OWN:
        return problem
    return Problem("key-of-client", problem.place, {"name": name})


def _given(data: dict[str, Any]) -> dict[str, Any]:
    """What is given: not the format, and nothing that was left empty."""
    inner = {key: _given(value) if isinstance(value, dict) else value for key, value in data.items()}
    return {key: value for key, value in inner.items() if value not in (None, {}) and key != "format"}
