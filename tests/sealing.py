"""Seals response files as the page does, apart from the product: what one side writes, the other reads."""

from __future__ import annotations

import base64
import json
import os
import random
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, hpke, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
PASSPHRASE = "correct paard batterij nietje"


def base64_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


def fingerprint_of(point: bytes) -> str:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(point)
    digits = digest.finalize()[:10].hex().upper()
    return " ".join(digits[i : i + 4] for i in range(0, 20, 4))


class Pair:
    """A key pair of its own making."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        encoding, form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        self.point = self.private.public_key().public_bytes(encoding, form)
        self.public, self.fingerprint = base64_of(self.point), fingerprint_of(self.point)

    def pem(self) -> bytes:
        """The private key as any other program writes it."""
        form = serialization.PrivateFormat.PKCS8
        return self.private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())

    def save(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.pem())
        return path


def head_of(data: dict[str, Any], method: str, **more: Any) -> dict[str, Any]:
    asked = data.get("questionnaire", {})
    return {
        "format": "cxassess.sealed/1",
        "method": method,
        "client": data.get("client", ""),
        "questionnaire": {"id": asked.get("id", "q"), "version": asked.get("version", "1")},
        **more,
    }


def bound(head: dict[str, Any]) -> bytes:
    return json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()


def for_key(data: dict[str, Any], pair: Pair) -> dict[str, Any]:
    """A response, sealed for a key."""
    head = head_of(data, "key", fingerprint=pair.fingerprint)
    content = json.dumps(data).encode()
    return {**head, "sealed": base64_of(SUITE.encrypt(content, pair.private.public_key(), bound(head)))}


def with_passphrase(
    data: dict[str, Any], passphrase: str = PASSPHRASE, rounds: int = 600_000, content: bytes | None = None
) -> dict[str, Any]:
    """A response, or any other content, sealed with a passphrase."""
    salt, nonce = os.urandom(16), os.urandom(12)
    head = head_of(data, "passphrase", salt=base64_of(salt), rounds=rounds)
    key = PBKDF2HMAC(hashes.SHA256(), 32, salt, rounds).derive(passphrase.encode())
    inner = json.dumps(data).encode() if content is None else content
    return {**head, "sealed": base64_of(nonce + AESGCM(key).encrypt(nonce, inner, bound(head)))}


def altered(sealed: dict[str, Any], rng: random.Random) -> list[bytes]:
    """The file with one bit changed in many places, cut off, and with its head edited."""
    text = json.dumps(sealed, indent=1).encode()
    places = [
        *rng.sample(range(len(text)), 20),
        *rng.sample(range(300), 25),
        *range(len(text) - 8, len(text)),
    ]
    flips = []
    for place in places:
        found = bytearray(text)
        found[place] ^= 1 << rng.randrange(7)
        flips.append(bytes(found))
    cuts = [text[:n] for n in (0, 1, 50, len(text) // 2, len(text) - 1)]
    content = sealed["sealed"]
    edits: list[dict[str, Any]] = [
        {**sealed, "client": "other"},
        {**sealed, "questionnaire": {**sealed["questionnaire"], "version": "9"}},
        {**sealed, "questionnaire": {**sealed["questionnaire"], "more": 1}},
        {**sealed, "more": "x"},
        {**sealed, "method": "none"},
        {**sealed, "sealed": content[:-4]},
        {**sealed, "sealed": content[4:]},
        {**sealed, "sealed": content + "AAAA"},
        {**sealed, "sealed": ""},
        {**sealed, "sealed": None},
        {name: value for name, value in sealed.items() if name != "client"},
    ]
    if "rounds" in sealed:
        edits += [{**sealed, "rounds": n} for n in (1, 599_999, 600_001, 5_000_001, 10**12, "600000", None)]
        edits += [{**sealed, "salt": "AAAA"}, {**sealed, "salt": content[:24]}]
    return [*flips, *cuts, *(json.dumps(edit).encode() for edit in edits)]
