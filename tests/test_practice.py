"""``cxassess.yaml``: what it gives to each client, where its mistakes are told, what it rebuilds, what it saves."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
import yaml
from samples import CLIENT, ROOT, SMALL, cx, python, response_data, v1_answers, workspace, write

from cxassess import model, practice, scaffold, signature
from cxassess.errors import InvalidInput, Problem
from cxassess.library import Library
from cxassess.resources import Workspace

HEAD = "format: cxassess.practice/1\n"
BARE = "format: cxassess.client/1\nname: Acme\n"
KEY = "BKCBrg3CNIma+dvbdp20hgFJBgK/2bk+zhuw6LqveIDfGS2GQ5j+29Jab4Gl0oTlpM/heKeVcOqJYTqU0gsQaHg="
OTHER_KEY = "BCbvzr0O6eNKZpGH4Ys6kSKy9zOUW2Scyfn5Ien52tgSkCOL3pzHuzMNFQxncE3SWucFUgV0S28xv0BwdFhy0OY="
FULL = (
    HEAD
    + f"""\
languages: [nl, en]
questionnaire: cx-quickscan
theme: plain
brand:
  primary: "#1D4E5F"
  accent: "#B3541E"
consultant:
  name: Vos & Verhagen
  contact: hello@vos-verhagen.example
capacity: 12.5
public_key: "{KEY}"
business_case:
  currency: "£"
  day_rate: 480
"""
)


def place(folder: Path, text: str | bytes | None, **clients: str) -> Workspace:
    """A workspace with these clients and this practice."""
    if text is not None:
        write(folder / "cxassess.yaml", text)
    return workspace(folder, clients or {"acme": BARE})


def read(folder: Path, text: str, own: str = "") -> model.Client:
    """A client with lines of its own in a practice."""
    return Library(place(folder, text, acme=BARE + own)).client("acme")[0]


def notes(folder: Path, text: str, own: str = "") -> list[Problem]:
    return Library(place(folder, text, acme=BARE + own)).client("acme")[2]


def problems(folder: Path, text: str | bytes, own: str = "") -> list[Problem]:
    """All that is wrong with a client and its practice."""
    with pytest.raises(InvalidInput) as caught:
        Library(place(folder, text, acme=BARE + own)).client("acme")
    return list(caught.value.problems)


def said(text: str) -> list[str]:
    """The lines of an output that are about a file."""
    return [line for line in text.splitlines() if re.match(r"\S+\.yaml", line)]


# ---- What it gives --------------------------------------------------------------------------------------


def test_a_client_has_all_that_the_practice_gives(tmp_path: Path) -> None:
    found = read(tmp_path, FULL)
    assert (found.languages, found.questionnaire, found.theme) == (("nl", "en"), "cx-quickscan", "plain")
    assert (found.brand.primary, found.brand.accent, found.brand.logo) == ("#1D4E5F", "#B3541E", None)
    assert (found.consultant, found.contact) == ("Vos & Verhagen", "hello@vos-verhagen.example")
    assert (found.capacity, found.public_key) == (12.5, KEY)
    assert (found.currency, found.day_rate) == ("£", 480)


OWN = {
    "languages": ("languages: [en]\n", {"languages": ("en",)}),
    "questionnaire": ("questionnaire: cx-maturity\n", {"questionnaire": "cx-maturity"}),
    "theme": ("theme: default\n", {"theme": "default"}),
    "consultant": ("consultant: {name: Jo}\n", {"consultant": "Jo", "contact": ""}),
    "capacity": ("capacity: 0\n", {"capacity": 0}),
    "public_key": (f'public_key: "{OTHER_KEY}"\n', {"public_key": OTHER_KEY}),
    "business_case.currency": ("business_case: {currency: $}\n", {"currency": "$", "day_rate": 480}),
    "business_case.day_rate": ("business_case: {day_rate: 0}\n", {"currency": "£", "day_rate": 0}),
    "no consultant": ("consultant:\n", {"consultant": "", "contact": ""}),
    "no rate": ("business_case: {day_rate: }\n", {"currency": "£", "day_rate": None}),
    "no capacity": ("capacity:\n", {"capacity": None}),
}


@pytest.mark.parametrize("name", OWN)
def test_what_a_client_says_comes_first_key_by_key(tmp_path: Path, name: str) -> None:
    """And nothing else changes but what follows from it."""
    own, expected = OWN[name]
    plain, found = read(tmp_path, FULL), read(tmp_path, FULL, own)
    fields = (
        *("languages", "questionnaire", "theme", "brand", "consultant", "contact"),
        *("capacity", "public_key", "currency", "day_rate"),
    )
    assert {key: getattr(found, key) for key in fields} == {
        **{key: getattr(plain, key) for key in fields},
        **expected,
    }


def test_a_colour_of_a_client_leaves_the_other_to_the_practice(tmp_path: Path) -> None:
    brand = read(tmp_path, FULL, 'brand: {accent: "#00707a"}\n').brand
    assert (brand.primary, brand.accent) == ("#1D4E5F", "#00707A")


def test_every_key_of_the_practice_is_one_of_a_client() -> None:
    """And both take the same values."""
    theirs, ours = (json.loads(cx("schema", name).stdout)["properties"] for name in ("client", "practice"))
    assert ours.keys() <= theirs.keys()
    for key in ours.keys() - {"format", "brand"}:
        same = ("type", "items", "minItems", "maxItems", "minLength", "maxLength", "pattern", "anyOf", "$ref")
        assert [ours[key].get(part) for part in same] == [theirs[key].get(part) for part in same], key


def test_a_client_without_languages_fits_its_schema() -> None:
    """An editor knows nothing of the practice; the program says where they are missing."""
    assert json.loads(cx("schema", "client").stdout)["required"] == ["format", "name"]


@pytest.mark.parametrize("text", [None, HEAD, HEAD + "brand: {}\ncapacity:\ntheme: plain\n"])
def test_languages_that_nobody_gives_are_missing_as_ever(tmp_path: Path, text: str | None) -> None:
    place(tmp_path, text)
    result = cx("build", cwd=tmp_path)
    assert result.exit_code == 2
    assert said(result.stderr) == ["clients/acme/client.yaml:1:1: “languages” is missing here. Add it."]


def test_a_practice_that_gives_nothing_changes_no_byte(tmp_path: Path) -> None:
    pages = []
    for text in (None, HEAD):
        place(tmp_path, text, acme=CLIENT)
        assert cx("build", "--force", cwd=tmp_path).exit_code == 0
        pages.append((tmp_path / "output" / "acme" / "index.html").read_bytes())
    assert pages[0] == pages[1]


def test_what_the_practice_gives_makes_the_page_that_the_client_would_make(tmp_path: Path) -> None:
    pages = []
    for text, own in ((FULL, BARE), (None, FULL.replace(HEAD, BARE))):
        (tmp_path / "cxassess.yaml").unlink(missing_ok=True)
        place(tmp_path, text, acme=own)
        assert cx("build", cwd=tmp_path).exit_code == 0
        pages.append((tmp_path / "output" / "acme" / "index.html").read_bytes())
    assert pages[0] == pages[1]
    assert b"hello@vos-verhagen.example" in pages[0]


def test_score_report_and_roadmap_use_the_practice(tmp_path: Path) -> None:
    write(tmp_path / "questionnaires" / "small" / "questionnaire.yaml", SMALL)
    place(tmp_path, HEAD + "languages: [en]\nquestionnaire: small\nconsultant: {name: Vos & Verhagen}\n")
    answers = response_data({"first": "2"}, questionnaire={"id": "small", "version": "1"})
    write(tmp_path / "clients" / "acme" / "responses" / "1.json", answers)
    where = ("-o", "../elsewhere")
    for command in (
        ("score", "acme"),
        ("report", "clients/acme/", "--format", "html", *where),
        ("roadmap", "acme", *where),
    ):
        result = cx(*command, cwd=tmp_path)
        assert result.exit_code == 0, result.stderr
    page = (tmp_path.parent / "elsewhere" / "acme" / "report.html").read_text("utf-8")
    assert "Vos &amp; Verhagen" in page


def test_the_demo_is_no_client_of_the_practice(tmp_path: Path) -> None:
    write(tmp_path / "cxassess.yaml", "broken: [")
    from cxassess import commands

    found = Library(Workspace(commands.bundled("demo"))).client("meridiaan")[0]
    assert found.consultant != ""
    assert cx("check", ROOT / "demo" / "clients" / "meridiaan", cwd=tmp_path).exit_code == 0


def test_a_client_of_another_workspace_has_its_own_practice(tmp_path: Path) -> None:
    place(tmp_path / "theirs", HEAD + "languages: [en]\n")
    place(tmp_path / "ours", HEAD + "languages: [en]\ntheme: defualt\n")
    assert cx("check", "../theirs/clients/acme", cwd=tmp_path / "ours").exit_code == 0
    assert cx("check", "theirs/clients/acme/", cwd=tmp_path).exit_code == 0
    result = cx("check", "ours/clients/acme", cwd=tmp_path)
    assert said(result.stderr)[0].startswith("ours/cxassess.yaml:3:8: there is no theme “defualt”")


# ---- Mistakes -------------------------------------------------------------------------------------------

DEEP = "[" * 60

CASES: dict[str, tuple[str | bytes, int | None, str]] = {
    "unknown-key-near": (HEAD + "langauges: [en]\n", 2, "Did you mean “languages”?"),
    "unknown-key": (HEAD + "xyzzy: 1\n", 2, "Known keys: brand, business_case"),
    "unknown-key-under": (HEAD + "day_rate: 480\n", 2, "belongs under “business_case”"),
    "key-of-client": (HEAD + "brand:\n  logo: logo.svg\n", 3, "“logo” differs for each client. Move it to client.yaml"),
    "key-missing": ("languages: [en]\n", 1, "“format” is missing"),
    "not-one-of": ("format: two\n", 1, "Choose from: cxassess.practice/1"),
    "not-list": (HEAD + "languages: en\n", 2, "“languages” must be a list"),
    "too-few-items": (HEAD + "languages: []\n", 2, "“languages” needs at least 1"),
    "empty-text": (HEAD + "theme:\n", 2, "“theme” is empty"),
    "not-slug": (HEAD + "theme: ../x\n", 2, "“../x” cannot be an id"),
    "not-mapping": (HEAD + "brand: red\n", 2, "“brand” must be a group"),
    "wrong-form": (HEAD + "brand:\n  accent: red\n", 3, "“red” does not have the form that “accent” needs"),
    "not-number": (HEAD + "capacity: much\n", 2, "must be a number, not “much”"),
    "not-public-key": (HEAD + "public_key: abc\n", 2, "“public_key” is not a public key"),
    "theme-unknown-near": (HEAD + "theme: defualt\n", 2, "Did you mean “default”?"),
    "theme-unknown": (HEAD + "theme: zzz\n", 2, "there is no theme “zzz”. Known: default, plain"),
    "questionnaire-unknown-near": (HEAD + "questionnaire: cx-maturty\n", 2, "Did you mean “cx-maturity”?"),
    "questionnaire-unknown": (HEAD + "questionnaire: zzz\n", 2, "there is no questionnaire “zzz”"),
    "duplicate-key": (HEAD + "capacity: 1\ncapacity: 2\n", 3, "already given on line 2"),
    "yaml-trap": (HEAD + "consultant: {name: no}\n", 2, "“no” without quotes"),
    "yaml-bracket": (HEAD + "languages: [en\n", 2, "the bracket that begins here has no end"),
    "too-deep": (HEAD + f"theme: {DEEP}\n", 2, "more than 40 levels"),
    "file-too-large": (HEAD + "#" * 2_000_001, None, "larger than 2 MB"),
    "file-empty": ("# nothing\n", None, "the file is empty"),
    "not-utf8": (HEAD.encode() + b"theme: \xff\n", 2, "not UTF-8"),
    "not-keys": ("- a\n", 1, "must consist of keys with values"),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_each_mistake_is_told_where_it_is_and_hides_in_no_client(tmp_path: Path, code: str) -> None:
    """Also where the clients leave everything to the practice: then nothing that follows is told."""
    text, line, words = CASES[code]
    (found,) = problems(tmp_path, text, "" if code in NO_LANGUAGES else "languages: [en]\n")
    assert (found.code, found.place.file, found.place.line) == (code, "cxassess.yaml", line)
    assert (found.place.column is None) == (line is None or code == "not-utf8")
    assert words in found.text()


NO_LANGUAGES = ("unknown-key-near", "not-list", "too-few-items", "yaml-bracket", "too-deep", "file-too-large")
"""Here the languages of the client are among what cannot be known."""


@pytest.mark.parametrize("command", ["check", "build", "report", "report --each", "score", "roadmap", "new"])
def test_all_mistakes_are_told_once_by_each_command(tmp_path: Path, command: str) -> None:
    text = HEAD + "thema: x\ntheme: defualt\nbrand: {primary: red}\ncapacity: -1\n"
    home = place(tmp_path, text, acme=CLIENT, zenith=CLIENT + "theme: plain\nx: 1\n")
    for name in home.client_names():
        for i in (1, 2):
            answers = response_data({}, client=name)
            write(home.clients / name / "responses" / f"{i}.json", answers)
    names = [] if command in ("check", "build") else ["acme"] if command != "new" else ["Other"]
    result = cx(*command.split(), *names, cwd=tmp_path)
    assert result.exit_code == (1 if command == "check" else 2)
    lines = said(result.stderr)
    assert [line.split(" ")[0] for line in lines if line.startswith("cxassess")] == [
        *("cxassess.yaml:2:1:", "cxassess.yaml:3:8:", "cxassess.yaml:4:18:", "cxassess.yaml:5:11:"),
    ]
    others = [line for line in lines if not line.startswith("cxassess")]
    assert [line.split(" ")[0] for line in others] == (
        ["clients/zenith/client.yaml:5:1:"] if not names else []
    )


def test_a_file_that_cannot_be_read_ends_check_with_2(tmp_path: Path) -> None:
    place(tmp_path, HEAD + "theme: [\n", acme=CLIENT, zenith=CLIENT)
    result = cx("check", cwd=tmp_path)
    assert (result.exit_code, len(said(result.stderr))) == (2, 1)


def test_check_takes_the_file_itself_and_counts_it(tmp_path: Path) -> None:
    place(tmp_path, HEAD + "languages: [en]\n")
    assert cx("check", "cxassess.yaml", cwd=tmp_path).output == "1 checked, no problems.\n"
    assert cx("check", cwd=tmp_path).output == "6 checked, no problems.\n"
    write(tmp_path / "cxassess.yaml", HEAD + "theme: zzz\n")
    assert cx("check", "cxassess.yaml", cwd=tmp_path).exit_code == 1
    assert cx("check", "themes", cwd=tmp_path).stderr.startswith("themes: there is no such file")


def test_what_is_unsound_in_the_practice_hides_nothing_in_a_client(tmp_path: Path) -> None:
    own = "sector: zorg\ntargets: {visoin: 3}\ngroups: x\n"
    found = problems(tmp_path, HEAD + "languages: NL\ncapacity: veel\n", own)
    assert [(p.code, p.place.file.rpartition("/")[2]) for p in found] == [
        *(("sector-unknown", "client.yaml"), ("target-unknown-near", "client.yaml"), ("not-list", "client.yaml")),
        *(("not-list", "cxassess.yaml"), ("not-number", "cxassess.yaml")),
    ]  # fmt: skip


@pytest.mark.parametrize("text", [HEAD + "questionnaire: A B\n", HEAD + "questionaire: own\n", "a: ["])
def test_a_client_is_not_held_against_a_questionnaire_that_nobody_meant(tmp_path: Path, text: str) -> None:
    found = problems(tmp_path, text, "languages: [en]\ntargets: {own: 3}\n")
    assert [p.place.file for p in found] == ["cxassess.yaml"]
    found = problems(tmp_path, text, "languages: [en]\ntargets: {own: 3}\nquestionnaire: cx-maturity\n")
    assert next(p.code for p in found) == "target-unknown"


def test_a_client_that_cannot_be_read_hides_no_mistake_of_the_practice(tmp_path: Path) -> None:
    place(tmp_path, HEAD + "theme: zzz\n", acme="format: [")
    assert [line.split(":")[0] for line in said(cx("build", cwd=tmp_path).stderr)] == [
        "clients/acme/client.yaml",
        "cxassess.yaml",
    ]


@pytest.mark.parametrize(
    ("given", "own", "code", "at"),
    [
        ("languages: [en,\n  fr]\n", "", "language-unknown", ("cxassess.yaml", 3, 3)),
        ("languages: [en]\n", "languages: [fr]\n", "language-unknown", ("client.yaml", 3, 13)),
        ("languages: [en]\ntheme: plian\n", "", "theme-unknown-near", ("cxassess.yaml", 3, 8)),
        ("languages: [en]\ntheme: plain\n", "theme: plian\n", "theme-unknown-near", ("client.yaml", 3, 8)),
    ],
)
def test_what_does_not_fit_is_told_where_it_was_given(
    tmp_path: Path, given: str, own: str, code: str, at: tuple[str, int, int]
) -> None:
    (found,) = problems(tmp_path, HEAD + given, own)
    where = found.place
    assert (found.code, (where.file.rpartition("/")[2], where.line, where.column)) == (code, at)


def test_a_wrong_value_of_a_client_is_not_replaced_by_that_of_the_practice(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, FULL, "brand: red\n")
    assert (found.code, found.place.file) == ("not-mapping", "clients/acme/client.yaml")
    (found,) = problems(tmp_path, FULL, 'brand: {primary: "red"}\n')
    assert (found.code, found.place.file, found.place.line) == ("wrong-form", "clients/acme/client.yaml", 3)


def test_a_language_that_some_questionnaire_lacks_is_told_once(tmp_path: Path) -> None:
    place(tmp_path, HEAD + "languages: [en, fr]\n", **{f"c{i}": BARE for i in range(5)})
    for command, code in (("check", 1), ("build", 2)):
        result = cx(command, cwd=tmp_path)
        assert (result.exit_code, len(said(result.stderr))) == (code, 1)


@pytest.mark.parametrize("count", [1, 30])
def test_a_colour_that_is_changed_for_many_clients_is_noted_once(tmp_path: Path, count: int) -> None:
    text = HEAD + 'languages: [en]\nbrand:\n  primary: "#3399CC"\n'
    place(tmp_path, text, **{f"c{i}": BARE for i in range(count)})
    for command in ("check", "build"):
        result = cx(command, cwd=tmp_path)
        assert result.exit_code == 0
        assert result.stderr == (
            "cxassess.yaml:4:12: the primary colour #3399CC is too light to read on white; "
            "#205F7E is used for text and bars.\n"
        )


def test_a_remark_that_swallows_a_value_is_noted_in_the_practice(tmp_path: Path) -> None:
    found = notes(tmp_path, HEAD + "languages: [en]\nconsultant:\n  name: Vos #1\n")
    assert [(n.code, n.place.file, n.place.line) for n in found] == [("yaml-remark", "cxassess.yaml", 4)]


def test_a_client_without_the_key_of_the_practice_is_noted(tmp_path: Path) -> None:
    (note,) = notes(tmp_path, FULL, "public_key:\n")
    assert (note.code, note.place.file, note.place.line) == ("public-key-off", "clients/acme/client.yaml", 3)
    assert notes(tmp_path, HEAD + "languages: [en]\n", "public_key:\n") == []
    assert notes(tmp_path, FULL) == []


@pytest.mark.parametrize("name", ["cxassess.yml", "cxassess.yaml.txt", "cxassess (1).yaml", "CXassess.YML"])
def test_a_file_with_another_name_is_told_not_left_out(tmp_path: Path, name: str) -> None:
    place(tmp_path, None, acme=CLIENT)
    assert cx("build", cwd=tmp_path).exit_code == 0
    write(tmp_path / name, HEAD)
    write(tmp_path / "clients" / "acme" / "responses" / "1.json", response_data(v1_answers()))
    for command, code in ((["check"], 1), (["build"], 2), (["build", "acme"], 2), (["report", "acme"], 2)):
        result = cx("-q", *command, cwd=tmp_path)
        told = f"{name}: this file is not read, because it is not called “cxassess.yaml”. Rename it.\n"
        assert (result.exit_code, result.stderr) == (code, told), command


@pytest.mark.parametrize(
    "name", ["cxassess-notes.txt", "cxassess.txt", "cxassess.schema.json", ".cxassess.yaml.swp"]
)
def test_other_files_beside_the_clients_are_none_of_our_business(tmp_path: Path, name: str) -> None:
    place(tmp_path, None, acme=CLIENT)
    write(tmp_path / name, "x")
    assert cx("check", cwd=tmp_path).exit_code == 0
    assert cx("build", cwd=tmp_path).exit_code == 0


def test_a_folder_of_that_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "cxassess.yaml").mkdir()
    place(tmp_path, None, acme=CLIENT)
    assert said(cx("build", cwd=tmp_path).stderr) == [
        "cxassess.yaml: this is a folder, not a file. Name the file inside it."
    ]


# ---- What is made again ---------------------------------------------------------------------------------


def later(path: Path) -> None:
    """The same content, but changed a second later."""
    state = path.stat()
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 10**9))


def built(folder: Path, *arguments: str) -> tuple[int, int]:
    """How many clients a build wrote, and how many stayed the same."""
    result = cx("build", *arguments, cwd=folder)
    assert result.exit_code == 0, result.stderr
    written, unchanged = re.findall(r"\d+", result.stdout.splitlines()[-1])
    return int(written), int(unchanged)


@pytest.mark.parametrize("output", ["output", "../elsewhere"])
def test_a_change_rebuilds_the_clients_that_it_concerns(tmp_path: Path, output: str) -> None:
    text = HEAD + "languages: [en]\nconsultant: {name: Vos}\n"
    home = place(tmp_path, text, acme=BARE, zenith=BARE + "consultant: {name: Jo}\n")
    where = ("-o", output)
    assert built(tmp_path, *where) == (2, 0)
    assert built(tmp_path, *where) == (0, 2)
    write(home.practice, text.replace("Vos", "Vossen"))
    assert built(tmp_path, *where) == (1, 1)
    assert "Vossen" in (tmp_path / output / "acme" / "index.html").read_text("utf-8")
    assert built(tmp_path, *where) == (0, 2)
    write(home.practice, HEAD + "languages: [en]\n")
    assert built(tmp_path, *where, "clients/acme/") == (1, 0)
    assert built(tmp_path, *where) == (0, 2)


def test_a_practice_that_comes_or_goes_is_noticed(tmp_path: Path) -> None:
    home = place(tmp_path, None, acme=CLIENT)
    assert built(tmp_path) == (1, 0)
    write(home.practice, HEAD + "consultant: {name: Vos}\n")
    assert built(tmp_path) == (1, 0)
    home.practice.unlink()
    assert built(tmp_path) == (1, 0)


def test_the_signature_of_a_build_has_the_practice_and_that_of_questionnaires_has_not(tmp_path: Path) -> None:
    home = place(tmp_path, None)
    shared = signature.State(home).shared
    assert signature.of_build(home) == shared, "without a practice everything is as it was"
    write(home.practice, HEAD)
    first = signature.of_build(home)
    later(home.practice)
    assert len({shared, first, signature.of_build(home), signature.of_build(home, hosted=True)}) == 4
    assert signature.State(home).shared == shared


def test_a_build_of_what_is_unchanged_does_not_read_the_practice(tmp_path: Path) -> None:
    place(tmp_path, FULL)
    assert built(tmp_path) == (1, 0)
    done = python("-X", "importtime", "-m", "cxassess", "build", cwd=tmp_path)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "1 unchanged" in done.stdout
    assert loaded.isdisjoint({"yaml", "pydantic", "cxassess.practice"})


def test_many_clients_in_several_processes_hear_of_it_once(tmp_path: Path) -> None:
    text = HEAD + 'languages: [en]\nbrand: {primary: "#3399CC"}\n'
    place(tmp_path, text, **{f"c{i}": BARE for i in range(70)})
    result = cx("build", "--jobs", "2", cwd=tmp_path)
    assert (result.exit_code, len(result.stderr.splitlines())) == (0, 1)
    write(tmp_path / "cxassess.yaml", text + "them: plain\n")
    result = cx("build", "--jobs", "2", cwd=tmp_path)
    assert (result.exit_code, len(said(result.stderr))) == (2, 1)


# ---- New workspaces and clients -------------------------------------------------------------------------


def test_init_writes_a_practice_that_gives_nothing(tmp_path: Path) -> None:
    assert "cxassess.yaml" in cx("init", cwd=tmp_path).stdout
    assert practice.read(Workspace(tmp_path)).keys == frozenset()
    assert practice.read(Workspace(tmp_path)).problems == ()
    assert cx("check", cwd=tmp_path).exit_code == 0
    assert "cxassess.yaml" in (tmp_path / "README.txt").read_text()


def test_init_leaves_a_practice_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / "cxassess.yaml", FULL)
    assert "cxassess.yaml" not in cx("init", cwd=tmp_path).stdout
    assert (tmp_path / "cxassess.yaml").read_text() == FULL


def test_what_init_writes_shows_every_key_ready_to_use(tmp_path: Path) -> None:
    """Without the sign in front of it, each line is sound; the key is the one value that nobody can give."""
    cx("init", cwd=tmp_path)
    text = (tmp_path / "cxassess.yaml").read_text("utf-8")
    assert max(map(len, text.splitlines())) <= 110
    used = re.sub(r"^# (?=( *[a-z_]+:( |$)))", "", text, flags=re.MULTILINE).replace('"..."', f'"{KEY}"')
    place(tmp_path, used)
    found = practice.read(Workspace(tmp_path))
    assert found.problems == ()
    assert {key for key in found.keys if "." not in key} == practice.KEYS
    assert set(yaml.safe_load(used)["brand"]) == {"primary", "accent"}
    assert set(yaml.safe_load(used)["business_case"]) == {"currency", "day_rate"}
    client = Library(Workspace(tmp_path)).client("acme")[0]
    assert (client.theme, client.questionnaire, client.capacity) == ("default", "cx-maturity", 40)


def test_new_writes_the_same_as_ever_where_the_practice_gives_nothing(tmp_path: Path) -> None:
    texts = []
    for name, text in (("none", None), ("empty", HEAD + "brand: {}\ncapacity:\n")):
        home = place(tmp_path / name, text)
        assert cx("new", "Zenith", "--sector", "care", cwd=home.root).exit_code == 0
        texts.append((home.clients / "zenith" / "client.yaml").read_text())
    assert texts[0] == texts[1]
    assert yaml.safe_load(texts[0])["languages"] == ["nl", "en"]
    assert "cxassess.yaml" not in texts[0]


def test_new_leaves_out_what_the_practice_gives(tmp_path: Path) -> None:
    home = place(tmp_path, FULL)
    assert cx("new", "Zenith", "--sector", "care", cwd=tmp_path).exit_code == 0
    text = (home.clients / "zenith" / "client.yaml").read_text()
    assert yaml.safe_load(text) == {"format": "cxassess.client/1", "name": "Zenith", "sector": "care"}
    told = "brand, business_case, capacity, consultant, languages, public_key, questionnaire, theme"
    assert f"# cxassess.yaml gives: {told}. Write it here too where this client differs.\n" in text
    assert "# public_key" not in text
    with_logo = re.sub(r"^# (?=brand:|  logo)", "", text, flags=re.MULTILINE)
    assert yaml.safe_load(with_logo)["brand"] == {"logo": "logo.svg"}
    found = Library(home).client("zenith")[0]
    assert (found.languages, found.consultant) == (("nl", "en"), "Vos & Verhagen")
    assert cx("check", cwd=tmp_path).exit_code == 0


def test_new_writes_what_is_wanted_although_the_practice_gives_it(tmp_path: Path) -> None:
    home = place(tmp_path, FULL)
    options = ("--languages", "en", "--consultant", "Jo", "--contact", "jo@x.example", "--primary", "#123456")
    assert cx("new", "Zenith", *options, cwd=tmp_path).exit_code == 0
    data = yaml.safe_load((home.clients / "zenith" / "client.yaml").read_text())
    assert (data["languages"], data["brand"]) == (["en"], {"primary": "#123456"})
    assert data["consultant"] == {"name": "Jo", "contact": "jo@x.example"}


@pytest.mark.parametrize(
    ("given", "answers", "asked"),
    [
        ("", "Zenith\nen\ncare\nJo\n", {"In which languages", "sector", "your practice"}),
        ("languages: [en]\n", "Zenith\ncare\nJo\n", {"sector", "your practice"}),
        ("consultant: {name: Vos}\n", "Zenith\nen\ncare\n", {"In which languages", "sector"}),
        ("languages: [en]\nconsultant: {name: Vos}\n", "Zenith\ncare\n", {"sector"}),
        ("languages: [en]\nconsultant: {name: Vos}\nquestionnaire: small\n", "Zenith\n", set()),
        ("consultant: {name: Vos}\nquestionnaire: small\n", "Zenith\n\n", {"In which languages"}),
    ],
)
def test_new_asks_only_what_the_practice_leaves_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, answers: str, asked: set[str]
) -> None:
    """A questionnaire without sectors has none to choose from, and one in English is not asked in Dutch."""
    write(tmp_path / "questionnaires" / "small" / "questionnaire.yaml", SMALL)
    home = place(tmp_path, HEAD + given)
    monkeypatch.setattr("cxassess.terminal.asks", lambda: True)
    result = cx("new", cwd=tmp_path, stdin=answers)
    assert result.exit_code == 0, result.output
    words = {"In which languages", "sector", "your practice"}
    assert {word for word in words if word in result.output} == asked
    assert Library(home).client("zenith")[0].languages == ("en",)


def test_new_asks_nothing_where_the_practice_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = place(tmp_path, HEAD + "theme: zzz\n")
    monkeypatch.setattr("cxassess.terminal.asks", lambda: True)
    result = cx("new", cwd=tmp_path, stdin="Zenith\n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(said(result.stderr)) == 1
    assert home.client_names() == ["acme"]


def test_the_sectors_that_are_proposed_are_those_of_the_bundled_questionnaire(tmp_path: Path) -> None:
    place(tmp_path, HEAD + "questionnaire: cx-maturity\n")
    assert set(scaffold.known_of(Workspace(tmp_path)).sectors) == set(scaffold.SECTORS)
