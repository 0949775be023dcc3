"""The key that encrypts what linked accounts remember: a file of its own, so that a copy of the database opens nothing."""

from __future__ import annotations

import base64
import binascii
import secrets
from pathlib import Path

from config.load import exposure, read
from config.mistakes import Mistake, Mistakes, Position

LENGTH = 32
"""Bytes."""


def new_session_key() -> str:
    """A key that nobody can guess, as the file holds it: one line of base64."""
    return base64.b64encode(secrets.token_bytes(LENGTH)).decode() + "\n"


def session_key(path: Path) -> bytes:
    """The key in this file, 32 bytes. Raises :class:`Mistakes` when it is not there, not whole, or others may read it."""
    text = read(path)
    reason = exposure(path)
    if reason is not None:
        raise _mistake(path, reason)
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != LENGTH:
        raise _mistake(path, "is not a session key; put back the one that `beringia init` wrote")
    return key


def _mistake(path: Path, reason: str) -> Mistakes:
    return Mistakes([Mistake(Position(str(path)), "live.session_key_file", reason)])
