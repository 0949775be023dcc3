"""The lines that begin a day, and the times that begin a message, in the shapes of all of LINE's languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from bridge.sources.half_days import PATTERN, hour_of
from bridge.sources.hints import DateOrder

_WORD = r"[^\d\t:,()（）\[\]/\"]{1,16}"
_DAY = re.compile(
    rf"(?:(?P<before>{_WORD}?),?\s{{0,2}})?(?P<first>\d{{1,4}})\s?[./年년-]\s?(?P<second>\d{{1,2}})\s?[./月월-]\s?"
    rf"(?P<third>\d{{1,4}})[日일.]?,?\s?[（(]?(?P<after>{_WORD})?[)）]?\s*"
)
TIME = rf"(?P<half>{PATTERN})?\s?(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})\s?(?P<half_after>{PATTERN})?"
_BUDDHIST = 543
_FIRST_BUDDHIST_YEAR = 2400


@dataclass(frozen=True)
class Day:
    """The numbers of a date as they stand, and the word for the day of the week."""

    first: int
    second: int
    third: int
    weekday: str

    @property
    def year_first(self) -> bool:
        """So most languages have it."""
        return self.first > 31

    def on(self, order: DateOrder) -> date | None:
        """Which day it is; None when there is none such."""
        if self.year_first:
            numbers = self.first, self.second, self.third
        elif order is DateOrder.MONTH_DAY:
            numbers = self.third, self.first, self.second
        else:
            numbers = self.third, self.second, self.first
        year = numbers[0] - _BUDDHIST if numbers[0] > _FIRST_BUDDHIST_YEAR else numbers[0]
        try:
            return date(year + 2000 if year < 100 else year, numbers[1], numbers[2])
        except ValueError:
            return None


def day(line: str) -> Day | None:
    """The day that a line begins; None when it is another line."""
    if len(line) > 60 or not (match := _DAY.fullmatch(line.strip())):
        return None
    first, second, third = int(match["first"]), int(match["second"]), int(match["third"])
    if (first > 31) == (third > 31):
        return None
    return Day(first, second, third, (match["before"] or match["after"] or "").strip())


def moment(day: date | None, match: re.Match[str]) -> datetime | None:
    """The time of a message; None when there is no such time, or no day yet."""
    hour = hour_of(int(match["hour"]), match["half"] or match["half_after"])
    minute = int(match["minute"])
    if day is None or hour is None or minute > 59:
        return None
    return datetime.combine(day, time(hour % 24, minute))
