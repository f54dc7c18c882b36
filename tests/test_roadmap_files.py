"""The plan as a file: a workbook with real dates, a calendar by the book, a table and a text; always the same bytes."""

from __future__ import annotations

import csv
import datetime
import io
import re
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from samples import DEMO, bundled

from cxassess import commands
from cxassess.cli import main
from cxassess.exporters import roadmap

RESPONSE = DEMO.clients / "meridiaan" / "responses" / "1-directie.json"


@cache
def made(form: str, lang: str = "en") -> bytes:
    content, notes = commands.roadmap(DEMO, "meridiaan", [RESPONSE], form, lang)
    assert notes == []
    return content


def test_the_same_answers_give_the_same_bytes() -> None:
    for form in roadmap.FORMATS:
        assert commands.roadmap(DEMO, "meridiaan", [RESPONSE], form, "en")[0] == made(form)


def test_the_workbook_has_a_sheet_per_step_real_dates_and_filters() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx")))
    assert len(book.sheetnames) == 1 + len(bundled().steps)
    everything, *steps = book.worksheets
    assert everything.max_row > 10
    assert sum(sheet.max_row - 1 for sheet in steps) == everything.max_row - 1
    for sheet in book.worksheets:
        assert sheet.auto_filter.ref.startswith("A1:J")
        assert sheet.freeze_panes == "C2"
        for row in sheet.iter_rows(min_row=2):
            assert all(isinstance(row[i].value, datetime.datetime) and row[i].is_date for i in (2, 3, 4))
            assert all(isinstance(row[i].value, (int, float)) for i in (6, 7))
            assert all(row[i].data_type == "s" for i in (0, 1, 5))


def test_the_calendar_folds_escapes_and_names_every_review() -> None:
    text = made("ics").decode()
    lines = text.split("\r\n")
    assert lines[-1] == "" and "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    whole = text.replace("\r\n ", "")
    count = whole.count("BEGIN:VEVENT")
    assert count == whole.count("END:VEVENT") == len(set(re.findall(r"^UID:(.+)\r$", whole, re.MULTILINE)))
    reviews = re.findall(
        r"UID:[\w-]+-review@meridiaan\.cxassess\r\nDTSTAMP:\d{8}T000000Z\r\nDTSTART;VALUE=DATE:(\d{8})", whole
    )
    assert len(reviews) == count / 2
    days = [datetime.date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}") for day in reviews]
    assert all(day.weekday() < 5 and day.month % 3 == 0 and day.day >= 28 for day in days)
    assert not re.search(r"(?<!\\),", "".join(re.findall(r"^SUMMARY:(.+)$", whole, re.MULTILINE)))


def test_the_table_starts_no_formula_and_begins_no_earlier_than_the_answers() -> None:
    text = made("csv").decode()
    assert text.startswith("\ufeffStep,Action,Start,End,Review,Owner,Person-days,Points,Measure,To begin\r\n")
    dates = re.findall(r"\d{4}-\d{2}-\d{2}", text)
    assert min(dates) == "2026-11-18"
    assert roadmap._quoted('=1+1, "x"') == '"\'=1+1, ""x"""'


def test_a_dutch_table_opens_in_a_dutch_spreadsheet() -> None:
    """The same cells, parted by semicolons, with decimal commas in the two columns of numbers."""
    english = list(csv.reader(io.StringIO(made("csv").decode("utf-8-sig"))))
    dutch = list(csv.reader(io.StringIO(made("csv", "nl").decode("utf-8-sig")), delimiter=";"))
    assert {len(row) for row in dutch} == {10}
    numbers = [[(row[6], row[7]) for row in rows[1:]] for rows in (english, dutch)]
    assert numbers[1] == [(days.replace(".", ","), gain.replace(".", ",")) for days, gain in numbers[0]]
    assert any("," in gain for _, gain in numbers[1])
    assert [row[2:5] for row in dutch[1:]] == [row[2:5] for row in english[1:]]


def test_the_text_holds_the_figures_and_every_action_in_both_languages() -> None:
    for lang, title in (("en", "# In 7 quarters from 39 to 61"), ("nl", "# In 7 kwartalen van 39 naar 61")):
        text = made("md", lang).decode()
        assert text.startswith(title)
        rows = [line for line in text.splitlines() if re.search(r"\| \d{4}-\d{2}-\d{2} \|", line)]
        assert len(rows) == made("csv").decode().count("\r\n") - 1


def test_the_command_writes_the_file_and_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DEMO.root)
    given = ["roadmap", "meridiaan", str(RESPONSE), "--format", "csv", "-o", str(tmp_path)]
    found = CliRunner().invoke(main, given)
    assert found.exit_code == 0
    assert (tmp_path / "meridiaan" / "roadmap.csv").read_bytes() == made("csv", "nl")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody",), "nobody"),
        (("meridiaan", "missing.json"), "missing.json"),
        (("meridiaan", str(RESPONSE), "--language", "xx"), "xx"),
    ],
)
def test_mistakes_are_told_without_a_file(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(DEMO.root)
    found = CliRunner().invoke(main, ["roadmap", *arguments, "-o", str(tmp_path)])
    assert found.exit_code == 2
    assert said in found.output
    assert not [*tmp_path.iterdir()]
