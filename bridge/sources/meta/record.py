"""One object of an export, asked for its fields by what they should be. All texts come out mended."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bridge.sources.meta.mojibake import mended
from bridge.sources.neutral import LATEST

Record = Mapping[str, Any]

_LATER_NAMES = {
    "senderName": "sender_name",
    "timestamp": "timestamp_ms",
    "text": "content",
    "isUnsent": "is_unsent",
}
"""What the export of encrypted chats calls the same fields."""


def classic(record: Record) -> Record:
    """A record of an encrypted chat under the names that all others have."""
    if "senderName" not in record and "isUnsent" not in record:
        return record
    return {_LATER_NAMES.get(key, key): value for key, value in record.items()}


def text(record: Record, key: str) -> str:
    """A text; empty when there is none. Numbers are taken as they are written."""
    value = record.get(key)
    if isinstance(value, str):
        return mended(value)
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else ""


def flag(record: Record, key: str) -> bool:
    """Is it said to be so?"""
    return record.get(key) is True


def number(record: Record, key: str) -> int | None:
    """A whole number, also when it is written as a text or with a point."""
    value = record.get(key)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and value == int(value):
        return int(value)
    return None


def time(record: Record, key: str) -> int | None:
    """A time in ms since 1970; None when it is none."""
    value = number(record, key)
    return value if value is not None and 0 < value <= LATEST else None


def rows(record: Record, key: str) -> list[Record]:
    """The objects in a list; a single object counts as a list of one."""
    value = record.get(key)
    if isinstance(value, dict):
        return [value]
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def part(record: Record, key: str) -> Record:
    """An object within this one; empty when there is none."""
    value = record.get(key)
    return value if isinstance(value, dict) else {}
