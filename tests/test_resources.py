"""Where bundled and own folders are found, and where compiled templates are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxassess import render, resources


def test_the_cache_is_made_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CXASSESS_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    folder = resources.cache_folder()
    assert folder == tmp_path / "home" / "cxassess"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_cache_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXASSESS_CACHE", "")
    assert resources.cache_folder() is None


def test_a_cache_that_others_can_write_to_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o777)
    monkeypatch.setenv("CXASSESS_CACHE", str(tmp_path))
    assert resources.cache_folder() is None


def test_a_cache_that_cannot_be_made_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("here")
    monkeypatch.setenv("CXASSESS_CACHE", str(tmp_path / "file" / "cache"))
    assert resources.cache_folder() is None


def test_a_changed_template_is_compiled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXASSESS_CACHE", str(tmp_path / "cache"))
    (tmp_path / "templates").mkdir()
    shown = []
    for text in ("one", "two"):
        (tmp_path / "templates" / "a.j2").write_text(text)
        render.environment.cache_clear()
        shown.append(render.render((tmp_path,), "a.j2", {}))
    render.environment.cache_clear()
    assert shown == ["one", "two"]
    assert len(list((tmp_path / "cache").iterdir())) == 1
