"""Years as the phone's calendar counts them: of our era, two digits of it, Buddhist, Japanese, Taiwanese, Persian, Islamic."""

from __future__ import annotations

from datetime import date, timedelta

_JAPANESE = {"R": 2018, "令和": 2018, "令": 2018, "H": 1988, "平成": 1988, "平": 1988, "S": 1925, "昭和": 1925}
_BUDDHIST = 543
_TAIWAN = 1911
_TAIWAN_YEARS = range(98, 200)
_BUDDHIST_YEARS = range(2400, 2700)
_PERSIAN_YEARS = range(1380, 1421)
"""2001 to 2041; Islamic years are higher in that time."""
_ISLAMIC_YEARS = range(1421, 1470)
_BUDDHIST_SHORT = 52
"""Of a two-digit year: from here on it is Buddhist, since WhatsApp has existed from 2009, which is 2552."""
_PERSIAN_START = date(2001, 3, 21)
_PERSIAN_LEAPS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
"""Of each 33 years, which is exact for these decades."""
_ISLAMIC_EPOCH = date(622, 7, 19)


def day(year: int, month: int, day_of_month: int, *, era: str = "", short: bool = False) -> date | None:
    """The day of our calendar; None when there is no such day."""
    try:
        if not era and not short and year in _PERSIAN_YEARS:
            return _persian(year, month, day_of_month)
        if not era and not short and year in _ISLAMIC_YEARS:
            return _islamic(year, month, day_of_month)
        return date(_common_year(year, era, short=short), month, day_of_month)
    except (ValueError, OverflowError):
        return None


def is_islamic(year: int, *, era: str = "", short: bool = False) -> bool:
    """Is the day only known to within one, as it depends on who saw the moon?"""
    return not era and not short and year in _ISLAMIC_YEARS


def _common_year(year: int, era: str, *, short: bool) -> int:
    if era.upper() in _JAPANESE:
        return year + _JAPANESE[era.upper()]
    if short:
        return year + 2000 if year < _BUDDHIST_SHORT else year + 2500 - _BUDDHIST
    if year in _BUDDHIST_YEARS:
        return year - _BUDDHIST
    return year + _TAIWAN if year in _TAIWAN_YEARS else year


def _persian(year: int, month: int, day_of_month: int) -> date:
    if not (1 <= month <= 12 and 1 <= day_of_month <= (31 if month <= 6 else 30)):
        raise ValueError
    before = range(_PERSIAN_YEARS.start, year)
    leaps = sum(1 for earlier in before if earlier % 33 in _PERSIAN_LEAPS)
    months = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return _PERSIAN_START + timedelta(days=365 * len(before) + leaps + months + day_of_month - 1)


def _islamic(year: int, month: int, day_of_month: int) -> date:
    """By the tables, in which 11 of 30 years are leap years."""
    if not (1 <= month <= 12 and 1 <= day_of_month <= 30):
        raise ValueError
    months = 29 * (month - 1) + month // 2
    days = 354 * (year - 1) + (3 + 11 * year) // 30 + months + day_of_month - 1
    return _ISLAMIC_EPOCH + timedelta(days=days)
