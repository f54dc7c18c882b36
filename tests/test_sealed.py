"""Encrypted responses: keys, files that open, files that do not, and what the command line says about them."""

from __future__ import annotations

import functools
import hashlib
import json
import random
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import CLIENT, SMALL, cx, response_data, v1_answers, workspace, write
from sealing import PASSPHRASE, SUITE, Pair, altered, base64_of, bound, for_key, with_passphrase

from cxassess import client, keyring, publickey, sealed
from cxassess.errors import CommandError, InvalidInput, Place
from cxassess.source import parse_json

VECTOR = json.loads((Path(__file__).parent / "fixtures/hpke-p256-sha256-aes256gcm.json").read_text("utf-8"))
PAIR, OTHER = Pair(), Pair()
DATA = response_data(v1_answers())


def keys_in(folder: Path, *pairs: Pair, word: str | None = None) -> keyring.Keys:
    for number, pair in enumerate(pairs):
        pair.save(folder / f"{number}.pem")
    return keyring.Keys(folder, ask=lambda kind, name: word)


def opened(data: dict[str, Any], keys: keyring.Keys) -> Any:
    doc = parse_json(json.dumps(data).encode(), "f.json")
    return parse_json(sealed.unseal(sealed.check(doc), doc, keys), "f.json").data


def codes(error: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> keyring.Keys:
    return keys_in(tmp_path_factory.mktemp("keys"), PAIR)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A workspace with a client and a key."""
    workspace(tmp_path, {"acme": f'{CLIENT}public_key: "{PAIR.public}"\n'})
    PAIR.save(tmp_path / "keys" / "mine.pem")
    return tmp_path


# ---- Public keys ----------------------------------------------------------------------------------------


def test_a_fingerprint_is_eighty_bits_of_the_key() -> None:
    assert publickey.fingerprint(publickey.point(PAIR.public)) == PAIR.fingerprint


def slips() -> list[str]:
    """Public keys with a mistake."""
    text = PAIR.public
    at = random.Random(1).sample(range(2, 86), 20)
    swapped = [text[:i] + ("A" if text[i] != "A" else "B") + text[i + 1 :] for i in at]
    compressed = PAIR.private.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
    )
    return [
        *swapped, text[:-4], text[:-1], f"{text}AAAA", text + " ", "", "key", base64_of(compressed), "ключ",
        base64_of(b"\x04" + bytes(64)), base64_of(b"\x04" + b"\xff" * 64), PAIR.pem().decode(),
    ]  # fmt: skip


@pytest.mark.parametrize("text", slips(), ids=[f"slip {i}" for i in range(len(slips()))])
def test_a_public_key_with_a_slip_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    write(tmp_path / "acme" / "client.yaml", CLIENT + f"public_key: {json.dumps(text)}\n")
    with pytest.raises(InvalidInput) as error:
        client.read(tmp_path / "acme")
    (problem,) = error.value.problems
    assert (problem.code, problem.place.line) == ("not-public-key", 4)
    assert "PRIVATE" not in problem.text()


def test_a_client_knows_its_key_and_what_it_is_called(home: Path) -> None:
    found, _ = client.read(home / "clients" / "acme")
    assert (found.public_key, found.fingerprint) == (PAIR.public, PAIR.fingerprint)


def test_only_the_page_of_a_client_with_a_key_carries_it(home: Path) -> None:
    """Built in one go, beside a client without a key."""
    write(home / "clients/beta/client.yaml", CLIENT)
    assert cx("build", cwd=home).exit_code == 0
    with_key, without = ((home / f"output/{name}/index.html").read_text("utf-8") for name in ("acme", "beta"))
    for part in (PAIR.public, PAIR.fingerprint, "const Hpke"):
        assert part in with_key and part not in without
    assert "PRIVATE KEY" not in with_key and "-----BEGIN" not in with_key


# ---- keygen ---------------------------------------------------------------------------------------------


def test_keygen_makes_a_key_that_only_its_owner_can_read(tmp_path: Path) -> None:
    """The line that it prints is a public key, and the file holds the private one that belongs to it."""
    result = cx("keygen", cwd=tmp_path)
    assert result.exit_code == 0
    name, line, *_ = result.stdout.splitlines()
    path = tmp_path / name
    assert path.parent == tmp_path / "keys"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert (path.parent / ".gitignore").read_text() == "*\n"
    public = line.removeprefix('public_key: "').removesuffix('"')
    shown = publickey.fingerprint(publickey.point(public))
    assert shown in result.stdout and path.stem == shown.replace(" ", "-")
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    write(tmp_path / "clients/acme/client.yaml", f"{CLIENT}{line}\n")
    assert cx("check", "clients/acme", cwd=tmp_path).exit_code == 0


def test_keygen_overwrites_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even should the same key come again; and a link in its place is not followed."""
    monkeypatch.setattr(ec, "generate_private_key", lambda curve: PAIR.private)
    path, _, _ = keyring.make(tmp_path / "keys", None)
    path.write_text("precious")
    with pytest.raises(CommandError, match="cannot be written"):
        keyring.make(tmp_path / "keys", None)
    assert path.read_text() == "precious"
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CommandError, match="cannot be written"):
        keyring.make(tmp_path / "keys", None)
    assert not (tmp_path / "elsewhere").exists()


def test_a_key_with_a_passphrase_opens_only_with_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXASSESS_KEY_PASSPHRASE", PASSPHRASE)
    result = cx("keygen", "--output", "safe", "--passphrase", cwd=home)
    key = home / result.stdout.splitlines()[0]
    assert b"ENCRYPTED" in key.read_bytes()
    pair = Pair()
    private = serialization.load_pem_private_key(key.read_bytes(), PASSPHRASE.encode())
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    pair.private, pair.fingerprint = private, key.stem.replace("-", " ")
    write(home / "a.json", for_key(DATA, pair))
    assert cx("score", "a.json", "--key", key, cwd=home).exit_code == 0
    for word, code in (("", "the key needs a passphrase"), ("something else", "does not open the key")):
        monkeypatch.setenv("CXASSESS_KEY_PASSPHRASE", word)
        result = cx("score", "a.json", "--key", key, cwd=home)
        assert result.exit_code == 2 and code in result.stderr and key.name in result.stderr


@pytest.mark.parametrize(("word", "said"), [("", "CXASSESS_KEY_PASSPHRASE"), ("short", "at least 12")])
def test_keygen_wants_a_real_passphrase(
    tmp_path: Path, word: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXASSESS_KEY_PASSPHRASE", word)
    result = cx("keygen", "--passphrase", cwd=tmp_path)
    assert result.exit_code == 2 and said in result.stderr
    assert not (tmp_path / "keys").exists()


# ---- Opening --------------------------------------------------------------------------------------------


def test_hpke_is_that_of_the_standard() -> None:
    """The published vector is opened; the additional data that it has is the one thing that we leave empty."""
    from cryptography.hazmat.bindings._rust import openssl

    private = ec.derive_private_key(int(VECTOR["skRm"], 16), ec.SECP256R1())
    info, one = bytes.fromhex(VECTOR["info"]), VECTOR["encryptions"][0]
    content = bytes.fromhex(VECTOR["enc"] + one["ct"])
    aad = bytes.fromhex(one["aad"])
    found = openssl.hpke._decrypt_with_aad(SUITE, content, private, info, aad)
    assert found == bytes.fromhex(one["pt"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(content=JSON, name=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60))
@settings(max_examples=150, deadline=None)
def test_what_is_sealed_for_a_key_comes_back(content: Any, name: str, keys: keyring.Keys) -> None:
    """Whatever the content, and whatever the head says about the client."""
    data = {"client": name, "content": content}
    assert opened(for_key(data, PAIR), keys) == data


@given(word=st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
@settings(max_examples=5, deadline=None)
def test_what_is_sealed_with_a_passphrase_comes_back(word: str) -> None:
    import unicodedata

    typed = unicodedata.normalize("NFC", word)
    keys = keyring.Keys(Path("nowhere"), ask=lambda kind, name: unicodedata.normalize("NFD", typed))
    assert opened(with_passphrase(DATA, typed), keys) == DATA


def test_the_right_one_of_several_keys_is_found(tmp_path: Path) -> None:
    """Files that are no keys, or other people's, do not stand in the way."""
    write(tmp_path / "keys" / "0.pem", b"-----BEGIN CERTIFICATE-----\n")
    write(tmp_path / "keys" / "1.pem", b"\xff\xfe")
    keys = keyring.Keys(tmp_path / "keys")
    OTHER.save(tmp_path / "keys" / "2.pem")
    PAIR.save(tmp_path / "keys" / "3.pem")
    assert opened(for_key(DATA, PAIR), keys) == DATA
    assert opened(for_key(DATA, OTHER), keys) == DATA


@pytest.mark.parametrize(
    "seal", [lambda: for_key(DATA, PAIR), lambda: with_passphrase(DATA)], ids=["key", "word"]
)
def test_nothing_that_was_altered_opens(seal: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not with one bit changed anywhere, not cut off, not with its head edited.

    The key of a passphrase, salt and number of rounds is always the same, so each is derived once.
    """
    monkeypatch.setattr(hashlib, "pbkdf2_hmac", functools.cache(hashlib.pbkdf2_hmac))
    keys = keys_in(tmp_path, PAIR, OTHER, word=PASSPHRASE)
    data = seal()
    path = write(tmp_path / "a.json", data)
    assert sealed.document(path, "a.json", keys).data == DATA
    for case in altered(data, random.Random(11)):
        path.write_bytes(case)
        try:
            found = sealed.document(path, "a.json", keys)
        except InvalidInput as error:
            assert error.problems
        else:
            assert not sealed.is_sealed(found) and found.data != DATA, case


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        ({"client": "other"}, "sealed-damaged", 10),
        ({"sealed": "A" * 200}, "sealed-damaged", 10),
        ({"sealed": "no base64"}, "sealed-damaged", 10),
        ({"fingerprint": OTHER.fingerprint}, "sealed-other-key", 9),
        ({"fingerprint": "AB"}, "wrong-form", 9),
        ({"method": "magic"}, "not-one-of", 3),
        ({"more": 1}, "unknown-key", 11),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    change: dict[str, Any], code: str, line: int, tmp_path: Path
) -> None:
    keys = keys_in(tmp_path / "keys", PAIR)
    path = write(tmp_path / "a.json", json.dumps({**for_key(DATA, PAIR), **change}, indent=1))
    with pytest.raises(InvalidInput) as error:
        sealed.document(path, "a.json", keys)
    assert [(problem.code, problem.place.line) for problem in error.value.problems] == [(code, line)]


@pytest.mark.parametrize("rounds", [0, 1, 599_999, 5_000_001, 10**15])
def test_rounds_are_bounded_before_deriving(rounds: int, tmp_path: Path) -> None:
    """Too few would be weak, too many would keep the computer busy; nobody is even asked."""

    def ask(kind: str, name: str) -> str:
        raise AssertionError("asked")

    data = {**with_passphrase(DATA), "rounds": rounds}
    with pytest.raises(InvalidInput) as error:
        opened(data, keyring.Keys(tmp_path, ask=ask))
    assert codes(error) in (["too-small"], ["too-large"])


def test_a_plain_file_keeps_the_smaller_limit(tmp_path: Path) -> None:
    note = {"first": {"value": "1", "note": "x" * 1_200_000}}
    path = write(tmp_path / "a.json", response_data(note))
    with pytest.raises(InvalidInput) as error:
        sealed.document(path, "a.json", keyring.Keys(tmp_path))
    assert codes(error) == ["file-too-large"]


def test_a_large_response_can_be_sealed(tmp_path: Path) -> None:
    data = response_data({"first": {"value": "1", "note": "x" * 1_000_000}})
    path = write(tmp_path / "a.json", for_key(data, PAIR))
    assert sealed.document(path, "a.json", keys_in(tmp_path / "keys", PAIR)).data == data


# ---- Key files ------------------------------------------------------------------------------------------


def other_curve() -> bytes:
    form = serialization.PrivateFormat.PKCS8
    key = ec.generate_private_key(ec.SECP384R1())
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


@pytest.mark.parametrize(
    "content",
    [b"", b"nonsense", PAIR.pem()[:150], other_curve(), b'public_key: "AAAA"\n', b"\xff\x00", DATA["format"].encode()],
    ids=["empty", "nonsense", "cut", "other curve", "no key", "no text", "no PEM"],
)  # fmt: skip
def test_a_key_file_that_is_none_is_named(home: Path, content: bytes) -> None:
    write(home / "a.json", for_key(DATA, PAIR))
    write(home / "wrong.pem", content)
    result = cx("score", "a.json", "--key", "wrong.pem", cwd=home)
    assert result.exit_code == 2
    assert result.stderr.startswith("wrong.pem: this is not a private key")


def test_a_key_file_that_lies_about_itself_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.pem", f'public_key: "{PAIR.public}"\n\n'.encode() + OTHER.pem())
    with pytest.raises(InvalidInput) as error:
        keyring.Keys(tmp_path).private(PAIR.fingerprint, Place("f"))
    assert codes(error) == ["key-unreadable"]


# ---- Commands -------------------------------------------------------------------------------------------


def test_score_finds_the_key_in_the_workspace(home: Path) -> None:
    """The scores are those of the plain file."""
    plain, closed = write(home / "plain.json", DATA), write(home / "closed.json", for_key(DATA, PAIR))
    found = [json.loads(cx("score", "--format", "json", file, cwd=home).stdout) for file in (plain, closed)]
    assert found[0].pop("response")["file"] != found[1].pop("response")["file"]
    assert found[0] == found[1]


def test_score_takes_a_named_key(home: Path) -> None:
    write(home / "a.json", for_key(DATA, OTHER))
    OTHER.save(home / "other.key")
    assert cx("score", "a.json", "--key", "other.key", cwd=home).exit_code == 0


def test_score_tells_all_that_is_wrong_at_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file gets its message with its place, those that can be opened are scored, and the code is 2."""
    monkeypatch.setenv("CXASSESS_PASSPHRASE", "not the right one")
    damaged = for_key(DATA, PAIR)
    damaged["sealed"] = damaged["sealed"][:-8] + "AAAAAAA="
    write(home / "good.json", for_key(DATA, PAIR))
    write(home / "other.json", for_key(DATA, OTHER))
    write(home / "damaged.json", damaged)
    write(home / "cut.json", json.dumps(for_key(DATA, PAIR))[:-30].encode())
    write(home / "word.json", with_passphrase(DATA))
    names = ["good.json", "other.json", "damaged.json", "cut.json", "word.json"]
    result = cx("--quiet", "score", *names, cwd=home)
    assert result.exit_code == 2
    assert result.stdout.startswith("good.json\n")
    lines = result.stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == names[1:]
    assert all(line.split(":")[1].isdigit() for line in lines)
    assert OTHER.fingerprint in lines[0] and PAIR.fingerprint in lines[0]
    assert "changed or damaged" in lines[1] and "not valid JSON" in lines[2] and "passphrase" in lines[3]


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_a_missing_key_and_a_missing_passphrase_say_what_to_do(
    home: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CXASSESS_PASSPHRASE", raising=False)
    (home / "keys" / "mine.pem").unlink()
    write(home / "a.json", for_key(DATA, PAIR))
    write(home / "b.json", with_passphrase(DATA))
    result = cx("--lang", lang, "score", "a.json", "b.json", cwd=home)
    first, second = result.stderr.splitlines()
    assert result.exit_code == 2
    assert PAIR.fingerprint in first and "“keys”" in first and "--key" in first
    assert "CXASSESS_PASSPHRASE" in second
    result = cx("--lang", lang, "score", "a.json", "--key", "nothing.pem", cwd=home)
    assert result.exit_code == 2 and result.stderr.startswith("nothing.pem:")


def test_a_passphrase_is_asked_for_in_a_terminal(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for each file, by its name; it is not shown."""
    monkeypatch.delenv("CXASSESS_PASSPHRASE", raising=False)
    monkeypatch.setattr("cxassess.terminal.asks", lambda: True)
    write(home / "a.json", with_passphrase(DATA))
    write(home / "b.json", with_passphrase(DATA, "another passphrase"))
    result = cx(
        "score", "--format", "csv", "a.json", "b.json", cwd=home, stdin=f"{PASSPHRASE}\nanother passphrase\n"
    )
    assert result.exit_code == 0, result.stderr
    assert "a.json" in result.stderr and "b.json" in result.stderr
    assert PASSPHRASE not in result.output
    assert len(result.stdout.splitlines()) == 3
    result = cx("score", "a.json", cwd=home, stdin="\n")
    assert result.exit_code == 2 and "needs a passphrase" in result.stderr


def test_report_opens_sealed_files(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By key, from the client's own folder, and by passphrase; the PDF is the one of the plain file."""
    write(home / "questionnaires/small/questionnaire.yaml", SMALL)
    write(home / "clients/acme/client.yaml", f'{CLIENT}questionnaire: small\npublic_key: "{PAIR.public}"\n')
    data = response_data({"first": "1", "second": "2"}, questionnaire={"id": "small", "version": "1"})
    plain = write(home / "plain.json", data)
    assert cx("report", "acme", plain, "--no-attach", cwd=home).exit_code == 0
    made = home / "output/acme/report.pdf"
    wanted = made.read_bytes()
    made.unlink()
    closed = write(home / "clients/acme/responses/closed.json", for_key(data, PAIR))
    assert cx("report", "acme", cwd=home).exit_code == 0
    assert made.read_bytes() == wanted
    (home / "keys/mine.pem").unlink()
    result = cx("report", "acme", closed, cwd=home)
    assert result.exit_code == 2 and PAIR.fingerprint in result.stderr
    monkeypatch.setenv("CXASSESS_PASSPHRASE", PASSPHRASE)
    made.unlink()
    word = write(home / "word.json", with_passphrase(data))
    assert cx("report", "acme", word, cwd=home).exit_code == 0
    assert made.read_bytes() == wanted


def test_check_says_what_it_can_without_the_key(home: Path) -> None:
    """The head is checked: for its form, and for a questionnaire that is known."""
    folder = home / "clients/acme/responses"
    write(folder / "a.json", for_key(DATA, OTHER))
    write(folder / "b.json", with_passphrase(DATA))
    result = cx("check", cwd=home)
    assert result.exit_code == 0
    assert OTHER.fingerprint in result.stderr and result.stderr.count("only its head was checked") == 2
    data = {**DATA, "questionnaire": {"id": "cx-maturiti", "version": "1"}}
    write(folder / "a.json", for_key(data, OTHER))
    write(folder / "b.json", {**with_passphrase(DATA), "sealed": "?"})
    result = cx("check", cwd=home)
    assert result.exit_code == 2
    assert "cx-maturity" in result.stderr and "changed or damaged" in result.stderr


def test_what_is_inside_is_checked_like_any_response(home: Path) -> None:
    write(home / "a.json", for_key({**DATA, "answers": {"vision-known": {"value": "77"}}}, PAIR))
    write(home / "b.json", for_key({"format": "something"}, PAIR))
    result = cx("score", "a.json", "b.json", cwd=home)
    assert result.exit_code == 2
    assert "“77” is not an answer" in result.stderr and "not a response file" in result.stderr


def test_the_head_is_bound_as_the_format_says() -> None:
    """JSON without spaces, in the order of the file, without the content."""
    data = {"format": "f", "client": "é\u2028\x7f", "sealed": "x", "rounds": 600000}
    assert sealed.bound(data) == '{"format":"f","client":"é\u2028\x7f","rounds":600000}'.encode()
    assert bound({"a": 1}) == sealed.bound({"a": 1, "sealed": "x"})
