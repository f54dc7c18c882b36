"""The sealed format: a response that was encrypted in the page, for a consultant's key or with a passphrase.

The whole head is bound to the content: it goes into ``info`` of HPKE (RFC 9180), or into the additional data of
AES-GCM, as JSON without spaces. So nothing in the file can be changed unnoticed. ``cryptography`` is loaded only when
a file is opened.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field

from cxassess import publickey
from cxassess.errors import InvalidInput, Problem
from cxassess.keyring import Keys
from cxassess.response import Id
from cxassess.source import JSON_BYTES, Document, parse_json, read_json
from cxassess.validation import FileModel, validate

FORMAT = "cxassess.sealed/1"
BYTES = JSON_BYTES * 3 // 2
"""Base64 makes a response a third longer."""
ROUNDS_LEAST, ROUNDS_MOST = 600_000, 5_000_000
_NONCE = 12


def _base64(text: str) -> str:
    try:
        publickey.decode(text)
    except ValueError:
        raise ValueError("base64") from None
    return text


Base64 = Annotated[str, AfterValidator(_base64)]


class SealedReference(FileModel):
    id: Id
    version: Id


class KeySealed(FileModel):
    """Encrypted for a consultant's public key."""

    format: Literal["cxassess.sealed/1"]
    method: Literal["key"]
    client: Annotated[str, Field(max_length=80)]
    questionnaire: SealedReference
    fingerprint: Annotated[str, Field(pattern=r"^[0-9A-F]{4}( [0-9A-F]{4}){4}$")]
    sealed: Base64


class PassphraseSealed(FileModel):
    """Encrypted with a passphrase."""

    format: Literal["cxassess.sealed/1"]
    method: Literal["passphrase"]
    client: Annotated[str, Field(max_length=80)]
    questionnaire: SealedReference
    salt: Annotated[Base64, Field(min_length=24, max_length=24)]
    rounds: Annotated[int, Field(ge=ROUNDS_LEAST, le=ROUNDS_MOST)]
    sealed: Base64


Sealed: TypeAlias = KeySealed | PassphraseSealed


def document(path: Path, shown: str, keys: Keys) -> Document:
    """The response in a file as it stands, opened if it is sealed.

    Errors:
        InvalidInput: unreadable, or it cannot be opened.
    """
    doc = read(path, shown)
    return parse_json(unseal(check(doc), doc, keys), shown) if is_sealed(doc) else doc


def read(path: Path, shown: str) -> Document:
    """A response file as it stands, sealed or not; only a sealed one may have the larger size.

    Errors:
        InvalidInput: unreadable.
    """
    doc = read_json(path, shown, BYTES)
    return doc if is_sealed(doc) or path.stat().st_size <= JSON_BYTES else read_json(path, shown)


def is_sealed(doc: Document) -> bool:
    """Whether a document says that it is sealed."""
    return isinstance(doc.data, dict) and doc.data.get("format") == FORMAT


def check(doc: Document) -> Sealed:
    """The head of a sealed document, which can be read without a key.

    Errors:
        InvalidInput: with every wrong value and its place.
    """
    if doc.data.get("method") == "passphrase":
        return validate(PassphraseSealed, doc)
    return validate(KeySealed, doc)


def notes(file: Sealed, doc: Document) -> list[Problem]:
    """What can be said about a file that stays closed."""
    if isinstance(file, KeySealed):
        return [Problem("sealed-closed", doc.place(()), {"fingerprint": file.fingerprint})]
    return [Problem("sealed-closed-passphrase", doc.place(()))]


def bound(data: dict[str, Any]) -> bytes:
    """The head of a file as it is bound to the content: all but ``sealed``, in the order of the file."""
    head = {name: value for name, value in data.items() if name != "sealed"}
    return json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()


def unseal(file: Sealed, doc: Document, keys: Keys) -> bytes:
    """The content of a sealed file.

    Errors:
        InvalidInput: no key or passphrase, another one, or the file was changed.
    """
    from cryptography.exceptions import InvalidTag

    content, head = publickey.decode(file.sealed), bound(doc.data)
    try:
        if isinstance(file, KeySealed):
            return _with_key(file, doc, content, head, keys)
        return _with_passphrase(file, doc, content, head, keys)
    except (InvalidTag, ValueError):
        code = "sealed-damaged" if isinstance(file, KeySealed) else "sealed-passphrase"
        raise InvalidInput([Problem(code, doc.place(("sealed",)))]) from None


def _with_key(file: KeySealed, doc: Document, content: bytes, head: bytes, keys: Keys) -> bytes:
    from cryptography.hazmat.primitives import hpke

    private = keys.private(file.fingerprint, doc.place(("fingerprint",)))
    suite = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    return suite.decrypt(content, private, head)


def _with_passphrase(file: PassphraseSealed, doc: Document, content: bytes, head: bytes, keys: Keys) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    passphrase = keys.ask("file", doc.file)
    if not passphrase:
        raise InvalidInput([Problem("sealed-passphrase-missing", doc.place(("method",)))])
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "replace")
    key = hashlib.pbkdf2_hmac("sha256", typed, publickey.decode(file.salt), file.rounds, 32)
    return AESGCM(key).decrypt(content[:_NONCE], content[_NONCE:], head)
