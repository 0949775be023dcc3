"""Slack's times, which are its message ids, too: ``1482960137.003543``, seconds since 1970 with microseconds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

_TS = re.compile(r"([0-9]{1,11})(?:\.([0-9]{1,6}))?")
_LATEST = 4_102_444_800
"""2100-01-01 in seconds: no honest export is from later."""


@dataclass(frozen=True)
class Moment:
    """One time. ``place`` is in microseconds, and tells apart what Slack tells apart."""

    id: str
    place: int

    @property
    def time(self) -> int:
        """In ms since 1970."""
        return self.place // 1000


def moment(value: object) -> Moment | None:
    """A ``ts``; None for what is none. Its id has six digits behind the point, as Slack writes it; where a program has
    made a number of it, zeros at its end are missing.
    """
    said = str(value) if isinstance(value, str | int | float | Decimal) and not isinstance(value, bool) else ""
    found = _TS.fullmatch(said)
    if found is None or not 0 < int(found[1]) < _LATEST:
        return None
    seconds, micros = int(found[1]), f"{found[2] or '':0<6}"
    return Moment(f"{seconds}.{micros}", seconds * 1_000_000 + int(micros))


def milliseconds(value: object) -> int | None:
    """The same in ms since 1970."""
    found = moment(value)
    return found.time if found else None


def shown(seconds: int) -> str:
    """A time within a text, for people."""
    return datetime.fromtimestamp(min(max(seconds, 0), _LATEST), UTC).strftime("%Y-%m-%d %H:%M UTC")


def lasted(seconds: int) -> str:
    """How long something took, for people: ``5 minutes``."""
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = seconds // size
            return f"{count:,} {unit}{'s' if count > 1 else ''}"
    return "less than a minute"
