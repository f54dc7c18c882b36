"""Which files a report is made of, and who makes each; printers are loaded only when they are asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from cxassess.errors import CommandError, CxassessError
from cxassess.model import Client, Questionnaire, Response
from cxassess.scoring_result import Result
from cxassess.since import Earlier
from cxassess.theme import Theme


@dataclass(frozen=True)
class Work:
    """What is to be printed, and in which language and look.

    ``inside`` are the files that the PDF holds, by name; ``earlier`` is a measurement to compare with.
    """

    questionnaire: Questionnaire
    theme: Theme
    client: Client
    response: Response
    result: Result
    lang: str
    inside: Mapping[str, str] = field(default_factory=dict)
    archive: bool = False
    earlier: Earlier | None = None

    @cached_property
    def html(self) -> str:
        """The report that every form with all its parts is made of."""
        return self.filled()

    def filled(self, template: str = "report/report.html.j2", more: Mapping[str, Any] | None = None) -> str:
        """A template of the report as HTML; another one may need more values."""
        from cxassess.exporters import pdf

        asked, result = self.questionnaire, self.result
        return pdf.report_html(
            asked, self.theme, self.client, self.response, result, self.lang, template, more,
            inside=self.inside, earlier=self.earlier,
        )  # fmt: skip

    @property
    def flowing(self) -> str:
        """The same for forms without pages, which hold no files."""
        from cxassess.exporters import numbers

        return numbers.without(self.html)


_MUCH = 100_000
"""Characters of a report's HTML, without pictures, for which the limit is meant; an ordinary report has two or three
times as many and takes a fourth of what it then may, so that a slow computer prints it too."""
_PICTURE = re.compile(r'"data:[^"]*"')


def _pdf(work: Work) -> bytes:
    from cxassess.exporters import pdf

    extras = pdf.Extras(work.inside, work.response.saved, work.archive)
    return pdf.pdf(work.html, work.theme, work.client, extras)


def _pdf_times(work: Work) -> int:
    """Many long notes are many pages, and no reason to end the work."""
    return 1 + len(_PICTURE.sub("", work.html)) // _MUCH


def _html(work: Work) -> bytes:
    from cxassess.exporters import html

    return html.page(work.flowing, work.theme, work.client)


def _docx(work: Work) -> bytes:
    from cxassess.exporters import word

    return word.document(work.flowing, work.theme, work.client, work.lang, work.response.saved)


def _summary(work: Work) -> bytes:
    from cxassess.exporters import summary

    return summary.summary(work.filled, work.theme, work.client)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the report: its file, who makes it, and how many times the limit it may take; 0 is without one."""

    file: str
    make: Callable[[Work], bytes]
    times: int | Callable[[Work], int] = 0

    def limit(self, work: Work) -> int:
        """How many times the limit this report may take."""
        return self.times(work) if callable(self.times) else self.times


SUMMARY = "summary"
FORMS: Mapping[str, Form] = {
    "pdf": Form("report.pdf", _pdf, _pdf_times),
    "html": Form("report.html", _html),
    "docx": Form("report.docx", _docx, 3),
    SUMMARY: Form("summary.pdf", _summary, 2),
}
"""Every form; the summary is chosen by an option of its own."""


def chosen(form: str | None, *, summary: bool, archive: bool = False) -> tuple[str, ...]:
    """The forms that ``--format`` and ``--summary`` ask for; several are parted by commas.

    Errors:
        CommandError: a form that does not exist, or a summary or a file for archives in another form than PDF.
    """
    names = tuple(dict.fromkeys(part.strip().lower() for part in (form or "pdf").split(",") if part.strip()))
    possible = [name for name in FORMS if name != SUMMARY]
    for name in names:
        if name not in possible:
            raise CommandError("format-unknown", name=name, options=", ".join(possible))
    if archive and names and "pdf" not in names:
        raise CommandError("archive-format", given=form)
    if not summary:
        return names or ("pdf",)
    if names not in ((), ("pdf",)):
        raise CommandError("summary-format", given=form)
    return (SUMMARY,)


def files(work: Work, forms: Sequence[str]) -> dict[str, bytes]:
    """The content of every form by its file name; all are made before any is written."""
    return {FORMS[form].file: _made(FORMS[form], work) for form in forms}


def _made(form: Form, work: Work) -> bytes:
    if not form.times:
        return form.make(work)
    from cxassess.exporters import sandbox

    return sandbox.call(partial(form.make, work), times=form.limit(work))


def several(
    works: Sequence[Work], forms: Sequence[str], processes: int
) -> Iterator[tuple[int, str, bytes | CxassessError]]:
    """Every form of many reports over a few processes: number of the work, file name, and content or what went wrong.

    In the order in which they are done; what a first report loads and prepares serves the others of its process.
    """
    from cxassess.exporters import typesetter, workers

    if set(forms) - {"html"}:
        typesetter.load()  # once, before the processes part
    wanted = [(i, form) for i in range(len(works)) for form in forms]
    pieces = [
        workers.Piece(partial(FORMS[form].make, works[i]), partial(FORMS[form].limit, works[i]))
        for i, form in wanted
    ]
    for number, content in workers.each(pieces, processes):
        i, form = wanted[number]
        yield i, FORMS[form].file, content
