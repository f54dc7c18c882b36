"""A respondent fills in the whole questionnaire by keyboard, comes back, downloads, and everybody says the same.

What the page shows is compared with what Python makes of the downloaded file: with the same templates, slot by slot,
with ``cxassess score`` and with the text of the report.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT, require

from browser import engines
from browser.conftest import DEMO, load
from browser.engines import Engine, WebKitEngine
from cxassess import charts, commands, planner, planner_view, render, report, texts
from cxassess.library import Library
from cxassess.planner_problem import capacity_for
from cxassess.resources import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

QUESTIONS = 42
NAME = "Zoë van Dijk"

# What a view says, without the patterns to copy, the hatchings, and the marks that name the slots.
SLOTS = """((root) => {
  const known = new Set(['data-t', 'data-a', 'data-show', 'data-list']);
  // What a link adds for screen readers stands in the page alone, names of silent drawings in the report alone.
  // So do missing reasons. The plan is printed by a template of its own; test_planner_parity.py compares its words.
  const other = 'a .vh, svg[aria-hidden] > title, [data-show=reasons], section.plan';
  const isPattern = (one) => one.matches(`template, defs, ${other}`);
  const walk = (one) => {
    if (one.nodeType === Node.TEXT_NODE) return one.data.replace(/\\s+/g, ' ').trim() || null;
    if (one.nodeType !== Node.ELEMENT_NODE || isPattern(one)) return null;
    // The page leaves out an attribute that is false.
    const counts = (name) => !known.has(name) && one.getAttribute(name) !== 'false';
    const looks = one.getAttributeNames().filter(counts).sort().map((name) => `${name}="${one.getAttribute(name)}"`);
    const inside = [...one.childNodes].map(walk).filter((child) => child !== null);
    return [[one.localName, ...looks].join(' '), ...inside];
  };
  return walk(root);
})(document.querySelector(args[0]))"""


# ---- Filling in -----------------------------------------------------------------------------------------


@dataclass
class Respondent:
    """Somebody with a keyboard and nothing else."""

    engine: Engine
    answers: Mapping[str, Mapping[str, str]]
    topics: Mapping[str, list[str]]
    seen: list[str] = field(default_factory=list)

    def fill_in(self, group: str) -> None:
        """From the first view to the check."""
        self.introduce(group)
        for topic in self.topics:
            self.engine.wait_for("document.querySelector('.view.on')?.dataset.view === args[0]", f"q/{topic}")
            assert self.engine.focused(f"#view-q-{topic} h1"), "a new view starts at its heading"
            self.topic(topic)
            self.engine.tab_to(f"#view-q-{topic} [data-do=next]")
            self.engine.press("Enter")
        self.engine.wait_for("document.querySelector('.view.on')?.dataset.view === 'check'")

    def introduce(self, group: str) -> None:
        """Group and name on the first view, then back to the button that begins."""
        self.engine.tab_to("#at-group")
        # Typing the first letters chooses in every browser, without opening the list.
        self.engine.type(group[:4])
        self.engine.tab_to("#at-name")
        self.engine.type(NAME)
        for _ in range(30):
            self.engine.press("Shift+Tab")
            if self.engine.focused(".back a.btn"):
                break
        assert self.engine.focused(".back a.btn")
        self.engine.press("Enter")

    def topic(self, topic: str) -> None:
        """All questions of one view; each third by arrows, the others by their number."""
        for i, name in enumerate(self.topics[topic]):
            self.question(name, self.answers[name], by_arrows=i % 3 == 0)
            self.seen.append(name)

    def question(self, name: str, given: Mapping[str, str], by_arrows: bool) -> None:
        """One answer with its reason and note."""
        radio = f"#q-{name} input[name='{name}']"
        self.engine.tab_to(radio)
        value = given["value"]
        if value.isdigit() and not by_arrows:
            self.engine.press(value)
        else:
            self.by_arrows(radio, value)
        self.engine.wait_for("document.querySelector(args[0] + ':checked')?.value === args[1]", radio, value)
        if given["reason"]:
            self.engine.tab_to(f"[id='{name}.reason']")
            self.engine.type(given["reason"])
        if given["note"] or given["basis"]:
            self.note(name, given)

    def by_arrows(self, radio: str, value: str) -> None:
        """Space takes the first answer, arrows go on to the one that is meant."""
        self.engine.press("Space")
        order = self.engine.js("[...document.querySelectorAll(args[0])].map((input) => input.value)", radio)
        self.engine.press(*["ArrowDown"] * order.index(value))

    def note(self, name: str, given: Mapping[str, str]) -> None:
        """Opens the note and writes it; how sure one is comes after."""
        self.engine.tab_to(f"#q-{name} .note summary")
        self.engine.press("Enter")
        self.engine.tab_to(f"[id='{name}.note']")
        self.engine.type(given["note"])
        if given["basis"]:
            basis = f"input[name='{name}.basis']"
            self.engine.tab_to(basis)
            self.by_arrows(basis, given["basis"])


@dataclass
class Run:
    """What one engine did and showed."""

    name: str
    file: Path
    downloaded: dict[str, Any]
    back: str
    shown_again: dict[str, str]
    notes_again: dict[str, str]
    shown: dict[str, Any]
    rows: dict[str, list[list[str]]]
    console: list[str]
    reference: dict[str, Any]


def topics_of(page: Engine) -> dict[str, list[str]]:
    """The questions by topic in the order of the page."""
    script = "[...document.querySelectorAll('#app .topic')].map((view) => [view.id.slice('view-q-'.length), "
    script += "[...view.querySelectorAll('.q')].map((question) => question.id.slice(2))])"
    return dict(page.js(script))


def read_texts(engine: Engine) -> dict[str, list[list[str]]]:
    """The texts of the result and the roadmap that stand in rows, as a reader sees them."""
    script = """Object.fromEntries(Object.entries(args[0]).map(([name, [rows, cells]]) => [name,
      [...document.querySelectorAll(rows)].map((row) => (cells ? [...row.querySelectorAll(cells)] : [row])
        .map((cell) => cell.textContent.replace(/\\s+/g, ' ').trim()).filter(Boolean))]))"""
    return dict(engine.js(script, ROWS))


WITHOUT_CHOICES = """document.querySelectorAll('.view.on .aims, .view.on [name="decide.quarter"] option + option')
  .forEach((one) => one.remove())"""
"""Fields of the page alone, which Python does not write; tests/browser/test_choices.py is about them."""

ROWS = {
    "title": ["#view-result h1", ""],
    "lede": ["#view-result h1 + .lede", ""],
    "level": ["#view-result .two section:first-child .big", "[data-t]"],
    "index": ["#view-result .two section:last-child .big", "[data-t]"],
    "index text": ["#view-result .two section:last-child > p[data-t]:not([hidden])", ""],
    "level text": ["#view-result .two section:first-child > p[data-t]:not([hidden])", ""],
    "profile": ["#view-result .prof tr:has(td)", "th, td"],
    "why": ["#view-result .sec:has(.why) h2", ""],
    "rules": ["#view-result .rules li", "b, [data-t=text]"],
    "marks": ["#view-result .rules li", "b, .vh [data-t]"],
    "lift title": ["#view-result .panel h3", ""],
    "lift": ["#view-result .panel li", "a, p"],
    "bars": ["#view-result .bars li", ".l b, .l span, .s, .g, .why-row:not([hidden])"],
    "lenses": ["#view-result .lens-row", "b, .s"],
    "roadmap title": ["#view-roadmap h1", ""],
    "first": ["#view-roadmap .monday li", ".say, b"],
    "steps": ["#view-roadmap .step summary", "h3"],
    "actions": ["#view-roadmap .action", ".action-title"],
}


@pytest.fixture(scope="module", params=engines.NAMES)
def run(
    request: pytest.FixtureRequest,
    demo_page: Path,
    response: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Run]:
    """The whole run in one engine.

    WebKitGTK gives a driven browser a storage that ends with its process, and has no setting against it. There the
    window is closed and opened again within the process, which reads the storage afresh; after the end of the process
    the answers come back from the downloaded file.
    """
    name = request.param
    folder = tmp_path_factory.mktemp(f"run-{name}")
    profile = folder / "profile"

    def start() -> Engine:
        if name == "webkit":
            return WebKitEngine(request.getfixturevalue("display"), folder)
        driver: Playwright = request.getfixturevalue("playwright")
        return engines.persistent(driver, name, profile, folder / "downloads")

    engine = start()
    try:
        engine.open(demo_page)
        respondent = Respondent(engine, response["answers"], topics_of(engine))
        assert sum(len(some) for some in respondent.topics.values()) == QUESTIONS
        respondent.fill_in(response["respondent"]["group"])
        console = engine.console
        if name == "webkit":
            other = engine.new_tab()
            engine.close_tab()  # type: ignore[attr-defined]
            engine = other
        else:
            engine.wait_for("document.getElementById('save').textContent.includes('Opgeslagen')")
            engine.close()
            assert not engines.processes_of(profile), "the browser still runs"
            engine = start()
        engine.open(demo_page)
        back = engine.text(".back")
        file = engine.download(lambda: engine.click("header [data-do=download]"))
        if name == "webkit":
            engine.close()
            engine = start()
            engine.open(demo_page)
            load(engine, file)
        for topic in respondent.topics:
            engine.show(f"#/q/{topic}")
        again = engine.answers()
        fields = "[...document.querySelectorAll('.note textarea, .sub input, .pill input:checked')]"
        notes = dict(engine.js(f"{fields}.filter((one) => one.value).map((one) => [one.name, one.value])"))
        shown = {}
        for view in ("result", "roadmap"):
            engine.show(f"#/{view}")
            engine.js(WITHOUT_CHOICES)
            shown[view] = engine.js(SLOTS, f"#view-{view} > .wrap")
        rows = read_texts(engine)
        console += engine.console
        reference = expected(file, engine, folder)
        yield Run(
            name, file, json.loads(file.read_text("utf-8")), back, again, notes, shown, rows,
            console, reference,
        )  # fmt: skip
    finally:
        engine.close()


# ---- What Python says -----------------------------------------------------------------------------------


class _Slots(render.Fields):
    """Fields with a result, that keep all elements, as the page does."""

    def has(self, path: str) -> bool:
        return True

    def text(self, path: str) -> str:
        # The report names its drawings; those at the top have a name of their own there.
        return "" if path == "title" else super().text(path)


def scored(file: Path) -> commands.Scored:
    """The downloaded file, scored in Python."""
    found, errors = commands.score(Workspace(DEMO), [file], None)
    assert not errors
    return found[0]


def expected(file: Path, engine: Engine, folder: Path) -> dict[str, Any]:
    """The same templates filled by Python, read by the same browser."""
    entry = scored(file)
    look = Library(Workspace(DEMO)).theme(entry.client.theme)
    paint = render.Paint(look.paint, None)
    words = texts.term_values(entry.questionnaire, entry.client, entry.lang)
    local = texts.local(entry.questionnaire, entry.lang, {**words, "organisation": entry.client.short})
    local["rings"] = charts.rings(len(entry.questionnaire.dimensions))
    tree = commands.view(entry)
    capacity = capacity_for(entry.client, entry.questionnaire, entry.response)
    setting = report.Setting(entry.lang, entry.client.short, entry.response.saved, entry.response.decisions)
    schedule = planner.plan_actions(entry.result, entry.response, capacity)
    tree["plan"] = planner_view.build(
        texts.script_texts(local, texts.phrases(entry.lang)), entry.result, schedule, setting
    )
    planner_view.apply(tree, tree["plan"])
    module: Any = render.template(look.folders, "result.html.j2").module
    target = folder / "expected.html"
    views = {"result": module.result_view, "roadmap": module.roadmap_view}
    phrases = texts.phrases(entry.lang)
    html = "".join(
        f'<section id="view-{name}">{view(_Slots(tree, paint), local, phrases, paint)}</section>'
        for name, view in views.items()
    )
    target.write_text(f"<!DOCTYPE html><meta charset=utf-8><body>{html}</body>", "utf-8")
    engine.go(target.as_uri())
    return {name: engine.js(SLOTS, f"#view-{name} > .wrap") for name in views}


def plain(text: str) -> str:
    """A text without what printing changes: spaces, line breaks, hyphens at line ends, ligatures."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", unicodedata.normalize("NFKC", text))


def first_difference(ours: Any, theirs: Any, path: str = "") -> str:
    """Where two serialised views differ."""
    if isinstance(ours, list) and isinstance(theirs, list):
        here = f"{path} > {ours[0] if ours else ''}"
        for one, other in zip(ours, theirs, strict=False):
            if one != other:
                return first_difference(one, other, here)
        return f"{here}: {len(ours)} and {len(theirs)} parts: {ours[len(theirs) :]} {theirs[len(ours) :]}"[
            :1500
        ]
    return f"{path}: Python {ours!r}, page {theirs!r}"[:1500]


# ---- The tests ------------------------------------------------------------------------------------------


def test_the_page_remembers(run: Run, response: dict[str, Any]) -> None:
    """On returning there is a word of welcome, and every answer, note, reason and basis stands there."""
    assert f"Welkom terug. U vulde {QUESTIONS} van de {QUESTIONS} vragen in." in run.back
    assert "Laatst opgeslagen op" in run.back
    assert run.shown_again == {name: given["value"] for name, given in response["answers"].items()}
    wanted = {
        f"{name}.{part}": given[part]
        for name, given in response["answers"].items()
        for part in ("note", "reason", "basis")
        if given[part]
    }
    assert run.notes_again == wanted


def test_the_file_holds_what_was_filled_in(run: Run, response: dict[str, Any]) -> None:
    """All answers, the respondent, and which questions were asked; nothing else."""
    assert re.fullmatch(r"(\d+-)?cxassess-meridiaan-\d{4}-\d\d-\d\d\.json", run.file.name)
    file = run.downloaded
    assert list(file) == list(response)
    assert {name: dict(given) for name, given in file["answers"].items()} == response["answers"]
    assert file["respondent"]["group"] == response["respondent"]["group"]
    assert file["respondent"]["name"] == NAME
    assert re.fullmatch(r"[0-9a-f]{24}", file["respondent"]["id"])
    assert file["client"] == "meridiaan" and file["lang"] == "nl"
    assert file["targets"] == dict(scored(run.file).client.targets)
    assert file["started"] <= file["saved"]


def test_nothing_went_wrong(run: Run) -> None:
    """Filling in the whole questionnaire leaves the console empty."""
    assert run.console == []


@pytest.mark.parametrize("view", ["result", "roadmap"])
def test_every_slot_reads_as_in_python(run: Run, view: str) -> None:
    """Every text, attribute and row of the view is what Python puts into the same templates."""
    if run.shown[view] != run.reference[view]:
        pytest.fail(first_difference(run.reference[view], run.shown[view]), pytrace=False)


def test_the_view_is_full(run: Run) -> None:
    """The rows that the next tests compare are there."""
    counts = {name: len(rows) for name, rows in run.rows.items()}
    assert all(counts.values()), counts
    assert counts["profile"] == 7 and counts["bars"] == 6 and counts["rules"] >= 1 and counts["lift"] >= 1
    assert counts["first"] == 3 and counts["steps"] >= 3 and counts["actions"] >= 5


def cxassess(folder: Path, *arguments: str) -> str:
    """What the command prints."""
    done = subprocess.run(
        [sys.executable, "-m", "cxassess", "--lang", "nl", *arguments],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "400"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Printed:
    """What the program printed about the file of the first run of this session."""

    content: dict[str, Any]
    score: str
    report: list[str]


def content(run: Run) -> dict[str, Any]:
    """The file without the moments of this run and the number that it drew."""
    file = {name: part for name, part in run.downloaded.items() if name not in ("started", "saved")}
    return {**file, "respondent": {**file["respondent"], "id": ""}}


@pytest.fixture(scope="module")
def printings() -> list[Printed]:
    """What was printed already; printing takes most of these tests' time."""
    return []


@pytest.fixture
def printed(run: Run, printings: list[Printed], tmp_path: Path) -> Printed:
    """What the program prints: about the first engine's file, which the others must equal."""
    if not printings:
        program = require(Path("/usr/bin/pdftotext"), "poppler-utils")
        score = plain(cxassess(DEMO, "score", str(run.file)))
        cxassess(DEMO, "report", "meridiaan", str(run.file), "--output", str(tmp_path))
        pdf = str(tmp_path / "meridiaan" / "report.pdf")
        report_texts = [
            subprocess.run([program, *how, pdf, "-"], capture_output=True, check=True, text=True).stdout
            for how in ([], ["-layout"], ["-raw"])
        ]
        printings.append(Printed(content(run), score, [plain(text) for text in report_texts]))
    assert content(run) == printings[0].content, "other answers give another print"
    return printings[0]


def test_score_prints_the_same(run: Run, printed: Printed) -> None:
    """``cxassess score FILE`` prints the headline, the index, each row of the profile, the rules and the way up."""
    rows = run.rows
    for name in ("title", "index text", "why", "lift title"):
        for row in rows[name][:1]:
            assert plain("".join(row)) in printed.score, row
    assert plain("".join(rows["index"][0])) in printed.score
    for row in rows["profile"]:
        assert plain("".join(row)) in printed.score, row
    for (title, text), (_, mark) in zip(rows["rules"], rows["marks"], strict=True):
        assert plain(f"{title}: {mark}. {text}") in printed.score, title
    for row in rows["lift"]:
        for text in row:
            assert plain(text) in printed.score, row


def test_the_report_prints_the_same(run: Run, printed: Printed) -> None:
    """The PDF of ``cxassess report`` holds every text of the page's rows; what is met, it shows by a sign."""
    missing = [
        (name, text)
        for name, rows in run.rows.items()
        if name != "marks"
        for row in rows
        for text in row
        if not any(plain(text) in one for one in printed.report)
    ]
    assert not missing
    for row in run.rows["profile"]:
        assert any(plain("".join(row)) in one for one in printed.report), row
