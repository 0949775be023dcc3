"""Numbers that Telegram knows a request by: the same for the same thing for ever, so that it is done once."""

from __future__ import annotations

import hashlib


def random_id(key: str, part: int) -> int:
    """What Telegram calls ``random_id``, of one part of an utterance: signed, of 64 bits."""
    return _number("message", key, str(part))


def file_id(key: str, part: int, form: int) -> int:
    """What Telegram knows an upload by. ``form``: a file may be sent as a picture first, then as a document."""
    return _number("file", key, str(part), str(form))


def _number(*words: str) -> int:
    digest = hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
