"""Nothing leaves the page: no request in a whole session, and a policy in the file that blocks every way out we know.

A listener on this machine hears what reaches the network; each engine first shows that a page without the policy does
reach it, so silence means something.
"""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.conftest import RESPONSE, load
from browser.engines import Engine, until

POLICY = {
    "default-src": "'none'",
    "img-src": "data:",
    "font-src": "data:",
    "connect-src": "'none'",
    "form-action": "'none'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}


class Listener(socketserver.ThreadingTCPServer):
    """Writes down what is asked, and answers with a small page."""

    daemon_threads = True

    def __init__(self) -> None:
        self.heard: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        line = self.rfile.readline().decode("latin-1").strip()
        self.server.heard.append(line)  # type: ignore[attr-defined]
        self.wfile.write(b"HTTP/1.0 200 OK\r\nAccess-Control-Allow-Origin: *\r\n\r\n")


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()


# Ways out and ways in, each as an expression that tells what happened.
LATER = (
    "new Promise((done) => setTimeout(() => {{ try {{ done({0}) }} catch (error) {{ done(error.name) }} }}))"
)
INJECTIONS = {
    "script element": "(() => { const one = document.createElement('script'); one.append('window.hit = 1'); "
    "document.body.append(one); return window.hit ?? 'blocked' })()",
    "script text": "(() => { const one = document.createElement('script'); one.textContent = 'window.hit = 1'; "
    "document.body.append(one); return window.hit ?? 'blocked' })()",
    "script address": "(() => { const one = document.createElement('script'); one.src = args[0]; "
    "document.body.append(one); return 'set' })()",
    "inline handler": "(() => { const one = document.createElement('button'); "
    "one.setAttribute('onclick', 'window.hit = 1'); document.body.append(one); one.click(); "
    "return window.hit ?? 'blocked' })()",
    "eval": "eval('window.hit = 1')",
    "function": "new Function('window.hit = 1')()",
    "timer": "setTimeout('window.hit = 1')",
    "inner html": "(() => { document.body.innerHTML = '<img src=x onerror=\"window.hit = 1\">'; return 'set' })()",
    "document write": "(() => { document.write('<p>written</p>'); return 'set' })()",
}
TYPE_ERRORS = {"script text", "script address", "inner html", "document write"}


def test_policy_stands_first(demo_page: Path) -> None:
    """The policy is the first element after the encoding, says what we promise, and allows one script by its hash."""
    html = demo_page.read_text("utf-8")
    head = re.match(
        r'\s*<!DOCTYPE html>\s*<html lang="nl"><head><meta charset="utf-8">'
        r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">',
        html,
    )
    assert head
    rules = dict(rule.strip().replace("&#39;", "'").split(" ", 1) for rule in head[1].split(";"))
    assert {name: rules.get(name) for name in POLICY} == POLICY
    assert re.fullmatch(r"'sha256-[\w+/=]+'", rules["script-src"])
    assert re.fullmatch(r"'sha256-[\w+/=]+'( 'sha256-[\w+/=]+')*", rules["style-src"])
    assert set(rules) == {*POLICY, "script-src", "style-src"}


def test_a_session_stays_silent(engine: Engine, demo_page: Path, tmp_path: Path) -> None:
    """Every view, an answer, a note, both languages, an answer file in and out: no request and no word in the console.

    WebKitGTK tells a driver neither of requests nor of its console: there the page's own list of resources counts, and
    what scripts say after loading.
    """
    engine.open(demo_page)
    engine.show("#/q/vision/vision-known")
    engine.press("3")
    engine.wait_for("document.getElementById('save').textContent.includes('Opgeslagen')")
    load(engine, RESPONSE)
    for _ in range(2):
        for place in ("start", "questions", "q/vision", "q/results", "check", "result", "roadmap"):
            engine.show(f"#/{place}")
        engine.click("[data-do=language]")
    file = engine.download(lambda: engine.click("header [data-do=download]"))
    assert file.stat().st_size > 5000
    engine.show("#/start/promise")
    assert [url for url in engine.requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert {url.split("#")[0] for url in engine.requests if url.startswith("file:")} <= {demo_page.as_uri()}
    assert engine.console == []


def an_open_page_is_heard(engine: Engine, listener: Listener, folder: Path) -> None:
    """Without the policy a page does reach out, also from disk: silence afterwards is not nothing by accident.

    Also without our policy a file may not read another: the engines run with the origin rules that users have.
    """
    (folder / "sibling.txt").write_text("secret", "utf-8")
    page = folder / "open.html"
    page.write_text(
        f"<!DOCTYPE html><meta charset=utf-8><title>open</title><img src='{listener.url}/open'>", "utf-8"
    )
    engine.go(page.as_uri())
    until(lambda: any("/open" in line for line in listener.heard), 10, "a request of an open page")
    told = engine.js("fetch('sibling.txt').then((answer) => answer.text(), (error) => error.name)")
    assert told == "TypeError"


def test_the_policy_blocks(engine: Engine, listener: Listener, demo_page: Path, tmp_path: Path) -> None:
    """No script that is not ours runs, and nothing is fetched: not from the network, not from the same folder."""
    an_open_page_is_heard(engine, listener, tmp_path)
    listener.heard.clear()
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_bytes(demo_page.read_bytes())
    (folder / "sibling.txt").write_text("secret", "utf-8")
    (folder / "sibling.js").write_text("window.hit = 1", "utf-8")
    engine.open(folder / "index.html")
    for way, expression in INJECTIONS.items():
        told = engine.js(LATER.format(expression), (folder / "sibling.js").as_uri())
        if way in TYPE_ERRORS:
            assert told == "TypeError", way
        assert engine.js("typeof window.hit") == "undefined", way
    assert engine.js(LATER.format("eval('1 + 1')")) == "EvalError"
    for address in ("sibling.txt", f"{listener.url}/fetch"):
        told = engine.js("fetch(args[0]).then((answer) => answer.text(), (error) => error.name)", address)
        assert told == "TypeError", address
    told = engine.js(
        """new Promise((done) => {
          const image = new Image();
          image.onload = () => done('loaded');
          image.onerror = () => done('blocked');
          image.src = args[0];
        })""",
        f"{listener.url}/image",
    )
    assert told == "blocked"
    engine.js(
        """(() => {
          const make = (tag, set) => document.body.append(Object.assign(document.createElement(tag), set));
          const post = Object.assign(document.createElement('form'), {action: `${args[0]}/form`, method: 'post'});
          document.body.append(post);
          const ways = [
            () => make('link', {rel: 'stylesheet', href: `${args[0]}/style`}),
            () => make('iframe', {src: `${args[0]}/frame`}),
            () => make('object', {data: `${args[0]}/object`}),
            () => make('video', {src: `${args[0]}/video`}),
            () => navigator.sendBeacon(`${args[0]}/beacon`, 'x'),
            () => new WebSocket(args[0].replace('http', 'ws')),
            () => new EventSource(`${args[0]}/events`),
            () => post.submit(),
            () => document.body.setAttribute('style', `background: url(${args[0]}/background)`),
          ];
          for (const way of ways) try { way() } catch { /* blocked at once */ }
        })()""",
        listener.url,
    )
    engine.js("new Promise((done) => setTimeout(done, 700))")
    assert listener.heard == []
    assert engine.js("typeof window.hit") == "undefined"
    assert engine.js("document.title"), "the page is still there"
