"""What is kept between two commands: only while nothing that it was made from has changed, and never in the way."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path

import jinja2
import pytest
from jinja2.bccache import Bucket
from samples import BUNDLED, CLIENT, cx, write

from cxassess import kept, markup, page, render, resources
from cxassess.build import Builder
from cxassess.resources import Workspace


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    monkeypatch.setenv("CXASSESS_CACHE", str(tmp_path / "cache"))
    folder = resources.cache_folder()
    assert folder is not None
    return folder


def made(kind: str, state: str, value: object, calls: list[object]) -> object:
    """What is kept, noting when it is made."""

    def make() -> object:
        calls.append(value)
        return value

    return kept.once(kind, state, make)


def test_it_is_made_once_for_each_signature(cache: Path) -> None:
    calls: list[object] = []
    assert [made("a", "1", "x", calls), made("a", "1", "y", calls), made("a", "2", "z", calls)] == [
        "x",
        "x",
        "z",
    ]
    assert calls == ["x", "z"]
    assert {file.name for file in cache.iterdir()} == {"a-1.pickle", "a-2.pickle"}
    assert {file.stat().st_mode & 0o077 for file in cache.iterdir()} == {0}


@pytest.mark.parametrize("content", [b"", b"\x80\x05cut", b"cposixpath\nnothing\n.", b"N."])
def test_a_broken_file_is_made_anew(cache: Path, content: bytes) -> None:
    (cache / "a-1.pickle").write_bytes(content)
    assert made("a", "1", "x", []) == "x"
    assert made("a", "1", "y", []) == "x"


def test_only_the_newest_stay(cache: Path) -> None:
    for i in range(kept.MOST + 3):
        made("a", f"{i}", i + 1, [])
        os.utime(cache / f"a-{i}.pickle", (i, i))
    made("b", "0", "other", [])
    made("a", "last", "x", [])
    names = {file.stem for file in cache.glob("a-*")}
    assert names == {"a-last", *(f"a-{i}" for i in range(4, kept.MOST + 3))}
    assert (cache / "b-0.pickle").is_file()


def test_without_a_cache_it_is_made_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXASSESS_CACHE", "")
    calls: list[object] = []
    assert [made("a", "1", "x", calls), made("a", "1", "y", calls)] == ["x", "y"]


@pytest.mark.parametrize(("where", "what"), [("tempfile", "mkstemp"), ("os", "fdopen"), ("Path", "replace")])
def test_a_cache_that_cannot_be_written_is_no_problem(
    where: str, what: str, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(getattr(kept, where), what, full)
    assert made("a", "1", "x", []) == "x"
    assert list(cache.iterdir()) == []


def test_a_folder_where_a_file_should_be_is_no_problem(cache: Path) -> None:
    (cache / "a-1.pickle").mkdir()
    assert made("a", "1", "x", []) == "x"
    kept.drop("a", "1")
    assert [file.name for file in cache.iterdir()] == ["a-1.pickle"]


def test_errors_are_told_every_time(tmp_path: Path, cache: Path) -> None:
    write(tmp_path / "clients" / "acme" / "client.yaml", CLIENT + "questionnaire: own\n")
    write(
        tmp_path / "questionnaires" / "own" / "questionnaire.yaml",
        "format: cxassess.questionnaire/1\nid: own\n",
    )
    first, second = cx("build", cwd=tmp_path), cx("build", cwd=tmp_path)
    assert first.exit_code == second.exit_code == 2
    assert "questionnaire.yaml" in first.output
    assert first.output == second.output
    assert not list(cache.glob("questionnaire-*"))


@pytest.fixture
def own(tmp_path: Path, cache: Path) -> Path:
    """A workspace with a questionnaire of its own and two clients, built once."""
    shutil.copytree(BUNDLED, tmp_path / "questionnaires" / "cx-maturity")
    for name in ("acme", "best"):
        write(tmp_path / "clients" / name / "client.yaml", CLIENT.replace("Acme", name.title()))
    assert cx("build", cwd=tmp_path).exit_code == 0
    return tmp_path


def pages(folder: Path) -> dict[str, bytes]:
    """All pages of a workspace by client."""
    return {path.parent.name: path.read_bytes() for path in folder.glob("output/*/index.html")}


def test_a_second_build_makes_no_shape_and_the_same_pages(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = pages(own)
    shutil.rmtree(own / "output")
    monkeypatch.setattr(page, "make_shape", lambda *_, **__: pytest.fail("made again"))
    assert cx("build", cwd=own).exit_code == 0
    assert pages(own) == before
    assert len(before) == 2


def test_a_changed_questionnaire_is_seen(own: Path) -> None:
    path = own / "questionnaires" / "cx-maturity" / "questionnaire.yaml"
    text = path.read_text("utf-8")
    assert "title: A stated purpose" in text
    path.write_text(text.replace("title: A stated purpose", "title: A purpose as told", 1), "utf-8")
    assert cx("build", cwd=own).exit_code == 0
    assert all(b"A purpose as told" in content for content in pages(own).values())


def test_force_trusts_nothing_that_is_kept(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    make = page.make_shape
    monkeypatch.setattr(page, "make_shape", lambda *a, **k: calls.append(a) or make(*a, **k))
    assert cx("build", "--force", cwd=own).exit_code == 0
    assert len(calls) == 1


def test_names_of_a_client_are_kept_with_clients_alone(tmp_path: Path, cache: Path) -> None:
    secret = (
        CLIENT.replace("Acme", "Zebra Verborgen")
        + "consultant: {name: Geheim, contact: geheim@example.org}\n"
    )
    write(tmp_path / "clients" / "acme" / "client.yaml", secret)
    Builder(Workspace(tmp_path), tmp_path / "output").build(["acme"])
    rest = (file for file in cache.rglob("*") if file.is_file() and not file.name.startswith("clients-"))
    found = b"".join(file.read_bytes() for file in rest)
    assert b"Zebra" in (tmp_path / "output" / "acme" / "index.html").read_bytes()
    assert b"shape" in b" ".join(file.name.encode() for file in cache.iterdir())
    assert b"Zebra" not in found
    assert b"geheim" not in found.lower()


def test_templates_that_cannot_be_kept_are_no_problem(tmp_path: Path) -> None:
    bucket = Bucket(jinja2.Environment(), "key", "checksum")
    bucket.code = compile("1", "template", "eval")
    render._Bytecode(str(tmp_path / "gone")).dump_bytecode(bucket)
    render._Bytecode(str(tmp_path)).dump_bytecode(bucket)
    assert len(list(tmp_path.iterdir())) == 1


def texts_in(cache: Path) -> dict[str, str]:
    """The texts of the one questionnaire whose HTML is kept."""
    (file,) = cache.glob("markdown-*.pickle")
    found: dict[str, str] = pickle.loads(file.read_bytes())
    return found


def test_markdown_of_a_questionnaire_is_converted_once(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a change, only what is new; and what is gone is forgotten."""
    before = texts_in(own / "cache")
    path = own / "questionnaires" / "cx-maturity" / "questionnaire.yaml"
    text = path.read_text("utf-8")
    (old,) = (old for old in before if old.startswith("Without a shared text, "))
    assert text.count(old[:22]) == 1
    path.write_text(text.replace(old[:22], "Quite new: " + old[:22]), "utf-8")
    made: list[str] = []
    convert = markup._converted
    monkeypatch.setattr(markup, "_converted", lambda given: made.append(given) or convert(given))
    assert cx("build", cwd=own).exit_code == 0
    assert made == ["Quite new: " + old]
    assert texts_in(own / "cache").keys() == before.keys() - {old} | {made[0]}
    assert all(b"Quite new: " in content for content in pages(own).values())


def test_what_others_write_is_converted_and_not_kept(cache: Path) -> None:
    with markup.remembering("state"):
        markup.to_html("the questionnaire's")
    assert markup.to_html("a *client's*") == "<p>a <em>client's</em></p>"
    assert texts_in(cache) == {"the questionnaire's": "<p>the questionnaire's</p>"}
    with pytest.raises(ValueError, match="half"), markup.remembering("state"):
        markup.to_html("new")
        raise ValueError("half")
    assert texts_in(cache).keys() == {"the questionnaire's"}
