"""The same input gives the same bytes, whatever the process, its language, its clock and its rights."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from reports import case
from samples import DEMO, ROOT, python

RESPONSE = "clients/meridiaan/responses/1-directie.json"

# Run with a umask of its own, in a folder of its own, without keeping anything from another process.
LAUNCHER = """
import os, sys
os.umask(int(sys.argv[1], 8))
from cxassess.cli import main
main(sys.argv[2:])
"""

SETTINGS = (
    ("022", {"PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}),
    ("077", {"PYTHONHASHSEED": "42", "TZ": "Pacific/Kiritimati", "LANG": "nl_NL.UTF-8", "LC_ALL": ""}),
)


def made(folder: Path, number: int, *arguments: str) -> None:
    """One run of a command in the demo workspace under one of the settings."""
    umask, environment = SETTINGS[number]
    done = python("-c", LAUNCHER, umask, *arguments, "-o", folder / str(number), cwd=DEMO.root, **environment)
    assert (done.returncode, done.stderr) == (0, "")


def both(folder: Path, name: str, *arguments: str) -> list[Path]:
    """The file that a command makes, once under each of the settings, side by side."""
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda number: made(folder, number, *arguments), range(2)))
    return [folder / str(number) / "meridiaan" / name for number in range(2)]


@cache
def size_and_hash(path: Path) -> tuple[int, str]:
    content = path.read_bytes()
    return len(content), hashlib.sha256(content).hexdigest()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The demo's page under each of the settings."""
    return both(tmp_path_factory.mktemp("pages"), "index.html", "build")


def test_the_page_has_the_same_bytes_everywhere(pages: list[Path]) -> None:
    one, two = pages
    assert size_and_hash(one) == size_and_hash(two)
    assert one.stat().st_size > 100_000


def test_the_report_has_the_same_bytes_everywhere(tmp_path: Path) -> None:
    """Here, with the seed and the clock that these tests happen to have, and under the stranger of the settings."""
    here = tmp_path / "here.pdf"
    here.write_bytes(case("demo nl"))
    made(tmp_path, 1, "report", "meridiaan", RESPONSE)
    assert size_and_hash(here) == size_and_hash(tmp_path / "1" / "meridiaan" / "report.pdf")
    assert here.read_bytes().startswith(b"%PDF-")


def test_what_is_made_can_be_read_by_others_whatever_the_umask(pages: list[Path]) -> None:
    """A web server is another user."""
    assert [path.stat().st_mode & 0o777 for path in pages] == [0o644, 0o644]


def test_a_page_names_nothing_of_the_computer_it_was_made_on(pages: list[Path]) -> None:
    text = pages[0].read_text("utf-8")
    # The folder alone may be a word of ours: a copy in /cxassess is one.
    for trace in (
        str(ROOT / "demo"),
        str(ROOT / "themes"),
        str(pages[0].parent),
        str(Path.home()) + "/",
        sys.executable,
    ):
        assert trace not in text, trace
    assert not re.search(rf"\b{re.escape(os.uname().nodename)}\b", text)


def test_scores_are_printed_the_same_everywhere() -> None:
    one, two = (
        python("-m", "cxassess", "score", "--format", "json", RESPONSE, cwd=DEMO.root, **environment)
        for _, environment in SETTINGS
    )
    assert one.stdout == two.stdout
    assert one.stdout.startswith("{")
