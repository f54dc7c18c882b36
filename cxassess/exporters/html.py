"""The report as one HTML file: the same words and charts, with typefaces and styles inside and no script."""

from __future__ import annotations

from cxassess.errors import CommandError
from cxassess.exporters import pdf
from cxassess.model import Client
from cxassess.page_check import hash_of
from cxassess.theme import Theme


def page(html: str, theme: Theme, client: Client) -> bytes:
    """The report's HTML as a file that stands alone: it reads in any browser, fetches nothing, and prints.

    Errors:
        CommandError: a theme's template left out the head, or brought styles or scripts of its own.
    """
    style = (
        pdf.style_sheet(theme, client, screen=True)
        + theme.style("report-screen.css")
        + theme.added("report-screen-more.css")
    )
    policy = (
        f"default-src 'none'; style-src {hash_of(style)}; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    first = (
        f'<head><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
    )
    if html.count("<head>") != 1 or html.count("</head>") != 1 or "<style" in html or "<script" in html:
        raise CommandError("html-head", theme=theme.name)
    whole = html.replace("<head>", first).replace("</head>", f"<style>{style}</style></head>")
    whole = whole.replace("<body>", "<body><main>").replace("</body>", "</main></body>")
    return whole.lstrip().encode()
