"""What must be true of a page before it is written: nothing in it can reach outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_FORBIDDEN = {
    "link",
    "base",
    "iframe",
    "frame",
    "object",
    "embed",
    "form",
    "audio",
    "video",
    "source",
    "portal",
}
_ADDRESSES = {
    "src",
    "href",
    "xlink:href",
    "action",
    "formaction",
    "poster",
    "background",
    "ping",
    "srcset",
    "data",
}
_REMOTE_STYLE = re.compile(r"@import|url\(\s*[\"']?(?!data:|#)", re.IGNORECASE)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.policies = 0
        self.inside = ""
        self.first: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name.lower(): value or "" for name, value in attrs}
        self.first.append(tag)
        if tag in _FORBIDDEN:
            self.found.append(f"<{tag}>")
        if tag == "meta" and given.get("http-equiv"):
            if given["http-equiv"].lower() == "content-security-policy":
                self.policies += 1
                if self.first != ["html", "head", "meta", "meta"]:
                    self.found.append("the policy does not come first")
            else:
                self.found.append(f"meta {given['http-equiv']}")
        for name, value in given.items():
            if name.startswith("on") or name == "style":
                self.found.append(f"attribute {name} on <{tag}>")
            if name in _ADDRESSES:
                self._address(tag, name, value.strip(), given)
        self.inside = tag if tag in ("style", "script") else ""

    def _address(self, tag: str, name: str, value: str, given: dict[str, str]) -> None:
        if value.startswith(("#", "data:image/")) or not value:
            return
        if tag == "a" and name == "href" and value.startswith(("mailto:", "tel:")):
            return
        safe = "noreferrer" in given.get("rel", "")
        if tag == "a" and name == "href" and value.startswith(("https://", "http://")) and safe:
            return
        self.found.append(f"{name}={value[:60]} on <{tag}>")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the name is the parser's
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "style" and (match := _REMOTE_STYLE.search(data)):
            self.found.append(f"style {match[0]}")


def leaks(page: str) -> list[str]:
    """Everything in a page that could load or send something; empty when it is safe."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    if reader.policies != 1:
        reader.found.append(f"{reader.policies} policies instead of one")
    return reader.found
