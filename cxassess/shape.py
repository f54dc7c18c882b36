"""A page without its client, and what makes it a client's page: joining, and nothing that takes long.

:mod:`cxassess.page` makes shapes; many clients share one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from cxassess import page_client, texts
from cxassess.model import Client, Questionnaire
from cxassess.page_check import hash_of, leaks
from cxassess.page_client import Memory
from cxassess.theme import Theme


@dataclass(frozen=True)
class Shape:
    """A page without its client: parts of text and marks in turn, starting with text."""

    parts: tuple[bytes, ...]
    marks: tuple[str, ...]
    style_hash: str
    script_hash: str
    theme: Theme
    languages: tuple[str, ...]
    hosted: bool = False
    questionnaire: Questionnaire | None = None
    memory: Memory = field(default_factory=dict, compare=False)

    @cached_property
    def own_marks(self) -> frozenset[str]:
        """The marks that stand for something of the client, each once."""
        return frozenset(mark for mark in self.marks if mark[0] != "@")


def key(questionnaire: Questionnaire, theme: Theme, client: Client) -> tuple[object, ...]:
    """What two clients must have in common to share a shape."""
    words = tuple(
        tuple(sorted(texts.term_values(questionnaire, client, lang).items())) for lang in client.languages
    )
    profile = tuple(sorted(client.profile.items()))
    return questionnaire.digest, theme.name, client.languages, words, profile, bool(client.public_key)


def assemble(shape: Shape, client: Client) -> bytes:
    """The page of one client.

    Joining is all that happens here per client, and a look at what is the client's own; see ``make bench``.

    Errors:
        CommandError: the client's own part could reach outside.
    """
    values = _values(shape, client)
    out: list[bytes] = []
    for part, mark in zip(shape.parts, (*shape.marks, ""), strict=True):
        out.append(part)
        if mark:
            out.append(values[mark])
    return b"".join(out)


def verify(page: bytes, *, hosted: bool = False) -> None:
    """Refuse a page that could reach outside; called once for every shape.

    Errors:
        CommandError: with what was found.
    """
    page_client.refuse(leaks(page.decode(), hosted=hosted))


def _values(shape: Shape, client: Client) -> dict[str, bytes]:
    style = page_client.brand_style(shape.theme, client)
    whole = {
        "@policy": _policy(shape, style),
        "@brand": style,
        "@client": page_client.embed(page_client.data(client, shape.questionnaire)),
    }
    own = page_client.values(shape.memory, shape.own_marks, shape.theme, shape.languages, client)
    return own | {mark: text.encode() for mark, text in whole.items()}


def policy(shape: Shape, client: Client) -> str:
    """The content security policy of a client's page."""
    return _policy(shape, page_client.brand_style(shape.theme, client))


def _policy(shape: Shape, brand_style: str) -> str:
    """Nothing may be fetched, and only our own scripts and styles count.

    A hosted page may also name its manifest and its service worker, both its own and at one fixed address.
    """
    own = "worker-src 'self'; manifest-src 'self'; " if shape.hosted else ""
    types = "cxassess" if shape.hosted else "'none'"
    return (
        f"default-src 'none'; script-src {shape.script_hash}; "
        f"style-src {shape.style_hash} {hash_of(brand_style)}; img-src data:; font-src data:; "
        f"connect-src 'none'; form-action 'none'; base-uri 'none'; {own}"
        f"require-trusted-types-for 'script'; trusted-types {types}"
    )
