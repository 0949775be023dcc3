"""Telegram's times, which are whole seconds."""

from __future__ import annotations

from datetime import UTC, datetime


def seconds(date: datetime | int | None) -> int:
    """Seconds since 1970, UTC; 0 where Telegram gives no date."""
    if date is None or isinstance(date, int):
        return date or 0
    return int(date.timestamp())


def milliseconds(date: datetime | int | None) -> int:
    """Ms since 1970, UTC."""
    return seconds(date) * 1000


def written(date: datetime | int | None) -> str | None:
    """As Telegram Desktop writes it in exports, but in UTC; None where there is none."""
    moment = seconds(date)
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S") if moment else None
