"""The client format: ``clients/SLUG/client.yaml`` to :class:`cxassess.model.Client`."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from cxassess import colour, logo, model, publickey
from cxassess.errors import InvalidInput, Place, Problem
from cxassess.frame import Frame
from cxassess.i18n import LANGUAGES, names_in
from cxassess.source import Document, Path_, read_yaml
from cxassess.validation import (
    Amount,
    Currency,
    Days,
    FileModel,
    Line,
    Optional_,
    Prose,
    Slug,
    sound_part,
    unknown,
    validate,
)

FORMAT = "cxassess.client/1"
PRIMARY, ACCENT = "#0B3D4C", "#D9512C"
GROUPS = frozenset(("brand", "business_case"))
"""Of these a client may give one key, and leave the others to the practice."""
_CURLY = tuple("“”„‘’")
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*$")


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


def _colour(value: object) -> object:
    """A colour as people write it: also short, and without its sign."""
    text = getattr(value, "text", value)
    if not isinstance(text, str) or not _LOOSE.fullmatch(text):
        return value
    digits = text.lstrip("#")
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _small(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


_LOOSE = re.compile(r"#?(?:[0-9A-Fa-f]{3}){1,2}")
Colour = Annotated[str, BeforeValidator(_colour), Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Language = Annotated[str, BeforeValidator(_small), Field(pattern=r"^[a-z]{2}$")]
Languages = Annotated[list[Language], Field(min_length=1, max_length=6)]
PublicKey = Annotated[str, AfterValidator(_public_key)]


class ColoursEntry(FileModel):
    primary: Colour = PRIMARY
    accent: Colour = ACCENT


class BrandEntry(ColoursEntry):
    logo: Line | None = None


class ConsultantEntry(FileModel):
    name: Line
    contact: Optional_ = ""


class BusinessCaseEntry(FileModel):
    currency: Currency | None = None
    day_rate: Amount | None = None


def _shared(schema: dict[str, Any]) -> None:
    """An editor misses no languages: they may stand in cxassess.yaml, of which it knows nothing."""
    schema["required"].remove("languages")


class ClientFile(FileModel):
    """``clients/SLUG/client.yaml``."""

    model_config = ConfigDict(json_schema_extra=_shared)

    format: Literal["cxassess.client/1"]
    name: Line
    short: Line | None = None
    languages: Languages
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
    public_key: PublicKey | None = None
    business_case: BusinessCaseEntry = BusinessCaseEntry()


def is_slug(name: str) -> bool:
    """Whether a folder name can be a client's."""
    return bool(_SLUG.fullmatch(name)) and len(name) <= 60


def read(folder: Path, shown: str | None = None) -> tuple[model.Client, Document]:
    """The client in a folder, and its document for later problems.

    Errors:
        InvalidInput: every problem in the file and with the logo.
    """
    client, doc, problems = examine(folder, shown)
    if problems:
        raise InvalidInput(problems)
    return client, doc


def examine(
    folder: Path, shown: str | None = None, given: Document | None = None
) -> tuple[model.Client, Document, list[Problem]]:
    """The same with the problems, so that more can be said at once: without what is wrong, the client is as it can be.

    What the client leaves open is taken from ``given``, which holds for the whole practice and is sound.

    Errors:
        InvalidInput: nothing can be made of the file.
    """
    name = f"{shown or folder.as_posix()}/client.yaml"
    doc = read_yaml(folder / "client.yaml", name)
    doc = doc.over(given, GROUPS) if given else doc
    problems: list[Problem] = []
    if not is_slug(folder.name):
        problems.append(Problem("folder-name", Place(name), {"name": folder.name[:60]}))
    try:
        file = validate(ClientFile, doc)
    except InvalidInput as error:
        problems += error.problems
        sound = sound_part(ClientFile, doc.data, {"format": FORMAT, "name": "?", "languages": ["en"]})
        if sound is None:
            raise InvalidInput(problems) from None
        file, kept = sound
        if "languages" not in kept:
            file = file.model_copy(update={"languages": []})
    picture, width, height = None, 0, 0
    if file.brand.logo is not None:
        try:
            picture, width, height = logo.read(folder, file.brand.logo, doc.place(("brand", "logo")))
        except InvalidInput as error:
            problems += error.problems
    return _client(folder.name, file, (picture, width, height)), doc, problems


def _client(slug: str, file: ClientFile, picture: tuple[str | None, int, int]) -> model.Client:
    brand = model.Brand(file.brand.primary.upper(), file.brand.accent.upper(), *picture)
    return model.Client(
        slug=slug,
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


def check(client: model.Client, doc: Document, asked: Frame) -> list[Problem]:
    """What must hold between a client and its questionnaire, of which ``asked`` is the frame."""
    problems = []
    for i, lang in enumerate(client.languages):
        if lang not in asked.languages:
            values = {
                "name": lang,
                "questionnaire": asked.id,
                "options": ", ".join(asked.languages),
            }
            problems.append(Problem("language-unknown", doc.place(("languages", i)), values))
        elif lang not in LANGUAGES:
            options = ", ".join(LANGUAGES)
            shown = {"name": lang, "options": options}
            problems.append(Problem("language-unspoken", doc.place(("languages", i)), shown))
    if client.sector is not None and client.sector not in asked.sectors:
        problems.append(unknown("sector-unknown", doc, ("sector",), client.sector, asked.sectors))
    first, last = asked.levels
    for name, level in client.targets.items():
        if name not in asked.dimensions:
            at = ("targets", name)
            problems.append(unknown("target-unknown", doc, at, name, asked.dimensions, key=True))
        elif not first <= level <= last:
            bounds = {"level": level, "first": first, "last": last}
            problems.append(Problem("target-level", doc.place(("targets", name)), bounds))
    for name, texts in client.terms.items():
        if name not in asked.terms:
            problems.append(unknown("unknown-term", doc, ("terms", name), name, asked.terms, key=True))
        problems += [
            Problem("client-term-language", doc.place(("terms", name)), {"lang": lang})
            for lang in client.languages
            if lang not in texts
        ]
    words = {*asked.terms, "organisation"}
    for lang, text in client.introduction.items():
        for name in sorted(names_in(text) - words):
            problems.append(unknown("unknown-term", doc, ("introduction", lang), name, words))
    limits = client.owner_capacity
    leads = {owner for names in asked.leads.values() for owner in names} if limits else set()
    for owner in limits:
        if owner not in leads:
            at = ("owner_capacity", owner)
            problems.append(unknown("owner-unknown", doc, at, owner, leads, key=True))
    for name, value in client.profile.items():
        at = ("profile", name)
        if name not in asked.profile:
            problems.append(unknown("unknown-profile", doc, at, name, asked.profile, key=True))
        elif value not in asked.profile[name]:
            problems.append(unknown("unknown-choice", doc, at, value, asked.profile[name]))
    return problems


def notes(client: model.Client, doc: Document) -> list[Problem]:
    """What the consultant should know although nothing is wrong: colours that had to change, missing introductions."""
    found = []
    if client.introduction:
        at = doc.place(("introduction",), key=True)
        found += [
            Problem("introduction-missing", at, {"lang": lang})
            for lang in client.languages
            if lang not in client.introduction
        ]
        found += [
            Problem("introduction-unused", doc.place(("introduction", lang), key=True), {"lang": lang})
            for lang in client.introduction
            if lang not in client.languages
        ]
    found += doc.notes
    printed: dict[str, tuple[str, Path_]] = {
        "name": (client.name, ("name",)),
        "short": (client.short, ("short",)),
    }
    printed["consultant"] = (client.consultant, ("consultant", "name"))
    found += [
        Problem("curly-quotes", doc.place(path), {"key": name})
        for name, (text, path) in printed.items()
        if text[:1] in _CURLY and text[-1:] in _CURLY and (name != "short" or client.short != client.name)
    ]
    twice = sorted({group for group in client.groups if client.groups.count(group) > 1})
    found += [Problem("group-twice", doc.place(("groups",)), {"name": group}) for group in twice]
    used = colour.palette(client.brand.primary, client.brand.accent)
    pairs = (
        ("primary", client.brand.primary, used["brand"]),
        ("accent", client.brand.accent, used["accent"]),
    )
    found += [
        Problem("colour-changed", doc.place(("brand", name)), {"name": name, "given": given, "used": shown})
        for name, given, shown in pairs
        if given != shown
    ]
    return found
