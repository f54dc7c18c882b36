"""A client's logo: plain SVG or a picture, whole, of a reasonable size, and inside the client's folder."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from functools import lru_cache
from pathlib import Path

from cxassess import raster
from cxassess.errors import InvalidInput, Place, Problem
from cxassess.source import read_bytes

LOGO_BYTES = 200_000
"""Of a drawing, and of a picture as the page carries it."""
LOGO_PIXELS = 4_000_000
PICTURE_BYTES = 8_000_000
"""Of a picture as people have it; it is made smaller."""
_PICTURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"RIFF": "WebP"}
"""How pictures begin."""
_PLAIN = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_/:=,;()+.!*?@$~-")
"""What may stand in an address and in an attribute as it is."""
_SIDE = r"(\d{1,5}(?:\.\d*)?|\.\d+)(?![\d.])"
# For content in small letters. Each pattern begins with fixed letters, so that looking costs next to nothing.
_UNSAFE_SVG = tuple(
    re.compile(pattern)
    for pattern in (
        rb"<!entity|<!doctype",
        rb"<(?:[\w.-]+:)?(?:script|foreignobject|iframe|image)",
        rb"<use[^>]+href\s*=\s*[\"'](?!#)",
        rb"\son\w+\s*=",
        rb"javascript:",
        rb"@import",
        rb"url\(\s*(?:[\"'](?!#)|[^\"'#\s])",
        rb"href\s*=\s*[\"'](?!#)",
    )
)
_OTHERS = {
    rb"%PDF": "PDF",
    rb"BM": "BMP",
    rb"%!PS": "EPS",
    rb"PK": "ZIP",
    rb"II\*\x00|MM\x00\*": "TIFF",
    rb"\x00\x00\x01\x00": "ICO",
    rb".{4}ftypavif": "AVIF",
    rb".{4}ftyp(?:hei|hev|mif)": "HEIC",
}
"""How files begin that are often called a logo, and what they are; a telephone's photographs are HEIC."""
_SVG = "http://www.w3.org/2000/svg svg"


def read(folder: Path, name: str, place: Place) -> tuple[str, int, int]:
    """The logo as a ``data:`` address with its width and height in pixels.

    Only a file inside the client's folder, only plain SVG, PNG, JPEG, WebP and GIF, only of a reasonable size. Small
    PNG and SVG stay as they are; other pictures become a small PNG.
    """
    try:
        resolved = (folder / name).resolve()
        inside, is_file = resolved.is_relative_to(folder.resolve()), resolved.is_file()
    except (OSError, RuntimeError):  # a name too long, a link that leads to itself
        inside, is_file = True, False
    if not inside:
        raise InvalidInput([Problem("logo-outside", place, {"name": name})])
    if not is_file:
        raise InvalidInput([Problem("logo-missing", place, {"name": name})])
    try:
        content = read_bytes(resolved, PICTURE_BYTES, name)
    except InvalidInput:
        raise _large(place, name, PICTURE_BYTES) from None
    kind = next((kind for start, kind in _PICTURES.items() if content.startswith(start)), "")
    if kind:
        return _picture(content, kind, name, place)
    if len(content) > LOGO_BYTES:
        raise _large(place, name, LOGO_BYTES)
    if b"<svg" in content[:2000]:
        found = _unsafe(content)
        if found is not None:
            values = {"name": name, "what": found.decode("utf-8", "replace").strip()[:40]}
            raise InvalidInput([Problem("logo-unsafe", place, values)])
        line = _broken_at(content)
        if line:
            raise InvalidInput([Problem("logo-damaged-at", place, {"name": name, "line": line})])
        width, height = _svg_size(content)
        # Not as base64: as text a drawing packs to half, since its numbers stay alike.
        return f"data:image/svg+xml,{_coded(content)}", width, height
    if not content:
        raise InvalidInput([Problem("logo-empty", place, {"name": name})])
    kind = next((kind for start, kind in _OTHERS.items() if re.match(start, content, re.DOTALL)), "")
    raise InvalidInput([Problem("logo-other" if kind else "logo-type", place, {"name": name, "kind": kind})])


def _large(place: Place, name: str, most: int) -> InvalidInput:
    size = f"{most // 1000} kB" if most < 1_000_000 else f"{most // 1_000_000} MB"
    return InvalidInput([Problem("logo-large", place, {"name": name, "what": f"over {size}", "limit": size})])


def _picture(content: bytes, kind: str, name: str, place: Place) -> tuple[str, int, int]:
    width, height = struct.unpack(">II", content[16:24]) if kind == "PNG" and len(content) > 24 else (0, 0)
    if kind == "PNG" and not _whole_png(content):
        raise InvalidInput([Problem("logo-damaged", place, {"name": name, "kind": kind})])
    if not 0 < width * height <= LOGO_PIXELS or len(content) > LOGO_BYTES:
        try:
            content, width, height = raster.fitted(content, LOGO_BYTES)
        except raster.NotReadable:
            raise InvalidInput([Problem("logo-damaged", place, {"name": name, "kind": kind})]) from None
        except raster.TooLarge as error:
            values = {"name": name, "what": str(error), "limit": "6000 × 4000 pixels"}
            raise InvalidInput([Problem("logo-large", place, values)]) from None
    return f"data:image/png;base64,{base64.b64encode(content).decode()}", width, height


def _whole_png(content: bytes) -> bool:
    """Whether every chunk is there, as it was written, to the last."""
    at = 8
    while at + 12 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        end = at + 8 + length
        if content[end : end + 4] != struct.pack(">I", zlib.crc32(content[at + 4 : end])):
            return False
        if content[at + 4 : at + 8] == b"IEND":
            return True
        at = end + 4
    return False


@lru_cache(maxsize=32)
def _broken_at(svg: bytes) -> int:
    """The line where a browser would give up on a drawing; 0 where it shows it. No document type comes this far."""
    from xml.parsers import expat

    parser = expat.ParserCreate(namespace_separator=" ")
    names: list[str] = []
    parser.StartElementHandler = lambda name, _: names.append(name)
    try:
        parser.Parse(svg, True)
    except expat.ExpatError as error:
        return error.lineno
    return 0 if names[0] == _SVG else 1


def _unsafe(svg: bytes) -> bytes | None:
    """The first part of a drawing, in the order of the patterns, that could load or run something."""
    small = svg.lower()
    for pattern in _UNSAFE_SVG:
        match = pattern.search(small)
        if match:
            return svg[match.start() : match.end()]
    return None


def _coded(content: bytes) -> str:
    # One kind of sign after another: few kinds occur, and sign after sign would take longer than all the rest.
    for sign in sorted({*content} - _PLAIN, key=lambda sign: sign != ord("%")):
        content = content.replace(b"%c" % sign, b"%%%02X" % sign)
    return content.decode()


def _svg_size(content: bytes) -> tuple[int, int]:
    tag = re.search(rb"<svg[^>]*>", content, re.DOTALL)
    head = tag[0].decode("utf-8", "replace") if tag else ""
    box = re.search(rf"viewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+{_SIDE}[\s,]+{_SIDE}", head)
    sides = [re.search(rf"\s{side}\s*=\s*[\"']{_SIDE}", head) for side in ("width", "height")]
    numbers = (
        [float(side[1]) for side in sides if side]
        if all(sides)
        else [float(x) for x in box.groups()]
        if box
        else []
    )
    if len(numbers) != 2 or min(numbers) <= 0:
        return 160, 40
    return round(numbers[0]), round(numbers[1])
