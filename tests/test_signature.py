"""What a signature stands for: it differs when anything that matters does, and only then."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from samples import CLIENT, write

from cxassess import signature
from cxassess.resources import Workspace


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace with a client and a theme of its own."""
    write(tmp_path / "clients" / "acme" / "client.yaml", CLIENT)
    write(tmp_path / "themes" / "own" / "theme.yaml", "format: cxassess.theme/1\nname: own\n")
    return tmp_path


def later(path: Path) -> None:
    """The same content, but changed a second later."""
    state = path.stat()
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 10**9))


SHARED: dict[str, Callable[[Path], object]] = {
    "a theme changed": lambda place: later(place / "themes" / "own" / "theme.yaml"),
    "a file came": lambda place: write(place / "themes" / "own" / "css" / "more.css", "p{}"),
    "a file went": lambda place: (place / "themes" / "own" / "theme.yaml").unlink(),
    "a questionnaire came": lambda place: write(
        place / "questionnaires" / "q" / "questionnaire.yaml", "a: 1"
    ),
}


@pytest.mark.parametrize("name", SHARED)
def test_what_clients_share(place: Path, name: str) -> None:
    before = signature.State(Workspace(place)).shared
    assert signature.State(Workspace(place)).shared == before
    SHARED[name](place)
    assert signature.State(Workspace(place)).shared != before


def test_a_hosted_build_is_another_one(place: Path) -> None:
    assert signature.of_build(Workspace(place)) != signature.of_build(Workspace(place), hosted=True)


def test_an_installed_package_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(packages), str(tmp_path / "no" / "site-packages")])
    now = signature.of_program.__wrapped__  # as a command that starts sees it
    before = now()
    assert now() == before
    later(packages)
    assert now() != before


def test_responses_and_hidden_files_are_no_input(place: Path) -> None:
    before = signature.of_client(Workspace(place), "acme", "")
    write(place / "clients" / "acme" / "responses" / "one.json", "{}")
    write(place / "clients" / "acme" / ".note", "mine")
    assert signature.of_client(Workspace(place), "acme", "") == before
    later(place / "clients" / "acme" / "client.yaml")
    assert signature.of_client(Workspace(place), "acme", "") != before


def test_a_link_that_leads_nowhere_is_no_input(place: Path) -> None:
    before = signature.of_client(Workspace(place), "acme", "")
    (place / "clients" / "acme" / "logo.svg").symlink_to(place / "missing.svg")
    assert signature.of_client(Workspace(place), "acme", "") == before


def test_only_a_client_has_responses(place: Path) -> None:
    """Elsewhere it is a name like others."""
    write(place / "themes" / "responses" / "theme.yaml", "name: responses\n")
    before = signature.State(Workspace(place)).shared
    later(place / "themes" / "responses" / "theme.yaml")
    assert signature.State(Workspace(place)).shared != before


def test_a_linked_folder_is_looked_into_and_a_circle_ends(place: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "own"
    write(elsewhere / "questionnaire.yaml", "id: own\n")
    (place / "questionnaires").mkdir(exist_ok=True)
    (place / "questionnaires" / "linked").symlink_to(elsewhere)
    (elsewhere / "round").symlink_to(elsewhere)
    before = signature.State(Workspace(place)).shared
    later(elsewhere / "questionnaire.yaml")
    assert signature.State(Workspace(place)).shared != before
