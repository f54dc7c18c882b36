"""Commands whose help and usage errors speak the user's language.

Click looks its own words up with gettext, so the texts of the commands are looked up in the same catalogue:
``locale/nl/LC_MESSAGES/cxassess.po``, compiled by ``make scripts``. Messages about files are elsewhere
(:mod:`cxassess.messages`), because they carry more than a sentence.
"""

from __future__ import annotations

import copy
import gettext
import inspect
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from cxassess import terminal

DOMAIN = "cxassess"
FOLDER = Path(__file__).parent / "locale"
LANGUAGES = ("en", "nl")
T = TypeVar("T", click.Option, click.Command)

gettext.bindtextdomain(DOMAIN, FOLDER)
gettext.textdomain(DOMAIN)


def speak(lang: str) -> None:
    """From now on help, errors and messages are in this language."""
    terminal.STATE.lang = lang
    # The one thing that gettext asks in every system, and before it asks the system itself.
    os.environ["LANGUAGE"] = lang


def wanted(args: Sequence[str]) -> str:
    """The language that stands before the command, else the system's: also help and errors need it, before all else."""
    given = iter(args)
    for arg in given:
        if not arg.startswith("-"):
            break
        name, _, value = arg.partition("=")
        if name == "--lang":
            value = value or next(given, "")
            return value if value in LANGUAGES else terminal.system_language()
    return terminal.system_language()


class Command(click.Command):
    """A command that translates its help when it is shown."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [_translated(one) if isinstance(one, click.Option) else one for one in super().get_params(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        click.Command.format_help_text(_translated(self), ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        return click.Command.get_short_help_str(_translated(self), limit)


class Group(Command, click.Group):
    """The commands together; it knows the language before Click reads the first option."""

    command_class = Command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        speak(wanted(args))
        return super().make_context(info_name, args, parent, **extra)


def _translated(one: T) -> T:
    """A copy with its help in the language of now, so that a later one can be another."""
    if not one.help:
        return one
    spoken = copy.copy(one)
    spoken.help = gettext.gettext(inspect.cleandoc(one.help))
    return spoken
