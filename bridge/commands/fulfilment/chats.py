"""The chats of a person's logins, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bridge.commands.fulfilment.office import Office
from bridge.commands.services import ChatEntry, Stage
from bridge.errors import NetworkError, NetworkRefused
from bridge.matrix.events import RoomId, UserId
from bridge.model.chat import ChatKind
from bridge.model.ids import ChatId, Network
from bridge.sources.connector import Listing
from bridge.store import Login, Phase, Portal

NOTHING_LINKED = "you have not linked an account. Write `login` to link one."
ON_THE_WAY = frozenset({Phase.PLANNED, Phase.IMPORTING})
GROUPS = frozenset({ChatKind.GROUP, ChatKind.CHANNEL})
"""Chats that are the same for everybody in them; a private chat with the same person looks the same from every account."""


@dataclass(frozen=True)
class KnownChats:
    """``bridge.commands.services.Chats``."""

    office: Office

    async def of(self, user: UserId) -> list[ChatEntry]:
        """Of all logins, the latest first, each once. Raises NetworkRefused when nothing is linked, and NetworkError
        when not a single login answers.
        """
        logins = [login for login in await self.office.store.logins.list() if login.user_id == user and not login.lost]
        if not logins:
            raise NetworkRefused(NOTHING_LINKED)
        portals = {(one.chat.network, one.chat.id): one for one in await self.office.store.portals.list()}
        found: dict[tuple[Network, ChatId], ChatEntry] = {}
        errors: list[NetworkError] = []
        for login in logins:
            try:
                for entry in await self._of_login(login, portals):
                    found.setdefault((entry.network, entry.chat), entry)
            except NetworkError as error:
                errors.append(error)
        if len(errors) == len(logins):
            raise errors[0]
        return sorted(found.values(), key=lambda entry: -(entry.last or 0))

    async def _of_login(self, login: Login, portals: dict[tuple[Network, ChatId], Portal]) -> list[ChatEntry]:
        line = await self.office.bridge.lines.connected(login.id)
        theirs = [
            entry(login.id, listing, portals.get((listing.chat.network, listing.chat.id)))
            async for listing in line.chats()
        ]
        own = {one.id for one in await self.office.store.logins.list() if one.user_id == login.user_id}
        ears = {portal.chat.id: portal.ear for portal in portals.values() if portal.chat.network == login.network}
        return [replace(one, yours=ears.get(one.chat) is None or ears[one.chat] in own) for one in theirs]


def entry(login: int, listing: Listing, portal: Portal | None) -> ChatEntry:
    """A chat as the commands show it. The room of a private chat may be somebody else's."""
    portal = portal if listing.chat.kind in GROUPS else None
    return ChatEntry(
        login=login,
        network=listing.chat.network,
        chat=listing.chat.id,
        kind=listing.chat.kind,
        title=listing.chat.title or listing.chat.id,
        members=listing.members,
        last=listing.last,
        can_speak=listing.can_speak,
        stage=stage_of(portal),
        room=None if portal is None or portal.room_id is None else RoomId(portal.room_id),
    )


def entry_of(portal: Portal) -> ChatEntry:
    """The same of a chat that is here, without asking the network."""
    return entry(portal.ear or 0, Listing(chat=portal.chat), portal)


def stage_of(portal: Portal | None) -> Stage:
    """How far a chat has come."""
    if portal is None:
        return Stage.ELSEWHERE
    if portal.ear is not None:
        return Stage.MOVING if portal.phase in ON_THE_WAY else Stage.BRIDGED
    return Stage.ELSEWHERE if portal.room_id is None else Stage.HERE
