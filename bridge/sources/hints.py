"""What exports do not say themselves: told by the person who carries the import."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo


class DateOrder(StrEnum):
    """How the numbers of a date follow each other: 03/04/26 is the third of April, or the fourth of March."""

    DAY_MONTH = "day-month"
    MONTH_DAY = "month-day"
    YEAR_MONTH_DAY = "year-month-day"


@dataclass(frozen=True)
class Hints:
    """Answers to what an export leaves open. What is None was not told."""

    timezone: ZoneInfo | None = None
    """Where the exporting device stood; readers that need it and have none take UTC and warn in ``Chat.warnings``."""
    date_order: DateOrder | None = None
    """For dates in numbers; a reader that cannot decide it from the whole file raises :class:`Undecided`."""
    own_name: str | None = None
    """Who "You" is: the exporter's name, as the chat's other members see it."""
    key_file: Path | None = None
    """A file with the key or the password of an encrypted export. Its content is never stored or shown."""
    date: dt.date | None = None
    """The day on which an export begins that holds times of day only; its reader raises :class:`Undecided` without."""

    def told(self) -> dict[str, str]:
        """What was told, as it is stored beside the export."""
        values = {
            "timezone": self.timezone.key if self.timezone else None,
            "date_order": self.date_order,
            "own_name": self.own_name,
            "key_file": str(self.key_file) if self.key_file else None,
            "date": self.date.isoformat() if self.date else None,
        }
        return {name: str(value) for name, value in values.items() if value is not None}

    @classmethod
    def of(cls, told: Mapping[str, str]) -> Hints:
        """The hints that :meth:`told` wrote down."""
        return cls(
            timezone=ZoneInfo(told["timezone"]) if "timezone" in told else None,
            date_order=DateOrder(told["date_order"]) if "date_order" in told else None,
            own_name=told.get("own_name"),
            key_file=Path(told["key_file"]) if "key_file" in told else None,
            date=dt.date.fromisoformat(told["date"]) if "date" in told else None,
        )
