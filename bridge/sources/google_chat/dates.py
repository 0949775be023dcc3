"""Dates in words, in the language of whoever made the export: ``Tuesday, November 14, 2023 at 10:13:20 PM UTC``."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from bridge.sources.google_chat.months import MONTHS, OCTOBER_IN_CROATIAN
from bridge.sources.half_days import PATTERN, hour_of

_LONGEST = 120
_LATEST = 4_102_444_800_000
"""2100-01-01 in ms: no honest export is from later."""
_BUDDHIST = 543
_SPACES = re.compile(r"[\s\u00a0\u202f\u200e\u200f]+")
_ENGLISH = re.compile(
    r"(?:[A-Z][a-z]+day, )?([A-Z][a-z]+) (\d{1,2}), (\d{4}) at (\d{1,2}):(\d{2}):(\d{2}) ?([AP]M)? ?(?:UTC|GMT)",
    re.ASCII,
)
_HALF = rf"{PATTERN}|[صم](?!\w)|[πμ]\.\s?μ\."
_TIME = re.compile(
    rf"(?P<before>{_HALF})?\s*(?<!\d)(?P<hour>\d{{1,2}})\s*(?::|\.|時|时|点|點|시|h|นาฬิกา)\s*(?P<minute>\d{{2}})"
    rf"\s*(?:(?::|\.|分|분|m|min|นาที)\s*(?P<second>\d{{2}}))?(?!\d)\s*(?:秒|초|s\b|วินาที)?\s*(?P<after>{_HALF})?"
)
_NUMERIC = re.compile(r"(?<!\d)(\d{4})\s*[年년./-]\s*(\d{1,2})\s*[月월./-]\s*(\d{1,2})(?!\d)")
_VIETNAMESE = re.compile(r"(\d{1,2}) tháng (\d{1,2}),? (?:năm )?(\d{4})")
_NUMBER = re.compile(r"(?<!\d)(\d{1,2}|\d{4})(?!\d)(\.)?")
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u097f\u0e31-\u0e4e]+[^\W\d_]*)*")
_OFFSET = re.compile(r"(?:UTC|GMT)\s*([+\-−])\s*(\d{1,2})(?::?(\d{2}))?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]")
_AFTERNOON = ("م", "μ.μ.", "μ. μ.")


@lru_cache(maxsize=4096)
def milliseconds(written: str) -> int | None:
    """A time in ms since 1970, UTC; None when it is written as nobody writes times here."""
    if len(written) > _LONGEST:
        return None
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", written)).strip()
    try:
        moment = _iso(text) or _english(text) or _any_language(text)
        found = int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000) if moment else 0
    except (ValueError, OverflowError):
        return None
    return found if 0 < found < _LATEST else None


def _iso(text: str) -> datetime | None:
    if not _ISO.match(text):
        return None
    moment = datetime.fromisoformat(text.replace("Z", "+00:00").replace(" UTC", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _english(text: str) -> datetime | None:
    found = _ENGLISH.fullmatch(text)
    month = MONTHS.get(found[1].lower()) if found else None
    if not found or month is None:
        return None
    hour = hour_of(int(found[4]), found[7])
    return _moment(int(found[3]), month, int(found[2]), hour, int(found[5]), int(found[6]))


def _any_language(text: str) -> datetime | None:
    text = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)
    time = _TIME.search(text)
    if time is None:
        return None
    word = time["before"] or time["after"]
    hour = hour_of(int(time["hour"]), "pm" if word in _AFTERNOON else word)
    day = _day(f"{text[: time.start()]} {text[time.end() :]}")
    if day is None:
        return None
    moment = _moment(*day, hour, int(time["minute"]), int(time["second"] or 0))
    return moment - _offset(text) if moment else None


def _day(text: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    if numeric := _NUMERIC.search(text):
        return int(numeric[1]), int(numeric[2]), int(numeric[3])
    if said := _VIETNAMESE.search(text):
        return int(said[3]), int(said[2]), int(said[1])
    names = [word for word in _WORD.findall(text.lower()) if word in MONTHS]
    numbers = _NUMBER.findall(text)
    years = [int(number) for number, _ in numbers if len(number) == 4]
    days = [(int(number), dot) for number, dot in numbers if len(number) <= 2]
    if not names or not years or not days:
        return None
    day, dot = days[0]
    month = 10 if names[0] == OCTOBER_IN_CROATIAN and dot else MONTHS[names[0]]
    return years[0], month, day


def _moment(year: int, month: int, day: int, hour: int | None, minute: int, second: int) -> datetime | None:
    if hour is None or hour > 23:
        return None
    gregorian = year - _BUDDHIST if year > 2400 else year
    return datetime(gregorian, month, day, hour, minute, min(second, 59), tzinfo=UTC)


def _offset(text: str) -> timedelta:
    found = _OFFSET.search(text)
    if found is None:
        return timedelta()
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return ahead if found[1] == "+" else -ahead
