"""When a mail was written: its own date, or the one that a server noted on its way."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_tz

from bridge.sources.wall_clock import WallClock

_LATEST = 4_102_444_800_000
"""2100-01-01 in ms: no honest mail is from later."""
_LONGEST = 100
_ZONE = re.compile(r"[+-][0-9]{4}\b|\b(?:UTC|UT|GMT|Z|[ECMP][SD]T)\b")
_NAMED_ZONES = {
    "BST": 60, "WET": 0, "WEST": 60, "CET": 60, "MET": 60, "MEZ": 60, "CEST": 120, "MEST": 120, "MESZ": 120, "EET": 120,
    "EEST": 180, "MSK": 180, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "HST": -600,
    "AKST": -540, "AKDT": -480,
}  # fmt: skip
"""Minutes before UTC: zones that Python does not know in mails."""
_NAME = re.compile(r"\b([A-Z]{3,4})\)?\s*$")
_REMARK = re.compile(r"\([^()]{0,60}\)")


class Dates:
    """Reads the dates of one list, in order; the clock knows those that name no zone."""

    def __init__(self, clock: WallClock) -> None:
        self._clock = clock
        self.without_zone = 0
        """How many mails say no time zone."""

    def read(self, written: str) -> int | None:
        """In ms since 1970, UTC; None for what is no date, or none of this world."""
        # Of a remark the date is still the date: `Tue, 14 Nov 2023 22:13:20 +0100 (CET)`.
        text = written[:_LONGEST]
        zone = _NAMED_ZONES.get(found[1]) if (found := _NAME.search(text)) else None
        certain = bool(_ZONE.search(text))
        moment = _parsed(_REMARK.sub(" ", text) if certain else text)
        if moment is None:
            return None
        local, offset = moment
        if certain or zone is not None:
            return _sane(_utc(local) - 1000 * (offset if certain else 60 * (zone or 0)))
        self.without_zone += 1
        return _sane(self._clock.milliseconds(local))


def _parsed(text: str) -> tuple[datetime, int] | None:
    """The time on the wall, and s by which it is ahead of UTC."""
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        local = datetime(*parts[:5], min(parts[5], 59))  # noqa: DTZ001 - its zone is told beside it
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    offset = parts[9] or 0
    return local, offset if abs(offset) < 86_400 else 0


def _utc(local: datetime) -> int:
    return int((local - datetime(1970, 1, 1)).total_seconds()) * 1000  # noqa: DTZ001 - both are without a zone


def _sane(time: int | None) -> int | None:
    return time if time is not None and 0 < time < _LATEST else None
