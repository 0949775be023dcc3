"""A moved chat's room, and who is in it."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.commands.fulfilment.office import Office
from bridge.errors import HomeserverError, Refused
from bridge.matrix.events import RoomId, UserId
from bridge.matrix.rooms import raise_levels
from bridge.model.event import Rank
from bridge.portals.live.members import bring_in
from bridge.portals.portal import current_state, set_scene
from bridge.sources.connector import Details
from bridge.store import Portal

LEADING = frozenset({Rank.OWNER, Rank.ADMIN})


@dataclass(frozen=True)
class Furnishing:
    """Makes rooms ready to be lived in."""

    office: Office

    async def remember(self, portal: Portal, details: Details) -> None:
        """What the network says of the chat and its people today."""
        store = self.office.store
        login = await store.logins.get(portal.ear or 0)
        async with store.transaction() as tx:
            await store.portals.ensure(tx, details.chat)
            if login is not None:
                people = [one.person for one in details.attendees]
                await store.people.put_many(tx, portal.chat.network, people, export=login.export)

    async def bring_in(self, portal: Portal, details: Details) -> None:
        """Whoever is in the chat today."""
        importer = self.office.importer
        if portal.room_id is None:
            return
        state = await current_state(self.office.store, portal)
        scenery = await set_scene(self.office.store, importer.house, portal, importer.files, state, beneath=False)
        people = [one.person.id for one in details.attendees]
        room, avatar = RoomId(portal.room_id), scenery.scene.avatar
        await bring_in(self.office.homeserver, room, scenery.cast, people, importer.ghosts, avatar)
        await self._empower(portal, room, details)

    async def let_in(self, room: RoomId, user: UserId) -> None:
        """Invite the person, unless they are there."""
        if user in await self.office.homeserver.live.joined_members(room):
            return
        try:
            await self.office.homeserver.live.invite(room, user)
        except Refused as refusal:
            if refusal.status != 403:  # they have been invited before, or the room does not want them
                raise HomeserverError(
                    f"The room is ready, and its invitation could not be sent: {refusal.detail}"
                ) from refusal

    async def _empower(self, portal: Portal, room: RoomId, details: Details) -> None:
        """Who leads the chat there and has linked an account leads it here; nobody's level is lowered.

        Whoever linked a bot is not the bot.
        """
        leaders = {one.person.id for one in details.attendees if one.rank in LEADING}
        users = [
            login.user_id
            for login in await self.office.store.logins.list()
            if login.person in leaders and login.network == portal.chat.network
            if login.lost is None and not login.is_bot
        ]
        await raise_levels(self.office.homeserver, room, [UserId(user) for user in users])
