"""What an amendment must know of the room as it is now: the events that it changes, and what stands under them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.matrix.client import Homeserver
from bridge.matrix.events import Earlier, EventId, Given, Role, RoomId, UserId
from bridge.matrix.to_content import references
from bridge.model.amendment import Deletion, ReactionChange
from bridge.model.event import Membership, Pin, RankChange
from bridge.model.ids import MessageId
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable
from bridge.store import EventRow, Store

_TEXTS = frozenset({Role.MESSAGE, Role.STATE, Role.POLL_END, Role.ECHO, Role.REVISION})
"""Roles of events that say an item: a deletion takes them away, an edit replaces the messages among them."""


@dataclass(frozen=True)
class Amended:
    """Looks it up in the store, and in the room. ``is_ours`` tells the bot and the ghosts."""

    store: Store
    homeserver: Homeserver
    portal: int
    network: str
    room: RoomId
    is_ours: Callable[[str], bool]

    async def of(self, item: Message | Unreadable, levels: Mapping[str, Any] | None) -> dict[str, Any]:
        """The fields of ``Surroundings`` that this item needs and others do not: as they are now, since people change
        the room too. ``levels`` are those that were seen last.
        """
        if isinstance(item, Unreadable):
            return {}
        content, found = item.content, dict[str, Any]()
        messages = references(item).amended
        if messages:
            found["parts"] = await self._parts(messages, is_deletion=isinstance(content, Deletion))
        if isinstance(content, ReactionChange):
            found["given"] = await self._given(content.message)
        if isinstance(content, RankChange | Membership) or _silences(levels):
            found["levels"] = await self.homeserver.state_event(self.room, "m.room.power_levels")
        if isinstance(content, Pin):
            pins = await self.homeserver.state_event(self.room, "m.room.pinned_events") or {}
            found["pinned"] = tuple(EventId(one) for one in pins.get("pinned", ()) if isinstance(one, str))
        return found

    async def linked(self) -> dict[str, UserId]:
        """Real people, by who they are on the network."""
        logins = await self.store.logins.list()
        return {
            login.person: UserId(login.user_id)
            for login in logins
            if login.network == self.network and not login.is_bot and login.lost is None
        }

    async def _parts(self, messages: Sequence[MessageId], *, is_deletion: bool) -> dict[MessageId, tuple[Earlier, ...]]:
        """Their own events, and those of earlier revisions; of a deletion, those of their further items too."""
        own = await self.store.events.of_messages(self.portal, messages)
        for message in messages if is_deletion else ():
            own[message] = [*own.get(message, ()), *await self.store.events.of_further_items(self.portal, message)]
        added = await self.store.events.given_to(self.portal, messages)
        return {
            message: tuple(
                [
                    await self._earlier(row)
                    for row in [*own.get(message, ()), *_of(message, added)]
                    if _stands(row) and not (is_deletion and await self._says_more(row, messages))
                ]
            )
            for message in messages
        }

    async def _says_more(self, row: EventRow, deleted: Sequence[str]) -> bool:
        """Does an event that somebody wrote here stand for further messages there, which are not deleted?

        Then it stays, and from now on stands for those only.
        """
        if row.role != Role.ECHO:
            return False
        rows = (await self.store.events.of_events([row.event_id])).get(row.event_id, [])
        more = any(one.role == Role.ECHO and not one.gone and one.message not in deleted for one in rows)
        if more:
            await self.store.events.let_go(self.portal, row.message, row.event_id)
        return more

    async def _earlier(self, row: EventRow) -> Earlier:
        event = await self.homeserver.event(self.room, EventId(row.event_id))
        return Earlier(
            event_id=EventId(row.event_id),
            sender=UserId(row.sender),
            type="m.room.message" if event is None else event["type"],
            role=Role(row.role),
            ours=self.is_ours(row.sender),
            key=row.key,
        )

    async def _given(self, message: str) -> dict[str, tuple[Given, ...]]:
        rows = await self.store.events.given_to(self.portal, [message])
        return {
            message: tuple(
                Given(UserId(row.sender), row.key, EventId(row.event_id), self.is_ours(row.sender))
                for row in rows
                if row.key is not None and row.role == Role.REACTION
            )
        }


def _of(message: str, rows: Sequence[EventRow]) -> list[EventRow]:
    return [row for row in rows if row.target == message]


def _stands(row: EventRow) -> bool:
    return not row.gone and row.role in _TEXTS


def _silences(levels: Mapping[str, Any] | None) -> bool:
    """Is somebody in the room who may not speak? If it is their turn, the levels will be changed."""
    users = {} if levels is None else levels.get("users", {})
    return any(isinstance(level, int) and level < 0 for level in users.values())
