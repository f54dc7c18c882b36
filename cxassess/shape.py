"""A page without its client, and what makes it a client's page: joining, and nothing that takes long.

:mod:`cxassess.page` makes shapes, and many clients share one; :mod:`cxassess.page_client` makes what is the client's
own. Light on purpose: where both are kept, a page is made without loading what made them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """What of a client shows in its shape: clients with the same cut share one.

    ``words`` are those that the terms stand for, by name, in each language.
    """

    theme: str
    languages: tuple[str, ...]
    words: tuple[tuple[tuple[str, str], ...], ...]
    profile: tuple[tuple[str, str], ...]
    keyed: bool


@dataclass(frozen=True)
class Shape:
    """A page without its client: parts of text and marks in turn, starting with text."""

    parts: tuple[bytes, ...]
    marks: tuple[str, ...]
    style_hash: str
    script_hash: str
    languages: tuple[str, ...]
    hosted: bool = False


@dataclass(slots=True)
class Own:
    """The client's own part of a page: the text of every mark but the policy, and the hash of its style sheet."""

    values: dict[str, bytes]
    style_hash: str


def join(shape: Shape, own: Own) -> bytes:
    """The page of one client. Joining is all that happens here; see ``make bench``.

    Errors:
        KeyError: there is no text for a mark.
    """
    values = own.values | {"@policy": policy(shape, own).encode()}
    out: list[bytes] = []
    for part, mark in zip(shape.parts, (*shape.marks, ""), strict=True):
        out.append(part)
        if mark:
            out.append(values[mark])
    return b"".join(out)


def policy(shape: Shape, own: Own) -> str:
    """The content security policy of a client's page: nothing may be fetched, and only our scripts and styles count.

    A hosted page may also name its manifest and its service worker, both its own and at one fixed address.
    """
    more = "worker-src 'self'; manifest-src 'self'; " if shape.hosted else ""
    types = "cxassess" if shape.hosted else "'none'"
    return (
        f"default-src 'none'; script-src {shape.script_hash}; "
        f"style-src {shape.style_hash} {own.style_hash}; img-src data:; font-src data:; "
        f"connect-src 'none'; form-action 'none'; base-uri 'none'; {more}"
        f"require-trusted-types-for 'script'; trusted-types {types}"
    )
