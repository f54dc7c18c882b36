"""The charts of a report as pictures, for programs that do not draw SVG well: the same drawings as in the PDF.

WeasyPrint sets each on a page of its own, so typefaces, hatching and colours are those of the PDF, and PDFium turns
the pages into pixels.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxassess.errors import CommandError
from cxassess.exporters import pdf
from cxassess.model import Client
from cxassess.theme import Theme

DOTS = 192
"""Dots per inch: twice those of a screen."""
_POINTS, _INCH = 72, 25.4


@dataclass(frozen=True, slots=True)
class Drawing:
    """HTML with one chart, and the size of its picture in millimetres; ``ground`` is a colour.

    ``tight`` has no room around it; others need some, because their signs may stand out at the edges.
    """

    html: str
    width: float
    height: float
    ground: str = "#FFFFFF"
    tight: bool = False


def draw(drawings: Sequence[Drawing], theme: Theme, client: Client) -> list[bytes]:
    """Each drawing as PNG, the same bytes every time.

    Errors:
        CommandError: PDFium is not installed, or the printer of PDF warned about something.
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise CommandError("docx-missing", why=str(error)) from None
    if not drawings:
        return []
    # One size of page for all, cut to size afterwards.
    width, height = (max(getattr(d, side) for d in drawings) for side in ("width", "height"))
    rules = (
        f"@page{{size:{width}mm {height}mm;margin:0;{_BARE}}}"
        ".page{padding:1.5mm 2.5mm;overflow:hidden}.tight{padding:.2mm}"
    )
    sizes = "".join(f".d{i}{{width:{d.width}mm;height:{d.height}mm}}" for i, d in enumerate(drawings))
    body = "".join(
        f'<div class="page d{i} g{d.ground[1:]}{" tight" if d.tight else ""}">{d.html}</div>'
        for i, d in enumerate(drawings)
    )
    grounds = "".join(
        f".g{ground[1:]}{{background:{ground}}}" for ground in sorted({d.ground for d in drawings})
    )
    style = f"<style>{rules}{sizes}{grounds}{_ALONE}</style>"
    html = f'<html lang="en"><head><title>-</title>{style}</head><body>{body}</body></html>'
    document = pypdfium2.PdfDocument(pdf.pdf(html, theme, client))
    try:
        if len(document) != len(drawings):
            raise CommandError("pdf-warning", why=f"{len(drawings)} charts made {len(document)} pages")
        return [_png(page, drawing) for page, drawing in zip(document, drawings, strict=True)]
    finally:
        document.close()


_BARE = "".join(
    f"@{place}{{content:none}}"
    for place in ("top-left", "top-right", "bottom-left", "bottom-center", "bottom-right")
)
_ALONE = (
    ".cover svg,.page .wheel,.page .radar{position:static;width:100%;height:100%}"
    ".page .stairs,.page .cash{width:100%;height:auto}.stairs-names{margin-bottom:0}"
    ".tight svg,.tight img{display:block;width:100%;height:100%}"
)


def _png(page: Any, drawing: Drawing) -> bytes:
    image = page.render(scale=DOTS / _POINTS).to_pil().convert("RGB")
    image = image.crop((0, 0, round(drawing.width / _INCH * DOTS), round(drawing.height / _INCH * DOTS)))
    target = io.BytesIO()
    # Drawings have few colours: a palette loses nothing that can be seen, and is a third of the size.
    image.quantize(128, method=0).save(target, "PNG", optimize=True, dpi=(DOTS, DOTS))
    return target.getvalue()
