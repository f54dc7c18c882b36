"""Files inside the report: the result, and the response it was made from, which can be read back.

This module is the only door to pikepdf. What it reads may come from a stranger: sizes are limited, and the command line
calls it in a process of its own.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cxassess.errors import InvalidInput, Place, Problem
from cxassess.exporters import sandbox
from cxassess.source import JSON_BYTES, Document, parse_json, read_bytes

PDF_BYTES = 20_000_000
RESPONSE, RESULT = "response.json", "result.json"
RELATIONS = {RESPONSE: "Source", RESULT: "Data"}
"""What a file is to the report (PDF/A-3, 6.8): what it was made from, or what it shows."""
_WITHOUT_DATE = "2000-01-01"


def attachments(files: Mapping[str, str], saved: str, attachment: Any) -> list[Any]:
    """Files as attachments; ``attachment`` is WeasyPrint's class, and all carry the time of the answers."""
    stamp = datetime.fromisoformat((saved or _WITHOUT_DATE).replace("Z", "+00:00"))
    return [
        attachment(
            string=content,
            name=name,
            description=name,
            created=stamp,
            modified=stamp,
            relationship=RELATIONS[name],
        )
        for name, content in files.items()
    ]


def is_pdf(path: Path) -> bool:
    """Whether a file calls itself a PDF."""
    return path.suffix.lower() == ".pdf"


def document(path: Path, shown: str) -> Document:
    """The response inside a report.

    Errors:
        InvalidInput: unreadable, no PDF, not one of ours, or printed without its answers.
    """
    content = read_bytes(path, PDF_BYTES, shown)
    return parse_json(sandbox.call(lambda: response_in(content, shown)), shown)


def pages(content: bytes) -> int:
    """How many pages a PDF of ours has."""
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def response_in(content: bytes, shown: str) -> bytes:
    """The response file inside the bytes of a PDF."""
    import io

    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            files = {str(name): spec.obj for name, spec in pdf.attachments.items()}
            if RESULT not in files:
                raise _problem("pdf-foreign", shown)
            if RESPONSE not in files:
                raise _problem("pdf-without-answers", shown)
            return _inflated(files[RESPONSE].EF.F, shown)
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError):
        raise _problem("pdf-unreadable", shown) from None


def _inflated(stream: Any, shown: str) -> bytes:
    """An attached file of at most the size that a response may have; ours are deflated or plain."""
    kind = str(stream.get("/Filter", ""))
    raw = stream.read_raw_bytes()
    if kind == "/FlateDecode":
        unpacker = zlib.decompressobj()
        try:
            raw = unpacker.decompress(raw, JSON_BYTES + 1)
        except zlib.error:
            raise _problem("pdf-unreadable", shown) from None
    elif kind:
        raise _problem("pdf-unreadable", shown)
    if len(raw) > JSON_BYTES:
        raise InvalidInput(
            [Problem("file-too-large", Place(shown), {"limit": f"{JSON_BYTES // 1_000_000} MB"})]
        )
    return bytes(raw)


def _problem(code: str, shown: str) -> InvalidInput:
    return InvalidInput([Problem(code, Place(shown))])
