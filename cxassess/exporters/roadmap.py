"""A plan for other programs: a table (CSV), a workbook (XLSX), a calendar (iCalendar) and a text (Markdown).

CSV and calendar are the same as those of the page, letter for letter (``browser/planfile.js``). Nothing reads the
clock: the only moment in a file is that of the answers, so the same answers give the same bytes.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cxassess import i18n
from cxassess.exporters.csv import cell
from cxassess.model import Response
from cxassess.planner import Placed, Schedule
from cxassess.report import Tree
from cxassess.scoring_result import Result

FORMATS = ("csv", "xlsx", "ics", "md")
COLUMNS = {
    "step": "plan.step",
    "action": "plan.action",
    "start": "plan.start",
    "end": "plan.end",
    "review": "plan.review",
    "owner": "roadmap.owner",
    "day_count": "plan.day_count",
    "gain": "plan.gain",
    "measure": "roadmap.measure",
    "first": "roadmap.monday",
}
_WIDTHS = {"step": 28, "action": 48, "owner": 32, "measure": 40, "first": 60}
_DATES = ("start", "end", "review")
_NUMBERS = ("day_count", "gain")
_FOLD = 75
_CLOCK = re.compile(rb">\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<")


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with all that its files say; ``tree`` is what :mod:`cxassess.planner_view` makes of it."""

    texts: Mapping[str, Any]
    result: Result
    schedule: Schedule
    response: Response
    slug: str
    organisation: str
    tree: Tree
    lang: str

    def say(self, key: str, **values: object) -> str:
        """A phrase with its values."""
        return i18n.fill(self.texts["phrases"][key], values)


def dumps(plan: Plan, form: str) -> bytes:
    """The plan in one of :data:`FORMATS`."""
    if form == "xlsx":
        return xlsx(plan)
    return {"csv": csv, "ics": ics, "md": markdown}[form](plan).encode()


def dates(first: tuple[int, int], action: Placed) -> tuple[datetime.date, datetime.date, datetime.date]:
    """First day, last day and day to look back (the last working day) of an action."""
    start = _first_day(first, action.start)
    end = _first_day(first, action.finish + 1) - datetime.timedelta(days=1)
    return start, end, end - datetime.timedelta(days=max(0, end.weekday() - 4))


def _first_day(first: tuple[int, int], quarter: int) -> datetime.date:
    ahead = first[1] - 1 + quarter
    return datetime.date(first[0] + ahead // 4, ahead % 4 * 3 + 1, 1)


def rows(plan: Plan) -> list[dict[str, str]]:
    """One row for each planned action, in the order of the plan; dates as ISO text, empty without a start."""
    known = {f"action:{a['id']}": (step, a) for step in plan.texts["steps"] for a in step["actions"]}
    found = []
    for placed in plan.schedule.placed:
        step, action = known[placed.id]
        decision = plan.response.decisions.get(action["id"])
        chosen = decision.owner if decision and decision.status == "planned" else ""
        first = plan.schedule.first
        start, end, review = map(str, dates(first, placed)) if first else ("", "", "")
        if start:
            start = max(start, plan.response.saved[:10])  # the quarter may have begun before the answers
        found.append(
            {
                "id": action["id"],
                "step": f"{step['number']}. {step['title']}",
                "action": action["title"],
                "start": start,
                "end": end,
                "review": review,
                "owner": chosen or action["owner"],
                "day_count": i18n.coordinate((action["days"][0] + action["days"][1]) / 2),
                "gain": i18n.coordinate(plan.result.actions[placed.id].gain),
                "measure": action.get("kpi") or "",
                "first": action.get("first") or "",
            }
        )
    return found


# -- CSV --------------------------------------------------------------------------------------------------


def csv(plan: Plan) -> str:
    """A table for a spreadsheet, as one that speaks the language opens it with a double click.

    With a byte-order mark, so that Excel reads its letters right; where decimals have a comma, semicolons part the
    columns.
    """
    has_comma = "," in i18n.number(0.5, plan.lang, 1)
    lines = [[plan.say(key) for key in COLUMNS.values()]]
    for row in rows(plan):
        shown = {**row, **{name: row[name].replace(".", ",") for name in _NUMBERS}} if has_comma else row
        lines.append([shown[name] for name in COLUMNS])
    return "\ufeff" + "".join((";" if has_comma else ",").join(map(_quoted, line)) + "\r\n" for line in lines)


def _quoted(text: str) -> str:
    safe = str(cell(text))
    return '"' + safe.replace('"', '""') + '"' if any(sign in safe for sign in '",;\r\n') else safe


# -- iCalendar --------------------------------------------------------------------------------------------


def ics(plan: Plan) -> str:
    """A calendar (RFC 5545) with two days per action: to begin, and to look back."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//cxassess//roadmap//EN",
        f"X-WR-CALNAME:{_escaped(plan.say('plan.calendar', organisation=plan.organisation))}",
    ]
    for row in rows(plan) if plan.schedule.first else []:
        lines += _event(plan, row, "begin", row["start"], row["first"])
        lines += _event(plan, row, "review", row["review"], row["measure"])
    return "".join(_folded(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(plan: Plan, row: Mapping[str, str], kind: str, day: str, about: str) -> list[str]:
    text = ". ".join(part for part in (row["owner"], about) if part)
    return [
        "BEGIN:VEVENT",
        f"UID:{row['id']}-{kind}@{plan.slug}.cxassess",
        f"DTSTAMP:{plan.response.saved[:10].replace('-', '')}T000000Z",
        f"DTSTART;VALUE=DATE:{day.replace('-', '')}",
        f"SUMMARY:{_escaped(plan.say(f'plan.{kind}_event', title=row['action']))}",
        f"DESCRIPTION:{_escaped(text)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, "\\" + sign)
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 bytes (RFC 5545, 3.1)."""
    pieces, piece, size = [], "", 0
    for letter in line:
        own = len(letter.encode())
        if size + own > _FOLD:
            pieces.append(piece)
            piece, size = " ", 1
        piece += letter
        size += own
    return "\r\n".join([*pieces, piece])


# -- Markdown ---------------------------------------------------------------------------------------------


def markdown(plan: Plan) -> str:
    """The plan as text: what comes of it, and per step what to do."""
    tree = plan.tree
    parts = [f"# {_plain(tree['title'])}", _plain(tree["lede"]), _plain(tree["capacity"])]
    parts += ["\n".join(f"- {_plain(note['text'])}" for note in tree["notes"])]
    keys = ("when", "index", "level", "days")
    heads = [plan.say(key) for key in ("plan.quarter", "plan.index", "level.title", "plan.days")]
    parts.append(_table(heads, [[row[key] for key in keys] for row in tree["rows"]]))
    by_step: dict[str, list[dict[str, str]]] = {}
    for row in rows(plan):
        by_step.setdefault(row["step"], []).append(row)
    names = [name for name in COLUMNS if name != "step"]
    for step in sorted(by_step, key=lambda name: int(name.split(".")[0])):
        table = [[row[name] for name in names] for row in by_step[step]]
        parts += [f"## {_plain(step)}", _table([plan.say(COLUMNS[name]) for name in names], table)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(heads: list[str], lines: list[list[str]]) -> str:
    shown = [heads, ["---"] * len(heads), *lines]
    return "\n".join("| " + " | ".join(_plain(text) for text in line) + " |" for line in shown)


def _plain(text: str) -> str:
    """A text without Markdown of its own, on one line."""
    text = " ".join(text.split())
    return "".join("\\" + sign if sign in "\\`*_[]<>|#" else sign for sign in text)


# -- XLSX -------------------------------------------------------------------------------------------------


def xlsx(plan: Plan) -> bytes:
    """A workbook: all actions, then one sheet per step, with real dates, filters and fixed headings."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = plan.tree["title"], "cxassess"
    book.properties.created = book.properties.modified = datetime.datetime(1980, 1, 1)
    found = rows(plan)
    _sheet(book, plan, plan.say("roadmap.list"), found)
    for number, step in ((step["number"], step) for step in plan.texts["steps"]):
        own = [row for row in found if row["step"].startswith(f"{number}. ")]
        _sheet(book, plan, f"{number}. {step['title']}", own)
    target = io.BytesIO()
    book.save(target)
    return _same_bytes(target.getvalue())


def _sheet(book: Any, plan: Plan, title: str, found: list[dict[str, str]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(_sheet_name(title))
    for column, (key, phrase) in enumerate(COLUMNS.items(), 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(key, 12)
        for line, text in enumerate([plan.say(phrase), *(row[key] for row in found)], 1):
            one = sheet.cell(line, column)
            one.alignment = Alignment(vertical="top", wrap_text=True)
            if line == 1:
                one.font = Font(bold=True)
            if line > 1 and key in _DATES and text:
                one.value, one.number_format = datetime.date.fromisoformat(text), "yyyy-mm-dd"
            elif line > 1 and key in _NUMBERS:
                one.value = float(text)
            else:
                one.value, one.data_type = text, "s"  # never a formula
    last = get_column_letter(len(COLUMNS))
    sheet.auto_filter.ref = f"A1:{last}{max(2, len(found) + 1)}"
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0


def _sheet_name(title: str) -> str:
    """A name that a workbook accepts: at most 31 characters, without seven signs."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31]


def _same_bytes(content: bytes) -> bytes:
    """The archive with one fixed date in and around every entry; openpyxl writes the time into it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.namelist():
            info = zipfile.ZipInfo(entry, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            new.writestr(info, _CLOCK.sub(b">1980-01-01T00:00:00Z<", old.read(entry)))
    return target.getvalue()
