"""Viber's e-mailed history: a table without a head, with date, time, name, number and text in each row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from bridge.model.content import Card
from bridge.model.event import Change, Membership, Notice
from bridge.model.media import MediaKind
from bridge.model.message import Content
from bridge.sources.half_days import PATTERN, hour_of
from bridge.sources.hints import DateOrder
from bridge.sources.transcript import Entry, Meet, left_out, written

_DATE = re.compile(
    r"(?P<first>\d{1,4}) ?(?P<between>[./-]) ?(?P<second>\d{1,2}) ?[./-] ?(?P<third>\d{1,4})\.?(?: ?г\.?)?"
)
_TIME = re.compile(
    rf"(?P<half>{PATTERN})?\s?(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?:[:.](?P<second>\d{{2}}))?\s?(?P<half_after>{PATTERN})?"
)
_NUMBER = re.compile(r"\+?[\d\s()-]{0,20}|[A-Za-z0-9+/=]{20,30}")
_OWN = frozenset(
    [
        "me",
        "ich",
        "moi",
        "yo",
        "eu",
        "io",
        "ik",
        "ja",
        "já",
        "én",
        "ben",
        "jag",
        "jeg",
        "minä",
        "εγώ",
        "я",
        "аз",
        "јас",
        "ја",
        "вие",
        "мен",
        "أنا",
        "אני",
        "ฉัน",
        "saya",
        "tôi",
        "我",
        "私",
        "自分",
        "나",
    ]
)
"""How Viber calls whoever made the export."""

_PLACEHOLDERS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            MediaKind.IMAGE,
            r"\[?(?:photo|image|picture|bild|foto|φωτογραφία|фото|снимка)(?: message|nachricht|-nachricht)?\]?",
        ),
        (MediaKind.VIDEO, r"\[?(?:video|vídeo|vidéo|βίντεο|видео|відео)(?: message|nachricht)?\]?"),
        (MediaKind.STICKER, r"\[?(?:sticker|стикер|стікер|αυτοκόλλητο)(?: message|nachricht)?\]?"),
        (
            MediaKind.VOICE,
            r"\[?(?:voice|audio|sprach|голосовое|голосове)(?: message|nachricht|сообщение| сообщение| повідомлення)\]?",
        ),
        (MediaKind.ANIMATION, r"\[?gif(?: message)?\]?"),
        (MediaKind.FILE, r"\[?(?:file|datei|файл|αρχείο)(?: message)?(?:: (?P<name>.{1,250}))?\]?"),
    )
)
_LOCATION = re.compile(r"\[?(?:location|standort|местоположение|τοποθεσία)(?: message)?\]?", re.IGNORECASE)
_CALL = re.compile(
    r"(?:missed |incoming |outgoing |verpasster |пропущенный )?(?:video |viber )?(?:call|anruf|звонок)(?: .{0,40})?",
    re.IGNORECASE,
)
_MEMBERSHIP = tuple(
    (change, re.compile(pattern))
    for change, pattern in (
        (Change.INVITED, r"(?P<by>.+?) added (?P<who>.+?)(?: to the (?:group|conversation))?\.?"),
        (Change.LEFT, r"(?P<who>.+?) (?:has )?left(?: the (?:group|conversation))?\.?"),
        (Change.JOINED, r"(?P<who>.+?) (?:has )?joined(?: the (?:group|conversation|community))?\.?"),
        (Change.REMOVED, r"(?P<by>.+?) removed (?P<who>.+?)(?: from the (?:group|conversation))?\.?"),
    )
)
_LONGEST = 300
_MOST_LINES = 5_000
"""Of one text; what goes on beyond is no text of anybody's."""


@dataclass(frozen=True)
class Row:
    """One row, its date still in numbers."""

    numbers: tuple[int, int, int]
    dotted: bool
    time: time
    seconds: bool
    sender: str
    phone: str
    text: str

    @property
    def year_first(self) -> bool:
        """Nobody else's order is open."""
        return self.numbers[0] > 31

    def local(self, order: DateOrder) -> datetime | None:
        """When it was said; None when there is no such day."""
        first, second, third = self.numbers
        if self.year_first:
            year, month, day = first, second, third
        elif order is DateOrder.MONTH_DAY and not self.dotted:
            year, month, day = third, first, second
        else:
            year, month, day = third, second, first
        try:
            return datetime.combine(date(year + 2000 if year < 100 else year, month, day), self.time)
        except ValueError:
            return None


def rows(lines: Iterable[str]) -> Iterator[Row | Sequence[str]]:
    """The rows; those that are none as their cells."""
    for cells in csv.reader(f"{line}\n" for line in lines):
        if cells:
            yield row_of(cells) or cells


def row_of(cells: Sequence[str]) -> Row | None:
    """A row out of its cells; None when it does not begin with date, time, name and number."""
    if (
        len(cells) < 5
        or not (day := _DATE.fullmatch(cells[0].strip("\ufeff ")))
        or not _NUMBER.fullmatch(cells[3].strip())
    ):
        return None
    clock = _TIME.fullmatch(cells[1].strip())
    hour = hour_of(int(clock["hour"]), clock["half"] or clock["half_after"]) if clock else None
    if clock is None or hour is None or int(clock["minute"]) > 59 or int(clock["second"] or 0) > 59:
        return None
    return Row(
        numbers=(int(day["first"]), int(day["second"]), int(day["third"])),
        dotted=day["between"] == ".",
        time=time(hour % 24, int(clock["minute"]), int(clock["second"] or 0)),
        seconds=clock["second"] is not None,
        sender=cells[2].strip(),
        phone=cells[3].strip(),
        text=",".join(cells[4:]),
    )


def is_own(name: str) -> bool:
    """Is it Viber's word for the exporter?"""
    return name.casefold() in _OWN


def entries(lines: Iterable[str], order: DateOrder, own_name: str | None) -> Iterator[Entry]:
    """What was said, and what happened. A row without a date belongs to the text before it."""
    current: Entry | None = None
    more: list[str] = []
    for row in rows(lines):
        if isinstance(row, Row):
            yield from _whole(current, more)
            current, more = _entry(row, order, own_name), []
        elif current is None or len(more) >= _MOST_LINES:
            yield Entry(None, None, ",".join(row))
        else:
            more.append(",".join(row))
    yield from _whole(current, more)


def _whole(entry: Entry | None, more: Sequence[str]) -> Iterator[Entry]:
    if entry is not None:
        yield Entry(entry.local, entry.sender, "\n".join([entry.text, *more]), entry.phone)


def _entry(row: Row, order: DateOrder, own_name: str | None) -> Entry:
    sender = own_name if own_name and is_own(row.sender) else row.sender
    return Entry(row.local(order), sender or row.phone or None, row.text, row.phone or None)


def understand(entry: Entry, meet: Meet) -> tuple[str | None, Content]:
    """What an entry says."""
    if len(entry.text) > _LONGEST:
        return None, Notice(entry.text) if entry.sender is None else written(entry.text)
    if entry.sender is None:
        return _happened(entry.text, meet)
    return None, _placeholder(entry.text.strip()) or written(entry.text)


def _placeholder(text: str) -> Content | None:
    for kind, pattern in _PLACEHOLDERS:
        if match := pattern.fullmatch(text):
            return left_out(kind, match.groupdict().get("name"))
    if _LOCATION.fullmatch(text):
        return Card(label="Location")
    return Notice(text, action="call") if _CALL.fullmatch(text) else None


def _happened(text: str, meet: Meet) -> tuple[str | None, Content]:
    for change, pattern in _MEMBERSHIP:
        if match := pattern.fullmatch(text):
            names = [name for name in re.split(r", | and ", match["who"]) if name.strip()]
            return match.groupdict().get("by"), Membership(change=change, members=tuple(map(meet, names)))
    return None, Notice(text)
