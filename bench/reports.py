"""Reports: against WeasyPrint as one would call it without care, against Chromium, side by side, and their memory.

The careless one prints the same HTML and styles and must give the same document, so its contents find the page numbers
by ``target-counter``; ours are written after the layout.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any

from bench.measure import CLI, ROOT, cpu, line, pair, run, spent

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


def _work() -> Any:
    from cxassess import printing, reporting

    e = _entry()
    inside = reporting.inside(e, e.response)
    return printing.Work(e.questionnaire, _theme(), e.client, e.response, e.result, "nl", inside)


def ours() -> bytes:
    """A report as the command makes it."""
    from cxassess import printing

    made: bytes = printing.FORMS["pdf"].make(_work())
    return made


def careless() -> bytes:
    """One report as WeasyPrint makes it without any preparation."""
    import weasyprint

    made: bytes = weasyprint.HTML(string=careless_html()).write_pdf(pdf_variant="pdf/ua-1")
    return made


def reports(scratch: Path) -> None:
    """All goals of the report, one row each."""
    from cxassess.exporters import embedded

    made = ours()
    careless()  # loads everything
    warm, plain = pair(_further, lambda: spent(careless), 5)
    line("further report, CPU", warm, plain, "WeasyPrint called naively", ".58")
    two, alone = pair(lambda: _ours_by_two(scratch), _careless_by_two, 3)
    line(f"2 processes, {BATCH} reports each, wall", two, alone, "naive", f"{1 / 1.75:.2f}")
    _first(scratch)
    count, size = embedded.pages(made), len(made) / 1000
    each = f"{count} pages, {size / count:.1f} kB each"
    print(
        f"{'weight of the report':<38} {size:9.0f} kB  {each:<34} goal 15.7 kB each (220 for 14)", flush=True
    )
    _memory()


def _further() -> float:
    """Processor seconds of a report in a process that has made one."""
    from cxassess.exporters import workers

    pieces = [workers.Piece(partial(_timed, _work()), lambda: 3) for _ in range(2)]
    (seconds,) = [made for i, made in workers.each(pieces, 1) if i == 1 and isinstance(made, bytes)]
    return float(seconds)


def _timed(work: Any) -> bytes:
    """Processor seconds that a report takes, as text."""
    from cxassess import printing

    return str(spent(partial(printing.FORMS["pdf"].make, work))).encode()


def _ours_by_two(scratch: Path) -> float:
    """Wall seconds of the command that makes a report of each of many responses."""
    files = []
    for i in range(2 * BATCH):
        files.append(scratch / f"r{i}.json")
        shutil.copy(ROOT / "demo" / ANSWERS, files[-1])
    command = [*CLI, "-q", "report", "meridiaan", *map(str, files), "--each", "-j", "2", "-o", str(scratch)]
    return run(command, ROOT / "demo")


def _careless_by_two() -> float:
    """Wall seconds of two programs that print half of as many each, at the same time."""
    code = f"import bench.reports; bench.reports._several({BATCH})"
    start = time.perf_counter()
    both = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(2)]
    if sum([one.wait() for one in both]):
        raise RuntimeError("the careless print failed")
    return time.perf_counter() - start


def _several(count: int) -> None:
    for _ in range(count):
        careless()


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
    cold, printed = pair(lambda: cpu(report, ROOT / "demo"), lambda: cpu(peer, scratch), 6)
    line("first report, CPU", cold, printed, "Chromium printing it", ".95")


def _memory() -> None:
    """How much a process that prints many reports takes, and how much more at its end than after its tenth.

    In a new process, not in a copy of this one with all that it has loaded.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        sizes = pool.submit(_sizes).result()
    early, late = sizes[min(9, MANY // 2)], sizes[-1]
    grown = f"{late / early - 1:+.1%} since the tenth"
    print(f"{f'memory, {MANY} reports':<38} {max(sizes):9.0f} MiB {grown:<34} goal 150 MiB, 5 %", flush=True)


def _sizes() -> list[float]:
    """MiB that one printing process takes after each of many reports."""
    from cxassess import printing
    from cxassess.exporters import typesetter, workers

    typesetter.load()
    workers.PIECES = MANY  # else another process would go on after a while
    piece = workers.Piece(partial(_grown, partial(printing.FORMS["pdf"].make, _work())), lambda: 3)
    return [float(size) for _, size in workers.each([piece] * MANY, 1) if isinstance(size, bytes)]


def _grown(make: Callable[[], bytes]) -> bytes:
    """MiB that this process takes after one more report, as text."""
    make()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return str(pages * os.sysconf("SC_PAGE_SIZE") / 2**20).encode()
