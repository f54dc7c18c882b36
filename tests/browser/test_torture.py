"""Twenty rough days: whatever happens to the browser, no answer that the page called saved is lost.

Each run answers at random and meets two troubles out of the list below. Only the page's own status line decides
what was saved. Every other run in Chromium, and two in Firefox, which starts slowly, have a profile on disk, so that
killing it is a real crash. WebKitGTK forgets its storage when a driven process ends: its runs meet everything but the
crash. Cookies can be blocked only from outside, so that is a test of its own.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser import engines
from browser.conftest import RESPONSE, Make
from browser.engines import Engine, PlaywrightEngine
from cxassess import texts

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

WORDS = {lang: texts.phrases(lang) for lang in ("en", "nl")}
SAVED = tuple(words["save.saved"] for words in WORDS.values())
TOPIC = "vision"
ALL = json.loads(RESPONSE.read_text("utf-8"))["answers"]
ASKED = sorted(name for name in ALL if name.startswith(f"{TOPIC}-"))
RUNS = [*["chromium"] * 8, *["firefox"] * 6, *["webkit"] * 6]
NOTES = ("Zie het jaarplan.", '"€ 5" <b>', "één ñ", "𝔘🙂 ok", "}]'")
DAMAGE = ("", "{", "null", "[]", '{"revision":"9","set":{}}', '{"revision":9e15,"set":{"answers":[]}}')

SEEN = """Object.fromEntries([...document.querySelectorAll('.view.on .q')].map((q) => [q.id.slice(2), [
  q.querySelector('.ans input:checked, .alt input:checked')?.value ?? null, q.querySelector('textarea').value]]))"""
FILL = """(() => {
  for (let size = 2 ** 21; size > 0; size = Math.floor(size / 8)) {
    try { while (true) localStorage.setItem(`filler ${size} ${localStorage.length}`, 'x'.repeat(size)) }
    catch { /* smaller ones may still fit */ }
  }
})()"""
EMPTY = "Object.keys(localStorage).filter((k) => k.startsWith('filler')).forEach((k) => localStorage.removeItem(k))"
NO_LOCAL = "void (Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') })"
NO_DATABASE = "void (IDBObjectStore.prototype.put = () => { throw new DOMException('no', 'UnknownError') })"
DATABASE = """(async () => {
  const wait = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const database = await wait(indexedDB.open('cxassess', 1));
  const table = database.transaction('answers', 'readwrite').objectStore('answers');
  const keys = await wait(table.getAllKeys());
  if (args[0] === null) { const found = await wait(table.get(keys[0])); database.close(); return [keys[0], found]; }
  await Promise.all(keys.map((key) => wait(table.put(args[0], key))));
  database.close();
})()"""
LOCAL = """Object.keys(localStorage).filter((key) => key.startsWith('cxassess/'))
  .forEach((key) => localStorage.setItem(key, args[0]))"""

Answers = dict[str, list[str | None]]


class Day:
    """One respondent, one browser, and what the page promised."""

    def __init__(self, start: Callable[[], Engine], page: Path, profile: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.start, self.page, self.profile = start, page, profile
        self.engine = start()
        self.given: Answers = {name: [None, ""] for name in ASKED}
        # What each question may show after a reload: what was promised, and everything given since.
        self.fine: dict[str, list[list[str | None]]] = {}
        self.open()
        self.see()

    # ---- The page -----------------------------------------------------------------------------------

    def open(self) -> None:
        self.engine.open(self.page, f"#/q/{TOPIC}")
        assert self.engine.js("document.documentElement.matches('.js')"), "the page does not start"

    def reopen(self) -> None:
        self.engine.go("about:blank")
        self.open()

    def see(self) -> None:
        """Whatever the page shows now must be what it promised, or newer."""
        seen: Answers = self.engine.js(SEEN)
        assert sorted(seen) == ASKED
        lost = {name: (seen[name], fine) for name, fine in self.fine.items() if seen[name] not in fine}
        assert not lost, f"lost: {lost}"
        self.given = seen
        self.fine = {name: [answer] for name, answer in seen.items()}

    def hear(self) -> bool:
        """What stands in the form counts as promised if the page says that it is saved."""
        saved = bool(self.engine.text("#save").startswith(SAVED))
        if saved:
            self.fine = {name: [answer] for name, answer in self.given.items()}
        return saved

    def until_saved(self, seconds: float = 10) -> None:
        engines.until(self.hear, seconds, "saved")

    # ---- Work ---------------------------------------------------------------------------------------

    def give(self, name: str, answer: list[str | None]) -> None:
        self.given = {**self.given, name: answer}
        self.fine[name] = [*self.fine[name], answer]

    def answer(self) -> None:
        name, key = self.random.choice(ASKED), str(self.random.randint(1, 5))
        self.engine.js(f"document.querySelector('#q-{name} .ans input').focus()")
        self.give(name, [key, self.given[name][1]])
        self.engine.press(key)
        self.engine.wait_for(
            f"document.querySelector('#q-{name} .ans input:checked')?.value === args[0]", key
        )
        self.hear()

    def note(self) -> None:
        name, text = self.random.choice(ASKED), self.random.choice(NOTES)
        before = str(self.given[name][1])
        self.engine.js(
            "((q) => { q.querySelector('.note').open = true; const area = q.querySelector('textarea');"
            " area.focus(); area.setSelectionRange(area.value.length, area.value.length); })"
            f"(document.getElementById('q-{name}'))"
        )
        for end in range(1, len(text) + 1):
            self.give(name, [self.given[name][0], before + text[:end]])
        self.engine.type(text)
        self.engine.wait_for(f"document.querySelector('#q-{name} textarea').value === args[0]", before + text)
        self.hear()

    def work(self) -> None:
        for _ in range(self.random.randint(1, 3)):
            self.random.choice([self.answer, self.answer, self.note])()

    # ---- Trouble ------------------------------------------------------------------------------------

    def language(self) -> None:
        self.engine.click("[data-do=language]")
        self.see()

    def reload(self) -> None:
        self.reopen()
        self.see()

    def crash(self) -> None:
        assert isinstance(self.engine, PlaywrightEngine)
        if self.random.random() < 0.5:
            self.until_saved()
        self.hear()
        engines.crash(self.engine, self.profile)
        self.engine = self.start()
        self.open()
        self.see()

    def second_tab(self) -> None:
        self.until_saved()
        other = self.engine.new_tab()
        other.open(self.page, f"#/q/{TOPIC}")
        if self.engine.text("#save") and other.js(SEEN) != self.given:
            other.wait_for(f"JSON.stringify({SEEN}) === JSON.stringify(args[0])", self.given)
        assert other.js("document.documentElement.matches('.locked')")
        other.press("1")
        assert other.js(SEEN) == self.given
        other.close_tab()  # type: ignore[attr-defined]
        self.work()

    def someone_else(self) -> None:
        self.until_saved()
        for button in ("newcomer", "person"):
            self.engine.click(".foot [data-do=people]")
            self.engine.wait_for("document.getElementById('people').open")
            self.engine.click(f"#people [data-do={button}]")
            self.engine.wait_for("!document.getElementById('people').open")
            self.engine.show(f"#/q/{TOPIC}")
            if button == "newcomer":
                assert set(map(tuple, self.engine.js(SEEN).values())) == {(None, "")}
                self.engine.js("document.querySelector('.view.on .ans input').focus()")
                self.engine.press("2")
                engines.until(lambda: self.engine.text("#save").startswith(SAVED), 10, "saved")
        self.see()

    def full(self) -> None:
        self.engine.js(FILL)
        self.work()
        self.until_saved()
        self.reopen()
        self.see()
        self.engine.js(EMPTY)

    def no_local(self) -> None:
        self.engine.js(NO_LOCAL)
        self.work()
        self.until_saved()
        self.reopen()
        self.see()

    def no_database(self) -> None:
        self.engine.js(NO_DATABASE)
        self.answer()
        self.until_saved(20)
        self.reopen()
        self.see()

    def nothing_works(self) -> None:
        self.until_saved()
        for spoil in (NO_LOCAL, NO_DATABASE):
            self.engine.js(spoil)
        self.work()
        self.engine.wait_for("document.querySelector('#alarm [data-do=download]')")
        assert not self.hear()
        self.reopen()
        self.see()

    def rename(self) -> None:
        self.until_saved()
        self.engine.go("about:blank")
        old, self.page = self.page, self.page.with_name(f"renamed {self.random.randint(0, 9**9)}.html")
        old.rename(self.page)
        self.open()
        if self.engine.name == "firefox":
            # Firefox keeps a store for each path: empty under the new name, whole again under the old one.
            self.engine.go("about:blank")
            self.page = self.page.rename(old)
            self.open()
        self.see()

    def damaged_local(self) -> None:
        self.until_saved()
        self.engine.js(LOCAL, self.random.choice(DAMAGE))
        self.reopen()
        self.see()
        self.answer()
        self.until_saved()

    def cut_local(self) -> None:
        self.until_saved()
        _, whole = self.engine.js(DATABASE, None)
        self.engine.js(LOCAL, whole[: self.random.randrange(len(whole))])
        self.reopen()
        self.see()

    def older_local(self) -> None:
        self.answer()
        self.until_saved()
        _, old = self.engine.js(DATABASE, None)
        self.work()
        self.until_saved()
        self.engine.js(LOCAL, old)
        self.reopen()
        self.see()
        self.answer()
        self.until_saved()

    def damaged_database(self) -> None:
        self.answer()
        self.until_saved()
        self.engine.js(DATABASE, self.random.choice(DAMAGE))
        self.reopen()
        self.see()
        self.answer()
        self.until_saved()

    def both_damaged(self) -> None:
        """Nothing can save these answers; but the page starts, and keeps what comes next."""
        self.until_saved()
        damage = self.random.choice(DAMAGE)
        self.engine.js(LOCAL, damage)
        self.engine.js(DATABASE, damage)
        self.fine = {}
        self.reopen()
        self.see()
        self.answer()
        self.until_saved()
        self.reopen()
        self.see()


TROUBLES = (
    Day.second_tab,
    Day.full,
    Day.damaged_local,
    Day.language,
    Day.no_local,
    Day.someone_else,
    Day.older_local,
    Day.rename,
    Day.cut_local,
    Day.nothing_works,
    Day.damaged_database,
    Day.reload,
)


def troubles_of(run: int, crashes: bool) -> list[Callable[[Day], None]]:
    """Two troubles in turn, and in some runs one more: a crash, no database, or nothing that can be read."""
    found = [TROUBLES[(2 * run + i) % len(TROUBLES)] for i in range(2)]
    if crashes:
        found.insert(run // 2 % 3, Day.crash)
    return found + {3: [Day.both_damaged], 5: [Day.no_database]}.get(run % 8, [])


@pytest.mark.parametrize("run", range(len(RUNS)))
def test_nothing_that_was_saved_is_lost(
    run: int, playwright: Playwright, make_engine: Make, demo_page: Path, tmp_path: Path
) -> None:
    """A day of random work and trouble; after each, and at the end, every promise is kept."""
    name, profile = RUNS[run], tmp_path / "profile"
    # Firefox takes three times as long to start again, so fewer of its runs crash.
    crashes = name != "webkit" and run % (4 if name == "firefox" else 2) == 0
    page = tmp_path / "pages" / "cx.html"
    page.parent.mkdir()
    shutil.copy(demo_page, page)

    def start() -> Engine:
        return (
            engines.persistent(playwright, name, profile, tmp_path / name) if crashes else make_engine(name)
        )

    day = Day(start, page, profile, run)
    try:
        for trouble in troubles_of(run, crashes):
            day.work()
            trouble(day)
        day.until_saved()
        day.reload()
    finally:
        day.engine.close()


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_blocked_cookies_are_no_silent_loss(
    name: str, playwright: Playwright, demo_page: Path, tmp_path: Path
) -> None:
    """Where touching storage throws, the page starts, never says "saved", and offers the download at once."""
    engine = engines.persistent(playwright, name, tmp_path / "profile", tmp_path / name, cookies=False)
    try:
        engine.open(demo_page, f"#/q/{TOPIC}/{ASKED[0]}")
        refused = engine.js("(() => { try { return !localStorage; } catch { return true; } })()")
        assert refused, "the browser does not block"
        engine.wait_for("document.querySelector('#alarm [data-do=download]')")
        engine.press("4")
        engine.wait_for(f"document.querySelector('#q-{ASKED[0]} .ans input:checked')")
        assert not engine.text("#save").startswith(SAVED)
        assert engine.js("document.querySelector('#alarm [data-do=download]').checkVisibility()")
        file = engine.download(lambda: engine.click("#alarm [data-do=download]"))
        assert json.loads(file.read_text("utf-8"))["answers"][ASKED[0]]["value"] == "4"
    finally:
        engine.close()
