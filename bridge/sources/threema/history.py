"""One table of messages as the items of one chat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.event import Membership, Notice
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Content, Message, Reply
from bridge.model.unreadable import Unreadable
from bridge.sources.sightings import Sighting, Sightings
from bridge.sources.threema.bodies import Bodies
from bridge.sources.threema.identities import Identities
from bridge.sources.threema.reactions import Given, reactions_of
from bridge.sources.threema.tables import Row, flag, time

_LONGEST_ID = 100


@dataclass
class History:
    """Reads one chat. ``other`` is the other one of two; empty in groups."""

    chat: Chat
    people: Identities
    bodies: Bodies
    given: Mapping[str, list[Given]]
    other: str
    time: int = 0
    place: int = 0

    def items(self, rows: Iterable[Row]) -> Iterator[Item]:
        """The chat, its people and messages."""
        yield self.chat
        seen = Sightings()
        for row in rows:
            if row.get("type") == "DATE_SEPARATOR":
                continue
            self.place += 1
            number = (row.get("apiid") or row.get("uid") or f"row {self.place}")[:_LONGEST_ID]
            sighting = seen.meet(
                number, "\0".join((row.get("posted_at", ""), row.get("body", ""))).encode("utf-8", "replace")
            )
            if sighting is Sighting.CLASH:
                yield self._unreadable("another message with this number came before it")
            elif sighting is Sighting.FIRST:
                yield from self._item(row, number)

    def _item(self, row: Row, number: str) -> Iterator[Item]:
        if not row.get("type") and not row.get("body"):
            yield self._unreadable("it is no message")
            return
        when = time(row, "posted_at", "created_at", "modified_at")
        self.time = when if when is not None else self.time
        content = self.bodies.content(row)
        quoted = row.get("quoted_message_apiid", "")[:_LONGEST_ID]
        message = Message(
            chat=self.chat.id,
            id=MessageId(number),
            time=self.time,
            place=self.place,
            sender=self._sender(row, content),
            content=content,
            reply=Reply(message=MessageId(quoted)) if quoted else None,
            edited=time(row, "edited_at"),
            reactions=tuple(reactions_of(row, self.given.get(number, ()), self.people, self.other)),
            time_guessed=when is None,
        )
        yield from self.people.introductions()
        yield message

    def _sender(self, row: Row, content: Content) -> PersonId | None:
        if isinstance(content, Membership):
            return content.members[0].person
        if flag(row, "isstatusmessage") or (isinstance(content, Notice) and content.action == "group_status"):
            return None
        if flag(row, "isoutbox"):
            return self.people.meet(self.people.own)
        return self.people.meet(self.other or row.get("identity", ""))

    def _unreadable(self, reason: str) -> Unreadable:
        return Unreadable(
            chat=self.chat.id, id=MessageId(f"row {self.place}"), time=self.time, place=self.place, reason=reason
        )
