"""Many pieces of work over a few processes, each with the limits of :mod:`cxassess.exporters.sandbox`.

A process is a copy of this one and does one piece after another, so what the first piece loads and prepares serves the
others. It ends after a while, and another goes on, so that memory stays bounded. A piece that ends its process is told
as an error; the others are still done. Where the system has no copies (Windows), all is done here, one by one.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import struct
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO, NoReturn

from cxassess.errors import CxassessError
from cxassess.exporters import sandbox

PIECES = 25
"""Pieces that one process does before another goes on."""
_BETWEEN = 600
"""Processor seconds between two pieces, where nothing of a stranger is laid out."""
_HEAD = struct.Struct("<IIQ")  # number of the piece, its limit in seconds, length of what follows


@dataclass(frozen=True, slots=True)
class Piece:
    """Work, and how many times longer than an ordinary report it may take; both are asked for in the process."""

    make: Callable[[], bytes]
    times: Callable[[], int] = lambda: 1


@dataclass(slots=True)
class _Worker:
    process: int
    stream: int
    waiting: list[int]
    read: bytearray = field(default_factory=bytearray)
    limit: int = 0


def each(pieces: Sequence[Piece], processes: int) -> Iterator[tuple[int, bytes | CxassessError]]:
    """What every piece makes or why it could not, with its number, in the order in which they are done."""
    if not hasattr(os, "fork"):
        yield from ((i, _here(piece)) for i, piece in enumerate(pieces))
        return
    with sandbox.scratch() as folder:
        yield from _parted(pieces, max(1, min(processes, len(pieces))), folder)


def _parted(pieces: Sequence[Piece], count: int, folder: str) -> Iterator[tuple[int, bytes | CxassessError]]:
    working = [_start(pieces, list(range(i, len(pieces), count)), folder) for i in range(count) if pieces]
    try:
        while working:
            ready = select.select([worker.stream for worker in working], [], [])[0]
            for worker in [one for one in working if one.stream in ready]:
                more = os.read(worker.stream, 1 << 20)
                worker.read += more
                yield from _answers(worker)
                if not more:
                    working.remove(worker)
                    left, failed = _ended(worker)
                    yield from failed
                    if left:
                        working.append(_start(pieces, left, folder))
    finally:
        for worker in working:
            with suppress(ProcessLookupError):
                os.kill(worker.process, signal.SIGKILL)
            os.close(worker.stream)
            os.waitpid(worker.process, 0)


def _here(piece: Piece) -> bytes | CxassessError:
    try:
        return piece.make()
    except CxassessError as error:
        return error


def _start(pieces: Sequence[Piece], numbers: list[int], folder: str) -> _Worker:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        tempfile.tempdir = folder
        _work(pieces, numbers[:PIECES], writing)
    os.close(writing)
    return _Worker(child, reading, numbers)


def _work(pieces: Sequence[Piece], numbers: Sequence[int], writing: int) -> NoReturn:
    gc.freeze()  # what came from the parent stays, and is shared with it as long as nobody counts it
    sandbox.limit_memory()
    try:
        with os.fdopen(writing, "wb") as stream:
            for number in numbers:
                answer = sandbox.answered(partial(_limited, pieces[number], number, stream))
                stream.write(_HEAD.pack(number, 0, len(answer)) + answer)
                stream.flush()
    except OSError:  # nobody reads any more
        os._exit(1)
    os._exit(0)  # without what the parent would do at its end


def _limited(piece: Piece, number: int, stream: BinaryIO) -> bytes:
    """A piece within its limits; which they are is told first, for the message where they are not kept."""
    seconds = sandbox.seconds() * max(piece.times(), 1)
    stream.write(_HEAD.pack(number, seconds, 0))
    stream.flush()
    sandbox.limit_time(seconds + 1, for_good=False)
    signal.alarm(seconds * sandbox.WAIT)
    try:
        return piece.make()
    finally:
        signal.alarm(0)
        sandbox.limit_time(_BETWEEN, for_good=False)


def _answers(worker: _Worker) -> Iterator[tuple[int, bytes | CxassessError]]:
    """What has come from a worker as a whole."""
    while len(worker.read) >= _HEAD.size:
        number, limit, length = _HEAD.unpack_from(worker.read)
        end = _HEAD.size + length
        if len(worker.read) < end:
            return
        answer = bytes(worker.read[_HEAD.size : end])
        del worker.read[:end]
        if limit:
            worker.limit = limit
        else:
            worker.waiting.remove(number)
            yield number, _outcome(answer, worker.limit)


def _outcome(answer: bytes, limit: int) -> bytes | CxassessError:
    try:
        return sandbox.result(answer, limit)
    except CxassessError as error:
        return error


def _ended(worker: _Worker) -> tuple[list[int], list[tuple[int, bytes | CxassessError]]]:
    """What an ended worker leaves to others, and the piece that ended it."""
    os.close(worker.stream)
    status = os.waitpid(worker.process, 0)[1]
    if status == 0 or not worker.waiting:
        return worker.waiting, []
    return worker.waiting[1:], [(worker.waiting[0], _outcome(b"", worker.limit))]
