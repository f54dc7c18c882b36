"""Nobody is left out without a word, and nobody counts who does not belong: what lies among a client's responses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from samples import CLIENT, ROOT, SMALL, cx, response_data, workspace, write

from cxassess import notices
from cxassess.errors import Place, Problem


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace with one client of a small questionnaire and one response."""
    write(tmp_path / "questionnaires" / "small" / "questionnaire.yaml", SMALL)
    workspace(tmp_path, {"acme": CLIENT + "questionnaire: small\n"})
    answer(tmp_path, "1.json")
    return tmp_path


def answer(place: Path, name: str, answers: dict[str, str] | None = None, **changes: object) -> Path:
    """A response among those of the client, of a person of its own."""
    given = {"first": "2", "second": "1"} if answers is None else answers
    reference = {"id": "small", "version": "1"}
    data = response_data(given, **{"questionnaire": reference, "respondent": {"id": name}, **changes})
    return write(place / "clients" / "acme" / "responses" / name, data)


def people(place: Path, *files: str) -> int:
    """How many people a plan of these files counts; without files, of the folder."""
    result = cx("report", "acme", *files, "--format", "html", cwd=place)
    assert result.exit_code == 0, result.stderr
    page = (place / "output" / "acme" / "report.html").read_text("utf-8")
    for i in range(2, 9):
        if f"{i} people" in page:
            return i
    return 1


def test_a_response_of_another_client_stops_the_report(place: Path) -> None:
    answer(place, "2.json", client="rival")
    for command in (["report", "acme"], ["report", "acme", "--each"], ["roadmap", "acme"]):
        result = cx("-q", *command, cwd=place)
        assert result.exit_code == 2
        assert "responses/2.json:1:" in result.stderr
        assert "made for client “rival” but lies with “acme”. Move it, or name the files" in result.stderr
    result = cx("check", cwd=place)
    assert (result.exit_code, "made for client “rival”" in result.stderr) == (1, True)
    assert cx("check", "clients/acme/responses/2.json", cwd=place).exit_code == 1


def test_a_response_of_another_client_counts_where_it_is_named(place: Path) -> None:
    answer(place, "2.json", client="rival")
    assert people(place, "clients/acme/responses/1.json", "clients/acme/responses/2.json") == 2


def test_a_response_that_names_no_client_belongs_where_it_lies(place: Path) -> None:
    answer(place, "2.json", client="")
    assert cx("check", cwd=place).exit_code == 0
    assert people(place) == 2


def test_check_refuses_what_a_report_refuses(place: Path) -> None:
    write(place / "clients" / "acme" / "client.yaml", CLIENT + "questionnaire: cx-quickscan\n")
    told = [cx(*command, cwd=place) for command in (["check"], ["report", "acme"])]
    assert [result.exit_code for result in told] == [1, 2]
    assert all("belongs to questionnaire “small”, not to “cx-quickscan”" in r.stderr for r in told)


def test_check_tells_a_broken_client_and_its_response_together(place: Path) -> None:
    write(place / "clients" / "acme" / "client.yaml", CLIENT + "questionnaire: small\nx: 1\n")
    answer(place, "2.json", {"first": "9"})
    rows = cx("check", cwd=place).stderr.splitlines()
    assert [row.split(":")[0] for row in rows] == [
        "clients/acme/client.yaml",
        "clients/acme/responses/2.json",
    ]


def test_a_file_with_large_letters_is_read(place: Path) -> None:
    answer(place, "2.JSON")
    answer(place, "3.Json")
    assert people(place) == 3


@pytest.mark.parametrize("name", ["3.json.txt", "answers.zip", "scan.pdf", "notes"])
def test_a_file_that_is_not_read_is_named(place: Path, name: str) -> None:
    write(place / "clients" / "acme" / "responses" / name, "x")
    for command in (["check"], ["report", "acme", "--format", "html"], ["roadmap", "acme"]):
        result = cx(*command, cwd=place)
        assert result.exit_code == 0
        assert f"clients/acme/responses/{name}: this file is not read" in result.stderr


def test_a_folder_with_responses_is_named(place: Path) -> None:
    write(place / "clients" / "acme" / "responses" / "late" / "2.JSON", "{}")
    assert "responses/late: response files in this folder are not read" in cx("check", cwd=place).stderr


def test_where_nothing_can_be_read_all_of_it_is_named(place: Path) -> None:
    folder = place / "clients" / "acme" / "responses"
    (folder / "1.json").rename(folder / "1.json.txt")
    result = cx("-q", "report", "acme", cwd=place)
    assert result.exit_code == 2
    assert "1.json.txt: this file is not read" in result.stderr


@pytest.mark.parametrize("name", ["._1.json", ".DS_Store", "~$1.json", "Thumbs.db", "desktop.ini"])
def test_what_a_system_puts_there_for_itself_is_nothing(place: Path, name: str) -> None:
    write(place / "clients" / "acme" / "responses" / name, b"\x00\x05\x16")
    assert "responses" not in cx("check", cwd=place).stderr
    assert people(place) == 1


def test_a_file_without_an_answer_is_nobody(place: Path) -> None:
    for i in (2, 3):
        answer(place, f"{i}.json", {})
    answer(place, "4.json")
    result = cx("report", "acme", "--format", "html", cwd=place)
    assert result.stderr.count("no question is answered in this file") == 2
    assert people(place) == 2


def test_one_answered_file_among_empty_ones_is_one_person_with_all_notes(place: Path) -> None:
    answer(place, "2.json", {})
    assert "2.json:1:" in cx("report", "acme", "--format", "html", cwd=place).stderr
    assert people(place) == 1


def test_an_empty_later_file_does_not_hide_what_the_same_person_answered(place: Path) -> None:
    answer(place, "2.json", {}, respondent={"id": "1.json"}, saved="2027-01-01T10:00")
    done = cx(
        "score", "--together", "--format", "json",
        *(place / "clients" / "acme" / "responses").glob("*.json"), cwd=place,
    )  # fmt: skip
    assert json.loads(done.stdout)["overall"]["score"] == 50


def test_only_empty_files_are_no_report_of_several(place: Path) -> None:
    for i in (1, 2):
        answer(place, f"{i}.json", {})
    result = cx("report", "acme", cwd=place)
    assert result.exit_code == 2
    assert "none of the 2 files has an answer" in result.stderr


def test_a_plan_of_several_responses_is_that_of_all_of_them(place: Path) -> None:
    answer(place, "2.json", {"first": "1", "second": "1"})
    assert cx("roadmap", "acme", cwd=place).exit_code == 0
    folder = place / "output" / "acme"
    both = (folder / "roadmap.md").read_text("utf-8")
    for decided in ([], ["--decisions", "clients/acme/responses/2.json"]):
        files = [f"clients/acme/responses/{i}.json" for i in (1, 2)]
        assert cx("roadmap", "acme", *files, *decided, cwd=place).exit_code == 0
    assert (folder / "roadmap.md").read_text("utf-8") == both
    assert cx("roadmap", "acme", files[0], cwd=place).exit_code == 0
    assert (folder / "roadmap.md").read_text("utf-8") != both


def test_a_calendar_without_a_day_to_begin_is_noted(place: Path) -> None:
    answer(place, "1.json", saved="")
    assert "so the calendar has no dates" in cx("roadmap", "acme", "--format", "ics", cwd=place).stderr


# ---- Notes ----------------------------------------------------------------------------------------------


def test_a_weighty_note_comes_first_and_what_holds_for_many_is_said_once(place: Path) -> None:
    for i in range(10, 40):
        answer(place, f"{i}.json", questionnaire={"id": "small", "version": "0"})
    last = answer(place, "zz.json", client="othercorp")
    files = sorted((place / "clients" / "acme" / "responses").glob("*.json"))
    told = cx("report", "acme", "--format", "html", *files, cwd=place).stderr.splitlines()
    assert len(told) == 2
    assert told[0].startswith(f"{last.relative_to(place)}:1:") and "othercorp" in told[0]
    assert "filled in with version 0; it is read as version 1. The same holds for 29 more files." in told[1]


def test_notes_beyond_the_limit_are_counted_and_can_be_seen() -> None:
    notes = [Problem("response-unknown", Place("a.json", i), {"name": f"n{i}"}) for i in range(50)]
    short = notices.lines(notes, "en")
    assert len(short) == notices.MOST + 1
    assert short[-1].startswith("and 30 more.")
    assert len(notices.lines(notes, "en", 1000)) == 50


# ---- Folders --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [["check"], ["build"], ["report", "acme"], ["roadmap", "acme"], ["new", "B"]]
)
def test_a_wrong_folder_is_told_with_the_right_one(place: Path, command: list[str]) -> None:
    for inside, way in (("clients", ".."), ("clients/acme", "../..")):
        result = cx(*command, cwd=place / inside)
        assert result.exit_code == 2
        assert f"no clients folder here, but there is one in “{way}”. Go there first." in result.stderr
    (place / "elsewhere").mkdir()
    write(place / "clients" / "acme" / "client.yaml.txt", CLIENT)
    (place / "clients" / "acme" / "client.yaml").unlink()
    assert "no clients folder here. Go to your workspace" in cx(*command, cwd=place / "elsewhere").stderr


def test_a_report_alone_in_a_wrong_folder_is_told(place: Path) -> None:
    (place / "elsewhere").mkdir()
    result = cx("report", "../clients/acme/responses/1.json", cwd=place / "elsewhere")
    assert result.exit_code == 2
    assert "no clients folder here" in result.stderr or "no questionnaire “small”" in result.stderr


@pytest.mark.parametrize("name", ["client.yaml.txt", "client.yml", "Client.YAML", "client (1).yaml"])
def test_a_client_file_with_another_name_is_told(place: Path, name: str) -> None:
    write(place / "clients" / "zenith" / name, CLIENT)
    said = f"clients/zenith: there is no “client.yaml” in this folder, but “{name}”. Rename that file."
    for command, code in ((["check"], 1), (["build"], 2), (["build"], 2), (["build", "zenith"], 2)):
        result = cx(*command, cwd=place)
        assert (result.exit_code, said in result.stderr) == (code, True), command
    assert (place / "output" / "acme" / "index.html").is_file()


def test_a_folder_that_is_no_client_is_noted(place: Path) -> None:
    for name in ("empty", "_old", ".git"):
        (place / "clients" / name).mkdir()
    write(place / "themes" / "mine" / "css" / "page-more.css", "")
    result = cx("check", cwd=place)
    assert result.exit_code == 0
    assert [row.split(":")[0] for row in result.stderr.splitlines()] == ["clients/empty", "themes/mine"]
    assert "clients/empty: there is no “client.yaml”" in cx("build", cwd=place).stderr


def test_a_client_in_capitals_is_found_near() -> None:
    assert "Did you mean “meridiaan”?" in cx("build", "MERIDIAAN", cwd=ROOT / "demo").stderr


def test_check_names_a_folder_as_it_was_named(place: Path) -> None:
    assert cx("check", "clients/x", cwd=place).stderr.startswith("clients/x: there is no such file")
