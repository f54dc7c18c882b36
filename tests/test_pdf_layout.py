"""Pages of the report: filled, whole, inside their margins, and with no letter from elsewhere."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from reports import CASES, case, opened, small_place
from samples import cx

PAGE = re.compile(r"<page [^>]*>(.*?)</page>", re.DOTALL)
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
BODY_TOP, BODY_END = 55.0, 800.0
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
    for number, words in enumerate(inner, start=2):
        body = [word for word in words if BODY_TOP < word[1] < BODY_END]
        assert all(left >= LEFT and right <= RIGHT for left, _, right, _, _ in body), number
        least = (
            200 if number <= len(inner) else 100
        )  # the last page ends where the text ends, but holds no line alone
        assert max(bottom for *_, bottom, _ in body) > least, f"page {number} is nearly empty"


def test_the_demo_has_few_pages_and_each_topic_has_one() -> None:
    for name in ("demo nl", "demo en"):
        found = pages(name)
        assert len(found) <= 28, "four of them are the business case, three the plan"
        text = [" ".join(word[4] for word in page) for page in found]
        word = "Onderwerp" if name == "demo nl" else "Topic"
        topics = [i for i, page in enumerate(text) if re.search(rf"{word} \d (van|of) 6: ", page) and i > 2]
        assert topics == list(range(5, 11))


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
