"""The beginning of a message's first line: when it was, in one of the many ways in which phones write that.

``12/09/2026, 14:05 - `` on Android, ``[12.09.26, 14:05:33] `` on iPhones, in any digits, with either clock.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bridge.sources.whatsapp.text.marks import INVISIBLE, visible
from bridge.sources.whatsapp.text.words.halves import HALVES, Half

_LONGEST = 96
"""Characters in which a header must end."""

_DATE = (
    r"(?P<era>[^\W\d_]{1,4}\.?\s?)?(?P<a>\d{1,4})(?P<separator>\s?[./\-‐–年년]\s?|\s)"
    r"(?P<b>\d{1,2})(?:\s?[./\-‐–月월]\s?|\s)(?P<c>\d{1,4})"
)
_TIME = r"(?P<hour>\d{1,2})(?:[:.：時时]|\s?h\s?)(?P<minute>\d{2})分?(?:[:.：](?P<second>\d{2})秒?)?"
_TAIL = r"(?P<tail>[^\d\[\]:–]{0,24}?)"
_END = r"(?:(?P<closed>\]\s?)|(?P<dash>\s[-–—](?:\s|$))|(?P<colon>:\s))"

_DATE_FIRST = re.compile(rf"(?P<open>\[)?\s?{_DATE}(?P<gap>[^\d\[\]]{{1,24}}?){_TIME}{_TAIL}{_END}")
_TIME_FIRST = re.compile(rf"(?P<open>\[)?\s?{_TIME}{_TAIL}(?P<gap>[,،、\s]{{1,4}}){_DATE}{_END}")
_BEGINS_LIKE_A_TIME = re.compile(r"\[?\s?\d{1,2}[:.]\d{2}\D")
_NOT_IN_HALVES = re.compile(r"[\s.,،、:]")
_BUDDHIST = re.compile(r"\bBE\b|พ\.?ศ\.?|\bB\.E\.")


class Form(NamedTuple):
    """What the headers of one export have in common; a line in another form is something that somebody wrote."""

    frame: str
    """``[`` around it, ``-`` or ``:`` after it."""
    separator: str
    year_first: bool
    seconds: bool
    time_first: bool


class Header(NamedTuple):
    """One header, taken apart. In which order ``numbers`` are day, month and year is decided for the whole file."""

    form: Form
    numbers: tuple[int, int, int]
    era: str
    """``R`` or ``令和`` before a Japanese year, ``BE`` for the Buddhist one; else empty."""
    short_year: bool
    """The last of the numbers (the first, where the year comes first) has two digits."""
    padded: bool
    """The first number, or the second, begins with a zero."""
    hour: int
    """0 to 23, unless it is nonsense."""
    minute: int
    second: int
    end: int
    """Where in the line the header ends."""
    strange: str
    """Words beside the time of which nobody knows whether they mean a half of the day."""


def header(line: str) -> Header | None:
    """The header with which a line begins, if it does."""
    head = line[:_LONGEST]
    seen = head if head.isascii() else visible(head)
    found = _found(seen)
    if found is None:
        return None
    end = found.end() if len(seen) == len(head) else _in_line(head, found.end())
    return _header(found, end)


def _found(seen: str) -> re.Match[str] | None:
    if not seen or seen[0].isspace():
        return None
    found = _DATE_FIRST.match(seen)
    if found is None and _BEGINS_LIKE_A_TIME.match(seen):
        found = _TIME_FIRST.match(seen)
    if found is None or bool(found["open"]) != bool(found["closed"]):
        return None
    if found["colon"] and not found["second"]:
        return None  # "12/09/2026 14:05: text" is what people write; old iPhones wrote seconds
    return found


def _in_line(head: str, seen: int) -> int:
    """The place in a line at which so many visible characters were seen."""
    for place, character in enumerate(head):
        if character not in INVISIBLE:
            if seen == 0:
                return place
            seen -= 1
    return len(head)


def _header(found: re.Match[str], end: int) -> Header:
    first, last = found["a"], found["c"]
    half, strange = _half(found["gap"], found["tail"])
    era = _era(found["era"] or "", found["gap"])
    year_first = len(first) > 2 or bool(found["era"])
    return Header(
        form=Form(
            frame="[" if found["open"] else "-" if found["dash"] else ":",
            separator=_separator(found["separator"]),
            year_first=year_first,
            seconds=found["second"] is not None,
            time_first=found.start("hour") < found.start("a"),
        ),
        numbers=(int(first), int(found["b"]), int(last)),
        era=era,
        short_year=len(first if year_first else last) <= 2,
        padded=_is_padded(first) or _is_padded(found["b"]),
        hour=_hour(int(found["hour"]), half),
        minute=int(found["minute"]),
        second=int(found["second"] or 0),
        end=end,
        strange=strange,
    )


def _is_padded(number: str) -> bool:
    return len(number) == 2 and int(number) < 10


@lru_cache(maxsize=64)
def _separator(written: str) -> str:
    return written.strip() or " "


@lru_cache(maxsize=256)
def _era(before: str, gap: str) -> str:
    return before.strip(". ") or ("BE" if _BUDDHIST.search(gap) else "")


@lru_cache(maxsize=1024)
def _half(gap: str, tail: str) -> tuple[Half | None, str]:
    """The half of the day, which stands before or after the time; and a word that could be one and is not known."""
    after, before = (_NOT_IN_HALVES.sub("", words).casefold() for words in (tail, gap))
    words = (after, *_words(gap), before)
    half = next((HALVES[word] for word in words if word in HALVES), None)
    return half, "" if half else after


def _words(gap: str) -> list[str]:
    return [_NOT_IN_HALVES.sub("", word).casefold() for word in gap.split()]


def _hour(hour: int, half: Half | None) -> int:
    if half is Half.MORNING:
        return 0 if hour == 12 else hour
    if half is Half.AFTERNOON:
        return hour + 12 if hour < 12 else hour
    if half is Half.NOON:
        return hour + 12 if hour < 4 else hour
    return 0 if hour == 24 else hour  # some phones count the hours of a day from 1 to 24, midnight being the first
