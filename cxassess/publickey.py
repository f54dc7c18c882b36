"""A consultant's public key as it stands in ``client.yaml``: a point of P-256 in base64.

Without the package ``cryptography``: a build only has to know that the key is one, and what it is called.
"""

from __future__ import annotations

import base64
import hashlib

SIZE = 65
_PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_GROUPS, _GROUP = 5, 4


def decode(text: str) -> bytes:
    """Base64 as bytes; only in the one form that encoding gives back.

    Errors:
        ValueError: anything else, such as other signs or bits that belong to no byte.
    """
    content = base64.b64decode(text, validate=True)
    if encode(content) != text:
        raise ValueError("base64")
    return content


def encode(content: bytes) -> str:
    """Bytes as base64 text."""
    return base64.b64encode(content).decode()


def point(text: str) -> bytes:
    """The uncompressed point of a public key.

    Errors:
        ValueError: not a point of the curve; so a slip of the pen is found.
    """
    content = decode(text)
    x, y = int.from_bytes(content[1:33]), int.from_bytes(content[33:])
    if len(content) != SIZE or content[0] != 4 or max(x, y) >= _PRIME:
        raise ValueError("point")
    if (y * y - x * x * x + 3 * x - _B) % _PRIME:
        raise ValueError("point")
    return content


def fingerprint(content: bytes) -> str:
    """The short name of a point, to compare by telephone: 80 bits of SHA-256 as ``1A2B 3C4D …``."""
    digits = hashlib.sha256(content).hexdigest().upper()
    return " ".join(digits[i * _GROUP : (i + 1) * _GROUP] for i in range(_GROUPS))
