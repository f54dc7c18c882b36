"""Makes workspaces and client folders, with files that explain themselves."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from cxassess import client, output
from cxassess.errors import CommandError
from cxassess.folder import no_workspace
from cxassess.resources import Workspace

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$")

LANGUAGES = "nl,en"
"""Of a new client where nobody says otherwise."""
_LETTERS = str.maketrans(
    {"æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS", "ł": "l", "Ł": "L",
     "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ı": "i"}
)  # fmt: skip
"""Letters that are no others with a sign."""
_README = """\
This is a cxassess workspace.

clients/         one folder for each client, with client.yaml, a logo and responses/
questionnaires/  your own questionnaires, if you make any (they come before the bundled ones)
themes/          your own themes, if you make any

New client:      cxassess new
Build the sites: cxassess build
Report:          cxassess report CLIENT clients/CLIENT/responses/FILE.json
"""

_CLIENT = """\
# A client. Every key is explained in docs/client.md
format: cxassess.client/1
name: {name}
languages: [{languages}]
questionnaire: cx-maturity
theme: default
{sector}{consultant}
brand:
  primary: "{primary}"        # your client's main colour; it is darkened where text would be hard to read
  accent: "{accent}"
  # logo: logo.svg            # put the file (SVG, PNG or JPEG) in this folder and remove the first #

# groups: [Management, Service, Sales]      # what respondents choose from
# targets: {{vision: 3, purpose: 3, ownership: 3, voice: 3, journey: 3, results: 3}}
# due: "2027-01-31"
# public_key: "..."             # from "cxassess keygen": answers are then encrypted for you (docs/confidential.md)
"""


def init(folder: Path) -> list[Path]:
    """A new workspace; the files made.

    Errors:
        CommandError: it is one already.
    """
    if (folder / "clients").exists():
        raise CommandError("init-exists", path=folder / "clients")
    made = []
    if not (folder / "README.txt").exists():
        output.write(folder, "README.txt", _README.encode())
        made.append(folder / "README.txt")
    for name in ("clients", "questionnaires", "themes"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        made.append(folder / name)
    return made


def new(
    workspace: Workspace,
    name: str,
    languages: str | None,
    sector: str,
    consultant: str,
    contact: str,
    primary: str | None,
) -> Path:
    """A new client folder; the path of its ``client.yaml``, which is sound.

    Errors:
        CommandError: no workspace, no usable name, or the client exists.
        InvalidInput: what was given does not make a sound client.
    """
    if not workspace.clients.is_dir():
        raise no_workspace(workspace)
    name = " ".join(name.split())
    if not name:
        raise CommandError("name-empty")
    slug = slug_of(name)
    folder = workspace.clients / slug
    path = folder / "client.yaml"
    if folder.exists():
        raise CommandError("client-exists", name=slug, path=path)
    text = _CLIENT.format(
        name=_quoted(name),
        languages=", ".join(
            part.strip()
            for part in (LANGUAGES if languages is None else languages).split(",")
            if part.strip()
        ),
        sector=f"sector: {sector}\n" if sector else "",
        consultant=f"consultant:\n  name: {_quoted(consultant)}\n"
        + (f"  contact: {_quoted(contact)}\n" if contact else "")
        if consultant
        else "",
        primary=primary or client.PRIMARY,
        accent=client.ACCENT,
    )
    output.write(workspace.clients, f"{slug}/client.yaml", text.encode())
    (folder / "responses").mkdir()
    try:
        from cxassess.build import Library

        Library(workspace).client(slug)
    except BaseException:
        path.unlink()
        (folder / "responses").rmdir()
        folder.rmdir()
        raise
    return path


def slug_of(name: str) -> str:
    """A folder name for a client: letters and digits of the name, joined by hyphens, safe on every system."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")
    if not slug or not slug[0].isalpha() or _RESERVED.match(slug):
        slug = f"client-{slug}".strip("-")
    return slug


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
