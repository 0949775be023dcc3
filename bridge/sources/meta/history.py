"""One chat's records as items. A page lists them newest first, so places are counted backwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import structs

from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.event import Member
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Content, Message
from bridge.model.reaction import Reaction, Reactor
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.meta.contents import KNOWN, contents_of, count_of
from bridge.sources.meta.files import Files
from bridge.sources.meta.record import Record, classic, rows, text, time
from bridge.sources.meta.survey import MESSAGES, Page, values
from bridge.sources.named_people import NamedPeople
from bridge.sources.neutral import LATEST

_MOST_UNKNOWN = 100


@dataclass
class History:
    """Reads one chat."""

    chat: Chat
    archive: Archive
    people: NamedPeople
    roots: Sequence[str]
    own_name: str | None
    time: int = 0
    unknown: Counter[str] = field(default_factory=Counter)

    def items(self, pages: Sequence[Page], participants: Sequence[str]) -> Iterator[Item]:
        """The chat, its people and messages; the oldest page comes first. At the end the chat again, if it needs words."""
        yield self.chat
        for name in participants:
            self.people.meet(name)
        yield from self.people.introductions()
        self.time = next((page.last for page in reversed(pages) if page.last), 0)
        place = 1
        for page in reversed(pages):
            yield from self._page(page, place)
            place += page.items
        if self.unknown:
            named = ", ".join(sorted(self.unknown))
            warning = f"not known to this version, and left out: {named} ({self.unknown.total():,} times)"
            yield structs.replace(self.chat, warnings=(*self.chat.warnings, warning))

    def _page(self, page: Page, first: int) -> Iterator[Item]:
        files = Files(self.archive, page.name, self.roots)
        place = first + page.items if page.newest_first else first
        for path, value in values(self.archive, page.name):
            if path == MESSAGES:
                count = count_of(value)
                place -= count if page.newest_first else 0
                yield from self._record(value, place, files)
                place += 0 if page.newest_first else count

    def _record(self, value: object, place: int, files: Files) -> Iterator[Item]:
        record = classic(value) if isinstance(value, dict) else None
        when = time(record, "timestamp_ms") if record else None
        self.time = when if when is not None else self.time
        if record is None or not ("sender_name" in record or when is not None):
            yield self._unreadable(place, "it is no message")
            # A broken record with files in it was counted by them.
            for later in range(1, count_of(value)):
                yield self._unreadable(place + later, "it is a file of what is no message")
            return
        self._note_unknown(record)
        sender = self.people.meet(text(record, "sender_name"))
        contents = contents_of(record, files, self._member, self.own_name)
        reactions = tuple(self._reactions(record))
        yield from self.people.introductions()
        yield from self._messages(contents, place, sender, reactions, guessed=when is None)

    def _messages(
        self,
        contents: Sequence[Content],
        place: int,
        sender: PersonId | None,
        reactions: tuple[Reaction, ...],
        *,
        guessed: bool,
    ) -> Iterator[Message]:
        for later, content in enumerate(contents):
            yield Message(
                chat=self.chat.id,
                id=MessageId(str(place + later)),
                time=self.time,
                place=place + later,
                sender=sender,
                content=content,
                album=str(place) if len(contents) > 1 else None,
                reactions=() if later else reactions,
                time_guessed=guessed,
            )

    def _reactions(self, record: Record) -> Iterator[Reaction]:
        given: dict[str, dict[PersonId | None, int | None]] = {}
        for entry in rows(record, "reactions"):
            emoji = text(entry, "reaction")
            if emoji:
                by = given.setdefault(emoji, {})
                by[self.people.meet(text(entry, "actor"))] = _seconds(entry)
        for emoji, reactors in given.items():
            named = tuple(Reactor(person=person, time=when) for person, when in reactors.items() if person)
            yield Reaction(emoji=emoji, count=len(reactors), by=named)

    def _member(self, name: str) -> Member:
        return Member(name=name, person=None if name in {"you", "You"} else self.people.meet(name))

    def _note_unknown(self, record: Record) -> None:
        if len(self.unknown) < _MOST_UNKNOWN and not record.keys() <= KNOWN:
            self.unknown.update(key[:60] for key in record.keys() - KNOWN)

    def _unreadable(self, place: int, reason: str) -> Unreadable:
        return Unreadable(chat=self.chat.id, id=MessageId(str(place)), time=self.time, place=place, reason=reason)


def _seconds(entry: Record) -> int | None:
    """When somebody reacted: seconds in most exports, ms in some."""
    when = time(entry, "timestamp")
    if when is None:
        return None
    return when * 1000 if when * 1000 < LATEST and when < 10**11 else when
