"""WeasyPrint as we use it, loaded when a report is asked for.

It may read ``data:`` addresses and nothing else, so no text or logo can fetch or embed a file. Any of its warnings
stops the report: a page that is silently wrong is worse than none.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from cxassess.errors import CommandError
from cxassess.exporters import pictures

_LOG = logging.getLogger("weasyprint")


@cache
def load() -> Any:
    """WeasyPrint.

    Errors:
        CommandError: Pango is missing.
    """
    try:
        with _by_soname():
            import weasyprint
    except OSError as error:
        raise CommandError("pdf-missing", why=str(error).split(":")[0]) from None
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")  # else fontTools writes the time into every font
    return weasyprint


_SONAMES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
    "libpangoft2-1.0.so.0",
)


@contextmanager
def _by_soname() -> Iterator[None]:
    """Let WeasyPrint find its libraries on Linux by the names under which they are installed.

    It tries three others before, and for each the standard library asks the compiler and the linker where it might be:
    fifty processes, and half of the time that loading takes. Where a library has no such name, nothing is changed.
    """
    import ctypes.util

    asked = ctypes.util.find_library
    if sys.platform == "linux" and all(map(_loads, _SONAMES)):
        ctypes.util.find_library = lambda name: None  # noqa: ARG005 - its signature
    try:
        yield
    finally:
        ctypes.util.find_library = asked


def _loads(name: str) -> bool:
    import ctypes

    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


@cache
def fetcher() -> Any:
    """The class of what reads ``data:`` addresses and what it was given by name, and nothing else."""
    load()
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def __init__(self, given: Mapping[str, bytes]) -> None:
            super().__init__(allowed_protocols={"data"}, fail_on_errors=True)
            self.given = given

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url in self.given:
                kind = "image/svg+xml" if url.startswith(pictures.SCHEME) else "font/ttf"
                return URLFetcherResponse(url, self.given[url], {"Content-Type": kind})
            return super().fetch(url, headers)

    return Fetcher


def fonts() -> Any:
    """A set of typefaces that documents can share."""
    load()
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@contextmanager
def no_garbage() -> Iterator[None]:
    """No garbage collection while a report is laid out, one after it: a tenth of the time saved.

    What a report leaves behind is all young then, so only the young are looked at. In a process that prints one report
    and ends, collection is off, and stays so.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
            gc.collect(0)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def strict() -> Iterator[None]:
    """Turn what WeasyPrint logs into one error."""
    from weasyprint.urls import FatalURLFetchingError

    collector = _Collector()
    before = _LOG.handlers[:]
    _LOG.handlers = [collector]
    try:
        with warnings.catch_warnings():
            # Without libharfbuzz-subset fontTools takes over: slower, but right.
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    except FatalURLFetchingError as error:
        raise CommandError("pdf-warning", why=str(error)[:400]) from None
    finally:
        _LOG.handlers = before
    if collector.lines:
        raise CommandError("pdf-warning", why="; ".join(dict.fromkeys(collector.lines))[:400])
