"""What several test files share: small workspaces, responses, and the command line as a function.

Every run of the command line is held to three rules here: it ends by itself, it shows no traceback, and it never
has to admit that something went wrong inside.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from conftest import ROOT

from cxassess import client, page, page_client, questionnaire, theme
from cxassess.cli import main
from cxassess.frame import frame_of
from cxassess.model import DONT_KNOW, NOT_APPLICABLE, Answer, Client, Questionnaire, Respondent, Response
from cxassess.plan import ScoringPlan
from cxassess.plan_compiler import compile_plan
from cxassess.resources import Workspace
from cxassess.shape import join
from cxassess.theme import Theme

BUNDLED = ROOT / "questionnaires" / "cx-maturity"
DEMO = Workspace(ROOT / "demo")
FIXTURES = ROOT / "tests" / "fixtures"

SMALL = """\
format: cxassess.questionnaire/1
id: small
version: "1"
languages: [en]
title: Small
levels:
  names:
    - {number: 1, name: Low, description: It is low.}
    - {number: 2, name: High, description: It is high.}
publish: {coverage: 50, answers: 1}
dimensions:
  - id: one
    title: One
    questions:
      - id: first
        title: First
        text: The first.
        anchors: [No way., Always.]
      - id: second
        title: Second
        text: The second.
        anchors: [Never., Daily.]
"""

ACTION = "{id: act, title: Act, lifts: {from: 1, to: 2}, questions: [first], days: [1, 2], horizon: 0-3, owner: Board}"

CLIENT = """\
format: cxassess.client/1
name: Acme
languages: [en]
"""

# The golden vector V1: answers per dimension, in the order of the questions.
V1: Mapping[str, Sequence[int | str]] = {
    "vision": (4, 3, 4, 3, 3, 4, 2),
    "purpose": (3, 3, 2, "dk", 3, 2, 3),
    "ownership": (2, 3, 2, 2, "na", 3, 2),
    "voice": (4, 4, 4, 3, 3, 5, "dk"),
    "journey": (2, 2, 3, 1, 2, "dk", "na"),
    "results": (1, 2, 1, 2, "dk", "dk", 1),
}
_VALUES = {"dk": DONT_KNOW, "na": NOT_APPLICABLE}


@cache
def bundled() -> Questionnaire:
    """The bundled questionnaire, read once."""
    return questionnaire.read(BUNDLED)


@cache
def bundled_plan() -> ScoringPlan:
    """Its plan."""
    return compile_plan(bundled())


@cache
def default_theme() -> theme.Theme:
    """The default theme."""
    return theme.read(DEMO, "default")


@cache
def demo_client() -> Client:
    """The bundled demo client."""
    return client.read(DEMO.clients / "meridiaan")[0]


def page_of(asked: Questionnaire, plan: ScoringPlan, look: Theme, who: Client) -> str:
    """A client's whole page."""
    frame = frame_of(asked)
    shape = page.make_shape(asked, plan, look, page_client.cut(frame, who))
    return join(shape, page_client.own(shape, look, frame, who)).decode()


def v1_answers() -> dict[str, str]:
    """The answers of V1 by the ids of the bundled questions."""
    return {
        question.id: _VALUES.get(str(given), str(given))
        for dimension in bundled().dimensions
        for question, given in zip(dimension.questions, V1[dimension.id], strict=True)
    }


def same_answers(value: str | None) -> dict[str, str | None]:
    """One answer for every question of the bundled questionnaire."""
    return {question.id: value for question in bundled().questions()}


def make_response(answers: Mapping[str, str | Answer | None], **changes: Any) -> Response:
    """A response to the bundled questionnaire."""
    given = {name: x if isinstance(x, Answer) else Answer(x) for name, x in answers.items()}
    plain: dict[str, Any] = {
        "questionnaire": bundled().id,
        "version": bundled().version,
        "digest": bundled().digest,
        "client": "meridiaan",
        "respondent": Respondent("r1", "Management", "Sam de Vries"),
        "started": "2026-01-05T09:00",
        "saved": "2026-01-05T09:30",
        "lang": "en",
        "answers": given,
        "targets": dict(demo_client().targets),
    }
    return Response(**{**plain, **changes})


def response_data(answers: Mapping[str, Any], /, **changes: Any) -> dict[str, Any]:
    """A response file as data; an answer is a value or a whole entry."""
    plain: dict[str, Any] = {
        "format": "cxassess.response/1",
        "questionnaire": {"id": "cx-maturity", "version": "1.0.0"},
        "client": "acme",
        "respondent": {"id": "r1"},
        "lang": "en",
        "started": "2026-01-05T09:00",
        "saved": "2026-01-05T09:30",
        "answers": {name: x if isinstance(x, dict) else {"value": x} for name, x in answers.items()},
    }
    return {**plain, **changes}


def workspace(root: Path, clients: Mapping[str, str] | Iterable[str] = ("acme",)) -> Workspace:
    """A workspace with these clients; a mapping gives the text of each ``client.yaml``."""
    (root / "clients").mkdir(parents=True, exist_ok=True)
    texts = clients if isinstance(clients, Mapping) else dict.fromkeys(clients, CLIENT)
    for name, text in texts.items():
        write(root / "clients" / name / "client.yaml", text)
    return Workspace(root)


def write(path: Path, content: str | bytes | Mapping[str, Any]) -> Path:
    """A file with its folders; a mapping becomes JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Mapping):
        content = json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def cx(*args: str | Path, cwd: Path | None = None, stdin: str | None = None) -> Result:
    """One run of the command line in this process, in the folder ``cwd``."""
    before = Path.cwd()
    os.chdir(cwd or before)
    try:
        result = CliRunner(env={"LC_ALL": "C"}).invoke(main, [str(arg) for arg in args], input=stdin)
    finally:
        os.chdir(before)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    assert "inside cxassess" not in result.output, result.output
    return result


def python(*args: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own, with the package in reach."""
    command = [sys.executable, *(str(arg) for arg in args)]
    given = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run(
        command, cwd=cwd, env=given, capture_output=True, text=True, timeout=120, check=False
    )
