"""One chat's records, in order, as items of the neutral model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.codec import Item
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.unreadable import Unreadable, Withheld
from bridge.sources.telegram import withheld
from bridge.sources.telegram.albums import grouped
from bridge.sources.telegram.files import Files
from bridge.sources.telegram.message import MessageReader
from bridge.sources.telegram.numbers_seen import Numbers
from bridge.sources.telegram.people import People
from bridge.sources.telegram.record import Malformed, kind_of, whole
from bridge.sources.telegram.times import TELEGRAM_BEGAN, Clock

_MOST_WAITING = 1000
_LARGEST_ID = 2**53


@dataclass
class Seen:
    """What was met of a chat so far, should the archive hold it twice."""

    numbers: Numbers = field(default_factory=Numbers)
    records: int = 0


@dataclass(frozen=True)
class Export:
    """What is the same for all chats of one export."""

    files: Files
    zone: ZoneInfo | None = None
    people: People = field(default_factory=People)
    seen: dict[ChatId, Seen] = field(default_factory=dict)


class History:
    """Reads one chat. No record goes uncounted: each gives at least one item.

    ``owner`` is who made the export; only an export of the whole account says.
    """

    def __init__(self, chat: Chat, export: Export, owner: PersonId | None = None) -> None:
        self._chat = chat
        self._owner = owner
        self._clock = Clock(export.zone)
        self._seen = export.seen.setdefault(chat.id, Seen())
        self._messages = MessageReader(chat, export.people, self._clock, export.files)
        self._migrated = False

    def items(self, records: Iterable[object]) -> Iterator[Item]:
        """The chat, its people and messages; at the end the chat again, when there is something to warn of."""
        yield self._chat
        yield from grouped(self._all(records))
        if warnings := tuple(self._warnings()):
            yield msgspec.structs.replace(self._chat, warnings=(*self._chat.warnings, *warnings))

    def _all(self, records: Iterable[object]) -> Iterator[Item]:
        waiting: list[object] = []
        for record in records:
            time = self._clock.read(record) if isinstance(record, dict) else None
            if time is None and self._clock.previous is None and len(waiting) < _MOST_WAITING:
                waiting.append(record)
                continue
            yield from self._late(waiting)
            yield from self._items(record, time)
        yield from self._late(waiting)

    def _late(self, waiting: list[object]) -> Iterator[Item]:
        for record in waiting:
            yield from self._items(record, None)
        waiting.clear()

    def _items(self, record: object, time: int | None) -> list[Item]:
        self._seen.records += 1
        guessed = time is None
        when = time if time is not None else self._clock.previous or TELEGRAM_BEGAN
        if not isinstance(record, dict):
            return [self._without_id(when, f"expected a message, found {kind_of(record)}")]
        number = whole(record.get("id"))
        if number is None or abs(number) >= _LARGEST_ID:
            return [self._without_id(when, "the message has no id")]
        return self._numbered(record, number, when, guessed=guessed)

    def _numbered(self, record: dict[str, Any], number: int, time: int, *, guessed: bool) -> list[Item]:
        if not self._seen.numbers.add(number):
            again = f"{number}~{self._seen.records}"
            return [self._unreadable(again, number, time, f"another message with the id {number} came before it")]
        self._migrated = self._migrated or number < 0
        if withheld.is_forbidden(record):
            return [Withheld(chat=self._chat.id, id=MessageId(str(number)), reason=withheld.REASON)]
        try:
            return self._messages.read(record, number, time, guessed=guessed)
        except Malformed as problem:
            return [self._unreadable(str(number), number, time, str(problem))]

    def _without_id(self, time: int, reason: str) -> Unreadable:
        return self._unreadable(f"record{self._seen.records}", self._seen.numbers.newest, time, reason)

    def _unreadable(self, message: str, place: int, time: int, reason: str) -> Unreadable:
        return Unreadable(chat=self._chat.id, id=MessageId(message), time=time, place=place, reason=reason)

    def _warnings(self) -> Iterator[str]:
        if missed := self._clock.zone_missed:
            yield (
                f"{missed:,} messages are dated in local time without a zone, which was taken for UTC: "
                "say the time zone of the computer that made the export"
            )
        if self._migrated and self._chat.numbering is Numbering.NETWORK:
            yield (
                "the messages from before this group became a supergroup are numbered for one account only: "
                "another person's export of them would double them"
            )
        yield from self._about_authors()
        yield from self._messages.ledger.warnings()

    def _about_authors(self) -> Iterator[str]:
        authors = self._messages.authors
        if self._chat.kind is not ChatKind.GROUP or len(authors) != 1:
            return
        if self._owner in authors:
            yield "only the exporter's own messages are in this export: export the group with everyone's messages"
        else:
            yield "only one person speaks in this group: maybe the export was limited to their messages"
