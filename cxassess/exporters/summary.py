"""One page for the board, always exactly one: letters get smaller, and then long texts shorter, until it fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from cxassess.errors import CommandError
from cxassess.exporters import embedded, pdf
from cxassess.model import Client
from cxassess.theme import Theme

STYLES = ("report.css", "summary.css")
FITS: tuple[tuple[int, int], ...] = ((0, 0), (1, 0), (2, 0), (2, 200), (3, 110), (4, 60))
"""What is tried in turn: a size of letters (0 is the largest) and the most characters of a text (0: all)."""


def summary(make: Callable[[str, Mapping[str, Any]], str], theme: Theme, client: Client) -> bytes:
    """The summary as a PDF of one page; ``make`` fills a template of the report with more values.

    Errors:
        CommandError: even the smallest does not fit, which only a theme can bring about.
    """
    for size, most in FITS:
        more = {"size": size, "short": partial(shorten, most)}
        content = pdf.pdf(make("report/summary.html.j2", more), theme, client, styles=STYLES)
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
