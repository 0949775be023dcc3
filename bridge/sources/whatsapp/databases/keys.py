"""The keys of WhatsApp's encrypted backups, in each of the forms in which people have them."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from pathlib import Path

from bridge.errors import ArchiveError
from bridge.sources.hints import Hints

_LONGEST = 16 * 1024
_JAVA = b"\xac\xed\x00\x05"
_JAVA_HEADER = 27
"""Bytes before the first of a Java byte list; its length stands in the last four of them."""
_HEX = re.compile(rb"[0-9A-Fa-f]{64}")
_APP_KEY = 131
_WHAT = (
    "the 64-digit key of the end-to-end encrypted backup as a text file, `encrypted_backup.key`,"
    " or the app's file `key`"
)
WANTED = f"give its key with --key-file: {_WHAT}"


@dataclass(frozen=True)
class Key:
    """``root`` opens crypt15 files; ``app`` opens crypt14 files that bear the same ``salt``."""

    root: bytes | None = None
    app: bytes | None = None
    salt: bytes = b""

    def __repr__(self) -> str:
        return "Key(…)"

    def for_backup(self) -> bytes | None:
        """The key of a crypt15 file, which is made of the root key."""
        if self.root is None:
            return None
        inner = hmac.new(bytes(32), self.root, hashlib.sha256).digest()
        return hmac.new(inner, b"backup encryption\x01", hashlib.sha256).digest()


def key_of(hints: Hints) -> Key | None:
    """The key that was given, if one was."""
    return read_key(hints.key_file) if hints.key_file else None


def read_key(path: Path) -> Key:
    """Raises :class:`ArchiveError` for a file that holds none. What it holds is never shown."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_LONGEST)
    except OSError as error:
        raise ArchiveError(f"The key file cannot be read: {error.strerror}.") from error
    key = _java(content) if content.startswith(_JAVA) else _text(content)
    if key is None:
        raise ArchiveError(f"The key file holds no key of WhatsApp; it must be {_WHAT}.")
    return key


def _java(content: bytes) -> Key | None:
    length = int.from_bytes(content[_JAVA_HEADER - 4 : _JAVA_HEADER], "big")
    payload = content[_JAVA_HEADER:]
    if len(payload) < length:
        return None
    if length == 32:
        return Key(root=payload[:32])
    return Key(app=payload[99:_APP_KEY], salt=payload[3:35]) if length == _APP_KEY else None


def _text(content: bytes) -> Key | None:
    if len(content) == 32:
        return Key(root=content)
    plain = re.sub(rb"[\s-]|^\xef\xbb\xbf", b"", content)
    return Key(root=bytes.fromhex(plain.decode())) if _HEX.fullmatch(plain) else None
