"""Which files a report is made of, and who makes each; printers are loaded only when they are asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cxassess.errors import CommandError
from cxassess.model import Client, Questionnaire, Response
from cxassess.scoring import Result
from cxassess.theme import Theme


@dataclass(frozen=True)
class Work:
    """What is to be printed, and in which language and look; ``inside`` are the files that the PDF holds, by name."""

    questionnaire: Questionnaire
    theme: Theme
    client: Client
    response: Response
    result: Result
    lang: str
    inside: Mapping[str, str] = field(default_factory=dict)
    archive: bool = False

    @cached_property
    def html(self) -> str:
        """The report that every form is made of."""
        from cxassess.exporters import pdf

        return pdf.report_html(
            self.questionnaire, self.theme, self.client, self.response, self.result, self.lang
        )

    @property
    def flowing(self) -> str:
        """The same for forms without pages."""
        from cxassess.exporters import numbers

        return numbers.without(self.html)


_MUCH = 100_000
"""Characters of a report's HTML, without pictures, for which the limit is meant; an ordinary report has two or three
times as many and takes a fourth of what it then may, so that a slow computer prints it too."""
_PICTURE = re.compile(r'"data:[^"]*"')


def _pdf(work: Work) -> bytes:
    from cxassess.exporters import pdf, sandbox

    extras = pdf.Extras(work.inside, work.response.saved, work.archive)
    html = work.html
    # Many long notes are many pages, and no reason to end the work.
    times = 1 + len(_PICTURE.sub("", html)) // _MUCH
    return sandbox.call(lambda: pdf.pdf(html, work.theme, work.client, extras), times=times)


def _html(work: Work) -> bytes:
    from cxassess.exporters import html

    return html.page(work.flowing, work.theme, work.client)


def _docx(work: Work) -> bytes:
    from cxassess.exporters import sandbox, word

    html = work.flowing
    return sandbox.call(
        lambda: word.document(html, work.theme, work.client, work.lang, work.response.saved), times=3
    )


def _summary(work: Work) -> bytes:
    from cxassess.exporters import sandbox, summary

    given = (work.questionnaire, work.theme, work.client, work.response, work.result, work.lang)
    return sandbox.call(lambda: summary.summary(*given), times=2)


SUMMARY = "summary"
FORMS: Mapping[str, tuple[str, Callable[[Work], bytes]]] = {
    "pdf": ("report.pdf", _pdf),
    "html": ("report.html", _html),
    "docx": ("report.docx", _docx),
    SUMMARY: ("summary.pdf", _summary),
}
"""Every form with its file name and who makes it; the summary is chosen by an option of its own."""


def chosen(form: str | None, *, summary: bool) -> tuple[str, ...]:
    """The forms that ``--format`` and ``--summary`` ask for; several are parted by commas.

    Errors:
        CommandError: a form that does not exist, or a summary in another form than PDF.
    """
    names = tuple(dict.fromkeys(part.strip().lower() for part in (form or "pdf").split(",") if part.strip()))
    possible = [name for name in FORMS if name != SUMMARY]
    for name in names:
        if name not in possible:
            raise CommandError("format-unknown", name=name, options=", ".join(possible))
    if not summary:
        return names or ("pdf",)
    if names not in ((), ("pdf",)):
        raise CommandError("summary-format", given=form)
    return (SUMMARY,)


def files(work: Work, forms: Sequence[str]) -> dict[str, bytes]:
    """The content of every form by its file name; all are made before any is written."""
    return {FORMS[form][0]: FORMS[form][1](work) for form in forms}
