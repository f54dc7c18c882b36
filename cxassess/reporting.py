"""Reports of one response, of several joined, or of each of several."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cxassess import earlier, folder, keyring, model, output, scored, sealed
from cxassess.errors import CommandError, CxassessError, InvalidInput, Place, Problem
from cxassess.exporters import embedded, json
from cxassess.library import Library
from cxassess.printing import Work, files, several
from cxassess.resources import Workspace
from cxassess.scored import Reader, Scored
from cxassess.since import Earlier

_JOBS = 4
"""Processes at once where nobody says how many: each takes 150 MB."""


@dataclass(frozen=True, slots=True)
class Printing:
    """How a report is made: its forms, with notes, for archives, and with the answers as a file inside.

    ``notes`` is None where it depends: one person's are printed, those of several are not. ``attach`` is None where the
    file decides: answers that came encrypted are not put into an open file. ``each`` makes a report of every file;
    otherwise several are joined, and ``decided`` is the file whose decisions hold. ``since`` are files or folders with
    an earlier measurement to compare with; several are joined too.
    """

    forms: Sequence[str] = ("pdf",)
    notes: bool | None = None
    archive: bool = False
    attach: bool | None = None
    each: bool = False
    decided: Path | None = None
    since: Sequence[Path] = ()
    jobs: int | None = None


@dataclass(slots=True)
class Made:
    """The files that were made, notes, and what could not be made: the beginning of a line, and the error."""

    paths: list[Path] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    errors: list[tuple[str, CxassessError]] = field(default_factory=list)


def report(
    workspace: Workspace,
    slug: str | None,
    given: Sequence[Path],
    lang: str | None,
    target: Path,
    keys: keyring.Keys | None = None,
    how: Printing | None = None,
) -> Made:
    """The report of the responses in its forms. Without a client the files name it, without files it has them.

    Errors:
        CxassessError: a report of one response, or of several joined, cannot be made.
    """
    how = how or Printing()
    library = Library(workspace)
    paths, reader, beside = scored.sources(library, slug, given, keys)
    printer = _Printer(library, lang, target, how, beside)
    if how.each:
        if how.decided:
            raise CommandError("together-each")
        if how.since:
            raise CommandError("since-each")
        return printer.each(*reader.each(paths))
    entries = reader.all(paths)
    entry = _joined(library, reader, entries, how.decided)
    before = earlier.measured(library, entry, entries, how.since, keys) if how.since else None
    return printer.one(entry, paths, before)


def as_one(library: Library, reader: Reader, paths: Iterable[Path], decided: Path | None) -> Scored:
    """The files as one response with its result; ``decided`` is the file whose decisions hold.

    Errors:
        CxassessError: one cannot be used, or they cannot be joined.
    """
    return _joined(library, reader, reader.all(paths), decided)


def _joined(library: Library, reader: Reader, entries: Sequence[Scored], decided: Path | None) -> Scored:
    if decided is None:
        return scored.join(library, entries)
    same = [e for e in entries if os.path.abspath(e.name) == os.path.abspath(decided)]  # noqa: PTH100 - no links
    return scored.join(library, entries, same[0] if same else reader.one(decided))


class _Printer:
    def __init__(
        self, library: Library, lang: str | None, target: Path, how: Printing, beside: Sequence[Problem] = ()
    ) -> None:
        self.library, self.lang, self.target, self.how, self.beside = library, lang, target, how, beside

    def one(
        self, entry: Scored, paths: Iterable[Path], before: tuple[Earlier, tuple[Problem, ...]] | None = None
    ) -> Made:
        then, notes = before or (None, ())
        work = replace(self.work(entry, paths), earlier=then)
        made = files(work, self.how.forms)
        return Made(
            [self.write(entry, name, content) for name, content in made.items()],
            [*self.beside, *entry.notes, *notes],
        )

    def each(self, entries: Sequence[Scored], errors: Sequence[CxassessError]) -> Made:
        """Files are written as they come, named after the response; what goes wrong with one does not stop others."""
        made = Made(
            errors=[("", error) for error in errors],
            notes=[*self.beside, *(note for entry in entries for note in entry.notes)],
        )
        found: list[tuple[Scored, Work]] = []
        for entry in entries:
            try:
                found.append((entry, self.work(entry, [Path(entry.name)])))
            except CxassessError as error:
                made.errors.append((f"{entry.name}: ", error))
        names = _stems([Path(entry.name).stem for entry, _ in found])
        jobs = self.how.jobs or min(os.cpu_count() or 1, _JOBS)
        for i, file, content in several([work for _, work in found], self.how.forms, jobs):
            if isinstance(content, CxassessError):
                made.errors.append((f"{found[i][0].name}: ", content))
            else:
                kind, dot, ending = file.partition(".")
                made.paths.append(self.write(found[i][0], f"{kind}-{names[i]}{dot}{ending}", content))
        made.paths.sort()
        return made

    def work(self, entry: Scored, paths: Iterable[Path]) -> Work:
        """What is to be printed of a response."""
        if not entry.client.slug:
            raise folder.no_client(self.library.workspace, entry.client.name)
        lang = self.lang or entry.client.languages[0]
        check_language(entry.questionnaire, lang)
        how, response = self.how, entry.response
        notes = how.notes if how.notes is not None else response.people == 1
        attach = how.attach if how.attach is not None else not any(map(_was_sealed, paths))
        response = response if notes else response.without_notes()
        return Work(
            entry.questionnaire, self.library.theme(entry.client.theme), entry.client, response, entry.result, lang,
            inside=inside(entry, response if attach else None), archive=how.archive,
        )  # fmt: skip

    def write(self, entry: Scored, name: str, content: bytes) -> Path:
        output.write(self.target, f"{entry.client.slug}/{name}", content)
        return self.target / entry.client.slug / name


def _stems(names: Sequence[str]) -> list[str]:
    """The names, with a number where one comes again."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return found


def _was_sealed(path: Path) -> bool:
    return not embedded.is_pdf(path) and sealed.is_sealed(sealed.read(path, str(path)))


def inside(entry: Scored, response: model.Response | None) -> dict[str, str]:
    """The files inside a report: the result, and the response where it may be."""
    origin = {key: value for key, value in entry.origin.items() if key != "file"}
    result = json.dumps(json.result_data(entry.questionnaire, entry.result, origin))
    given = {embedded.RESPONSE: json.dumps(json.response_data(response))} if response else {}
    return {**given, embedded.RESULT: result}


def check_language(questionnaire: model.Questionnaire, lang: str) -> None:
    """Refuse a language that the questionnaire has no texts in.

    Errors:
        InvalidInput: it has none.
    """
    if lang not in questionnaire.languages:
        options = ", ".join(questionnaire.languages)
        values = {"name": lang, "questionnaire": questionnaire.id, "options": options}
        raise InvalidInput([Problem("language-unknown", Place("--language"), values)])
