"""What must never be read: messages of Telegram's own accounts that send login codes, and copies of them."""

from __future__ import annotations

import re
from typing import Any

from bridge.sources.telegram.ids import FORBIDDEN, peer

TITLE = "Login codes"
WHOLE_CHAT = "login codes arrive in this chat: its messages are counted, and never read"
REASON = "sent by Telegram itself, which sends login codes; such messages are never read"

_SENDERS = ("from_id", "actor_id", "forwarded_from_id")
_NAMES = ("forwarded_from", "saved_from")
_SERVICE_NAME = "Telegram"
_CODE = re.compile(r"(?<![\d-])(?:\d{5,6}|\d{2,3}-\d{3})(?![\d-])", re.ASCII)


def is_forbidden(fields: dict[str, Any]) -> bool:
    """Was this message written by such an account, or forwarded from one?"""
    if any(key in fields and peer(fields[key]) in FORBIDDEN for key in _SENDERS):
        return True
    return any(fields.get(key) == _SERVICE_NAME for key in _NAMES) and _may_hold_a_code(fields)


def _may_hold_a_code(fields: dict[str, Any]) -> bool:
    # Older exports tell where a message was forwarded from by name only, and any channel may bear this name.
    if "forwarded_from_id" in fields:
        return False
    return any(_CODE.search(piece) for piece in _pieces(fields.get("text")))


def _pieces(text: object) -> list[str]:
    if isinstance(text, str):
        return [text]
    if not isinstance(text, list):
        return []
    return ["".join(piece if isinstance(piece, str) else _words(piece) for piece in text)]


def _words(piece: object) -> str:
    words = piece.get("text") if isinstance(piece, dict) else ""
    return words if isinstance(words, str) else ""
