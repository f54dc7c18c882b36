"""The management report as PDF; the only door to WeasyPrint, which is loaded when a report is asked for.

WeasyPrint may read ``data:`` addresses and nothing else, so no text or logo can fetch or embed a file. Any of its
warnings stops the report: a page that is silently wrong is worse than none.
"""

from __future__ import annotations

import base64
import gc
import io
import logging
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from cxassess import colour, document, render, report, texts
from cxassess.charts import rings
from cxassess.errors import CommandError
from cxassess.i18n import fill
from cxassess.model import Client, Questionnaire, Response
from cxassess.scoring import Result
from cxassess.theme import Theme

_LOG = logging.getLogger("weasyprint")
_STYLES = ("report.css",)


def report_html(
    questionnaire: Questionnaire,
    theme: Theme,
    client: Client,
    response: Response,
    result: Result,
    lang: str,
    template: str = "report/report.html.j2",
    more: Mapping[str, Any] | None = None,
) -> str:
    """The report as HTML without its style sheet; pure. Another ``template`` may need ``more`` values."""
    words = texts.term_values(questionnaire, client, lang)
    spoken = texts.phrases(lang)
    local = texts.local(questionnaire, lang, {**words, "organisation": client.short})
    local["rings"] = rings(len(questionnaire.dimensions))
    script = texts.script_texts(local, spoken)
    setting = report.Setting(lang, client.short, response.saved, response.decisions)
    tree = report.build(script, result, setting)
    tree["groups"] = report.groups(script, result, setting)
    extra = document.build(document.Source(local, spoken, result, response, client, lang), tree)
    paint = render.Paint(theme.paint, _colours(theme, client))
    context = {
        "lang": lang,
        "q": local,
        "p": spoken,
        "client": client,
        "v": render.Fields({**tree, **extra}, paint),
        "doc": extra,
        "view": tree,
        "paint": paint,
        "colours": _colours(theme, client),
        "fill": fill,
        **(more or {}),
    }
    return render.render(theme.folders, template, context)


def pdf(html: str, theme: Theme, client: Client, styles: tuple[str, ...] = _STYLES) -> bytes:
    """HTML as a tagged PDF, the same bytes every time.

    Errors:
        CommandError: Pango is missing, or WeasyPrint warned about something.
    """
    weasyprint = _weasyprint()
    font_config, sheets = _prepared(theme, styles)
    own = weasyprint.CSS(string=_tokens(theme, client), url_fetcher=_fetcher(), font_config=font_config)
    target = io.BytesIO()
    with _strict(), _no_garbage():
        page = weasyprint.HTML(string=html, url_fetcher=_fetcher(), base_url=None)
        page.write_pdf(
            target,
            font_config=font_config,
            stylesheets=[own, *sheets],
            pdf_variant="pdf/ua-1",
            pdf_identifier=b"cxassess",
        )
    return retag(target.getvalue())


def retag(content: bytes) -> bytes:
    """The PDF with the tags that WeasyPrint cannot write (ISO 14289-1, 7.5).

    Every table heading gets a scope; a table without headings is there for layout and becomes plain divisions.
    """
    import pikepdf

    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        root = document.Root.get("/StructTreeRoot")
        if root is not None:
            _retag(root, in_head=False, in_layout=False)
        document.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _retag(element: Any, *, in_head: bool, in_layout: bool) -> None:
    import pikepdf

    kind = str(element.get("/S", ""))
    if kind == "/Table":
        in_layout = not _has_headings(element)
    if in_layout and kind in _TABLE_PARTS:
        element.S = pikepdf.Name.Div
    elif kind == "/TH":
        scope = pikepdf.Name.Column if in_head else pikepdf.Name.Row
        element.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=scope)
    for child in _below(element):
        _retag(child, in_head=(in_head or kind == "/THead") and kind != "/Table", in_layout=in_layout)


_TABLE_PARTS = {"/Table", "/TBody", "/TR", "/TD"}


def _has_headings(table: Any) -> bool:
    """Whether a table has a heading cell of its own; those of tables inside its cells do not count."""
    return any(
        str(child.get("/S")) == "/TH"
        or (str(child.get("/S")) in ("/THead", "/TBody", "/TFoot", "/TR") and _has_headings(child))
        for child in _below(table)
    )


def _below(element: Any) -> list[Any]:
    import pikepdf

    below = element.get("/K")
    children = list(below) if isinstance(below, pikepdf.Array) else [below]
    return [child for child in children if isinstance(child, pikepdf.Dictionary)]


def style_sheet(theme: Theme, client: Client) -> str:
    """The whole style sheet of a report, for printing its HTML with something else."""
    return _tokens(theme, client) + _sheet(theme, _STYLES)


def pages(content: bytes) -> int:
    """How many pages a PDF has."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.pages)


def _sheet(theme: Theme, styles: tuple[str, ...]) -> str:
    """Typefaces and style sheets of a theme, and then what each theme of the chain adds."""
    more = (text for name in styles for text in (theme.style(name), theme.added(f"{name[:-4]}-more.css")))
    return _faces(theme) + "\n".join(more)


def _colours(theme: Theme, client: Client) -> dict[str, str]:
    return {**theme.tokens, **colour.palette(client.brand.primary, client.brand.accent)}


def _tokens(theme: Theme, client: Client) -> str:
    return ":root{" + "".join(f"--{name}:{value};" for name, value in _colours(theme, client).items()) + "}"


@cache
def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:
        raise CommandError("pdf-missing", why=str(error).split(":")[0]) from None
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")  # else fontTools writes the time into every font
    return weasyprint


@cache
def _fetcher() -> Any:
    _weasyprint()
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)


_PREPARED: dict[tuple[object, ...], tuple[Any, list[Any]]] = {}


def _prepared(theme: Theme, styles: tuple[str, ...]) -> tuple[Any, list[Any]]:
    """Fonts and parsed style sheets of a theme, kept for the whole process: parsing them costs most."""
    key = (theme.name, theme.folders, styles)
    if key not in _PREPARED:
        weasyprint = _weasyprint()
        from weasyprint.text.fonts import FontConfiguration

        config = FontConfiguration()
        text = _sheet(theme, styles)
        with _strict():
            sheet = weasyprint.CSS(string=text, url_fetcher=_fetcher(), font_config=config)
        _PREPARED[key] = (config, [sheet])
    return _PREPARED[key]


def _faces(theme: Theme) -> str:
    """One face for each end of a variable font's range, because WeasyPrint knows no ranges."""
    faces = []
    for font in theme.fonts:
        data = base64.b64encode(font.report.read_bytes()).decode()
        faces += [
            f'@font-face{{font-family:"{font.family}";font-weight:{weight};'
            f"src:url(data:font/woff2;base64,{data})}}"
            for weight in font.weight.split()
        ]
    return "".join(faces)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """No garbage collection while a report is laid out, one after it: a tenth of the time saved."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.collect()


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        # A sign that no typeface here has prints as a box; a respondent's smiley must not stop the report.
        if not line.startswith(".notdef glyph"):
            self.lines.append(line)


@contextmanager
def _strict() -> Iterator[None]:
    """Turn what WeasyPrint logs into one error."""
    from weasyprint.urls import FatalURLFetchingError

    collector = _Collector()
    before = _LOG.handlers[:]
    _LOG.handlers = [collector]
    try:
        with warnings.catch_warnings():
            # Without libharfbuzz-subset fontTools takes over: slower, but right.
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    except FatalURLFetchingError as error:
        raise CommandError("pdf-warning", why=str(error)[:400]) from None
    finally:
        _LOG.handlers = before
    if collector.lines:
        raise CommandError("pdf-warning", why="; ".join(dict.fromkeys(collector.lines))[:400])
