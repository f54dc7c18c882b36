"""Response files with their results: the road from a file to a score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cxassess import client as clients
from cxassess import folder, groups, keyring, model, scoring, sealed, together
from cxassess import response as responses
from cxassess.errors import CommandError, CxassessError, InvalidInput, Place, Problem
from cxassess.exporters import embedded, json
from cxassess.library import Library
from cxassess.scoring_result import Result


@dataclass(frozen=True, slots=True)
class Scored:
    """One response with its result."""

    name: str
    questionnaire: model.Questionnaire
    client: model.Client
    response: model.Response
    result: Result
    notes: tuple[Problem, ...]

    @property
    def lang(self) -> str:
        """The language it was filled in, where the questionnaire still has it."""
        lang = self.response.lang
        return lang if lang in self.client.languages else self.client.languages[0]

    @property
    def origin(self) -> dict[str, Any]:
        """Where the result comes from, as plain data."""
        response = self.response
        return {
            "file": Path(self.name).name,
            "client": response.client,
            "respondent": response.respondent.id,
            "group": response.respondent.group,
            "saved": response.saved,
            "unknown_answers": sorted(response.unknown),
            **({"people": response.people} if response.people > 1 else {}),
            **json.groups_data(response.groups),
        }


class Reader:
    """Reads response files and scores them; what they share is read once.

    ``named`` says that the user named the files: then one that was made for another client is used, with a note.
    """

    def __init__(
        self, library: Library, slug: str | None, keys: keyring.Keys | None = None, *, named: bool = True
    ) -> None:
        self.library, self.slug, self.named = library, slug, named
        self.keys = keys or keyring.Keys(library.workspace.root / keyring.FOLDER)
        self._known: dict[str, tuple[model.Client, model.Questionnaire]] = {}

    def each(self, files: Iterable[Path]) -> tuple[list[Scored], list[CxassessError]]:
        """All responses that can be scored, and what is wrong with the others."""
        scored, errors = [], []
        for path in files:
            try:
                scored.append(self.one(path))
            except CxassessError as error:
                errors.append(error)
        return scored, errors

    def all(self, files: Iterable[Path]) -> list[Scored]:
        """All responses.

        Errors:
            InvalidInput: some cannot be read or used; all their problems at once.
            CommandError: one cannot be opened, or the client is not known.
        """
        scored, errors = self.each(files)
        problems = [p for error in errors if isinstance(error, InvalidInput) for p in error.problems]
        if problems:
            raise InvalidInput(problems)
        if errors:
            raise errors[0]
        return scored

    def one(self, path: Path) -> Scored:
        """One response, from its own file or from inside a report."""
        workspace, slug = self.library.workspace, self.slug
        is_pdf, shown = embedded.is_pdf(path), workspace.shown(path)
        doc = embedded.document(path, shown) if is_pdf else sealed.document(path, shown, self.keys)
        file = responses.parse(doc)
        name = slug or file.client
        if slug is not None and slug not in workspace.client_names():
            raise folder.no_client(workspace, slug)
        is_client = clients.is_slug(name) and (workspace.clients / name / "client.yaml").is_file()
        key = name if is_client else f"{file.questionnaire.id}/{name}"
        if key not in self._known:
            if is_client:
                found, chosen, _ = self.library.client(name)
            else:
                chosen = self.library.questionnaire(file.questionnaire.id, doc.place(("questionnaire", "id")))
                found = nobody(chosen, file.client)
            self._known[key] = found, chosen
        found, chosen = self._known[key]
        problems = responses.check(file, doc, chosen)
        if not self.named:
            problems += responses.stranger(file, doc, name)
        if problems:
            raise InvalidInput(problems)
        response = responses.build(file, chosen, found)
        result = scoring.score(self.library.plan(chosen), response)
        notes = tuple(responses.notes(file, doc, chosen, found.slug))
        return Scored(str(path), chosen, found, response, result, notes)


def sources(
    library: Library, slug: str | None, given: Sequence[Path], keys: keyring.Keys | None
) -> tuple[list[Path], Reader, list[Problem]]:
    """The files that are given, else those in the client's folder; who reads them; what lies there unread.

    Errors:
        InvalidInput: what lies there cannot be read, and nothing else does.
        CommandError: nothing lies there.
    """
    if given or not slug:
        return list(given), Reader(library, slug, keys), []
    paths, beside = folder.response_files(library.workspace, slug), folder.left_out(library.workspace, slug)
    if not paths:
        raise InvalidInput(beside) if beside else folder.no_responses(library.workspace, slug)
    return paths, Reader(library, slug, keys, named=False), beside


def nobody(chosen: model.Questionnaire, name: str) -> model.Client:
    """Stands in for a client that is not in this workspace; called what the response calls it."""
    brand = model.Brand(clients.PRIMARY, clients.ACCENT, None, 0, 0)
    title = name or chosen.short_title[chosen.languages[0]]
    return model.Client(
        slug="", name=title, short=title, languages=chosen.languages, questionnaire=chosen.id, theme="default",
        brand=brand, sector=None, terms={}, introduction={}, groups=(), targets={}, profile={}, consultant="",
        contact="", edition="", due="", capacity=None,
    )  # fmt: skip


def join(library: Library, scored: Sequence[Scored], decided: Scored | None = None) -> Scored:
    """The responses of several people as one, with its result; ``decided`` gives the decisions.

    Of two files of one respondent the later counts, and a note says so.

    Errors:
        CommandError: they are of several clients or questionnaires, or one is of several people already.
    """
    together_ = [*scored, *([decided] if decided else [])]
    owners = list(dict.fromkeys(entry.client.slug or entry.client.name for entry in together_))
    asked = list(dict.fromkeys(entry.questionnaire.id for entry in together_))
    for code, names in (("together-clients", owners), ("together-questionnaires", asked)):
        if len(names) > 1:
            raise CommandError(code, names=", ".join(names))
    many = [entry.name for entry in scored if entry.response.people > 1]
    if many and len(scored) > 1:
        raise CommandError("together-joined", name=many[0])
    first = scored[0]
    filled = [entry.response for entry in scored if together.answered(entry.response)]
    if not filled and len(scored) > 1:
        raise CommandError("together-empty", count=len(scored))
    last, earlier = together.latest(filled or [first.response])
    named = {id(entry.response): library.workspace.shown(Path(entry.name)) for entry in scored}
    notes = [note for entry in scored for note in entry.notes]
    notes += [Problem("together-twice", Place(named[id(response)])) for response in earlier]
    response = together.join(first.questionnaire, last, decided.response if decided else None)
    if response is last[0]:
        return replace(next(e for e in scored if e.response is response), notes=tuple(notes))
    kept = {id(one) for one in last}
    people = [groups.member(entry.response, entry.result) for entry in scored if id(entry.response) in kept]
    response = replace(response, groups=groups.compare(people, first.client.groups))
    result = scoring.score(library.plan(first.questionnaire), response)
    name = ", ".join(dict.fromkeys(Path(entry.name).name for entry in scored))
    return Scored(name, first.questionnaire, first.client, response, result, tuple(notes))
