"""One page for the board, always exactly one: letters get smaller, and then long texts shorter, until it fits."""

from __future__ import annotations

from functools import partial

from cxassess.errors import CommandError
from cxassess.exporters import embedded, pdf
from cxassess.model import Client, Questionnaire, Response
from cxassess.scoring_result import Result
from cxassess.since import Earlier
from cxassess.theme import Theme

STYLES = ("report.css", "summary.css")
FITS: tuple[tuple[int, int], ...] = ((0, 0), (1, 0), (2, 0), (2, 200), (3, 110), (4, 60))
"""What is tried in turn: a size of letters (0 is the largest) and the most characters of a text (0: all)."""


def summary(
    questionnaire: Questionnaire,
    theme: Theme,
    client: Client,
    response: Response,
    result: Result,
    lang: str,
    earlier: Earlier | None = None,
) -> bytes:
    """The summary as a PDF of one page.

    Errors:
        CommandError: even the smallest does not fit, which only a theme can bring about.
    """
    for size, most in FITS:
        more = {"size": size, "short": partial(shorten, most)}
        html = pdf.report_html(
            questionnaire,
            theme,
            client,
            response,
            result,
            lang,
            "report/summary.html.j2",
            more,
            earlier=earlier,
        )
        content = pdf.pdf(html, theme, client, styles=STYLES)
        if embedded.pages(content) == 1:
            return content
    raise CommandError("summary-long", theme=theme.name)


def shorten(most: int, text: str) -> str:
    """The text up to so many characters, cut between words where there are any; 0 leaves it whole."""
    if not most or len(text) <= most:
        return text
    cut = text[:most]
    head, space, _ = cut.rpartition(" ")
    return (head if space else cut).rstrip(" .,;:–") + "…"
