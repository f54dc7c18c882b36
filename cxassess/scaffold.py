"""Makes workspaces and client folders, with files that explain themselves."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from cxassess import client, output
from cxassess.errors import CommandError, InvalidInput
from cxassess.folder import no_workspace
from cxassess.resources import PRACTICE, Workspace

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$")

LANGUAGES = "nl,en"
"""Of a new client where nobody says otherwise."""
SECTORS = ("b2c", "b2b", "care", "government", "non-profit")
"""Of the bundled questionnaire."""
_LETTERS = str.maketrans(
    {"æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS", "ł": "l", "Ł": "L",
     "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ı": "i"}
)  # fmt: skip
"""Letters that are no others with a sign."""
_README = """\
This is a cxassess workspace.

cxassess.yaml    what holds for all your clients, so that you write it once
clients/         one folder for each client, with client.yaml, a logo and responses/
questionnaires/  your own questionnaires, if you make any (they come before the bundled ones)
themes/          your own themes, if you make any

New client:      cxassess new
Build the sites: cxassess build
Report:          cxassess report CLIENT clients/CLIENT/responses/FILE.json
"""

_PRACTICE = """\
# What holds for all your clients. Write it here once, and you can leave it out of each client.yaml.
# What a client.yaml says itself comes first.
# To use a key below, take away the "# " in front of it and write your own value. Where lines belong
# to it, as with "consultant", take it away there too. Every key is explained in docs/client.md
format: cxassess.practice/1

# Languages of the pages; a page opens in the first one.
# languages: [nl, en]

# Which questions are asked, and how page and report look.
# questionnaire: cx-maturity
# theme: default

# Who you are: it stands at the foot of each page and on each report.
# consultant:
#   name: "Your name, or that of your practice"
#   contact: "you@example.org"

# Colours, for clients without colours of their own.
# brand:
#   primary: "{primary}"
#   accent: "{accent}"

# Person-days for each quarter that a plan may use.
# capacity: 40

# For the business case: the currency, and what one person-day costs.
# business_case:
#   currency: "€"
#   day_rate: 500

# Your public key, from "cxassess keygen": all answers are then encrypted for you (docs/confidential.md).
# public_key: "..."
"""

_CLIENT = """\
# A client. Every key is explained in docs/client.md
format: cxassess.client/1
name: {name}
{languages}{questionnaire}{theme}{shared}{sector}{consultant}
{brand}
# groups: [Management, Service, Sales]      # what respondents choose from
# targets: {{vision: 3, purpose: 3, ownership: 3, voice: 3, journey: 3, results: 3}}
# due: "2027-01-31"
{public_key}"""
_PRIMARY = """\
  primary: "{primary}"        # your client's main colour; it is darkened where text would be hard to read
"""
_ACCENT = """\
  accent: "{accent}"
"""
_LOGO = """\
  # logo: logo.svg            # put the file (SVG, PNG or JPEG) in this folder and remove the first #
"""
_NO_BRAND = """\
# brand:
#   logo: logo.svg            # put the file (SVG, PNG or JPEG) in this folder and remove the # of both lines
"""
_SHARED = """\
# cxassess.yaml gives: {keys}. Write it here too where this client differs.
"""
_PUBLIC_KEY = """\
# public_key: "..."             # from "cxassess keygen": answers are then encrypted for you (docs/confidential.md)
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new client is to be; None where nobody said."""

    name: str | None = None
    languages: str | None = None
    sector: str | None = None
    consultant: str | None = None
    contact: str = ""
    primary: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What needs not be asked for a new client: the keys that the practice gives, and what its questionnaire has."""

    keys: frozenset[str] = frozenset()
    languages: str = LANGUAGES
    sectors: tuple[str, ...] = SECTORS


def known_of(workspace: Workspace) -> Known:
    """What the practice gives to a new client of this workspace.

    Errors:
        InvalidInput: everything wrong with ``cxassess.yaml``, or with the questionnaire that it names.
    """
    from cxassess.library import Library

    library = Library(workspace)
    given = library.practice()
    if given.problems:
        raise InvalidInput(given.problems)
    if given.doc is None or "questionnaire" not in given.keys:
        return Known(given.keys)
    name, place = given.doc.data["questionnaire"], given.doc.place(("questionnaire",))
    chosen = library.questionnaire(name, place)
    usual = [lang for lang in LANGUAGES.split(",") if lang in chosen.languages]
    sectors = tuple(sector.value for sector in chosen.sectors)
    return Known(given.keys, ",".join(usual or chosen.languages), sectors)


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
    if not (folder / PRACTICE).exists():
        text = _PRACTICE.format(primary=client.PRIMARY, accent=client.ACCENT)
        output.write(folder, PRACTICE, text.encode())
        made.append(folder / PRACTICE)
    for name in ("clients", "questionnaires", "themes"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        made.append(folder / name)
    return made


def new(workspace: Workspace, wanted: Wanted, known: Known) -> Path:
    """A new client folder; the path of its ``client.yaml``, which is sound and repeats nothing that is ``known``.

    Errors:
        CommandError: no workspace, no usable name, or the client exists.
        InvalidInput: what was given does not make a sound client.
    """
    if not workspace.clients.is_dir():
        raise no_workspace(workspace)
    name = " ".join((wanted.name or "").split())
    if not name:
        raise CommandError("name-empty")
    slug = slug_of(name)
    folder = workspace.clients / slug
    path = folder / "client.yaml"
    if folder.exists():
        raise CommandError("client-exists", name=slug, path=path)
    text = _text(known, replace(wanted, name=name))
    output.write(workspace.clients, f"{slug}/client.yaml", text.encode())
    (folder / "responses").mkdir()
    try:
        from cxassess.library import Library

        Library(workspace).client(slug)
    except BaseException:
        path.unlink()
        (folder / "responses").rmdir()
        folder.rmdir()
        raise
    return path


def _text(known: Known, wanted: Wanted) -> str:
    """A ``client.yaml``: what the practice gives is only named in it, unless something else is wanted here."""
    languages, consultant = wanted.languages, wanted.consultant
    spoken = ", ".join((known.languages if languages is None else languages).replace(",", " ").split())
    contacts = f"  contact: {_quoted(wanted.contact)}\n" if wanted.contact else ""
    colours = "" if wanted.primary is None and "brand.primary" in known.keys else _PRIMARY
    colours += "" if "brand.accent" in known.keys else _ACCENT
    here = {"languages": languages is not None, "consultant": bool(consultant)}
    given = {key for key in known.keys if not here.get(key)}
    lines = {
        "languages": f"languages: [{spoken}]\n",
        "questionnaire": "questionnaire: cx-maturity\n",
        "theme": "theme: default\n",
        "consultant": f"consultant:\n  name: {_quoted(consultant)}\n{contacts}" if consultant else "",
        "public_key": _PUBLIC_KEY,
    }
    lines |= dict.fromkeys(given & lines.keys(), "")
    shared = sorted(key for key in given if "." not in key)
    brand = f"brand:\n{colours}{_LOGO}" if colours else _NO_BRAND
    return _CLIENT.format(
        name=_quoted(wanted.name or ""),
        shared=_SHARED.format(keys=", ".join(shared)) if shared else "",
        sector=f"sector: {wanted.sector}\n" if wanted.sector else "",
        brand=brand.format(primary=wanted.primary or client.PRIMARY, accent=client.ACCENT),
        **lines,
    )


def slug_of(name: str) -> str:
    """A folder name for a client: letters and digits of the name, joined by hyphens, safe on every system."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")
    if not slug or not slug[0].isalpha() or _RESERVED.match(slug):
        slug = f"client-{slug}".strip("-")
    return slug


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
