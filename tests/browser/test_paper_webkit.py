"""On paper from WebKitGTK: the same form and views as in test_paper.py, printed through its library.

Its driver cannot print, and applies no print rules: what only printing shows was once broken here unseen.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import require

from browser.conftest import RESPONSE
from browser.test_no_script import titles
from browser.test_paper import NL, close, holds

SYSTEM_PYTHON = Path("/usr/bin/python3")
SCRIPT = Path(__file__).with_name("webkit_print.py")
VIEWS = ("result", "roadmap", "check", "questions")


@pytest.fixture(scope="module")
def sheets(demo_page: Path, display: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The words of each sheet: the form of somebody who has answered, then the views, in one browser."""
    folder = tmp_path_factory.mktemp("webkit-paper")
    answers = RESPONSE.read_text("utf-8")
    form = f"Store.replace(AnswerFile.check({answers}, Infinity), [], ''); globalThis.print = () => {{}};"
    form += "location.hash = '#/q/ownership'; await new Promise((done) => setTimeout(done, 100));"
    form += "document.querySelector('.foot [data-do=paper]').click()"
    steps = [[form, str(folder / "form.pdf")]]
    for view in VIEWS:
        go = f"location.hash = '#/{view}'; await new Promise((done) => setTimeout(done, 100))"
        steps.append([go, str(folder / f"{view}.pdf")])
    command = [require(SYSTEM_PYTHON, "python3-gi gir1.2-webkit2-4.1"), str(SCRIPT)]
    done = subprocess.run(
        [*command, demo_page.as_uri(), json.dumps(steps)], capture_output=True, text=True, timeout=150, check=False,
        env={"DISPLAY": display, "LC_ALL": "C.UTF-8", "HOME": str(folder), "GSETTINGS_BACKEND": "memory"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return {path.stem: words(path) for path in sorted(folder.glob("*.pdf"))}


def words(path: Path) -> list[str]:
    program = require(Path("/usr/bin/pdftotext"), "poppler-utils")
    done = subprocess.run([program, "-raw", str(path), "-"], capture_output=True, check=True, text=True)
    return [close(sheet) for sheet in done.stdout.split("\f")[:-1]]


def test_the_empty_form_is_a_questionnaire_for_a_pen(
    sheets: dict[str, list[str]], response: dict[str, Any]
) -> None:
    """How to fill it in, then all questions with their margin; no answer, no button, no empty sheet."""
    found = sheets["form"]
    assert 11 <= len(found) <= 16 and min(map(len, found)) > 300
    assert not holds(found[:1], NL["paper.lede"], NL["paper.how-1"], NL["paper.wrong"], NL["paper.name"])
    assert len(titles()) == 42 and not holds(found[1:], *titles())
    assert sum(sheet.count(close(NL["paper.see"])) for sheet in found) == 42
    note = response["answers"]["ownership-accountable"]["note"]
    absent = [note, NL["page.download"], NL["page.print"]]
    assert holds(found, *absent) == absent


def test_the_views_print_as_they_read(sheets: dict[str, list[str]], response: dict[str, Any]) -> None:
    """The result on few sheets without buttons; every action and note unfolded; no empty sheet."""
    assert {name: len(found) for name, found in sheets.items() if name != "form"} == {
        "result": pytest.approx(3, abs=1), "roadmap": pytest.approx(10, abs=2),
        "check": pytest.approx(4, abs=1), "questions": pytest.approx(1, abs=1),
    }  # fmt: skip
    assert min(len(sheet) for found in sheets.values() for sheet in found) > 100
    notes = [given["note"] for given in response["answers"].values() if given["note"]]
    assert len(notes) > 5 and not holds(sheets["check"], *notes)
    assert not holds(sheets["result"], NL["certainty.title"])
    absent = [NL["page.print"], NL["page.download"], NL["page.roadmap"]]
    assert holds(sheets["result"], *absent) == absent
