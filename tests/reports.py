"""The reports that several test files look at, each printed once in a session, by whichever process comes first."""

from __future__ import annotations

import fcntl
import io
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
from conftest import ROOT
from samples import (
    CLIENT,
    DEMO,
    SMALL,
    bundled,
    bundled_plan,
    demo_client,
    make_response,
    same_answers,
    v1_answers,
    workspace,
    write,
)
from samples import response_data as file_data

from cxassess import commands, reporting, scoring, theme
from cxassess.exporters import pdf
from cxassess.exporters.json import dumps, response_data
from cxassess.library import Library
from cxassess.model import Answer, Client, Questionnaire, Response
from cxassess.resources import Workspace
from cxassess.scored import join
from cxassess.since import Earlier

ORGANISATIONS = Workspace(ROOT / "tests" / "organisations")
SLUGS = tuple(ORGANISATIONS.client_names())
NOTE = "Wij vragen het elke klant, en luisteren. Ça va: Ελλάδα, Łódź, Россия!"


def printed(
    response: Response,
    lang: str = "en",
    client: Client | None = None,
    questionnaire: Questionnaire | None = None,
    extras: pdf.Extras | None = None,
    look: str = "default",
    before: Earlier | None = None,
) -> bytes:
    """The report of a response, beside an earlier one or not."""
    who, asked = client or demo_client(), questionnaire or bundled()
    result = scoring.score(bundled_plan(), response)
    made = theme.read(Workspace(ROOT), look)
    inside = extras.files if extras else ()
    html = pdf.report_html(asked, made, who, response, result, lang, inside=inside, earlier=before)
    return pdf.pdf(html, made, who, extras)


def scored(place: Workspace, path: Path) -> commands.Scored:
    """A response file with its result."""
    found, errors = commands.score(place, [path], None)
    assert not errors, [error.texts() for error in errors]
    return found[0]


def earlier(response: Response, **changes: Any) -> Earlier:
    """The measurement of a year before: every third answer one lower, every seventh one higher, one unknown."""
    given = dict(response.answers)
    for i, (name, answer) in enumerate(sorted(given.items())):
        step = -1 if i % 3 == 0 else 1 if i % 7 == 0 else 0
        if answer.value and answer.value.isdigit():
            given[name] = replace(answer, value=str(min(5, max(1, int(answer.value) + step))))
    given[min(given)] = Answer("dont-know")
    then = replace(response, answers=given, saved="2025-11-03T10:00:00+01:00", **changes)
    return Earlier(then, scoring.score(bundled_plan(), then))


def demo(lang: str, look: str = "default", *, compared: bool = False) -> bytes:
    """The report of the demo client, with its files inside, beside an earlier measurement or not."""
    entry = scored(DEMO, DEMO.clients / "meridiaan" / "responses" / "1-directie.json")
    extras = pdf.Extras(reporting.inside(entry, entry.response), entry.response.saved)
    before = earlier(entry.response) if compared else None
    return printed(entry.response, lang, entry.client, extras=extras, look=look, before=before)


PLAIN = ("lindewaard", "spoke-and-saddle")
"""Organisations whose report is printed in the other theme: one in each language."""


def organisation(slug: str) -> bytes:
    """The report of a test organisation in its first language."""
    path = next((ORGANISATIONS.clients / slug / "responses").glob("*.json"))
    entry = scored(ORGANISATIONS, path)
    look = "plain" if slug in PLAIN else "default"
    return printed(entry.response, entry.client.languages[0], entry.client, entry.questionnaire, look=look)


def long_note(name: str) -> str:
    """As long as a note may be; lines differ, or a checker takes those at the top of pages for a running heading."""
    words, drawn = NOTE.split(), Random(name)
    return " ".join(word for _ in range(80) for word in drawn.sample(words, len(words)))[:5000]


def noted() -> Response:
    """As long a note with every answer as a response may have, in another language than the report."""
    given = v1_answers()
    noted = {name: Answer(given[name], long_note(name), "seen") for name in given}
    return make_response({**given, **noted}, lang="nl")


def whole_notes() -> bytes:
    """The report of long notes, with its files inside."""
    response = noted()
    inside = {"response.json": dumps(response_data(response)), "result.json": "{}"}
    return printed(response, extras=pdf.Extras(inside, response.saved))


def nobody() -> Response:
    """A response without an answer, a name, a day or a target."""
    known = make_response({})
    blank = replace(known.respondent, name="", group="")
    return replace(known, respondent=blank, started="", saved="", targets={})


def crowd() -> bytes:
    """The report of people of three groups, who answered much like the respondents of the demo."""
    folder = DEMO.clients / "meridiaan" / "responses"
    entries = [scored(DEMO, path) for path in sorted(folder.glob("*.json"))]
    values = ("1", "2", "3", "4", "5")
    people = []
    for i in range(18):
        entry = entries[i % len(entries)]
        response = entry.response
        answers = {
            name: replace(
                answer,
                value=values[(int(answer.value) + i * k) % 5 if (i + k) % 4 == 0 else int(answer.value) - 1],
            )
            if (answer.value or "").isdigit()
            else answer
            for k, (name, answer) in enumerate(response.answers.items())
        }
        own = replace(response, respondent=replace(response.respondent, id=f"r{i}"), answers=answers)
        people.append(replace(entry, response=own, result=scoring.score(bundled_plan(), own)))
    joined = join(Library(DEMO), people)
    assert joined.response.groups is not None
    return printed(joined.response, "nl", joined.client)


CASES: Mapping[str, Any] = {
    "demo nl": lambda: demo("nl"),
    "demo en": lambda: demo("en"),
    "demo plain": lambda: demo("nl", "plain", compared=True),
    "together": crowd,
    "nothing answered": lambda: printed(nobody()),
    "nothing applies": lambda: printed(make_response(same_answers("not-applicable"))),
    "long notes": whole_notes,
    **{slug: lambda slug=slug: organisation(slug) for slug in SLUGS},
}


def small_place(root: Path, answers: Mapping[str, Any], more: str = "") -> Path:
    """A workspace whose client answered a questionnaire of two questions: a report of few pages, soon made."""
    workspace(root, {"acme": CLIENT + "questionnaire: small\n" + more})
    write(root / "questionnaires" / "small" / "questionnaire.yaml", SMALL)
    given = file_data(answers, questionnaire={"id": "small", "version": "1"})
    write(root / "clients" / "acme" / "responses" / "one.json", given)
    return root


def once(name: str, make: Callable[[], bytes]) -> bytes:
    """What ``make`` gives, made by one process of this session and read by the others."""
    path = Path(os.environ["CXASSESS_TEST_REPORTS"]) / name
    with path.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            path.write_bytes(make())
        return path.read_bytes()


@cache
def case(name: str) -> bytes:
    """The report of a case by its name."""
    return once(f"{name}.pdf", CASES[name])


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
