"""Work that strangers' files could make endless, in a process of its own with limits.

The process is a copy of this one, so nothing is loaded twice. Where the system has no copies (Windows), the work is
done here and without limits.
"""

from __future__ import annotations

import gc
import json
import os
import select
import tempfile
import time
from collections.abc import Callable, Mapping
from typing import NoReturn

from cxassess.errors import CommandError, CxassessError, InvalidInput, Place, Problem

SECONDS = 10
"""Processor seconds that a short report or the reading of a PDF may take; an ordinary report may take three times as
many, and takes four to seven."""
MEMORY = 512 * 1024 * 1024
"""Bytes of memory beyond what this process has."""
VARIABLE = "CXASSESS_PDF_SECONDS"
_DONE = b"done\n"
WAIT = 12
"""Seconds to wait for one processor second, on a computer that does other things too."""


def call(work: Callable[[], bytes], limit: int | None = None, times: int = 1) -> bytes:
    """What ``work`` returns, done in a process of its own; it may take ``times`` what an ordinary report may.

    Errors:
        CommandError: it took too long or too much memory.
        CxassessError: what the work itself raises.
    """
    if not hasattr(os, "fork"):
        return work()
    most = limit or seconds() * times
    with scratch() as folder:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            tempfile.tempdir = folder
            _child(work, writing, most)
        os.close(writing)
        answer = _read(reading, child, most * WAIT)
        os.waitpid(child, 0)
    return result(answer, most)


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for what a process writes for itself, such as typefaces: it may be ended before it can tidy up."""
    return tempfile.TemporaryDirectory(prefix="cxassess-", ignore_cleanup_errors=True)


def seconds() -> int:
    """Processor seconds for what is meant to be short; :data:`VARIABLE` allows more."""
    given = os.environ.get(VARIABLE, "")
    return int(given) if given.isascii() and given.isdigit() and int(given) > 0 else SECONDS


def _child(work: Callable[[], bytes], writing: int, most: int) -> NoReturn:
    gc.disable()  # all of it goes when the process ends

    def limited() -> bytes:
        limit_time(most)
        limit_memory()
        return work()

    answer = answered(limited)
    with os.fdopen(writing, "wb") as stream:
        stream.write(answer)
    os._exit(0)  # without what the parent would do at its end


def answered(work: Callable[[], bytes]) -> bytes:
    """What the work makes, or its error as text, so that nothing that runs can come back."""
    try:
        return _DONE + work()
    except MemoryError:
        return _told(CommandError("pdf-memory", size=MEMORY // 1024 // 1024))
    except CxassessError as error:
        return _told(error)
    except BaseException as error:
        return _told(CommandError("internal", why=f"{type(error).__name__}: {error}"[:400]))


def _told(error: CxassessError) -> bytes:
    if isinstance(error, InvalidInput):
        problems = [
            (p.code, (p.place.file, p.place.line, p.place.column), _plain(p.values)) for p in error.problems
        ]
        return json.dumps({"problems": problems}).encode()
    if isinstance(error, CommandError):
        return json.dumps({"code": error.code, "values": _plain(error.values)}).encode()
    return json.dumps({"code": "internal", "values": {"why": str(error)[:400]}}).encode()


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value if isinstance(value, int) else str(value) for name, value in values.items()}


def limit_time(most: int, *, for_good: bool = True) -> None:
    """Let this process take so many more processor seconds; not ``for_good`` where it asks again later."""
    import resource

    spent = resource.getrusage(resource.RUSAGE_SELF)
    used = int(spent.ru_utime + spent.ru_stime) + most
    hard = used if for_good else resource.getrlimit(resource.RLIMIT_CPU)[1]
    used = used if hard == resource.RLIM_INFINITY else min(used, hard)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # who is ended leaves no copy of its memory
    resource.setrlimit(resource.RLIMIT_CPU, (used, hard))


def limit_memory() -> None:
    """Give this process :data:`MEMORY` beyond what it has, where the system can."""
    import resource

    try:
        with open("/proc/self/statm") as stream:  # noqa: PTH123 - a file of the system, not of a user
            pages = int(stream.read().split()[0])
        size = pages * os.sysconf("SC_PAGE_SIZE") + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (OSError, ValueError):
        pass  # a system without this limit


def _read(reading: int, child: int, most: float) -> bytes:
    """What the child writes until it ends; a child that takes too long is ended."""
    until = time.monotonic() + most
    parts: list[bytes] = []
    with os.fdopen(reading, "rb", buffering=0) as stream:
        while True:
            if not select.select([stream], [], [], max(0.0, until - time.monotonic()))[0]:
                os.kill(child, 9)
                return b""
            part = stream.read(1 << 20)
            if not part:
                return b"".join(parts)
            parts.append(part)


def result(answer: bytes, most: int) -> bytes:
    """What an answer holds; ``most`` are the seconds it could take.

    Errors:
        CommandError: there is no answer, because it took too long.
        CxassessError: what the work itself raised.
    """
    if not answer:
        raise CommandError("pdf-slow", seconds=most, variable=VARIABLE)
    if answer.startswith(_DONE):
        return answer[len(_DONE) :]
    told = json.loads(answer)
    if "problems" in told:
        raise InvalidInput([Problem(code, Place(*place), values) for code, place, values in told["problems"]])
    raise CommandError(told["code"], **told["values"])
