"""The reader of Viber's e-mailed history. How it is made: ``docs/sources/viber.md``."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar

from bridge.errors import ArchiveError
from bridge.model.codec import Item
from bridge.model.ids import ChatId, Network
from bridge.sources.archive import Archive
from bridge.sources.day_or_month import DayOrMonth
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.local_text import first_lines, local_lines
from bridge.sources.named_people import NamedPeople
from bridge.sources.transcript import Entry, Format, transcribed
from bridge.sources.viber import table

VIBER = Network("viber")
_MOST_LOOKED_AT = 200
_FIRST_ROWS = 5
_PREFIXES = ("Messages - ", "Messages_", "Viber chat - ")
_UNKNOWN_SELF = "the exporter is called “{}” in this export: say their name with --own-name"


class ViberTables(Reader):
    """Viber: the message history that a phone sends by e-mail."""

    name: ClassVar[str] = "viber-csv"
    network: ClassVar[Network] = VIBER
    title: ClassVar[str] = "Viber e-mailed message history (.csv)"
    guide: ClassVar[Guide | None] = Guide(
        network="Viber",
        export="on the phone: More → Settings → Calls and messages → Email messages history (one CSV for each chat, in a zip)",
        kept="texts, who wrote them with their phone numbers, to the second; that there was a photo or a call",
        lost="all files, the time zone, ids, what a message answers, reactions, edits and deletions",
    )

    def identify(self, archive: Archive) -> bool:
        """Does a table begin with date, time, name and number?"""
        return bool(_tables(archive, _MOST_LOOKED_AT))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Each table is one chat."""
        names = _tables(archive)
        if not names:
            raise ArchiveError(f"{archive.path}: there is no message history of Viber's in it.")
        people, taken = NamedPeople(VIBER), set[ChatId]()
        for name in names:
            yield from _chat(archive, name, hints, people, taken)


@dataclass
class _Look:
    """What a first look at a table shows."""

    order: DayOrMonth
    seconds: bool = False
    own: str | None = None

    def note(self, row: table.Row) -> None:
        """One more row."""
        self.seconds = self.seconds or row.seconds
        if not self.own and table.is_own(row.sender):
            self.own = row.sender
        if not row.year_first and not row.dotted:
            self.order.note(*row.numbers[:2], row.numbers[2] + 2000 if row.numbers[2] < 100 else row.numbers[2])


def _chat(archive: Archive, name: str, hints: Hints, people: NamedPeople, taken: set[ChatId]) -> Iterator[Item]:
    look = _Look(DayOrMonth())
    with _told(name):
        for row in table.rows(local_lines(archive, name)):
            if isinstance(row, table.Row):
                look.note(row)
        order = look.order.decide(hints.date_order, name)

    def entries() -> Iterator[Entry]:
        with _told(name):
            yield from table.entries(local_lines(archive, name), order, hints.own_name)

    chosen = Format(VIBER, "Viber", 1_000 if look.seconds else 60_000, table.understand)
    warnings = (_UNKNOWN_SELF.format(look.own),) if look.own and not hints.own_name else ()
    yield from transcribed(chosen, entries, people, hints, title=_title(name), warnings=warnings, taken=taken)


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except csv.Error as error:
        raise ArchiveError(f"{name} is no sound CSV: {error}.") from error


def _title(name: str) -> str:
    title = PurePosixPath(name).stem
    for prefix in _PREFIXES:
        title = title.removeprefix(prefix)
    return title


def _tables(archive: Archive, most: int | None = None) -> Sequence[str]:
    names = [*archive.find("*.csv")[:most], *archive.find("*.txt")[:most]]
    return [name for name in names if _is_table(first_lines(archive, name))]


def _is_table(lines: Sequence[str]) -> bool:
    try:
        rows = list(table.rows(lines[:_FIRST_ROWS]))
    except csv.Error:
        return False
    return any(isinstance(row, table.Row) for row in rows[:2])
