"""Reports: against WeasyPrint as one would call it without care, against Chromium, side by side, and their memory.

The careless one prints the same HTML and styles and must give the same document, so its contents find the page numbers
by ``target-counter``; ours are written after the layout.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from bench.measure import CLI, ROOT, cpu, line, pair, spent

ANSWERS = "clients/meridiaan/responses/1-directie.json"
BATCH = 6
"""Reports that each of two processes prints."""
MANY = int(os.environ.get("CXASSESS_BENCH_REPORTS", "100"))
_NUMBER = re.compile(r'<span class="page-of" data-for="([^"]+)">000</span>')
_COUNTER = ".page-of::after{content:target-counter(attr(href),page)}"


@cache
def _entry() -> Any:
    from cxassess import commands, resources

    demo = resources.Workspace(ROOT / "demo")
    return commands.score(demo, [demo.clients.parent / ANSWERS], None)[0][0]


@cache
def _theme() -> Any:
    from cxassess import resources, theme

    return theme.read(resources.Workspace(ROOT), "default")


def _html() -> str:
    from cxassess.exporters import pdf

    e = _entry()
    return pdf.report_html(e.questionnaire, _theme(), e.client, e.response, e.result, "nl")


def careless_html() -> str:
    """The whole report as one file, for any printer."""
    from cxassess.exporters import pdf

    style = pdf.style_sheet(_theme(), _entry().client) + _COUNTER
    numbered = _NUMBER.sub(r'<a class="page-of" href="#\1"></a>', _html())
    return numbered.replace("</head>", f"<style>{style}</style></head>")


def ours() -> bytes:
    """One report as the command makes it, in a process of its own."""
    from cxassess import printing, reporting

    e = _entry()
    inside = reporting.inside(e, e.response)
    piece = printing.Work(e.questionnaire, _theme(), e.client, e.response, e.result, "nl", inside)
    return printing.files(piece, ("pdf",))["report.pdf"]


def careless() -> bytes:
    """One report as WeasyPrint makes it without any preparation."""
    import weasyprint

    made: bytes = weasyprint.HTML(string=careless_html()).write_pdf(pdf_variant="pdf/ua-1")
    return made


def reports(scratch: Path) -> None:
    """All goals of the report, one row each."""
    from cxassess.exporters import embedded

    made = ours()  # loads everything
    warm, plain = pair(lambda: spent(ours), lambda: spent(careless), 3)
    line("further report, CPU", warm, plain, "WeasyPrint called naively", ".58")
    two, alone = pair(lambda: _batch(ours), lambda: _batch(careless), 1)
    line(f"2 processes, {BATCH} reports each, wall", two, alone, "naive", f"{1 / 1.75:.2f}")
    _first(scratch)
    count, size = embedded.pages(made), len(made) / 1000
    each = f"{count} pages, {size / count:.1f} kB each"
    print(
        f"{'weight of the report':<38} {size:9.0f} kB  {each:<34} goal 15.7 kB each (220 for 14)", flush=True
    )
    _memory()


def _batch(make: Callable[[], bytes]) -> float:
    """Wall seconds of two processes that print at the same time, once each is ready."""
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_several, [make] * 2, [1] * 2))
        start = time.perf_counter()
        list(pool.map(_several, [make] * 2, [BATCH] * 2))
        return time.perf_counter() - start


def _several(make: Callable[[], bytes], count: int) -> None:
    for _ in range(count):
        make()


def _first(scratch: Path) -> None:
    page = scratch / "report.html"
    page.write_text(careless_html(), "utf-8")
    chromium = shutil.which("chromium")
    if not chromium:
        print("first report: needs Chromium", file=sys.stderr)
        return
    report = [*CLI, "-q", "report", "meridiaan", ANSWERS, "-o", str(scratch)]
    peer = [
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--print-to-pdf={scratch}/c.pdf",
        page.as_uri(),
    ]
    cold, printed = pair(lambda: cpu(report, ROOT / "demo"), lambda: cpu(peer, scratch), 3)
    line("first report, CPU", cold, printed, "Chromium printing it", ".95")


def _memory() -> None:
    """How much a command that prints many reports takes, and how much more at the end than at the start.

    In a new process, not in a copy of this one with all that it has loaded.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        early, late, peak = pool.submit(_grown).result()
    grown = f"{late / early - 1:+.1%} since the tenth"
    print(f"{f'memory, {MANY} reports':<38} {peak:9.0f} MiB {grown:<34} goal 150 MiB, 5 %", flush=True)


def _grown() -> tuple[float, float, float]:
    """MiB after the tenth report, after the last, and the most that this process or one that prints for it ever had."""
    import resource

    early = 0.0
    for i in range(MANY):
        ours()
        if i == min(9, MANY // 2):
            early = _resident()
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return early, _resident(), max(peaks) / 1024


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
