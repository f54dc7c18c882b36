"""The client format: every message, logos that could do harm, colours that had to change, what must agree."""

from __future__ import annotations

import base64
import io
import random
import re
import struct
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from PIL import Image, ImageFile
from samples import BUNDLED, CLIENT, bundled, cx, workspace, write

from cxassess import client, colour, logo, model
from cxassess.errors import InvalidInput, Problem
from cxassess.frame import frame_of
from cxassess.library import Library
from cxassess.source import Document

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="30"><rect width="9" height="9"/></svg>'


def png(width: int, height: int) -> bytes:
    """A PNG of this size: its frame, whole, with a picture that nobody unfolds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b""))
    )


def read(folder: Path, text: str = CLIENT, name: str = "acme") -> tuple[model.Client, Document]:
    """A client from its text."""
    write(folder / name / "client.yaml", text)
    return client.read(folder / name, f"clients/{name}")


def problems(folder: Path, text: str) -> list[Problem]:
    """All that is wrong with it, alone or beside the bundled questionnaire."""
    try:
        found, doc = read(folder, text)
    except InvalidInput as error:
        return list(error.problems)
    return client.check(found, doc, frame_of(bundled()))


# ---- Reading --------------------------------------------------------------------------------------------


def test_a_client_of_three_lines_has_sensible_defaults(tmp_path: Path) -> None:
    found, _ = read(tmp_path)
    assert (found.slug, found.name, found.short) == ("acme", "Acme", "Acme")
    assert (found.questionnaire, found.theme, found.languages) == ("cx-maturity", "default", ("en",))
    assert (found.brand.logo, found.targets, found.sector) == (None, {}, None)


def test_everything_that_is_given_is_kept(tmp_path: Path) -> None:
    text = (
        "format: cxassess.client/1\nname: Acme & Sons\nshort: Acme\nlanguages: [nl, en, nl]\nsector: care\n"
        'edition: 2026\ndue: 2026-12-31\ngroups: [Board, "Service"]\ntargets: {vision: 3}\ncapacity: 2.5\n'
        "terms: {customers: {nl: gasten, en: guests}}\nintroduction: {en: Hello **you**}\n"
        "brand: {primary: '#0b3d4c', accent: '#d9512c'}\nconsultant: {name: Jo, contact: jo@example.org}\n"
    )
    found, doc = read(tmp_path, text)
    assert client.check(found, doc, frame_of(bundled())) == []
    assert (found.name, found.short, found.languages, found.edition) == (
        "Acme & Sons",
        "Acme",
        ("nl", "en"),
        "2026",
    )
    assert (found.due, found.groups, found.targets, found.capacity) == (
        "2026-12-31",
        ("Board", "Service"),
        {"vision": 3},
        2.5,
    )
    assert (found.brand.primary, found.consultant, found.contact) == ("#0B3D4C", "Jo", "jo@example.org")
    assert found.terms == {"customers": {"nl": "gasten", "en": "guests"}}
    assert found.introduction == {"en": "Hello **you**"}


@pytest.mark.parametrize("contact", ["0612345678", "+31612345678", "020-1234567"])
def test_a_telephone_number_keeps_its_zeros_and_signs(tmp_path: Path, contact: str) -> None:
    text = CLIENT + f"consultant:\n  name: Jo\n  contact: {contact}\n"
    assert read(tmp_path, text)[0].contact == contact


def test_control_characters_and_marks_of_the_page_are_removed(tmp_path: Path) -> None:
    text = CLIENT.replace("Acme", r'" A\u0007c\uE000=name\uE001m\u001be\u200d "')
    assert read(tmp_path, text)[0].name == "Ac=nameme\u200d"


def test_texts_are_brought_to_one_form(tmp_path: Path) -> None:
    """A composed and a decomposed letter look the same, so they are the same."""
    assert read(tmp_path, CLIENT.replace("Acme", r'"Cafe\u0301"'))[0].name == "Café"


LATE = CLIENT + "due: 2026-13-45\n"

CASES: dict[str, tuple[str, int, str]] = {
    "key-missing": (CLIENT.replace("name: Acme\n", ""), 1, "“name” is missing"),
    "unknown-key-near": (CLIENT + "grups: [a]\n", 4, "Did you mean “groups”?"),
    "unknown-key": (CLIENT + "xyzzy: [a]\n", 4, "Known keys: brand, business_case"),
    "not-one-of": (CLIENT.replace("cxassess.client/1", "two"), 1, "Choose from: cxassess.client/1"),
    "not-text": (CLIENT.replace("Acme", "[a]"), 2, "“name” must be a text"),
    "not-whole-number": (CLIENT + "targets:\n  vision: high\n", 5, "“vision” must be a whole number"),
    "not-number": (CLIENT + "capacity: much\n", 4, "must be a number, not “much”"),
    "not-list": (CLIENT + "groups: Board\n", 4, "“groups” must be a list"),
    "not-mapping": (CLIENT + "brand: red\n", 4, "“brand” must be a group"),
    "not-slug": (CLIENT + "theme: ../../etc\n", 4, "“../../etc” cannot be an id"),
    "empty-text": (CLIENT.replace("Acme", '" "'), 2, "“name” is empty"),
    "text-too-long": (CLIENT.replace("Acme", "a" * 401), 2, "longer than 400 characters"),
    "wrong-form": (CLIENT + 'brand:\n  primary: "red"\n', 5, "“red”"),
    "too-few-items": (CLIENT.replace("[en]", "[]"), 3, "“languages” needs at least 1"),
    "too-many-items": (CLIENT + f"groups: [{'a, ' * 31}]\n", 4, "“groups” may have at most 30"),
    "too-many-decimals": (CLIENT + "capacity: 1.0001\n", 4, "more than three decimals"),
    "too-large": (CLIENT + "capacity: 10001\n", 4, "at most 10000"),
    "duplicate-key": (CLIENT + "name: Acme two\n", 4, "already given on line 2"),
    "yaml-trap": (CLIENT + "languages: [en, no]\n".replace("languages", "groups"), 4, "“no” without quotes"),
    "language-unknown": (CLIENT.replace("[en]", "[en, fr]"), 3, "no language “fr”. It has: en, nl"),
    "sector-unknown": (CLIENT + "sector: space\n", 4, "no sector “space”. Known: b2b, b2c"),
    "sector-unknown-near": (CLIENT + "sector: caer\n", 4, "Did you mean “care”?"),
    "target-unknown": (CLIENT + "targets:\n  x: 3\n", 5, "no dimension “x”"),
    "target-unknown-near": (CLIENT + "targets:\n  visoin: 3\n", 5, "Did you mean “vision”?"),
    "target-level": (CLIENT + "targets:\n  vision: 6\n", 5, "level 6 does not exist. Choose from 1 to 5"),
    "unknown-term": (CLIENT + "terms:\n  xyz: {en: a}\n", 5, "no term “xyz”"),
    "unknown-term-near": (CLIENT + "terms:\n  custmer: {en: a}\n", 5, "Did you mean “customer”?"),
    "client-term-language": (CLIENT + "terms:\n  customer: {nl: gast}\n", 5, "needs a text in en too"),
    "unknown-profile": (CLIENT + "profile:\n  size: big\n", 5, "no profile question “size”"),
    "logo-missing": (CLIENT + "brand:\n  logo: none.svg\n", 5, "no logo “none.svg”"),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_each_mistake_has_its_message_and_line(tmp_path: Path, code: str) -> None:
    text, line, words = CASES[code]
    found = {p.code: p for p in problems(tmp_path, text)}
    assert code in found, list(found)
    assert (found[code].place.file, found[code].place.line) == ("clients/acme/client.yaml", line)
    assert words in found[code].text()


@pytest.mark.parametrize(
    "due", ["2026-13-01", "2026-00-10", "2026-12-32", "2026-02-30", "٢٠٢٦-٠١-٠١", "20261231", "2026-W01-1"]
)
def test_a_day_that_does_not_exist_is_told(tmp_path: Path, due: str) -> None:
    found = problems(tmp_path, CLIENT + f"due: '{due}'\n")
    assert [p.place.line for p in found] == [4]


def test_targets_may_stand_at_the_first_and_the_last_level(tmp_path: Path) -> None:
    assert problems(tmp_path, CLIENT + "targets: {vision: 1, purpose: 5}\n") == []
    assert [p.code for p in problems(tmp_path, CLIENT + "targets: {vision: 0}\n")] == ["target-level"]


@pytest.mark.parametrize("name", ["Acme", "a_b", "-a", "a--b", "1a", "a" * 61, "é", "a b", "a\n"])
def test_a_folder_whose_name_cannot_be_an_address_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, CLIENT, name)
    assert [p.code for p in caught.value.problems] == ["folder-name"]


def test_mistakes_in_folder_name_and_file_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, CLIENT + "x: 1\n", "A B")
    assert [p.code for p in caught.value.problems] == ["folder-name", "unknown-key"]


# ---- Colours --------------------------------------------------------------------------------------------


def test_colours_that_can_be_read_are_used_as_they_are(tmp_path: Path) -> None:
    assert client.notes(*read(tmp_path)) == []


@pytest.mark.parametrize("given", ["#FFFF00", "#FFFFFF", "#00FF00", "#7FDBFF", "#C0C0C0"])
def test_light_colours_are_darkened_with_a_note(tmp_path: Path, given: str) -> None:
    found, doc = read(tmp_path, CLIENT + f'brand:\n  primary: "{given.lower()}"\n')
    (note,) = client.notes(found, doc)
    used = str(note.values["used"])
    assert (note.code, note.place.line, note.values["given"]) == ("colour-changed", 5, given)
    assert colour.contrast(used, "#FFFFFF") >= 7 > colour.contrast(given, "#FFFFFF")
    assert found.brand.primary == given


@pytest.mark.parametrize("accent", ["#FFFF00", "#000000", "#D9512C", "#FFFFFF", "#0B3D4C"])
@pytest.mark.parametrize("primary", ["#FFFF00", "#000000", "#0B3D4C", "#FFFFFF", "#FF0000", "#808080"])
def test_every_pair_of_brand_colours_gives_readable_ones(primary: str, accent: str) -> None:
    """WCAG 2.2: 4.5 for text, 3 for what is not text."""
    p = colour.palette(primary, accent)
    for text, ground in (
        ("brand", "#FFFFFF"),
        ("brand-mid", "#FFFFFF"),
        ("brand-ink", p["brand"]),
        ("brand-ink", p["brand-deep"]),
        ("brand", p["brand-tint"]),
        ("accent-ink", p["brand-tint"]),
        ("accent-ink", "#FFFFFF"),
        ("accent-soft", p["brand"]),
    ):
        assert colour.contrast(p[text], ground) >= 4.5, (text, ground)
    assert colour.contrast(p["accent"], "#FFFFFF") >= 3
    assert colour.contrast(p["accent-dark"], p["brand"]) >= 3


def test_contrast_is_that_of_wcag() -> None:
    assert colour.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert colour.contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)
    assert colour.contrast("#FFFFFF", "#777777") == pytest.approx(4.48, abs=0.005)


# ---- Logos ----------------------------------------------------------------------------------------------


def with_logo(folder: Path, content: bytes | None, name: str = "logo.svg") -> model.Client:
    """A client with a logo, in a folder that has one beside it."""
    if content is not None:
        write(folder / "acme" / name, content)
    return read(folder, CLIENT + f"brand:\n  logo: '{name}'\n")[0]


def refusal(folder: Path, content: bytes | None, name: str = "logo.svg") -> Problem:
    """Why a logo is refused."""
    with pytest.raises(InvalidInput) as caught:
        with_logo(folder, content, name)
    (problem,) = caught.value.problems
    assert (problem.place.file, problem.place.line) == ("clients/acme/client.yaml", 5)
    return problem


def test_an_svg_logo_is_embedded_as_it_is(tmp_path: Path) -> None:
    brand = with_logo(tmp_path, SVG).brand
    head, _, data = (brand.logo or "").partition(",")
    assert (head, unquote_to_bytes(data)) == ("data:image/svg+xml", SVG)
    assert re.fullmatch(r"[\w/:=,;()+.!*?@$~%-]+", data), "an address has no other signs"
    assert (brand.logo_width, brand.logo_height) == (120, 30)


def test_a_png_logo_is_known_by_its_content(tmp_path: Path) -> None:
    brand = with_logo(tmp_path, png(64, 32), "logo.txt").brand
    assert (brand.logo or "").startswith("data:image/png;base64,")
    assert (brand.logo_width, brand.logo_height) == (64, 32)


def test_the_logo_of_the_demo_is_accepted() -> None:
    demo = BUNDLED.parent.parent / "demo" / "clients" / "meridiaan"
    assert (client.read(demo)[0].brand.logo or "").startswith("data:image/svg+xml,%3Csvg")


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (b'width="40" height="20"', (40, 20)),
        (b"width='40.6px' height='20pt'", (41, 20)),
        (b'viewBox="0 0 300 100"', (300, 100)),
        (b'viewBox="-5,-5,30,10"', (30, 10)),
        (b'width="40"', (160, 40)),
        (b'width="0" height="0"', (160, 40)),
        (b"", (160, 40)),
        (b'width="1.2.3" height="4"', (160, 40)),
        (b'width="." height="."', (160, 40)),
        (b'viewBox="0 0 . ."', (160, 40)),
        (b'width="' + b"9" * 400 + b'" height="4"', (160, 40)),
    ],
)
def test_an_svg_has_the_size_it_says_or_a_usual_one(
    tmp_path: Path, head: bytes, size: tuple[int, int]
) -> None:
    brand = with_logo(tmp_path, b'<svg xmlns="http://www.w3.org/2000/svg" ' + head + b"></svg>").brand
    assert (brand.logo_width, brand.logo_height) == size


@pytest.mark.parametrize("width, height", [(100_000, 100_000), (2**31 - 1, 1), (6001, 4000)])
def test_a_png_that_unfolds_to_many_pixels_is_refused(tmp_path: Path, width: int, height: int) -> None:
    problem = refusal(tmp_path, png(width, height), "logo.png")
    assert problem.code == "logo-large"
    assert "pixels" in problem.values["what"] and problem.values["what"] in problem.text()


def test_a_logo_of_many_bytes_is_refused(tmp_path: Path) -> None:
    problem = refusal(tmp_path, SVG + b" " * logo.LOGO_BYTES)
    assert (problem.code, problem.values["what"]) == ("logo-large", "over 200 kB")


HARMFUL = {
    "script": b"<script>alert(1)</script>",
    "SCRIPT": b"<SCRIPT>alert(1)</SCRIPT>",
    "prefixed script": b'<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>',
    "handler": b'<rect onload="alert(1)"/>',
    "handler on a new line": b'<rect\nonclick = "alert(1)"/>',
    "external image": b'<image href="https://evil.example/x.png"/>',
    "inner image": b'<image href="data:image/png;base64,AAAA"/>',
    "external use": b'<use xlink:href="https://evil.example/x.svg#a"/>',
    "file use": b"<use href='file:///etc/passwd#a'/>",
    "link": b'<a href="javascript:alert(1)"><rect/></a>',
    "web link": b'<a xlink:href="//evil.example"><rect/></a>',
    "animated link": b'<a><set attributeName="href" to="javascript:alert(1)"/></a>',
    "foreign": b"<foreignObject><body/></foreignObject>",
    "frame": b"<iframe/>",
    "import": b"<style>@import 'https://evil.example/x.css';</style>",
    "style address": b"<style>rect{fill:url(https://evil.example/x)}</style>",
    "attribute address": b"<rect fill=\"url('https://evil.example/x')\"/>",
    "sheet": b'<?xml-stylesheet href="https://evil.example/x.css"?>',
}


@pytest.mark.parametrize("name", HARMFUL)
def test_an_svg_that_could_do_more_than_look_is_refused(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path, SVG.replace(b"<rect", HARMFUL[name] + b"<rect")).code == "logo-unsafe"


@pytest.mark.parametrize(
    "head",
    [
        b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE svg [<!ENTITY x "y">]>',
        b'<!doctype svg [<!entity % x SYSTEM "https://evil.example">]>',
    ],
)
def test_an_svg_with_a_document_type_is_refused(tmp_path: Path, head: bytes) -> None:
    assert refusal(tmp_path, head + SVG).code == "logo-unsafe"


def test_references_inside_an_svg_are_fine(tmp_path: Path) -> None:
    inner = b'<linearGradient id="g"/><use href="#g"/><rect fill="url(#g)" style="stroke:url( \'#g\')"/>'
    assert with_logo(tmp_path, SVG.replace(b"<rect", inner + b"<rect")).brand.logo


@pytest.mark.parametrize("content", [b"<html></html>", SVG.decode().encode("utf-16")])
def test_what_is_no_svg_or_png_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content).code == "logo-type"


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"").code == "logo-empty"


@pytest.mark.parametrize(
    "name", ["../secret.svg", "a/../../secret.svg", "/etc/passwd", "../acme-two/logo.svg"]
)
def test_a_logo_outside_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path / "secret.svg", SVG)
    write(tmp_path / "acme-two" / "logo.svg", SVG)
    assert refusal(tmp_path, None, name).code == "logo-outside"


def test_a_logo_that_links_outside_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "secret.svg", SVG)
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "logo.svg").symlink_to("../secret.svg")
    assert refusal(tmp_path, None).code == "logo-outside"


def test_a_folder_that_links_outside_is_no_way_out(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "logo.svg", SVG)
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "art").symlink_to("../elsewhere")
    assert refusal(tmp_path, None, "art/logo.svg").code == "logo-outside"


@pytest.mark.parametrize("name", [".", "a" * 300, "a\x00b".replace("\x00", "%00"), "loop.svg"])
def test_a_logo_that_is_no_file_is_missing(tmp_path: Path, name: str) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "loop.svg").symlink_to("loop.svg")
    assert refusal(tmp_path, None, name).code in ("logo-missing", "logo-outside")


def test_a_missing_logo_does_not_hide_other_mistakes(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, CLIENT + "brand:\n  logo: none.svg\n", "A B")
    assert [p.code for p in caught.value.problems] == ["folder-name", "logo-missing"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        *((b"BM6", "BMP"), (b"%!PS-Adobe", "EPS"), (b"%PDF-1", "PDF"), (b"\0\0\1\0\1", "ICO")),
        *((b"II*\0", "TIFF"), (b"MM\0*", "TIFF")),
        *((b"\0\0\0\nftypheic", "HEIC"), (b"\0\0\0 ftypmif1", "HEIC"), (b"\0\0\0 ftypavif", "AVIF")),
    ],
)
def test_another_kind_of_file_is_called_what_it_is(tmp_path: Path, content: bytes, kind: str) -> None:
    problem = refusal(tmp_path, content, "logo.png")
    assert problem.code == "logo-other"
    assert f"“logo.png” is a {kind} file" in problem.text()


def drawn(kind: str, size: tuple[int, int], mode: str = "RGB", noise: bool = False, **how: Any) -> bytes:
    """A picture of a kind: a dark left half on white or on nothing; or of all colours, which nothing packs."""
    picture = Image.new(mode, size, 0 if mode == "RGBA" else "white")
    picture.paste((11, 61, 76, 255)[: len(mode)] if mode != "L" else 40, (0, 0, size[0] // 2, size[1]))
    if noise:
        picture = Image.frombytes(mode, size, random.Random(7).randbytes(size[0] * size[1] * len(mode)))
    target = io.BytesIO()
    picture.save(target, kind, **how)
    return target.getvalue()


def embedded(brand: model.Brand) -> Image.Image:
    """The picture that the page carries."""
    head, _, data = (brand.logo or "").partition(",")
    assert head == "data:image/png;base64"
    content = base64.b64decode(data)
    assert len(content) <= logo.LOGO_BYTES
    picture = Image.open(io.BytesIO(content))
    assert picture.size == (brand.logo_width, brand.logo_height)
    return picture


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (drawn("JPEG", (300, 120)), (300, 120)),
        (drawn("JPEG", (3000, 900), quality=90), (800, 240)),
        (drawn("JPEG", (900, 3000), "L"), (120, 400)),
        (drawn("WEBP", (500, 500), "RGBA"), (400, 400)),
        (drawn("GIF", (200, 80)), (200, 80)),
        (drawn("PNG", (2001, 2000)), (400, 400)),
    ],
)
def test_a_logo_as_people_have_it_becomes_a_small_png(
    tmp_path: Path, content: bytes, size: tuple[int, int]
) -> None:
    """Whatever its name says; what is left of the middle is dark, what is right of it light."""
    found = embedded(with_logo(tmp_path, content, "logo.jpg").brand)
    assert found.size == size
    left, right = (
        found.convert("RGBA").getpixel((x, size[1] // 2)) for x in (size[0] // 4, size[0] * 3 // 4)
    )
    assert isinstance(left, tuple) and isinstance(right, tuple)
    assert max(left[:3]) < 100 and (min(right[:3]) > 240 or right[3] == 0)


def test_a_photograph_as_logo_stays_small(tmp_path: Path) -> None:
    """A picture that nothing packs gets smaller until it is light; a small PNG stays byte for byte what it was."""
    found = embedded(with_logo(tmp_path, drawn("JPEG", (2400, 1600), noise=True, quality=80), "a.jpg").brand)
    assert found.width >= 200
    assert found.width / found.height == pytest.approx(1.5, abs=0.02)
    own = drawn("PNG", (200, 100), "RGBA")
    assert base64.b64decode((with_logo(tmp_path, own, "b.png").brand.logo or "").partition(",")[2]) == own


def test_a_logo_tells_nothing_but_what_it_shows(tmp_path: Path) -> None:
    """A photograph that was taken sideways stands upright, and the place where it was taken is left out."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "at home"
    found = embedded(with_logo(tmp_path, drawn("JPEG", (300, 100), exif=exif), "logo.jpg").brand)
    assert found.size == (100, 300)
    assert not found.getexif() and not found.info
    assert b"at home" not in base64.b64decode((with_logo(tmp_path, None, "logo.jpg").brand.logo or "")[22:])


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.02, 0.5])
def test_a_picture_that_is_not_whole_is_refused(tmp_path: Path, kind: str, share: float) -> None:
    content = drawn(kind, (300, 300), noise=True)
    assert refusal(tmp_path, content[: int(len(content) * share)], "logo.jpg").code == "logo-damaged"


def test_a_picture_that_is_not_whole_is_refused_also_where_weasyprint_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It changes Pillow for the whole process, and is left as it was."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    content = drawn("JPEG", (300, 300), noise=True)
    assert refusal(tmp_path, content[: len(content) // 2], "logo.jpg").code == "logo-damaged"
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


def test_a_picture_of_too_many_pixels_is_refused_unread(tmp_path: Path) -> None:
    """Also where its head alone says so, which costs nothing to write and much to read."""
    content = bytearray(drawn("JPEG", (8, 8)))
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = b"\x1f\x40\x1f\x40"
    problem = refusal(tmp_path, bytes(content), "logo.jpg")
    assert (problem.code, problem.values["what"]) == ("logo-large", "8000 × 8000 pixels")
    content[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    assert refusal(tmp_path, bytes(content), "logo.jpg").values["what"] == "over 178 million pixels"
    assert refusal(tmp_path, b"\xff\xd8\xff" + bytes(logo.PICTURE_BYTES), "logo.jpg").code == "logo-large"


@pytest.mark.parametrize("size", [40, -30, -13, -1])
def test_a_png_that_is_not_whole_is_refused(tmp_path: Path, size: int) -> None:
    assert refusal(tmp_path, png(9, 9)[:size], "logo.png").code == "logo-damaged"


def test_a_png_with_another_bit_is_refused(tmp_path: Path) -> None:
    content = bytearray(png(9, 9))
    content[45] ^= 1
    assert refusal(tmp_path, bytes(content), "logo.png").code == "logo-damaged"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (SVG[:-10], 1),
        (SVG.replace(b"<rect", b"\n\n<g><rect"), 3),
        (SVG.replace(b'xmlns="http://www.w3.org/2000/svg" ', b""), 1),
        (SVG.replace(b"<rect", b'<rect a:b="c"'), 1),
        (SVG + b"<svg/>", 1),
    ],
)
def test_a_drawing_that_a_browser_would_not_show_is_refused(
    tmp_path: Path, content: bytes, line: int
) -> None:
    problem = refusal(tmp_path, content)
    assert (problem.code, problem.values["line"]) == ("logo-damaged-at", line)


# ---- All at once ----------------------------------------------------------------------------------------


def told(folder: Path, text: str) -> list[str]:
    """The codes of all that is said about a client of a workspace."""
    place = workspace(folder, {"acme": text})
    with pytest.raises(InvalidInput) as caught:
        Library(place, keep=False).client("acme")
    return [problem.code for problem in caught.value.problems]


def test_an_unknown_questionnaire_does_not_hide_an_unknown_theme(tmp_path: Path) -> None:
    assert told(tmp_path, CLIENT + "theme: defualt\nquestionnaire: cx-mat\n") == [
        "theme-unknown-near",
        "questionnaire-unknown-near",
    ]


def test_wrong_values_do_not_hide_what_does_not_fit_the_questionnaire(tmp_path: Path) -> None:
    text = "sector: zorg\ntargets: {visoin: 3, vision: high}\nbrand: {primary: blue, logo: weg.png}\ncapacity: veel\n"
    assert told(tmp_path, CLIENT + text + "theme: defualt\n") == [
        *("sector-unknown", "target-unknown-near", "not-whole-number"),
        *("wrong-form", "logo-missing", "not-number", "theme-unknown-near"),
    ]


def test_a_missing_name_and_wrong_languages_hide_nothing(tmp_path: Path) -> None:
    text = "format: cxassess.client/1\nlanguages: NL\nterms: {customers: {nl: gasten}}\nsector: zorg\n"
    assert told(tmp_path, text) == ["key-missing", "not-list", "sector-unknown"]


# ---- The introduction -----------------------------------------------------------------------------------


def test_an_introduction_speaks_of_the_client_in_its_words(tmp_path: Path) -> None:
    text = CLIENT.replace("Acme", "A_c_me") + "introduction: {en: '{Customers} of {organisation}.'}\n"
    found, _, notes = Library(workspace(tmp_path, {"acme": text})).client("acme")
    assert (found.introduction["en"], notes) == ("Customers of A\\_c\\_me.", [])
    assert cx("build", cwd=tmp_path).exit_code == 0
    assert "<p>Customers of A_c_me.</p>" in (tmp_path / "output" / "acme" / "index.html").read_text()


def test_an_unknown_word_in_an_introduction_is_told(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, CLIENT + "introduction: {en: 'To {klanten}'}\n")
    assert (found.code, found.place.line) == ("unknown-term", 4)
    (found,) = problems(tmp_path, CLIENT + "introduction: {en: 'To {custmers}'}\n")
    assert "Did you mean “customers”?" in found.text()


def test_an_introduction_in_other_languages_than_the_page_is_noted(tmp_path: Path) -> None:
    text = CLIENT.replace("[en]", "[en, nl]") + "introduction: {en: Hello, fr: Salut}\n"
    assert [n.code for n in client.notes(*read(tmp_path, text))] == [
        "introduction-missing",
        "introduction-unused",
    ]


# ---- What a person reads --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CLIENT + "brand: {primary: red}\n", "“primary” needs. Write it like this: \"#1D4E5F\"."),
        (CLIENT + "brand: {primary: “#0B3D4C”}\n", "“primary” stands in curly quotes"),
        (CLIENT.replace("[en]", "[english]"), "“languages” needs. Write it like this: nl."),
        (CLIENT + "introduction: {dutch: x}\n", "“introduction” needs. Write it like this: nl."),
        (CLIENT + 'groups: [A, ""]\n', "“groups” is empty"),
        (CLIENT.replace("Acme", ""), "“name” is empty"),
        (CLIENT + "logo: x.svg\n", "“logo” belongs under “brand”"),
        (CLIENT + "xyzzy: 1\n", "questionnaire, sector, short, targets, terms, theme."),
        (CLIENT + "profile: {x: y}\n", "no profile question “x”. Known: –."),
        ("", "client.yaml: the file is empty"),
        ("hello", "must consist of keys with values"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_remedy(tmp_path: Path, text: str, words: str) -> None:
    (found,) = problems(tmp_path, text)
    assert words in found.text()


@pytest.mark.parametrize("given", ["'#0bc'", "0BC", "00BBCC", "'#00bbcc'"])
def test_a_colour_can_be_written_short_and_without_its_sign(tmp_path: Path, given: str) -> None:
    assert read(tmp_path, CLIENT + f"brand: {{primary: {given}}}\n")[0].brand.primary == "#00BBCC"


def test_languages_may_have_large_letters(tmp_path: Path) -> None:
    found, _ = read(tmp_path, CLIENT.replace("[en]", "[NL, EN]") + "introduction: {NL: Dag}\n")
    assert (found.languages, found.introduction) == (("nl", "en"), {"nl": "Dag"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CLIENT.replace("Acme", "Acme #1"), "the value ends at “Acme”, because “#1” is read as a remark"),
        (CLIENT.replace("Acme", "“Acme”"), "“name” stands in curly quotes"),
        (CLIENT + "consultant: {name: ‘Jo’}\n", "“consultant” stands in curly quotes"),
        (CLIENT + "groups: [Board, Shop, Board]\n", "the group “Board” is given twice"),
    ],
)
def test_what_would_be_lost_or_printed_oddly_is_noted(tmp_path: Path, text: str, words: str) -> None:
    (note,) = client.notes(*read(tmp_path, text))
    assert words in note.text()


def test_a_real_remark_is_nothing_to_note(tmp_path: Path) -> None:
    assert client.notes(*read(tmp_path, CLIENT.replace("Acme", "Acme # one\n#two"))) == []
