"""What the page says about saving is true: through crashes, refusals, second tabs, other languages and other files."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser import engines
from browser.conftest import RESPONSE, Make, decide, load
from browser.engines import NAMES, Engine
from cxassess import texts

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

NL, EN = texts.phrases("nl"), texts.phrases("en")
PLACE = "#/q/vision/vision-known"
CHOSEN = "document.querySelector('#q-vision-known .ans input:checked')?.value"
SAVED = "document.getElementById('save').textContent.includes(args[0])"

# A browser that refuses to keep anything, or only one of the two copies.
NO_LOCAL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };"
NO_DATABASE = "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') };"


def answer(engine: Engine, value: str) -> None:
    """Answer the second question and wait until the page says that it is saved."""
    engine.show(PLACE)
    # Where the address stays the same, the page leaves the focus where it is.
    engine.js("document.querySelector('#q-vision-known .ans input').focus()")
    engine.press(value)
    engine.wait_for(f"{CHOSEN} === args[0]", value)


def kept(engine: Engine) -> list[dict[str, Any]]:
    """What both copies on this computer hold."""
    found = engine.js(
        """(async () => {
          const key = Object.keys(localStorage).find((name) => name.startsWith('cxassess/'));
          const wait = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
          const database = await wait(indexedDB.open('cxassess', 1));
          const table = database.transaction('answers').objectStore('answers');
          const [other] = await wait(table.getAll());
          database.close();
          return [key ? localStorage.getItem(key) : null, other ?? null];
        })()"""
    )
    return [json.loads(one) for one in found if one is not None]


# ---- The truth ------------------------------------------------------------------------------------------


def test_the_status_is_true_and_erased_is_erased(engine: Engine, demo_page: Path) -> None:
    """Before an answer nothing is claimed; after one both copies hold it, and so does the next visit.

    Erasing asks: "no" changes nothing; "yes" empties both copies; undo brings all answers back and keeps them again.
    After erasing and closing, nothing comes back on the next visit.
    """
    engine.open(demo_page)
    assert engine.text("#save") == NL["save.private"]
    assert kept(engine) == []
    answer(engine, "3")
    engine.wait_for(SAVED, NL["save.saved"])
    first, second = kept(engine)
    assert first == second and first["set"]["answers"]["vision-known"]["value"] == "3"
    earlier = first["revision"]
    answer(engine, "4")
    engine.wait_for(SAVED, NL["save.saved"])
    first, second = kept(engine)
    assert first == second and first["revision"] > earlier
    assert first["set"]["answers"]["vision-known"]["value"] == "4"
    engine.go("about:blank")
    engine.open(demo_page, PLACE)
    assert engine.answers() == {"vision-known": "4"}
    erase_and_undo(engine)
    engine.go("about:blank")
    engine.open(demo_page, PLACE)
    assert engine.answers() == {"vision-known": "4"}
    erase(engine)
    engine.go("about:blank")
    engine.open(demo_page, PLACE)
    assert engine.answers() == {} and engine.text("#save") == NL["save.private"]


def erase(engine: Engine) -> None:
    """Empty the page, and say yes to its question."""
    engine.click(".foot [data-do=clear]")
    engine.wait_for("document.getElementById('dialog').open")
    decide(engine, "yes")


def erase_and_undo(engine: Engine) -> None:
    """Say no first, then yes, then take it back: at once, and after the next answer; the message is in sight."""
    engine.click(".foot [data-do=clear]")
    engine.wait_for("document.getElementById('dialog').open")
    assert engine.text("#dialog h2") == NL["file.clear-heading"]
    assert engine.focused("#dialog [value=no]")
    engine.click("#dialog [value=no]")
    engine.wait_for("!document.getElementById('dialog').open")
    assert engine.answers() == {"vision-known": "4"}
    engine.js("scrollTo(0, document.body.scrollHeight)")
    erase(engine)
    assert engine.answers() == {} and kept(engine) == []
    assert engine.text("#save") == NL["save.private"]
    inside = "((box) => box.top >= 0 && box.bottom <= innerHeight)"
    assert engine.js(f"{inside}(document.getElementById('notice').getBoundingClientRect())"), "out of sight"
    engine.click("#notice [data-do=undo]")
    engine.wait_for(f"{CHOSEN} === '4'")
    assert engine.focused(".view.on h1"), "the button of the message is gone"
    erase(engine)
    answer(engine, "2")
    engine.click(".foot [data-do=undo]")
    engine.wait_for(f"{CHOSEN} === '4'")
    engine.wait_for(SAVED, NL["save.saved"])
    assert all(one["set"]["answers"]["vision-known"]["value"] == "4" for one in kept(engine))


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_a_crash_loses_nothing(name: str, playwright: Playwright, demo_page: Path, tmp_path: Path) -> None:
    """Half a second after an answer the browser is killed; the answer is there on reopening."""
    profile = tmp_path / "profile"
    engine = engines.persistent(playwright, name, profile, tmp_path / "one")
    engine.open(demo_page)
    answer(engine, "5")
    time.sleep(0.5)
    engines.crash(engine, profile)
    engine = engines.persistent(playwright, name, profile, tmp_path / "two")
    try:
        engine.open(demo_page)
        assert NL["progress.welcome"].format(n=1, of=42) in engine.text(".back")
        engine.show(PLACE)
        assert engine.answers() == {"vision-known": "5"}
    finally:
        engine.close()


# ---- Refusals -------------------------------------------------------------------------------------------


def open_with(name: str, make_engine: Make, page: Path, spoil: str) -> Engine:
    """A page in a browser that was spoilt before the page began; WebKitGTK cannot do that, and spoils it after."""
    engine = make_engine(name)
    if name == "webkit":
        engine.open(page)
        # Closing is what a browser does that takes the database away.
        engine.js(
            f"(() => {{ {spoil} IDBObjectStore.prototype.put = () => {{ throw new Error('no') }}; }})()"
        )
    else:
        engine.context.add_init_script(spoil)  # type: ignore[attr-defined]
        engine.open(page)
    return engine


@pytest.mark.parametrize("name", NAMES)
def test_a_refusal_is_loud(name: str, make_engine: Make, demo_page: Path) -> None:
    """Where neither copy can be kept, a warning with the download stands there in every view, and stays."""
    engine = open_with(name, make_engine, demo_page, NO_LOCAL + NO_DATABASE)
    answer(engine, "2")
    engine.wait_for("document.querySelector('#alarm [data-do=download]')")
    assert engine.text("#alarm h2") == NL["save.failed-heading"]
    assert engine.js("document.getElementById('alarm').getAttribute('role')") == "alert"
    assert engine.text("#save").startswith(NL["save.failed"].strip())
    for view in ("questions", "result", "start"):
        engine.show(f"#/{view}")
        assert engine.js("document.querySelector('#alarm [data-do=download]').checkVisibility()")
        assert NL["save.saved"] not in engine.text("#save")
    file = engine.download(lambda: engine.click("#alarm [data-do=download]"))
    assert json.loads(file.read_text("utf-8"))["answers"]["vision-known"]["value"] == "2"


ONE_COPY = {
    "chromium-no local storage": ("chromium", NO_LOCAL),
    "firefox-no local storage": ("firefox", NO_LOCAL),
    # Takes ten seconds of waiting; test_torture.py does it in another engine.
    "chromium-no database": ("chromium", NO_DATABASE),
}


@pytest.mark.parametrize(("name", "spoil"), ONE_COPY.values(), ids=list(ONE_COPY))
def test_one_copy_is_enough(name: str, spoil: str, make_engine: Make, demo_page: Path) -> None:
    """With one copy refused the other holds the answer, and no warning frightens anybody."""
    engine = open_with(name, make_engine, demo_page, spoil)
    answer(engine, "2")
    # The first store alone counts only after a while: a crash would lose what was written in the last seconds.
    engine.wait_for(SAVED, NL["save.saved"], seconds=20)
    assert engine.text("#alarm") == ""
    engine.go("about:blank")
    engine.open(demo_page, PLACE)
    assert engine.answers() == {"vision-known": "2"}


def test_a_full_store_is_no_loss(engine: Engine, demo_page: Path) -> None:
    """When the first store is really full, the second one keeps the answer, and reading takes the newer copy."""
    engine.open(demo_page)
    answer(engine, "1")
    engine.wait_for(SAVED, NL["save.saved"])
    engine.js(
        """(() => {
          for (let size = 2 ** 22; size > 0; size = Math.floor(size / 2)) {
            try { while (true) localStorage.setItem(`filler ${size} ${localStorage.length}`, 'x'.repeat(size)) }
            catch { /* smaller ones may still fit */ }
          }
        })()"""
    )
    engine.show("#/q/vision/vision-plan")
    engine.press("4")
    engine.wait_for("document.querySelector('#q-vision-plan .ans input:checked')")
    engine.wait_for(SAVED, NL["save.saved"])
    local, database = kept(engine)
    assert local["revision"] < database["revision"]
    engine.go("about:blank")
    engine.open(demo_page, PLACE)
    assert engine.answers() == {"vision-known": "1", "vision-plan": "4"}


# ---- Two tabs -------------------------------------------------------------------------------------------


def test_a_second_tab_only_reads(engine: Engine, demo_page: Path) -> None:
    """It shows the answers and follows them, changes nothing, and takes over when the first one closes."""
    engine.open(demo_page)
    answer(engine, "3")
    engine.wait_for(SAVED, NL["save.saved"])
    other = engine.new_tab()
    other.open(demo_page, PLACE)
    assert other.text("#alarm h2") == NL["save.locked-heading"]
    assert other.text("#save") == NL["save.locked"]
    assert other.answers() == {"vision-known": "3"}
    assert other.js("[...document.querySelectorAll('.view.on .ans input')].every((input) => input.disabled)")
    other.press("1")
    assert other.answers() == {"vision-known": "3"}
    answer(engine, "4")
    other.wait_for(f"{CHOSEN} === '4'")
    for action in ("open", "clear"):
        button = f".foot [data-do={action}]"
        other.js("document.querySelector(args[0]).click()", button)
        assert not other.js("document.querySelector(args[0]).checkVisibility()", button)
        assert not other.js("document.getElementById('dialog').open")
    engine.close_tab()  # type: ignore[attr-defined]
    other.wait_for("!document.querySelector('#alarm h2')")
    assert other.text("#notice h2") == NL["save.unlocked-heading"]
    answer(other, "5")
    other.wait_for(SAVED, NL["save.saved"])


# ---- Languages ------------------------------------------------------------------------------------------


def test_another_language_keeps_answers_and_place(engine: Engine, demo_page: Path) -> None:
    """Answers, notes, open view and scroll position stay; the file and the next visit know the language."""
    engine.open(demo_page)
    load(engine, RESPONSE)
    engine.show("#/q/ownership")
    before = engine.answers()
    engine.js("scrollTo(0, 1500)")
    engine.click("[data-do=language]")
    engine.wait_for("document.documentElement.lang === 'en'")
    assert engine.js("location.hash") == "#/q/ownership"
    assert abs(engine.js("scrollY") - 1500) < 60
    assert engine.focused("[data-do=language][lang=nl]")
    assert {name: one for name, one in engine.answers().items() if name in before} == before
    note = "document.querySelector('#q-ownership-accountable textarea').value"
    assert engine.js(note).startswith("De manager Klantenservice")
    assert engine.text(".view.on .qfoot .btn:not(.ghost)").startswith(
        EN["topic.next-to"].split("{")[0].strip()
    )
    assert engine.js(
        "[...document.querySelectorAll('[id]')].length === new Set([...document.querySelectorAll('[id]')]"
        ".map((one) => one.id)).size"
    )
    file = engine.download(lambda: engine.click("header [data-do=download]"))
    assert json.loads(file.read_text("utf-8"))["lang"] == "en"
    engine.go("about:blank")
    engine.open(demo_page, "#/result")
    assert engine.js("document.documentElement.lang") == "en"
    engine.click("[data-do=language]")
    engine.wait_for("document.documentElement.lang === 'nl'")
    engine.show("#/q/ownership")
    assert engine.answers()["ownership-culture"] == "not-applicable"


# ---- Files -----------------------------------------------------------------------------------------------


def test_a_file_asks_before_it_replaces_and_loses_nothing(
    engine: Engine, demo_page: Path, tmp_path: Path, response: dict[str, Any]
) -> None:
    """ "No" and Escape keep what is there; "yes" replaces it; undo brings it back.

    Answers of another edition go along into the next file; impossible ones are opened, and the page says so.
    """
    engine.open(demo_page)
    answer(engine, "1")
    for way in ("no", "Escape"):
        engine.choose_file(RESPONSE)
        engine.wait_for("document.getElementById('dialog').open")
        assert engine.text("#dialog h2") == NL["file.replace-heading"]
        assert "42" in engine.text("#dialog p") and NL["file.replace-now-one"] in engine.text("#dialog")
        if way == "Escape":
            engine.press("Escape")
        else:
            engine.click("#dialog [value=no]")
        engine.wait_for("!document.getElementById('dialog').open")
        assert engine.answers() == {"vision-known": "1"}
    load(engine, RESPONSE)
    given = {name: one["value"] for name, one in response["answers"].items() if name.startswith("vision-")}
    assert engine.answers() == given
    engine.click("#notice [data-do=undo]")
    engine.wait_for(f"{CHOSEN} === '1'")
    assert engine.answers() == {"vision-known": "1"}
    unknown_answers_are_kept(engine, demo_page, tmp_path / "old.json", response)


def unknown_answers_are_kept(engine: Engine, page: Path, path: Path, response: dict[str, Any]) -> None:
    """A file of another edition in, an answer, another visit, and a file out."""
    old = json.loads(json.dumps(response))
    old["questionnaire"]["version"] = "0.9.0"
    old["client"] = "other-client"
    old["answers"]["vision-retired"] = {"value": "7", "note": "Van vroeger.", "basis": "heard", "reason": ""}
    old["answers"]["vision-known"]["value"] = "17"
    old["decisions"] = {"vision-write": {"status": "planned", "owner": "MT", "quarter": "2027-1"}}
    path.write_text(json.dumps(old), "utf-8")
    engine.choose_file(path)
    engine.wait_for("document.getElementById('dialog').open")
    told = engine.text("#dialog")
    assert NL["file.other-version"] in told
    assert NL["file.other-client"].format(client="other-client") in told
    decide(engine, "yes")
    engine.show("#/q/vision/vision-plan")
    engine.press("5")
    engine.wait_for(SAVED, NL["save.saved"])
    engine.go("about:blank")
    engine.open(page)
    kept_file = engine.download(lambda: engine.click("header [data-do=download]"))
    found = json.loads(kept_file.read_text("utf-8"))
    assert found["answers"]["vision-retired"] == old["answers"]["vision-retired"]
    assert found["answers"]["vision-known"]["value"] is None
    assert found["answers"]["vision-plan"]["value"] == "5"
    assert found["decisions"] == old["decisions"]
    assert found["questionnaire"]["version"] == response["questionnaire"]["version"]
    assert found["client"] == "meridiaan"
    assert found["respondent"] == old["respondent"]
