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
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from cxassess import charts, colour, i18n, render, texts, wording
from cxassess.business_fields import setup
from cxassess.errors import CommandError, InvalidInput, Place, Problem
from cxassess.model import Client, Questionnaire
from cxassess.page_check import hash_of, leaks, part_leaks
from cxassess.plan import ScoringPlan
from cxassess.planner_problem import limits_of
from cxassess.resources import browser_script
from cxassess.theme import Theme

SCRIPTS = (
    "engine.js",
    "explanation.js",
    "i18n.js",
    "charts.js",
    "view.js",
    "plannersearch.js",
    "plannerproblem.js",
    "planner.js",
    "plannerview.js",
    "businesscase.js",
    "businesschart.js",
    "businesswords.js",
    "businessview.js",
    "wording.js",
    "assessment.js",
    "seal.js",
    "hpke.js",
    "answerfile.js",
    "merge.js",
    "copies.js",
    "store.js",
    "report.js",
    "notice.js",
    "question.js",
    "choices.js",
    "planfile.js",
    "whatif.js",
    "form.js",
    "progress.js",
    "check.js",
    "wheel.js",
    "views.js",
    "businessform.js",
    "status.js",
    "files.js",
    "people.js",
    "start.js",
)
ONLY_WITH_KEY = {"hpke.js"}
ONLY_WITH_BUSINESS_CASE = {name for name in SCRIPTS if name.startswith("business")}
STYLES = ("base.css", "page.css", "result.css", "print.css")

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([^{_CLOSE}]+){_CLOSE}")
_JS_COMMENT = re.compile(r"^[^\S\n]*//[^\n]*$|/\*\*(?:[^*]|\*(?!/))*\*/[^\S\n]*", re.MULTILINE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_SPACE = re.compile(r"[^\S\n]*([{};])[^\S\n]*")
_CSS_COLON = re.compile(r"(?<=[{;])(\s*[a-z-]+): ")


@dataclass(frozen=True, slots=True)
class Shape:
    """A page without its client: parts of text and marks in turn, starting with text."""

    parts: tuple[bytes, ...]
    marks: tuple[str, ...]
    style_hash: str
    script_hash: str
    theme: Theme
    languages: tuple[str, ...]
    hosted: bool = False
    questionnaire: Questionnaire | None = None


def shape_key(questionnaire: Questionnaire, theme: Theme, client: Client) -> tuple[object, ...]:
    """What two clients must have in common to share a shape."""
    words = tuple(
        tuple(sorted(texts.term_values(questionnaire, client, lang).items())) for lang in client.languages
    )
    profile = tuple(sorted(client.profile.items()))
    return questionnaire.digest, theme.name, client.languages, words, profile, bool(client.public_key)


def make_shape(
    questionnaire: Questionnaire, plan: ScoringPlan, theme: Theme, client: Client, *, hosted: bool = False
) -> Shape:
    """The page for all clients that share ``client``'s languages and words, and have a key or have none.

    A ``hosted`` one has a second script, which keeps it for use without a network; on disk that does nothing.
    """
    keyed, business = bool(client.public_key), questionnaire.business_case
    has_case = business is not None
    style, script, keeper = _style(theme, has_case), _script(keyed, has_case), script_text("hosted.js")
    by_lang = {}
    for lang in client.languages:
        words = texts.term_values(questionnaire, client, lang)
        by_lang[lang] = texts.local(questionnaire, lang, {**words, "organisation": _mark("=short")})
        by_lang[lang]["rings"] = charts.rings(len(questionnaire.dimensions))
    first = client.languages[0]
    spoken: dict[str, Any] = {
        lang: _script_texts(local, _spoken(lang, keyed, has_case)) for lang, local in by_lang.items()
    }
    paint = render.Paint(theme.paint, None)
    context = {
        "languages": client.languages,
        "by_lang": by_lang,
        "phrases": {lang: texts.phrases(lang) for lang in client.languages},
        "fill": i18n.fill,
        "fixed_profile": set(client.profile),
        "value": lambda name: _safe_mark(f"={name}"),
        "part": lambda name: _safe_mark(f"@{name}"),
        "own": lambda name, lang: _safe_mark(f"{name}:{lang}"),
        "v": render.Fields(None, paint),
        "paint": paint,
    }
    apps = {lang: _app(theme, context, lang) for lang in client.languages}
    lists = {lang: wording.of_markup(apps[first], apps[lang]) for lang in client.languages[1:]}
    data: dict[str, Any] = {
        "languages": list(client.languages),
        "plan": plan.as_json(),
        # Words of one language stand close together, where compression finds them again. The zero at the end keeps
        # the list whole when a client's own part before it is empty.
        "words": {lang: [*words, wording.SAME] for lang, words in lists.items() if words},
        "texts": {
            lang: spoken[lang]
            if lang == first
            else (wording.of_data(spoken[first], spoken[lang]) or spoken[lang])
            for lang in reversed(client.languages)
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
    }
    html = render.render(theme.folders, "page/page.html.j2", context)
    pieces = _MARK.split(html)
    return Shape(
        parts=tuple(piece.encode() for piece in pieces[0::2]),
        marks=tuple(pieces[1::2]),
        style_hash=hash_of(style),
        script_hash=" ".join(hash_of(text) for text in (script, *([keeper] if hosted else []))),
        theme=theme,
        languages=client.languages,
        hosted=hosted,
        questionnaire=questionnaire,
    )


def _app(theme: Theme, context: Mapping[str, Any], lang: str) -> str:
    """Everything of one language."""
    own = {"lang": lang, "q": context["by_lang"][lang], "p": context["phrases"][lang]}
    return render.render(theme.folders, "page/app.html.j2", {**context, **own})


def assemble(shape: Shape, client: Client) -> bytes:
    """The page of one client.

    Joining is all that happens here per client, and a look at what is the client's own; see ``make bench``.

    Errors:
        CommandError: the client's own part could reach outside.
    """
    values = _values(shape, client)
    out: list[bytes] = []
    for part, mark in zip(shape.parts, (*shape.marks, ""), strict=True):
        out.append(part)
        if mark:
            out.append(values[mark])
    return b"".join(out)


def verify(page: bytes, *, hosted: bool = False) -> None:
    """Refuse a page that could reach outside; called once for every shape.

    Errors:
        CommandError: with what was found.
    """
    _refuse(leaks(page.decode(), hosted=hosted))


def _refuse(found: Sequence[str]) -> None:
    if found:
        raise CommandError("page-unsafe", why="; ".join(found[:5]))


def _values(shape: Shape, client: Client) -> dict[str, bytes]:
    style = _brand_style(shape.theme, client)
    macros = render.template(shape.theme.folders, "page/client.html.j2").module
    values: dict[str, bytes] = {}
    for mark in set(shape.marks):
        kind, name = mark[0], mark[1:]
        if kind == "=":
            text = str(escape(getattr(client, name)))
        elif kind == "#":
            text = _embed(getattr(client, name))[1:-1]
        elif mark == "@policy":
            text = _policy(shape, style)
        elif mark == "@brand":
            text = style
        elif mark == "@client":
            text = _embed(_client_data(client, shape.questionnaire))
        else:
            name, _, lang = mark.lstrip("~").partition(":")
            text = _own(macros, name, client, lang)
            _refuse(part_leaks(text))
            if mark[0] == "~":
                text = _own_words(name, _own(macros, name, client, shape.languages[0]), text)
        values[mark] = text.encode()
    return values


def _own(macros: object, name: str, client: Client, lang: str) -> str:
    return render.call(macros, name, client, lang, texts.phrases(lang), i18n.fill)


def _own_words(name: str, first: str, other: str) -> str:
    """The words of a client's own part in another language, as the beginning of a JSON list.

    Errors:
        InvalidInput: a theme's macro has other elements in another language.
    """
    words = wording.of_markup(first, other)
    if words is None:
        details = {"name": name, "why": "needs the same elements in every language"}
        raise InvalidInput([Problem("theme-template", Place("page/client.html.j2"), details)])
    return _safe_json("".join(json.dumps(word, ensure_ascii=False) + "," for word in words))


def _client_data(client: Client, asked: Questionnaire | None) -> dict[str, Any]:
    return {
        "slug": client.slug,
        "name": client.name,
        "short": client.short,
        "languages": client.languages,
        "profile": {**client.profile, **({"sector": client.sector} if client.sector else {})},
        "targets": dict(client.targets),
        "edition": client.edition,
        "consultant": client.consultant,
        **({} if client.capacity is None else {"capacity": float(client.capacity)}),
        **({"limits": limits_of(client, asked)} if asked and client.owner_capacity else {}),
        **({"currency": client.currency} if client.currency else {}),
        **({"day_rate": float(client.day_rate)} if client.day_rate is not None else {}),
        **({"key": client.public_key, "fingerprint": client.fingerprint} if client.public_key else {}),
    }


def policy(shape: Shape, client: Client) -> str:
    """The content security policy of a client's page."""
    return _policy(shape, _brand_style(shape.theme, client))


def _policy(shape: Shape, brand_style: str) -> str:
    """Nothing may be fetched, and only our own scripts and styles count.

    A hosted page may also name its manifest and its service worker, both its own and at one fixed address.
    """
    own = "worker-src 'self'; manifest-src 'self'; " if shape.hosted else ""
    types = "cxassess" if shape.hosted else "'none'"
    return (
        f"default-src 'none'; script-src {shape.script_hash}; "
        f"style-src {shape.style_hash} {hash_of(brand_style)}; img-src data:; font-src data:; "
        f"connect-src 'none'; form-action 'none'; base-uri 'none'; {own}"
        f"require-trusted-types-for 'script'; trusted-types {types}"
    )


def _brand_style(theme: Theme, client: Client) -> str:
    brand = client.brand
    style = _tokens(colour.palette(brand.primary, brand.accent))
    if "paper" not in theme.dark:
        return style
    return style + _by_night(colour.night(brand.primary, brand.accent, theme.dark["paper"]))


def _tokens(tokens: Mapping[str, str]) -> str:
    return ":root{" + "".join(f"--{name}:{value};" for name, value in tokens.items()) + "}"


def _by_night(tokens: Mapping[str, str]) -> str:
    """Tokens for screens of readers who want it dark; paper is always light."""
    return f"@media screen and (prefers-color-scheme:dark){{{_tokens(tokens)}}}"


def _style(theme: Theme, has_case: bool) -> str:
    faces = "".join(
        f'@font-face{{font-family:"{font.family}";src:url(data:font/woff2;base64,'
        f"{base64.b64encode(font.path.read_bytes()).decode()}) format('woff2');"
        f"font-weight:{font.weight};font-display:block}}\n"
        for font in theme.fonts
    )
    tokens = _tokens(theme.tokens) + "\n" + (_by_night(theme.dark) + "\n" if "paper" in theme.dark else "")
    sheets = "\n".join(theme.style(name) for name in (*STYLES, *(["business.css"] if has_case else [])))
    sheets += "\n" + theme.added("page-more.css")
    return faces + _squeeze_css(tokens + sheets + "\n" + render.Paint(theme.paint, None).css())


def _squeeze_css(text: str) -> str:
    """Style sheets without comments and the spaces that set out rules; no cleverer than that."""
    text = _CSS_SPACE.sub(r"\1", _CSS_COMMENT.sub("", text))
    return "\n".join(line.strip() for line in _CSS_COLON.sub(r"\1:", text).splitlines() if line.strip())


@cache
def _script(keyed: bool, has_case: bool) -> str:
    """The page's scripts one after another."""
    return "'use strict';\n" + "\n".join(script_text(name) for name in _names(keyed, has_case))


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
    """What the page's script cannot read in the page: not the questions, which stand in it."""
    found = texts.script_texts(local, spoken)
    del found["questions"]
    return found


@cache
def _spoken(lang: str, keyed: bool, has_case: bool) -> dict[str, str]:
    """The phrases that the page's script can ask for: named whole in it, or by the beginning of their key."""
    script = "\n".join(map(readable_script, _names(keyed, has_case)))
    named = set(re.findall(r"[`'\"]([a-z]+\.[a-z0-9_-]*)", script))
    begun = tuple(name for name in named if name.endswith((".", "_", "-")))
    return {
        key: text
        for key, text in texts.phrases(lang).items()
        if key.removesuffix("-one") in named or key.startswith(begun or "\0")
    }


def _embed(data: object) -> str:
    """JSON that can stand inside a script element."""
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=False, default=_plain)
    return _safe_json(plain)


def _embed_marked(data: object) -> str:
    """The same with marks: for values as they stand in JSON, and for any number of words in a list."""
    text = _embed(data).replace(f"{_OPEN}=", f"{_OPEN}#")
    return re.sub(rf'"{_OPEN}([a-z_]+:[^"{_CLOSE}]+{_CLOSE})",', rf"{_OPEN}~\1", text)


def _safe_json(plain: str) -> str:
    return plain.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


def _mark(name: str) -> str:
    return f"{_OPEN}{name}{_CLOSE}"


def _safe_mark(name: str) -> Markup:
    return Markup(_mark(name))  # noqa: S704 - a mark, replaced by an escaped value
