"""``make bench``: the speed goals as ratios against a yardstick measured in the same run.

Absolute times depend on the machine and on what else it does; ratios hold. Every pair is run in turn and the least of
each are compared. Build outputs go to memory where /dev/shm exists, so that the disk is not what is measured.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import hugo
from bench.measure import CLI, ROOT, line, pair, run
from bench.page import measure
from bench.reports import reports

PARTS = {
    "typefaces": rb"@font-face{.*?}\n",
    "styles": rb"(?<=}\n):root.*?</style>",
    "scripts": rb"<script>.*?</script>",
    "data and words": rb"<script type.*?</script>",
    "body": rb"<body>.*?(?=<script type|</body>)",
}
NOTHING = [sys.executable, "-c", "pass"]


def workspace(folder: Path, count: int) -> Path:
    """A workspace with ``count`` clients that differ in name and colours, and its own questionnaire."""
    source = ROOT / "demo" / "clients" / "meridiaan"
    shutil.copytree(ROOT / "questionnaires" / "cx-maturity", folder / "questionnaires" / "cx-maturity")
    text = (source / "client.yaml").read_text("utf-8")
    for i in range(count):
        target = folder / "clients" / f"client-{i:04}"
        target.mkdir(parents=True)
        own = text.replace("Meridiaan Verzekeringen", f"Client {i}").replace("0B3D4C", f"0B{i % 256:02X}4C")
        (target / "client.yaml").write_text(own, "utf-8")
        shutil.copy(source / "logo.svg", target)
    return folder


def startup() -> None:
    help_, nothing = pair(lambda: run([*CLI, "--help"]), lambda: run(NOTHING), 15)
    line("--help", help_, nothing, "python -c pass", "8, and 150 ms")


def builds(scratch: Path) -> None:
    """Full builds into an empty folder, with what an earlier build left in the cache of the user.

    There are the questionnaire as it was read, the page without its clients, and of every client its own part. How long
    it takes without the last, as for a client that is new, and without any of it stands below.
    """
    for count, rounds in ((1, 7), (100, 3), (1000, 2)):
        place = workspace(scratch / f"w{count}", count)

        def full(place: Path = place) -> float:
            shutil.rmtree(place / "output", ignore_errors=True)
            return run([*CLI, "-q", "build"], place)

        def copy(place: Path = place) -> float:
            shutil.rmtree(place / "copy", ignore_errors=True)
            return run(["cp", "-r", "output", "copy"], place)

        full()
        built, copied = pair(full, copy, rounds)
        shutil.rmtree(place / "copy")
        goal = "1.5 (n = 1000)" if count == 1000 else "-"
        line(f"full build, n = {count}", built, copied, "cp -r of the output", goal)
        peer = _peer(place, count, rounds, full)
        if count == 1000:
            peak = peak_memory([*CLI, "-q", "build", "--force"], place)
            print(f"{'peak memory, n = 1000':<38} {peak:9.1f} MiB {'':<34} goal 80 MiB", flush=True)
        if count == 1:
            bare = ["env", "CXASSESS_CACHE=", *CLI, "-q", "build", "--force"]
            first, new = pair(partial(run, bare, place), partial(new_client, place), 5)
            if peer is not None:
                line("  a new client", new, peer, "Hugo, cached", "-")
                line("  without anything kept", first, peer, "Hugo, cached", "-")
        if count == 100:

            def again_(place: Path = place) -> float:
                return run([*CLI, "-q", "build"], place)

            idle, nothing = pair(again_, lambda: run(NOTHING), 9)
            line("nothing changed, n = 100", idle, nothing, "python -c pass", "6")
            one_question(place)


def new_client(place: Path) -> float:
    """Seconds for one client that nothing is known of, while all that clients share is kept."""
    path = next((place / "clients").iterdir()) / "client.yaml"
    text = path.read_text("utf-8")
    path.write_text(f"{text}# {time.time()}\n", "utf-8")
    taken = run([*CLI, "-q", "build"], place)
    path.write_text(text, "utf-8")
    return taken


def _peer(place: Path, count: int, rounds: int, full: Callable[[], float]) -> float | None:
    """Seconds that Hugo takes for the same clients, in turn with ours; None without Hugo."""
    if not hugo.installed():
        print("Hugo as a peer: not installed", file=sys.stderr)
        return None
    site = hugo.site(place)
    ours, theirs = pair(full, lambda: hugo.build(site), rounds)
    line(f"full build, n = {count}", ours, theirs, "Hugo, cached", "1.5 (n = 1)" if count == 1 else "-")
    shutil.rmtree(site)
    return theirs


def one_question(place: Path) -> None:
    """A change that shows on every page: the questionnaire is read and its page made anew, clients are not."""
    path = place / "questionnaires" / "cx-maturity" / "questionnaire.yaml"
    text = path.read_text("utf-8")

    def changed() -> float:
        other = f"title: A plan with ranks {time.time()}"
        path.write_text(text.replace("title: A ranked plan", other, 1), "utf-8")
        return run([*CLI, "-q", "build"], place)

    if hugo.installed():
        site = hugo.site(place)
        ours, theirs = pair(changed, lambda: hugo.build(site), 9)
        line("one question changed, n = 100", ours, theirs, "Hugo, cached", "1")
        shutil.rmtree(site)
    path.write_text(text, "utf-8")


def peak_memory(command: list[str], cwd: Path) -> float:
    """Peak resident memory of a command in MiB."""
    code = (
        "import resource,subprocess,sys;subprocess.run(sys.argv[1:],check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], cwd=cwd, check=True, capture_output=True)
    return int(done.stdout.split()[-1]) / 1024


def scores(scratch: Path) -> None:
    source = ROOT / "demo" / "clients" / "meridiaan" / "responses" / "1-directie.json"
    data = json.loads(source.read_text("utf-8"))
    files = []
    for i in range(1000):
        data["respondent"]["id"] = f"r{i}"
        files.append(scratch / f"r{i}.json")
        files[-1].write_text(json.dumps(data), "utf-8")
    names = [str(file) for file in files]
    many = run([*CLI, "-q", "score", "--format", "csv", *names])
    one = run([*CLI, "-q", "score", "--format", "csv", names[0]])
    line("score, 1,000 responses", many, one, "one response", "-")


def weight(scratch: Path) -> Path:
    """Print how heavy the demo client's page is; where it lies."""
    import gzip

    subprocess.run([*CLI, "-q", "build", "-o", str(scratch / "one")], cwd=ROOT / "demo", check=True)
    path = scratch / "one" / "meridiaan" / "index.html"
    page = path.read_bytes()
    raw, packed = len(page) / 1000, len(gzip.compress(page, 9)) / 1000
    print(
        f"{'page of the demo client':<38} {raw:9.0f} kB, {packed:.0f} kB gzip {'':<19} goal 450 kB, 140 kB gzip"
    )
    for name, pattern in PARTS.items():
        rest = re.sub(pattern, b"", page, flags=re.DOTALL)
        share = packed - len(gzip.compress(rest, 9)) / 1000
        print(f"{'  ' + name:<38} {raw - len(rest) / 1000:9.0f} kB, {share:.0f} kB gzip", flush=True)
    return path


def main() -> None:
    memory = Path("/dev/shm")
    base = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    scratch = Path(tempfile.mkdtemp(prefix="cxassess-bench-", dir=base))
    os.environ["CXASSESS_CACHE"] = str(scratch / "cache")
    try:
        startup()
        builds(scratch)
        scores(scratch)
        reports(scratch)
        measure(weight(scratch))
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
