"""The documents say what the program does: keys, commands, examples and links are checked against it.

Fenced blocks carry marks after their language. ``title=PATH`` is a whole file; all of them together make one
workspace. ``wrong`` after it is a file with mistakes, followed by the messages it gives. A block of YAML or JSON
without a title is a part, which must fit into the first file of its document. ``console`` is a session that is run.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from click.testing import CliRunner
from conftest import ROOT
from pydantic import BaseModel

import cxassess
from cxassess import catalogue, client, planner, questionnaire, response, theme
from cxassess.cli import main
from cxassess.errors import InvalidInput
from cxassess.plan_compiler import compile_plan
from cxassess.planner_problem import Capacity
from cxassess.resources import Workspace
from cxassess.schemas import MODELS
from cxassess.scoring import score
from cxassess.source import parse_yaml

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]
DOCUMENTS = {
    "questionnaire": "questionnaire.md",
    "selection": "selection.md",
    "client": "client.md",
    "theme": "themes.md",
    "response": "response.md",
}
_FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block of a document."""

    kind: str
    title: str
    wrong: bool
    text: str

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = parse_yaml(self.text.encode(), self.title).data
        return found


def blocks(name: str) -> list[Block]:
    """The fenced blocks of a document in ``docs/``."""
    text = (DOCS / name).read_text("utf-8")
    found = []
    for kind, marks, content in _FENCE.findall(text):
        title = next((mark[6:] for mark in marks.split() if mark.startswith("title=")), "")
        found.append(Block(kind, title, "wrong" in marks.split(), content))
    return found


def files() -> list[Block]:
    """The whole files of all documents, without those with mistakes."""
    return [
        block
        for page in sorted(DOCS.glob("*.md"))
        for block in blocks(page.name)
        if block.title and not block.wrong
    ]


def write_examples(root: Path) -> Workspace:
    """The examples of the documents as a workspace."""
    for block in files():
        path = root / block.title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, "utf-8")
    return Workspace(root)


@pytest.fixture
def examples(tmp_path: Path) -> Workspace:
    return write_examples(tmp_path / "examples")


def nested(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A model and all models inside it."""
    seen: set[type[BaseModel]] = set()

    def walk(annotation: Any) -> None:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in seen:
            seen.add(annotation)
            for field in annotation.model_fields.values():
                walk(field.annotation)
        for part in get_args(annotation):
            walk(part)

    walk(model)
    yield from sorted(seen, key=lambda one: one.__name__)


def keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def used(value: Any) -> Iterator[tuple[type[BaseModel], str]]:
    """Every key that was given in a validated file, with the model it belongs to."""
    if isinstance(value, BaseModel):
        for name in value.model_fields_set:
            yield type(value), type(value).model_fields[name].alias or name
            yield from used(getattr(value, name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from used(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from used(inner)


# -- Keys -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_key_is_explained(name: str) -> None:
    """Each key of a format and of its parts stands in the document as code."""
    text = (DOCS / DOCUMENTS[name]).read_text("utf-8")
    missing = [
        f"{m.__name__}.{key}" for m in nested(MODELS[name]) for key in keys(m) if f"`{key}`" not in text
    ]
    assert not missing


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_key_has_an_example(name: str) -> None:
    """Each key of a format and of its parts is used in at least one example of its document."""
    shown = {pair for data in whole_examples(name) for pair in used(MODELS[name].model_validate(data))}
    missing = [
        f"{m.__name__}.{key}" for m in nested(MODELS[name]) for key in keys(m) if (m, key) not in shown
    ]
    assert not missing


def whole_examples(name: str) -> list[dict[str, Any]]:
    """The files of a document, and the first of them with each part put in."""
    found = [b for b in blocks(DOCUMENTS[name]) if b.kind in ("yaml", "json") and not b.wrong]
    whole = [b.data for b in found if b.title and "language" not in b.data]
    return whole + [{**whole[0], **b.data} for b in found if not b.title]


# -- Examples -------------------------------------------------------------------------------------------------


def test_questionnaires(examples: Workspace) -> None:
    """The questionnaires of the document, translated ones too, and every part of it, are without problems."""
    for folder in sorted((examples.root / "questionnaires").iterdir()):
        catalogue.read(folder)
    for i, data in enumerate(whole_examples("questionnaire")):
        if data["languages"] == ["en"]:
            folder = examples.root / f"part-{i}"
            folder.mkdir()
            (folder / "questionnaire.yaml").write_text(json.dumps(data), "utf-8")
            questionnaire.read(folder)


def test_clients(examples: Workspace) -> None:
    """The client of the document and every part of it fit their questionnaires and need no other colours."""
    folder = examples.clients / "harbour-bakery"
    for data in whole_examples("client"):
        (folder / "client.yaml").write_text(json.dumps(data), "utf-8")
        found, doc = client.read(folder)
        home = examples.find("questionnaires", found.questionnaire, "questionnaire.yaml")
        assert home is not None
        assert not client.check(found, doc, questionnaire.read(home))
        assert not client.notes(found, doc)


def test_themes(examples: Workspace) -> None:
    """The theme of the document and every part of it can be read, and it changes what it says."""
    for name in ("quiet", "calm"):
        fonts = examples.root / "themes" / name / "fonts"
        fonts.mkdir()
        reports = (
            "serif-400.ttf",
            "serif-600.ttf",
            "sans-source.woff2",
            "serif-report.woff2",
            "sans-report.woff2",
        )
        for file in ("serif.woff2", "sans.woff2", *reports):
            (fonts / file).write_bytes(b"")
    assert theme.read(examples, "calm").tokens["ink"] == "#1A1A1A"
    for data in whole_examples("theme"):
        (examples.root / "themes" / data["name"] / "theme.yaml").write_text(json.dumps(data), "utf-8")
        assert theme.read(examples, data["name"]).tokens["paper"] == "#FFFFFF"


def test_responses(examples: Workspace) -> None:
    """The response of the document and every part of it belong to the small questionnaire."""
    asked = questionnaire.read(examples.root / "questionnaires" / "service-check")
    path = examples.root / "response.json"
    for data in whole_examples("response"):
        path.write_text(json.dumps(data), "utf-8")
        file, doc = response.read(path)
        assert not response.check(file, doc, asked)
        assert not response.notes(file, doc, asked, "harbour-bakery")


def test_the_examples_make_a_workspace(examples: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """All files of all documents together can be checked and built."""
    monkeypatch.chdir(examples.root)
    for command in (["check"], ["build"]):
        outcome = CliRunner().invoke(main, ["--lang", "en", *command])
        assert outcome.exit_code == 0, outcome.output
    assert (examples.root / "output" / "harbour-bakery" / "index.html").is_file()


def test_mistakes_give_the_messages_shown(tmp_path: Path) -> None:
    """The questionnaire with mistakes gives exactly the messages that follow it."""
    found = blocks("questionnaire.md")
    at = next(i for i, block in enumerate(found) if block.wrong)
    (tmp_path / "questionnaire.yaml").write_text(found[at].text, "utf-8")
    with pytest.raises(InvalidInput) as caught:
        questionnaire.read(tmp_path, str(Path(found[at].title).parent))
    assert "\n".join(caught.value.texts()) == found[at + 1].text.strip()


# -- Numbers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["method.md", "method.nl.md"])
def test_the_worked_example_is_what_the_program_computes(name: str) -> None:
    """The table of the worked example has the scores, ranges, coverage and levels of the first demo response."""
    asked = questionnaire.read(ROOT / "questionnaires" / "cx-maturity")
    file, _ = response.read(ROOT / "demo/clients/meridiaan/responses/1-directie.json")
    result = score(compile_plan(asked), response.build(file, asked, None))
    text = (DOCS / name).read_text("utf-8").replace("*", "")
    rows = [re.findall(r"[^|]+", line) for line in text.splitlines() if re.match(r"\| .+ \| \d+ \| ", line)]
    assert len(rows) == 7
    for row, group in zip(rows, (*result.plan.dimensions, "overall"), strict=True):
        out = result.scores[group]
        shown = [float(figure.replace(",", ".")) for figure in (row[3], *row[4].split("–"))]
        exact = [out.score, *dict.fromkeys((out.lower, out.upper))]
        assert shown == pytest.approx(exact, abs=0.0051)
        assert int(row[5].strip(" %")) == pytest.approx(100 * (out.coverage or 0), abs=0.51)
        levels = [int(digits) for digits in re.findall(r"\d+", row[6])]
        assert levels == list(dict.fromkeys((out.level, out.level_optimistic)))


@pytest.mark.parametrize("name", ["method.md", "method.nl.md"])
def test_the_plan_of_the_example_is_what_the_program_plans(name: str) -> None:
    """Each quarter begins with these actions, takes these days, and ends at this index and level."""
    asked = questionnaire.read(ROOT / "questionnaires" / "cx-maturity")
    client_, _ = client.read(ROOT / "demo/clients/meridiaan")
    file, _ = response.read(ROOT / "demo/clients/meridiaan/responses/1-directie.json")
    given = replace(response.build(file, asked, client_), decisions={}, saved="2026-11-22")
    schedule = planner.plan_actions(score(compile_plan(asked), given), given, Capacity(40))
    text = (
        (DOCS / name).read_text("utf-8").replace(",", ".")
        if name == "method.nl.md"
        else (DOCS / name).read_text("utf-8")
    )
    lines = [line for line in text.splitlines() if re.match(r"\| \w{3}–\w{3} \d{4} \|", line)]
    assert len(lines) == schedule.length == len(schedule.points) - 1
    assert ("action:appoint-owner", (("dimension:ownership", 3),)) in schedule.lifts
    for i, line in enumerate(lines):
        begins = {a.id.removeprefix("action:") for a in schedule.placed if a.start == i}
        assert set(re.findall(r"`([\w-]+)`", line)) == begins
        *_, days, room, index, level = [float(found) for found in re.findall(r"\d+(?:\.\d+)?", line)]
        assert (days, room) == pytest.approx((schedule.days[i], schedule.room[i]), abs=0.051)
        assert (index, level) == pytest.approx(
            (schedule.points[i + 1].index, schedule.points[i + 1].level), abs=0.051
        )


# -- Commands -------------------------------------------------------------------------------------------------


def section(name: str) -> str:
    """The part of the document on commands that is about one command."""
    text = (DOCS / "commands.md").read_text("utf-8")
    return re.split(r"^## ", text.split(f"\n## {name}\n")[1], flags=re.MULTILINE)[0]


def options(command: click.Command) -> set[str]:
    return {name for param in command.params if isinstance(param, click.Option) for name in param.opts}


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_explained(name: str) -> None:
    """Each command has its section, with all its options and an example."""
    text = section(name)
    assert not {option for option in options(main.commands[name]) if f"`{option}" not in text}
    assert f"$ cxassess {name}" in text


def test_nothing_else_is_explained_as_a_command() -> None:
    """The table of commands has exactly the commands there are; the general options are all there."""
    text = (DOCS / "commands.md").read_text("utf-8")
    assert set(re.findall(r"^\| \[`cxassess (\w+)`\]", text, re.MULTILINE)) == set(main.commands)
    assert not {option for option in options(main) if f"`{option}" not in text}


def test_sessions_print_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The console examples on commands, run one after another, print exactly what stands there."""
    write_examples(tmp_path / "examples")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.chdir(tmp_path)
    for block in blocks("commands.md"):
        if block.kind != "console":
            continue
        for entry in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            command, _, expected = entry.partition("\n")
            words = shlex.split(command)
            if words[0] == "cd":
                monkeypatch.chdir(Path.cwd() / words[1])
                continue
            printed = CliRunner().invoke(main, words[1:]).output
            assert re.fullmatch(pattern(expected), printed), f"$ {command}\n{printed}"


def pattern(shown: str) -> str:
    """An expected output as a regular expression: ``…`` stands for anything, alone also for many lines."""
    lines = [
        r"(?:.*\n)*" if line == "…\n" else re.escape(line).replace("…", ".*")
        for line in shown.splitlines(True)
    ]
    return "".join(lines)


# -- Links and version ----------------------------------------------------------------------------------------


def links() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        text = _FENCE.sub("", page.read_text("utf-8"))
        found += [(page.relative_to(ROOT).as_posix(), target) for target in _LINK.findall(text)]
    return sorted({(page, target) for page, target in found if "://" not in target})


def anchors(page: Path) -> set[str]:
    """The names that headings get: small letters, no signs, hyphens for spaces."""
    heads = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize(("page", "target"), links())
def test_links_lead_somewhere(page: str, target: str) -> None:
    """Each link to a file of this project, and to a heading in it, has its end."""
    name, _, anchor = target.partition("#")
    end = (ROOT / page).parent / name if name else ROOT / page
    assert end.exists()
    assert not anchor or anchor in anchors(end)


def test_changelog_has_this_version() -> None:
    """The newest entry of the changelog is the version of the package, with a date."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    assert newest is not None
    assert newest[1] == cxassess.__version__
