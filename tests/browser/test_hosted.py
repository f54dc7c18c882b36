"""The page over http with the headers that the build suggests: it is kept, opens without a network, and stays quiet.

On 127.0.0.1 browsers allow service workers without https. WebKitGTK's driver keeps none: there the page only works.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import shutil
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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client and its site, built once."""
    folder = tmp_path_factory.mktemp("hosted")
    build(folder, "Acme")
    return folder


@pytest.fixture
def host(site: Path, tmp_path: Path) -> Iterator[Host]:
    """A host of its own copy, which a test may build anew."""
    shutil.copytree(site, tmp_path, dirs_exist_ok=True)
    found = Host(tmp_path / "output")
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
    """Where the host is gone, and where it fails; and the page is as strict as on disk."""
    opened(engine, host)
    kept(engine)
    answer(engine)
    silent(engine, host)
    is_strict(engine)
    host.stop()
    for place in ("#/q/vision", "index.html#/q/vision"):
        opened(engine, host, place)
        assert engine.answers() == {"vision-known": "3"}
        assert engine.text("#view-q-vision h1")
    with broken(host):
        opened(engine, host)
        assert engine.text("#view-q-vision h1")


def is_strict(engine: Engine) -> None:
    """The one trusted type makes one address and nothing else, and no second one can be made."""
    for code in ("document.body.innerHTML = 'x'", "eval('1')", "new Worker('sw.js')"):
        tried = f"try {{ {code}; done('') }} catch (e) {{ done(e.name) }}"
        assert "Error" in engine.js(f"new Promise((done) => setTimeout(() => {{ {tried} }}))"), code
    make = "(() => { try { trustedTypes.createPolicy(args[0], {}) } catch (error) { return error.name } })()"
    for name in ("cxassess", "other"):
        assert engine.js(make, name) == "TypeError"


@contextlib.contextmanager
def broken(host: Host) -> Iterator[None]:
    """A host at the same address that answers every question with a failure."""

    class Broken(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(503)

        def log_message(self, *_: Any) -> None:
            pass

    asked: list[str] = []
    port = int(host.url.rpartition(":")[2])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Broken)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield
        assert asked, "the page asks its host first"
    finally:
        server.shutdown()
        server.server_close()


def test_a_new_build_shows_at_the_next_reload_with_the_answers(
    engine: Engine, host: Host, tmp_path: Path
) -> None:
    """Only the page's own files are kept, and with the next build only its own caches are cleared."""
    opened(engine, host)
    kept(engine)
    answer(engine)
    engine.js("caches.open('somebody else').then(() => true)")
    found = engine.js(
        "caches.keys().then((names) => names.find((name) => name.startsWith('cxassess'))).then((name) =>"
        " caches.open(name)).then((cache) => cache.keys()).then((all) => all.map((one) => one.url).sort())"
    )
    base = f"{host.url}{PLACE}/acme/"
    assert found == [base, f"{base}manifest.webmanifest"]
    build(tmp_path, "Zenith")
    opened(engine, host)
    assert "Zenith" in engine.js("document.title")
    assert engine.answers() == {"vision-known": "3"}
    wanted = (tmp_path / "output" / "acme" / "sw.js").read_text("utf-8").split('VERSION = "')[1].split('"')[0]
    names = until(
        lambda: [
            one
            for one in [engine.js("caches.keys()")]
            if len(one) == 2 and any(k.endswith(wanted) for k in one)
        ],
        what="the old files are gone",
    )
    assert "somebody else" in names[0]
    silent(engine, host)
    host.stop()
    opened(engine, host)
    assert "Zenith" in engine.js("document.title")


def test_what_may_not_be_kept_is_not_kept(engine: Engine, host: Host) -> None:
    """On disk nothing is kept or asked for; nor is a file that is not of this build.

    A host that changes what it serves: nothing is kept, and the page works all the same.
    """
    engine.open(host.folder / "acme" / "index.html", "#/q/vision")
    answer(engine)
    assert not engine.js("Boolean(document.querySelector('link'))")
    assert host.asked == []
    assert engine.console == []
    (host.folder / "acme" / "manifest.webmanifest").write_text("{}", "utf-8")
    opened(engine, host)
    until(lambda: f"{PLACE}/acme/manifest.webmanifest" in host.asked, what="the worker asks for the manifest")
    engine.wait_for("navigator.serviceWorker.getRegistration().then((one) => !one)")
    assert engine.js("caches.match('./').then((found) => found === undefined)")
    answer(engine)


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


def test_it_works_in_webkit_too(host: Host, make_engine: Make) -> None:
    """Over http, under the policy of the headers: answered, kept, found again, and silent."""
    engine = make_engine("webkit")
    opened(engine, host)
    answer(engine)
    silent(engine, host)
    engine.show("#/result")
    assert engine.text("#view-result h1")
    opened(engine, host)
    assert engine.answers() == {"vision-known": "3"}
    make = "(() => { try { document.body.innerHTML = 'x'; } catch (error) { return error.name } })()"
    assert engine.js(make) == "TypeError"
