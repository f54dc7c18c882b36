"""The reports that several test files look at, each printed once in a process."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from conftest import ROOT
from samples import (
    DEMO,
    bundled,
    bundled_plan,
    default_theme,
    demo_client,
    make_response,
    same_answers,
    v1_answers,
)

from cxassess import commands, scoring
from cxassess.exporters import pdf
from cxassess.model import Answer, Client, Questionnaire, Response
from cxassess.resources import Workspace

ORGANISATIONS = Workspace(ROOT / "tests" / "organisations")
SLUGS = tuple(ORGANISATIONS.client_names())
NOTE = "Wij vragen het elke klant, en luisteren. Ça va: Ελλάδα, Łódź, Россия! "


def printed(
    response: Response,
    lang: str = "en",
    client: Client | None = None,
    questionnaire: Questionnaire | None = None,
    extras: pdf.Extras | None = None,
) -> bytes:
    """The report of a response."""
    who, asked = client or demo_client(), questionnaire or bundled()
    result = scoring.score(bundled_plan(), response)
    html = pdf.report_html(asked, default_theme(), who, response, result, lang)
    return pdf.pdf(html, default_theme(), who, extras)


def scored(workspace: Workspace, path: Path) -> commands.Scored:
    """A response file with its result."""
    found, errors = commands.score(workspace, [path], None)
    assert not errors, [error.texts() for error in errors]
    return found[0]


def demo(lang: str) -> bytes:
    """The report of the demo client, with its files inside."""
    entry = scored(DEMO, DEMO.clients / "meridiaan" / "responses" / "1-directie.json")
    extras = pdf.Extras(commands._inside(entry, entry.response), entry.response.saved)
    return printed(entry.response, lang, entry.client, extras=extras)


def organisation(slug: str) -> bytes:
    """The report of a test organisation in its first language."""
    path = next((ORGANISATIONS.clients / slug / "responses").glob("*.json"))
    entry = scored(ORGANISATIONS, path)
    return printed(entry.response, entry.client.languages[0], entry.client, entry.questionnaire)


def noted() -> Response:
    """As long a note with every answer as a response may have, in another language than the report."""
    answers = {name: Answer(value, (NOTE * 80)[:5000], "seen") for name, value in v1_answers().items()}
    return make_response(answers, lang="nl")


CASES: Mapping[str, Any] = {
    "demo nl": lambda: demo("nl"),
    "demo en": lambda: demo("en"),
    "nothing answered": lambda: printed(make_response({})),
    "nothing applies": lambda: printed(make_response(same_answers("not-applicable"))),
    "long notes": lambda: printed(noted()),
    **{slug: lambda slug=slug: organisation(slug) for slug in SLUGS},
}


@cache
def case(name: str) -> bytes:
    """The report of a case by its name."""
    return bytes(CASES[name]())


def opened(content: bytes) -> pikepdf.Pdf:
    """A PDF to look into."""
    return pikepdf.open(io.BytesIO(content))


def structure(node: Any) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure tree below a node, in the order of reading."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from structure(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from structure(node["/K"])
