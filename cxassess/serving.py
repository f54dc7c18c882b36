"""A preview: pages of clients for this computer alone, built again whenever a file that they are made of is saved.

A page stands in a frame, so that it stays byte for byte what ``build`` makes. The frame asks whether there is a newer
one. Each build is a process of its own, as on the command line: nothing that this one remembers can be out of date.
"""

from __future__ import annotations

import errno
import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cxassess import resources, signature
from cxassess.errors import CommandError
from cxassess.messages import message
from cxassess.resources import Workspace

HOST = "127.0.0.1"
PORT = 8000
PAUSE = 0.4
"""Seconds between two looks at the files."""
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'"
_STYLE = """\
html, body { height: 100%; margin: 0; font: 16px/1.5 system-ui, sans-serif; }
body { display: flex; flex-direction: column; }
iframe { flex: 1; border: 0; width: 100%; }
#errors { margin: 0; padding: 1rem; max-height: 40%; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere;
  font: inherit; color: #FFFFFF; background: #8C1D18; }
#errors[hidden] { display: none; }
ul, .missing { padding: 2rem 3rem; }
li { line-height: 2.5; }
"""


@dataclass
class Preview:
    """The pages of a workspace as they are now; without ``slugs`` of all its clients."""

    workspace: Workspace
    slugs: Sequence[str]
    target: Path
    lang: str = "en"
    errors: list[str] = field(default_factory=list)
    _built: str = ""

    def clients(self) -> list[str]:
        """The clients that are shown."""
        return list(self.slugs) or self.workspace.client_names()

    def refresh(self) -> None:
        """Build again if something changed."""
        shared = signature.of_build(self.workspace)
        parts = [signature.of_client(self.workspace, slug, shared) for slug in self.clients()]
        state = signature.digest(shared, *self.clients(), *parts)
        if state == self._built:
            return
        self._built = state
        # Without -P a file of the user's beside the clients could stand in for a module.
        command = [sys.executable, "-P", "-m", "cxassess", "--lang", self.lang, "--quiet", "build"]
        done = subprocess.run(  # noqa: S603 - this program, with names of folders that are there
            [*command, *self.clients(), "--output", str(self.target)],
            cwd=self.workspace.root, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        self.errors = done.stderr.splitlines() if done.returncode else []

    def watch(self, ended: threading.Event) -> None:
        """Look at the files until the end."""
        while not ended.wait(PAUSE):
            self.refresh()

    def _path(self, slug: str) -> Path | None:
        path = self.target / slug / "index.html"
        return path if slug in self.clients() and path.is_file() else None

    def page(self, slug: str) -> bytes | None:
        """The page of a client as it was built last; None where none was."""
        path = self._path(slug)
        return path.read_bytes() if path else None

    def stamp(self, slug: str) -> str:
        """When a page was written, which is only when it differs; empty where there is none."""
        path = self._path(slug)
        return str(path.stat().st_mtime_ns) if path else ""


@contextmanager
def ended_well() -> Iterator[None]:
    """End as after Ctrl-C when the window is closed or the program is told to end, so that nothing stays behind."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {getattr(signal, name): signal.signal(getattr(signal, name), end) for name in names}
    try:
        yield
    except KeyboardInterrupt:
        pass  # the way to end it
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def serving(
    workspace: Workspace, slugs: Sequence[str], port: int | None, lang: str
) -> Iterator[tuple[Preview, ThreadingHTTPServer]]:
    """A preview and its server, which does not serve yet; without a ``port`` on 8000 or another free one.

    Errors:
        CommandError: the port is taken.
    """
    with tempfile.TemporaryDirectory(prefix="cxassess-") as folder:
        preview = Preview(workspace, slugs, Path(folder), lang)
        ended = threading.Event()
        with _server(preview, port) as server:
            preview.refresh()
            watcher = threading.Thread(target=preview.watch, args=[ended], daemon=True)
            watcher.start()
            try:
                yield preview, server
            finally:
                ended.set()
                watcher.join()


def _server(preview: Preview, port: int | None) -> ThreadingHTTPServer:
    handler = partial(_Handler, preview)
    for wanted in (PORT, 0) if port is None else (port,):
        try:
            return ThreadingHTTPServer((HOST, wanted), handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise CommandError("port-taken", port=port)


def address(server: ThreadingHTTPServer) -> str:
    """Where a browser finds the preview."""
    return f"http://{HOST}:{server.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    """Answers what the frame and its pages ask for, and nothing else."""

    server: ThreadingHTTPServer

    def __init__(self, preview: Preview, *rest: object) -> None:
        self.preview = preview
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        # A page from elsewhere may know this address under a name of its own, and must not read anything here.
        port = self.server.server_address[1]
        if self.headers.get("Host") not in (f"{HOST}:{port}", f"localhost:{port}"):
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        path = self.path.partition("?")[0]
        slug, _, name = path.removeprefix("/").partition("/")
        if path.startswith("/-/state/"):
            stamp = self.preview.stamp(path.removeprefix("/-/state/"))
            state = {"page": stamp, "errors": self.preview.errors}
            self.give("application/json", json.dumps(state).encode())
        elif path == "/-/preview.js":
            self.give("text/javascript", resources.browser_script("preview.js").read_bytes())
        elif path == "/-/preview.css":
            self.give("text/css", _STYLE.encode())
        elif path == "/":
            self.give("text/html", self.start().encode(), _POLICY)
        elif slug in self.preview.clients() and name == "":
            self.give("text/html", self.frame(slug).encode(), _POLICY)
        elif name == "index.html" and (page := self.preview.page(slug)) is not None:
            self.give("text/html", page)
        elif name in ("", "index.html"):
            self.give("text/html", self.missing().encode(), _POLICY, HTTPStatus.NOT_FOUND)
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def give(self, kind: str, content: bytes, policy: str = "", status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(content)

    def missing(self) -> str:
        """That there is no such page: a client that is gone, or one of which none could be built yet."""
        text = escape(message("said-preview-missing", {}, self.preview.lang))
        return self.document(
            "cxassess",
            f'<p class="missing">{text} <a href="/" target="_top">http://{HOST}:{self.server.server_address[1]}/</a></p>',
        )

    def start(self) -> str:
        """The clients; of one client its page at once."""
        names = self.preview.clients()
        if len(names) == 1:
            return self.frame(names[0])
        rows = "".join(f'<li><a href="/{name}/">{escape(name)}</a></li>' for name in names)
        return self.document("cxassess", f"<ul>{rows}</ul>")

    def frame(self, slug: str) -> str:
        stopped = escape(message("said-preview-ended", {}, self.preview.lang))
        return self.document(
            slug,
            f'<pre id="errors" role="alert" data-stopped="{stopped}" hidden></pre>'
            f'<iframe src="/{slug}/index.html" title="{slug}" data-page="{self.preview.stamp(slug)}"></iframe>'
            '<script src="/-/preview.js"></script>',
        )

    def document(self, title: str, body: str) -> str:
        return (
            f'<!DOCTYPE html><html lang="{self.preview.lang}"><meta charset="utf-8"><title>{escape(title)}</title>'
            f'<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/-/preview.css">{body}'
        )

    def log_message(self, *_: object) -> None:
        """Nothing: every look of the frame would be a line."""
