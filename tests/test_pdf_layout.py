"""Pages of the report: filled, whole, inside their margins, and with no letter from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from reports import CASES, PLAIN, case, opened, small_place
from samples import cx

PAGE = re.compile(r"<page [^>]*>(.*?)</page>", re.DOTALL)
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
BODY_TOP, BODY_END = 55.0, 800.0
PLAIN_TOP, PLAIN_END = 45.0, 782.0
"""The same for the theme that has its running lines at the foot."""
IN_PLAIN = {"demo plain", *PLAIN}
HEADING = 13.5
"""Points: the box of a word of text is lower, that of a heading is higher."""
LEFT, RIGHT = 50.0, 546.0
"""Points: margins of 18 mm at the sides, with a little for a letter that leans over."""


@cache
def pages(name: str) -> list[list[tuple[float, float, float, float, str]]]:
    """The words of each page with their boxes, left, top, right and bottom, in points."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=case(name), capture_output=True, check=True)
    found = PAGE.findall(done.stdout.decode())
    return [
        [(float(a), float(b), float(c), float(d), text) for a, b, c, d, text in WORD.findall(page)]
        for page in found
    ]


@pytest.mark.parametrize("name", CASES)
def test_no_word_leaves_its_page_and_no_page_is_nearly_empty(name: str) -> None:
    inner = pages(name)[1:]
    top, end = (PLAIN_TOP, PLAIN_END) if name in IN_PLAIN else (BODY_TOP, BODY_END)
    for number, words in enumerate(inner, start=2):
        body = [word for word in words if top < word[1] < end]
        assert all(left >= LEFT and right <= RIGHT for left, _, right, _, _ in body), number
        least = (
            200 if number <= len(inner) else 100
        )  # the last page ends where the text ends, but holds no line alone
        assert max(bottom for *_, bottom, _ in body) > least, f"page {number} is nearly empty"


@pytest.mark.parametrize("name", CASES)
def test_no_heading_stands_alone_at_the_end_of_a_page(name: str) -> None:
    """The last line of a page is text, and text is lower than any heading."""
    end = PLAIN_END if name in IN_PLAIN else BODY_END
    for number, words in enumerate(pages(name)[1:], start=2):
        body = [word for word in words if word[1] < end and re.search(r"[^\W\d_]", word[4])]
        last = max(body, key=lambda word: word[3])
        assert last[3] - last[1] < HEADING, f"page {number}: {last}"


def test_the_cover_has_room_for_the_longest_title() -> None:
    """What stands under the title ends above the line of facts."""
    for name in CASES:
        words = [word for word in pages(name)[0] if 735 < word[3] < 752]
        assert not words, (name, words)


@pytest.mark.parametrize("name", CASES)
def test_another_reader_finds_no_mistake_in_what_is_drawn(name: str) -> None:
    """Poppler tells of broken paths, fonts and pictures while it draws; the charts of the result come first."""
    done = subprocess.run(["pdftotext", "-", os.devnull], input=case(name), capture_output=True, check=True)
    drawn = subprocess.run(
        ["pdftoppm", "-r", "9", "-l", "6", "-png"], input=case(name), capture_output=True, check=True
    )
    assert (done.stderr, drawn.stderr) == (b"", b"")
    with opened(case(name)) as document:
        assert document.check_pdf_syntax() == []


def test_the_demo_has_few_pages_and_each_topic_has_one() -> None:
    for name in ("demo nl", "demo en"):
        found = pages(name)
        assert len(found) <= 26, "four of them are the business case, two the plan"
        text = [" ".join(word[4] for word in page) for page in found]
        word = "Onderwerp" if name == "demo nl" else "Topic"
        topics = [i for i, page in enumerate(text) if re.search(rf"{word} \d (van|of) 6: ", page) and i > 2]
        assert topics == list(range(5, 11))


def test_the_outcome_of_a_business_case_stays_on_one_page_with_its_chart() -> None:
    """Also in the theme with larger letters: a chart alone on the next page would have no title."""
    for name, kicker, following in (
        ("demo nl", "Businesscase, 5 jaar", "Wat het meest uitmaakt:"),
        ("demo plain", "Businesscase, 5 jaar", "Wat het meest uitmaakt:"),
        ("demo en", "5-year business case", "What matters most:"),
    ):
        text = [" ".join(word[4] for word in page) for page in pages(name)]
        begin = next(i for i, words in enumerate(text) if kicker in words and i > 2)
        assert following in text[begin + 1], name


def test_a_report_holds_no_typeface_of_this_computer_whatever_is_written(tmp_path: Path) -> None:
    written = {"value": "2", "note": "Şahin Łódź Ελλάδα Россия 👍 線 مرحبا a\u2028b"}
    small_place(tmp_path, {"first": written, "second": "1"})
    assert cx("report", "acme", cwd=tmp_path).exit_code == 0
    content = (tmp_path / "output" / "acme" / "report.pdf").read_bytes()
    with opened(content) as document:
        fonts = {str(item.FontName).partition("+")[2] for item in document.objects if is_font(item)}
    assert fonts
    assert all(name.startswith("Cxassess") for name in fonts), fonts
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    text = " ".join(done.stdout.decode().split())
    assert "Şahin Łódź Ελλάδα Россия [?] [?] [?]" in text
    assert "They show as [?]." in text
    assert "They show as [?]." not in " ".join(word[4] for page in pages("demo en") for word in page)


def is_font(item: object) -> bool:
    import pikepdf

    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
