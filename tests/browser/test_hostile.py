"""Texts that want to be code stay texts: in the questionnaire, in the client, in an answer file.

Every text of the questionnaire and the client holds markup, script addresses, template marks and the ends of elements;
ids and option values are names that every JavaScript object already has.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from browser.conftest import Make, build, load
from browser.engines import NAMES, Engine
from cxassess import texts

EVIL = (
    '<script>window.hit=1</script>"><img src=x onerror=window.hit=1>'
    "javascript:window.hit=1 {{7*7}} ${7*7} {% x %} </script></style></template></title><!-- __proto__ '"
)
LINK = "[link](javascript:window.hit=1) <a href=javascript:window.hit=1>raw</a> "
VALUES = ("__proto__", "constructor", "toString", "<script>window.hit=1</script>", "5")

# Some engines stop at deep nesting, others say later that it is no answer file; both are clear answers.
UNHARMED = """[typeof window.hit, typeof {}.polluted, Object.keys(Object.prototype).length,
  document.querySelectorAll('#app script, #app iframe, [onerror], a[href^=javascript]').length,
  [...document.images].filter((image) => !image.src.startsWith('data:')).length].join(' ')"""


def question(name: str, **more: Any) -> dict[str, Any]:
    options = [{"value": value, "text": f"{value} {EVIL}", "level": i + 1} for i, value in enumerate(VALUES)]
    return {
        "id": name, "title": EVIL, "text": EVIL, "help": LINK + EVIL, "evidence": [EVIL], "ask": EVIL,
        "options": options, "tags": ["constructor"], "steps": ["constructor"], **more,
    }  # fmt: skip


def questionnaire() -> dict[str, Any]:
    """A questionnaire in which every text and every free name is hostile."""
    action = {
        "id": "constructor", "title": EVIL, "what": LINK + EVIL, "lifts": {"from": 1, "to": 3},
        "questions": ["constructor"], "days": [1, 2], "horizon": "0-3", "owner": EVIL, "kpi": EVIL, "first": EVIL,
        "caution": EVIL,
    }  # fmt: skip
    return {
        "format": "cxassess.questionnaire/1",
        "id": "constructor",
        "version": EVIL[:40],
        "languages": ["en"],
        "title": EVIL,
        "short_title": EVIL,
        "purpose": LINK + EVIL,
        "notice": LINK + EVIL,
        "levels": {"names": [{"number": n, "name": EVIL, "description": EVIL} for n in range(1, 6)]},
        "publish": {"coverage": 10, "answers": 1},
        "sectors": [{"id": "constructor", "title": EVIL}],
        "profile": [{"id": "constructor", "text": EVIL, "choices": [
            {"id": "constructor", "title": EVIL}, {"id": "other", "title": EVIL}]}],
        "tags": [{"id": "constructor", "title": EVIL}, {"id": "other", "title": EVIL}],
        "lenses": [{"id": "constructor", "title": EVIL, "about": EVIL, "tags": ["constructor", "other"]}],
        "dimensions": [
            {"id": "constructor", "title": EVIL, "lede": LINK + EVIL, "strong": EVIL, "weak": EVIL,
             "questions": [question("constructor", gate=True), question("plain", tags=["other"])]},
            {"id": "second", "title": EVIL, "questions": [question("third")]},
        ],
        "roadmap": {"days_note": EVIL, "steps": [
            {"id": "constructor", "title": EVIL, "why": LINK + EVIL, "actions": [action]}]},
    }  # fmt: skip


CLIENT = {
    "format": "cxassess.client/1",
    "name": f"Name {EVIL}",
    "short": f"Short {EVIL}",
    "languages": ["en"],
    "questionnaire": "constructor",
    "sector": "constructor",
    "edition": EVIL[:80],
    "due": "2026-12-12",
    "consultant": {"name": EVIL, "contact": EVIL},
    "groups": [EVIL, "__proto__"],
    "targets": {"constructor": 4},
    "introduction": {"en": LINK + EVIL},
}


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a client that wishes us ill, built by the usual road."""
    root = tmp_path_factory.mktemp("hostile")
    for kind, name, data in (
        ("questionnaires", "questionnaire", questionnaire()),
        ("clients", "client", CLIENT),
    ):
        folder = root / kind / ("constructor" if kind == "questionnaires" else "evil")
        folder.mkdir(parents=True)
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return build(root, "evil", root / "output")


def is_unharmed(engine: Engine) -> None:
    """No script ran, nothing was added to all objects, no markup came out of a text."""
    assert engine.js(UNHARMED) == "undefined undefined 0 0 0"


def answer_file(path: Path, **changes: Any) -> Path:
    """An answer file for the hostile questionnaire; ``raw`` is its text as it stands."""
    raw = changes.pop("raw", None)
    plain = {
        "format": "cxassess.response/1",
        "questionnaire": {"id": "constructor", "version": "1", "digest": ""},
        "client": "evil",
        "respondent": {"id": "r1", "group": EVIL, "name": EVIL},
        "lang": "en",
        "started": "",
        "saved": "2026-01-05T09:30",
        "profile": {"constructor": "constructor"},
        "answers": {},
        "targets": {},
        "decisions": {},
    }
    path.write_text(raw if raw is not None else json.dumps({**plain, **changes}), "utf-8")
    return path


def test_hostile_texts_stay_texts(engine: Engine, hostile_page: Path, tmp_path: Path) -> None:
    """Every view shows them letter by letter, answers can be given, and the result counts them.

    An answer file with odd names and markup is taken as it is: as texts, under names of its own.
    """
    engine.open(hostile_page)
    is_unharmed(engine)
    assert EVIL in engine.js("document.querySelector('#view-start h1').textContent")
    assert "link" in engine.text("#view-start .prose")
    for place, name in (("constructor", "constructor"), ("constructor", "plain"), ("second", "third")):
        engine.show(f"#/q/{place}/{name}")
        engine.js("void (document.querySelector('.view.on details.help').open = true)")
        engine.press("2" if name == "constructor" else "1")
        engine.wait_for(f"document.querySelector('#q-{name} input:checked')")
        is_unharmed(engine)
    assert engine.answers() == {"constructor": "constructor", "plain": "__proto__", "third": "__proto__"}
    for view in ("questions", "check", "result", "roadmap", "start"):
        engine.show(f"#/{view}")
        is_unharmed(engine)
        assert "49" not in engine.text("h1") and EVIL in engine.js("document.body.textContent")
    engine.show("#/result")
    assert engine.text("#view-result .two section:last-child .num") == "6"
    file = engine.download(lambda: engine.click("header [data-do=download]"))
    given = {name: one["value"] for name, one in json.loads(file.read_text("utf-8"))["answers"].items()}
    assert given == {"constructor": "constructor", "plain": "__proto__", "third": "__proto__"}
    hostile_answers_stay_answers(engine, tmp_path)
    assert engine.console == []


def hostile_answers_stay_answers(engine: Engine, tmp_path: Path) -> None:
    """A file with names that every object has, in every view and back into a file."""
    note = f"{EVIL}\n=1+1"
    answers = (
        '{"__proto__": {"value": "x", "note": "kept", "polluted": 1},'
        ' "toString": {"value": "__proto__"}, "hasOwnProperty": {"value": null},'
        f' "constructor": {{"value": "__proto__", "note": {json.dumps(note)}, "basis": "seen"}},'
        f' "plain": {{"value": "not-applicable", "reason": {json.dumps(EVIL)}}},'
        ' "third": {"value": "valueOf"}}'
    )
    whole = json.loads(answer_file(tmp_path / "plain.json").read_text("utf-8"))
    text = json.dumps(whole | {"answers": 0}).replace('"answers": 0', f'"answers": {answers}')
    text = '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, ' + text[1:]
    file = answer_file(tmp_path / "odd.json", raw=text)
    load(engine, file)
    is_unharmed(engine)
    for view in ("second", "constructor"):
        engine.show(f"#/q/{view}")
    assert engine.answers() == {"constructor": "__proto__", "plain": "not-applicable"}
    assert engine.js("document.querySelector('#q-constructor textarea').value") == note
    assert engine.js("document.getElementById('plain.reason').value") == EVIL
    for view in ("check", "result", "roadmap", "start", "questions"):
        engine.show(f"#/{view}")
        is_unharmed(engine)
    engine.show("#/check")
    assert note.splitlines()[0] in engine.js("document.getElementById('view-check').textContent")
    kept = engine.download(lambda: engine.click("header [data-do=download]")).read_text("utf-8")
    found = json.loads(kept)["answers"]
    assert set(found) == {"__proto__", "toString", "hasOwnProperty", "constructor", "plain", "third"}
    assert found["__proto__"] == {"value": "x", "note": "kept", "basis": "", "reason": ""}
    assert found["constructor"]["note"] == note and found["third"]["value"] is None
    assert engine.console == []


HUGE = "9" * 400
REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "too large": ("size", {"raw": " " * (1024 * 1024) + "{}"}),
    "no JSON": ("json", {"raw": "<script>window.hit=1</script>"}),
    "empty": ("json", {"raw": ""}),
    "half": ("json", {"raw": '{"format": "cxassess.response/1", "answ'}),
    "deep": ("", {"raw": "[" * 200_000 + "]" * 200_000}),
    "deep objects": ("", {"raw": '{"a":' * 100_000 + "1" + "}" * 100_000}),
    "a number": ("damaged", {"raw": HUGE}),
    "nothing": ("damaged", {"raw": "null"}),
    "a list": ("damaged", {"raw": "[]"}),
    "other format": ("format", {"format": "cxassess.response/2"}),
    "format by inheritance": ("format", {"raw": '{"__proto__": {"format": "cxassess.response/1"}}'}),
    "other questions": ("other", {"questionnaire": {"id": "__proto__", "version": "1"}}),
    "answers a list": ("damaged", {"answers": [1, 2]}),
    "an answer a number": ("damaged", {"answers": {"plain": {"value": 3}}}),
    "a long note": ("damaged", {"answers": {"plain": {"value": None, "note": "x" * 5001}}}),
    "too many answers": ("damaged", {"answers": {f"q{i}": {"value": "1"} for i in range(2001)}}),
    "a huge target": ("damaged", {"raw": "TARGET"}),
    "a target that is no number": ("damaged", {"targets": {"constructor": "4"}}),
    "a basis of its own": ("damaged", {"answers": {"plain": {"value": None, "basis": "__proto__"}}}),
    "a decision of its own": ("damaged", {"decisions": {"constructor": {"status": "constructor"}}}),
    "a strange time": ("damaged", {"saved": "<script>"}),
}


@pytest.mark.parametrize("name", NAMES)
def test_broken_files_are_refused(name: str, make_engine: Make, hostile_page: Path, tmp_path: Path) -> None:
    """Each says why, changes nothing, and leaves the page in working order."""
    engine = make_engine(name)
    engine.open(hostile_page)
    engine.show("#/q/constructor/plain")
    engine.press("3")
    said = texts.phrases("en")
    for i, (what, (reason, changes)) in enumerate(REFUSED.items()):
        path = answer_file(tmp_path / f"{i}.json", **changes)
        if changes.get("raw") == "TARGET":
            whole = answer_file(path, targets={"constructor": 0}).read_text("utf-8")
            answer_file(
                path, raw=whole.replace('"targets": {"constructor": 0', f'"targets": {{"constructor": {HUGE}')
            )
        engine.choose_file(path)
        engine.wait_for("document.querySelector('#notice .warn')")
        assert engine.text("#notice h2") == said["file.refused-heading"], what
        told = engine.text("#notice p")
        reasons = [reason] if reason else ["json", "format", "damaged"]
        assert told in [said[f"file.refused-{one}"] for one in reasons], what
        assert not engine.js("document.getElementById('dialog').open"), what
        engine.click("#notice [data-do=dismiss]")
        engine.wait_for("!document.querySelector('#notice .warn')")
    assert engine.answers() == {"plain": "toString"}
    is_unharmed(engine)
    engine.show("#/q/second/third")
    engine.press("5")
    engine.show("#/result")
    assert engine.text("#view-result .two section:last-child .num") != ""
    assert engine.console == []
