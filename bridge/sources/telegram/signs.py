"""Is a file an export of Telegram Desktop? Told from its beginning alone."""

from __future__ import annotations

from io import BytesIO

from bridge.errors import ArchiveError
from bridge.sources.json_stream import walk
from bridge.sources.limits import Limits
from bridge.sources.telegram.chat import TYPES
from bridge.sources.telegram.layout import CHATS

_CHAT_TYPES = frozenset(f"{chat}.type" if chat else "type" for chat in CHATS)
_MESSAGE_TYPES = frozenset(f"{chat}.messages.item.type" if chat else "messages.item.type" for chat in CHATS)
_OF_A_MESSAGE = frozenset({"message", "service", "unsupported"})
_OF_AN_ACCOUNT = "personal_information.user_id"


def is_export(beginning: bytes, limits: Limits, name: str) -> bool:
    """Does a JSON text that begins like this hold chats as Telegram Desktop writes them?"""
    try:
        return any(_tells(path, value) for path, value in walk(BytesIO(beginning), (), limits, name=name))
    except ArchiveError:
        # Where the beginning is cut off, or a stranger's file: nothing has told so far.
        return False


def _tells(path: str, value: object) -> bool:
    if not isinstance(value, str):
        return path == _OF_AN_ACCOUNT and isinstance(value, int)
    if path in _CHAT_TYPES:
        return value in TYPES
    return path in _MESSAGE_TYPES and value in _OF_A_MESSAGE
