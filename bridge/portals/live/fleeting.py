"""Typing and receipts, both ways: shown while they are true, never kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bridge.errors import BeringiaError
from bridge.matrix.client import Homeserver
from bridge.matrix.events import EventId, RoomId, UserId
from bridge.matrix.from_event import Read, TypingNow, read_up_to, typing_of
from bridge.model.chat import Numbering
from bridge.model.fleeting import ReadUpTo, Typing
from bridge.model.ids import MessageId
from bridge.people.ghosts import Identities
from bridge.portals.live.numbering import Numbers
from bridge.portals.portal import House
from bridge.sources.connector import Connector
from bridge.store import Login, Portal, Store

log = logging.getLogger(__name__)

_NO_MESSAGES = frozenset({"revision", "deletion", "reaction_change", "vote"})
"""Kinds of items that have no number of their own on the network."""
FindLine = Callable[[int], Connector | None]


@dataclass(frozen=True)
class Fleeting:
    """Shows on one side what is true on the other. What cannot be shown is passed over: it will not be true for long."""

    store: Store
    homeserver: Homeserver
    house: House
    line: FindLine
    numbers: Numbers
    _typing: dict[RoomId, frozenset[UserId]] = field(default_factory=dict)

    async def to_matrix(self, portal: Portal, moment: Typing | ReadUpTo) -> None:
        """Somebody on the network types, or has read."""
        ghost = self._identities.ghost(portal.chat.network, moment.person)
        known = await self.store.ghosts.get(ghost)
        if portal.room_id is None or known is None or not known.registered_at:
            return
        try:
            if isinstance(moment, Typing):
                await self.homeserver.live.typing(RoomId(portal.room_id), ghost, active=moment.active)
            else:
                await self._read(portal, RoomId(portal.room_id), ghost, moment.message)
        except BeringiaError as error:
            log.debug("portal %d: not shown: %s", portal.id, type(error).__name__)

    async def to_network(self, event: Mapping[str, Any]) -> None:
        """People in Matrix type, or have read."""
        typing = typing_of(event)
        try:
            if typing is not None:
                await self._typing_there(typing)
            for read in read_up_to(event):
                await self._read_there(read)
        except BeringiaError as error:
            log.debug("not shown: %s", type(error).__name__)

    @property
    def _identities(self) -> Identities:
        return self.house.identities

    async def _read(self, portal: Portal, room: RoomId, ghost: UserId, message: MessageId) -> None:
        ear = await self.store.logins.get(portal.ear or 0)
        if ear is not None and portal.chat.numbering is Numbering.ACCOUNT:
            message = MessageId((await self.store.aliases.resolve(ear.export, portal.id, [message]))[message])
        found = (await self.store.events.first_of(portal.id, [message])).get(message)
        if found is not None:
            await self.homeserver.live.receipt(room, ghost, EventId(found.event_id))

    async def _typing_there(self, now: TypingNow) -> None:
        """Only who begins or stops is told."""
        users = frozenset(user for user in now.users if not self.house.is_ours(user))
        before = self._typing.get(now.room, frozenset())
        if users:
            self._typing[now.room] = users
        else:
            self._typing.pop(now.room, None)
        portal = await self.store.portals.of_room(now.room) if users != before else None
        if portal is None or portal.ear is None:
            return
        for user in users ^ before:
            line = self._line(await self._own_login(portal, user))
            if line is not None:
                await line.show_typing(portal.chat.id, active=user in users)

    async def _read_there(self, read: Read) -> None:
        portal = None if self.house.is_ours(read.user) else await self.store.portals.of_room(read.room)
        if portal is None or portal.ear is None:
            return
        login = await self._own_login(portal, read.user)
        line = self._line(login)
        if login is None or line is None:
            return
        rows = (await self.store.events.of_events([read.event])).get(read.event, [])
        for row in rows[:1]:
            message = await self._message_of(portal, login, row.message)
            if message is not None:
                await line.mark_read(portal.chat.id, message)

    async def _message_of(self, portal: Portal, login: Login, known: str) -> MessageId | None:
        """What the login calls it; None: it is no message, or its number is known for another account only."""
        item = await self.store.inbox.get(portal.id, known)
        if item is None or item.kind in _NO_MESSAGES:
            return None
        return await self.numbers.number_for(login, portal, MessageId(known))

    async def _own_login(self, portal: Portal, user: str) -> Login | None:
        return next((one for one in await self.store.logins.list() if _is_own(one, portal, user)), None)

    def _line(self, login: Login | None) -> Connector | None:
        return None if login is None else self.line(login.id)


def _is_own(login: Login, portal: Portal, user: str) -> bool:
    return login.user_id == user and login.network == portal.chat.network and not login.is_bot and login.lost is None
