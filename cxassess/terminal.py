"""What the command line says and asks, in the user's language, and how it ends: every error as its messages."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from gettext import gettext
from typing import Any, NoReturn

import click

from cxassess.errors import CommandError, CxassessError, Problem

USAGE = 2
STOPPED = 130
"""As shells call it when somebody pressed Ctrl-C."""
_VARIABLES = {"file": "CXASSESS_PASSPHRASE", "key": "CXASSESS_KEY_PASSPHRASE"}


class _State:
    """What the options before the command decided."""

    lang = "en"
    quiet = False
    verbose = False


STATE = _State()


def system_language() -> str:
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "nl" if named.lower().startswith("nl") else "en"


def say(text: str, *, error: bool = False) -> None:
    if error or not STATE.quiet:
        click.echo(text, err=error)


def tell(code: str, **values: object) -> None:
    """Say a message of the catalogue."""
    say(_message(code, **values))


def _message(code: str, **values: object) -> str:
    from cxassess.messages import message

    return message(code, values, STATE.lang)


def stop(lines: Iterable[str], code: int = USAGE) -> NoReturn:
    for line in dict.fromkeys(lines):  # what several files share is wrong once
        say(line, error=True)
    sys.exit(code)


def guarded(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turns every error into its messages and exit code; never a traceback unless asked for."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except CxassessError as error:
            stop(error.texts(STATE.lang))
        except click.ClickException:
            raise
        except (KeyboardInterrupt, click.Abort):
            stop([_message("said-stopped")], STOPPED)
        except Exception as error:
            known = _of_system(error)
            if STATE.verbose or isinstance(error, BrokenPipeError):
                raise
            if known:
                stop(known.texts(STATE.lang))
            stop(CommandError("internal", why=f"{type(error).__name__}: {error}").texts(STATE.lang))

    return run


def _of_system(error: Exception) -> CommandError | None:
    """What is no fault of the program: that a disk is full."""
    if not isinstance(error, OSError) or error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return None
    import tempfile

    return CommandError("disk-full", folder=error.filename or tempfile.gettempdir(), variable="TMPDIR")


def notes(problems: Iterable[Problem]) -> None:
    """What the consultant should know; it goes beside the output, and not with --quiet."""
    if not STATE.quiet:
        from cxassess import notices

        for line in notices.lines(problems, STATE.lang, sys.maxsize if STATE.verbose else notices.MOST):
            say(line, error=True)


@contextmanager
def progress(total: int) -> Iterator[Callable[[int], None]]:
    """A line that counts, on a terminal and only for work of some length."""
    if total < 20 or STATE.quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=total, file=sys.stderr) as bar:
        yield bar.update


def passphrase(kind: str, name: str) -> str | None:
    """The passphrase of a response ("file") or of a private key ("key"), from the environment or by asking."""
    given = os.environ.get(_VARIABLES[kind])
    if given or not asks():
        return given
    from cxassess.messages import message

    text = message("said-passphrase", {"name": name}, STATE.lang)
    asked = click.prompt(text, prompt_suffix=" ", hide_input=True, err=True, default="", show_default=False)
    return str(asked) or None


def asks() -> bool:
    return sys.stdin.isatty()


def new_passphrase() -> str:
    given = os.environ.get(_VARIABLES["key"])
    if not given and asks():
        given = str(click.prompt(gettext("Passphrase"), hide_input=True, confirmation_prompt=True, err=True))
    if not given:
        raise CommandError("passphrase-missing", variable=_VARIABLES["key"])
    return given
