"""Pages from what an earlier build kept of clients: the same bytes, and never of what has changed since."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from samples import BUNDLED, CLIENT, cx, python, write

from cxassess import kept, page_client, remembered, resources
from cxassess.build import Builder
from cxassess.library import Library

NAMES = ("acme", "quagga", "zebra")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a practice, a questionnaire and a theme of its own and three clients, built once."""
    monkeypatch.setenv("CXASSESS_CACHE", str(tmp_path / "cache"))
    shutil.copytree(BUNDLED, tmp_path / "questionnaires" / "cx-maturity")
    write(
        tmp_path / "themes" / "own" / "theme.yaml", "format: cxassess.theme/1\nname: own\nextends: default\n"
    )
    write(tmp_path / "cxassess.yaml", "format: cxassess.practice/1\nconsultant: {name: Jo Practice}\n")
    for name in NAMES:
        text = (
            CLIENT.replace("Acme", name.title())
            + "theme: own\nterms: {customers: {en: guests, nl: gasten}}\n"
        )
        write(tmp_path / "clients" / name / "client.yaml", text)
    assert cx("build", cwd=tmp_path).exit_code == 0
    return tmp_path


def pages(folder: Path) -> dict[str, bytes]:
    """All pages of a workspace by client."""
    return {path.parent.name: path.read_bytes() for path in folder.glob("output/*/index.html")}


def afresh(folder: Path) -> dict[str, bytes]:
    """The pages as they are made with nothing kept."""
    shutil.rmtree(folder / "output", ignore_errors=True)
    assert cx("build", "--force", cwd=folder).exit_code == 0
    return pages(folder)


def entries(folder: Path) -> dict[str, remembered.Entry]:
    """What is kept of the clients of the one workspace."""
    (file,) = (folder / "cache").glob("clients-*.pickle")
    found: tuple[str, dict[str, remembered.Entry]] = pickle.loads(file.read_bytes())
    return found[1]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes which clients are read, from now on."""
    seen: list[str] = []
    real = Library.client

    def noted(library: Library, slug: str) -> object:
        seen.append(slug)
        return real(library, slug)

    monkeypatch.setattr(Library, "client", noted)
    return seen


def test_pages_are_joined_again_without_reading_a_client(place: Path, read: list[str]) -> None:
    before = pages(place)
    shutil.rmtree(place / "output")
    assert cx("build", cwd=place).exit_code == 0
    assert (pages(place), read) == (before, [])
    assert before == afresh(place)
    assert read == list(NAMES)


def test_nothing_heavy_is_loaded_for_that(place: Path) -> None:
    code = (
        "import sys\nfrom cxassess.cli import main\n"
        "try: main(['-q', 'build'])\n"
        "finally: print([name for name in ('yaml', 'pydantic', 'jinja2', 'markdown') if name in sys.modules])"
    )
    write(place / "cxassess.yaml", "format: cxassess.practice/1\n")
    first = python("-c", code, cwd=place)
    shutil.rmtree(place / "output")
    done = python("-c", code, cwd=place)
    assert "jinja2" in first.stdout
    assert done.stdout == "[]\n"
    assert len(pages(place)) == len(NAMES)


QUESTIONNAIRE = "questionnaires/cx-maturity/questionnaire.yaml"
CHANGES = {
    "a title of a question": (QUESTIONNAIRE, "title: A stated purpose", "title: A purpose as told", set()),
    "what clients can refer to": (
        QUESTIONNAIRE,
        "customers: {default: customers",
        "customers: {default: buyers",
        set(NAMES),
    ),
    "the client": ("clients/quagga/client.yaml", "name: Quagga", "name: Quaggas", {"quagga"}),
    "the practice": ("cxassess.yaml", "Jo Practice", "Al Practice", set(NAMES)),
    "the theme": ("themes/own/theme.yaml", "extends: default", "extends: plain", set(NAMES)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_seen(change: str, place: Path, read: list[str]) -> None:
    name, old, new, again = CHANGES[change]
    before = pages(place)
    text = (place / name).read_text("utf-8")
    assert old in text
    (place / name).write_text(text.replace(old, new, 1), "utf-8")
    assert cx("build", cwd=place).exit_code == 0
    assert set(read) == again
    assert pages(place) != before
    assert pages(place) == afresh(place)


def test_a_client_with_problems_is_not_remembered_and_told_every_time(place: Path) -> None:
    write(place / "clients" / "quagga" / "client.yaml", CLIENT + "theme: own\ntargets: {vison: 3}\n")
    told = [cx("build", cwd=place) for _ in range(2)]
    assert {done.exit_code for done in told} == {2}
    assert told[0].output.count("vison") == told[1].output.count("vison") == 1
    assert entries(place)["quagga"].own.values != {}


def test_notes_are_told_again(place: Path) -> None:
    path = place / "clients" / "quagga" / "client.yaml"
    path.write_text(path.read_text("utf-8") + "brand: {primary: '#FFFF00'}\n", "utf-8")
    first = cx("build", cwd=place)
    shutil.rmtree(place / "output")
    second = cx("build", cwd=place)
    assert "#FFFF00" in first.output
    assert [line for line in second.output.splitlines() if "#FFFF00" in line] == [
        line for line in first.output.splitlines() if "#FFFF00" in line
    ]


def test_a_client_that_is_gone_is_forgotten(place: Path) -> None:
    assert set(entries(place)) == set(NAMES)
    assert b"Quagga" in next((place / "cache").glob("clients-*")).read_bytes()
    shutil.rmtree(place / "clients" / "quagga")
    assert cx("build", cwd=place).exit_code == 0
    assert set(entries(place)) == {"acme", "zebra"}
    assert b"Quagga" not in b"".join(file.read_bytes() for file in (place / "cache").iterdir())


def test_it_is_for_nobody_else(place: Path) -> None:
    assert {file.stat().st_mode & 0o077 for file in (place / "cache").iterdir()} == {0}


FORGETFUL = {
    "--force": lambda folder: cx("build", "--force", cwd=folder),
    "--zip": lambda folder: cx("build", "--zip", cwd=folder),
    "another folder": lambda folder: cx("build", "-o", "other", cwd=folder),
    "named": lambda folder: cx("build", "acme", cwd=folder),
}


@pytest.mark.parametrize("how", FORGETFUL)
def test_every_build_forgets_who_is_gone(how: str, place: Path) -> None:
    (place / "clients" / "quagga" / "client.yaml").unlink()
    FORGETFUL[how](place)
    cx("build", cwd=place)
    assert set(entries(place)) == {"acme", "zebra"}


def test_a_practice_with_mistakes_does_not_keep_who_is_gone(place: Path) -> None:
    shutil.rmtree(place / "clients" / "quagga")
    write(place / "cxassess.yaml", "format: cxassess.practice/1\nfoo: bar\n")
    assert cx("build", cwd=place).exit_code == 2
    assert entries(place) == {}


def test_a_workspace_without_clients_is_forgotten(place: Path) -> None:
    shutil.rmtree(place / "clients")
    assert cx("build", cwd=place).exit_code == 2
    assert list((place / "cache").glob("clients-*")) == []


def test_what_cannot_be_kept_does_not_keep_what_was(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    kept.put("clients", "x", {})
    shutil.rmtree(place / "clients" / "quagga")
    (place / "cache" / "clients-x.pickle").write_bytes(pickle.dumps("Quagga"))
    kept.put("clients", "x", {})
    assert not (place / "cache" / "clients-x.pickle").exists()


def test_a_stop_in_the_middle_leaves_nothing_behind(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        kept.put("clients", "x", "Quagga")
    assert list((place / "cache").glob(".new-*")) == []


EDITS = {
    "questionnaire": (QUESTIONNAIRE, "title: A stated purpose", "title: A purpose as told"),
    "theme": ("themes/own/theme.yaml", "extends: default", "extends: plain"),
}


@pytest.mark.parametrize("what", EDITS)
def test_a_change_during_a_build_is_seen_by_the_next(
    what: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change comes when questionnaire and theme have been read, and nothing was kept yet."""
    shutil.rmtree(place / "cache")
    shutil.rmtree(place / "output")
    name, old, new = EDITS[what]
    real = page_client.cut

    def late(*given: Any) -> Any:
        text = (place / name).read_text("utf-8")
        if old in text:
            (place / name).write_text(text.replace(old, new, 1), "utf-8")
        return real(*given)

    monkeypatch.setattr(page_client, "cut", late)
    assert cx("build", cwd=place).exit_code == 0
    monkeypatch.setattr(page_client, "cut", real)
    assert cx("build", cwd=place).exit_code == 0
    seen = pages(place)
    assert cx("build", "-o", "again", cwd=place).exit_code == 0
    assert {path.parent.name: path.read_bytes() for path in place.glob("again/*/index.html")} == seen
    assert seen == afresh(place)


def test_a_questionnaire_of_the_practice_that_is_gone_is_told(place: Path) -> None:
    shutil.copytree(BUNDLED.parent / "cx-quickscan", place / "questionnaires" / "own-q")
    path = place / "questionnaires" / "own-q" / "questionnaire.yaml"
    path.write_text(path.read_text("utf-8").replace("id: cx-quickscan", "id: own-q"), "utf-8")
    write(place / "cxassess.yaml", "format: cxassess.practice/1\nquestionnaire: own-q\n")
    for slug in NAMES:
        client = place / "clients" / slug / "client.yaml"
        client.write_text(client.read_text("utf-8") + "questionnaire: cx-maturity\n", "utf-8")
    assert cx("build", cwd=place).exit_code == 0
    shutil.rmtree(place / "questionnaires" / "own-q")
    done = cx("build", "-o", "again", cwd=place)
    assert (done.exit_code, "own-q" in done.output) == (2, True)
    assert not list(place.glob("again/*/index.html"))


def test_a_practice_with_a_wrong_name_stops_every_page(place: Path) -> None:
    (place / "cxassess.yaml").unlink()
    assert cx("build", cwd=place).exit_code == 0
    write(place / "cxassess.yml", "format: cxassess.practice/1\n")
    assert cx("build", "-o", "again", cwd=place).exit_code == 2
    assert not list(place.glob("again/*/index.html"))


@pytest.mark.parametrize("how", [["--force"], ["--hosted"], ["--zip"]])
def test_some_builds_read_every_client(how: list[str], place: Path, read: list[str]) -> None:
    assert cx("build", *how, cwd=place).exit_code == 0
    assert read == list(NAMES)


def test_two_workspaces_are_kept_apart(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    write(other / "clients" / "acme" / "client.yaml", CLIENT.replace("Acme", "Xylo"))
    assert cx("build", cwd=other).exit_code == 0
    shutil.rmtree(other / "output")
    assert cx("build", cwd=other).exit_code == 0
    assert b"Xylo" in pages(other)["acme"]
    assert b"Xylo" not in pages(place)["acme"]


BROKEN = [b"", b"N.", *map(pickle.dumps, ({"acme": 1}, ("x", {"acme": 1}), (1, 2, 3), ("x", 1)))]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_is_made_anew(content: bytes, place: Path) -> None:
    before = pages(place)
    (file,) = (place / "cache").glob("clients-*.pickle")
    file.write_bytes(content)
    shutil.rmtree(place / "output")
    assert cx("build", cwd=place).exit_code == 0
    assert pages(place) == before
    assert set(entries(place)) == set(NAMES)


def test_it_takes_no_more_than_its_room(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = place / "clients" / "quagga" / "client.yaml"
    path.write_text(path.read_text("utf-8") + "edition: One\n", "utf-8")
    assert cx("build", cwd=place).exit_code == 0
    two = [entries(place)[name].own.values.values() for name in ("acme", "quagga")]
    monkeypatch.setattr(remembered, "ROOM", sum(map(len, {text for texts in two for text in texts})))
    path.write_text(path.read_text("utf-8").replace("One", "Two"), "utf-8")
    assert cx("build", cwd=place).exit_code == 0
    assert set(entries(place)) == {"acme", "quagga"}
    shutil.rmtree(place / "output")
    assert cx("build", cwd=place).exit_code == 0
    assert len(pages(place)) == len(NAMES)


def test_a_shape_with_other_marks_has_its_clients_read(place: Path, read: list[str]) -> None:
    before = pages(place)
    (file,) = (place / "cache").glob("clients-*.pickle")
    looks, found = pickle.loads(file.read_bytes())
    del found["quagga"].own.values["@client"]
    file.write_bytes(pickle.dumps((looks, found)))
    shutil.rmtree(place / "output")
    assert cx("build", cwd=place).exit_code == 0
    assert (read, pages(place)) == (["quagga"], before)


def test_many_are_joined_by_several_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXASSESS_CACHE", str(tmp_path / "cache"))
    for i in range(70):
        write(tmp_path / "clients" / f"c{i:02}" / "client.yaml", CLIENT.replace("Acme", f"Number {i}"))
    assert cx("build", "--jobs", "2", cwd=tmp_path).exit_code == 0
    assert len(entries(tmp_path)) == 70
    before = pages(tmp_path)
    shutil.rmtree(tmp_path / "output")
    monkeypatch.setattr("cxassess.build.MANY", 8)
    monkeypatch.setattr(page_client, "own", lambda *_: pytest.fail("made again"))
    assert cx("build", "--jobs", "2", cwd=tmp_path).exit_code == 0
    assert pages(tmp_path) == before
    assert len(json.loads((tmp_path / "output" / ".cxassess.json").read_text("utf-8"))["clients"]) == 70


def test_without_a_cache_every_client_is_read(
    place: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXASSESS_CACHE", "")
    assert resources.cache_folder() is None
    assert kept.get("clients", "x") is None
    shutil.rmtree(place / "output")
    assert cx("build", cwd=place).exit_code == 0
    assert read == list(NAMES)


@pytest.mark.parametrize(("edited", "shared"), [(range(70), True), (range(20), False)])
def test_processes_share_what_must_be_made(
    edited: range, shared: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clients that are known, but have changed, are made like new ones."""
    monkeypatch.setenv("CXASSESS_CACHE", str(tmp_path / "cache"))
    for i in range(70):
        write(tmp_path / "clients" / f"c{i:02}" / "client.yaml", CLIENT)
    assert cx("build", "--jobs", "1", cwd=tmp_path).exit_code == 0
    for i in edited:
        write(tmp_path / "clients" / f"c{i:02}" / "client.yaml", CLIENT + "edition: Two\n")
    asked: list[int] = []
    real = Builder._shared_out

    def noted(builder: Builder, slugs: Sequence[str]) -> Any:
        asked.append(len(slugs))
        return real(builder, slugs)

    monkeypatch.setattr(Builder, "_shared_out", noted)
    assert cx("build", "--jobs", "2", cwd=tmp_path).exit_code == 0
    assert bool(asked) is shared
