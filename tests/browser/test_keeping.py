"""Files beside answers, several respondents on one computer, newer questions, and reminders: nothing gets lost."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import RESPONSE, Make, decide, load
from browser.engines import WIDTH, Engine
from browser.test_saving import CHOSEN, NL, PLACE, SAVED, answer

NAME = "document.getElementById('at-name').value"
CURRENT = json.loads(RESPONSE.read_text("utf-8"))["questionnaire"]


def write(folder: Path, response: dict[str, Any]) -> Path:
    """A response as a file."""
    path = folder / "answers.json"
    path.write_text(json.dumps(response), "utf-8")
    return path


def asked(engine: Engine, path: Path) -> str:
    """What the page asks before a file comes in."""
    engine.choose_file(path)
    engine.wait_for("document.getElementById('dialog').open")
    return engine.text("#dialog")


def say_name(engine: Engine, name: str) -> None:
    """Fill in a name on the first page."""
    engine.show("#/start")
    engine.js("document.getElementById('at-name').focus()")
    engine.type(name)
    engine.wait_for(SAVED, NL["save.saved"])


# ---- Files ----------------------------------------------------------------------------------------------


@pytest.fixture
def small(response: dict[str, Any]) -> dict[str, Any]:
    """A file with three answers."""
    made = copy.deepcopy(response)
    made["respondent"]["name"] = "Jo"
    names = vision(response)
    made["answers"] = {
        names[0]: {"value": "4"},
        names[1]: {"value": "2", "note": "Uit het bestand."},
        names[2]: {"value": "dont-know"},
    }
    return made


def vision(response: dict[str, Any]) -> list[str]:
    """The ids of the questions of the first topic."""
    return [name for name in response["answers"] if name.startswith("vision-")]


def fill_here(engine: Engine, names: list[str]) -> None:
    """Answers that share the second question with the file, differ in the first, and add the fourth."""
    for name, value in ((names[0], "1"), (names[1], "2"), (names[3], "5")):
        engine.show(f"#/q/vision/{name}")
        engine.press(value)
        engine.wait_for(f"document.querySelector('#q-{name} .ans input:checked')")
    engine.wait_for(SAVED, NL["save.saved"])


def test_a_file_shows_what_differs_and_fills_what_is_open(
    engine: Engine, demo_page: Path, tmp_path: Path, small: dict[str, Any], response: dict[str, Any]
) -> None:
    """The question counts and lists; filling in keeps every answer that stands here; undo takes it back.

    About a file of an older edition it says what is gone, what is open now, and what is new. What does not fit on a
    phone shows its heading first, not the button below. Of a long list ten lines and a number say enough; replacing
    all takes the file's answers.
    """
    names = vision(response)
    engine.open(demo_page)
    says_what_changed(engine, write(tmp_path, older(response, names[2])), names[2])
    fill_here(engine, names)
    begins_at_its_beginning(engine, write(tmp_path, small))
    told = asked(engine, write(tmp_path, small))
    assert NL["merge.counts"].format(here=1, file=1, same=0, other=2) in told
    assert f"Ingevuld door Jo, {small['respondent']['group']}. Er staan 3 antwoorden in" in told
    assert "Ook erin: besluiten over acties, cijfers voor de businesscase." in told
    assert "hier 1, in het bestand 4" in told and NL["merge.explain"] in told
    assert NL["merge.note"].split("}")[1] in told
    assert engine.focused("#dialog [value=fill]")
    decide(engine, "fill")
    assert engine.text("#notice h2") == NL["merge.filled"]
    engine.show(PLACE)
    mine = {names[0]: "1", names[1]: "2", names[3]: "5"}
    assert engine.answers() == {**mine, names[2]: "dont-know"}
    engine.show("#/start")
    assert engine.js(NAME) == "Jo", "nobody had said who answers here"
    engine.show(PLACE)
    assert engine.js("document.getElementById(args[0]).value", f"{names[1]}.note") == "Uit het bestand."
    engine.click("#notice [data-do=undo]")
    engine.wait_for(f"!document.querySelector('#q-{names[2]} input:checked')")
    assert engine.answers() == mine
    a_long_list_is_cut(engine, tmp_path, response)
    each_question_has_its_own_answer(engine)


TWICE = """(async () => {
  const dialog = document.getElementById('dialog');
  const words = {heading: 'A', text: 'B', yes: 'C'};
  const first = Notice.confirm(words);
  dialog.close('yes');
  const second = Notice.confirm(words);
  const one = await first;
  await new Promise((done) => setTimeout(done, 50));
  const stays = dialog.open;
  dialog.close('no');
  globalThis.told = [one, stays, await second].join();
})()"""


def each_question_has_its_own_answer(engine: Engine) -> None:
    """Also when one is asked before the browser has said that the one before is closed."""
    engine.js(f"void {TWICE}")
    engine.wait_for("globalThis.told")
    assert engine.js("globalThis.told") == "yes,true,"


def says_what_changed(engine: Engine, path: Path, fresh: str) -> None:
    """The question before a file of an older edition comes in."""
    told = asked(engine, path)
    assert NL["file.other-version"] in told
    for line in changed_lines(engine, fresh):
        assert line in told
    engine.press("Escape")
    engine.wait_for("!document.getElementById('dialog').open")


def begins_at_its_beginning(engine: Engine, path: Path) -> None:
    """The question in a window that is too low for it."""
    engine.resize(390, 400)
    asked(engine, path)
    assert engine.focused("#dialog h2")
    assert engine.js("document.getElementById('dialog').scrollTop") == 0
    assert engine.js("((one) => one.scrollHeight > one.clientHeight)(document.getElementById('dialog'))")
    engine.press("Escape")
    engine.wait_for("!document.getElementById('dialog').open")
    engine.resize(WIDTH)


def a_long_list_is_cut(engine: Engine, folder: Path, response: dict[str, Any]) -> None:
    """A file in which every answer differs."""
    load(engine, RESPONSE)
    other = copy.deepcopy(response)
    for entry in other["answers"].values():
        entry["value"] = "1" if entry["value"] != "1" else "2"
    told = asked(engine, write(folder, other))
    assert engine.js("document.querySelectorAll('#dialog li').length") == 12
    assert NL["merge.more"].format(n=32) in told
    decide(engine, "yes")
    engine.show(PLACE)
    wanted = {name: other["answers"][name]["value"] for name in vision(response)}
    assert engine.answers() == wanted


# ---- Several respondents --------------------------------------------------------------------------------


def test_two_people_share_a_computer(engine: Engine, demo_page: Path) -> None:
    """A second person starts empty, the first one's answers stay, each goes on, and one erases the other alone."""
    engine.open(demo_page)
    answer(engine, "3")
    say_name(engine, "Ada")
    engine.click(".foot [data-do=people]")
    engine.wait_for("document.getElementById('people').open")
    assert engine.js("document.querySelectorAll('#people li').length") == 1
    assert "Ada" in engine.text("#people li") and NL["people.answers-one"] in engine.text("#people li")
    engine.press("Escape")
    engine.wait_for("!document.getElementById('people').open")
    assert engine.focused(".foot [data-do=people]")
    engine.click(".foot [data-do=people]")
    engine.wait_for("document.getElementById('people').open")
    engine.click("#people [data-do=newcomer]")
    engine.wait_for("!document.getElementById('people').open")
    assert engine.text("#notice h2") == NL["people.new"]
    assert engine.js(NAME) == "" and engine.text("#save") == NL["save.private"]
    answer(engine, "5")
    engine.wait_for(SAVED, NL["save.saved"])
    say_name(engine, "Bo")
    engine.go("about:blank")
    engine.open(demo_page, PLACE)
    assert engine.answers() == {"vision-known": "5"}
    engine.click(".foot [data-do=people]")
    engine.wait_for("document.getElementById('people').open")
    engine.click("#people [data-do=person]")
    engine.wait_for(f"{NAME} === 'Ada'")
    assert "Ada" in engine.text("#notice h2")
    engine.show(PLACE)
    engine.wait_for(f"{CHOSEN} === '3'")
    engine.wait_for(SAVED, NL["save.saved"])
    engine.go("about:blank")
    engine.open(demo_page, PLACE)
    assert engine.answers() == {"vision-known": "3"}
    for undone in (True, False):
        engine.click(".foot [data-do=people]")
        engine.wait_for("document.querySelectorAll('#people[open] li').length === 2")
        engine.click("#people [data-do=forget]")
        engine.wait_for("document.getElementById('dialog').open")
        assert "Bo" in engine.text("#dialog h2")
        decide(engine, "yes")
        if undone:
            engine.click("#notice [data-do=undo]")
            engine.wait_for("!document.querySelector('#notice [data-do=undo]')")
    assert engine.answers() == {"vision-known": "3"}
    engine.click(".foot [data-do=people]")
    engine.wait_for("document.querySelectorAll('#people[open] li').length === 1")
    assert "Bo" not in engine.text("#people")


def test_two_tabs_serve_two_people(engine: Engine, demo_page: Path) -> None:
    """A second tab reads only, until somebody else starts there; then both write, and neither overwrites the other."""
    engine.open(demo_page)
    answer(engine, "3")
    engine.wait_for(SAVED, NL["save.saved"])
    other = engine.new_tab()
    other.open(demo_page, PLACE)
    assert other.text("#alarm h2") == NL["save.locked-heading"]
    other.click(".foot [data-do=people]")
    other.wait_for("document.getElementById('people').open")
    other.click("#people [data-do=newcomer]")
    other.wait_for("!document.querySelector('#alarm h2')")
    answer(other, "5")
    other.wait_for(SAVED, NL["save.saved"])
    answer(engine, "4")
    engine.wait_for(SAVED, NL["save.saved"])
    for tab, value in ((other, "5"), (engine, "4")):
        tab.go("about:blank")
        tab.open(demo_page, PLACE)
        assert tab.answers() == {"vision-known": value}
        assert tab.text("#alarm") == ""


# ---- What earlier pages kept ----------------------------------------------------------------------------

STORE = """(async () => {
  const [key, local, inDatabase] = args;
  if (local !== null) localStorage.setItem(key, local);
  if (inDatabase === null) return;
  const wait = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const request = indexedDB.open('cxassess', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('answers');
  const database = await wait(request);
  await wait(database.transaction('answers', 'readwrite').objectStore('answers').put(inDatabase, key));
  database.close();
})()"""


def key_of(engine: Engine) -> str:
    """The key of the days when a page kept one respondent."""
    script = """(() => {
      const read = (id) => JSON.parse(document.getElementById(id).textContent);
      const [client, { plan }] = [read('cx-client'), read('cx-data')];
      return ['cxassess', client.slug, client.edition, plan.questionnaire].join('/');
    })()"""
    return str(engine.js(script))


def old_copy(response: dict[str, Any], revision: int = 7) -> str:
    """A copy as the first pages kept it."""
    return json.dumps({"revision": revision, "downloaded": "", "changed": ["vision-known"], "set": response})


def test_answers_under_the_old_key_are_found(
    engine: Engine, demo_page: Path, response: dict[str, Any]
) -> None:
    """They open, a change is kept with them, a second person leaves them alone, and the list shows them."""
    engine.open(demo_page)
    engine.js(STORE, key_of(engine), old_copy(response, 6), old_copy(response, 7))
    # The answers of this tab came before; another tab would not know it.
    engine.js("sessionStorage.clear()")
    engine.go("about:blank")
    engine.open(demo_page)
    assert NL["progress.welcome"].format(n=42, of=42) in engine.text(".back")
    assert engine.text("#notice") == ""
    answer(engine, "5")
    engine.wait_for(SAVED, NL["save.saved"])
    engine.click(".foot [data-do=people]")
    engine.wait_for("document.getElementById('people').open")
    engine.click("#people [data-do=newcomer]")
    engine.wait_for("!document.getElementById('people').open")
    answer(engine, "1")
    engine.wait_for(SAVED, NL["save.saved"])
    engine.click(".foot [data-do=people]")
    engine.wait_for("document.querySelectorAll('#people[open] li').length === 2")
    engine.click("#people [data-do=person]")
    engine.wait_for("!document.getElementById('people').open")
    engine.show("#/q/vision")
    known = {name: response["answers"][name]["value"] for name in vision(response)}
    assert engine.answers() == {**known, "vision-known": "5"}


def older(response: dict[str, Any], fresh: str) -> dict[str, Any]:
    """The response as an older edition made it: with a question that is gone, without one that is new."""
    old = copy.deepcopy(response)
    old["questionnaire"] = {**CURRENT, "version": "0.9.0", "digest": "old"}
    old["answers"]["vision-retired"] = {"value": "7", "note": "Van vroeger."}
    old["answers"]["vision-known"]["value"] = "17"
    del old["answers"][fresh]
    return old


def changed_lines(engine: Engine, fresh: str) -> list[str]:
    """What the page must say about :func:`older`."""
    title = "document.querySelector(`#q-${args[0]} h2`).childNodes[1].data.trim()"
    lists = {
        "opened": engine.js(title, "vision-known"),
        "gone": "vision-retired",
        "fresh": engine.js(title, fresh),
    }
    return [NL[f"merge.{name}"].format(list=text) for name, text in lists.items()]


def test_newer_questions_say_once_what_changed(
    engine: Engine, demo_page: Path, response: dict[str, Any]
) -> None:
    """Stored answers of an older edition open with a list of what changed, once; nothing is lost."""
    fresh = vision(response)[2]
    engine.open(demo_page)
    old = old_copy(older(response, fresh))
    engine.js(STORE, key_of(engine), old, old)
    engine.js("sessionStorage.clear()")
    engine.go("about:blank")
    engine.open(demo_page)
    assert engine.text("#notice h2") == NL["merge.changed"]
    for line in changed_lines(engine, fresh):
        assert line in engine.text("#notice")
    engine.click("#notice [data-do=dismiss]")
    assert engine.text("#notice") == ""
    engine.wait_for(SAVED, NL["save.saved"])
    engine.go("about:blank")
    engine.open(demo_page)
    assert engine.text("#notice") == ""
    found = json.loads(engine.download(lambda: engine.click("header [data-do=download]")).read_text("utf-8"))
    assert found["answers"]["vision-retired"]["value"] == "7"
    assert found["answers"]["vision-known"]["value"] is None
    assert found["answers"][fresh]["value"] is None
    assert found["questionnaire"] == json.loads(
        engine.js("JSON.stringify((({questionnaire: id, version, digest}) => ({id, version, digest}))"
                  "(JSON.parse(document.getElementById('cx-data').textContent).plan))")
    )  # fmt: skip


# ---- Damage ---------------------------------------------------------------------------------------------


DAMAGE = ("{", "null", '{"revision": 1e99, "set": {}}', '{"revision":3,"set":[]}')
WHOLE = "Object.keys(localStorage).find((key) => key.startsWith('cxassess/') && !args[0].includes(localStorage[key]))"


def test_what_cannot_be_read_is_left_alone(make_engine: Make, demo_page: Path) -> None:
    """The page starts empty beside a damaged copy, and never writes over it; so it does beside four of them."""
    engine = make_engine("chromium")
    engine.open(demo_page)
    damaged = {}
    for damage in DAMAGE:
        answer(engine, "3")
        engine.wait_for(SAVED, NL["save.saved"])
        key = engine.js(WHOLE, DAMAGE)
        engine.go("about:blank")
        engine.open(demo_page)
        engine.js(STORE, key, damage, damage)
        engine.go("about:blank")
        engine.open(demo_page, PLACE)
        assert engine.answers() == {}, damage
        answer(engine, "4")
        engine.wait_for(SAVED, NL["save.saved"])
        damaged[key] = damage
        for name, left in damaged.items():
            assert engine.js("localStorage.getItem(args[0])", name) == left
        engine.go("about:blank")
        engine.open(demo_page, PLACE)
        assert engine.answers() == {"vision-known": "4"}, damage
    assert len(damaged) == len(DAMAGE)


# ---- Reminders ------------------------------------------------------------------------------------------

REMINDER = (
    "[...document.querySelectorAll('.view.on .remind:not([hidden])')].map((one) => one.innerText).join()"
)

ALL = NL["keep.all"].split("{")[0]


def test_the_end_reminds_of_what_is_not_in_a_file(engine: Engine, demo_page: Path) -> None:
    """Check, result and roadmap say it until a download, then to look for the file.

    After the next change they say it again, with the time.

    An opened file is the copy; the first change after it brings the reminder, with the time of the file.
    """
    engine.open(demo_page)
    engine.show("#/check")
    assert engine.js(REMINDER) == ""
    answer(engine, "3")
    for view in ("check", "result", "roadmap"):
        engine.show(f"#/{view}")
        assert engine.js(REMINDER) == NL["keep.never-one"], view
    engine.download(lambda: engine.click(".view.on [data-do=download]"))
    # What became of the file no page can know: it asks to look, and offers to try again.
    engine.wait_for(f"{REMINDER}.startsWith(args[0])", ALL)
    assert engine.text("#notice h2") == NL["file.downloaded-heading"]
    engine.download(lambda: engine.click("#notice [data-do=download]"))
    answer(engine, "4")
    engine.show("#/q/vision/vision-plan")
    engine.press("4")
    for view in ("check", "result", "roadmap"):
        engine.show(f"#/{view}")
        assert engine.js(REMINDER).startswith(NL["keep.since"].format(n=2, moment="{").split("{")[0]), view
    load(engine, RESPONSE)
    engine.show("#/check")
    assert engine.js(REMINDER).startswith(ALL)
    answer(engine, "4")
    engine.show("#/check")
    assert engine.js(REMINDER).startswith(NL["keep.since-one"].split("{")[0])
