"""Work in a process of its own: its answer, its errors, and its limits."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from samples import default_theme, demo_client

from cxassess import printing
from cxassess.errors import CommandError, InvalidInput, Place, Problem
from cxassess.exporters import pdf, sandbox


def test_the_answer_comes_back_whole() -> None:
    assert sandbox.call(lambda: b"x" * 3_000_000) == b"x" * 3_000_000


def fail(error: Exception) -> bytes:
    raise error


def test_errors_come_back_as_they_were() -> None:
    with pytest.raises(CommandError, match="page was not written"):
        sandbox.call(lambda: fail(CommandError("page-unsafe", why="x")))
    with pytest.raises(InvalidInput) as caught:
        sandbox.call(lambda: fail(InvalidInput([Problem("file-missing", Place("a", 2))])))
    assert caught.value.problems[0].place == Place("a", 2)
    with pytest.raises(CommandError, match="ZeroDivisionError"):
        sandbox.call(lambda: fail(ZeroDivisionError("no")))


def endless() -> bytes:
    while True:
        pass


def test_endless_work_is_given_up_with_a_hint() -> None:
    start = time.monotonic()
    with pytest.raises(CommandError, match=r"more than 1 seconds.*CXASSESS_PDF_SECONDS=60"):
        sandbox.call(endless, 1)
    assert time.monotonic() - start < 60


def test_greedy_work_is_given_up() -> None:
    with pytest.raises(CommandError, match="512 MB"):
        sandbox.call(lambda: bytes(2_000_000_000))


HOSTILE = {
    "nested flex": '<div style="display:flex">' * 14 + "x" + "</div>" * 14,
    "wide table": '<table><tr><td colspan="1000000">x</td></tr></table>',
    "variable bomb": "<style>:root{--a:xxxxxxxxxx;"
    + "".join(f"--{b}:" + f"var(--{a})" * 10 + ";" for a, b in zip("abcdefg", "bcdefgh", strict=True))
    + "}p{content:var(--h)}</style><p>x</p>",
}


@pytest.fixture(scope="module")
def _ready() -> None:
    """WeasyPrint and its typefaces are loaded here, once, and not in every copy of this process."""
    pdf.pdf(
        '<html lang="en"><head><title>x</title></head><body>x</body></html>', default_theme(), demo_client()
    )


@pytest.mark.usefixtures("_ready")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_styles_end_in_time(name: str) -> None:
    """Either WeasyPrint copes, or a clear error comes within the limit."""
    html = f'<html lang="en"><head><title>x</title></head><body>{HOSTILE[name]}</body></html>'
    try:
        assert sandbox.call(lambda: pdf.pdf(html, default_theme(), demo_client()), 2).startswith(b"%PDF")
    except CommandError as error:
        assert error.code in ("pdf-slow", "pdf-memory", "pdf-warning")


@pytest.mark.parametrize(
    ("html", "times"),
    [("<p>Short", 1), ("<p>" + 240_000 * "x", 3), (f'<img src="data:image/png;base64,{900_000 * "A"}">', 1)],
)
def test_a_long_report_may_take_longer_and_a_large_picture_may_not(html: str, times: int) -> None:
    work = SimpleNamespace(html=html)
    assert printing.FORMS["pdf"].limit(work) == times  # type: ignore[arg-type]
