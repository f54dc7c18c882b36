"""What ``build --hosted`` writes beside a page, when, and what it takes away again."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
import zlib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from samples import cx, workspace, write

from cxassess import build, page_check
from cxassess.resources import Workspace

OWN = "format: cxassess.client/1\nname: Acme\nlanguages: [nl, en]\nbrand: {primary: '#0B3D4C'}\n"
NAMES = {"index.html", "manifest.webmanifest", "sw.js", "headers.txt"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A client's folder with the site as it is hosted."""
    workspace(tmp_path, {"acme": OWN})
    assert cx("build", "--hosted", cwd=tmp_path).exit_code == 0
    return tmp_path / "output" / "acme"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def text(path: Path) -> str:
    return path.read_text("utf-8")


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}


def policy(html: str) -> str:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert found
    return found[1].replace("&#39;", "'")


# ---- The files ------------------------------------------------------------------------------------------


def test_a_hosted_site_has_its_files(site: Path) -> None:
    assert names(site) == NAMES
    assert page_check.leaks(text(site / "index.html"), hosted=True) == []


def test_nothing_in_it_names_an_address(site: Path) -> None:
    """So it works below any path, and asks nobody else."""
    for name in ("manifest.webmanifest", "sw.js"):
        content = re.sub(r"data:image/[\w+]+;base64,[\w+/=]+|sha256-[\w+/=]+", "", text(site / name))
        assert not re.search(r"https?:|//\w|[\"']/", content), name


def test_the_worker_keeps_exactly_the_files_of_this_build(site: Path) -> None:
    found = re.search(r"^const FILES = (\{.*\});$", text(site / "sw.js"), re.MULTILINE)
    assert found
    kept = json.loads(found[1])
    wanted = {"./": "index.html", "manifest.webmanifest": "manifest.webmanifest"}
    assert kept.keys() == wanted.keys()
    for address, name in wanted.items():
        digest = hashlib.sha256((site / name).read_bytes()).digest()
        assert kept[address] == "sha256-" + base64.b64encode(digest).decode()


def test_another_page_makes_another_worker(site: Path, tmp_path: Path) -> None:
    before = text(site / "sw.js")
    write(tmp_path / "clients" / "acme" / "client.yaml", OWN.replace("Acme", "Zenith"))
    cx("build", "--hosted", cwd=tmp_path)
    version = [re.findall(r'VERSION = "(\w{16})"', one) for one in (before, text(site / "sw.js"))]
    assert len(version[0]) == len(version[1]) == 1
    assert version[0] != version[1]


def test_the_manifest_describes_the_client(site: Path) -> None:
    data = json.loads(text(site / "manifest.webmanifest"))
    assert data["short_name"] == "Acme"
    assert data["name"].endswith("– Acme")
    assert (data["lang"], data["start_url"], data["scope"], data["display"]) == (
        "nl",
        "./",
        "./",
        "standalone",
    )
    assert (data["theme_color"], data["background_color"]) == ("#0B3D4C", "#FFFFFF")
    assert all(icon["src"].startswith(f"data:{icon['type']};base64,") for icon in data["icons"])


def pixels(png: bytes) -> list[list[tuple[int, ...]]]:
    """The colours of a PNG with a palette and two bits for each pixel."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(png):
        (size,) = struct.unpack_from(">I", png, at)
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", png, at + 8 + size)[0] == zlib.crc32(kind + data)
        chunks[kind] = data
        at += 12 + size
    width, height, depth, kind_of_colour = struct.unpack_from(">IIBB", chunks[b"IHDR"])
    assert (depth, kind_of_colour) == (2, 3)
    palette = [tuple(chunks[b"PLTE"][i : i + 3]) for i in range(0, 12, 3)]
    rows, stride = zlib.decompress(chunks[b"IDAT"]), width // 4 + 1
    assert len(rows) == height * stride
    return [
        [
            palette[byte >> shift & 3]
            for byte in rows[y * stride + 1 : (y + 1) * stride]
            for shift in (6, 4, 2, 0)
        ]
        for y in range(height)
    ]


def test_both_icons_are_the_same_drawing_in_the_brands_colours(site: Path) -> None:
    icons = json.loads(text(site / "manifest.webmanifest"))["icons"]
    svg, png = (base64.b64decode(icon["src"].partition(",")[2]) for icon in icons)
    drawn: list[list[Any]] = [[None] * 192 for _ in range(192)]
    colours = set()
    for rect in ElementTree.fromstring(svg):
        x, y, width, height = (int(rect.get(name, 0)) for name in ("x", "y", "width", "height"))
        colour = tuple(bytes.fromhex(str(rect.get("fill"))[1:]))
        colours.add(colour)
        for row in drawn[y : y + height]:
            row[x : x + width] = [colour] * width
    assert pixels(png) == drawn
    assert len(colours) == 3
    assert drawn[0][0] == (0x0B, 0x3D, 0x4C)


def test_the_headers_send_the_policy_of_the_page_and_more(site: Path) -> None:
    blocks = {
        address: dict(line.strip().split(": ", 1) for line in lines)
        for address, *lines in (part.strip().split("\n") for part in text(site / "headers.txt").split("\n\n"))
    }
    assert blocks.keys() == {"/acme/", "/acme/index.html", "/acme/sw.js"}
    own = policy(text(site / "index.html"))
    for address, headers in blocks.items():
        wanted = (
            own + "; frame-ancestors 'none'"
            if address != "/acme/sw.js"
            else "default-src 'none'; connect-src 'self'"
        )
        assert headers["Content-Security-Policy"] == wanted
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "geolocation=()" in headers["Permissions-Policy"]


def test_the_page_without_it_is_as_strict_as_ever(site: Path, tmp_path: Path) -> None:
    hosted = policy(text(site / "index.html"))
    cx("build", cwd=tmp_path)
    plain = text(site / "index.html")
    assert page_check.leaks(plain) == []
    assert "serviceWorker" not in plain
    extra = {rule.strip() for rule in hosted.split(";")} - {rule.strip() for rule in policy(plain).split(";")}
    assert {rule.split()[0] for rule in extra} == {
        "script-src",
        "worker-src",
        "manifest-src",
        "trusted-types",
    }
    assert {"worker-src 'self'", "manifest-src 'self'", "trusted-types cxassess"} < extra


# ---- Building again ---------------------------------------------------------------------------------------


def test_building_again_writes_nothing(site: Path, tmp_path: Path) -> None:
    before = state(site)
    for options in ([], ["--force"]):
        result = cx("build", "--hosted", *options, cwd=tmp_path)
        assert "0 written, 1 unchanged" in result.stdout
        assert state(site) == before


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_file_that_is_gone_comes_back(site: Path, tmp_path: Path, name: str) -> None:
    content = (site / name).read_bytes()
    (site / name).unlink()
    assert "1 written" in cx("build", "--hosted", cwd=tmp_path).stdout
    assert (site / name).read_bytes() == content


def test_without_the_option_its_files_go_and_the_page_is_the_plain_one(site: Path, tmp_path: Path) -> None:
    assert "1 written" in cx("build", cwd=tmp_path).stdout
    assert names(site) == {"index.html"}
    assert "0 written, 1 unchanged" in cx("build", cwd=tmp_path).stdout
    assert "1 written" in cx("build", "--hosted", cwd=tmp_path).stdout
    assert names(site) == NAMES


def test_only_what_is_as_we_wrote_it_is_taken_away(site: Path, tmp_path: Path) -> None:
    write(site / "headers.txt", "changed by hand")
    write(site / "notes.txt", "own")
    write(site / "report.pdf", "made by another command")
    cx("build", cwd=tmp_path)
    assert names(site) == {"index.html", "headers.txt", "notes.txt", "report.pdf"}


@pytest.mark.parametrize("name", ["../victim.txt", "acme/../../victim.txt"])
def test_a_forged_list_of_files_takes_nothing_away_elsewhere(site: Path, tmp_path: Path, name: str) -> None:
    victim = write(tmp_path / "victim.txt", "precious")
    kept = tmp_path / "output" / ".cxassess.json"
    data = json.loads(text(kept))
    found = victim.stat()
    data["clients"]["acme"]["files"][name] = [found.st_size, found.st_mtime_ns]
    write(kept, json.dumps(data))
    assert cx("build", cwd=tmp_path).exit_code == 2
    assert text(victim) == "precious"


def test_a_link_in_place_of_a_file_is_not_followed(site: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    (site / "sw.js").rename(victim)
    (site / "sw.js").symlink_to(victim)
    assert cx("build", cwd=tmp_path).exit_code == 2
    assert victim.is_file()


def test_many_processes_write_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MANY", 2)
    slugs = ("acme", "zenith", "third")
    ws = workspace(tmp_path, slugs)
    for jobs in (1, 2):
        summary = build.Builder(ws, tmp_path / str(jobs), jobs=jobs, for_web=True).build(slugs)
        assert (len(summary.written), summary.errors) == (3, [])
    for slug in slugs:
        one, two = (tmp_path / str(jobs) / slug for jobs in (1, 2))
        assert names(one) == NAMES
        assert {n: c for n, (_, c) in state(one).items()} == {n: c for n, (_, c) in state(two).items()}
    again = build.Builder(Workspace(tmp_path), tmp_path / "2", jobs=2).build(slugs)
    assert (len(again.written), names(tmp_path / "2" / "third")) == (3, {"index.html"})
