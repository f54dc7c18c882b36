"""Many pieces over a few processes: all are done, what fails is told, and nothing else falls with it."""

from __future__ import annotations

import os
import tempfile
from functools import partial
from multiprocessing import Pipe
from pathlib import Path

import pytest

from cxassess.errors import CommandError, InvalidInput, Place, Problem
from cxassess.exporters import sandbox, workers
from cxassess.exporters.workers import Piece, each


def pid(number: int) -> bytes:
    return f"{number} {os.getpid()}".encode()


def endless() -> bytes:
    while True:
        pass


def fail(error: Exception) -> bytes:
    raise error


def test_every_piece_is_done_once_and_processes_are_shared() -> None:
    pieces = [Piece(partial(pid, i)) for i in range(7)]
    found = dict(each(pieces, 2))
    assert sorted(found) == list(range(7))
    said = [str(found[i], "ascii").split() for i in range(7)]  # type: ignore[arg-type]
    assert [number for number, _ in said] == [str(i) for i in range(7)]
    assert len({process for _, process in said}) == 2
    assert str(os.getpid()) not in {process for _, process in said}


def test_no_work_is_no_process() -> None:
    assert list(each([], 4)) == []


def test_a_process_ends_after_a_while_and_another_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PIECES", 3)
    found = dict(each([Piece(partial(pid, i)) for i in range(8)], 1))
    assert sorted(found) == list(range(8))
    assert len({bytes(answer).split()[1] for answer in found.values()}) == 3  # type: ignore[arg-type]


def test_large_answers_come_back_whole() -> None:
    pieces = [Piece(partial(bytes.__mul__, b"x", 3_000_000 + i)) for i in range(4)]
    assert {i: len(answer) for i, answer in each(pieces, 2)} == {i: 3_000_000 + i for i in range(4)}  # type: ignore[arg-type]


def test_what_fails_is_told_and_the_rest_is_done() -> None:
    wrong = InvalidInput([Problem("file-missing", Place("a", 2))])
    pieces = [
        Piece(partial(fail, CommandError("page-unsafe", why="x"))),
        Piece(partial(pid, 1)),
        Piece(partial(fail, wrong)),
        Piece(partial(fail, ZeroDivisionError("no"))),
        Piece(partial(bytes, 2_000_000_000)),
        Piece(partial(pid, 5)),
    ]
    found = dict(each(pieces, 1))
    errors = {i: error for i, error in found.items() if isinstance(error, Exception)}
    assert sorted(errors) == [0, 2, 3, 4]
    assert isinstance(errors[2], InvalidInput) and errors[2].problems[0].place == Place("a", 2)
    assert "ZeroDivisionError" in str(errors[3])
    assert isinstance(errors[4], CommandError) and errors[4].code == "pdf-memory"


def test_an_endless_piece_is_ended_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sandbox.VARIABLE, "1")
    pieces = [Piece(partial(pid, 0)), Piece(endless, lambda: 2), Piece(partial(pid, 2))]
    found = dict(each(pieces, 1))
    error = found[1]
    assert isinstance(error, CommandError) and error.code == "pdf-slow"
    assert error.values["seconds"] == 2
    assert bytes(found[0]).startswith(b"0 ") and bytes(found[2]).startswith(b"2 ")  # type: ignore[arg-type]


def test_a_process_that_is_killed_is_told_and_replaced() -> None:
    pieces = [Piece(partial(os.kill, 0, 0)), Piece(lambda: os._exit(3)), Piece(partial(pid, 2))]  # type: ignore[arg-type]
    found = dict(each(pieces, 1))
    assert isinstance(found[1], CommandError)
    assert bytes(found[2]).startswith(b"2 ")  # type: ignore[arg-type]


def litter() -> bytes:
    return tempfile.mkdtemp().encode()


def test_nothing_that_a_process_wrote_for_itself_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also not what an ended one wrote."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def wait() -> bytes:
        litter()
        return endless()

    monkeypatch.setenv(sandbox.VARIABLE, "1")
    found = dict(each([Piece(litter), Piece(wait)], 1))
    assert str(tmp_path) in str(found[0]) and isinstance(found[1], CommandError)
    assert str(tmp_path) in sandbox.call(litter).decode()
    with pytest.raises(CommandError):
        sandbox.call(wait)
    assert list(tmp_path.iterdir()) == []


def test_who_stops_asking_leaves_no_process_behind() -> None:
    started = Pipe(duplex=False)

    def wait() -> bytes:
        started[1].send(os.getpid())
        return endless()

    answers = each([Piece(wait), Piece(partial(pid, 1))], 2)
    next(answers)
    process = started[0].recv()
    os.kill(process, 0)
    answers.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
