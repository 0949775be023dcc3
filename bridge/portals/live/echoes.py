"""What we say on a network comes back to us: it is known beforehand, so that nobody hears it twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_row
from typing import Any

from msgspec.structs import replace

from bridge.matrix.events import Role
from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.chat import Numbering
from bridge.model.codec import decode
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Content, Message
from bridge.portals.live.numbering import Numbers
from bridge.portals.live.sameness import is_same
from bridge.portals.rows import inbox_row
from bridge.sources.connector import Spoken
from bridge.store import Echo, EventRow, InboxRow, Login, OutboxRow, Portal, State, Store

_BELONGING = frozenset({Role.REACTION, Role.VOTE, Role.REVISION})
"""Roles of events that belong to the message that they amend."""
_AMENDMENTS = (Revision, Deletion, ReactionChange, Vote)


@dataclass(frozen=True)
class Echoes:
    """Records what was said on the network as known."""

    store: Store
    numbers: Numbers

    async def expect(
        self,
        portal: Portal,
        row: OutboxRow,
        event: Mapping[str, Any],
        login: Login,
        spoken: Sequence[tuple[Message, Spoken]],
        losses: Sequence[str],
    ) -> None:
        """The end of saying an event: what it became, in one commit with the outcome."""
        async with self.numbers.settling(portal):
            await self._expect(portal, row, event, login, spoken, losses)

    async def _expect(
        self,
        portal: Portal,
        row: OutboxRow,
        event: Mapping[str, Any],
        login: Login,
        spoken: Sequence[tuple[Message, Spoken]],
        losses: Sequence[str],
    ) -> None:
        echoes: list[Echo] = []
        absorbed: list[str] = []
        waiting = await self.store.live_inbox.said_by(portal.id, login.person, [], State.WAITING)
        for number, (message, said) in enumerate(spoken):
            if isinstance(message.content, Revision) and said.messages[1:]:
                echoes += await self._several(portal, row, event, login, message, said, number)
            elif isinstance(message.content, _AMENDMENTS):
                echoes.append(_amendment(row, event, login, message, said, f"{number}"))
            else:
                echoes += await self._messages(portal, row, event, login, message, said, waiting, absorbed)
        await self.store.outbox.finish(
            row,
            echoes,
            export=login.export,
            notes=[*losses, *(loss for _, said in spoken for loss in said.losses)],
            gone=[one for one in (_redacted(event),) if one],
            absorbed=absorbed,
        )

    async def _several(
        self,
        portal: Portal,
        row: OutboxRow,
        event: Mapping[str, Any],
        login: Login,
        message: Message,
        said: Spoken,
        number: int,
    ) -> list[Echo]:
        """An edit of what is several messages: each of them comes back by itself, edited or new."""
        content, replaced = message.content, _key(event, Role.REVISION)
        assert isinstance(content, Revision), "only what was said can be several messages"
        thing = [await self.numbers.said(login, portal, one) for one in said.messages]
        known = await self.store.events.of_messages(portal.id, thing)
        echoes = [_amendment(row, event, login, message, said, f"{number}/1")]
        for place, own in enumerate(thing[1:], start=2):
            part = replace(message, content=replace(content, message=own))
            echo = _amendment(row, event, login, part, said, f"{number}/{place}")
            if own in known or replaced is None:
                echoes.append(replace_row(echo, events=()))
            else:
                new = replace(message, id=own, sender=PersonId(login.person), content=content.content)
                whole = replace_row(_event_row(row, event, Role.ECHO, new), event_id=replaced)
                echoes.append(Echo(item=inbox_row(new), events=[whole]))
        return echoes

    async def _messages(
        self,
        portal: Portal,
        row: OutboxRow,
        event: Mapping[str, Any],
        login: Login,
        message: Message,
        said: Spoken,
        waiting: Sequence[InboxRow],
        absorbed: list[str],
    ) -> list[Echo]:
        """Each message that it became, with the event as its own."""
        echoes = []
        for network_id in said.messages:
            own = await self.numbers.said(login, portal, network_id)
            known = replace(
                message, id=own, sender=PersonId(login.person), time=message.time if said.time is None else said.time
            )
            if portal.chat.numbering is Numbering.ACCOUNT and portal.ear != login.id:
                absorbed += await self._heard_already(portal, known, waiting, absorbed)
            echoes.append(Echo(item=inbox_row(known), events=[_event_row(row, event, Role.ECHO, known)]))
        return echoes

    async def _heard_already(
        self, portal: Portal, known: Message, waiting: Iterable[InboxRow], taken: Sequence[str]
    ) -> list[str]:
        """The ear numbers messages otherwise, and may have heard this one before we knew what it became."""
        assert portal.ear is not None, "what is said comes back through an ear"
        ear = await self.store.logins.get(portal.ear)
        for row in waiting:
            item = decode(row.body)
            is_it = row.time == known.time and isinstance(item, Message) and is_same(item.content, known.content)
            if is_it and row.message not in taken and ear is not None:
                await self.store.aliases.add(ear.export, portal.id, row.message, known.id)
                return [row.message]
        return []


def _amendment(
    row: OutboxRow, event: Mapping[str, Any], login: Login, message: Message, said: Spoken, mark: str
) -> Echo:
    """What happened to a message has no id on the network; the event's own stands for it. ``mark``: ``0``, or ``0/2``
    for one of the messages that an edited thing consists of.
    """
    known = replace(
        message,
        id=MessageId(f"{row.event_id}~{mark}"),
        sender=PersonId(login.person),
        time=message.time if said.time is None else said.time,
    )
    role = {Revision: Role.REVISION, ReactionChange: Role.REACTION, Vote: Role.VOTE}.get(
        type(message.content), Role.REDACTION
    )
    if _redacted(event) is not None:
        role = Role.REDACTION
    return Echo(item=inbox_row(known), events=[_event_row(row, event, role, known, int(mark.partition("/")[0]))])


def _event_row(row: OutboxRow, event: Mapping[str, Any], role: str, message: Message, part: int = 0) -> EventRow:
    return EventRow(
        part=part,
        role=str(role),
        event_id=row.event_id,
        sender=str(event["sender"]),
        thread=message.thread,
        target=_target(message.content) if role in _BELONGING else None,
        key=_key(event, role),
    )


def _target(content: Content) -> MessageId | None:
    return content.message if isinstance(content, Revision | ReactionChange | Vote) else None


def _key(event: Mapping[str, Any], role: str) -> str | None:
    """A reaction's emoji, or the event that an edit replaces."""
    field = {Role.REACTION: "key", Role.REVISION: "event_id"}.get(Role(role))
    relation = event.get("content", {}).get("m.relates_to", {})
    key = relation.get(field) if isinstance(relation, Mapping) and field is not None else None
    return key if isinstance(key, str) else None


def _redacted(event: Mapping[str, Any]) -> str | None:
    """The event that this one takes away; room version 11 has it in the content."""
    if event.get("type") != "m.room.redaction":
        return None
    found = event.get("redacts") or event.get("content", {}).get("redacts")
    return found if isinstance(found, str) else None
