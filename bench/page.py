"""The page's own speed, in Chromium with its processor slowed down four times.

An answer is timed inside the page, from the click on it until score, texts and layout are done; a view from the change
of the address; the start from navigation until the first view has been drawn and takes input. A page with nothing in
it is the yardstick of the start; other work on the machine slows all of these down.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from pathlib import Path
from typing import Any

SLOWER = 4
ROUNDS = 3
STARTS = 5

# Answers every question of the topic that is shown, the next answer each round; milliseconds for each.
ANSWER = """async (round) => {
  const times = [];
  for (const question of document.querySelectorAll('.view.on .q:not([hidden])')) {
    const inputs = question.querySelectorAll('.ans input, .alt input');
    const input = inputs[(times.length + round) % inputs.length];
    const start = performance.now();
    input.click();
    document.body.getBoundingClientRect();
    times.push(performance.now() - start);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
  return times;
}"""
# Goes to another view; milliseconds until it stands there.
SHOW = """(hash) => new Promise((done) => {
  const start = performance.now();
  addEventListener('hashchange', () => {
    document.body.getBoundingClientRect();
    done(performance.now() - start);
  }, {once: true});
  location.hash = hash;
})"""
# When the page has started and drawn its first view. It is told of the change: to look in every frame would make the
# browser draw frames that nobody needs.
WATCH = """globalThis.ready = new Promise((done) => {
  const look = () => {
    if (!document.querySelector('.js .view.on')) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now())));
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { subtree: true, attributes: true, attributeFilter: ['class'] });
  addEventListener('DOMContentLoaded', look);
})"""


def at(share: float, times: list[float]) -> float:
    """The time that this share of the times does not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def row(name: str, times: list[float], goal: str) -> None:
    """One row of the result."""
    spread = f"p95 {at(0.95, times):.1f} ms, {len(times)} times"
    print(f"{name:<38} {statistics.median(times):9.1f} ms  {spread:<34} goal {goal}", flush=True)


def measure(page: Path) -> None:
    """Print how fast a built page is."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("page in a browser: needs Chromium", file=sys.stderr)
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        empty = page.with_name("empty.html")
        empty.write_text("<!DOCTYPE html><html class=js><body class='view on'>", "utf-8")
        pairs = [(_start(browser, page), _start(browser, empty)) for _ in range(STARTS)]
        row("first view interactive, 4x slower", [one for one, _ in pairs], "300 ms")
        row("  an empty page, 4x slower", [other for _, other in pairs], "-")
        answers, results = _answers(_open(browser, page))
        row("an answer scored and shown, 4x slower", answers, "16 ms (p95)")
        row("result shown, 4x slower", results, "-")
        print(f"{'  load of the machine meanwhile':<38} {os.getloadavg()[0]:9.1f}", flush=True)
        browser.close()


def _open(browser: Any, page: Path) -> Any:
    tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    tab.add_init_script(WATCH)
    tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tab.goto(page.as_uri())
    tab.evaluate("ready")
    return tab


def _start(browser: Any, page: Path) -> float:
    tab = _open(browser, page)
    ready: float = tab.evaluate("ready")
    tab.context.close()
    return ready


def _answers(tab: Any) -> tuple[list[float], list[float]]:
    """Milliseconds for every answer, and for the result after every topic."""
    topics = tab.evaluate("[...document.querySelectorAll('#app .topic')].map((view) => view.dataset.view)")
    answers: list[float] = []
    results: list[float] = []
    for number in range(ROUNDS):
        for topic in topics:
            tab.evaluate(SHOW, f"#/{topic}")
            answers += tab.evaluate(ANSWER, number)
            results.append(tab.evaluate(SHOW, "#/result"))
    return answers, results
