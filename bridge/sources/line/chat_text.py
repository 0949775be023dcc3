"""The reader of LINE's text export of one chat. How it is made: ``docs/sources/line.md``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from bridge.errors import ArchiveError
from bridge.model.codec import Item
from bridge.model.ids import ChatId, Network
from bridge.sources.archive import Archive
from bridge.sources.day_or_month import DayOrMonth
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.line import dates, words
from bridge.sources.line.history import Grammar, is_tabbed, names_with_spaces, title_of
from bridge.sources.local_text import first_lines, local_lines
from bridge.sources.named_people import NamedPeople
from bridge.sources.transcript import Format, transcribed

LINE = Network("line")
_FORMAT = Format(LINE, "LINE", 60_000, words.understand)
_MOST_LOOKED_AT = 200
_HEADLESS_DAY = re.compile(r"\ufeff?\d{4}[./]\d{2}[./]\d{2} ?\(?[^\W\d_]{1,12}\)?")
_HEADLESS_MESSAGE = re.compile(r"\d{2}:\d{2}[ \t]\S.*")


class LineText(Reader):
    """LINE: a text file of one chat, from a phone or from the desktop program."""

    name: ClassVar[str] = "line-text"
    network: ClassVar[Network] = LINE
    title: ClassVar[str] = "LINE chat history (.txt)"
    guide: ClassVar[Guide | None] = Guide(
        network="LINE",
        export="in the chat: menu → Settings (or Other settings) → Export chat history (on a computer: ⋮ → Save chat)",
        kept="texts, who wrote them, to the minute; who came and went; that there was a photo, sticker or call",
        lost="all files, seconds, the time zone, ids, what a message answers, reactions; unsent messages",
    )

    def identify(self, archive: Archive) -> bool:
        """Does a text file begin as LINE's do?"""
        return bool(_histories(archive, _MOST_LOOKED_AT))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Each file is one chat."""
        names = _histories(archive)
        if not names:
            raise ArchiveError(f"{archive.path}: there is no chat history of LINE's in it.")
        people, taken = NamedPeople(LINE), set[ChatId]()
        for name in names:
            yield from _chat(archive, name, hints, people, taken)


def _chat(archive: Archive, name: str, hints: Hints, people: NamedPeople, taken: set[ChatId]) -> Iterator[Item]:
    order = DayOrMonth()
    for line in local_lines(archive, name):
        if (day := dates.day(line)) and not day.year_first:
            order.note(day.first, day.second, day.third, day.weekday)
    tabbed = any(map(is_tabbed, local_lines(archive, name)))
    names = () if tabbed else names_with_spaces(local_lines(archive, name))
    grammar = Grammar(order.decide(hints.date_order, name), tabbed=tabbed, names=names)
    title = title_of(next(local_lines(archive, name), "").lstrip("\ufeff"))
    longest = archive.limits.string
    yield from transcribed(
        _FORMAT,
        lambda: grammar.entries(local_lines(archive, name), longest),
        people,
        hints,
        title=title,
        taken=taken,
    )


def _histories(archive: Archive, most: int | None = None) -> Sequence[str]:
    return [name for name in archive.find("*.txt")[:most] if _is_history(first_lines(archive, name))]


def _is_history(lines: Sequence[str]) -> bool:
    said = [line for line in lines if line.strip()]
    if not said:
        return False
    if said[0].lstrip("\ufeff").startswith("[LINE]"):
        return True
    return len(said) > 1 and bool(_HEADLESS_DAY.fullmatch(said[0].strip()) and _HEADLESS_MESSAGE.fullmatch(said[1]))
