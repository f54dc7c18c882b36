"""Private keys: made by ``cxassess keygen``, and found again when an encrypted response is opened.

A key file is PEM with two lines of plain text before it: what it is, and its public key. ``cryptography`` is loaded
only when a key is made or used.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cxassess import publickey
from cxassess.errors import CommandError, InvalidInput, Place, Problem
from cxassess.source import read_bytes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

FOLDER = "keys"
PASSPHRASE_LENGTH = 12
_BYTES = 20_000
_PUBLIC = re.compile(rb'^public_key: "([A-Za-z0-9+/=]+)"\s*$', re.MULTILINE)
_HEAD = "cxassess private key {name}. Keep it secret: it opens the answers that were encrypted for it.\n"


def nobody(kind: str, name: str) -> str | None:  # noqa: ARG001 - the form of all that can be asked
    """Asks nobody."""
    return None


@dataclass(slots=True)
class Keys:
    """Where private keys and passphrases come from.

    ``ask`` gets ``"file"`` or ``"key"`` and the name of the file, and gives the passphrase or None.
    """

    folder: Path
    file: Path | None = None
    ask: Callable[[str, str], str | None] = nobody
    opened: dict[Path, EllipticCurvePrivateKey] = field(default_factory=dict)

    def private(self, wanted: str, place: Place) -> EllipticCurvePrivateKey:
        """The private key with a fingerprint.

        Errors:
            InvalidInput: there is none, or it cannot be read; a missing one is told at ``place``.
        """
        known = dict(self._known())
        if wanted in known:
            return self._open(known[wanted], wanted)
        values = {"wanted": wanted, "given": ", ".join(known), "where": self.file or self.folder}
        raise InvalidInput([Problem("sealed-other-key" if known else "sealed-no-key", place, values)])

    def _known(self) -> Iterator[tuple[str, Path]]:
        if self.file is not None:
            yield self._name(self.file), self.file
            return
        for path in sorted(self.folder.glob("*.pem")):
            try:
                yield self._name(path), path
            except InvalidInput:
                continue  # somebody else's file

    def _name(self, path: Path) -> str:
        """The fingerprint of a key file; for a file of ours without opening the key."""
        found = _PUBLIC.search(read_bytes(path, _BYTES))
        try:
            return publickey.fingerprint(publickey.point(found[1].decode())) if found else self._named(path)
        except ValueError:
            raise InvalidInput([Problem("key-unreadable", Place(str(path)))]) from None

    def _named(self, path: Path) -> str:
        return publickey.fingerprint(_point(self._load(path)))

    def _open(self, path: Path, wanted: str) -> EllipticCurvePrivateKey:
        key = self._load(path)
        if publickey.fingerprint(_point(key)) != wanted:
            raise InvalidInput([Problem("key-unreadable", Place(str(path)))])
        return key

    def _load(self, path: Path) -> EllipticCurvePrivateKey:
        if path not in self.opened:
            self.opened[path] = self._read(path)
        return self.opened[path]

    def _read(self, path: Path) -> EllipticCurvePrivateKey:
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        content, place = read_bytes(path, _BYTES), Place(str(path))
        passphrase = None
        if b"-----BEGIN ENCRYPTED PRIVATE KEY-----" in content:
            passphrase = self.ask("key", str(path))
            if not passphrase:
                raise InvalidInput([Problem("key-passphrase-missing", place)])
        try:
            key = load_pem_private_key(content, passphrase.encode() if passphrase else None)
        except (ValueError, TypeError):
            code = "key-passphrase" if passphrase else "key-unreadable"
            raise InvalidInput([Problem(code, place)]) from None
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise InvalidInput([Problem("key-unreadable", place)])
        return key


def make(folder: Path, passphrase: str | None) -> tuple[Path, str, str]:
    """A new private key in a file that only its owner may read; the file, the public key and the fingerprint.

    Errors:
        CommandError: the passphrase is too short, or the file cannot be written.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    if passphrase is not None and len(passphrase) < PASSPHRASE_LENGTH:
        raise CommandError("passphrase-short", limit=PASSPHRASE_LENGTH)
    key = ec.generate_private_key(ec.SECP256R1())
    point = _point(key)
    public, name = publickey.encode(point), publickey.fingerprint(point)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode())
        if passphrase is not None
        else serialization.NoEncryption(),
    )
    path = folder / f"{name.replace(' ', '-')}.pem"
    _write(path, (_HEAD.format(name=name) + f'public_key: "{public}"\n\n').encode() + pem)
    return path, public, name


def _point(key: EllipticCurvePrivateKey) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _write(path: Path, content: bytes) -> None:
    """A file that was not there before, and that nobody else can read at any moment."""
    try:
        if not path.parent.exists():
            path.parent.mkdir(mode=0o700, parents=True)
            # Keys do not belong into a repository.
            (path.parent / ".gitignore").write_text("*\n", "utf-8")
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise CommandError("output-failed", path=path, why=error.strerror or str(error)) from None
