"""Reports of several responses: joined in one, or one of each."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from reports import opened, small_place
from samples import CLIENT, SMALL, cx, response_data, write

from cxassess.exporters import embedded

PEOPLE = ("1", "2", "2", "4", "5", "dont-know")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A client with six people who answered two questions."""
    small_place(tmp_path, {})
    levels = "".join(f"    - {{number: {n}, name: L{n}, description: Level {n}.}}\n" for n in (3, 4, 5))
    anchors = "[Never., Rarely., Sometimes., Often., Always.]"
    five = SMALL.replace("publish:", levels + "publish:").replace("[No way., Always.]", anchors)
    five = five.replace("[Never., Daily.]", anchors)
    write(tmp_path / "questionnaires" / "small" / "questionnaire.yaml", five)
    folder = tmp_path / "clients" / "acme" / "responses"
    (folder / "one.json").unlink()
    for i, value in enumerate(PEOPLE):
        give(folder / f"p{i}.json", f"r{i}", value, note=f"Secret of {i}.")
    return tmp_path


def two_groups(place: Path) -> list[str]:
    """Twelve people instead, in two groups; their files."""
    folder = place / "clients" / "acme" / "responses"
    for i in range(12):
        group, value = (("Shop", str(1 + i % 2)), ("Board", str(4 + i % 2)))[i % 4 // 2]
        give(folder / f"p{i}.json", f"r{i}", value, respondent={"id": f"r{i}", "group": group, "name": ""})
    return [f"clients/acme/responses/p{i}.json" for i in range(12)]


def give(path: Path, who: str, value: str, note: str = "", **changes: object) -> Path:
    """The file of one person."""
    answers = {"first": {"value": value, "note": note}, "second": "2"}
    respondent = {"id": who, "group": "", "name": f"Name {who}"}
    given = {"questionnaire": {"id": "small", "version": "1"}, "respondent": respondent, **changes}
    return write(path, response_data(answers, **given))


def text(path: Path) -> str:
    """All that can be read in a PDF."""
    import subprocess

    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
    )
    return " ".join(done.stdout.split())


def test_several_responses_make_one_report(place: Path) -> None:
    done = cx("report", "acme", cwd=place)
    assert done.exit_code == 0, done.output
    path = place / "output" / "acme" / "report.pdf"
    said = text(path)
    assert "6 people filled this in" in said and "6 people differ on one of the 2 questions" in said
    assert "Chosen: 1 × answer 1, 2 × answer 2, 1 × answer 4, 1 × answer 5, 1 × don’t know." in said
    assert "Secret" not in said and "Name r" not in said
    with opened(path.read_bytes()) as document:
        inside = {name: spec.get_file().read_bytes() for name, spec in document.attachments.items()}
    assert b"Secret" not in inside["response.json"] and b"r0" not in inside["response.json"]
    held = json.loads(inside["response.json"])
    assert held["people"] == 6 and held["answers"]["first"]["value"] == "2"
    assert held["said"]["first"]["counts"] == {"1": 1, "2": 2, "3": 0, "4": 1, "5": 1}
    assert json.loads(inside["result.json"])["response"]["people"] == 6


def test_a_joined_report_is_printed_again_from_its_own_file(place: Path) -> None:
    """Also its page on groups, of which nothing but that page is kept."""
    two_groups(place)
    cx("report", "acme", cwd=place)
    path = place / "output" / "acme" / "report.pdf"
    first = path.read_bytes()
    assert "One: 37 points higher in Board than in Shop" in text(path)
    with opened(first) as document:
        held = json.loads(document.attachments["response.json"].get_file().read_bytes())
    assert held["groups"]["shown"] == [{"name": "Board", "people": 6}, {"name": "Shop", "people": 6}]
    assert held["groups"]["topics"]["one"]["means"] == [56, 19]
    shutil.copy(path, place / "kept.pdf")
    cx("report", "kept.pdf", cwd=place)
    assert path.read_bytes() == first


def test_a_joined_score_is_that_of_the_joined_report(place: Path) -> None:
    files = two_groups(place)
    cx("report", "acme", cwd=place)
    joined = json.loads(cx("score", "--together", "--format", "json", *files, cwd=place).stdout)
    back = json.loads(cx("score", "output/acme/report.pdf", "--format", "json", cwd=place).stdout)
    assert joined["response"].pop("file") == ", ".join(Path(file).name for file in files)
    assert back["response"].pop("file") == "report.pdf"
    assert joined == back
    assert joined["response"]["groups"]["topics"]["one"]["gap"]["clear"] is True
    table = cx("score", "--together", *files, cwd=place).stdout
    assert "one respondent" not in table
    assert "Groups side by side: Board 6, Shop 6\nOne  56  19  37  Clear  Board above Shop\n" in table


def test_notes_of_several_are_printed_when_asked_for(place: Path) -> None:
    cx("report", "acme", "--notes", cwd=place)
    assert "Secret of 0. / Secret of 1." in text(place / "output" / "acme" / "report.pdf")


def test_each_response_makes_a_report_of_its_own(place: Path) -> None:
    give(place / "other" / "p1.json", "other", "3")
    files = ["clients/acme/responses/p0.json", "clients/acme/responses/p1.json", "other/p1.json"]
    done = cx("report", "acme", *files, "--each", "--jobs", "2", "--format", "pdf,html", cwd=place)
    assert done.exit_code == 0, done.output
    names = sorted(path.name for path in (place / "output" / "acme").iterdir())
    assert names == sorted(f"report-{name}.{end}" for name in ("p0", "p1", "p1-2") for end in ("pdf", "html"))
    cx("report", "acme", files[0], "-o", "alone", cwd=place)
    alone = (place / "alone" / "acme" / "report.pdf").read_bytes()
    assert (place / "output" / "acme" / "report-p0.pdf").read_bytes() == alone
    assert "Secret of 1." in text(place / "output" / "acme" / "report-p1.pdf")


def test_one_bad_file_does_not_stop_the_reports_of_others(place: Path) -> None:
    give(place / "clients" / "acme" / "responses" / "bad.json", "bad", "9")
    done = cx("report", "acme", "--each", "--summary", cwd=place)
    assert done.exit_code == 2
    assert "bad.json:" in done.stderr and "“9” is not an answer to “first”" in done.stderr
    assert len(list((place / "output" / "acme").glob("summary-p*.pdf"))) == 6


def test_one_bad_file_stops_a_joined_report_and_all_problems_are_told(place: Path) -> None:
    folder = place / "clients" / "acme" / "responses"
    give(folder / "bad.json", "bad", "9")
    write(folder / "worse.json", "{")
    done = cx("report", "acme", cwd=place)
    assert done.exit_code == 2
    assert "bad.json:" in done.stderr and "worse.json:" in done.stderr
    assert not (place / "output").exists()


@pytest.mark.parametrize("how", [(), ("--each",)])
def test_what_is_wrong_with_the_client_is_told_once(place: Path, how: tuple[str, ...]) -> None:
    path = place / "clients" / "acme" / "client.yaml"
    path.write_text(path.read_text("utf-8") + "colour: red\n", "utf-8")
    done = cx("report", "acme", *how, cwd=place)
    assert done.exit_code == 2
    assert done.stderr.count("colour") == 1


def test_the_earlier_file_of_a_person_is_told_and_not_counted(place: Path) -> None:
    give(place / "clients" / "acme" / "responses" / "again.json", "r0", "3", saved="2026-03-01T10:00")
    done = cx("report", "acme", "--format", "html", cwd=place)
    assert done.exit_code == 0
    assert "p0.json: the same respondent has a later file here" in done.stderr
    assert "6 people filled this in" in (place / "output" / "acme" / "report.html").read_text("utf-8")


def test_decisions_come_from_the_file_that_is_named(place: Path) -> None:
    folder = place / "clients" / "acme" / "responses"
    give(place / "session.json", "session", "1", targets={"one": 2})
    give(folder / "p0.json", "r0", "1", targets={"one": 1})
    for extra, target in (((), 1), (("--decisions", "session.json"), 2)):
        cx("report", "acme", *extra, cwd=place)
        path = place / "output" / "acme" / "report.pdf"
        held = embedded.response_in(path.read_bytes(), "report.pdf")
        assert json.loads(held)["targets"] == {"one": target}
        assert json.loads(held)["people"] == 6


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("a.json", "b.json"), "responses of several clients cannot be joined: acme, other"),
        (("acme", "kept.pdf", "a.json"), "kept.pdf holds several people already"),
        (("acme", "--each", "--decisions", "a.json"), "with --each every report has its own decisions"),
        (("acme", "--decisions", "none.json"), "none.json: there is no such file"),
    ],
)
def test_what_cannot_be_joined_is_told(place: Path, args: tuple[str, ...], told: str) -> None:
    write(place / "clients" / "other" / "client.yaml", CLIENT + "questionnaire: small\n")
    give(place / "a.json", "a", "1")
    give(place / "b.json", "b", "1", client="other")
    if "kept.pdf" in args:
        cx("report", "acme", "-o", ".", cwd=place)
        shutil.copy(place / "acme" / "report.pdf", place / "kept.pdf")
    done = cx("report", *args, cwd=place)
    assert done.exit_code == 2
    assert told in done.stderr


def test_a_business_case_and_days_survive_in_the_report(place: Path) -> None:
    case = {
        "inputs": {"credit": {"low": 40, "base": 60, "high": 80, "source": "Us"}},
        "lines": {"staff": False},
    }
    path = give(place / "one.json", "one", "1", capacity=12.5, business_case=case)
    cx("report", "acme", str(path), cwd=place)
    held = json.loads(
        embedded.response_in((place / "output" / "acme" / "report.pdf").read_bytes(), "report.pdf")
    )
    assert (held["capacity"], held["business_case"]) == (12.5, case)
