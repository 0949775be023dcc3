"""In which order a file's dates are written. One line cannot tell 03/04/26; the whole file often can.

Decided by what is impossible (no month has the number 13), then by which reading goes back in time least, by the dates
in the names of attached files, and by what is usual where; else somebody must be asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from bridge.errors import Undecided
from bridge.sources.hints import DateOrder
from bridge.sources.whatsapp.text.calendars import day
from bridge.sources.whatsapp.text.header import Header

_PLACES = {
    DateOrder.DAY_MONTH: (2, 1, 0),
    DateOrder.MONTH_DAY: (2, 0, 1),
    DateOrder.YEAR_MONTH_DAY: (0, 1, 2),
}
"""Where year, month and day stand."""
_YEAR_LAST = (DateOrder.DAY_MONTH, DateOrder.MONTH_DAY)
_DAY_FIRST_WITH_SLASHES = frozenset({"fr", "es", "pt", "it", "ar", "hi", "id"})
"""Languages in whose own countries dates are 03/04/2026 with the day first, and with zeros."""
_CLEARLY = 4
"""How many times fewer steps back in time a reading must have than the other."""
_RATHER = 2
"""So many times more impossible lines than in the best reading are still no proof, since lines can be damaged."""
_MOST_VALUES = 500
_FILE_DATE = re.compile(r"(?:[A-Z]{3}-(\d{4})(\d\d)(\d\d)-WA\d|-[A-Z]{3,8}-(\d{4})-(\d\d)-(\d\d)-)")


def in_order(header: Header, order: DateOrder) -> tuple[int, int, int]:
    """Year, month and day of a header."""
    year, month, day_of_month = _PLACES[order]
    numbers = header.numbers
    return numbers[year], numbers[month], numbers[day_of_month]


@dataclass
class Reading:
    """What a file would look like if its dates were in a certain order."""

    order: DateOrder
    impossible: int = 0
    back: int = 0
    """How many messages are older than the one before."""
    by_files: int = 0
    """How many attached files have the date of their message in their names, in this reading only."""
    previous: tuple[int, ...] = ()

    def note(self, header: Header) -> None:
        """One more header."""
        year, month, day_of_month = in_order(header, self.order)
        if not (1 <= month <= 12 and 1 <= day_of_month <= 31):
            self.impossible += 1
            return
        moment = (year, month, day_of_month, header.hour, header.minute, header.second)
        if moment < self.previous:
            self.back += 1
        self.previous = moment


def _readings() -> dict[DateOrder, Reading]:
    return {order: Reading(order) for order in DateOrder}


@dataclass
class DateEvidence:
    """What was seen of the dates of one file. It grows with the years of a chat, not with its messages."""

    readings: dict[DateOrder, Reading] = field(default_factory=_readings)
    headers: int = 0
    padded: bool = False
    other_digits: bool = False
    """Arabic, Indian or other digits than 0 to 9."""
    year_first: bool = False
    separator: str = ""
    firsts: Counter[int] = field(default_factory=Counter)
    lasts: Counter[int] = field(default_factory=Counter)
    example: str = ""
    """The beginning of the first line that can be read in two ways."""
    example_numbers: tuple[int, int, int] = (0, 0, 0)

    def note(self, header: Header, line: str) -> None:
        """One more message."""
        self.headers += 1
        self.year_first, self.separator = header.form.year_first, header.form.separator
        self.padded = self.padded or header.padded
        for reading in self.readings.values():
            reading.note(header)
        first, second, last = header.numbers
        _count(self.firsts, first)
        _count(self.lasts, last)
        if not self.example and first != second and max(first, second) <= 12:
            self.example, self.example_numbers = line[: header.end].strip(" -[]"), header.numbers
            self.other_digits = not self.example.isascii() and any(c.isdecimal() and c > "9" for c in self.example)
        if "-" in line:
            self._note_file(header, line)

    def _note_file(self, header: Header, line: str) -> None:
        named = _FILE_DATE.search(line, header.end, header.end + 300)
        if named is None:
            return
        year, month, day_of_month = (int(number) for number in named.groups() if number)
        same = {(year, month, day_of_month), (year % 100, month, day_of_month)}
        agreeing = [reading for order, reading in self.readings.items() if in_order(header, order) in same]
        if len(agreeing) == 1:
            agreeing[0].by_files += 1


def _count(counter: Counter[int], value: int) -> None:
    if value in counter or len(counter) < _MOST_VALUES:
        counter[value] += 1


def decided(evidence: DateEvidence, hint: DateOrder | None, languages: Iterable[str], name: str) -> DateOrder:
    """The order. Raises :class:`Undecided` when nothing tells; ``name`` is the file's.

    What somebody says does not count where it is impossible.
    """
    if evidence.year_first:
        return DateOrder.YEAR_MONTH_DAY
    possible = _possible(evidence)
    if hint is not None and hint in possible:
        return hint
    if _is_year_first(evidence, possible):
        return DateOrder.YEAR_MONTH_DAY
    left = [order for order in _YEAR_LAST if order in possible] or [possible[0]]
    if len(left) == 1:
        return left[0]
    order = _by_files(evidence) or _by_time(evidence) or _by_custom(evidence, frozenset(languages))
    if order is None and evidence.example:
        raise _question(evidence, name)
    return order or DateOrder.DAY_MONTH


def _possible(evidence: DateEvidence) -> Sequence[DateOrder]:
    """The readings that are wrong in hardly any line; the best first."""
    readings = sorted(evidence.readings.values(), key=lambda reading: reading.impossible)
    least = readings[0].impossible
    return [reading.order for reading in readings if reading.impossible <= least * _RATHER]


def _is_year_first(evidence: DateEvidence, possible: Sequence[DateOrder]) -> bool:
    """``26/04/03``: the year never changes much, while the last number runs through the month."""
    if DateOrder.YEAR_MONTH_DAY not in possible:
        return False
    if not any(order in possible for order in _YEAR_LAST):
        return True
    firsts, lasts = len(evidence.firsts), len(evidence.lasts)
    steady = firsts <= 2 and lasts >= 4
    return steady and evidence.readings[DateOrder.YEAR_MONTH_DAY].back <= min(
        evidence.readings[order].back for order in _YEAR_LAST
    )


def _by_files(evidence: DateEvidence) -> DateOrder | None:
    return _clear_winner({order: evidence.readings[order].by_files for order in _YEAR_LAST})


def _by_time(evidence: DateEvidence) -> DateOrder | None:
    """The reading that goes back in time least; even true ones do it sometimes."""
    back = {order: evidence.readings[order].back for order in _YEAR_LAST}
    return _clear_winner({order: sum(back.values()) - steps for order, steps in back.items()})


def _clear_winner(votes: dict[DateOrder, int]) -> DateOrder | None:
    (worse, fewer), (better, more) = sorted(votes.items(), key=lambda vote: vote[1])
    del worse
    return better if more > 0 and more >= fewer * _CLEARLY else None


def _by_custom(evidence: DateEvidence, languages: frozenset[str]) -> DateOrder | None:
    if evidence.separator in {".", "-"} or evidence.other_digits:
        return DateOrder.DAY_MONTH
    if evidence.padded and languages and languages <= _DAY_FIRST_WITH_SLASHES:
        return DateOrder.DAY_MONTH
    return None


def _question(evidence: DateEvidence, name: str) -> Undecided:
    numbers = evidence.example_numbers
    first, second = (
        f"{found.day} {found:%B %Y}" if (found := _example_day(numbers, order)) else "?" for order in _YEAR_LAST
    )
    return Undecided(
        f"{name}: is {evidence.example!r} the {first}, or the {second}? Nothing in the file tells. "
        f"Say --date-order {DateOrder.DAY_MONTH} for the first, --date-order {DateOrder.MONTH_DAY} for the second."
    )


def _example_day(numbers: tuple[int, int, int], order: DateOrder) -> date | None:
    year, month, day_of_month = _PLACES[order]
    return day(numbers[year], numbers[month], numbers[day_of_month], short=numbers[year] < 100)
