"""What lies in a workspace's folders: what is read, and what would otherwise be left out without a word."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from cxassess.errors import CommandError, CxassessError, InvalidInput, Place, Problem
from cxassess.resources import PRACTICE, Workspace

_SYSTEM = {"thumbs.db", "desktop.ini"}
_NEAR = re.compile(r"cxassess( ?\(\d+\))?\.(yaml|yml|yaml\.txt|yml\.txt)$", re.IGNORECASE)
_KINDS = {"clients": "client.yaml", "questionnaires": "questionnaire.yaml", "themes": "theme.yaml"}


def response_files(workspace: Workspace, slug: str) -> list[Path]:
    """The response files in a client's folder, sorted by name."""
    return [path for path in _seen(workspace, slug) if path.suffix.lower() == ".json" and not path.is_dir()]


def client_of(workspace: Workspace, name: str) -> str:
    """The client that is meant: by its name, or by its folder as a shell completes it, ``clients/NAME/``."""
    path = Path(name)
    is_folder = len(path.parts) > 1 and path.resolve().parent == workspace.clients.resolve()
    return path.name if is_folder else name


def answers(workspace: Workspace, given: Iterable[Path]) -> list[Path]:
    """The files that are named; of a client's name those in its folder.

    Errors:
        CxassessError: a client has none, or what is named is neither a file nor a client.
    """
    found: list[Path] = []
    known = workspace.client_names()
    for path in given:
        slug = client_of(workspace, str(path))
        if path.is_file() or slug not in known:
            if len(path.parts) == 1 and not path.suffix and not path.exists() and known:
                raise no_client(workspace, slug)
            found.append(path)
            continue
        own = response_files(workspace, slug)
        if not own:
            raise no_responses(workspace, slug)
        found += [Path(os.path.relpath(one)) for one in own]
    return found


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
    return seen(workspace.clients / slug / "responses")


def seen(folder: Path) -> list[Path]:
    """What a person sees in a folder, sorted; nothing where there is none."""
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
    return CommandError(
        "no-responses", name=slug, folder=workspace.shown(workspace.clients / slug / "responses")
    )


def no_workspace(workspace: Workspace) -> CommandError:
    """That this folder is no workspace, with the one above it that may be meant."""
    for above in Path(os.path.abspath(workspace.root)).parents:  # noqa: PTH100 - as the user came here
        if Workspace(above).client_names():
            return CommandError("no-workspace-here", folder=os.path.relpath(above, workspace.root))
    return CommandError("no-workspace")


def no_client(workspace: Workspace, name: str) -> CxassessError:
    """That there is no client of this name, with what may be meant."""
    import difflib

    if not workspace.clients.is_dir():
        return no_workspace(workspace)
    problems, notes = strays(workspace, ["clients"])
    here = [p for p in (*problems, *notes) if p.place.file == workspace.shown(workspace.clients / name)]
    known = workspace.client_names()
    if here or not known:
        return InvalidInput(here or problems) if here or problems else CommandError("no-clients")
    near = difflib.get_close_matches(name.lower(), known, n=1)
    if near:
        return CommandError("no-client-near", name=name, near=near[0])
    return CommandError("no-client", name=name, options=", ".join(known[:12]))


def strays(workspace: Workspace, kinds: Iterable[str] = tuple(_KINDS)) -> tuple[list[Problem], list[Problem]]:
    """Folders without the file that makes them one of their kind: where it has another name, and where it lacks."""
    problems: list[Problem] = []
    notes: list[Problem] = []
    for kind in kinds:
        for name in _folders(workspace.root / kind):
            path, marker = workspace.root / kind / name, _KINDS[kind]
            if not name.startswith((".", "_")) and not (path / marker).is_file():
                near = _misnamed(path, marker)
                place, values = Place(workspace.shown(path)), {"marker": marker, "name": near}
                (problems if near else notes).append(
                    Problem("marker-misnamed" if near else "marker-missing", place, values)
                )
    return problems, notes


def misnamed_practice(workspace: Workspace, root: Path | None = None) -> list[Problem]:
    """What should be ``cxassess.yaml`` and is called otherwise, so that nobody would read it."""
    root = root or workspace.root
    if (root / PRACTICE).exists():
        return []
    try:
        names = sorted(os.listdir(root))  # noqa: PTH208 - only names are wanted
    except OSError:
        return []
    near = (workspace.shown(root / name) for name in names if _NEAR.match(name))
    return [Problem("practice-misnamed", Place(file), {"marker": PRACTICE}) for file in near]


def _folders(base: Path) -> list[str]:
    try:
        with os.scandir(base) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir())
    except OSError:
        return []


def _misnamed(folder: Path, marker: str) -> str:
    """What editors and downloads make of a name: ``client.yaml.txt``, ``Client.yml``, ``client (1).yaml``."""
    stem = marker.partition(".")[0]
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - only names are wanted
    except OSError:
        return ""
    return next(
        (n for n in names if n.lower().startswith(stem) and n.lower().endswith((".yaml", ".yml", ".txt"))), ""
    )
