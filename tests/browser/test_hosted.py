"""The page over http with the headers that the build suggests: it is kept, opens without a network, and stays quiet.

On 127.0.0.1 browsers allow service workers without https. WebKitGTK's driver keeps no service workers.
"""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Make
from browser.engines import Engine, PlaywrightEngine, until
from cxassess.build import Builder
from cxassess.resources import Workspace

CLIENT = "format: cxassess.client/1\nname: {}\nlanguages: [en]\nbrand: {{primary: '#0B3D4C'}}\n"
PLACE = "/some/where"
"""The site stands under a path, as on a host that has more to show."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(PLACE))

    def end_headers(self) -> None:
        for name, value in self.server.headers_for(self.path.split("?")[0]).items():  # type: ignore[attr-defined]
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]


class Host(http.server.ThreadingHTTPServer):
    """Serves a folder below :data:`PLACE` with the headers of its ``headers.txt``; can go away and come back."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder, self.asked = folder, list[str]()
        super().__init__(("127.0.0.1", port), lambda *a: _Handler(*a, directory=str(folder)))
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def headers_for(self, path: str) -> dict[str, str]:
        """What ``headers.txt`` says about an address."""
        for block in (self.folder / "acme" / "headers.txt").read_text("utf-8").split("\n\n"):
            address, *lines = block.strip().split("\n")
            if PLACE + address == path:
                return dict(line.strip().split(": ", 1) for line in lines)
        return {}

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


def build(folder: Path, name: str) -> Path:
    """The site of a client of this name."""
    (folder / "clients" / "acme").mkdir(parents=True, exist_ok=True)
    (folder / "clients" / "acme" / "client.yaml").write_text(CLIENT.format(name), "utf-8")
    summary = Builder(Workspace(folder), folder / "output", for_web=True).build(["acme"])
    assert not summary.errors, [line for error in summary.errors for line in error.texts("en")]
    return folder / "output"


@pytest.fixture(params=["chromium", "firefox"])
def engine(request: pytest.FixtureRequest, make_engine: Make) -> Engine:
    return make_engine(request.param)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    found = Host(build(tmp_path, "Acme"))
    yield found
    found.stop()


def opened(engine: Engine, host: Host, place: str = "#/q/vision") -> None:
    engine.go("about:blank")  # so that only the fragment never changes
    engine.go(f"{host.url}{PLACE}/acme/{place}")
    engine.wait_for("document.documentElement.matches('.js, .plain') && document.querySelector('.view.on')")


def kept(engine: Engine) -> None:
    """Wait until the page is kept for use without a network."""
    engine.wait_for("navigator.serviceWorker.controller?.state === 'activated'")


def answer(engine: Engine) -> None:
    engine.click("#q-vision-known .ans input[value='3']")
    engine.wait_for("document.getElementById('save').textContent.includes('Saved')")


def silent(engine: Engine, host: Host) -> None:
    """Nobody else was asked, and the browser had nothing to complain about."""
    own = (f"{host.url}{PLACE}/acme/", "data:", "blob:", "about:")
    assert [url for url in engine.requests if not url.startswith(own)] == []
    assert [path for path in host.asked if not path.startswith(f"{PLACE}/acme/")] == []
    assert engine.console == []


def test_a_kept_page_opens_without_a_network_and_with_its_answers(engine: Engine, host: Host) -> None:
    opened(engine, host)
    kept(engine)
    answer(engine)
    silent(engine, host)
    host.stop()
    for place in ("#/q/vision", "index.html#/q/vision"):
        opened(engine, host, place)
        assert engine.answers() == {"vision-known": "3"}
        assert engine.text("#view-q-vision h1")


def test_a_new_build_shows_at_the_next_reload_with_the_answers(
    engine: Engine, host: Host, tmp_path: Path
) -> None:
    opened(engine, host)
    kept(engine)
    answer(engine)
    build(tmp_path, "Zenith")
    opened(engine, host)
    assert "Zenith" in engine.js("document.title")
    assert engine.answers() == {"vision-known": "3"}
    wanted = (tmp_path / "output" / "acme" / "sw.js").read_text("utf-8").split('VERSION = "')[1].split('"')[0]
    names = until(
        lambda: [n for n in [engine.js("caches.keys()")] if all(k.endswith(wanted) for k in n) and n]
    )
    assert [len(name) for name in names] == [1], "the old files are gone"
    silent(engine, host)
    host.stop()
    opened(engine, host)
    assert "Zenith" in engine.js("document.title")


def test_a_host_that_fails_is_as_good_as_none(engine: Engine, host: Host, tmp_path: Path) -> None:
    opened(engine, host)
    kept(engine)
    host.stop()

    class Broken(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(503)

        def log_message(self, *_: Any) -> None:
            pass

    broken = http.server.ThreadingHTTPServer(("127.0.0.1", int(host.url.rpartition(":")[2])), Broken)
    threading.Thread(target=broken.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        opened(engine, host)
        assert engine.text("#view-q-vision h1")
    finally:
        broken.shutdown()
        broken.server_close()


def test_only_its_own_files_are_kept_and_only_its_own_caches_cleared(engine: Engine, host: Host) -> None:
    opened(engine, host)
    kept(engine)
    engine.js("caches.open('somebody else').then(() => true)")
    found = engine.js(
        "caches.keys().then((names) => names.find((name) => name.startsWith('cxassess'))).then((name) =>"
        " caches.open(name)).then((cache) => cache.keys()).then((all) => all.map((one) => one.url).sort())"
    )
    base = f"{host.url}{PLACE}/acme/"
    assert found == [base, f"{base}manifest.webmanifest"]
    build(host.folder.parent, "Zenith")
    opened(engine, host)
    until(lambda: len(engine.js("caches.keys()")) == 2 and "somebody else" in engine.js("caches.keys()"))


def test_a_file_that_is_not_of_this_build_is_not_kept(engine: Engine, host: Host) -> None:
    """A host that changes what it serves: nothing is kept, and the page works all the same."""
    (host.folder / "acme" / "manifest.webmanifest").write_text("{}", "utf-8")
    opened(engine, host)
    until(lambda: f"{PLACE}/acme/manifest.webmanifest" in host.asked, what="the worker asks for the manifest")
    engine.wait_for("navigator.serviceWorker.getRegistration().then((one) => !one)")
    assert engine.js("caches.match('./').then((found) => found === undefined)")
    answer(engine)


@pytest.mark.parametrize("code", ["document.body.innerHTML = 'x'", "eval('1')", "new Worker('sw.js')"])
def test_the_page_is_as_strict_as_on_disk(engine: Engine, host: Host, code: str) -> None:
    """The one trusted type makes one address and nothing else, and no second one can be made."""
    opened(engine, host)
    kept(engine)
    assert "Error" in engine.js(
        f"new Promise((done) => setTimeout(() => {{ try {{ {code}; done('') }} catch (e) {{ done(e.name) }} }}))"
    )
    make = "(() => { try { trustedTypes.createPolicy(args[0], {}) } catch (error) { return error.name } })()"
    for name in ("cxassess", "other"):
        assert engine.js(make, name) == "TypeError"


def test_it_can_be_installed(host: Host, make_engine: Make) -> None:
    """Chromium reads the manifest without a mistake, finds the icon, and misses nothing."""
    engine = make_engine("chromium")
    assert isinstance(engine, PlaywrightEngine)
    opened(engine, host)
    kept(engine)
    session = engine.context.new_cdp_session(engine.page)
    read = session.send("Page.getAppManifest")
    assert (read["errors"], read["url"]) == ([], f"{host.url}{PLACE}/acme/manifest.webmanifest")
    assert json.loads(read["data"])["short_name"] == "Acme"
    told = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in told if one["errorId"] != "in-incognito"] == []
    silent(engine, host)


def test_on_disk_it_keeps_nothing_and_is_quiet(engine: Engine, host: Host) -> None:
    engine.open(host.folder / "acme" / "index.html", "#/q/vision")
    answer(engine)
    assert not engine.js("Boolean(document.querySelector('link'))")
    assert host.asked == []
    assert engine.console == []
