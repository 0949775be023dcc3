"""Which of two numbers is the day: 03/04/2026. A file's dates tell it together, where none of them does alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bridge.errors import Undecided
from bridge.sources.hints import DateOrder

_WEEKDAYS = (
    ("mo", "lu", "sen", "จ"),
    ("tu", "di", "ma", "sel", "อ."),
    ("we", "mi", "me", "qua", "rab", "พ."),
    ("th", "do", "ju", "je", "qui", "kam", "พฤ"),
    ("fr", "vi", "ve", "sex", "jum", "ศ"),
    ("sa", "sá", "sab", "ส"),
    ("su", "so", "domingo", "dom", "min", "อา"),
)
"""How the days of the week begin, from Monday on, in the languages of formats that begin dates with the day."""


class DayOrMonth:
    """Collects the dates of a file, in its order."""

    def __init__(self) -> None:
        self._day_first = _Reading()
        self._month_first = _Reading()
        self._example = ""

    def note(self, first: int, second: int, year: int, weekday: str = "") -> None:
        """One more date, and the day of the week that stands beside it."""
        self._day_first.note(year, second, first, weekday)
        self._month_first.note(year, first, second, weekday)
        if first != second and not self._example:
            self._example = f"{first}/{second}/{year}"

    def decide(self, told: DateOrder | None, name: str) -> DateOrder:
        """What was told, else what fits better. Raises :class:`Undecided` when both fit alike."""
        if told in {DateOrder.DAY_MONTH, DateOrder.MONTH_DAY}:
            return told
        day, month = self._day_first.misfit, self._month_first.misfit
        if day == month and self._example:
            raise Undecided(
                f"{name}: in {self._example}, which number is the day? "
                "Say --date-order day-month or --date-order month-day."
            )
        return DateOrder.DAY_MONTH if day <= month else DateOrder.MONTH_DAY


class _Reading:
    """One way to read the dates, and what speaks against it."""

    def __init__(self) -> None:
        self._impossible = 0
        self._wrong_weekday = 0
        self._backwards = 0
        self._before: date | None = None

    @property
    def misfit(self) -> tuple[int, int, int]:
        """The first number that differs decides."""
        return self._impossible, self._wrong_weekday, self._backwards

    def note(self, year: int, month: int, day: int, weekday: str) -> None:
        """One more date."""
        try:
            noted = date(year, month, day)
        except ValueError:
            self._impossible += 1
            return
        said = weekday.casefold()
        beginnings = _WEEKDAYS[noted.weekday()]
        if _is_weekday(said) and not said.startswith(beginnings):
            self._wrong_weekday += 1
        self._backwards += self._before is not None and noted < self._before
        self._before = noted


def _is_weekday(said: str) -> bool:
    return bool(said) and said.startswith(tuple(_all(_WEEKDAYS)))


def _all(rows: Iterable[Iterable[str]]) -> Iterable[str]:
    return (beginning for row in rows for beginning in row)
