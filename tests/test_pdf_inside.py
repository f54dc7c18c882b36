"""The files inside a report: what is in them, who may have them, and reading them back."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pikepdf
import pytest
from reports import case, opened, small_place
from samples import cx, make_response, write

from cxassess.errors import InvalidInput
from cxassess.exporters import embedded
from cxassess.exporters.json import dumps
from cxassess.exporters.json import response_data as as_file
from cxassess.model import Answer
from cxassess.response import NOTE_LENGTH


def files(content: bytes) -> dict[str, bytes]:
    with opened(content) as document:
        return {str(name): spec.get_file().read_bytes() for name, spec in document.attachments.items()}


def test_the_report_holds_the_response_and_the_result() -> None:
    inside = files(case("demo nl"))
    assert set(inside) == {"response.json", "result.json"}
    assert json.loads(inside["result.json"])["overall"]["level"] == 2
    assert json.loads(inside["response.json"])["client"] == "meridiaan"
    with opened(case("demo nl")) as document:
        relations = {str(file.UF): str(file.AFRelationship) for file in document.Root.AF}
        assert relations == {"response.json": "/Source", "result.json": "/Data"}
        spec = document.attachments["response.json"].obj.EF.F
        assert str(spec.Params.ModDate).startswith("D:2026")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return small_place(tmp_path, {"first": {"value": "2", "note": "Secret words."}, "second": "1"})


def test_a_report_is_scored_and_printed_again_from_its_own_file(place: Path) -> None:
    assert cx("report", "acme", cwd=place).exit_code == 0
    first = (place / "output" / "acme" / "report.pdf").read_bytes()
    write(place / "kept.pdf", first)
    again = cx("report", "kept.pdf", cwd=place)
    assert "output/acme/report.pdf" in again.output
    assert (place / "output" / "acme" / "report.pdf").read_bytes() == first
    straight = json.loads(
        cx("score", "clients/acme/responses/one.json", "--format", "json", cwd=place).stdout
    )
    back = json.loads(cx("score", "kept.pdf", "--format", "json", cwd=place).stdout)
    assert {**straight, "response": None} == {**back, "response": None}
    assert b"Secret words." in files(first)["response.json"]


def test_notes_that_are_not_printed_are_not_inside_either(place: Path) -> None:
    cx("report", "acme", "--no-notes", "--archive", cwd=place)
    content = (place / "output" / "acme" / "report.pdf").read_bytes()
    assert all(b"Secret words." not in file for file in files(content).values())
    cx("report", "acme", "--no-attach", cwd=place)
    bare = (place / "output" / "acme" / "report.pdf").read_bytes()
    assert set(files(bare)) == {"result.json"}
    write(place / "bare.pdf", bare)
    done = cx("score", "bare.pdf", cwd=place)
    assert done.exit_code == 2
    assert "printed without its answers" in done.output and "--attach" in done.output
    with opened(content) as document, document.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfa/ns/id/}part"] == "3"
        assert metadata["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "B"
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert "/ID" in document.trailer
        assert document.Root.MarkInfo.Marked
        assert all(int(note.F) == 4 for page in document.pages for note in page.get("/Annots", []))


def test_answers_that_are_no_longer_asked_lose_their_notes() -> None:
    response = make_response({}, unknown={"gone": Answer("2", "Old secret.")})
    assert "Old secret." not in dumps(as_file(response))
    assert as_file(response)["answers"]["gone"] == {"value": "2"}


def test_a_whole_note_comes_back() -> None:
    """The page cuts a long note, the file does not: it is the same note."""
    back = json.loads(embedded.response_in(case("long notes"), "x.pdf"))
    assert len(back["answers"]["vision-plan"]["note"]) == NOTE_LENGTH


def other_pdf(tmp_path: Path, **attached: bytes) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    for name, content in attached.items():
        document.attachments[f"{name}.json"] = pikepdf.AttachedFileSpec(document, content)
    document.save(tmp_path / "other.pdf")
    return (tmp_path / "other.pdf").read_bytes()


def test_other_files_are_refused_by_what_they_are(tmp_path: Path) -> None:
    cases = {
        b"%PDF-1.7 and no more": "pdf-unreadable",
        b"": "pdf-unreadable",
        other_pdf(tmp_path): "pdf-foreign",
        other_pdf(tmp_path, result=b"{}"): "pdf-without-answers",
        other_pdf(tmp_path, result=b"{}", response=zlib.compress(b"x")): None,
        other_pdf(tmp_path, result=b"{}", response=b"0" * 50_000_000): "file-too-large",
    }
    for content, code in cases.items():
        if code is None:
            assert embedded.response_in(content, "x.pdf") == zlib.compress(b"x")
            continue
        with pytest.raises(InvalidInput) as caught:
            embedded.response_in(content, "x.pdf")
        assert [problem.code for problem in caught.value.problems] == [code]


def test_a_file_inside_that_is_no_response_is_told(place: Path) -> None:
    write(place / "odd.pdf", other_pdf(place, result=b"{}", response=b'{"format": "other/1"}'))
    done = cx("score", "odd.pdf", cwd=place)
    assert done.exit_code == 2
    assert "odd.pdf" in done.output
