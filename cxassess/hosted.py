"""The files beside a page that stands on the web: to keep and install it, and the headers to send it with.

They name no address, so a client's folder works wherever it is put.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import zlib

from cxassess import colour, i18n, page, texts
from cxassess.model import Client, Questionnaire
from cxassess.shape import Own, Shape, policy

SIZE = 192
"""Width and height of the icon in pixels."""
_STEPS = 5
_LEFT, _WIDTH, _GAP, _FOOT = 36, 20, 5, 152
_PLAIN_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_WORKER_POLICY = "default-src 'none'; connect-src 'self'"


def files(
    shape: Shape, own: Own, questionnaire: Questionnaire, client: Client, content: bytes
) -> dict[str, bytes]:
    """What stands beside ``index.html`` with this content, by name; the service worker last."""
    kept = {"manifest.webmanifest": _manifest(questionnaire, client)}
    return {
        **kept,
        "headers.txt": _headers(client.slug, policy(shape, own)).encode(),
        "sw.js": _worker({"./": content, **kept}),
    }


def _manifest(questionnaire: Questionnaire, client: Client) -> bytes:
    """Name, colours and icon. The icon is inside: the page's policy allows no picture from an address."""
    lang = client.languages[0]
    tokens = colour.palette(client.brand.primary, client.brand.accent)
    words = {**texts.term_values(questionnaire, client, lang), "organisation": client.short}
    data = {
        "name": f"{i18n.fill(questionnaire.short_title[lang], words)} – {client.name}",
        "short_name": client.short,
        "lang": lang,
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "theme_color": tokens["brand"],
        "background_color": "#FFFFFF",
        "icons": [
            {"src": _data("image/svg+xml", _svg(tokens)), "type": "image/svg+xml", "sizes": "any"},
            {
                "src": _data("image/png", _png(tokens)),
                "type": "image/png",
                "sizes": f"{SIZE}x{SIZE}",
                "purpose": "any maskable",
            },
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


# ---- The icon: five steps up, the last one in the accent --------------------------------------------------


def _steps() -> list[tuple[int, int, int, int]]:
    """Left, top, right and foot of each step."""
    lefts = [_LEFT + i * (_WIDTH + _GAP) for i in range(_STEPS)]
    return [(left, _FOOT - 22 * (i + 1), left + _WIDTH, _FOOT) for i, left in enumerate(lefts)]


def _svg(tokens: dict[str, str]) -> bytes:
    fills = ["#FFFFFF"] * (_STEPS - 1) + [tokens["accent-soft"]]
    bars = "".join(
        f'<rect x="{left}" y="{top}" width="{right - left}" height="{foot - top}" fill="{fill}"/>'
        for (left, top, right, foot), fill in zip(_steps(), fills, strict=True)
    )
    ground = f'<rect width="{SIZE}" height="{SIZE}" fill="{tokens["brand"]}"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}">'
    return f"{head}{ground}{bars}</svg>\n".encode()


def _png(tokens: dict[str, str]) -> bytes:
    """The same drawing with a palette of four colours, not packed: packers differ in their bytes."""
    palette = "".join(tokens[name][1:] for name in ("brand", "accent-soft")) + "FFFFFF" * 2
    head = struct.pack(">IIBBBBB", SIZE, SIZE, 2, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", bytes.fromhex(palette)), (b"IDAT", _pixels()), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _pixels() -> bytes:
    """Rows of two bits for each pixel, as a zlib stream of one stored block."""
    rows = b"".join(b"\0" + _row(y) for y in range(SIZE))
    size = struct.pack("<HH", len(rows), 0xFFFF ^ len(rows))
    return b"\x78\x01\x01" + size + rows + struct.pack(">I", zlib.adler32(rows))


def _row(y: int) -> bytes:
    colours = [0] * SIZE
    for i, (left, top, right, foot) in enumerate(_steps()):
        if top <= y < foot:
            colours[left:right] = [1 if i == _STEPS - 1 else 2] * (right - left)
    fours = zip(*(colours[i::4] for i in range(4)), strict=True)
    return bytes(a << 6 | b << 4 | c << 2 | d for a, b, c, d in fours)


# ---- Service worker and headers ---------------------------------------------------------------------------


def _worker(kept: dict[str, bytes]) -> bytes:
    """The service worker for exactly these files; another content makes another worker."""
    hashes = {name: _integrity(content) for name, content in kept.items()}
    version = hashlib.sha256(json.dumps(hashes).encode()).hexdigest()[:16]
    text = page.readable_script("sw.js")
    for name, value in (("FILES = {}", hashes), ("VERSION = ''", version)):
        start, _, _ = name.partition("=")
        text = text.replace(f"const {name};", f"const {start}= {json.dumps(value)};")
    return text.encode()


def _integrity(content: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()


def _headers(slug: str, policy: str) -> str:
    """The headers for each address, as a ``_headers`` file has them."""
    own = {"Content-Security-Policy": f"{policy}; frame-ancestors 'none'", **_PLAIN_HEADERS}
    worker = {"Content-Security-Policy": _WORKER_POLICY, **_PLAIN_HEADERS}
    sections = {"": own, "index.html": own, "sw.js": worker}
    return "\n".join(
        f"/{slug}/{name}\n" + "".join(f"  {key}: {value}\n" for key, value in headers.items())
        for name, headers in sections.items()
    )
