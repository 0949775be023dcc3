"""A chat's messages with what the pages say once for several: who speaks, whose words are passed on, which day it is.

A page writes the sender above the first of several messages in a row, and no time at all beside what happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bridge.model.message import Forward
from bridge.sources.telegram.html.elements import Element
from bridge.sources.telegram.times import TELEGRAM_BEGAN, Clock

_DATE = re.compile(
    r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: ?(?:UTC|GMT) ?(?:(?P<offset>[+-]\d\d):?(?P<minutes>\d\d)?)?)?",
    re.ASCII,
)
_DAY = re.compile(r"\d{1,2} [A-Z][a-z]{2,8} \d{4}", re.ASCII)
_NUMBER = re.compile(r"message(-?\d{1,15})", re.ASCII)
_FIRST_OF_NONE = "No exported messages"
_VIA = " via @"
_MOST_WAITING = 1000


@dataclass(frozen=True, slots=True)
class Draft:
    """A message on its way. ``number`` is None when it has none that can be read."""

    number: int | None
    time: int
    guessed: bool
    element: Element
    is_service: bool
    sender: str | None = None
    via: str | None = None
    forward: Forward | None = None


@dataclass(frozen=True, slots=True)
class _Spoken:
    sender: str | None = None
    via: str | None = None
    forward: Forward | None = None


class Drafts:
    """Reads one folder's pages in order; what one page leaves unsaid, the page before has said."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._spoken = _Spoken()
        self._day: str | None = None
        """The beginning of a day in which nothing was dated so far, in local time."""
        self._offset = ""
        self._waiting: list[Element] = []

    def read(self, messages: Iterable[Element]) -> Iterator[Draft]:
        """Each message, and each thing that happened; the days between them are no messages."""
        for element in messages:
            if "service" not in element.classes:
                yield from self._said(element)
            elif day := _separator(element):
                yield from self._without_time()
                self._day = day
            elif self._knows_no_time and len(self._waiting) < _MOST_WAITING:
                self._waiting.append(element)
            else:
                yield from self._without_time()
                yield self._happened(element, self._last)
        yield from self._without_time()

    @property
    def _knows_no_time(self) -> bool:
        return self._day is not None or self._clock.previous is None

    @property
    def _last(self) -> int:
        previous = self._clock.previous
        if self._day is None:
            return previous if previous is not None else TELEGRAM_BEGAN
        midnight = self._clock.beside(self._day + self._offset, {})
        return max(previous or 0, midnight or 0) or TELEGRAM_BEGAN

    def _without_time(self, time: int | None = None) -> Iterator[Draft]:
        for element in self._waiting:
            yield self._happened(element, self._last if time is None else time)
        self._waiting.clear()

    def _said(self, element: Element) -> Iterator[Draft]:
        body = element.first("body") or element
        date = self._date_of(next((part for part in body.elements() if "date" in part.classes), None))
        time = self._clock.read({"date": date})
        yield from self._without_time(time)
        when = self._last if time is None else time
        self._day = None if time is not None else self._day
        self._spoken = self._who(element, body)
        yield Draft(
            number=_number(element),
            time=when,
            guessed=time is None,
            element=body,
            is_service=False,
            sender=self._spoken.sender,
            via=self._spoken.via,
            forward=self._spoken.forward,
        )

    def _happened(self, element: Element, time: int) -> Draft:
        return Draft(number=_number(element), time=time, guessed=True, element=element, is_service=True)

    def _who(self, element: Element, body: Element) -> _Spoken:
        joined = "joined" in element.classes
        named = next((part for part in body.elements() if "from_name" in part.classes), None)
        sender, via = _name_and_bot(named) if named else (None, None)
        if named is None and joined:
            sender, via = self._spoken.sender, self._spoken.via
        passed_on = next((part for part in body.elements() if part.classes[:2] == ["forwarded", "body"]), None)
        if passed_on is None:
            return _Spoken(sender, via)
        origin = next((part for part in passed_on.elements() if "from_name" in part.classes), None)
        if origin is None:
            known = self._spoken.forward if joined else None
            return _Spoken(sender, via, Forward(name=known.name if known else None))
        name, bot = _name_and_bot(origin)
        return _Spoken(sender, bot or via, Forward(name=name, time=self._passed_on_at(origin)))

    def _passed_on_at(self, origin: Element) -> int | None:
        date = _iso(_title_of(origin.first("date")))
        return self._clock.beside(date, {}) if date else None

    def _date_of(self, element: Element | None) -> str | None:
        date = _iso(_title_of(element))
        if date is not None:
            self._offset = date[19:]
        return date


def _title_of(element: Element | None) -> str:
    return element.attribute("title") if element else ""


def _iso(written: str) -> str | None:
    found = _DATE.fullmatch(written.strip()) if len(written) < 60 else None
    if found is None:
        return None
    offset = f"{found['offset']}:{found['minutes'] or '00'}" if found["offset"] else ""
    return f"{found[3]}-{found[2]}-{found[1]}T{found[4]}{offset}"


def _number(element: Element) -> int | None:
    found = _NUMBER.fullmatch(element.attribute("id"))
    return int(found[1]) if found else None


def _separator(element: Element) -> str | None:
    """The day that begins here, in local time; None: this is something that happened."""
    number, words = _number(element), element.words()
    if number is None or number >= 0 or not _DAY.fullmatch(words):
        return None
    try:
        return datetime.strptime(words, "%d %B %Y").strftime("%Y-%m-%dT00:00:00")  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def is_said_of_nothing(element: Element) -> bool:
    """Is this the sentence in place of messages when there are none?"""
    return element.words() == _FIRST_OF_NONE


def _name_and_bot(element: Element) -> tuple[str | None, str | None]:
    # The date of what is passed on stands within the name.
    words = Element("", children=[child for child in element.children if isinstance(child, str)]).words()
    name, _, bot = words.rpartition(_VIA)
    return (name, f"@{bot}") if name and bot and " " not in bot else (words or None, None)
