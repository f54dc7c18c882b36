"""Spelling: every text of the bundled questionnaires, the phrases and the messages, and the Dutch documents.

``words/en.txt`` and ``words/nl.txt`` hold names and words that are right but that the dictionary lacks; a word that
is no longer needed must go. A missing program or dictionary fails the test and names the Debian package.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, require

from cxassess import catalogue, messages, messages_nl, texts

HUNSPELL = Path("/usr/bin/hunspell")
DICTIONARIES = Path("/usr/share/hunspell")
DICTIONARY = {"en": ("en_GB", "hunspell-en-gb"), "nl": ("nl_NL", "hunspell-nl")}
LISTS = ROOT / "tests" / "words"
MESSAGES = {"en": messages.EN, "nl": messages_nl.NL}

CODE = re.compile(
    r"\{[^}]*\}"  # a value that is filled in
    r"|^```.*?^```$|^ {4}[^\n]*$"  # the blocks of a document
    r"|`[^`]+`|(?<=\])\([^)\s]+\)"  # its code and its links
    r"|^## [a-z]+$|\[[a-z]+-[a-z]+\]"  # a command as heading, a name that is a link
    r"|“[a-z_:. {}-]*”"  # a key or value as it stands in a file
    r"|cxassess(?: init| new)?\b"
    r"|(?:sudo apt|brew) install [\w. -]+?\.(?= |$)"
    r"|\b(?:true|false|r_wg)\b"
    r"|\S*[\d/_]\S*|\w*(?:\.nl)?\.(?:json|md|yaml)\b|(?<!\w)--\w+",  # numbers, paths, files, options
    re.MULTILINE | re.DOTALL,
)
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")

every_language = pytest.mark.parametrize("lang", DICTIONARY)


def texts_of(value: Any) -> Iterator[Mapping[str, str]]:
    """Every text of a questionnaire, the terms included."""
    if isinstance(value, Mapping):
        if value and set(value) <= set(DICTIONARY) and all(isinstance(text, str) for text in value.values()):
            yield value
        else:
            for inner in value.values():
                yield from texts_of(inner)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from texts_of(inner)


@cache
def checked(lang: str) -> tuple[str, ...]:
    """All texts in a language."""
    found = [*texts.phrases(lang).values(), *MESSAGES[lang].values()]
    for folder in sorted((ROOT / "questionnaires").iterdir()):
        read = catalogue.read(folder)
        found += [text[lang] for text in texts_of(read) if lang in text]
        found += [figure.source for figure in read.figures] if lang == read.languages[0] else []
    return (*found, *documents(lang))


def documents(lang: str) -> Iterator[str]:
    """The lines of the documents in Dutch."""
    for page in sorted([*ROOT.glob(f"*.{lang}.md"), *ROOT.glob(f"docs/*.{lang}.md")]):
        yield from CODE.sub(" ", page.read_text("utf-8")).splitlines()


def words_in(text: str) -> set[str]:
    """The words of a text, without what is code."""
    return set(WORD.findall(CODE.sub(" ", text.replace("’", "'").replace("*", ""))))


def unknown(words: set[str], lang: str) -> set[str]:
    """Those that the dictionary lacks; of a word with hyphens, the parts that it lacks."""
    program = require(HUNSPELL, "hunspell")
    name, package = DICTIONARY[lang]
    require(DICTIONARIES / f"{name}.dic", package)

    def ask(given: set[str]) -> set[str]:
        command = [program, "-l", "-i", "utf-8", "-d", str(DICTIONARIES / name)]
        # No home, so that nobody's own word list counts.
        home = {**os.environ, "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
        lines = "\n".join(sorted(given))
        run = subprocess.run(command, input=lines, env=home, capture_output=True, text=True, check=True)
        return set(run.stdout.split())

    whole = ask(words)
    parts = {part for word in whole for part in word.split("-")}
    return {word for word in whole if "-" not in word} | ask(parts)


def small(word: str) -> str:
    """The word as it is inside a sentence."""
    return word[0].lower() + word[1:]


@cache
def listed(lang: str) -> tuple[str, ...]:
    """The project's own words of a language."""
    return tuple((LISTS / f"{lang}.txt").read_text("utf-8").splitlines())


@every_language
def test_every_word_is_spelled_right(lang: str) -> None:
    all_words = {word for text in checked(lang) for word in words_in(text)}
    assert len(all_words) > 1500
    wrong = {word for word in unknown(all_words, lang) if not {word, small(word)} & set(listed(lang))}
    where = {word: next(t for t in checked(lang) if any(word in w for w in words_in(t))) for word in wrong}
    assert where == {}


@every_language
def test_every_listed_word_is_needed(lang: str) -> None:
    """Sorted, once each, in use, and unknown to the dictionary."""
    own = listed(lang)
    assert list(own) == sorted(set(own), key=lambda word: (word.casefold(), word))
    needed = unknown({word for text in checked(lang) for word in words_in(text)}, lang)
    assert [word for word in own if word not in needed | {small(word) for word in needed}] == []


@pytest.mark.parametrize(
    ("lang", "text", "wrong"),
    [
        ("en", "Every custmer gets a replly.", {"custmer", "replly"}),
        ("en", "Our favorite color: see docs/instal.md, “nmae” and {custmer}.", {"favorite", "color"}),
        ("en", "An e-mail, a half-finishd plan and the customer’s view.", {"finishd"}),
        ("nl", "Elke klant krijgt een reaktie.", {"reaktie"}),
        ("nl", "De medewerkers hun ideen en de colega’s van de HR-adviesseur.", {"ideen", "colega's", "adviesseur"}),
        ("nl", "Start-bijeenkomst met coördinator en cliënten; 20 keer.", set()),
    ],
)  # fmt: skip
def test_the_check_finds_mistakes(lang: str, text: str, wrong: set[str]) -> None:
    assert unknown(words_in(text), lang) - {"HR"} == wrong


def test_a_missing_dictionary_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DICTIONARY, "nl", ("xx_XX", "hunspell-nl"))
    with pytest.raises(pytest.fail.Exception, match="install the package 'hunspell-nl'"):
        unknown({"klant"}, "nl")
