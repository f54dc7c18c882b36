"""The client format: ``clients/SLUG/client.yaml`` to :class:`cxassess.model.Client`."""

from __future__ import annotations

import base64
import datetime
import re
import struct
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cxassess import colour, model, publickey
from cxassess.errors import InvalidInput, Place, Problem
from cxassess.i18n import LANGUAGES
from cxassess.source import Document, read_bytes, read_yaml
from cxassess.validation import (
    Amount,
    Currency,
    Days,
    FileModel,
    Language,
    Line,
    Optional_,
    Prose,
    Slug,
    unknown,
    validate,
)

FORMAT = "cxassess.client/1"
LOGO_BYTES = 200_000
LOGO_PIXELS = 4_000_000
_PLAIN = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_/:=,;()+.!*?@$~-")
"""What may stand in an address and in an attribute as it is."""
_SIDE = r"(\d{1,5}(?:\.\d*)?|\.\d+)(?![\d.])"
PRIMARY, ACCENT = "#0B3D4C", "#D9512C"
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*$")
# For content in small letters. Each pattern begins with fixed letters, so that looking costs next to nothing.
_UNSAFE_SVG = tuple(
    re.compile(pattern)
    for pattern in (
        rb"<!entity|<!doctype",
        rb"<(?:[\w.-]+:)?(?:script|foreignobject|iframe|image)",
        rb"<use[^>]+href\s*=\s*[\"'](?!#)",
        rb"\son\w+\s*=",
        rb"javascript:",
        rb"@import",
        rb"url\(\s*(?:[\"'](?!#)|[^\"'#\s])",
        rb"href\s*=\s*[\"'](?!#)",
    )
)


def _date(text: str) -> str:
    try:
        shown = datetime.date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        shown = None
    if shown != text:
        raise ValueError("date")
    return text


def _public_key(text: str) -> str:
    try:
        publickey.point(text)
    except ValueError:
        raise ValueError("public-key") from None
    return text


Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]


class BrandEntry(FileModel):
    primary: Colour = PRIMARY
    accent: Colour = ACCENT
    logo: Line | None = None


class ConsultantEntry(FileModel):
    name: Line
    contact: Optional_ = ""


class BusinessCaseEntry(FileModel):
    currency: Currency | None = None
    day_rate: Amount | None = None


class ClientFile(FileModel):
    """``clients/SLUG/client.yaml``."""

    format: Literal["cxassess.client/1"]
    name: Line
    short: Line | None = None
    languages: list[Language] = Field(min_length=1, max_length=6)
    questionnaire: Slug = "cx-maturity"
    theme: Slug = "default"
    brand: BrandEntry = BrandEntry()
    sector: Slug | None = None
    terms: dict[Slug, dict[Language, Line]] = Field(default_factory=dict)
    introduction: dict[Language, Prose] = Field(default_factory=dict)
    groups: list[Line] = Field(default_factory=list, max_length=30)
    targets: dict[Slug, int] = Field(default_factory=dict)
    profile: dict[Slug, Slug] = Field(default_factory=dict)
    consultant: ConsultantEntry | None = None
    edition: Optional_ = ""
    due: Annotated[str, AfterValidator(_date)] = ""
    capacity: Days | None = None
    owner_capacity: dict[Line, Days] = Field(default_factory=dict, max_length=50)
    public_key: Annotated[str, AfterValidator(_public_key)] | None = None
    business_case: BusinessCaseEntry = BusinessCaseEntry()


def is_slug(name: str) -> bool:
    """Whether a folder name can be a client's."""
    return bool(_SLUG.fullmatch(name)) and len(name) <= 60


def read(folder: Path, shown: str | None = None) -> tuple[model.Client, Document]:
    """The client in a folder, and its document for later problems.

    Errors:
        InvalidInput: every problem in the file and with the logo.
    """
    name = f"{shown or folder.as_posix()}/client.yaml"
    doc = read_yaml(folder / "client.yaml", name)
    problems: list[Problem] = []
    if not is_slug(folder.name):
        problems.append(Problem("folder-name", Place(name), {"name": folder.name[:60]}))
    try:
        file = validate(ClientFile, doc)
    except InvalidInput as error:
        raise InvalidInput([*problems, *error.problems]) from None
    logo, width, height = None, 0, 0
    if file.brand.logo is not None:
        try:
            logo, width, height = read_logo(folder, file.brand.logo, doc.place(("brand", "logo")))
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(problems)
    brand = model.Brand(file.brand.primary.upper(), file.brand.accent.upper(), logo, width, height)
    client = model.Client(
        slug=folder.name,
        name=file.name,
        short=file.short or file.name,
        languages=tuple(dict.fromkeys(file.languages)),
        questionnaire=file.questionnaire,
        theme=file.theme,
        brand=brand,
        sector=file.sector,
        terms=file.terms,
        introduction=file.introduction,
        groups=tuple(file.groups),
        targets=file.targets,
        profile=file.profile,
        consultant=file.consultant.name if file.consultant else "",
        contact=file.consultant.contact if file.consultant else "",
        edition=file.edition,
        due=file.due,
        capacity=Fraction(file.capacity) if file.capacity is not None else None,
        owner_capacity=dict(file.owner_capacity),
        public_key=file.public_key or "",
        fingerprint=publickey.fingerprint(publickey.point(file.public_key)) if file.public_key else "",
        currency=file.business_case.currency or "",
        day_rate=file.business_case.day_rate,
    )
    return client, doc


def check(client: model.Client, doc: Document, questionnaire: model.Questionnaire) -> list[Problem]:
    """What must hold between a client and its questionnaire."""
    problems = []
    for i, lang in enumerate(client.languages):
        if lang not in questionnaire.languages:
            values = {
                "name": lang,
                "questionnaire": questionnaire.id,
                "options": ", ".join(questionnaire.languages),
            }
            problems.append(Problem("language-unknown", doc.place(("languages", i)), values))
        elif lang not in LANGUAGES:
            options = ", ".join(LANGUAGES)
            shown = {"name": lang, "options": options}
            problems.append(Problem("language-unspoken", doc.place(("languages", i)), shown))
    sectors = {sector.value for sector in questionnaire.sectors}
    if client.sector is not None and client.sector not in sectors:
        problems.append(unknown("sector-unknown", doc, ("sector",), client.sector, sectors))
    first, last = questionnaire.levels.items[0].number, questionnaire.levels.items[-1].number
    dimensions = {dimension.id for dimension in questionnaire.dimensions}
    for name, level in client.targets.items():
        if name not in dimensions:
            problems.append(unknown("target-unknown", doc, ("targets", name), name, dimensions, key=True))
        elif not first <= level <= last:
            bounds = {"level": level, "first": first, "last": last}
            problems.append(Problem("target-level", doc.place(("targets", name)), bounds))
    for name, texts in client.terms.items():
        if name not in questionnaire.terms:
            known = set(questionnaire.terms)
            problems.append(unknown("unknown-term", doc, ("terms", name), name, known, key=True))
        problems += [
            Problem("client-term-language", doc.place(("terms", name)), {"lang": lang})
            for lang in client.languages
            if lang not in texts
        ]
    limits = client.owner_capacity
    leads = {owner for names in model.owners(questionnaire).values() for owner in names} if limits else set()
    for owner in limits:
        if owner not in leads:
            at = ("owner_capacity", owner)
            problems.append(unknown("owner-unknown", doc, at, owner, leads, key=True))
    profile = {p.id: {choice.value for choice in p.choices} for p in questionnaire.profile}
    for name, value in client.profile.items():
        at = ("profile", name)
        if name not in profile:
            problems.append(unknown("unknown-profile", doc, at, name, set(profile), key=True))
        elif value not in profile[name]:
            problems.append(unknown("unknown-choice", doc, at, value, profile[name]))
    return problems


def notes(client: model.Client, doc: Document) -> list[Problem]:
    """What the consultant should know although nothing is wrong: colours that had to change."""
    used = colour.palette(client.brand.primary, client.brand.accent)
    pairs = (
        ("primary", client.brand.primary, used["brand"]),
        ("accent", client.brand.accent, used["accent"]),
    )
    return [
        Problem("colour-changed", doc.place(("brand", name)), {"name": name, "given": given, "used": shown})
        for name, given, shown in pairs
        if given != shown
    ]


def read_logo(folder: Path, name: str, place: Place) -> tuple[str, int, int]:
    """The logo as a ``data:`` address with its width and height in pixels.

    Only a file inside the client's folder, only PNG and plain SVG, only of a reasonable size.
    """
    try:
        resolved = (folder / name).resolve()
        inside, is_file = resolved.is_relative_to(folder.resolve()), resolved.is_file()
    except (OSError, RuntimeError):  # a name too long, a link that leads to itself
        inside, is_file = True, False
    if not inside:
        raise InvalidInput([Problem("logo-outside", place, {"name": name})])
    if not is_file:
        raise InvalidInput([Problem("logo-missing", place, {"name": name})])
    try:
        content = read_bytes(resolved, LOGO_BYTES, name)
    except InvalidInput:
        values = {"name": name, "what": f"over {LOGO_BYTES // 1000} kB", "limit": f"{LOGO_BYTES // 1000} kB"}
        raise InvalidInput([Problem("logo-large", place, values)]) from None
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) > 24:
        width, height = struct.unpack(">II", content[16:24])
        if width * height > LOGO_PIXELS or not width or not height:
            values = {"name": name, "what": f"{width} × {height} pixels", "limit": "2000 × 2000 pixels"}
            raise InvalidInput([Problem("logo-large", place, values)])
        return f"data:image/png;base64,{base64.b64encode(content).decode()}", width, height
    if b"<svg" in content[:2000]:
        found = _unsafe(content)
        if found is not None:
            values = {"name": name, "what": found.decode("utf-8", "replace").strip()[:40]}
            raise InvalidInput([Problem("logo-unsafe", place, values)])
        width, height = _svg_size(content)
        # Not as base64: as text a drawing packs to half, since its numbers stay alike.
        return f"data:image/svg+xml,{_coded(content)}", width, height
    raise InvalidInput([Problem("logo-type", place, {"name": name})])


def _unsafe(svg: bytes) -> bytes | None:
    """The first part of a drawing, in the order of the patterns, that could load or run something."""
    small = svg.lower()
    for pattern in _UNSAFE_SVG:
        match = pattern.search(small)
        if match:
            return svg[match.start() : match.end()]
    return None


def _coded(content: bytes) -> str:
    # One kind of sign after another: few kinds occur, and sign after sign would take longer than all the rest.
    for sign in sorted({*content} - _PLAIN, key=lambda sign: sign != ord("%")):
        content = content.replace(b"%c" % sign, b"%%%02X" % sign)
    return content.decode()


def _svg_size(content: bytes) -> tuple[int, int]:
    tag = re.search(rb"<svg[^>]*>", content, re.DOTALL)
    head = tag[0].decode("utf-8", "replace") if tag else ""
    box = re.search(rf"viewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+{_SIDE}[\s,]+{_SIDE}", head)
    sides = [re.search(rf"\s{side}\s*=\s*[\"']{_SIDE}", head) for side in ("width", "height")]
    numbers = (
        [float(side[1]) for side in sides if side]
        if all(sides)
        else [float(x) for x in box.groups()]
        if box
        else []
    )
    if len(numbers) != 2 or min(numbers) <= 0:
        return 160, 40
    return round(numbers[0]), round(numbers[1])
