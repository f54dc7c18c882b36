"""The documents say what the program does: keys, commands, examples and links are checked against it.

Fenced blocks carry marks after their language. ``title=PATH`` is a whole file; all of them together make one
workspace. ``wrong`` after it is a file with mistakes, followed by the messages it gives. A block of YAML or JSON
without a title is a part, which must fit into the first file of its document. ``console`` is a session that is run.

``X.nl.md`` is ``X.md`` in Dutch, line by line. Its examples make a workspace too, its sessions are run in Dutch, and
each of its lines is held against the English one: see "Dutch documents" below.
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
from cxassess import (
    catalogue,
    client,
    messages,
    messages_nl,
    planner,
    practice,
    questionnaire,
    response,
    texts,
    theme,
)
from cxassess.cli import main
from cxassess.errors import InvalidInput
from cxassess.frame import frame_of
from cxassess.library import Library
from cxassess.plan_compiler import compile_plan
from cxassess.planner_problem import Capacity
from cxassess.resources import Workspace
from cxassess.schemas import MODELS
from cxassess.scoring import score
from cxassess.source import parse_yaml

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md")])
DUTCH = [page for page in PAGES if page.name.endswith(".nl.md")]
LOCALES = {"en": "C", "nl": "nl_NL.UTF-8"}
DOCUMENTS = {
    "questionnaire": "questionnaire.md",
    "selection": "selection.md",
    "client": "client.md",
    "practice": "client.md",
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


def other(page: Path) -> Path:
    """The same document in the other language, whether there is one or not."""
    stem = page.name.removesuffix(".md").removesuffix(".nl")
    return page.with_name(stem + (".md" if page in DUTCH else ".nl.md"))


def document(name: str, lang: str) -> str:
    """The name of a document in a language, or of the English one where there is no other."""
    found = other(DOCS / name)
    return found.name if lang == "nl" and found.exists() else name


def in_each_language(*names: str) -> list[tuple[str, str]]:
    """The keys of ``DOCUMENTS``, each with the languages that its document has."""
    return [
        (name, lang)
        for name in names
        for lang in LOCALES
        if lang == "en" or other(DOCS / DOCUMENTS[name]).exists()
    ]


def blocks(name: str) -> list[Block]:
    """The fenced blocks of a document in ``docs/``."""
    text = (DOCS / name).read_text("utf-8")
    found = []
    for kind, marks, content in _FENCE.findall(text):
        title = next((mark[6:] for mark in marks.split() if mark.startswith("title=")), "")
        found.append(Block(kind, title, "wrong" in marks.split(), content))
    return found


def files(lang: str) -> list[Block]:
    """The whole files of all documents, without those with mistakes."""
    return [
        block
        for page in sorted(set(DOCS.glob("*.md")) - set(DUTCH))
        for block in blocks(document(page.name, lang))
        if block.title and not block.wrong
    ]


def write_examples(root: Path, lang: str = "en") -> Workspace:
    """The examples of the documents in a language as a workspace."""
    for block in files(lang):
        path = root / block.title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, "utf-8")
    return Workspace(root)


@pytest.fixture(params=LOCALES)
def lang(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def examples(tmp_path: Path, lang: str) -> Workspace:
    return write_examples(tmp_path / "examples", lang)


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


@pytest.mark.parametrize(("name", "lang"), in_each_language(*sorted(MODELS)))
def test_every_key_is_explained(name: str, lang: str) -> None:
    """Each key of a format and of its parts stands in the document as code."""
    text = (DOCS / document(DOCUMENTS[name], lang)).read_text("utf-8")
    missing = [
        f"{m.__name__}.{key}" for m in nested(MODELS[name]) for key in keys(m) if f"`{key}`" not in text
    ]
    assert not missing


@pytest.mark.parametrize(("name", "lang"), in_each_language(*sorted(MODELS)))
def test_every_key_has_an_example(name: str, lang: str) -> None:
    """Each key of a format and of its parts is used in at least one example of its document."""
    shown = {pair for data in whole_examples(name, lang) for pair in used(MODELS[name].model_validate(data))}
    missing = [
        f"{m.__name__}.{key}" for m in nested(MODELS[name]) for key in keys(m) if (m, key) not in shown
    ]
    assert not missing


def whole_examples(name: str, lang: str) -> list[dict[str, Any]]:
    """The files of a document, and the first of them with each part put in."""
    found = [b for b in blocks(document(DOCUMENTS[name], lang)) if b.kind in ("yaml", "json") and not b.wrong]
    # Two formats share a document: the client, and the practice that may give it its languages.
    found = [b for b in found if (b.data.get("format") == practice.FORMAT) == (name == "practice")]
    whole = [b.data for b in found if b.title and "language" not in b.data]
    whole = [data for data in whole if name != "client" or "languages" in data]
    return whole + [{**whole[0], **b.data} for b in found if not b.title]


# -- Examples -------------------------------------------------------------------------------------------------


def test_questionnaires(examples: Workspace, lang: str) -> None:
    """The questionnaires of the document, translated ones too, and every part of it, are without problems."""
    for folder in sorted((examples.root / "questionnaires").iterdir()):
        catalogue.read(folder)
    for i, data in enumerate(whole_examples("questionnaire", lang)):
        if data["languages"] == ["en"]:
            folder = examples.root / f"part-{i}"
            folder.mkdir()
            (folder / "questionnaire.yaml").write_text(json.dumps(data), "utf-8")
            questionnaire.read(folder)


def test_clients(examples: Workspace, lang: str) -> None:
    """The client of the document and every part of it fit their questionnaires and need no other colours."""
    folder = examples.clients / "harbour-bakery"
    for data in whole_examples("client", lang):
        (folder / "client.yaml").write_text(json.dumps(data), "utf-8")
        found, doc = client.read(folder)
        home = examples.find("questionnaires", found.questionnaire, "questionnaire.yaml")
        assert home is not None
        assert not client.check(found, doc, frame_of(questionnaire.read(home)))
        assert not client.notes(found, doc)


def test_practice(examples: Workspace, lang: str) -> None:
    """The practice of the document is sound with every part of it, and gives the second client what it lacks."""
    for data in whole_examples("practice", lang):
        (examples.root / "cxassess.yaml").write_text(json.dumps(data), "utf-8")
        found, _, notes = Library(examples, keep=False).client("corner-shop")
        assert not notes
        assert (found.languages, found.questionnaire, found.theme) == (("nl", "en"), "cx-quickscan", "plain")
        assert (found.brand.primary, found.brand.accent, found.capacity) == ("#1D4E5F", "#00707A", None)
        assert (found.consultant, found.currency, found.public_key) == (
            "Vos & Verhagen",
            "€",
            data.get("public_key", ""),
        )
        assert Library(examples, keep=False).client("harbour-bakery")[0].currency == "£"


def test_themes(examples: Workspace, lang: str) -> None:
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
    for data in whole_examples("theme", lang):
        (examples.root / "themes" / data["name"] / "theme.yaml").write_text(json.dumps(data), "utf-8")
        assert theme.read(examples, data["name"]).tokens["paper"] == "#FFFFFF"


def test_responses(examples: Workspace, lang: str) -> None:
    """The response of the document and every part of it belong to the small questionnaire."""
    asked = questionnaire.read(examples.root / "questionnaires" / "service-check")
    path = examples.root / "response.json"
    for data in whole_examples("response", lang):
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
    given = replace(response.build(file, asked, client_), decisions={}, saved="2026-11-10")
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


def section(name: str, lang: str) -> str:
    """The part of the document on commands that is about one command."""
    text = (DOCS / document("commands.md", lang)).read_text("utf-8")
    return re.split(r"^## ", text.split(f"\n## {name}\n")[1], flags=re.MULTILINE)[0]


def options(command: click.Command) -> set[str]:
    return {name for param in command.params if isinstance(param, click.Option) for name in param.opts}


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_explained(name: str, lang: str) -> None:
    """Each command has its section, with all its options and an example."""
    text = section(name, lang)
    assert not {option for option in options(main.commands[name]) if f"`{option}" not in text}
    assert f"$ cxassess {name}" in text


def test_nothing_else_is_explained_as_a_command(lang: str) -> None:
    """The table of commands has exactly the commands there are; the general options are all there."""
    text = (DOCS / document("commands.md", lang)).read_text("utf-8")
    assert set(re.findall(r"^\| \[`cxassess (\w+)`\]", text, re.MULTILINE)) == set(main.commands)
    assert not {option for option in options(main) if f"`{option}" not in text}


def test_sessions_print_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    """The console examples on commands, run one after another, print exactly what stands there."""
    write_examples(tmp_path / "examples", lang)
    monkeypatch.setenv("LC_ALL", LOCALES[lang])
    monkeypatch.chdir(tmp_path)
    for block in blocks(document("commands.md", lang)):
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


# -- Dutch documents -------------------------------------------------------------------------------------------

FORMULAS = {"business-case.nl.md", "method.nl.md"}
"""Their indented blocks are formulas in words, so only the numbers in them are the same."""
_SLOT = re.compile(r"\{(\w+)\}")


def shape(line: str) -> str:
    """What a line is: blank, code, a heading of a level, a row of a table with cells, an item, or prose."""
    if line.startswith("|"):
        return f"row of {line.count('|') - 1} cells"
    found = re.match(r"#+ |\s*(?:- |(?=\d+\. ))|    |$", line)
    return found[0] if found else "prose"


def lines_of(page: Path) -> list[tuple[str, str]]:
    """Each line with its shape; all lines of a fenced block are code, its first and last too."""
    found, fenced = [], False
    for line in page.read_text("utf-8").splitlines():
        fence = line.startswith("```")
        found.append(("fenced" if fenced or fence else shape(line), line))
        fenced ^= fence
    return found


def pairs(*shapes: str) -> Iterator[tuple[Path, int, str, str]]:
    """Each line of each Dutch document beside the English one; without shapes all but code."""
    for page in DUTCH:
        both = zip(lines_of(other(page)), lines_of(page), strict=False)
        for number, ((kind, english), (_, dutch)) in enumerate(both, 1):
            if kind in shapes or (not shapes and kind not in ("fenced", "    ")):
                yield page, number, english, dutch


def remarked(line: str, fenced: bool) -> str:
    """A line of code without its remark: after ``#``, or where nothing is fenced after a wide gap."""
    return re.sub(r"\s+# .*$" if fenced else r"(?<=\S)\s{2,}\S.*$", "", line)


def values_in(template: str, shown: str) -> dict[str, str] | None:
    """What fills a message of the program in a line that shows it, perhaps after a place in a file."""
    parts = _SLOT.split(template)
    seen: set[str] = set()
    for i in range(1, len(parts), 2):
        parts[i] = f"(?P={parts[i]})" if parts[i] in seen else f"(?P<{parts[i]}>.+)"
        seen.add(parts[i][3:].partition(">")[0])
    text = "".join(part if i % 2 else re.escape(part) for i, part in enumerate(parts))
    found = re.fullmatch(rf"(?P<_place>[\w./…-]+:(?:[\d:…]+)? )?{text}", shown)
    return found and {name: value or "" for name, value in found.groupdict().items()}


def same_message(english: str, dutch: str) -> bool:
    """Whether these are one message of the program with the same values, in two languages."""
    return any(
        (values := values_in(messages.EN[code], english)) is not None
        and values == values_in(messages_nl.NL[code], dutch)
        for code in messages.EN
    )


def same_phrases(english: str) -> list[set[str]]:
    """For each phrase of the page that a line quotes, what the page says in Dutch."""
    said, meant = texts.phrases("en"), texts.phrases("nl")
    quoted = re.findall(r'"([^"]+)"|\*\*([^*]+)\*\*', english)
    found = [{meant[key] for key, text in said.items() if text == one + two} for one, two in quoted]
    return [phrases for phrases in found if phrases]


def numbers(line: str) -> list[str]:
    """The numbers in a line, without the signs that differ between languages."""
    return sorted(re.sub("[.,]", "", found) for found in re.findall(r"\d+(?:[.,]\d+)*", line))


def code(line: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", line))


def ends(page: Path, line: str) -> list[tuple[str, int | None]]:
    """Where the links of a line lead: the file, in English if it has two languages, and which heading in it."""
    found = []
    for target in _LINK.findall(line):
        name, _, anchor = target.partition("#")
        end = (page.parent / name).resolve() if name and "://" not in name else page
        place = headings(end).index(anchor) if anchor and "://" not in name else None
        found.append((name if "://" in name else str(other(end) if end in DUTCH else end), place))
    return sorted(found, key=str)


def test_the_readme_says_which_documents_are_dutch() -> None:
    """Its table names all documents: first those in both languages, then those in English only."""
    text = (ROOT / "README.md").read_text("utf-8")
    both, english = (
        {ROOT / target for target in _LINK.findall(line)}
        for line in text.splitlines()
        if line.startswith("| `docs/` in English")
    )
    assert {*map(other, both), ROOT / "README.nl.md"} == set(DUTCH)
    assert both | english == set(DOCS.glob("*.md")) - set(DUTCH)


@pytest.mark.parametrize("page", DUTCH, ids=lambda page: page.name)
def test_dutch_has_the_shape_of_english(page: Path) -> None:
    """Headings, paragraphs, rows, cells, items and lines of code stand on the same lines."""
    dutch, english = ([kind for kind, _ in lines_of(one)] for one in (page, other(page)))
    differ = next((i for i, (a, b) in enumerate(zip(dutch, english, strict=False), 1) if a != b), None)
    assert differ is None, f"{page.name}:{differ}"
    assert len(dutch) == len(english)


def test_dutch_shows_the_same_code() -> None:
    """Blocks are alike but for remarks, and for messages, which are those of the program in either language."""
    wrong = []
    for page, number, english, dutch in pairs("fenced", "    "):
        fenced = not english.startswith("    ") or dict(enumerate(lines_of(page), 1))[number][0] == "fenced"
        if page.name in FORMULAS:
            same = numbers(english) == numbers(dutch)
        else:
            same = remarked(english, fenced) == remarked(dutch, fenced)
            same = same or same_message(english.strip(), dutch.strip())
        if not same:
            wrong.append(f"{page.name}:{number}: {dutch}")
    assert wrong == []


def test_dutch_names_the_same_code() -> None:
    """What stands between backticks in a line in English stands there in Dutch, and nothing else does."""
    wrong = [f"{p.name}:{n}: {code(en) ^ code(nl)}" for p, n, en, nl in pairs() if code(en) != code(nl)]
    assert wrong == []


def test_dutch_has_the_same_numbers() -> None:
    """Each line has the numbers of the English one."""
    wrong = [f"{p.name}:{n}: {nl}" for p, n, en, nl in pairs() if numbers(en) != numbers(nl)]
    assert wrong == []


def test_dutch_links_lead_to_the_same_places() -> None:
    """Each line links to the files and headings of the English one, whatever they are called in Dutch."""
    wrong = [f"{p.name}:{n}: {nl}" for p, n, en, nl in pairs() if ends(other(p), en) != ends(p, nl)]
    assert wrong == []


@pytest.mark.parametrize("page", [*DUTCH, *map(other, DUTCH)], ids=lambda page: page.name)
def test_links_stay_in_the_language(page: Path) -> None:
    """Only the link under the title leads to the other language, where a document has both."""
    lines = page.read_text("utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert f"]({other(page).name})." in lines[2]
    own = set(DUTCH) if page in DUTCH else set(map(other, DUTCH))
    links = _LINK.findall("\n".join(lines).replace(f"]({other(page).name})", "", 1))
    assert [link for link in links if other((page.parent / link.partition("#")[0]).resolve()) in own] == []


def test_dutch_quotes_the_page_in_dutch() -> None:
    """A button or sentence of the page that a line quotes is called in Dutch as the page calls it in Dutch."""
    quoted = [(p, n, one, nl) for p, n, en, nl in pairs() for one in same_phrases(en)]
    assert len(quoted) >= 8
    assert [f"{p.name}:{n}: {one}" for p, n, one, nl in quoted if not any(text in nl for text in one)] == []


def test_tables_of_messages_have_messages() -> None:
    """What can go wrong is told as the program tells it, in both languages."""
    said = [(messages.EN[code], messages_nl.NL[code]) for code in messages.EN]
    said += [(texts.phrases("en")[key], texts.phrases("nl")[key]) for key in texts.phrases("en")]
    filled = [
        tuple(_SLOT.sub("…", text.replace("{key}", key)) for text in both)
        for both in said
        for key in ("…", "public_key")
    ]
    wrong, inside, count = [], False, 0
    for page, number, english, dutch in pairs():
        inside = english.startswith("|") and (inside or english.startswith("| Message |"))
        if inside and not english.startswith(("| Message |", "|---")):
            count += 1
            en, nl = (re.sub(r" \([^)]*\)$", "", line.split(" | ")[0][2:]) for line in (english, dutch))
            if not any(a.startswith(en) and b.startswith(nl) for a, b in filled):
                wrong.append(f"{page.name}:{number}: {nl}")
    assert count == 15
    assert wrong == []


# -- Links and version ----------------------------------------------------------------------------------------


def links() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        text = _FENCE.sub("", page.read_text("utf-8"))
        found += [(page.relative_to(ROOT).as_posix(), target) for target in _LINK.findall(text)]
    return sorted({(page, target) for page, target in found if "://" not in target})


def headings(page: Path) -> list[str]:
    """The names that headings get: small letters, no signs, hyphens for spaces."""
    heads = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads]


@pytest.mark.parametrize(("page", "target"), links())
def test_links_lead_somewhere(page: str, target: str) -> None:
    """Each link to a file of this project, and to a heading in it, has its end."""
    name, _, anchor = target.partition("#")
    end = (ROOT / page).parent / name if name else ROOT / page
    assert end.exists()
    assert not anchor or anchor in headings(end)


def test_changelog_has_this_version() -> None:
    """The newest entry of the changelog is the version of the package, with a date."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    assert newest is not None
    assert newest[1] == cxassess.__version__
