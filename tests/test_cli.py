"""The command line as its users meet it: what it says, what it writes, and what it leaves alone."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from samples import (
    BUNDLED,
    CLIENT,
    DEMO,
    ROOT,
    SMALL,
    cx,
    python,
    response_data,
    v1_answers,
    workspace,
    write,
)

COMMANDS = {
    "build": "Build the sites of all clients",
    "check": "Find all problems in questionnaires, themes, clients and responses",
    "demo": "site and the report of the bundled demo client",
    "init": "Make a workspace",
    "keygen": "Make a key pair",
    "new": "Make the folder of a new client",
    "roadmap": "Write the plan of a client's response",
    "report": "management report of a client as PDF",
    "schema": "JSON Schema of a file format",
    "score": "Score response files, exactly as the page does",
    "serve": "Show pages in your browser",
}
HEAVY = ("yaml", "pydantic", "jinja2", "markdown", "nh3", "weasyprint", "pikepdf", "cryptography", "openpyxl")


def files(root: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below a folder with its time of change and content."""
    return {
        path.relative_to(root).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def v1(folder: Path, name: str = "v1.json", **changes: Any) -> Path:
    """The response V1 as a file."""
    return write(folder / name, response_data(v1_answers(), **changes))


# ---- Help -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_what_it_does(command: str) -> None:
    result = cx(command, "--help")
    assert result.exit_code == 0
    assert COMMANDS[command] in " ".join(result.output.split())


def test_the_first_help_names_every_command_and_only_those() -> None:
    lines = cx("--help").output.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in lines if line.strip()] == sorted(COMMANDS)


def test_every_option_is_explained() -> None:
    for command in COMMANDS:
        options = cx(command, "--help").output.partition("Options:\n")[2].splitlines()
        bare = [row for row in options if row.strip().startswith("-") and len(row.split("  ")) < 3]
        assert [row.strip() for row in bare] in ([], ["--format [table|json|csv]"]), command


def test_the_version_is_that_of_the_package() -> None:
    from cxassess import __version__

    assert cx("--version").output == f"cxassess, version {__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"], ["report", "--help"]])
def test_help_loads_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    code = (
        f"import sys\nfrom cxassess.cli import main\ntry: main({arguments!r})\nexcept SystemExit: pass\n"
        f"print('LOADED', [m for m in {HEAVY!r} if m in sys.modules])"
    )
    assert python("-c", code, cwd=tmp_path).stdout.splitlines()[-1] == "LOADED []"


def test_the_module_runs_and_loads_nothing_heavy(tmp_path: Path) -> None:
    done = python("-X", "importtime", "-m", "cxassess", "--help", cwd=tmp_path)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "cxassess.cli" in loaded
    assert loaded.isdisjoint(HEAVY)
    assert done.stdout.startswith("Usage:")


def test_a_build_of_what_is_unchanged_loads_nothing_heavy(tmp_path: Path) -> None:
    workspace(tmp_path)
    assert cx("build", cwd=tmp_path).exit_code == 0
    done = python("-X", "importtime", "-m", "cxassess", "build", cwd=tmp_path)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert loaded.isdisjoint(HEAVY)
    assert "1 unchanged" in done.stdout


@pytest.mark.parametrize(
    "arguments", [["bild"], ["--lang", "fr", "check"], ["score"], ["build", "--bogus"], ["report"]]
)
def test_bad_usage_ends_with_2(tmp_path: Path, arguments: list[str]) -> None:
    result = cx(*arguments, cwd=tmp_path)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


# ---- A workspace and its clients ------------------------------------------------------------------------


def test_init_makes_a_workspace(tmp_path: Path) -> None:
    result = cx("init", "mine", cwd=tmp_path)
    assert result.exit_code == 0
    assert {path.name for path in (tmp_path / "mine").iterdir()} == {
        "README.txt",
        "clients",
        "cxassess.yaml",
        "questionnaires",
        "themes",
    }
    assert "cxassess new" in (tmp_path / "mine" / "README.txt").read_text()
    assert cx("check", cwd=tmp_path / "mine").exit_code == 0


def test_init_makes_one_here(tmp_path: Path) -> None:
    assert cx("init", cwd=tmp_path).exit_code == 0
    assert (tmp_path / "clients").is_dir()


def test_init_leaves_a_workspace_as_it_is(tmp_path: Path) -> None:
    workspace(tmp_path)
    before = files(tmp_path)
    result = cx("init", cwd=tmp_path)
    assert result.exit_code == 2
    assert "already a workspace. Nothing was changed" in result.stderr
    assert files(tmp_path) == before


def test_init_leaves_a_readme_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / "README.txt", "mine")
    assert cx("init", cwd=tmp_path).exit_code == 0
    assert (tmp_path / "README.txt").read_text() == "mine"


def test_init_into_a_file_is_told(tmp_path: Path) -> None:
    write(tmp_path / "file", "x")
    result = cx("init", "file", cwd=tmp_path)
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Acme", "acme"),
        ("Müller & Zoë B.V.", "muller-zoe-b-v"),
        ("  Two   words ", "two-words"),
        ("../../x", "x"),
        ("/etc/passwd", "etc-passwd"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("CON", "client-con"),
        ("com1", "client-com1"),
        ("😀", "client"),
        ("42 North", "client-42-north"),
        ("-rf", "rf"),
        ('He said "no": #1 \\ {x}', "he-said-no-1-x"),
        ("a" * 90, "a" * 50),
        ("線", "client"),
        ("Ærø Łódź Straße", "aero-lodz-strasse"),
    ],
)
def test_new_makes_a_sound_client_of_any_name(tmp_path: Path, name: str, slug: str) -> None:
    ws = workspace(tmp_path, {})
    result = cx("new", "--", name, cwd=tmp_path)
    assert result.exit_code == 0, result.stderr
    assert ws.client_names() == [slug]
    assert [path.name for path in tmp_path.iterdir()] == ["clients"]
    assert yaml.safe_load((ws.clients / slug / "client.yaml").read_text())["name"] == " ".join(name.split())
    assert cx("check", cwd=tmp_path).exit_code == 0


def test_new_takes_languages_with_a_space_between(tmp_path: Path) -> None:
    ws = workspace(tmp_path, {})
    assert cx("new", "Acme", "--languages", "nl en", cwd=tmp_path).exit_code == 0
    data = yaml.safe_load((ws.clients / "acme" / "client.yaml").read_text())
    assert data["languages"] == ["nl", "en"]


def test_new_takes_all_that_it_could_ask(tmp_path: Path) -> None:
    ws = workspace(tmp_path, {})
    options = ["--languages", "nl, en", "--sector", "care", "--primary", "#112233"]
    options += ["--consultant", 'Jo "J"', "--contact", "0612345678"]
    assert cx("new", "Acme", *options, cwd=tmp_path).exit_code == 0
    data = yaml.safe_load((ws.clients / "acme" / "client.yaml").read_text())
    assert (data["languages"], data["sector"], data["brand"]["primary"]) == (["nl", "en"], "care", "#112233")
    assert data["consultant"] == {"name": 'Jo "J"', "contact": "0612345678"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["", "--languages", "en"], "the name is empty"),
        (["   "], "the name is empty"),
        (["Acme", "--sector", "space"], "no sector “space”"),
        (["Acme", "--sector", "b2c\ntargets: {vision: 9}"], "level 9 does not exist"),
        (["Acme", "--languages", "fr"], "no language “fr”"),
        (["Acme", "--languages", ""], "needs at least 1"),
        (["Acme", "--languages", "en], name: [x"], "not valid YAML"),
        (["Acme", "--primary", "red"], "“red”"),
        (["Acme", "--primary", '#112233"\n  logo: "../../etc/passwd'], "outside"),
        (["A" * 401], "longer than 400"),
    ],
)
def test_new_leaves_nothing_behind_when_it_cannot(tmp_path: Path, arguments: list[str], words: str) -> None:
    ws = workspace(tmp_path, {})
    result = cx("new", *arguments, cwd=tmp_path)
    assert result.exit_code == 2
    assert words in result.stderr
    assert list(ws.clients.iterdir()) == []


def test_new_asks_again_until_it_can_use_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = workspace(tmp_path)
    monkeypatch.setattr("cxassess.terminal.asks", lambda: True)
    given = "Acme\nZenith\nfrans\nNL,en\nzorg\ncare\nJo\n"
    result = cx("--lang", "nl", "new", cwd=tmp_path, stdin=given)
    assert result.exit_code == 0, result.output
    data = yaml.safe_load((ws.clients / "zenith" / "client.yaml").read_text())
    assert (data["sector"], data["languages"], data["consultant"]) == ("care", ["NL", "en"], {"name": "Jo"})
    for words in (
        "Hoe heet de opdrachtgever?",
        "“acme” bestaat al",
        "“frans” kan hier niet",
        "“zorg” kan hier niet",
    ):
        assert words in result.output


def test_new_without_a_terminal_takes_what_it_would_propose(tmp_path: Path) -> None:
    ws = workspace(tmp_path, {})
    assert cx("new", "Acme", cwd=tmp_path).exit_code == 0
    assert yaml.safe_load((ws.clients / "acme" / "client.yaml").read_text())["languages"] == ["nl", "en"]


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_whoever_stops_a_command_hears_that_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cxassess.checking.check", stopped)
    result = cx("--lang", lang, "check", cwd=workspace(tmp_path).root)
    assert (result.exit_code, result.stderr) == (130, {"en": "Stopped.\n", "nl": "Gestopt.\n"}[lang])


def test_a_full_disk_is_no_fault_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("cxassess.checking.check", full)
    result = cx("check", cwd=workspace(tmp_path).root)
    assert result.exit_code == 2
    assert "there is no space left on the disk, or in /" in result.stderr


def test_an_archive_without_a_pdf_is_told(tmp_path: Path) -> None:
    workspace(tmp_path)
    v1(tmp_path)
    result = cx("report", "acme", "v1.json", "--archive", "--format", "html,docx", cwd=tmp_path)
    assert result.exit_code == 2
    assert "only a PDF can be printed for archives" in result.stderr


def test_new_leaves_an_existing_client_as_it_is(tmp_path: Path) -> None:
    workspace(tmp_path)
    before = files(tmp_path)
    result = cx("new", "ACME!", cwd=tmp_path)
    assert result.exit_code == 2
    assert "client “acme” exists already" in result.stderr
    assert files(tmp_path) == before


def test_new_needs_a_workspace(tmp_path: Path) -> None:
    result = cx("new", "Acme", cwd=tmp_path)
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "make one with: cxassess init" in result.stderr


# ---- Check ----------------------------------------------------------------------------------------------


def test_check_without_names_looks_at_everything(tmp_path: Path) -> None:
    workspace(tmp_path, ("acme", "zenith"))
    v1(tmp_path / "clients" / "acme" / "responses")
    everything = cx("check", cwd=tmp_path)
    assert (everything.exit_code, everything.stderr.count("response-reason")) == (0, 0)
    bundled = len([p for kind in ("questionnaires", "themes") for p in (ROOT / kind).iterdir() if p.is_dir()])
    assert everything.stdout.startswith(f"{bundled + 3} ")


def test_check_tells_all_problems_of_all_files_at_once(tmp_path: Path) -> None:
    workspace(tmp_path, {"acme": CLIENT + "x: 1\n", "zenith": CLIENT + "y: 1\nsector: a b\n"})
    write(tmp_path / "clients" / "acme" / "responses" / "r.json", "{")
    result = cx("check", cwd=tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert [row.split(" ")[0] for row in result.stderr.splitlines()] == [
        "clients/acme/client.yaml:4:1:",
        "clients/acme/responses/r.json:1:2:",
        "clients/zenith/client.yaml:4:1:",
        "clients/zenith/client.yaml:5:9:",
    ]


def test_check_goes_on_after_a_file_that_is_missing(tmp_path: Path) -> None:
    write(tmp_path / "bad.json", "{")
    result = cx("check", "none.yaml", "none.json", "bad.json", cwd=tmp_path)
    assert result.exit_code != 0
    assert {row.split(":")[0] for row in result.stderr.splitlines()} == {"none.yaml", "none.json", "bad.json"}


@pytest.mark.parametrize("name", ["client.yaml", ".", "../acme", "../acme/client.yaml", "../../clients/acme"])
def test_check_works_from_inside_a_folder(tmp_path: Path, name: str) -> None:
    workspace(tmp_path)
    result = cx("check", name, cwd=tmp_path / "clients" / "acme")
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("name", ["questionnaire.yaml", ".", "nl.yaml"])
def test_check_knows_a_questionnaire_by_any_of_its_files(name: str) -> None:
    assert cx("check", name, cwd=BUNDLED).exit_code == 0


def test_check_looks_at_the_theme_that_is_named(tmp_path: Path) -> None:
    theme = write(
        tmp_path / "elsewhere" / "mine" / "theme.yaml",
        "format: cxassess.theme/1\nname: mine\nextends: default\n",
    )
    assert cx("check", theme.parent, cwd=tmp_path).exit_code == 0
    write(theme, theme.read_text() + "tokens: {ink: red}\n")
    result = cx("check", theme, cwd=tmp_path)
    assert result.exit_code == 1
    assert "theme.yaml:4:15" in result.stderr


def test_check_says_what_it_cannot_check(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "x")
    result = cx("check", "a.txt", cwd=tmp_path)
    assert result.exit_code == 2
    assert "a.txt: there is nothing here that can be checked" in result.stderr


def test_check_tells_notes_without_failing(tmp_path: Path) -> None:
    workspace(tmp_path, {"acme": CLIENT + 'brand: {primary: "#FFFF00"}\n'})
    result = cx("check", "clients/acme", cwd=tmp_path)
    assert result.exit_code == 0
    assert "the primary colour #FFFF00 is too light" in result.stderr


def test_a_questionnaire_that_is_not_there_is_told_with_its_near_match(tmp_path: Path) -> None:
    workspace(
        tmp_path, {"acme": CLIENT + "questionnaire: cx-maturty\n", "b": CLIENT + "questionnaire: xyz\n"}
    )
    rows = cx("check", "clients/acme", "clients/b", cwd=tmp_path).stderr.splitlines()
    assert rows[0].startswith(
        "clients/acme/client.yaml:4:16: there is no questionnaire “cx-maturty”. Did you mean “cx-maturity”?"
    )
    assert rows[1].startswith("clients/b/client.yaml:4:16: there is no questionnaire “xyz”. Known: ")


def test_a_theme_that_is_not_there_is_told_on_its_line(tmp_path: Path) -> None:
    workspace(tmp_path, {"acme": CLIENT + "theme: defualt\n"})
    result = cx("check", "clients/acme", cwd=tmp_path)
    assert result.exit_code == 1
    assert "no theme “defualt”" in result.stderr and "default" in result.stderr
    assert result.stderr.startswith("clients/acme/client.yaml:4:8:")


def test_themes_that_extend_each_other_are_told(tmp_path: Path) -> None:
    for name, other in (("one", "two"), ("two", "one")):
        write(
            tmp_path / "themes" / name / "theme.yaml",
            f"format: cxassess.theme/1\nname: {name}\nextends: {other}\n",
        )
    result = cx("check", "themes/one", cwd=tmp_path)
    assert result.exit_code == 1
    assert "extends itself" in result.stderr


def test_a_client_in_a_language_without_phrases_is_told_before_it_is_built(tmp_path: Path) -> None:
    write(tmp_path / "questionnaires" / "small" / "questionnaire.yaml", SMALL.replace("[en]", "[de]"))
    workspace(tmp_path, {"acme": CLIENT.replace("[en]", "[de]") + "questionnaire: small\n"})
    result = cx("check", "clients/acme", cwd=tmp_path)
    assert result.exit_code == 1
    assert result.stderr.startswith("clients/acme/client.yaml:3:")


# ---- Build ----------------------------------------------------------------------------------------------


def test_build_makes_one_page_for_each_client(tmp_path: Path) -> None:
    workspace(tmp_path, ("acme", "zenith"))
    result = cx("build", cwd=tmp_path)
    assert result.exit_code == 0
    for name in ("acme", "zenith"):
        assert (tmp_path / "output" / name / "index.html").read_bytes().startswith(b"<!DOCTYPE html>")
        assert f"output/{name}/index.html" in result.stdout
    assert "2 written, 0 unchanged" in result.stdout


def test_build_makes_only_what_is_named(tmp_path: Path) -> None:
    workspace(tmp_path, ("acme", "zenith"))
    assert cx("build", "zenith", "-o", "site", cwd=tmp_path).exit_code == 0
    assert sorted(path.name for path in (tmp_path / "site").iterdir() if path.is_dir()) == ["zenith"]
    assert not (tmp_path / "output").exists()


def test_one_broken_client_does_not_stop_the_others(tmp_path: Path) -> None:
    workspace(tmp_path, {"acme": CLIENT + "x: 1\n", "zenith": CLIENT})
    result = cx("build", cwd=tmp_path)
    assert result.exit_code == 2
    assert result.stderr.startswith("clients/acme/client.yaml:4:1: “x” is not a key here")
    assert "1 written, 0 unchanged" in result.stdout
    assert not (tmp_path / "output" / "acme").exists()
    assert (tmp_path / "output" / "zenith" / "index.html").is_file()


@pytest.mark.parametrize("broken", ["link", "loop", "pipe"])
def test_odd_things_in_a_folder_do_not_stop_the_build(tmp_path: Path, broken: str) -> None:
    folder = workspace(tmp_path).clients / "acme"
    if broken == "pipe":
        os.mkfifo(folder / "pipe")
    else:
        (folder / "broken").symlink_to("nowhere" if broken == "link" else "broken")
    result = cx("build", cwd=tmp_path)
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "output" / "acme" / "index.html").is_file()


def test_a_broken_page_template_is_told_and_does_not_stop_the_others(tmp_path: Path) -> None:
    write(
        tmp_path / "themes" / "odd" / "theme.yaml", "format: cxassess.theme/1\nname: odd\nextends: default\n"
    )
    write(
        tmp_path / "themes" / "odd" / "templates" / "page" / "client.html.j2",
        "{% macro logo(c, l, p, f) %}{{ p.x.y }}{% endmacro %}",
    )
    workspace(tmp_path, {"acme": CLIENT + "theme: odd\n", "zenith": CLIENT})
    result = cx("build", cwd=tmp_path)
    assert result.exit_code == 2
    assert "the template" in result.stderr
    assert (tmp_path / "output" / "zenith" / "index.html").is_file()


def test_building_again_writes_nothing(tmp_path: Path) -> None:
    workspace(tmp_path, ("acme", "zenith"))
    cx("build", cwd=tmp_path)
    before = files(tmp_path)
    result = cx("build", cwd=tmp_path)
    assert result.exit_code == 0
    assert "2 unchanged" in result.stdout
    assert files(tmp_path) == before


def test_force_writes_nothing_where_the_page_is_the_same(tmp_path: Path) -> None:
    workspace(tmp_path, ("acme", "zenith"))
    cx("build", cwd=tmp_path)
    before = files(tmp_path)
    result = cx("build", "--force", cwd=tmp_path)
    assert "0 written, 2 unchanged" in result.stdout
    assert files(tmp_path) == before


def test_only_the_client_that_changed_is_written(tmp_path: Path) -> None:
    ws = workspace(tmp_path, ("acme", "zenith"))
    cx("build", cwd=tmp_path)
    before = files(tmp_path / "output")
    write(ws.clients / "zenith" / "client.yaml", CLIENT.replace("Acme", "Zenith plc"))
    result = cx("build", cwd=tmp_path)
    after = files(tmp_path / "output")
    assert "1 written, 1 unchanged" in result.stdout
    assert [name for name in after if name.endswith(".html") and after[name] != before[name]] == [
        "zenith/index.html"
    ]
    assert b"Zenith plc" in after["zenith/index.html"][1]


def test_a_response_is_no_reason_to_build_again(tmp_path: Path) -> None:
    workspace(tmp_path)
    cx("build", cwd=tmp_path)
    v1(tmp_path / "clients" / "acme" / "responses")
    assert "1 unchanged" in cx("build", cwd=tmp_path).stdout


@pytest.mark.parametrize("kind", ["questionnaire", "theme"])
def test_what_clients_share_is_a_reason_to_build_again(tmp_path: Path, kind: str) -> None:
    small = write(tmp_path / "questionnaires" / "small" / "questionnaire.yaml", SMALL)
    own = write(
        tmp_path / "themes" / "own" / "theme.yaml", "format: cxassess.theme/1\nname: own\nextends: default\n"
    )
    workspace(tmp_path, {"acme": CLIENT + "questionnaire: small\ntheme: own\n"})
    assert cx("build", cwd=tmp_path).exit_code == 0
    if kind == "questionnaire":
        write(small, SMALL.replace("The second.", "The other one."))
    else:
        write(own, own.read_text() + 'tokens: {ink: "#123456"}\n')
    assert "1 written" in cx("build", cwd=tmp_path).stdout
    page = (tmp_path / "output" / "acme" / "index.html").read_text()
    assert ("The other one." if kind == "questionnaire" else "--ink:#123456") in page


@pytest.mark.parametrize("damage", ["edited", "removed", "manifest gone", "manifest broken"])
def test_a_damaged_output_is_mended(tmp_path: Path, damage: str) -> None:
    workspace(tmp_path)
    cx("build", cwd=tmp_path)
    page, manifest = tmp_path / "output" / "acme" / "index.html", tmp_path / "output" / ".cxassess.json"
    content = page.read_bytes()
    if damage == "edited":
        page.write_bytes(content + b" ")
    elif damage == "removed":
        page.unlink()
    elif damage == "manifest gone":
        manifest.unlink()
    else:
        manifest.write_text('{"format": "cxassess.manifest/1", "clients": {"acme": 3}}')
    assert cx("build", cwd=tmp_path).exit_code == 0
    assert page.read_bytes() == content
    assert "acme" in json.loads(manifest.read_text())["clients"]


def test_other_files_in_the_output_folder_are_left_alone(tmp_path: Path) -> None:
    workspace(tmp_path)
    mine = write(tmp_path / "output" / "acme" / "notes.txt", "mine")
    cx("build", cwd=tmp_path)
    cx("build", "--force", cwd=tmp_path)
    assert mine.read_text() == "mine"
    assert sorted(files(tmp_path / "output")) == [".cxassess.json", "acme/index.html", "acme/notes.txt"]


def test_an_output_folder_that_is_a_link_out_is_refused(tmp_path: Path) -> None:
    workspace(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "acme").symlink_to("../elsewhere")
    result = cx("build", cwd=tmp_path)
    assert result.exit_code == 2
    assert "output/acme is a link" in result.stderr
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_page_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    workspace(tmp_path)
    victim = write(tmp_path / "victim.txt", "precious")
    (tmp_path / "output" / "acme").mkdir(parents=True)
    (tmp_path / "output" / "acme" / "index.html").symlink_to("../../victim.txt")
    result = cx("build", cwd=tmp_path)
    assert result.exit_code == 2
    assert "links are not written through" in result.stderr
    assert victim.read_text() == "precious"


def test_an_output_that_is_a_file_is_told(tmp_path: Path) -> None:
    workspace(tmp_path)
    write(tmp_path / "output", "a file")
    result = cx("build", cwd=tmp_path)
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert (tmp_path / "output").read_text() == "a file"


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>"[:8],
        "A B",
        "..x",
        "-rf",
        "con.",
        "é",
        "a\nb",
        "$(touch x)",
        "%2e%2e",
        "a;b",
    ],
)
def test_a_hostile_folder_name_is_told_and_writes_nothing(tmp_path: Path, name: str) -> None:
    workspace(tmp_path, {name: CLIENT, "acme": CLIENT})
    before = set(files(tmp_path))
    result = cx("build", cwd=tmp_path)
    assert result.exit_code == 2
    assert "cannot be used. Use small letters" in result.stderr
    assert set(files(tmp_path)) - before == {"output/.cxassess.json", "output/acme/index.html"}
    assert all(row.isprintable() for row in result.stderr.splitlines())


@pytest.mark.parametrize("name", ["../acme", "/etc", "acme/../acme", "..", ".", "acme/", ""])
def test_a_client_is_named_by_its_name_and_not_by_a_path(tmp_path: Path, name: str) -> None:
    workspace(tmp_path)
    for command in (["build", name], ["report", name]):
        result = cx(*command, cwd=tmp_path)
        assert result.exit_code == 2
        assert "there is no client" in result.stderr
    assert not (tmp_path / "output").exists()


def test_an_unknown_client_is_told_with_its_near_match(tmp_path: Path) -> None:
    workspace(tmp_path, ("acme", "zenith"))
    assert "no client “amce”. Did you mean “acme”?" in cx("build", "amce", cwd=tmp_path).stderr
    assert "no client “q”. Known: acme, zenith." in cx("build", "q", cwd=tmp_path).stderr
    assert "no client “zentih”. Did you mean “zenith”?" in cx("report", "zentih", cwd=tmp_path).stderr


def test_build_says_what_is_missing(tmp_path: Path) -> None:
    assert "make one with: cxassess init" in cx("build", cwd=tmp_path).stderr
    workspace(tmp_path, {})
    result = cx("build", cwd=tmp_path)
    assert (result.exit_code, "no clients yet" in result.stderr) == (2, True)


def test_several_processes_write_the_same_as_one(tmp_path: Path) -> None:
    workspace(tmp_path, [f"c{i}" for i in range(4)])
    assert cx("build", "-j", "1", "-o", "one", cwd=tmp_path).exit_code == 0
    done = python("-m", "cxassess", "build", "-j", "2", "-o", "two", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    pages = [
        {k: v[1] for k, v in files(tmp_path / name).items() if k.endswith(".html")} for name in ("one", "two")
    ]
    assert len(pages[0]) == 4
    assert pages[0] == pages[1]


def test_quiet_prints_only_problems(tmp_path: Path) -> None:
    workspace(tmp_path)
    assert cx("--quiet", "build", cwd=tmp_path).output == ""
    assert cx("-q", "check", "clients/acme", cwd=tmp_path).output == ""
    write(tmp_path / "clients" / "acme" / "client.yaml", "x: 1")
    assert "“x” is not a key" in cx("-q", "check", cwd=tmp_path).output


# ---- Score ----------------------------------------------------------------------------------------------


def test_score_prints_the_golden_numbers_as_json(tmp_path: Path) -> None:
    workspace(tmp_path)
    v1(tmp_path)
    data = json.loads(cx("score", "--format", "json", "v1.json", cwd=tmp_path).stdout)
    assert data["format"] == "cxassess.result/1"
    assert data["overall"]["score"] == pytest.approx(41.919643, abs=1e-6)
    assert (data["overall"]["level"], data["overall"]["level_optimistic"]) == (2, 2)
    assert {d["id"]: d["level"] for d in data["dimensions"]} == {
        "vision": 3, "purpose": 3, "ownership": 2, "voice": 4, "journey": 2, "results": 1,
    }  # fmt: skip
    assert [round(d["score"], 6) for d in data["dimensions"]] == [
        58.333333,
        43.75,
        34.375,
        71.875,
        25.0,
        10.714286,
    ]
    assert data["response"]["file"] == "v1.json"


def test_score_prints_several_responses_as_a_list(tmp_path: Path) -> None:
    workspace(tmp_path)
    v1(tmp_path, "a.json"), v1(tmp_path, "b.json")
    data = json.loads(cx("score", "--format", "json", "a.json", "b.json", cwd=tmp_path).stdout)
    assert [entry["response"]["file"] for entry in data] == ["a.json", "b.json"]


def test_score_prints_a_row_for_each_response_as_csv(tmp_path: Path) -> None:
    workspace(tmp_path)
    v1(tmp_path, "a.json")
    v1(tmp_path, "=b.json", respondent={"id": "@r", "group": '=HYPERLINK("x"), "y"\n-z', "name": "J"})
    out = cx("score", "--format", "csv", "a.json", "=b.json", cwd=tmp_path).stdout
    one, two = csv.DictReader(io.StringIO(out))
    assert float(one["score"]) == pytest.approx(41.919643, abs=1e-6)
    assert (one["level"], one["voice level"], one["results level"]) == ("2", "4", "1")
    assert (two["file"], two["respondent"]) == ("'=b.json", "'@r")
    assert two["group"] == '\'=HYPERLINK("x"), "y"\n-z'


def test_score_prints_a_table_for_people(tmp_path: Path) -> None:
    workspace(tmp_path)
    v1(tmp_path)
    out = cx("score", "v1.json", cwd=tmp_path).stdout
    rows = {row.split("  ")[0]: row.split() for row in out.splitlines() if "  " in row}
    assert rows["Vision"][1] == "58"
    assert rows["Vision"][-3:] == ["Level", "3", "Structured"]
    assert "42 of 100" in out
    assert "39" in out and "48" in out


def test_a_client_can_be_named_by_its_folder_and_stands_for_its_files(tmp_path: Path) -> None:
    """As a shell completes it; a name that is none says which may be meant."""
    workspace(tmp_path, {"acme": CLIENT, "empty": CLIENT})
    v1(tmp_path / "clients" / "acme" / "responses")
    for name in ("acme", "clients/acme", "clients/acme/", str(tmp_path / "clients" / "acme")):
        out = cx("score", name, cwd=tmp_path)
        assert (out.exit_code, out.stdout.splitlines()[0]) == (0, "clients/acme/responses/v1.json"), name
    for command in ("build", "roadmap"):
        assert cx(command, "clients/acme/", cwd=tmp_path).exit_code == 0
    assert "Did you mean “acme”?" in cx("score", "acm", cwd=tmp_path).stderr
    assert "“empty” has no response files" in cx("score", "empty", cwd=tmp_path).stderr
    assert "there is no such file" in cx("score", "nothing.json", cwd=tmp_path).stderr


def test_score_speaks_the_language_of_the_response(tmp_path: Path) -> None:
    workspace(tmp_path, {"acme": CLIENT.replace("[en]", "[en, nl]")})
    v1(tmp_path, lang="nl")
    assert "Niveau 3 Gestructureerd" in cx("score", "v1.json", cwd=tmp_path).stdout


def test_score_of_nothing_answered_has_no_numbers(tmp_path: Path) -> None:
    workspace(tmp_path)
    write(tmp_path / "none.json", response_data({}))
    data = json.loads(cx("score", "--format", "json", "none.json", cwd=tmp_path).stdout)
    assert (data["overall"]["score"], data["overall"]["level"], data["overall"]["reason"]) == (
        None,
        None,
        "parts",
    )
    assert "NaN" not in cx("score", "none.json", cwd=tmp_path).stdout


def test_a_response_that_is_wrong_does_not_hide_the_others(tmp_path: Path) -> None:
    workspace(tmp_path)
    v1(tmp_path, "good.json")
    write(tmp_path / "bad.json", response_data({"vision-plan": "9"}))
    result = cx("score", "--format", "csv", "good.json", "bad.json", "none.json", cwd=tmp_path)
    assert result.exit_code == 2
    assert len(list(csv.reader(io.StringIO(result.stdout)))) == 2
    assert "bad.json:1:" in result.stderr and "none.json: there is no such file" in result.stderr


@pytest.mark.parametrize("client", ["", "nobody", "../acme", "<script>", "acme\n", "C:\\x"])
def test_a_response_for_a_client_that_is_not_here_is_scored_all_the_same(tmp_path: Path, client: str) -> None:
    workspace(tmp_path)
    v1(tmp_path, client=client)
    result = cx("score", "v1.json", cwd=tmp_path)
    assert result.exit_code == 0
    assert "42 of 100" in result.stdout


def test_score_uses_the_targets_of_the_client(tmp_path: Path) -> None:
    workspace(tmp_path, {"acme": CLIENT + "targets: {vision: 4}\n"})
    v1(tmp_path, client="")
    data = json.loads(cx("score", "--format", "json", "--client", "acme", "v1.json", cwd=tmp_path).stdout)
    assert (data["dimensions"][0]["target"], data["dimensions"][1]["target"]) == (75, None)


# ---- Report ---------------------------------------------------------------------------------------------


def test_a_report_without_responses_says_where_they_go(tmp_path: Path) -> None:
    workspace(tmp_path)
    result = cx("report", "acme", cwd=tmp_path)
    assert result.exit_code == 2
    assert "“acme” has no response files" in result.stderr
    assert "clients/acme/responses" in result.stderr


def test_a_report_in_an_unknown_language_is_told(tmp_path: Path) -> None:
    workspace(tmp_path)
    v1(tmp_path)
    result = cx("report", "acme", "v1.json", "--language", "fr", cwd=tmp_path)
    assert result.exit_code == 2
    assert "no language “fr”. It has: en, nl" in result.stderr
    assert not (tmp_path / "output").exists()


def test_a_report_in_a_language_that_the_client_has_no_words_for_is_told(tmp_path: Path) -> None:
    workspace(tmp_path, {"acme": CLIENT + "terms: {customers: {en: guests}}\n"})
    v1(tmp_path)
    result = cx("report", "acme", "v1.json", "--language", "nl", cwd=tmp_path)
    assert result.exit_code in (0, 2)
    assert (tmp_path / "output" / "acme" / "report.pdf").exists() == (result.exit_code == 0)


# ---- Schemas --------------------------------------------------------------------------------------------

SCHEMAS = ("questionnaire", "client", "practice", "theme", "response")


def resolve(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def strangers(schema: Mapping[str, Any], data: Any, root: Mapping[str, Any], path: str = "") -> list[str]:
    """The names in the data that the schema does not know or misses, and values of another kind."""
    schema = resolve(schema, root)
    if "anyOf" in schema:
        return min((strangers(s, data, root, path) for s in schema["anyOf"]), key=len)
    kinds = {
        "object": dict,
        "array": list,
        "string": (str, int, float),
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    if "type" in schema and not isinstance(data, kinds[schema["type"]]):
        return [f"{path}: no {schema['type']}", path]
    if isinstance(data, list):
        return [
            s
            for i, item in enumerate(data)
            for s in strangers(schema.get("items", {}), item, root, f"{path}.{i}")
        ]
    if not isinstance(data, dict):
        return [] if "const" not in schema or data == schema["const"] else [f"{path}: {data}"]
    known, more = schema.get("properties", {}), schema.get("additionalProperties", {})
    found = [f"{path}.{name}: missing" for name in schema.get("required", ()) if name not in data]
    for name, value in data.items():
        if name in known:
            found += strangers(known[name], value, root, f"{path}.{name}")
        elif more is False:
            found.append(f"{path}.{name}: unknown")
        elif isinstance(more, dict):
            found += strangers(more, value, root, f"{path}.{name}")
    return found


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_json_and_says_which_kind(name: str) -> None:
    schema = json.loads(cx("schema", name).stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert schema["properties"]["format"]["const"] == f"cxassess.{name}/1"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("questionnaire", BUNDLED / "questionnaire.yaml"),
        ("client", DEMO.clients / "meridiaan" / "client.yaml"),
        ("theme", ROOT / "themes" / "default" / "theme.yaml"),
        *(("response", path) for path in sorted((DEMO.clients / "meridiaan" / "responses").glob("*.json"))),
    ],
)
def test_the_bundled_files_fit_their_schemas(name: str, path: Path) -> None:
    schema = json.loads(cx("schema", name).stdout)
    data = yaml.load(path.read_text(), yaml.BaseLoader if name == "theme" else yaml.SafeLoader)
    if name != "theme":
        data = json.loads(json.dumps(data, default=str))
        assert strangers(schema, data, schema) == []
    assert set(data) <= set(schema["properties"])


def test_a_stranger_does_not_fit_a_schema() -> None:
    """The check of these tests itself."""
    schema = json.loads(cx("schema", "client").stdout)
    good = {"format": "cxassess.client/1", "name": "x", "languages": ["en"]}
    assert strangers(schema, good, schema) == []
    for bad in (
        {**good, "nam": 1},
        {**good, "brand": {"colour": "x"}},
        {"name": "x", "languages": []},
        {**good, "groups": "x"},
    ):
        assert strangers(schema, bad, schema)


def test_an_unknown_schema_is_told_with_its_near_match() -> None:
    assert "Did you mean “client”?" in cx("schema", "cleint").stderr
    assert "Known: " in cx("schema", "zzz").stderr
    assert cx("schema", "zzz").exit_code == 2


# ---- Dutch ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "clients/acme"], "sleutel"),
        (["build", "amce"], "Bedoelde u “acme”?"),
        (["build"], "sleutel"),
        (["report", "zenith"], "heeft geen antwoordbestanden"),
        (["schema", "cleint"], "Bedoelde u “client”?"),
        (["init"], "Er is niets veranderd"),
        (["new", " "], "naam"),
        (["score", "none.json"], "bestaat niet"),
        (["check", "clients/zenith"], "1 "),
        (["build", "zenith"], "ongewijzigd"),
    ],
)
def test_messages_come_in_dutch(tmp_path: Path, arguments: list[str], words: str) -> None:
    workspace(tmp_path, {"acme": CLIENT + "x: 1\n", "zenith": CLIENT})
    dutch = cx("--lang", "nl", *arguments, cwd=tmp_path).output
    english = cx("--lang", "en", *arguments, cwd=tmp_path).output
    assert words in dutch
    assert dutch != english


@pytest.mark.parametrize(
    ("locale", "words"),
    [("nl_NL.UTF-8", "Bedoelde u"), ("de_DE.UTF-8", "Did you mean"), ("", "Did you mean")],
)
def test_the_language_follows_the_system(tmp_path: Path, locale: str, words: str) -> None:
    workspace(tmp_path)
    done = python("-m", "cxassess", "build", "amce", cwd=tmp_path, LC_ALL=locale, LANG="C", LC_MESSAGES="")
    assert words in done.stderr


def test_a_terminal_that_cannot_show_it_does_not_break_a_message(tmp_path: Path) -> None:
    workspace(tmp_path)
    done = python("-m", "cxassess", "build", "amce", cwd=tmp_path, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


# ---- Errors inside --------------------------------------------------------------------------------------


def test_an_error_inside_shows_no_traceback_unless_asked(tmp_path: Path) -> None:
    workspace(tmp_path)
    code = (
        "import sys, cxassess.checking\n"
        "def broken(*args): raise ZeroDivisionError('so')\n"
        "cxassess.checking.check = broken\n"
        "from cxassess.cli import main\nmain(sys.argv[1:])"
    )
    calm, loud = (python("-c", code, *options, "check", cwd=tmp_path) for options in ((), ("--verbose",)))
    assert calm.returncode == 2
    assert "something went wrong inside cxassess: ZeroDivisionError: so" in calm.stderr
    assert "Traceback" not in calm.stderr
    assert "Traceback" in loud.stderr


def test_a_flood_of_problems_is_cut_and_the_rest_is_counted(tmp_path: Path) -> None:
    workspace(tmp_path, {"acme": CLIENT + "".join(f"odd-{i}: 1\n" for i in range(300))})
    result = cx("check", "clients/acme", cwd=tmp_path)
    assert result.exit_code == 1
    *shown, last = result.stderr.splitlines()
    assert len(shown) == 200 and last.startswith("clients/acme/client.yaml: and 100 more")
