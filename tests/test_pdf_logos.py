"""Logos that would harm a report: refused with their name, or drawn within the limits."""

from __future__ import annotations

import struct
import time
import zlib
from pathlib import Path
from urllib.request import urlopen

import pytest
from reports import small_place
from samples import cx, default_theme, demo_client, write

from cxassess import logo
from cxassess.errors import CommandError, Place
from cxassess.exporters import pdf, sandbox


def svg(inside: str, head: str = "") -> bytes:
    return f'{head}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 9">{inside}</svg>'.encode()


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A picture of one bit a pixel, with these chunks after its head."""
    pixels = zlib.compress(b"\0" * min(height * (width // 8 + 1), 170_000_000 // 8), 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
REFUSED = {
    "external picture": (
        svg('<image href="https://evil.example/x.png" width="9" height="9"/>'),
        "<image",
    ),
    "external style": (svg("<style>@import 'https://evil.example/x.css';</style>"), "@import"),
    "file": (svg('<use href="file:///etc/passwd#a"/>'), "<use href="),
    "entity bomb": (svg("&l9;", f'<!DOCTYPE svg [<!ENTITY l0 "ha">{LAUGHS}]>'), "<!DOCTYPE"),
    "170 megapixels": (png(17_000, 10_000), "17000 × 10000 pixels"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_report_with_a_hostile_logo_ends_in_one_clear_error(name: str, tmp_path: Path) -> None:
    content, named = REFUSED[name]
    small_place(tmp_path, {"first": "2", "second": "1"}, "brand:\n  logo: logo.svg\n")
    write(tmp_path / "clients" / "acme" / "logo.svg", content)
    done = cx("report", "acme", cwd=tmp_path)
    assert done.exit_code == 2
    assert "clients/acme/client.yaml:" in done.stderr and "“logo.svg”" in done.stderr
    assert named.casefold() in done.stderr.casefold()
    assert not (tmp_path / "output").exists()


USES = "".join(
    f'<g id="u{i}">{f"""<use href="#u{i - 1}"/>""" * 10}</g>' if i else '<g id="u0"><path d="M0 0h9"/></g>'
    for i in range(9)
)
HEAVY = {
    "a billion uses": svg(f"<defs>{USES}</defs><use href='#u8'/>"),
    "a use of itself": svg('<g id="a"><use href="#a"/></g>'),
    "deep groups": svg("<g>" * 20_000 + "</g>" * 20_000),
    "many letters": svg(f"<text>{'x' * 190_000}</text>"),
    "a pattern of nothing": svg(
        '<pattern id="p" width="1e-9" height="1e-9"><path d="M0 0h9"/></pattern>'
        '<rect width="99" height="9" fill="url(#p)"/>'
    ),
    "unfolding words": b"",  # takes a second to make, so the test does
}


@pytest.fixture(scope="module", autouse=True)
def _ready() -> None:
    """WeasyPrint and its typefaces are loaded here, once, and not in every copy of this process."""
    pdf.pdf(
        '<html lang="en"><head><title>x</title></head><body>x</body></html>', default_theme(), demo_client()
    )


@pytest.mark.parametrize("name", HEAVY)
def test_a_logo_that_passes_but_costs_much_stays_within_the_limits(name: str, tmp_path: Path) -> None:
    """It is drawn, or told to be why there is no PDF; never more than two seconds of work."""
    given = HEAVY[name] or png(9, 9, (b"zTXt", b"x\0\0" + zlib.compress(b"x" * 150_000_000, 9)))
    write(tmp_path / "logo", given)
    source, _, _ = logo.read(tmp_path, "logo", Place("client.yaml"))
    with urlopen(source) as embedded:
        assert embedded.read() == given
    html = f'<html lang="en"><head><title>x</title></head><body><img src="{source}" alt="x"></body></html>'
    start = time.process_time()
    try:
        made = sandbox.call(lambda: pdf.pdf(html, default_theme(), demo_client()), 2)
        assert made.startswith(b"%PDF")
    except CommandError as error:
        assert error.code in ("pdf-slow", "pdf-memory", "pdf-warning")
    assert time.process_time() - start < 2, "the work was done in the process with limits"
