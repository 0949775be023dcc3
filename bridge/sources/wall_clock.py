"""Times that a device wrote down as its clock showed them, without saying where on earth it stood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

NO_ZONE = (
    "the times in this export are local and name no time zone, so they were taken for UTC: "
    "say the zone of the phone or computer that made the export with --timezone"
)
"""For ``Chat.warnings``."""

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall-clock times are told from each other without a zone
_MILLISECOND = timedelta(milliseconds=1)


class WallClock:
    """Reads one file's times, in their order: the hour that comes twice in autumn is told apart by it."""

    def __init__(self, zone: ZoneInfo | None) -> None:
        self._zone = zone
        self._before = _EPOCH
        self._second_hour = False

    def milliseconds(self, local: datetime) -> int | None:
        """In ms since 1970, UTC; None for times before 1970. ``local`` bears no zone."""
        moment = self._utc(local) if self._zone else local
        self._before = local
        milliseconds = (moment - _EPOCH) // _MILLISECOND
        return milliseconds if milliseconds >= 0 else None

    def _utc(self, local: datetime) -> datetime:
        first = self._offset(local, 0)
        if first == self._offset(local, 1) or not self._repeated(local):
            self._second_hour = False
            return _shifted(local, first)
        # Either the clock went back just now, or it did so before and the hour is not over yet.
        self._second_hour = self._second_hour or local < self._before
        return _shifted(local, self._offset(local, int(self._second_hour)))

    def _repeated(self, local: datetime) -> bool:
        return self._offset(local, 0) > self._offset(local, 1)

    def _offset(self, local: datetime, fold: int) -> timedelta:
        return local.replace(tzinfo=self._zone, fold=fold).utcoffset() or timedelta()


def _shifted(local: datetime, offset: timedelta) -> datetime:
    try:
        return local - offset
    except OverflowError:  # the first or the last day that Python knows
        return local


def utc_milliseconds(moment: datetime) -> int:
    """In ms since 1970 of a time that bears its zone."""
    return (moment.astimezone(UTC).replace(tzinfo=None) - _EPOCH) // _MILLISECOND
