"""The management report as PDF; the only door to WeasyPrint, which is loaded when a report is asked for.

WeasyPrint may read ``data:`` addresses and nothing else, so no text or logo can fetch or embed a file. Any of its
warnings stops the report: a page that is silently wrong is worse than none.
"""

from __future__ import annotations

import gc
import io
import logging
import os
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from cxassess import business_view, colour, document, planner, planner_view, render, report, texts, together
from cxassess.charts import rings
from cxassess.errors import CommandError
from cxassess.exporters import archive, defaults, embedded, numbers, pictures, tagging, typefaces
from cxassess.i18n import fill
from cxassess.model import Client, Questionnaire, Response
from cxassess.planner_problem import capacity_for
from cxassess.scoring import Result
from cxassess.theme import Theme

_LOG = logging.getLogger("weasyprint")
_STYLES = ("report.css", "report-business.css")


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
    spoken = together.spoken(texts.phrases(lang), response.people)
    local = texts.local(questionnaire, lang, {**words, "organisation": client.short})
    local["rings"] = rings(len(questionnaire.dimensions))
    script = texts.script_texts(local, spoken)
    setting = report.Setting(lang, client.short, response.saved, response.decisions)
    tree = report.build(script, result, setting)
    tree["groups"] = report.groups(script, result, setting)
    schedule = planner.plan_actions(result, response, capacity_for(client, questionnaire, response))
    tree["plan"] = planner_view.build(script, result, schedule, setting)
    planner_view.apply(tree, tree["plan"])
    tree["business"] = None
    if response.business_case.inputs and (
        case := business_view.given_for(questionnaire, client, response, result, schedule)
    ):
        tree["business"] = business_view.build(script, replace(case, lang=lang))
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


@dataclass(frozen=True, slots=True)
class Extras:
    """What a PDF may have beside its pages: attached files by name, their time, and the form for archives."""

    files: Mapping[str, str] = field(default_factory=dict)
    saved: str = ""
    archive: bool = False


def pdf(
    html: str,
    theme: Theme,
    client: Client,
    extras: Extras | None = None,
    styles: tuple[str, ...] = _STYLES,
) -> bytes:
    """HTML as a tagged PDF, the same bytes every time; for archives PDF/A-3b too.

    Errors:
        CommandError: Pango is missing, or WeasyPrint warned about something.
    """
    weasyprint = _weasyprint()
    font_config, sheets = _prepared(theme, styles)
    own = weasyprint.CSS(string=_tokens(theme, client), url_fetcher=_fetcher()({}), font_config=font_config)
    extras = extras or Extras()
    target = io.BytesIO()

    def finish(document: Any, written: Any) -> None:
        tagging.finish(document, written)
        archive.relate(written)
        if extras.archive:
            archive.declare_accessible(written)

    with _strict(), _no_garbage():
        text, drawings = pictures.take_out(typefaces.printable(html, theme))
        fetcher = _fetcher()(drawings)
        how = {"font_config": font_config, "stylesheets": [own, *sheets]}
        single = _SINGLE.findall(text)
        # Many notes make many pages, and then it pays to try only those parts that must fit.
        probe = _FLOWING.sub("", text) if len(text) > _LONG else text
        css = _sheets(theme, styles)
        laid_out = _parsed(probe, fetcher, css).render(**how)
        long = numbers.overlong(laid_out, single)
        if long or probe != text:
            laid_out = _parsed(_tightened(text, long), fetcher, css).render(**how)
        numbers.write(laid_out)
        laid_out.write_pdf(
            target,
            pdf_variant=archive.VARIANT if extras.archive else "pdf/ua-1",
            pdf_tags=True,
            attachments=embedded.attachments(extras.files, extras.saved, weasyprint.Attachment),
            finisher=finish,
        )
    return target.getvalue()


def style_sheet(theme: Theme, client: Client, *, screen: bool = False) -> str:
    """The whole style sheet of a report, for showing or printing its HTML with something else.

    With ``screen`` the typefaces are the small ones of the page.
    """
    faces = typefaces.small_faces(theme) if screen else typefaces.faces(theme)
    return _tokens(theme, client) + faces + _sheets(theme, _STYLES)


def _sheets(theme: Theme, styles: tuple[str, ...]) -> str:
    """Style sheets of a theme, each followed by what the themes of the chain add to it."""
    return "\n".join(
        text for name in styles for text in (theme.style(name), theme.added(f"{name[:-4]}-more.css"))
    )


def _colours(theme: Theme, client: Client) -> dict[str, str]:
    return {**theme.tokens, **colour.palette(client.brand.primary, client.brand.accent)}


def _tokens(theme: Theme, client: Client) -> str:
    return colour.properties(_colours(theme, client))


def ready() -> None:
    """Load WeasyPrint, for processes that are copies of this one.

    Errors:
        CommandError: Pango is missing.
    """
    _weasyprint()


@cache
def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:
        raise CommandError("pdf-missing", why=str(error).split(":")[0]) from None
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")  # else fontTools writes the time into every font
    return weasyprint


_SINGLE = re.compile(r'<section class="page" id="([a-z0-9-]+)">')
_FLOWING = re.compile(r'<section class="page flow.*?</section>', re.DOTALL)
_LONG = 150_000
"""Characters of a report's HTML without drawings; an ordinary one has at most two thirds of them."""


def _tightened(html: str, names: Iterable[str]) -> str:
    for name in names:
        html = html.replace(
            f'<section class="page" id="{name}">', f'<section class="page tight" id="{name}">'
        )
    return html


_VOID = re.compile(r"<((?:meta|img|br|link)\b[^>]*[^/>])>|<(br)>")


def _parsed(html: str, fetcher: Any, css: str) -> Any:
    """HTML as WeasyPrint's document; ours is nearly XML, which is parsed in C and not in Python."""
    from xml.etree import ElementTree

    weasyprint = _weasyprint()
    try:
        body = _VOID.sub(
            lambda match: f"<{match[1] or match[2]}/>",
            html.replace(" hidden>", ' hidden="">').replace("<!DOCTYPE html>", "", 1),
        )
        root = ElementTree.fromstring(body.strip())  # noqa: S314 - our template, all texts escaped, no DTD
    except ElementTree.ParseError:
        return weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=None)
    import cssselect2

    page = weasyprint.HTML(string="<html></html>", url_fetcher=fetcher, base_url=None)
    page.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
    page.etree_element = page.wrapper_element.etree_element
    defaults.use(page, css)
    return page


@cache
def _fetcher() -> Any:
    """The class of what reads ``data:`` addresses and what it was given by name, and nothing else."""
    _weasyprint()
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def __init__(self, given: Mapping[str, bytes]) -> None:
            super().__init__(allowed_protocols={"data"}, fail_on_errors=True)
            self.given = given

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url in self.given:
                kind = "image/svg+xml" if url.startswith(pictures.SCHEME) else "font/ttf"
                return URLFetcherResponse(url, self.given[url], {"Content-Type": kind})
            return super().fetch(url, headers)

    return Fetcher


_PREPARED: dict[tuple[object, ...], tuple[Any, list[Any]]] = {}


def _prepared(theme: Theme, styles: tuple[str, ...]) -> tuple[Any, list[Any]]:
    """Fonts and parsed style sheets of a theme, kept for the whole process: parsing them costs most."""
    key = (theme.name, theme.folders, styles)
    if key not in _PREPARED:
        weasyprint = _weasyprint()
        from weasyprint.text.fonts import FontConfiguration

        config = FontConfiguration()
        named, files = typefaces.named_faces(theme)
        with _strict():
            sheet = weasyprint.CSS(
                string=named + _sheets(theme, styles), url_fetcher=_fetcher()(files), font_config=config
            )
        _PREPARED[key] = (config, [sheet])
    return _PREPARED[key]


@contextmanager
def _no_garbage() -> Iterator[None]:
    """No garbage collection while a report is laid out, one after it: a tenth of the time saved.

    What a report leaves behind is all young then, so only the young are looked at. In a process that prints one report
    and ends, collection is off, and stays so.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
            gc.collect(0)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


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
