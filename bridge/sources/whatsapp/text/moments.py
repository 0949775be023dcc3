"""When a message was: its header's numbers in the file's order, by the clock of the phone that made the export."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bridge.sources.hints import DateOrder
from bridge.sources.wall_clock import WallClock
from bridge.sources.whatsapp.text.calendars import day, is_islamic
from bridge.sources.whatsapp.text.date_order import in_order
from bridge.sources.whatsapp.text.header import Header

WHATSAPP_BEGAN = 1_230_768_000_000
"""2009, in ms: the time of messages in a file in which nothing is dated."""
_YEARS = range(1990, 2100)


class Moments:
    """Reads the times of one file, in its order. All times are ms since 1970, UTC."""

    def __init__(self, order: DateOrder, zone: ZoneInfo | None) -> None:
        self._order = order
        self._clock = WallClock(zone)
        self.previous: int | None = None
        """The newest time that was read."""
        self.impossible = 0
        """How many headers told no time that can be."""
        self.islamic = 0

    def read(self, header: Header) -> int | None:
        """A message's time; None when there is no such day or hour."""
        local = self._local(header)
        moment = self._clock.milliseconds(local) if local else None
        if moment is None:
            self.impossible += 1
        else:
            self.previous = moment
        return moment

    def guess(self) -> int:
        """A time for what has none."""
        return WHATSAPP_BEGAN if self.previous is None else self.previous

    def _local(self, header: Header) -> datetime | None:
        year, month, day_of_month = in_order(header, self._order)
        found = day(year, month, day_of_month, era=header.era, short=header.short_year)
        if found is None or found.year not in _YEARS:
            return None
        if is_islamic(year, era=header.era, short=header.short_year):
            self.islamic += 1
        return _at(found, header)


def _at(found: date, header: Header) -> datetime | None:
    try:
        return datetime.combine(found, time(header.hour, header.minute, header.second))
    except ValueError:  # 25:61
        return None
