"""When things happened: exact seconds where the export has them, else the exporting computer's wall clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bridge.sources.telegram.record import whole

TELEGRAM_BEGAN = 1_376_438_400_000
"""14 August 2013: the time of a message in a chat in which nothing at all is dated."""

_LATEST = 2**32
"""Telegram counts seconds in 32 bits."""
_NEVER = 2 * 24 * 3600
"""Exports of 2018 write the epoch, in local time, for "never edited"."""


class Clock:
    """Reads the times of one chat, in order. All times are ms since 1970, UTC.

    A local time that occurs twice, when clocks go back, is taken so that the chat's times do not go back.
    """

    def __init__(self, zone: ZoneInfo | None) -> None:
        self._zone = zone
        self.previous: int | None = None
        """The time of the newest dated message so far."""
        self.zone_missed = 0
        """How many messages had a local time only, while nobody said the zone."""

    def read(self, fields: dict[str, Any]) -> int | None:
        """A message's time, or None when it has none that can be understood."""
        time = _exact(fields.get("date_unixtime"))
        if time is None:
            time = self._local(fields.get("date"))
        if time is not None:
            self.previous = time
        return time

    def edited(self, fields: dict[str, Any]) -> int | None:
        """When a message was last edited."""
        time = _exact(fields.get("edited_unixtime"))
        if time is None and "edited" in fields:
            time = self.beside(fields["edited"], fields)
        return time if time is not None and time > _NEVER * 1000 else None

    def beside(self, date: object, fields: dict[str, Any]) -> int | None:
        """A second, local time in a message; the message's own two dates tell how far the zone is from UTC."""
        local = _parsed(date)
        if local is None:
            return None
        if local.tzinfo is None and self._zone is None:
            return _milliseconds(local.replace(tzinfo=UTC) - _offset(fields))
        return self._in_zone(local)

    def _local(self, date: object) -> int | None:
        local = _parsed(date)
        if local is None:
            return None
        if local.tzinfo is None and self._zone is None:
            self.zone_missed += 1
        return self._in_zone(local)

    def _in_zone(self, local: datetime) -> int | None:
        if local.tzinfo is not None:
            return _milliseconds(local)
        first = local.replace(tzinfo=self._zone or UTC)
        again = _milliseconds(first.replace(fold=1))
        time = _milliseconds(first)
        if time is None or again is None or self.previous is None:
            return time
        return again if time < self.previous <= again else time


def _exact(value: object) -> int | None:
    seconds = whole(value)
    return seconds * 1000 if seconds is not None and 0 < seconds < _LATEST else None


def _parsed(date: object) -> datetime | None:
    if not isinstance(date, str) or len(date) > 40:
        return None
    try:
        return datetime.fromisoformat(date)
    except ValueError:
        return None


def _offset(fields: dict[str, Any]) -> timedelta:
    exact, local = _exact(fields.get("date_unixtime")), _parsed(fields.get("date"))
    if exact is None or local is None or local.tzinfo is not None:
        return timedelta()
    offset = local.replace(tzinfo=UTC) - datetime.fromtimestamp(exact / 1000, UTC)
    return offset if abs(offset) < timedelta(days=1) else timedelta()


def _milliseconds(moment: datetime) -> int | None:
    try:
        time = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    except OverflowError:
        return None
    return time if 0 < time < _LATEST * 1000 else None
