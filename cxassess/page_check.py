"""What must be true of a page before it is written: nothing in it can reach outside, and its policy lets nothing.

The whole of a page is read once for every shape. What differs from client to client is small, and is read for each.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser

POLICY = {
    "default-src": "'none'",
    "img-src": "data:",
    "font-src": "data:",
    "connect-src": "'none'",
    "form-action": "'none'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
"""What the policy of every page says, apart from the hashes of its script and styles."""
HOSTED = {"worker-src": "'self'", "manifest-src": "'self'", "trusted-types": "cxassess"}
"""What it says besides, or instead, where the page may be kept for use without a network."""

_FORBIDDEN = {
    "link", "base", "iframe", "frame", "frameset", "fencedframe", "object", "embed", "applet", "form", "audio",
    "video", "source", "track", "portal", "animate", "animatemotion", "animatetransform", "set", "plaintext",
}  # fmt: skip
_ADDRESSES = {
    "src", "href", "xlink:href", "action", "formaction", "poster", "background", "ping", "srcset", "srcdoc", "data",
    "imagesrcset", "manifest", "attributionsrc", "lowsrc", "dynsrc", "codebase", "classid", "archive", "longdesc",
}  # fmt: skip
_PAINTS = {
    "fill", "stroke", "filter", "mask", "clip-path", "cursor", "marker", "marker-start", "marker-mid", "marker-end",
}  # fmt: skip
_JSON = "application/json"
_HASH = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='")
_BODY = re.compile(r"<(script|style)((?:\s[^<>]*)?)>(.*?)</\1>", re.IGNORECASE | re.DOTALL)
_UNENDED = re.compile(r"<(script|style)\b[^>]*>(?!</\1>)", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_CSS_DATA = re.compile(r"data:[\w/+.;=,-]+")
_CSS_NOISE = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|([^\n]))", re.IGNORECASE)
_CSS_RULE = re.compile(r"@(?:import|namespace)", re.IGNORECASE)
_CSS_ADDRESS = re.compile(r"url\((?!\s*[\"']?\s*(?:data:|#))", re.IGNORECASE)
_CSS_STRINGS = re.compile(r"(?<![\w-])(?:-webkit-image-set|image-set|image|src)\([^;}]*", re.IGNORECASE)
_CSS_STRING = re.compile(r"[\"'](?!data:|#)[^\"',)]+[\"']")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.policies: list[str] = []
        self.first: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name.lower(): value or "" for name, value in attrs}
        if len(self.first) < 5:
            self.first.append(tag)
        if len(given) < len(attrs):
            self.found.append(f"an attribute twice on <{tag}>")
        if tag in _FORBIDDEN:
            self.found.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in given:
            self._meta(given)
        for name, value in given.items():
            if name.startswith("on") or name == "style":
                self.found.append(f"attribute {name} on <{tag}>")
            if name in _ADDRESSES:
                self._address(tag, name, value.strip(), given)
            if name in _PAINTS:
                self.found += (f"{name}={what} on <{tag}>" for what in style_leaks(value))

    def _meta(self, given: dict[str, str]) -> None:
        if given["http-equiv"].lower() != "content-security-policy":
            self.found.append(f"meta {given['http-equiv']}")
            return
        self.policies.append(given.get("content", ""))
        if self.first != ["html", "head", "meta", "meta"]:
            self.found.append("the policy does not come first")

    def _address(self, tag: str, name: str, value: str, given: dict[str, str]) -> None:
        if value.startswith(("#", "data:image/")) or not value:
            return
        if tag == "a" and name == "href" and value.startswith(("mailto:", "tel:")):
            return
        safe = "noreferrer" in given.get("rel", "").lower().split()
        if tag == "a" and name == "href" and value.startswith(("https://", "http://")) and safe:
            return
        self.found.append(f"{name}={value[:60]} on <{tag}>")


def leaks(page: str, *, hosted: bool = False) -> list[str]:
    """Everything in a page that could load or send something, or that its policy lets; empty when it is safe."""
    bodies: list[tuple[str, str, str]] = []

    def cut(match: re.Match[str]) -> str:
        bodies.append((match[1].lower(), match[2], match[3]))
        return f"<{match[1]}{match[2]}></{match[1]}>"

    # The long texts of styles, scripts and data are judged by their hashes and need not be read as markup.
    rest = _BODY.sub(cut, page)
    reader = _read_tags(rest) or _read_all(rest)
    reader.found += (f"{match[0]} that does not end as it should" for match in _UNENDED.finditer(rest))
    if len(reader.policies) != 1:
        return [*reader.found, f"{len(reader.policies)} policies instead of one"]
    return [
        *reader.found,
        *_policy_leaks(reader.policies[0], hosted),
        *_body_leaks(reader.policies[0], bodies),
    ]


def _read_all(markup: str) -> _Reader:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader


def _read_tags(markup: str) -> _Reader | None:
    """The same in a third of the time: every tag once; nothing if some tag is not whole by itself."""
    if "<" in _TAG.sub("", markup):
        return None
    reader, seen = _Reader(), set()
    for tag in _TAG.findall(markup):
        if tag in seen and not tag.startswith("<meta"):
            continue
        seen.add(tag)
        reader.feed(tag)
        reader.clear_cdata_mode()
        if reader.rawdata:
            return None
    return reader


def _directives(policy: str) -> dict[str, str]:
    """The rules of a policy by name; the first of a name counts, as in browsers."""
    found: dict[str, str] = {}
    for rule in policy.split(";"):
        name, _, value = rule.strip().partition(" ")
        found.setdefault(name.lower(), " ".join(value.split()))
    return found


def _policy_leaks(policy: str, hosted: bool) -> Iterator[str]:
    given = _directives(policy)
    wanted = POLICY | HOSTED if hosted else POLICY
    for name, value in wanted.items():
        if given.get(name) != value:
            yield f"policy: {name} is not {value}"
    for name in given.keys() - wanted.keys() - {"script-src", "style-src"}:
        yield f"policy: {name}"
    for name in ("script-src", "style-src"):
        if not all(_HASH.fullmatch(source) for source in given.get(name, "?").split()):
            yield f"policy: {name} has more than hashes"


def _body_leaks(policy: str, bodies: list[tuple[str, str, str]]) -> Iterator[str]:
    """Scripts and styles must be exactly those of the policy; data must not be able to end its element."""
    given = _directives(policy)
    used: dict[str, set[str]] = {"script": set(), "style": set()}
    for tag, attributes, body in bodies:
        if tag == "script" and re.fullmatch(rf'\s+type="{_JSON}"(\s+id="[\w-]+")?', attributes):
            if "<" in body:
                yield "data that could end its element"
            continue
        if attributes.strip():
            yield f"<{tag}{attributes}>"
        if tag == "script" and "<!--" in body:
            yield "a comment of markup in <script>"
        if tag == "style":
            yield from (f"style {what}" for what in style_leaks(body))
        used[tag].add(hash_of(body))
    for tag, hashes in used.items():
        named = set(given.get(f"{tag}-src", "").split())
        yield from (f"<{tag}> that the policy does not name" for _ in hashes - named)
        yield from (f"policy: {tag}-src names what is not there" for _ in named - hashes)


def hash_of(text: str) -> str:
    """The source by which a policy names a script or a style."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def style_leaks(style: str) -> Iterator[str]:
    """What a style sheet or the paint of a shape would load."""
    plain = _CSS_NOISE.sub("", _CSS_DATA.sub("data:", style))
    if "\\" in plain:
        plain = _CSS_ESCAPE.sub(_unescaped, plain)
    for pattern in (_CSS_RULE, _CSS_ADDRESS):
        if match := pattern.search(plain):
            yield match[0]
    for match in _CSS_STRINGS.finditer(plain):
        if _CSS_STRING.search(match[0]):
            yield match[0][:40]


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0x110000 else "\ufffd"


def part_leaks(markup: str) -> list[str]:
    """The same for a small piece of markup, such as the words of one client.

    Every tag is judged by itself, and once, because this runs for every client of a build.
    """
    found: list[str] = []
    for tag in _TAG.findall(markup):
        judged = _tag_leaks(tag)
        found += judged
    if "<" in _TAG.sub("", markup):
        found.append("a tag that does not end")
    return found


@lru_cache(maxsize=2048)
def _tag_leaks(tag: str) -> tuple[str, ...]:
    reader = _Reader()
    reader.feed(tag)
    name = re.match(r"</?([a-z][a-z0-9]*)[\s/>]", tag, re.IGNORECASE)
    # A tag that is not whole has an attribute with ">" in it, which our templates and nh3 never write.
    if name is None or reader.rawdata or name[1].lower() in ("script", "style", "meta", "template"):
        return (f"<{tag[1:40]}", *reader.found)
    return tuple(reader.found)
