"""One file of KakaoTalk's as entries, as the programs for Windows, Mac, Android and iPhones write it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from bridge.sources.half_days import PATTERN, hour_of
from bridge.sources.kakaotalk.words import is_notice
from bridge.sources.transcript import Entry, assembled

CSV_HEAD = "Date,User,Message"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = (
    r"(?:(?P<year>\d{4})[년年./-] ?(?P<month>\d{1,2})[월月./-] ?(?P<day>\d{1,2})[일日.]?"
    r"|(?P<name>[A-Z][a-z]{2,8})\.? (?P<day_b>\d{1,2}), (?P<year_b>\d{4})"
    r"|(?P<day_c>\d{1,2}) (?P<name_c>[A-Z][a-z]{2,8})\.?,? (?P<year_c>\d{4}))"
)
_TIME = rf"(?P<half>{PATTERN})?\s?(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::(?P<second>\d{{2}}))?\s?(?P<half_after>{PATTERN})?"
_DAY_LINE = re.compile(
    rf"(?:-{{5,}} )?(?:[A-Z][a-z]{{5,8}}, )?{_DAY},?(?: ?[월화수목금토일月火水木金土日]요?曜?일?日?| [A-Z][a-z]+)?(?: -{{5,}})?\s*"
)
_STAMP_LINE = re.compile(rf"{_DAY},? (?:at )?{_TIME}\s*")
_BRACKETED = re.compile(rf"\[(?P<sender>.+?)\] \[{_TIME}\] ?(?P<text>.*)")
_STAMPED = re.compile(rf"{_DAY},? (?:at )?{_TIME}(?P<mark>[,:]) (?P<rest>.*)")
_TITLES = (
    re.compile(r"(?P<title>.+?)(?: (?P<count>\d{1,4}))? ?님과 카카오톡 대화"),
    re.compile(r"(?P<title>.+?)(?: (?P<count>\d{1,4}))? with KakaoTalk Chats"),
    re.compile(r"KakaoTalk Chats? with (?P<title>.+?)(?: (?P<count>\d{1,4}))?"),
    re.compile(r"(?P<title>.+?)(?: (?P<count>\d{1,4}))? ?(?:さん)?とのカカオトーク.{0,12}"),
)
_SAVED = re.compile(r"(?:저장한 날짜|Date Saved|保存(?:日時|した日付?)) ?[:：].*")


def title_of(first_line: str) -> tuple[str, bool | None] | None:
    """The chat's name, and whether it is a group if the line tells; None: it is no line of KakaoTalk's."""
    if len(first_line) > 400:
        return None
    for pattern in _TITLES:
        if match := pattern.fullmatch(first_line.strip("\ufeff \t")):
            return match["title"], True if match["count"] else None
    return None


def is_message(line: str) -> bool:
    """Is it a line of a telephone's export? Those of computers look like much else."""
    return bool(_STAMPED.fullmatch(line) and " : " in line)


class Grammar:
    """Where reading a text file stands: the day, and the time of what was said before."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._local: datetime | None = None

    def entries(self, lines: Iterable[str], longest: int) -> Iterator[Entry]:
        """What was said, and what happened."""
        self._day, self._local = None, None
        return assembled(iter(lines), self._parse, longest)

    def _parse(self, line: str, before: Entry | None) -> Entry | bool:
        if line.startswith("[") and (match := _BRACKETED.fullmatch(line)):
            return self._entry(_moment(self._day, match), match["sender"], match["text"])
        if match := _STAMPED.fullmatch(line):
            return self._stamped(match)
        if match := _DAY_LINE.fullmatch(line):
            self._day = _date(match) or self._day
            self._local = datetime.combine(self._day, time()) if self._day else None
            return True
        if _STAMP_LINE.fullmatch(line) or (before is None and (_SAVED.fullmatch(line) or title_of(line))):
            return True
        if self._local is not None and is_notice(line):
            return Entry(self._local, None, line)
        return False

    def _stamped(self, match: re.Match[str]) -> Entry:
        local = _moment(_date(match), match)
        sender, colon, text = match["rest"].partition(" : ")
        if match["mark"] == ":" or not colon:
            return self._entry(local, None, match["rest"])
        return self._entry(local, sender, text)

    def _entry(self, local: datetime | None, sender: str | None, text: str) -> Entry:
        """A time that cannot be is the neighbour's; in no case are the words those of whoever spoke before."""
        self._local = local or self._local
        return Entry(local, sender, text)


def rows(lines: Iterable[str]) -> Iterator[Entry]:
    """The entries of a CSV file; a text of several lines stands in quotation marks."""
    for row in csv.reader((f"{line}\n" for line in lines), strict=False):
        if not row or ",".join(row).strip("\ufeff ") == CSV_HEAD:
            continue
        local = _stamp(row[0])
        if len(row) < 3:
            yield Entry(None, None, "")
            continue
        yield Entry(local, row[1] or None, ",".join(row[2:]))


def _stamp(written: str) -> datetime | None:
    try:
        stamp = datetime.fromisoformat(written.strip("\ufeff "))
    except ValueError:
        return None
    return stamp.replace(tzinfo=None) if stamp.year >= 1970 else None


def _date(match: re.Match[str]) -> date | None:
    year, day = (
        (match["year"] or match["year_b"] or match["year_c"]),
        (match["day"] or match["day_b"] or match["day_c"]),
    )
    month = int(match["month"]) if match["month"] else _month(match["name"] or match["name_c"])
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def _month(name: str) -> int:
    beginning = name[:3].casefold()
    return _MONTHS.index(beginning) + 1 if beginning in _MONTHS else 0


def _moment(day: date | None, match: re.Match[str]) -> datetime | None:
    hour = hour_of(int(match["hour"]), match["half"] or match["half_after"])
    minute, second = int(match["minute"]), int(match["second"] or 0)
    if day is None or hour is None or minute > 59 or second > 59:
        return None
    return datetime.combine(day, time(hour % 24, minute, second))
