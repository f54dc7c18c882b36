"""The management report as HTML, and as PDF."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cxassess import (
    business_view,
    colour,
    document,
    document_summary,
    planner,
    planner_view,
    render,
    report,
    texts,
    together,
)
from cxassess.charts import rings
from cxassess.exporters import archive, defaults, embedded, numbers, pictures, tagging, typefaces, typesetter
from cxassess.i18n import fill
from cxassess.model import Client, Questionnaire, Response
from cxassess.planner_problem import capacity_for
from cxassess.scoring_result import Result
from cxassess.since import Earlier
from cxassess.theme import Theme

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
    inside: Collection[str] = (),
    earlier: Earlier | None = None,
) -> str:
    """The report as HTML without its style sheet; pure. Another ``template`` may need ``more`` values.

    ``inside`` names the files that the PDF will hold; ``earlier`` is a measurement to compare with.
    """
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
    source = document_summary.Source(local, spoken, result, response, client, lang, schedule, inside, earlier)
    extra = document.build(source, tree)
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
    typesetter.load()
    _prepared(theme, styles)
    with typesetter.strict(), typesetter.no_garbage():
        # In a function of its own, so that all it held is garbage when that is collected.
        return _typeset(html, theme, client, extras or Extras(), styles)


def _typeset(html: str, theme: Theme, client: Client, extras: Extras, styles: tuple[str, ...]) -> bytes:
    weasyprint = typesetter.load()
    font_config, sheets = _prepared(theme, styles)
    own = weasyprint.CSS(
        string=_tokens(theme, client), url_fetcher=typesetter.fetcher()({}), font_config=font_config
    )
    text, drawings = pictures.take_out(typefaces.printable(html, theme))
    fetcher = typesetter.fetcher()(drawings)
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

    def finish(document: Any, written: Any) -> None:
        tagging.finish(document, written)
        archive.relate(written)
        if extras.archive:
            archive.declare_accessible(written)
        _compress(written)

    target = io.BytesIO()
    laid_out.write_pdf(
        target,
        pdf_variant=archive.VARIANT if extras.archive else "pdf/ua-1",
        pdf_tags=True,
        attachments=embedded.attachments(extras.files, extras.saved, weasyprint.Attachment),
        finisher=finish,
    )
    return target.getvalue()


def _compress(written: Any) -> None:
    """Compress what can be as zlib usually does; pydyf's best takes three times as long for a fiftieth less."""
    for item in written.objects:
        if getattr(item, "compress", False) and all(isinstance(part, bytes) for part in item.stream):
            item.stream = [zlib.compress(b"\n".join(item.stream))]
            item.extra["Filter"] = "/FlateDecode"
            item.compress = False


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

    weasyprint = typesetter.load()
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


_PREPARED: dict[tuple[object, ...], tuple[Any, list[Any]]] = {}


def _prepared(theme: Theme, styles: tuple[str, ...]) -> tuple[Any, list[Any]]:
    """Fonts and parsed style sheets of a theme, kept for the whole process: parsing them costs most."""
    key = (theme.name, theme.folders, styles)
    if key not in _PREPARED:
        weasyprint = typesetter.load()
        config = typesetter.fonts()
        named, files = typefaces.named_faces(theme)
        with typesetter.strict():
            sheet = weasyprint.CSS(
                string=named + _sheets(theme, styles),
                url_fetcher=typesetter.fetcher()(files),
                font_config=config,
            )
        _PREPARED[key] = (config, [sheet])
    return _PREPARED[key]
