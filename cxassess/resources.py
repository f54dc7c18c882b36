"""Finds the bundled and the user's folders; a user's folder comes before a bundled one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
PRACTICE = "cxassess.yaml"


def bundled(kind: str) -> Path:
    """The folder of bundled ``questionnaires``, ``themes`` or ``demo``, installed or in a checkout."""
    inside = _PACKAGE / "_bundled" / kind
    return inside if inside.is_dir() else _PACKAGE.parent / kind


def browser_script(name: str) -> Path:
    """One of the page's own scripts."""
    return _PACKAGE / "browser" / name


def phrase_files(lang: str) -> list[Path]:
    """The files with the phrases of page and report in a language, sorted."""
    return sorted((_PACKAGE / "phrases" / lang).glob("*.yaml"))


def cache_folder() -> Path | None:
    """The user's own folder for what can be made again, there and private; None where it cannot be.

    ``CXASSESS_CACHE`` names another place; set to nothing, it switches the cache off.
    """
    chosen = os.environ.get("CXASSESS_CACHE")
    if chosen == "":
        return None
    home = (
        os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/.cache")
    )
    folder = Path(chosen or os.path.join(home, "cxassess"))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.stat()
    except OSError:
        return None
    # What lies here is run later: another's folder, or one that others may write to, is not used.
    private = not hasattr(os, "getuid") or (state.st_uid == os.getuid() and not state.st_mode & 0o022)
    return folder if private and os.access(folder, os.W_OK) else None


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with ``clients/`` and, if the consultant wants, ``cxassess.yaml``, ``questionnaires/``, ``themes/``."""

    root: Path

    @property
    def clients(self) -> Path:
        """The folder with one folder for each client."""
        return self.root / "clients"

    @property
    def practice(self) -> Path:
        """The file with what holds for all clients, whether there is one or not."""
        return self.root / PRACTICE

    def client_names(self) -> list[str]:
        """The clients, sorted: every folder with a ``client.yaml``."""
        try:
            with os.scandir(self.clients) as entries:
                return sorted(e.name for e in entries if os.path.isfile(f"{e.path}/client.yaml"))
        except OSError:
            return []

    def find(self, kind: str, name: str, marker: str) -> Path | None:
        """The folder ``name`` of a kind that holds the file ``marker``: the user's, else the bundled one."""
        for base in self.bases(kind):
            if (base / name / marker).is_file():
                return base / name
        return None

    def names(self, kind: str, marker: str) -> set[str]:
        """All names of a kind, the user's and the bundled ones."""
        return {
            entry.name
            for base in self.bases(kind)
            if base.is_dir()
            for entry in base.iterdir()
            if (entry / marker).is_file()
        }

    def bases(self, kind: str) -> tuple[Path, Path]:
        """The user's and the bundled folder of a kind, in order of search."""
        return self.root / kind, bundled(kind)

    def shown(self, path: Path) -> str:
        """The path as a message shows it: below the workspace where it lies there."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()
