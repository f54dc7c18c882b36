"""The preview: it shows what ``build`` makes, follows every saved file, tells mistakes, and answers nobody else."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from samples import CLIENT, cx, workspace, write


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace with two clients."""
    workspace(tmp_path, {"acme": CLIENT, "bolt": CLIENT.replace("Acme", "Bolt")})
    return tmp_path


class Preview:
    """The command as it runs, and what it answers."""

    def __init__(self, place: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cxassess", "serve", "--no-open", "--port", "0", *arguments],
            cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        assert self.process.stdout
        self.said = self.process.stdout.readline()
        self.address = re.findall(r"http://127\.0\.0\.1:\d+/", self.said)[0]

    def get(self, path: str, host: str | None = None) -> str:
        """What it answers; only this computer is asked, so no proxy."""
        request = urllib.request.Request(self.address + path, headers={"Host": host} if host else {})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as answer:
            found: str = answer.read().decode()
        return found

    def refused(self, path: str, host: str | None = None) -> int:
        with pytest.raises(urllib.error.HTTPError) as caught:
            self.get(path, host)
        caught.value.close()
        return caught.value.code

    def state(self, slug: str = "acme") -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.get(f"-/state/{slug}"))
        return found

    def after(self, before: dict[str, Any], slug: str = "acme") -> dict[str, Any]:
        """The state of a client once it is another one."""
        end = time.monotonic() + 30
        while (found := self.state(slug)) == before:
            assert time.monotonic() < end, "the preview does not follow"
            time.sleep(0.1)
        return found

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it; its exit code."""
        self.process.send_signal(how)
        self.process.communicate(timeout=20)
        return self.process.returncode


@pytest.fixture
def preview(place: Path) -> Iterator[Preview]:
    made = Preview(place)
    yield made
    made.end()


def test_it_shows_what_build_makes_and_follows_every_change(place: Path, preview: Preview) -> None:
    assert cx("build", cwd=place).exit_code == 0
    built = (place / "output" / "acme" / "index.html").read_text("utf-8")
    assert preview.get("acme/index.html") == built
    before, other = preview.state(), preview.state("bolt")
    assert before["page"] and before["errors"] == []
    write(place / "clients" / "acme" / "client.yaml", CLIENT.replace("Acme", "Apex"))
    assert preview.after(before)["errors"] == []
    assert "Apex" in preview.get("acme/index.html")
    assert "Acme" not in preview.get("acme/index.html")
    assert preview.state("bolt") == other, "a page that stays the same is not loaded again"


def test_what_holds_for_all_clients_is_followed_too(place: Path, preview: Preview) -> None:
    before = preview.state()
    write(place / "cxassess.yaml", "format: cxassess.practice/1\nconsultant: {name: Vos Advice}\n")
    assert preview.after(before)["errors"] == []
    assert "Vos Advice" in preview.get("acme/index.html")


def test_a_mistake_is_told_at_its_line_and_the_last_page_stays(place: Path, preview: Preview) -> None:
    good, before = preview.get("acme/index.html"), preview.state()
    write(place / "clients" / "acme" / "client.yaml", CLIENT + "colour: red\n")
    wrong = preview.after(before)
    assert wrong["errors"][0].startswith("clients/acme/client.yaml:4:1: ")
    assert wrong["page"] == before["page"], "nothing is loaded again for a mistake"
    assert preview.get("acme/index.html") == good
    write(place / "clients" / "acme" / "client.yaml", CLIENT)
    assert preview.after(wrong) == before


def test_a_new_client_joins_and_several_are_listed(place: Path, preview: Preview) -> None:
    assert re.findall(r'href="/(\w+)/"', preview.get("")) == ["acme", "bolt"]
    none = preview.state("core")
    assert none["page"] == ""
    write(place / "clients" / "core" / "client.yaml", CLIENT)
    assert preview.after(none, "core")["page"]
    assert re.findall(r'href="/(\w+)/"', preview.get("")) == ["acme", "bolt", "core"]
    assert '<iframe src="/core/index.html"' in preview.get("core/")


def test_a_client_that_is_gone_is_said_to_be_gone(place: Path, preview: Preview) -> None:
    before = preview.state()
    shutil.rmtree(place / "clients" / "acme")
    assert preview.after(before)["page"] == ""
    with pytest.raises(urllib.error.HTTPError) as caught:
        preview.get("acme/index.html")
    with caught.value as answer:
        assert answer.code == 404
        assert "the client is gone" in answer.read().decode()


def test_it_answers_only_this_computer_and_only_with_pages(place: Path, preview: Preview) -> None:
    """Not under a name that another site gave this address, and no file beside the pages."""
    write(place / "clients" / "acme" / "responses" / "a.json", "{}")
    port = preview.address.rpartition(":")[2].rstrip("/")
    assert preview.refused("", host="evil.example") == 403
    assert preview.refused("-/state/acme", host=f"evil.example:{port}") == 403
    assert preview.get("-/state/acme", host=f"localhost:{port}")
    for path in ("acme/client.yaml", "acme/../acme/client.yaml", "acme/%2e%2e/index.html", "nobody/index.html",
                 "acme/responses/a.json", "-/other", "../etc/passwd", "acme/index.html/x"):  # fmt: skip
        assert preview.refused(path) == 404, path


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_one_client_is_shown_at_once_and_nothing_stays_however_it_ends(
    place: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C, an end from outside, a closed window."""
    scratch = place / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    preview = Preview(place, "clients/bolt/")
    try:
        assert '<iframe src="/bolt/index.html"' in preview.get("")
        assert preview.refused("acme/") == 404
        assert list(scratch.iterdir())
    finally:
        assert preview.end(signal.Signals[how]) == 0
    assert list(scratch.iterdir()) == []


def test_what_cannot_be_served_is_told(place: Path) -> None:
    missing = cx("serve", "--no-open", "acmee", cwd=place)
    assert (missing.exit_code, "acmee" in missing.output) == (2, True)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        taken = cx("serve", "--no-open", "--port", str(port), cwd=place)
    assert (taken.exit_code, f"port {port} is taken" in taken.output) == (2, True)
