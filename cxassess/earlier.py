"""The files of an earlier measurement, for a report beside it: read, joined, and surely earlier."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxassess import folder, keyring, scored, together
from cxassess.errors import CommandError, InvalidInput, Place, Problem
from cxassess.library import Library
from cxassess.scored import Reader, Scored
from cxassess.since import Earlier


def measured(
    library: Library,
    now: Scored,
    entries: Sequence[Scored],
    given: Sequence[Path],
    keys: keyring.Keys | None = None,
) -> tuple[Earlier, tuple[Problem, ...]]:
    """The measurement of the files and folders that are given, and notes.

    ``now`` is the measurement to compare with, and ``entries`` are the responses that it is made of.

    Errors:
        CxassessError: a file cannot be used, they cannot be joined, are of another client or questionnaire, or do not
            come before; or some of ``entries`` are as old.
    """
    _not_by_shell(entries, given)
    files, left = _files(library, given)
    then = scored.join(library, Reader(library, now.client.slug or None, keys, named=False).all(files))
    if then.questionnaire.id != now.questionnaire.id:
        raise CommandError(
            "together-questionnaires", names=f"{then.questionnaire.id}, {now.questionnaire.id}"
        )
    for entry, code in ((then, "since-empty"), (now, "since-nobody")):
        if not together.answered(entry.response):
            raise CommandError(code, names=entry.name)
    for entry in (then, now):
        if not entry.response.saved:
            raise CommandError("since-undated", names=entry.name)
    last = together.moment(then.response.saved)
    if last >= together.moment(now.response.saved):
        raise CommandError("since-later", then=then.response.saved[:10], now=now.response.saved[:10])
    old = [
        Problem(
            "since-mixed", Place(library.workspace.shown(Path(one.name))), {"then": then.response.saved[:10]}
        )
        for one in entries
        if one.response.saved and together.moment(one.response.saved) <= last
    ]
    if old:
        raise InvalidInput(old)
    return Earlier(then.response, then.result), (*then.notes, *left)


def _not_by_shell(entries: Sequence[Scored], given: Sequence[Path]) -> None:
    """Refuse what a shell makes of ``--since FOLDER/*.json``: one file of then, and all others of now.

    Errors:
        CommandError: the files of then and now are all those of one folder, in its order.
    """
    if len(given) != 1 or given[0].is_dir() or len(entries) < 2:
        return
    kind, place = given[0].suffix.lower(), given[0].parent
    beside = [one.resolve() for one in folder.seen(place) if one.suffix.lower() == kind]
    if beside == [one.resolve() for one in (given[0], *(Path(entry.name) for entry in entries))]:
        raise CommandError("since-shell", folder=place)


def _files(library: Library, given: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    """The response files that are named or lie in a folder, sorted, and notes on what else lies there.

    Errors:
        CommandError: a folder has none.
    """
    files: list[Path] = []
    left: list[Problem] = []
    for path in given:
        beside = folder.seen(path) if path.is_dir() else [path]
        own = [one for one in beside if one == path or (one.suffix.lower() == ".json" and one.is_file())]
        if not own:
            raise CommandError("since-none", path=path)
        files += own
        left += [Problem("left-out", Place(library.workspace.shown(one))) for one in beside if one not in own]
    return files, left
