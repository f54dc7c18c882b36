"""The catalogues of messages and phrases: one set of codes, the same ``{names}`` in each language, nothing unused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT

from cxassess import i18n, messages, texts
from cxassess.errors import CommandError, InvalidInput, Place, Problem
from cxassess.messages import EN, message
from cxassess.messages_nl import NL

PACKAGE = ROOT / "cxassess"
CODES_MADE_ELSEWHERE = ("Problem", "CommandError", "unknown", "unknown_at", "tell", "_problem", "message")


@cache
def python_trees() -> dict[str, ast.Module]:
    skipped = {"messages.py", "messages_nl.py"}
    return {p.name: ast.parse(p.read_text("utf-8")) for p in PACKAGE.rglob("*.py") if p.name not in skipped}


def strings() -> Iterator[str]:
    """Every text in the Python source; of a composed one its beginning and end with ``*`` between."""
    for tree in python_trees().values():
        inner = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                yield "".join(str(p.value) if isinstance(p, ast.Constant) else "*" for p in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
                yield node.value


def calls(*names: str) -> Iterator[ast.Call]:
    """Every call of these functions."""
    for tree in python_trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if called in names:
                    yield node


def names(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


# ---- Messages -------------------------------------------------------------------------------------------


def test_both_catalogues_have_the_same_codes_in_the_same_order() -> None:
    assert list(EN) == list(NL)


@pytest.mark.parametrize("code", EN)
def test_a_message_has_the_same_values_in_both_languages(code: str) -> None:
    assert names(EN[code]) == names(NL[code])


@pytest.mark.parametrize("catalogue", [EN, NL], ids=["en", "nl"])
def test_every_message_is_one_sentence_or_more_in_one_line(catalogue: dict[str, str]) -> None:
    for code, text in catalogue.items():
        assert text == " ".join(text.split()), code
        assert text.endswith(
            (".", "?", "”", ": {why}", ": cxassess init", ": cxassess new", ": cxassess serve")
        ), code


def test_a_near_match_exists_in_both_forms() -> None:
    """A near match is only ever offered in place of the plain message."""
    assert {code.removesuffix("-near") for code in EN if code.endswith("-near")} <= set(EN)


def codes_said() -> Iterator[str]:
    """The codes that the source names in a call that makes a problem or an error."""
    for call in calls("Problem", "CommandError", "_tell", "_problem"):
        for arg in call.args[:1]:
            options = [arg.body, arg.orelse] if isinstance(arg, ast.IfExp) else [arg]
            yield from (o.value for o in options if isinstance(o, ast.Constant) and isinstance(o.value, str))
    for call in [*calls("unknown"), *calls("unknown_at")]:
        if call.args and isinstance(call.args[0], ast.Constant):
            yield from (call.args[0].value, f"{call.args[0].value}-near")


def test_every_code_in_the_source_is_in_the_catalogue() -> None:
    said = set(codes_said())
    assert len(said) > 60
    assert said <= set(EN)


def test_every_code_in_the_catalogue_is_used() -> None:
    found = set(strings())
    said = {*codes_said(), *found}
    said |= {f"{code}-near" for code in near_names() & found}
    assert {code for code in EN if code not in said} == set()


def call_with_name(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Name)


@cache
def near_names() -> frozenset[str]:
    """The codes in files that hand a code to ``unknown`` by a name, from a table beside it."""
    names = set()
    for tree in python_trees().values():
        nodes = list(ast.walk(tree))
        if any(
            isinstance(n, ast.Call) and getattr(n.func, "id", "") == "unknown" and call_with_name(n)
            for n in nodes
        ):
            names |= {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return frozenset(names)


def test_every_problem_brings_the_values_that_its_message_shows() -> None:
    """Where the values stand in the same call as the code, so that they can be read here."""
    checked = 0
    for call in calls("Problem"):
        code = call.args[0]
        if not isinstance(code, ast.Constant):
            continue
        if len(call.args) == 2 and not call.keywords:
            assert names(EN[code.value]) == set(), code.value
            checked += 1
        elif isinstance(call.args[-1], ast.Dict) and all(
            isinstance(k, ast.Constant) for k in call.args[-1].keys
        ):
            given = {key.value for key in call.args[-1].keys if isinstance(key, ast.Constant)}
            assert names(EN[code.value]) <= given, code.value
            checked += 1
    for call in calls("CommandError", "_tell"):
        if isinstance(call.args[0], ast.Constant):
            assert names(EN[call.args[0].value]) <= {str(keyword.arg) for keyword in call.keywords}, (
                call.args[0].value
            )
            checked += 1
    assert checked > 40


def test_a_value_is_shown_as_it_is() -> None:
    assert (
        message("duplicate-key", {"key": "{line}", "line": 3})
        == "“{line}” was already given on line 3. Keep one of the two."
    )
    assert message("duplicate-key", {"key": "a", "line": 3}, "nl").startswith("“a” staat ook al op regel 3")
    assert message("duplicate-key", {"key": "a", "line": 3}, "fr") == message(
        "duplicate-key", {"key": "a", "line": 3}
    )


@pytest.mark.parametrize("letters", ["\x1b[31m", "\r\n", "\x9b2J", "\u202e", "\x00", "\ufeff"])
def test_a_value_cannot_steer_a_terminal(letters: str) -> None:
    text = message("unknown-key", {"name": f"a{letters}b", "options": letters})
    assert text.isprintable()
    assert "a\ufffd" in text


@pytest.mark.parametrize("letters", ["\x1b]0;hacked\x07", "\r\n", "\x9b2J", "\u202e"])
def test_the_name_of_a_file_cannot_steer_a_terminal(letters: str) -> None:
    assert Problem("file-missing", Place(f"a{letters}.json", 1, 2)).text().isprintable()


def test_problems_come_in_the_order_of_their_places() -> None:
    places = [Place("b", 1), Place("a", 10, 1), Place("a", 9, 5), Place("a", 9), Place("a")]
    error = InvalidInput([Problem("file-missing", place) for place in places])
    assert [str(problem.place) for problem in error.problems] == ["a", "a:9", "a:9:5", "a:10:1", "b:1"]
    assert str(error).splitlines() == error.texts("en")
    assert error.texts("nl")[0] == f"a: {NL['file-missing']}"


def test_a_command_error_speaks_both_languages() -> None:
    error = CommandError("no-client", name="x", options="a, b")
    assert (str(error), error.texts("nl")) == (
        "there is no client “x”. Known: a, b.",
        [message("no-client", error.values, "nl")],
    )


# ---- Phrases of page and report -------------------------------------------------------------------------


def source_files() -> list[Path]:
    return [
        *PACKAGE.rglob("*.py"),
        *(PACKAGE / "browser").glob("*.js"),
        *(ROOT / "themes" / "default" / "templates").rglob("*.j2"),
    ]


@cache
def literals() -> frozenset[str]:
    """Every quoted text in Python, scripts and templates; ``${x}`` and ``{x}`` end one."""
    found = set[str]()
    for path in source_files():
        text = path.read_text("utf-8")
        for quote in "'\"`":
            found |= set(re.findall(rf"{quote}([^{quote}\n]*){quote}", text))
        found |= set(re.findall(r"[`'\"]([a-z]+\.[a-z0-9_-]*)", text))
        found |= set(re.findall(r"\b([a-z_]+)\b(?=['\"]?\s*[:=])", text))
    return frozenset(found)


def used(key: str) -> bool:
    """Whether the source names a phrase, or its beginning and then its end."""
    known = literals()
    if key in known or (key.endswith("-one") and key.removesuffix("-one") in known):
        return True
    cuts = [i + 1 for i, letter in enumerate(key) if letter in "._-"]
    for cut in cuts:
        rest = key[cut:]
        ends = {rest, *(rest[: m.start()] for m in re.finditer("[-_]", rest))}
        if key[:cut] in known and (rest.isdigit() or any(end in known for end in ends)):
            return True
    return False


def test_phrases_have_the_same_keys_in_both_languages() -> None:
    assert set(texts.phrases("en")) == set(texts.phrases("nl"))


@pytest.mark.parametrize("key", sorted(texts.phrases("en")))
def test_a_phrase_has_the_same_values_in_both_languages(key: str) -> None:
    assert i18n.names_in(texts.phrases("en")[key]) == i18n.names_in(texts.phrases("nl")[key])


def test_no_phrase_is_empty_or_holds_a_line_end() -> None:
    for lang in i18n.LANGUAGES:
        for key, text in texts.phrases(lang).items():
            assert text.strip() and "\n" not in text.strip(), key
            assert text == text.strip() or key.startswith(("save.", "topic.")), key


def test_phrases_hold_no_markup() -> None:
    for lang in i18n.LANGUAGES:
        for key, text in texts.phrases(lang).items():
            assert "<" not in text and not re.search(r"&\w+;", text), key


@pytest.mark.parametrize("key", sorted(texts.phrases("en")))
def test_every_phrase_is_used(key: str) -> None:
    assert used(key), f"nothing says “{key}”"


def test_a_phrase_that_nothing_names_would_be_found() -> None:
    """The search of these tests itself."""
    assert not used("page.no-such-phrase")
    assert not used("nowhere.language")


def test_every_phrase_that_the_source_names_exists() -> None:
    said = {
        ".py": r'say\("([a-z]+\.[a-z0-9_-]+)"',
        ".js": r"(?:say|count|\bt)\('([a-z]+\.[a-z0-9_-]+)'",
        ".j2": r"""p\[["']([a-z]+\.[a-z0-9_-]+)["']\]""",
    }
    known = set(texts.phrases("en"))
    named = {key for path in source_files() for key in re.findall(said[path.suffix], path.read_text("utf-8"))}
    assert len(named) > 200
    assert named <= known, named - known


def test_the_catalogues_are_the_languages_of_the_product() -> None:
    assert [messages.catalogue(lang) for lang in i18n.LANGUAGES] == [EN, NL]
    for lang in i18n.LANGUAGES:
        assert len(texts.phrases(lang)["dates.months"].split(" ")) == 12
