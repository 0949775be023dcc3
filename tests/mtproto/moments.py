"""Dates as clients send them."""

from __future__ import annotations

from datetime import datetime


def seconds(moment: datetime | int | None) -> int:
    """Whole seconds; 0 where none was given, which Telethon reads as 1970."""
    return int(moment.timestamp()) if isinstance(moment, datetime) else int(moment or 0)
