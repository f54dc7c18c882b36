"""What ``new`` asks in a terminal: each question again until its answer can be used, so that no answer is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import click

from cxassess import scaffold, terminal
from cxassess.i18n import LANGUAGES
from cxassess.messages import message
from cxassess.resources import Workspace


def of_new(workspace: Workspace, known: scaffold.Known, wanted: scaffold.Wanted) -> scaffold.Wanted:
    """What a new client is to be; only what is not given or known is asked."""

    def free(text: str) -> str:
        slug = scaffold.slug_of(text)
        if (workspace.clients / slug).exists():
            raise _again("client-exists", name=slug, path=workspace.shown(workspace.clients / slug))
        return text

    if not workspace.clients.is_dir():  # nothing to ask for
        return wanted
    asked: dict[str, str] = {}
    if not wanted.name:
        asked["name"] = _ask("ask-name", None, free)
    if wanted.languages is None and "languages" not in known.keys:
        asked["languages"] = _ask("ask-languages", known.languages, _spoken)
    if wanted.sector is None and known.sectors:
        asked["sector"] = _ask("ask-sector", known.sectors[0], _one_of(known.sectors), options=known.sectors)
    if wanted.consultant is None and "consultant" not in known.keys:
        asked["consultant"] = _ask("ask-consultant", "", str)
    return replace(wanted, **asked)


def _spoken(text: str) -> str:
    for code in (part.strip().lower() for part in text.split(",")):
        if code not in LANGUAGES:
            raise _again("not-one-of", name=code, options=", ".join(LANGUAGES))
    return text


def _one_of(options: Sequence[str]) -> Callable[[str], str]:
    def proper(text: str) -> str:
        found = text.strip().lower()
        if found not in options:
            raise _again("not-one-of", name=text, options=", ".join(options))
        return found

    return proper


def _ask(code: str, default: str | None, proper: Callable[[str], str], options: Sequence[str] = ()) -> str:
    text = message(code, {"options": ", ".join(options)}, terminal.STATE.lang)
    return str(click.prompt(text, default=default, value_proc=proper, prompt_suffix=" "))


def _again(code: str, **values: object) -> click.UsageError:
    return click.UsageError(message(code, values, terminal.STATE.lang))
