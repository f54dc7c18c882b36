"""What all benchmarks share: running in turn, and one row for each result."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Else each command would compile its modules anew, as nobody's does.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
CLI = [str(Path(sys.executable).with_name("cxassess"))]


def run(command: list[str], cwd: Path | None = None) -> float:
    """Wall seconds of a command that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def cpu(command: list[str], cwd: Path) -> float:
    """CPU seconds of a command with all that it starts, also of processes that nobody waits for.

    A browser leaves some of its processes to whoever is above it, and their time is not in its own: two thirds of
    what Chromium takes to print. So they are taken in and waited for here, in a process of its own.
    """
    done = subprocess.run(
        [sys.executable, "-c", _ADOPT, *command], cwd=cwd, check=True, capture_output=True, text=True
    )
    return float(done.stdout.split()[-1])


_ADOPT = """
import ctypes, os, resource, subprocess, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    while True:
        os.wait()
except ChildProcessError:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(used.ru_utime + used.ru_stime)
"""


def spent(work: Callable[[], object]) -> float:
    """CPU seconds that work takes, in this process and in those that it starts and waits for."""
    before = _used()
    work()
    return _used() - before


def _used() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def pair(one: Callable[[], float], other: Callable[[], float], rounds: int) -> tuple[float, float]:
    """The least of two measurements taken in turn.

    What else a machine does only ever adds; on a shared one, half as much again from one second to the next.
    """
    pairs = [(one(), other()) for _ in range(rounds)]
    return min(a for a, _ in pairs), min(b for _, b in pairs)


def line(name: str, value: float, yardstick: float, what: str, goal: str) -> None:
    """One row of the result."""
    ratio = f"{value / yardstick:6.2f} x {what}"
    print(f"{name:<38} {value * 1000:9.1f} ms  {ratio:<34} goal {goal}", flush=True)
