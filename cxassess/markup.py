"""The only door to Markdown: what a consultant or respondent writes, as safe HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from cxassess import kept

if TYPE_CHECKING:
    import markdown

_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a", "code", "blockquote"}
_LINKS = {"http", "https", "mailto", "tel"}
MOST_BRACKET_WORK = 100_000
"""Characters that may be read to find the links of a text; a page of honest links needs some thousands."""
_BRACKET = re.compile(r"[\[\])]|(?<=\])\(")
_SCHEMES = tuple(f"{scheme}:" for scheme in sorted(_LINKS))
_known: dict[str, str] = {}
_used: dict[str, str] | None = None


@contextmanager
def remembering(state: str) -> Iterator[None]:
    """Within, what texts become is kept for the next command: those of a questionnaire, never those of clients.

    ``state`` stands for the questionnaire and for what converts its texts.
    """
    global _used
    found = kept.get("markdown", state)
    _known.update(found if isinstance(found, dict) else {})
    to_html.cache_clear()  # so that every text comes by
    _used = {}
    try:
        yield
        if _used.keys() != _known.keys():
            kept.put("markdown", state, _used)
    finally:
        _known.clear()
        _used = None


@cache
def _converter(links: bool) -> markdown.Markdown:
    import markdown  # only where a text is new: what is kept from an earlier command is converted already

    converter = markdown.Markdown(output_format="html")
    # Raw HTML and pictures stay text: what a consultant or respondent writes is never markup.
    converter.preprocessors.deregister("html_block")
    for name in ("html", "image_link", "image_reference", "short_image_ref"):
        converter.inlinePatterns.deregister(name)
    if not links:
        for name in ("link", "reference", "short_reference"):
            converter.inlinePatterns.deregister(name)
    return converter


def bracket_work(text: str) -> int:
    """How many characters are read to pair brackets and addresses in Markdown, where each starts a search of its own.

    Nested or unpaired, n of them cost n times the length of the text: 4,000 would take seconds.
    """
    work = 0
    opened: dict[str, list[int]] = {"[": [], "(": []}
    for match in _BRACKET.finditer(text):
        sign, at = match[0][-1], match.end()
        if sign in opened:
            opened[sign].append(at)
        elif stack := opened["[" if sign == "]" else "("]:
            work += at - stack.pop()
    return work + sum(len(text) - at for stack in opened.values() for at in stack)


@lru_cache(maxsize=4096)
def to_html(text: str) -> Markup:
    """Markdown as safe HTML: paragraphs, lists, emphasis and links, nothing else.

    With more than :data:`MOST_BRACKET_WORK` its brackets are plain text.
    """
    clean = _known.get(text) or _converted(text)
    if _used is not None:
        _used[text] = clean
    return Markup(clean)  # noqa: S704 - nh3 has cleaned it


def _converted(text: str) -> str:
    import nh3

    try:
        raw = _converter(bracket_work(text) <= MOST_BRACKET_WORK).reset().convert(text)
    except RecursionError:
        _converter.cache_clear()  # it stopped halfway, and would start halfway with the next text
        raw = f"<p>{escape(text)}</p>"
    return nh3.clean(
        raw,
        tags=_TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_absolute,
        url_schemes=_LINKS,
        link_rel="noreferrer noopener",
    )


def _absolute(tag: str, name: str, value: str) -> str | None:
    """Drops links without a scheme: in a file on somebody's disk they lead to other files there."""
    is_link = tag == "a" and name == "href"
    return None if is_link and not value.lower().startswith(_SCHEMES) else value


def to_inline_html(text: str) -> Markup:
    """Like :func:`to_html` for a text of one paragraph, without the paragraph around it."""
    html = to_html(text)
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        return Markup(html[3:-4])  # noqa: S704 - part of what nh3 cleaned
    return html
