"""Help and usage errors in Dutch: nothing is left in English, nothing is left over, and the compiled file is new."""

from __future__ import annotations

import gettext
import inspect
import re
import string
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result
from conftest import ROOT

from cxassess import spoken
from cxassess.cli import main

SOURCE = ROOT / "cxassess" / "locale" / "nl" / "LC_MESSAGES" / "cxassess.po"


def catalogue() -> Catalog:
    with SOURCE.open("rb") as file:
        return read_po(file)


def forms(message: Message) -> list[tuple[str, str]]:
    """Each English form with its Dutch one."""
    if isinstance(message.id, str):
        assert isinstance(message.string, str)
        return [(message.id, message.string)]
    return list(zip(message.id, message.string, strict=True))


def helps(command: click.Command) -> Iterator[str]:
    """The help of a command, of its options, and of the commands in it."""
    options = (param.help for param in command.params if isinstance(param, click.Option))
    yield from (inspect.cleandoc(text) for text in (command.help, *options) if text)
    for one in getattr(command, "commands", {}).values():
        yield from helps(one)


def run(*args: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, args, env={"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", **(env or {})})


def test_the_compiled_file_is_what_its_source_makes() -> None:
    with SOURCE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in catalogue():
        for n, (english, dutch) in enumerate(forms(message) if message.id else [], 1):
            singular = message.id if isinstance(message.id, str) else message.id[0]
            found = (
                compiled.gettext(english)
                if english == message.id
                else compiled.ngettext(singular, english, n)
            )
            assert found == dutch, "run `make scripts`"


def test_every_help_text_is_there_in_dutch() -> None:
    known = {english for message in catalogue() if message.id for english, _ in forms(message)}
    assert len(set(helps(main))) > 35
    assert set(helps(main)) <= known


def test_every_entry_is_asked_for_and_keeps_its_placeholders() -> None:
    """What neither a command nor Click says any more would stay behind unseen."""
    sources = [*Path(click.__file__).parent.glob("*.py"), ROOT / "cxassess" / "terminal.py"]
    said = "\n".join(path.read_text("utf-8") for path in sources)
    ours = set(helps(main))
    for message in catalogue():
        for english, dutch in forms(message) if message.id else []:
            assert english in ours or english.encode("unicode_escape").decode() in said, english
            assert dutch and dutch != english
            assert fields(dutch) == fields(english), dutch


def fields(text: str) -> set[str]:
    named = {f"{name}!{kind}" for _, name, _, kind in string.Formatter().parse(text) if name is not None}
    return named | set(re.findall(r"%\(\w+\)s", text))


@pytest.mark.parametrize("name", ["", *sorted(main.commands)])
def test_help_is_in_the_language_that_is_asked_for(name: str) -> None:
    """Also when the same process was asked in another language before."""
    command = [name] if name else []
    dutch = run("--lang", "nl", *command, "--help")
    assert dutch.exit_code == 0
    plain = " ".join(dutch.output.split())
    assert plain.startswith("Gebruik: ") and " Opties: " in plain and "Toon deze hulp en stop." in plain
    asked = main.commands[name] if name else main
    english = [" ".join(text.split()) for text in helps(asked)]
    assert not [text for text in english if text in plain]
    assert run(*command, "--help").output.startswith("Usage: ")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["bild"], "De opdracht 'bild' bestaat niet. Bedoelt u 'build'?"),
        (["score"], "Er ontbreekt een argument: 'FILES...'"),
        (["score", "--format", "xml", "a"], "'xml' is geen van deze: 'table', 'json', 'csv'"),
        (["score", "--formt", "x"], "De optie '--formt' bestaat niet. Bedoelt u '--format'?"),
        (["build", "-j", "0"], "0 ligt niet in het bereik 1<=x<=64"),
        (["report", "x", "--language"], "De optie '--language' vraagt een waarde."),
        (["schema", "a", "b"], "Dit argument hoort er niet bij: b"),
    ],
)
def test_usage_errors_are_in_dutch(args: list[str], said: str) -> None:
    result = run("--lang", "nl", *args)
    assert result.exit_code == 2
    assert said in result.output and "Error" not in result.output and "Usage" not in result.output


@pytest.mark.parametrize(
    ("args", "system", "lang"),
    [
        ([], "nl_NL.UTF-8", "nl"),
        ([], "C.UTF-8", "en"),
        (["--lang", "en", "check"], "nl_NL.UTF-8", "en"),
        (["-q", "--lang=nl"], "C.UTF-8", "nl"),
        (["--lang"], "nl_BE.UTF-8", "nl"),
        (["--lang", "fr"], "nl_NL", "nl"),
        (["report", "--lang", "en"], "nl_NL", "nl"),
    ],
)
def test_the_language_stands_before_the_command_or_is_the_systems(
    args: list[str], system: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", system)
    assert spoken.wanted(args) == lang
