"""Telegram's times, which are whole seconds."""

from __future__ import annotations

from datetime import datetime


def seconds(date: datetime | int | None) -> int:
    """Seconds since 1970, UTC; 0 where Telegram gives no date."""
    if date is None or isinstance(date, int):
        return date or 0
    return int(date.timestamp())


def milliseconds(date: datetime | int | None) -> int:
    """Ms since 1970, UTC."""
    return seconds(date) * 1000
