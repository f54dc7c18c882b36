"""YAML and JSON as data with places; and what hostile files cost, measured in a process of its own."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest
from samples import python, write

from cxassess import source
from cxassess.errors import InvalidInput, Place, Problem
from cxassess.source import parse_json, parse_yaml, read_bytes, read_json, read_yaml

BAD_INPUT = 2
"""What every command ends with when a file is refused as it stands."""
MEGABYTES = 300


def yaml_problems(text: str | bytes) -> list[Problem]:
    """Everything wrong with a YAML text, whether reading could go on or not."""
    try:
        return parse_yaml(text if isinstance(text, bytes) else text.encode(), "f").problems
    except InvalidInput as error:
        return list(error.problems)


def json_problem(text: str | bytes) -> Problem:
    """The one problem with a JSON text."""
    with pytest.raises(InvalidInput) as caught:
        parse_json(text if isinstance(text, bytes) else text.encode(), "f")
    (problem,) = caught.value.problems
    return problem


# ---- Places ---------------------------------------------------------------------------------------------

NESTED_YAML = b"""\
# a comment
title: Hello
list:
  - id: one
    tags: [a, "b"]
  -   id: two
"""


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("title",), 2, 8),
        (("list",), 4, 3),
        (("list", 0), 4, 5),
        (("list", 0, "id"), 4, 9),
        (("list", 0, "tags", 1), 5, 15),
        (("list", 1, "id"), 6, 11),
    ],
)
def test_yaml_values_have_places(path: source.Path_, line: int, column: int) -> None:
    assert parse_yaml(NESTED_YAML, "f").place(path) == Place("f", line, column)


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [(("title",), 2, 1), (("list",), 3, 1), (("list", 0, "tags"), 5, 5), (("list", 1, "id"), 6, 7)],
)
def test_yaml_keys_have_places(path: source.Path_, line: int, column: int) -> None:
    assert parse_yaml(NESTED_YAML, "f").place(path, key=True) == Place("f", line, column)


def test_what_is_missing_has_the_place_of_what_should_hold_it() -> None:
    doc = parse_yaml(NESTED_YAML, "f")
    assert doc.place(("list", 0, "title")) == doc.place(("list", 0))
    assert doc.place(("nothing", 3)) == Place("f", 2, 1)


NESTED_JSON = b"""\
{
  "a": [1, {"b\\u00e9": "]}{\\"[,:"}],
  "c" : {"d":null,
         "e": true}
}"""


@pytest.mark.parametrize(
    ("path", "key", "line", "column"),
    [
        ((), False, 1, 1),
        (("a",), True, 2, 3),
        (("a",), False, 2, 8),
        (("a", 0), False, 2, 9),
        (("a", 1, "bé"), True, 2, 13),
        (("a", 1, "bé"), False, 2, 24),
        (("c", "d"), False, 3, 14),
        (("c", "e"), True, 4, 10),
        (("c", "e"), False, 4, 15),
        (("c", "nothing"), False, 3, 9),
    ],
)
def test_json_values_and_keys_have_places(path: source.Path_, key: bool, line: int, column: int) -> None:
    assert parse_json(NESTED_JSON, "f").place(path, key=key) == Place("f", line, column)


def test_json_data_is_what_the_standard_library_reads() -> None:
    assert parse_json(NESTED_JSON, "f").data == json.loads(NESTED_JSON)


# ---- YAML -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("hello", "hello"),
        ("12", 12),
        ("-3", -3),
        ("0.25", 0.25),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('"no"', "no"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("2026-12-31", "2026-12-31"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("é 😀", "é 😀"),
        ("=1+1", "=1+1"),
        ('"\\u00e9"', "é"),
        ("[1, [2]]", [1, [2]]),
        ("{a: 1}", {"a": 1}),
        ("|\n  two\n  lines\n", "two\nlines\n"),
    ],
)
def test_yaml_scalars_mean_what_they_look_like(text: str, value: object) -> None:
    doc = parse_yaml(f"a: {text}".encode(), "f")
    assert (doc.data, doc.problems) == ({"a": value}, [])
    assert isinstance(doc.data["a"], type(value)) and isinstance(doc.data["a"], bool) == isinstance(
        value, bool
    )


def test_an_empty_yaml_file_holds_nothing() -> None:
    assert parse_yaml(b"", "f").data is None
    assert parse_yaml(b"# only a comment\n", "f").data is None


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert parse_yaml(b"\xef\xbb\xbfa: 1", "f").data == {"a": 1}
    assert parse_json(b'\xef\xbb\xbf{"a": 1}', "f").data == {"a": 1}


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "Yes", "NO", "Off"])
def test_words_that_are_truth_values_elsewhere_are_refused(word: str) -> None:
    (problem,) = yaml_problems(f"a: 1\nb: {word}\n")
    assert (problem.code, problem.place, problem.values["word"]) == ("yaml-trap", Place("f", 2, 4), word)


@pytest.mark.parametrize("word", ["no", "on", "off", "yes"])
def test_such_words_are_refused_as_keys_too(word: str) -> None:
    (problem,) = yaml_problems(f"a: 1\n{word}: 2\n")
    assert (problem.code, problem.place) == ("yaml-trap", Place("f", 2, 1))


@pytest.mark.parametrize("word", [".nan", ".NaN", ".inf", "-.inf", "+.inf", ".Inf", "-.Inf", "-.INF"])
def test_numbers_that_are_none_are_refused(word: str) -> None:
    (problem,) = yaml_problems(f"a: {word}")
    assert (problem.code, problem.place) == ("yaml-not-a-number", Place("f", 1, 4))


def test_a_number_beyond_all_doubles_is_refused() -> None:
    (problem,) = yaml_problems("a: 1e999")
    assert (problem.code, problem.place) == ("yaml-not-a-number", Place("f", 1, 4))


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1),
        ("a: {b: 1, b: 2}", "duplicate-key", 1, 11),
        ("a: &x 1\n", "yaml-anchor", 1, 4),
        ("a: 1\nb: *x\n", "yaml-anchor", 2, 4),
        ("a: 1\n<<: *x\n", "yaml-anchor", 2, 5),
        ("a: !!python/object/apply:os.system [ls]\n", "yaml-tag", 1, 4),
        ("a: !!binary aGk=\n", "yaml-tag", 1, 4),
        ("a: !include x.yaml\n", "yaml-tag", 1, 4),
        ("a: 1\n? [b]\n: 2\n", "yaml-key", 2, 3),
        ("a: 1\n---\nb: 2\n", "yaml-second-document", 2, 1),
        ("a: [1, 2\n", "yaml-bracket", 1, 4),
        ("a: 1\n\tb: 2\n", "yaml-tab", 2, 1),
        ("a: b: c\n", "yaml-value-colon", 1, 5),
        ("name: Zorg: thuis\n", "yaml-value-colon", 1, 11),
        ("a 1\nb: 2\n", "yaml-colon", 1, 1),
        ("a: 1\nb 2\nc: 3\n", "yaml-colon", 2, 1),
        ('a: "x\nb: 1\n', "yaml-open-quote", 1, 4),
        ("a: 'it's'\n", "yaml-after-quote", 1, 8),
        (" a: 1\nb: 2\n", "yaml-indent", 2, 1),
        ("a: b\n  c: d\n", "yaml-indent", 2, 4),
        ("- a\nb: 1\n", "yaml-indent", 2, 1),
        ("a: @x\n", "yaml-sign", 1, 4),
        ('a: "C:\\q"\n', "yaml-backslash", 1, 7),
        ("a: 1\n\xa0b: 2\n", "yaml-blank", 2, 1),
        ("a: {x: 1\n", "yaml-bracket", 1, 4),
        ('a: "\\ud800"\n', "yaml-syntax", 1, 7),
    ],
)
def test_each_mistake_in_yaml_has_its_code_and_place(text: str, code: str, line: int, column: int) -> None:
    (problem,) = yaml_problems(text)
    assert (problem.code, problem.place) == (code, Place("f", line, column))


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x1b", "\x7f", "\ufffe"])
def test_control_characters_are_no_yaml(letter: str) -> None:
    (problem,) = yaml_problems(f"a: x{letter}y\n")
    assert problem.code == "yaml-syntax"
    assert problem.text().isprintable()


def test_a_duplicate_key_names_the_line_of_the_first_and_keeps_its_value() -> None:
    doc = parse_yaml(b"a: 1\n\na: 2\n", "f")
    assert (doc.problems[0].values["line"], doc.data) == (1, {"a": 1})


def test_reading_goes_on_after_a_mistake() -> None:
    problems = yaml_problems("a: yes\nb: &x 1\nc: !t 2\nc: 3\nd: .nan\n")
    assert [(p.code, p.place.line) for p in problems] == [
        ("yaml-trap", 1),
        ("yaml-anchor", 2),
        ("yaml-tag", 3),
        ("duplicate-key", 4),
        ("yaml-not-a-number", 5),
    ]


def test_what_is_not_utf8_is_told_with_its_line() -> None:
    (problem,) = yaml_problems(b"a: 1\nb: caf\xe9\n")
    assert (problem.code, problem.place) == ("not-utf8", Place("f", 2))
    assert yaml_problems("a: 1".encode("utf-16"))[0].code == "not-utf8"
    assert json_problem(b'{"a":\n"\xff"}').place == Place("f", 2)


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000])
def test_yaml_has_a_limit_to_its_depth(text: str) -> None:
    limits = [p.values["limit"] for p in yaml_problems(text) if p.code == "too-deep"]
    assert limits == [source.DEPTH]


def test_yaml_as_deep_as_the_limit_is_read() -> None:
    assert yaml_problems("[" * source.DEPTH + "]" * source.DEPTH) == []


def test_yaml_has_a_limit_to_its_values() -> None:
    assert yaml_problems("[" + "1," * (source.NODES - 1) + "]") == []
    assert yaml_problems("[" + "1," * source.NODES + "]")[-1].code == "too-many-values"


def test_a_bomb_of_aliases_is_never_unfolded() -> None:
    problems = yaml_problems(BILLION_LAUGHS)
    assert {problem.code for problem in problems} == {"yaml-anchor"}


def test_odd_keys_are_only_keys() -> None:
    text = "__proto__: 1\nconstructor: 2\n'': 3\n"
    assert parse_yaml(text.encode(), "f").data == {"__proto__": 1, "constructor": 2, "": 3}


# ---- JSON -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("{", 1, 2),
        ('{"a": 1,}', 1, 8),
        ("{'a': 1}", 1, 2),
        ('{"a": 1\n "b": 2}', 2, 2),
        ("[1] // x", 1, 5),
        ("[1][2]", 1, 4),
        ('{"a": "x\ny"}', 1, 9),
        ('{"a": "\\x"}', 1, 8),
        ("[01]", 1, 3),
        ('"\x07"', 1, 2),
    ],
)
def test_what_is_no_json_is_told_with_its_place(text: str, line: int, column: int) -> None:
    problem = json_problem(text)
    assert (problem.code, problem.place.line) == ("json-syntax", line)
    assert abs((problem.place.column or 0) - column) <= 1  # Python versions differ by one


def test_json_with_a_key_twice_is_refused() -> None:
    for text, key in (('{"a": 1, "b": 2, "a": 3}', "a"), ('[{"x": {"y": 1, "y": 1}}]', "y")):
        problem = json_problem(text)
        assert (problem.code, problem.values["key"]) == ("json-twice", key)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[NaN]", "NaN"),
        ("[Infinity]", "Infinity"),
        ("[-Infinity]", "-Infinity"),
        ("[1e999]", "1e999"),
        ('["\\ud800"]', "surrogates"),
        ('{"\\uDFFF": 1}', "surrogates"),
        ("1" * 5000, "digits"),
    ],
)
def test_json_that_means_different_things_elsewhere_is_refused(text: str, what: str) -> None:
    problem = json_problem(text)
    assert problem.code == "json-refused"
    assert what in str(problem.values["what"])


def test_whole_surrogate_pairs_are_one_character() -> None:
    assert parse_json(b'["\\ud83d\\ude00"]', "f").data == ["😀"]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[{" * 50_000, "[" * 41 + "]" * 41])
def test_json_has_a_limit_to_its_depth(text: str) -> None:
    assert json_problem(text).code == "too-deep"


def test_json_as_deep_as_the_limit_is_read_and_brackets_in_texts_do_not_count() -> None:
    text = "[" * source.DEPTH + json.dumps("[{" * 500 + '\\"[' * 9) + "]" * source.DEPTH
    assert parse_json(text.encode(), "f").place((0, 0)).column == 3


def test_odd_keys_in_json_are_only_keys() -> None:
    data = parse_json(b'{"__proto__": {"polluted": true}, "constructor": 1, "": 2}', "f").data
    assert data["__proto__"] == {"polluted": True}
    assert not hasattr({}, "polluted")


@pytest.mark.parametrize(
    "text",
    [
        b"{" + b'\\"' * 30_000,
        b'{"a":"' * 30_000,
        b'"' + b"\\" * 900_000,
        b'"' + b"a" * 900_000,
        ("{" + "".join(f'"k{i}":0,' for i in range(30_000)) + '"k29999":1}').encode(),
    ],
    ids=["escaped quotes", "open texts", "backslashes", "open text", "late duplicate"],
)
def test_the_time_that_json_takes_does_not_grow_with_the_square_of_its_length(text: bytes) -> None:
    start = time.process_time()
    assert json_problem(text).code in ("json-syntax", "json-twice", "too-deep")
    assert time.process_time() - start < 2  # with the square it would be fifteen and more


# ---- Files ----------------------------------------------------------------------------------------------


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.yaml", "file-missing"), (tmp_path, "file-is-folder")):
        with pytest.raises(InvalidInput) as caught:
            read_yaml(path, "shown.yaml")
        assert [(p.code, p.place) for p in caught.value.problems] == [(code, Place("shown.yaml"))]


def test_a_file_below_a_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_bytes(write(tmp_path / "f", "x") / "below", 10)
    assert caught.value.problems[0].code == "file-unreadable"


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(tmp_path: Path) -> None:
    path = write(tmp_path / "f", b"12345")
    assert read_bytes(path, 5) == b"12345"
    with pytest.raises(InvalidInput, match="larger than"):
        read_bytes(path, 4)


@pytest.mark.parametrize("read", [read_yaml, read_json])
def test_fifty_megabytes_are_not_read(tmp_path: Path, read: object) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    with pytest.raises(InvalidInput) as caught:
        read(path)  # type: ignore[operator]
    assert caught.value.problems[0].code == "file-too-large"


# ---- What hostile files cost ----------------------------------------------------------------------------

BILLION_LAUGHS = "a0: &a0 [lol, lol]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30)
)

YAML_CASES: dict[str, str | bytes] = {
    "laughs": BILLION_LAUGHS,
    "brackets": "[" * 100_000,
    "braces": "{a: " * 100_000,
    "values": "[" + "1," * 900_000 + "]",
    "keys": "".join(f"k{i}: 1\n" for i in range(5_000)),
    "duplicates": "a: 1\n" * 20_000,
    "complex-keys": "? [a]\n: b\n" * 20_000,
    "long-line": "a: " + "x" * 1_900_000,
    "long-key": "x" * 1_000 + ": 1\n" + "y" * 900_000,
    "tag": "!!python/object/apply:os.system ['touch hacked']",
    "latin1": b"title: caf\xe9",
    "control": "title: \x1b]0;hacked\x07",
    "second": "a: 1\n---\n" * 10_000,
    "surrogate": 'a: "\\ud800"',
}

JSON_CASES: dict[str, str | bytes] = {
    "brackets": "[" * 100_000,
    "braces": '{"a":' * 100_000,
    "list": "[" + "[]," * 300_000 + "[]]",
    "keys": '{"format":"cxassess.response/1",' + ",".join(f'"k{i}":0' for i in range(5_000)) + "}",
    "answers": '{"format":"cxassess.response/1","answers":{'
    + ",".join(f'"k{i}":{{}}' for i in range(60_000))
    + "}}",
    "long-text": '{"format": "' + "x" * 1_000_000 + '"}',
    "escapes": '{"format": "' + '\\"' * 500_000,
    "proto": '{"format":"cxassess.response/1","__proto__":{"a":1},"constructor":{"prototype":{"b":1}}}',
    "digits": "9" * 1_000_000,
    "nan": '{"format": NaN}',
    "surrogate": '{"format": "\\ud800"}',
    "control": '{"format": "\x1b]0;hacked\x07"}',
    "latin1": b'{"format": "\xe9"}',
}

LAUNCHER = """
import resource, subprocess, sys
def limits():
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))
done = subprocess.run([sys.executable, "-m", "cxassess", *sys.argv[1:]], preexec_fn=limits, capture_output=True)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
sys.stderr.write((done.stdout + done.stderr).decode("utf-8", "backslashreplace"))
"""


def cost(folder: Path, *args: str) -> tuple[int, int, str]:
    """Exit code, peak memory in megabytes and output of one command in a process with limits."""
    done = python("-c", LAUNCHER, *args, cwd=folder)
    code, megabytes = done.stdout.split()
    return int(code), int(megabytes), done.stderr


def hold(output: str, megabytes: int) -> None:
    """What must be true of every end: little memory, no traceback, nothing that steers a terminal."""
    assert "Traceback" not in output
    assert "inside cxassess" not in output
    assert "\x1b" not in output
    assert megabytes < MEGABYTES


def test_hostile_questionnaires_cost_little(tmp_path: Path) -> None:
    for name, text in YAML_CASES.items():
        write(tmp_path / name / "questionnaire.yaml", text)
    code, megabytes, output = cost(tmp_path, "check", *(f"{name}/questionnaire.yaml" for name in YAML_CASES))
    assert code == BAD_INPUT
    hold(output, megabytes)
    for name in YAML_CASES:
        assert f"{name}/questionnaire.yaml:" in output
    assert not (tmp_path / "hacked").exists()


def test_hostile_responses_cost_little(tmp_path: Path) -> None:
    for name, text in JSON_CASES.items():
        write(tmp_path / f"{name}.json", text)
    code, megabytes, output = cost(tmp_path, "check", *(f"{name}.json" for name in JSON_CASES))
    assert code == BAD_INPUT
    hold(output, megabytes)
    for name in JSON_CASES:
        assert f"{name}.json:" in output


@pytest.mark.parametrize("name", ["laughs", "brackets", "values"])
def test_a_hostile_client_ends_a_build_with_bad_input(tmp_path: Path, name: str) -> None:
    write(tmp_path / "clients" / "acme" / "client.yaml", YAML_CASES[name])
    code, megabytes, output = cost(tmp_path, "build")
    assert code == BAD_INPUT
    hold(output, megabytes)
    assert "clients/acme/client.yaml:" in output


@pytest.mark.parametrize("command", ["check", "score"])
def test_fifty_megabytes_cost_little(tmp_path: Path, command: str) -> None:
    with (tmp_path / "huge.json").open("wb") as stream:
        stream.truncate(50_000_000)
    code, megabytes, output = cost(tmp_path, command, "huge.json")
    assert code == BAD_INPUT
    hold(output, megabytes)
    assert "huge.json: the file is larger than 1536 KiB" in output


def test_the_memory_of_a_process_is_measured(tmp_path: Path) -> None:
    """The yardstick itself: a process that takes much memory is seen to do so."""
    launcher = LAUNCHER.replace('"-m", "cxassess", *sys.argv[1:]', '"-c", "b=bytearray(400_000_000)"')
    done = python("-c", launcher, cwd=tmp_path)
    assert int(done.stdout.split()[1]) > MEGABYTES
    assert sys.platform == "linux"  # elsewhere the unit of ru_maxrss differs
