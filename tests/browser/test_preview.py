"""The frame of a preview in a browser: the page works in it, follows a change, and a mistake stands above it."""

from __future__ import annotations

import threading
from pathlib import Path

from samples import CLIENT, workspace, write

from browser.conftest import Make
from browser.engines import PlaywrightEngine
from cxassess import serving

PAGE = "document.querySelector('iframe').contentDocument"


def test_the_page_follows_a_saved_file_and_keeps_its_place(make_engine: Make, tmp_path: Path) -> None:
    place = workspace(tmp_path, {"acme": CLIENT})
    file = tmp_path / "clients" / "acme" / "client.yaml"
    engine = make_engine("chromium")
    assert isinstance(engine, PlaywrightEngine)
    with serving.serving(place, [], 0, "en") as (_, server):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            engine.go(serving.address(server))
            engine.wait_for(f"{PAGE}?.querySelector('.js .view.on')")
            engine.js(f"void ({PAGE}.location.hash = '#/q/vision')")
            engine.wait_for(f"{PAGE}.querySelector('.view.on').dataset.view === 'q/vision'")
            write(file, CLIENT.replace("Acme", "Apex"))
            engine.wait_for(f"{PAGE}?.title.includes('Apex')", seconds=30)
            engine.wait_for(f"{PAGE}.querySelector('.view.on')?.dataset.view === 'q/vision'")
            assert not engine.js("document.getElementById('errors').checkVisibility()")
            write(file, CLIENT + "colour: red\n")
            engine.wait_for("document.getElementById('errors').checkVisibility()", seconds=30)
            assert "clients/acme/client.yaml:4:1" in engine.text("#errors")
            assert "Apex" in engine.js(f"{PAGE}.title")
            assert engine.console == []
        finally:
            server.shutdown()
    engine.wait_for("document.getElementById('errors').textContent.includes('has ended')")
