"""Pages from what an earlier build kept of clients: the same bytes, and never of what has changed since."""

from __future__ import annotations

import json
import os
import pickle
import shutil
from pathlib import Path

import pytest
from samples import BUNDLED, CLIENT, cx, python, write

from cxassess import kept, page_client, remembered, resources
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


@pytest.mark.skipif(os.name == "nt", reason="no such rights there")
def test_it_is_for_nobody_else(place: Path) -> None:
    assert {file.stat().st_mode & 0o077 for file in (place / "cache").iterdir()} == {0}


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


@pytest.mark.parametrize("content", [b"", b"N.", pickle.dumps({"acme": 1}), pickle.dumps(("x", {"acme": 1}))])
def test_a_broken_file_is_made_anew(content: bytes, place: Path) -> None:
    before = pages(place)
    (file,) = (place / "cache").glob("clients-*.pickle")
    file.write_bytes(content)
    shutil.rmtree(place / "output")
    assert cx("build", cwd=place).exit_code == 0
    assert pages(place) == before
    assert set(entries(place)) == set(NAMES)


def test_it_takes_no_more_than_its_room(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(len(text) for text in entries(place)["acme"].own.values.values())
    monkeypatch.setattr(remembered, "ROOM", 2 * size + 200)
    path = place / "clients" / "quagga" / "client.yaml"
    path.write_text(path.read_text("utf-8") + "edition: 'Two'\n", "utf-8")
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
