"""A page in a ZIP file: what is in it, the same bytes each time, and gone when it is no longer asked for."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from samples import CLIENT, cx, workspace, write


@pytest.fixture
def place(tmp_path: Path) -> Path:
    contact = "consultant: {name: Vos, contact: hello@vos.example}\n"
    workspace(tmp_path, {"acme": CLIENT.replace("languages: [en]", "languages: [nl, en]") + contact})
    return tmp_path


def test_a_zip_file_holds_the_page_and_how_to_open_it(place: Path) -> None:
    done = cx("build", "--zip", cwd=place)
    assert done.exit_code == 0, done.output
    folder = place / "output" / "acme"
    with zipfile.ZipFile(folder / "acme.zip") as made:
        assert made.testzip() is None
        assert made.namelist() == ["acme.html", "EERST LEZEN.txt"]
        assert made.read("acme.html") == (folder / "index.html").read_bytes()
        note = made.read("EERST LEZEN.txt").decode("utf-8-sig")
    assert "Dubbelklik daarna op acme.html" in note and "Then double-click acme.html" in note
    assert note.count("hello@vos.example") == 2
    assert "{" not in note
    assert (folder / "acme.zip").stat().st_size < (folder / "index.html").stat().st_size / 2


def test_it_has_the_same_bytes_whenever_it_is_built(place: Path) -> None:
    """No time of day, and no rights of this computer."""
    assert cx("build", "--zip", cwd=place).exit_code == 0
    with zipfile.ZipFile(place / "output" / "acme" / "acme.zip") as made:
        found = {(info.date_time, info.external_attr, info.extra, info.comment) for info in made.infolist()}
    assert found == {((1980, 1, 1, 0, 0, 0), 0o644 << 16, b"", b"")}


def test_it_is_made_when_it_is_asked_for_and_removed_when_not(place: Path) -> None:
    zipped = place / "output" / "acme" / "acme.zip"
    assert cx("build", cwd=place).exit_code == 0
    assert not zipped.exists()
    assert "1 written" in cx("build", "--zip", cwd=place).output
    assert "1 unchanged" in cx("build", "--zip", cwd=place).output
    assert cx("build", cwd=place).exit_code == 0
    assert not zipped.exists()


def test_a_client_without_an_address_has_no_line_for_questions(place: Path) -> None:
    write(place / "clients" / "acme" / "client.yaml", CLIENT)
    assert cx("build", "--zip", cwd=place).exit_code == 0
    with zipfile.ZipFile(place / "output" / "acme" / "acme.zip") as made:
        assert made.namelist() == ["acme.html", "READ ME FIRST.txt"]
        assert "Questions" not in made.read("READ ME FIRST.txt").decode("utf-8-sig")
