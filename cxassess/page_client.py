"""The client's own part of a page: what is joined in last, for every client of a build.

Most of it is the same for many clients (a date, groups, who made the page), so a text is remembered with the values
of the client that it was made from, and made again only for a client that differs in one of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from markupsafe import escape

from cxassess import colour, i18n, render, texts, wording
from cxassess.errors import CommandError, InvalidInput, Place, Problem
from cxassess.frame import Frame
from cxassess.model import Client
from cxassess.page_check import hash_of, leaks, part_leaks
from cxassess.shape import Cut, Own, Shape, join
from cxassess.theme import Theme

_MANY = 64
"""Texts that are remembered for one mark; a logo of each may be large."""

Memory = dict[str, "_Texts"]


@dataclass(slots=True)
class _Texts:
    """What one mark became, by the values that it was made from, and which these are."""

    names: tuple[str, ...] = ()
    known: dict[tuple[object, ...], bytes] = field(default_factory=dict)


class _Watched:
    """A client that notes what is read of it."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._client, name)
        self._read.add(name)
        return value


def cut(asked: Frame, client: Client) -> Cut:
    """What of a client shows in its shape."""
    words = (texts.term_values(asked, client, lang) for lang in client.languages)
    return Cut(
        theme=client.theme,
        languages=client.languages,
        words=tuple(tuple(sorted(one.items())) for one in words),
        profile=tuple(sorted(client.profile.items())),
        keyed=bool(client.public_key),
    )


def own(shape: Shape, theme: Theme, asked: Frame, client: Client, memory: Memory | None = None) -> Own:
    """What is the client's own in its page; ``memory`` belongs to a cut.

    Errors:
        CommandError: the client's own part could reach outside.
    """
    style = brand_style(theme, client)
    marks = frozenset(mark for mark in shape.marks if mark[0] != "@")
    whole = {"@brand": style.encode(), "@client": embed(data(client, asked)).encode()}
    texts_ = _values({} if memory is None else memory, marks, theme, shape.languages, client)
    return Own(texts_ | whole, hash_of(style))


def verify(shape: Shape, own: Own) -> None:
    """Refuse a page that could reach outside; called once for every shape.

    Errors:
        CommandError: with what was found.
    """
    refuse(leaks(join(shape, own).decode(), hosted=shape.hosted))


def _values(
    memory: Memory,
    marks: Collection[str],
    theme: Theme,
    languages: Sequence[str],
    client: Client,
) -> dict[str, bytes]:
    """The text of every mark that a client fills: ``=name``, ``#name``, ``name:lang`` and ``~name:lang``."""
    macros = render.template(theme.folders, "page/client.html.j2").module
    made: dict[str, bytes] = {}
    for mark in marks:
        kind, name = mark[0], mark[1:]
        if kind == "=":
            made[mark] = str(escape(getattr(client, name))).encode()
        elif kind == "#":
            made[mark] = embed(getattr(client, name))[1:-1].encode()
        else:
            made[mark] = _remembered(memory, mark, client, _maker(memory, macros, mark, languages[0]))
    return made


def _maker(memory: Memory, macros: object, mark: str, first: str) -> Callable[[Client], str]:
    """What makes the text of a macro's mark for a client."""
    name, _, lang = mark.lstrip("~").partition(":")

    def markup(client: Client) -> str:
        text = _own(macros, name, client, lang)
        refuse(part_leaks(text))
        return text

    def words(client: Client) -> str:
        original = f"{name}:{first}"
        make = _maker(memory, macros, original, first)
        return _own_words(name, _remembered(memory, original, client, make).decode(), markup(client))

    return words if mark[0] == "~" else markup


def _remembered(memory: Memory, mark: str, client: Client, make: Callable[[Client], str]) -> bytes:
    texts_ = memory.setdefault(mark, _Texts())
    key = _key(client, texts_.names)
    if key not in texts_.known:
        watched = _Watched(client)
        text = make(cast(Client, watched)).encode()
        names = tuple(sorted({*texts_.names, *watched._read}))
        if names != texts_.names or len(texts_.known) >= _MANY:
            texts_.names, texts_.known = names, {}
            key = _key(client, names)
        texts_.known[key] = text
    return texts_.known[key]


def _key(client: Client, names: Sequence[str]) -> tuple[object, ...]:
    found = (getattr(client, name) for name in names)
    return tuple(repr(value) if isinstance(value, Mapping) else value for value in found)


def _own(macros: object, name: str, client: Client, lang: str) -> str:
    return render.call(macros, name, client, lang, texts.phrases(lang), i18n.fill)


def _own_words(name: str, first: str, other: str) -> str:
    """The words of a client's own part in another language, as the beginning of a JSON list.

    Errors:
        InvalidInput: a theme's macro has other elements in another language.
    """
    words = wording.of_markup(first, other)
    if words is None:
        details = {"name": name, "why": "needs the same elements in every language"}
        raise InvalidInput([Problem("theme-template", Place("page/client.html.j2"), details)])
    return safe_json("".join(json.dumps(word, ensure_ascii=False) + "," for word in words))


def data(client: Client, asked: Frame) -> dict[str, Any]:
    """What the page's script knows of the client."""
    return {
        "slug": client.slug,
        "name": client.name,
        "short": client.short,
        "languages": client.languages,
        "profile": {**client.profile, **({"sector": client.sector} if client.sector else {})},
        "targets": dict(client.targets),
        "edition": client.edition,
        "consultant": client.consultant,
        **({} if client.capacity is None else {"capacity": float(client.capacity)}),
        **({"limits": _limits(client, asked)} if client.owner_capacity else {}),
        **({"currency": client.currency} if client.currency else {}),
        **({"day_rate": float(client.day_rate)} if client.day_rate is not None else {}),
        **({"key": client.public_key, "fingerprint": client.fingerprint} if client.public_key else {}),
    }


def _limits(client: Client, asked: Frame) -> object:
    from cxassess.planner_problem import limits_of

    return limits_of(client, asked.leads)


def brand_style(theme: Theme, client: Client) -> str:
    """The client's colours as a style sheet, for light and dark screens."""
    brand = client.brand
    style = colour.properties(colour.palette(brand.primary, brand.accent))
    if "paper" not in theme.dark:
        return style
    return style + by_night(colour.night(brand.primary, brand.accent, theme.dark["paper"]))


def by_night(named: Mapping[str, str]) -> str:
    """Tokens as a style sheet for screens of readers who want it dark; paper is always light."""
    return f"@media screen and (prefers-color-scheme:dark){{{colour.properties(named)}}}"


def embed(content: object) -> str:
    """JSON that can stand inside a script element."""
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=False, default=_plain)
    return safe_json(plain)


def safe_json(plain: str) -> str:
    """The same JSON without what could end its script element."""
    return plain.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


def refuse(found: Sequence[str]) -> None:
    """Stop at what a page must not hold.

    Errors:
        CommandError: with the first five of what was found.
    """
    if found:
        raise CommandError("page-unsafe", why="; ".join(found[:5]))
