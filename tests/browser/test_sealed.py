"""Encrypted answer files: what the page seals, Python opens, and the other way round; nothing altered is opened."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from samples import cx
from sealing import PASSPHRASE, Pair, altered, with_passphrase

from browser.conftest import DEMO, RESPONSE, Make, build, decide, load
from browser.engines import NAMES, Engine
from browser.test_saving import NO_DATABASE, NO_LOCAL, PLACE, SAVED, answer, open_with
from cxassess import texts

NL = texts.phrases("nl")
VECTOR = json.loads((ROOT / "tests/fixtures/hpke-p256-sha256-aes256gcm.json").read_text("utf-8"))
OPEN = "document.getElementById('dialog').open"


@pytest.fixture(scope="module")
def pair() -> Pair:
    return Pair()


@pytest.fixture(scope="module")
def keyed(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which the demo client has a public key, and its page in ``output``."""
    root = tmp_path_factory.mktemp("keyed")
    shutil.copytree(DEMO / "clients", root / "clients")
    with (root / "clients/meridiaan/client.yaml").open("a") as stream:
        stream.write(f'\npublic_key: "{pair.public}"\n')
    pair.save(root / "keys" / "key.pem")
    build(root, "meridiaan", root / "output")
    return root


@pytest.fixture
def keyed_page(keyed: Path) -> Path:
    return keyed / "output" / "meridiaan" / "index.html"


def write_word(engine: Engine, word: str) -> None:
    """Write a passphrase into the open dialog and confirm with the keyboard."""
    engine.wait_for(OPEN)
    assert engine.focused("#dialog-word")
    engine.type(word)
    engine.press("Enter")


def protected(engine: Engine, word: str = PASSPHRASE) -> Path:
    """The file that "Download with a passphrase" saves."""
    engine.click(".foot [data-do=protect]")
    return engine.download(lambda: write_word(engine, word))


def scored(file: Path, cwd: Path, monkeypatch: pytest.MonkeyPatch, word: str = "") -> dict[str, Any]:
    monkeypatch.setenv("CXASSESS_PASSPHRASE", word)
    result = cx("score", "--format", "json", file, cwd=cwd)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


# ---- For the consultant's key ---------------------------------------------------------------------------


def test_one_click_encrypts_for_the_consultant(
    engine: Engine, keyed: Path, keyed_page: Path, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One click saves a sealed file without any answer in the clear; Python scores it as the plain one.

    The page says so before anything is downloaded: on the start page with the fingerprint, and beside the download.
    The same answers never give the same file, and the encryption is that of the standard.
    """
    engine.open(keyed_page)
    said = NL["seal.promise"].format(consultant="Vos & Verhagen", fingerprint=pair.fingerprint)
    assert said in engine.text("#at-promise")
    engine.show("#/questions")
    assert engine.text("#view-questions .box p").startswith(NL["seal.file-text"].split("{")[0])
    load(engine, RESPONSE)
    file = engine.download(lambda: engine.click("header [data-do=download]"))
    assert file.name.endswith(".sealed.json")
    content = file.read_text("utf-8")
    sealed = json.loads(content)
    assert sealed["fingerprint"] == pair.fingerprint and "vision" not in content
    told = engine.text("#notice")
    assert file.name in told and pair.fingerprint in told and NL["file.downloaded-heading"] in told
    whole, plain = scored(file, keyed, monkeypatch), scored(RESPONSE, keyed, monkeypatch)
    assert whole["overall"] == plain["overall"] and whole["dimensions"] == plain["dimensions"]
    file.unlink()
    again = engine.download(lambda: engine.click("header [data-do=download]"))
    assert json.loads(again.read_text("utf-8"))["sealed"] != sealed["sealed"]
    hpke_is_that_of_the_standard(engine)
    assert not [line for line in engine.console if "policy" in line or "error" in line]


def hpke_is_that_of_the_standard(engine: Engine) -> None:
    """Encapsulated key and ciphertext of the published vector, with its own ephemeral key."""
    found = engine.js(
        """(async (v) => {
          const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
          const curve = { name: 'ECDH', namedCurve: 'P-256' };
          const part = (hex) => btoa(String.fromCharCode(...bytes(hex)))
            .replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
          const jwk = { kty: 'EC', crv: 'P-256', x: part(v.pkEm.slice(2, 66)), y: part(v.pkEm.slice(66)) };
          const whole = { ...jwk, d: part(v.skEm) };
          const privateKey = await crypto.subtle.importKey('jwk', whole, curve, false, ['deriveBits']);
          const publicKey = await crypto.subtle.importKey('jwk', jwk, curve, true, []);
          const { pt, aad } = v.encryptions[0];
          const made = await Hpke.seal(bytes(v.pkRm), bytes(v.info), bytes(pt), bytes(aad), { privateKey, publicKey });
          return Array.from(made, (byte) => byte.toString(16).padStart(2, '0')).join('');
        })(args[0])""",
        VECTOR,
    )
    assert found == VECTOR["enc"] + VECTOR["encryptions"][0]["ct"]


def test_people_can_keep_a_copy_for_themselves(engine: Engine, keyed_page: Path, make_engine: Make) -> None:
    """The message after the download offers it, with a passphrase or plain.

    Either copy opens in another browser, the sealed file does not.
    """
    engine.open(keyed_page)
    answer(engine, "4")
    sealed = engine.download(lambda: engine.click("header [data-do=download]"))
    own = []
    for act in (lambda: write_word(engine, PASSPHRASE), lambda: engine.click("#dialog [value=other]")):
        if own:
            engine.download(lambda: engine.click("header [data-do=download]"))
        engine.wait_for("document.querySelector('#notice [data-do=protect]')")
        engine.click("#notice [data-do=protect]")
        engine.wait_for(OPEN)
        own.append(engine.download(act))
    other = make_engine("firefox" if engine.name == "chromium" else "chromium")
    other.open(keyed_page)
    other.choose_file(sealed)
    other.wait_for("document.querySelector('#notice h2')")
    assert NL["file.refused-sealed"] in other.text("#notice")
    for file, word in zip(own, (PASSPHRASE, ""), strict=True):
        if not word:
            answer(other, "1")
        other.choose_file(file)
        if word:
            write_word(other, word)
            other.wait_for(
                f"{OPEN} && document.querySelector('#dialog h2').textContent === args[0]",
                NL["file.replace-heading"],
            )
        other.wait_for(OPEN)
        decide(other, "yes")
        other.show(PLACE)
        assert other.answers() == {"vision-known": "4"}


@pytest.mark.parametrize("name", NAMES)
def test_where_saving_fails_people_get_a_file_that_they_can_open(
    name: str, make_engine: Make, keyed_page: Path
) -> None:
    engine = open_with(name, make_engine, keyed_page, NO_LOCAL + NO_DATABASE)
    answer(engine, "2")
    engine.wait_for("document.querySelector('#alarm .btn')")
    engine.click("#alarm .btn")
    engine.wait_for(OPEN)
    file = engine.download(lambda: engine.click("#dialog [value=other]"))
    assert json.loads(file.read_text("utf-8"))["answers"]["vision-known"]["value"] == "2"


def test_a_page_that_cannot_encrypt_saves_nothing_unasked(make_engine: Make, keyed_page: Path) -> None:
    """As over http: it says so, and offers a copy that is not encrypted."""
    engine = make_engine("chromium")
    engine.context.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', {value: undefined})")  # type: ignore[attr-defined]
    engine.open(keyed_page)
    engine.click("header [data-do=download]")
    engine.wait_for("document.querySelector('#notice [data-do=protect]')")
    assert NL["seal.failed"] in engine.text("#notice")
    engine.click("#notice [data-do=protect]")
    engine.wait_for(OPEN)
    file = engine.download(lambda: engine.click("#dialog [value=other]"))
    assert json.loads(file.read_text("utf-8"))["format"] == "cxassess.response/1"


# ---- With a passphrase ----------------------------------------------------------------------------------


def test_a_passphrase_file_opens_here_and_in_python(
    engine: Engine, demo_page: Path, tmp_path: Path, response: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A short passphrase is not taken; a good one, with accents, gives a file that Python and the page open.

    Without it, and without a key, the download is as ever. A file from Python opens too.
    """
    word = "zee\u00ebgel ca\u0308rtoon 12"
    from_python = tmp_path / "sealed.json"
    from_python.write_text(json.dumps(with_passphrase(response)), "utf-8")
    engine.open(demo_page)
    giving_up_changes_nothing(engine, from_python)
    without_a_key_the_download_is_as_ever(engine)
    load(engine, RESPONSE)
    engine.click(".foot [data-do=protect]")
    write_word(engine, "kort")
    engine.wait_for("document.getElementById('dialog-error').checkVisibility()")
    assert engine.text("#dialog-error") == NL["seal.short"].format(n=12)
    file = engine.download(lambda: write_word(engine, word))
    sealed = json.loads(file.read_text("utf-8"))
    assert sealed["method"] == "passphrase" and sealed["rounds"] == 600_000
    composed = "zee\u00ebgel c\u00e4rtoon 12"
    whole = scored(file, ROOT / "demo", monkeypatch, composed)
    assert whole["overall"] == scored(RESPONSE, ROOT / "demo", monkeypatch)["overall"]
    engine.go("about:blank")
    engine.open(demo_page, PLACE)
    answer(engine, "1")
    engine.wait_for(SAVED, NL["save.saved"])
    engine.choose_file(file)
    write_word(engine, "something else entirely")
    engine.wait_for("document.getElementById('dialog-error').checkVisibility()")
    assert engine.text("#dialog-error") == NL["seal.wrong"]
    assert engine.answers()["vision-known"] == "1"
    opens(engine, composed)
    assert engine.answers()["vision-known"] == response["answers"]["vision-known"]["value"]
    answer(engine, "1")
    engine.choose_file(from_python)
    opens(engine, PASSPHRASE)
    assert engine.answers()["vision-known"] == response["answers"]["vision-known"]["value"]
    assert not [line for line in engine.console if "policy" in line or "error" in line]


def opens(engine: Engine, word: str) -> None:
    """The passphrase is right: the usual question about a file comes, and its answers after it."""
    write_word(engine, word)
    engine.wait_for(
        f"{OPEN} && document.querySelector('#dialog h2').textContent === args[0]", NL["file.replace-heading"]
    )
    decide(engine, "yes")


def giving_up_changes_nothing(engine: Engine, file: Path) -> None:
    """Escape in either dialog: no file, no message, the answers stay."""
    answer(engine, "1")
    for act in (lambda: engine.choose_file(file), lambda: engine.click(".foot [data-do=protect]")):
        act()
        engine.wait_for(OPEN)
        engine.press("Escape")
        engine.wait_for(f"!{OPEN}")
        assert engine.answers() == {"vision-known": "1"}
        assert engine.text("#notice") == ""
    assert list(engine.downloads.glob("*.json")) == []


def without_a_key_the_download_is_as_ever(engine: Engine) -> None:
    """One click, a plain file, and no word about encryption."""
    engine.show("#/start")
    assert NL["seal.promise"].split("{")[0] not in engine.text("#at-promise")
    file = engine.download(lambda: engine.click("header [data-do=download]"))
    assert json.loads(file.read_text("utf-8"))["format"] == "cxassess.response/1"
    assert file.name == f"cxassess-meridiaan-{file.stem[-10:]}.json"


# ---- What was altered is refused ------------------------------------------------------------------------

_TRY = """Promise.all(args[0].map(async (text) => {
  const file = new File([text], 'a.json');
  let asked = 0;
  try {
    const found = await AnswerFile.read(file, async () => (asked++ ? null : args[1]));
    return found ? 'opened' : 'wrong';
  } catch (error) { return error.message; }
}))"""


def test_the_page_opens_nothing_that_was_altered(
    engine: Engine, demo_page: Path, response: dict[str, Any]
) -> None:
    sealed = with_passphrase(response)
    engine.open(demo_page)
    whole = json.dumps(sealed, indent=1)
    broken = json.dumps(with_passphrase(response, content=b"{ not JSON"))
    assert engine.js(_TRY, [whole, broken], PASSPHRASE) == ["opened", "json"]
    # Every third: each costs 600,000 rounds in each browser, and Python tries them all.
    cases = [case.decode("utf-8", "replace") for case in altered(sealed, random.Random(7))[::3]]
    outcomes = engine.js(_TRY, cases, PASSPHRASE)
    assert [case for case, outcome in zip(cases, outcomes, strict=True) if outcome == "opened"] == []
    assert set(outcomes) <= {"wrong", "damaged", "json", "format"}
