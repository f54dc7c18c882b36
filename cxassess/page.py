"""Assembles the one file that an organisation opens.

Everything that is the same for all clients of a kind (questionnaire, theme, languages, words) is rendered once,
with the client out of scope; what remains are marks for the client's own values, which are joined in last.
A mark stands between two private-use characters that no input can contain:
``=name`` a value, ``#name`` a value inside JSON, ``@name`` a part made here, ``name:lang`` a macro of
``page/client.html.j2`` with the client as its argument, and ``~name:lang`` only its words, inside a JSON list.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from markupsafe import Markup

from cxassess import charts, colour, i18n, kept, markup, render, signature, texts, wording
from cxassess.business_fields import setup
from cxassess.model import Questionnaire
from cxassess.page_check import hash_of
from cxassess.page_client import by_night, embed
from cxassess.plan import ScoringPlan
from cxassess.resources import browser_script
from cxassess.shape import Cut, Shape
from cxassess.theme import Theme

SCRIPTS = (
    "basics.js",
    "scoringresult.js",
    "scoringmeans.js",
    "scoringlevels.js",
    "scoringorder.js",
    "engine.js",
    "explanation.js",
    "i18n.js",
    "charts.js",
    "viewwords.js",
    "viewmeasures.js",
    "viewreasons.js",
    "viewprofile.js",
    "viewroadmap.js",
    "view.js",
    "plannersearch.js",
    "plannerproblem.js",
    "planner.js",
    "plannerview.js",
    "businesscase.js",
    "businesschart.js",
    "businesswords.js",
    "businessfigures.js",
    "businessform.js",
    "businessview.js",
    "wording.js",
    "assessment.js",
    "planfile.js",
    "seal.js",
    "hpke.js",
    "answerfile.js",
    "merge.js",
    "report.js",
    "question.js",
    "choices.js",
    "whatif.js",
    "form.js",
    "progress.js",
    "copies.js",
    "tablock.js",
    "store.js",
    "check.js",
    "wheel.js",
    "views.js",
    "notice.js",
    "businessentry.js",
    "status.js",
    "files.js",
    "people.js",
    "start.js",
)
"""In an order in which they can be loaded; where that leaves a choice, the one that compresses best."""
ONLY_WITH_KEY = {"hpke.js"}
ONLY_WITH_BUSINESS_CASE = {name for name in SCRIPTS if name.startswith("business")}
STYLES = ("base.css", "page.css", "result.css", "print.css")

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([^{_CLOSE}]+){_CLOSE}")
_JS_COMMENT = re.compile(r"^[^\S\n]*//[^\n]*$|/\*\*(?:[^*]|\*(?!/))*\*/[^\S\n]*", re.MULTILINE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_SPACE = re.compile(r"[^\S\n]+(?=[{};])|(?<=[{};])[^\S\n]+")
_CSS_COLON = re.compile(r"(?<=[{;])(\s*[a-z-]+): ")


def make_shape(
    questionnaire: Questionnaire, plan: ScoringPlan, theme: Theme, cut: Cut, *, hosted: bool = False
) -> Shape:
    """The page for all clients of this cut.

    A ``hosted`` one has a second script, which keeps it for use without a network; on disk that does nothing.
    """
    business = questionnaire.business_case
    has_case = business is not None
    style, (script, asks) = _style(theme, has_case), _script(cut.keyed, has_case)
    keeper = script_text("hosted.js")
    by_lang = {}
    for lang, words in zip(cut.languages, cut.words, strict=True):
        by_lang[lang] = texts.local(questionnaire, lang, {**dict(words), "organisation": _mark("=short")})
        by_lang[lang]["rings"] = charts.rings(len(questionnaire.dimensions))
    first = cut.languages[0]
    spoken: dict[str, Any] = {
        lang: _script_texts(local, _spoken(lang, asks)) for lang, local in by_lang.items()
    }
    paint = render.Paint(theme.paint, None)
    context = {
        "languages": cut.languages,
        "by_lang": by_lang,
        "phrases": {lang: texts.phrases(lang) for lang in cut.languages},
        "fill": i18n.fill,
        "fixed_profile": {name for name, _ in cut.profile},
        "value": lambda name: _safe_mark(f"={name}"),
        "part": lambda name: _safe_mark(f"@{name}"),
        "own": lambda name, lang: _safe_mark(f"{name}:{lang}"),
        "v": render.Fields(None, paint),
        "paint": paint,
    }
    with markup.remembering(signature.digest(signature.of_program(), questionnaire.id, repr(cut))):
        apps = {lang: _app(theme, context, lang) for lang in cut.languages}
    lists = {lang: wording.of_markup(apps[first], apps[lang]) for lang in cut.languages[1:]}
    data: dict[str, Any] = {
        "languages": list(cut.languages),
        "plan": plan.as_json(),
        "texts": {first: spoken[first]},
    }
    # Words of one language stand close together, where compression finds them again. The zero at the end keeps
    # the list whole when a client's own part before it is empty.
    others = {
        "words": {lang: [*words, wording.SAME] for lang, words in lists.items() if words},
        "texts": {
            lang: wording.of_data(spoken[first], spoken[lang]) or spoken[lang] for lang in cut.languages[1:]
        },
    }
    if business is not None:
        data["business"] = setup(business).as_json()
    context |= {
        "app": Markup(apps[first]),  # noqa: S704 - rendered with escaping
        "others": {lang: Markup(apps[lang]) for lang, words in lists.items() if not words},  # noqa: S704 - likewise
        "style": Markup(style),  # noqa: S704 - our own style sheet
        "script": Markup(script),  # noqa: S704 - our own script
        "hosted": Markup(keeper) if hosted else "",  # noqa: S704 - our own script
        "data": Markup(_embed_marked(data)),  # noqa: S704 - "<" is escaped
        "words": Markup(_embed_marked(others)),  # noqa: S704 - likewise
    }
    html = render.render(theme.folders, "page/page.html.j2", context)
    pieces = _MARK.split(html)
    return Shape(
        parts=tuple(piece.encode() for piece in pieces[0::2]),
        marks=tuple(pieces[1::2]),
        style_hash=hash_of(style),
        script_hash=" ".join(hash_of(text) for text in (script, *([keeper] if hosted else []))),
        languages=cut.languages,
        hosted=hosted,
    )


def _app(theme: Theme, context: Mapping[str, Any], lang: str) -> str:
    """Everything of one language."""
    own = {"lang": lang, "q": context["by_lang"][lang], "p": context["phrases"][lang]}
    return render.render(theme.folders, "page/app.html.j2", {**context, **own})


def _style(theme: Theme, has_case: bool) -> str:
    faces = "".join(
        f'@font-face{{font-family:"{font.family}";src:url(data:font/woff2;base64,'
        f"{base64.b64encode(font.path.read_bytes()).decode()}) format('woff2');"
        f"font-weight:{font.weight};font-display:block}}\n"
        for font in theme.fonts
    )
    named = (
        colour.properties(theme.tokens)
        + "\n"
        + (by_night(theme.dark) + "\n" if "paper" in theme.dark else "")
    )
    sheets = "\n".join(theme.style(name) for name in (*STYLES, *(["business.css"] if has_case else [])))
    sheets += "\n" + theme.added("page-more.css")
    return faces + _squeeze_css(named + sheets + "\n" + render.Paint(theme.paint, None).css())


def _squeeze_css(text: str) -> str:
    """Style sheets without comments and the spaces that set out rules; no cleverer than that."""
    text = _CSS_SPACE.sub("", _CSS_COMMENT.sub("", text))
    return "\n".join(line.strip() for line in _CSS_COLON.sub(r"\1:", text).splitlines() if line.strip())


@cache
def _script(keyed: bool, has_case: bool) -> tuple[str, frozenset[str]]:
    """The page's scripts one after another; and the phrases that they name, whole or by the beginning of their key."""

    def make() -> tuple[str, frozenset[str]]:
        names = _names(keyed, has_case)
        readable = "\n".join(map(readable_script, names))
        asks = frozenset(re.findall(r"[`'\"]([a-z]+\.[a-z0-9_-]*)", readable))
        return "'use strict';\n" + "\n".join(map(script_text, names)), asks

    return kept.once("script", signature.digest(signature.of_program(), repr((keyed, has_case))), make)


def _names(keyed: bool, has_case: bool) -> list[str]:
    without = {*(() if keyed else ONLY_WITH_KEY), *(() if has_case else ONLY_WITH_BUSINESS_CASE)}
    return [name for name in SCRIPTS if name not in without]


@cache
def script_text(name: str) -> str:
    """A script as the page carries it: the small one, or the readable one where that has changed since."""
    source = browser_script(name)
    small = source.parent / "min" / name
    if small.is_file():
        mark, _, text = small.read_text("utf-8").partition("\n")
        if mark == f"// {hashlib.sha256(source.read_bytes()).hexdigest()}":
            return text.strip()
    return readable_script(name)


@cache
def readable_script(name: str) -> str:
    """A script without comment lines and indentation."""
    text = _JS_COMMENT.sub("", browser_script(name).read_text("utf-8"))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _script_texts(local: texts.Local, spoken: Mapping[str, str]) -> texts.Local:
    """What the page's script cannot read in the page: not the questions, which stand in it; phrases by their group."""
    found = texts.script_texts(local, spoken)
    del found["questions"]
    groups: dict[str, dict[str, str]] = {}
    for key, text in spoken.items():
        group, _, name = key.partition(".")
        groups.setdefault(group, {})[name] = text
    return {**found, "phrases": groups}


def _spoken(lang: str, asks: Collection[str]) -> dict[str, str]:
    """The phrases that the page's script can ask for."""
    begun = tuple(name for name in asks if name.endswith((".", "_", "-")))
    return {
        key: text
        for key, text in texts.phrases(lang).items()
        if key.removesuffix("-one") in asks or key.startswith(begun or "\0")
    }


def _embed_marked(data: object) -> str:
    """The same with marks: for values as they stand in JSON, and for any number of words in a list."""
    text = embed(data).replace(f"{_OPEN}=", f"{_OPEN}#")
    return re.sub(rf'"{_OPEN}([a-z_]+:[^"{_CLOSE}]+{_CLOSE})",', rf"{_OPEN}~\1", text)


def _mark(name: str) -> str:
    return f"{_OPEN}{name}{_CLOSE}"


def _safe_mark(name: str) -> Markup:
    return Markup(_mark(name))  # noqa: S704 - a mark, replaced by an escaped value
