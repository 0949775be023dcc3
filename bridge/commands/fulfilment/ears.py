"""What becomes of bridged chats when the login that hears them goes: another takes over, or people are told."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bridge.commands.fulfilment.hearing import Hearing
from bridge.commands.fulfilment.moves import ChatMoves
from bridge.commands.fulfilment.office import Office
from bridge.errors import HomeserverError
from bridge.matrix.events import RoomId, UserId
from bridge.store import Login, Portal

log = logging.getLogger(__name__)

NOT_BRIDGED = (
    "This room is no longer bridged: the account through which it was has been logged out, and no other account that is"
    " linked here is in the chat. What is written here stays here."
)
LOST = (
    "{network} no longer knows your account {name}, so nothing goes over through it. Write `login` to link it again;"
    " what was said meanwhile is fetched then."
)


@dataclass(frozen=True)
class Ears:
    """Looks after the portals of logins that come and go."""

    office: Office
    moves: ChatMoves

    async def leave(self, login: int) -> None:
        """This login is going: its portals go on through others, or end, and their rooms are told."""
        for portal in await self._portals(login):
            if not await self._hand_over(portal):
                await self.moves.let_go(portal)
                await self._tell(portal, f"unbridged-{portal.id}-{login}", NOT_BRIDGED)

    async def lost(self, login: Login, why: str) -> None:  # noqa: ARG002 - the network's words for it are shown by `logins`
        """The network has ended this login. Portals that no other can hear wait until it is linked again."""
        for portal in await self._portals(login.id):
            await self._hand_over(portal)
        network = self.office.title_of(login.network)
        await self._tell_person(login, LOST.format(network=network, name=login.name))

    async def look_after(self) -> None:
        """Portals that wait for a login that is lost: by now another may be there."""
        logins = await self.office.store.logins.list()
        for login in [one for one in logins if one.lost is not None]:
            for portal in await self._portals(login.id):
                await self._hand_over(portal)

    async def go_on(self, login: Login) -> None:
        """It was linked again: what was said in its portals meanwhile is fetched."""
        for portal in await self._portals(login.id):
            await self.moves.take_over(portal, login)

    async def _portals(self, login: int) -> list[Portal]:
        return [portal for portal in await self.office.store.portals.bridged() if portal.ear == login]

    async def _hand_over(self, portal: Portal) -> bool:
        other = await Hearing(self.office).another_ear(portal)
        if other is None:
            return False
        log.info("portal %d: login %d takes over", portal.id, other.id)
        await self.moves.take_over(portal, other)
        return True

    async def _tell_person(self, login: Login, words: str) -> None:
        """In the room in which they and the bot are alone."""
        user, bot = UserId(login.user_id), self.office.homeserver.bot
        for room in await self.office.store.incoming.rooms_of(user):
            try:
                if set(await self.office.homeserver.live.joined_members(RoomId(room))) == {user, bot}:
                    await self._say(RoomId(room), f"lost-{login.id}-{login.linked_at}", words)
                    return
            except HomeserverError as error:
                log.warning("login %d: %s is not reached: %s", login.id, room, type(error).__name__)
        log.warning("login %d: nobody could be told that it is lost", login.id)

    async def _tell(self, portal: Portal, transaction: str, words: str) -> None:
        if portal.room_id is None:
            return
        try:
            await self._say(RoomId(portal.room_id), transaction, words)
        except HomeserverError as error:
            log.warning("portal %d: its room could not be told: %s", portal.id, type(error).__name__)

    async def _say(self, room: RoomId, transaction: str, words: str) -> None:
        content = {"msgtype": "m.notice", "body": words, "m.mentions": {}}
        await self.office.homeserver.send(room, self.office.homeserver.bot, "m.room.message", transaction, content)
