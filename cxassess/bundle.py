"""A page as a ZIP file to mail, because many mail programs stop a page: with a note on how to open it."""

from __future__ import annotations

import io
import zipfile

from cxassess import i18n, texts
from cxassess.model import Client

_WHEN = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP file knows: the same page makes the same bytes, whenever it is built."""


def file(client: Client, page: bytes) -> bytes:
    """The ZIP file: the page, called after the client, and the note in every language of the client."""
    name = f"{client.slug}.html"
    parts = []
    for lang in client.languages:
        words = {"file": name, "organisation": client.name, "contact": client.contact or client.consultant}
        phrases = texts.phrases(lang)
        keys = ["bundle.text", *(["bundle.help"] if words["contact"] else [])]
        parts.append("\r\n".join(i18n.fill(phrases[key], words) for key in keys))
    note = texts.phrases(client.languages[0])["bundle.name"] + ".txt"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for entry, content in ((name, page), (note, _text(parts))):
            info = zipfile.ZipInfo(entry, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            made.writestr(info, content)
    return target.getvalue()


def _text(parts: list[str]) -> bytes:
    """As plain editors on Windows read it: with a mark for UTF-8 and their line ends."""
    return ("\ufeff" + "\r\n\r\n".join(parts) + "\r\n").encode()
