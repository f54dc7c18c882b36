"""What lies in a workspace's folders: what is read, and what would otherwise be left out without a word."""

from __future__ import annotations

from pathlib import Path

from cxassess.errors import CommandError, Place, Problem
from cxassess.resources import Workspace

_SYSTEM = {"thumbs.db", "desktop.ini"}


def response_files(workspace: Workspace, slug: str) -> list[Path]:
    """The response files in a client's folder, sorted by name."""
    return [path for path in _seen(workspace, slug) if path.suffix.lower() == ".json" and not path.is_dir()]


def left_out(workspace: Workspace, slug: str) -> list[Problem]:
    """What else lies there, and could be somebody's answers."""
    found = []
    for path in _seen(workspace, slug):
        place = Place(workspace.shown(path))
        if path.is_dir():
            if any(path.rglob("*.[jJ][sS][oO][nN]")):
                found.append(Problem("left-out-folder", place))
        elif path.suffix.lower() != ".json":
            found.append(Problem("left-out", place))
    return found


def _seen(workspace: Workspace, slug: str) -> list[Path]:
    """What a person sees in the folder: not what macOS, Windows or Office put beside files for themselves."""
    folder = workspace.clients / slug / "responses"
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return [
        path for path in paths if not path.name.startswith((".", "~$")) and path.name.lower() not in _SYSTEM
    ]


def owner(path: Path) -> Path | None:
    """The folder of the client among whose responses a file lies."""
    home = path.parent.parent
    return home if path.parent.name == "responses" and (home / "client.yaml").is_file() else None


def no_responses(workspace: Workspace, slug: str) -> CommandError:
    """That there is nothing to report on."""
    return CommandError("no-responses", name=slug, folder=workspace.clients / slug / "responses")
