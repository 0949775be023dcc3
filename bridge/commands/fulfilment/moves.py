"""Moving a chat: its history first, then what is said from now on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from bridge.commands.fulfilment.chats import ON_THE_WAY, entry_of
from bridge.commands.fulfilment.jobs import Jobs
from bridge.commands.fulfilment.landing import Landing
from bridge.commands.fulfilment.office import Office
from bridge.commands.services import ChatEntry, ChatStatus, Moved, Progress, Step, Tell
from bridge.errors import HomeserverError, NetworkRefused, Refused
from bridge.matrix.events import RoomId, UserId
from bridge.matrix.rooms import raise_levels
from bridge.model.chat import ChatKind, Numbering
from bridge.model.event import Rank
from bridge.model.ids import MessageId
from bridge.people.cast import Cast
from bridge.portals.live.members import bring_in
from bridge.portals.portal import current_state, set_scene
from bridge.sources.connector import Connector, Details
from bridge.store import OutboxState, Phase, Portal, State

PRIVATE = (
    "this is a private chat. Groups and channels can be moved: a private chat with the same person looks the same from"
    " every account, and nobody else may ever see yours."
)
LEADING = frozenset({Rank.OWNER, Rank.ADMIN})
GROUPS = frozenset({ChatKind.GROUP, ChatKind.CHANNEL})


@dataclass(frozen=True)
class ChatMoves:
    """``bridge.commands.services.Moves``."""

    office: Office
    jobs: Jobs = field(default_factory=Jobs)

    async def resume(self) -> None:
        """Go on with what an earlier run has left half done."""
        for portal in await self.office.store.portals.bridged():
            if portal.phase in ON_THE_WAY:
                self.jobs.begin(portal.id, lambda tell, portal=portal: self._move(portal.id, tell))  # type: ignore[misc]  # mypy does not follow the default

    async def migrate(self, user: UserId, chat: ChatEntry, tell: Tell) -> Moved:
        """The whole history, in order, then what is said from now on."""
        portal = await self._begin(chat, Phase.IMPORTING)
        moved = await self.jobs.join(portal.id, lambda told: self._move(portal.id, told), tell)
        await self._let_in(moved.room, user)
        return moved

    async def bridge(self, user: UserId, chat: ChatEntry, last: int | None, tell: Tell) -> Moved:
        """What is said from now on, after the last so many messages."""
        portal = await self._begin(chat, Phase.IMPORTING)
        moved = await self.jobs.join(portal.id, lambda told: self._move(portal.id, told, last or 0), tell)
        await self._let_in(moved.room, user)
        return moved

    async def stop(self, user: UserId, chat: ChatEntry) -> None:  # noqa: ARG002 - the door decides who may
        """Nothing goes over any more. The room stays as it is."""
        portal = await self._portal(chat)
        self.jobs.cancel(portal.id)
        await self.office.store.portals.set_ear(portal.id, None, relay=None, seam=portal.seam)
        await self.office.bridge.learn()

    async def sync(self, user: UserId, chat: ChatEntry, tell: Tell) -> Moved:
        """Ask the network for title and members, and say whatever waits."""
        portal = await self._portal(chat)
        await tell(Progress(step=Step.FETCHING))
        line = await self._line(portal)
        details = await line.details(portal.chat.id)
        portal = await self._remember(portal, details)
        if portal.room_id is None:
            raise NetworkRefused("this chat has no room yet.")
        await self._bring_in(portal, details)
        await self._let_in(RoomId(portal.room_id), user)
        self.office.bridge.wake(portal.id)
        await self.office.bridge.take_in()
        return await self._moved(portal)

    async def status(self, user: UserId) -> list[ChatStatus]:
        """All chats that this person's logins hear, what is under way first."""
        logins = {login.id for login in await self.office.store.logins.list() if login.user_id == user}
        portals = [one for one in await self.office.store.portals.bridged() if one.ear in logins]
        told = [await self._status(portal) for portal in portals]
        return sorted(told, key=lambda one: one.progress is None)

    # The steps of a move

    async def _begin(self, chat: ChatEntry, phase: Phase) -> Portal:
        """Make the portal, and hear the chat from now on, before its history is read: so nothing falls in between."""
        if chat.kind not in GROUPS:
            raise NetworkRefused(PRIVATE)
        store = self.office.store
        known = await store.portals.of_chat(chat.network, chat.chat)
        if known is not None and known.ear is not None:
            return known
        line = await self.office.bridge.lines.connected(chat.login)
        details = await line.details(chat.chat)
        async with store.transaction() as tx:
            portal_id = await store.portals.ensure(tx, details.chat)
        await store.portals.set_phase(portal_id, phase)
        relay = await self._relay(chat)
        await store.portals.set_ear(portal_id, chat.login, relay=relay, seam=None)
        await self.office.bridge.learn()
        seam = await line.follow(chat.chat)
        await store.portals.set_ear(portal_id, chat.login, relay=relay, seam=seam)
        portal = await self._remember(await self._by_id(portal_id), details)
        if details.chat.numbering is Numbering.ACCOUNT:
            await self._number(portal)
        return portal

    async def _move(self, portal_id: int, tell: Tell, last: int | None = None) -> Moved:
        """Each step is harmless when it was done before. ``last``: only so many messages; None: all."""
        portal = await self._by_id(portal_id)
        line = await self._line(portal)
        details = await line.details(portal.chat.id)
        portal = await self._remember(portal, details)
        if portal.seam is not None and last != 0:
            landing = Landing(self.office, portal, line, self._folder(portal))
            await landing.run(MessageId(portal.seam), last, tell)
        portal = await self._furnish(await self._by_id(portal_id), details)
        await self.office.store.portals.set_phase(portal.id, Phase.LIVE)
        self.office.bridge.wake(portal.id)
        return await self._moved(portal)

    async def _furnish(self, portal: Portal, details: Details) -> Portal:
        """The room, even where there is no history, with everybody in it."""
        await self.office.importer.make_room(portal.id)
        portal = await self._by_id(portal.id)
        if portal.phase is not Phase.LIVE:
            await self.office.sweeping.begin(portal)
        await self._bring_in(portal, details)
        return portal

    async def _bring_in(self, portal: Portal, details: Details) -> None:
        """Whoever is in the chat today."""
        importer = self.office.importer
        if portal.room_id is None:
            return
        state = await current_state(self.office.store, portal)
        scenery = await set_scene(self.office.store, importer.house, portal, importer.files, state, beneath=False)
        cast: Cast = scenery.cast
        people = [one.person.id for one in details.attendees]
        room = RoomId(portal.room_id)
        await bring_in(self.office.homeserver, room, cast, people, importer.ghosts, scenery.scene.avatar)
        await self._empower(portal, room, details)

    async def _empower(self, portal: Portal, room: RoomId, details: Details) -> None:
        """Who leads the chat there and has linked an account leads it here; nobody's level is lowered."""
        leaders = {one.person.id for one in details.attendees if one.rank in LEADING}
        users = [
            login.user_id
            for login in await self.office.store.logins.list()
            if login.person in leaders and login.network == portal.chat.network and login.lost is None
        ]
        await raise_levels(self.office.homeserver, room, [UserId(user) for user in users])

    async def _remember(self, portal: Portal, details: Details) -> Portal:
        """What the network says of the chat and its people today."""
        store = self.office.store
        login = await store.logins.get(portal.ear or 0)
        async with store.transaction() as tx:
            await store.portals.ensure(tx, details.chat)
            if login is not None:
                people = [one.person for one in details.attendees]
                await store.people.put_many(tx, portal.chat.network, people, export=login.export)
        return await self._by_id(portal.id)

    async def _number(self, portal: Portal) -> None:
        """Where each account numbers for itself, another's export may have numbered the inbox otherwise."""
        login = await self.office.store.logins.get(portal.ear or 0)
        if login is not None:
            await self.office.store.aliases.speak_as(login.export, portal.id, None)

    async def _relay(self, chat: ChatEntry) -> int | None:
        """The first bot that is in the chat, where relaying is allowed."""
        if not self.office.relay:
            return None
        for login in await self.office.store.logins.list():
            line = self.office.bridge.lines.connector(login.id)
            if login.is_bot and login.network == chat.network and line is not None and await _is_in(line, chat):
                return login.id
        return None

    async def _let_in(self, room: RoomId, user: UserId) -> None:
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

    async def _moved(self, portal: Portal) -> Moved:
        store = self.office.store
        history = await store.inbox.counts(portal.id)
        live = await store.live_inbox.counts(portal.id)
        said = sum(count for (state, _), count in [*history.items(), *live.items()] if state is not State.WITHHELD)
        assert portal.room_id is not None, "a chat that was moved has a room"
        return Moved(
            title=portal.chat.title or portal.chat.id,
            room=RoomId(portal.room_id),
            messages=said,
            losses=self.office.losses(await store.inbox.notes(portal.id)),
            live=portal.ear is not None,
        )

    async def _status(self, portal: Portal) -> ChatStatus:
        outbox = await self.office.store.outbox.counts(portal.id)
        counts = await self.office.store.inbox.counts(portal.id) | await self.office.store.live_inbox.counts(portal.id)
        return ChatStatus(
            chat=entry_of(portal),
            progress=self.jobs.progress.get(portal.id),
            messages=sum(count for (state, _), count in counts.items() if state is State.DONE),
            unsent=outbox.get(OutboxState.WAITING, 0) + outbox.get(OutboxState.SENDING, 0),
            failed=outbox.get(OutboxState.FAILED, 0) + outbox.get(OutboxState.UNSUPPORTED, 0),
        )

    async def _line(self, portal: Portal) -> Connector:
        return await self.office.bridge.lines.connected(portal.ear or 0)

    async def _portal(self, chat: ChatEntry) -> Portal:
        portal = await self.office.store.portals.of_chat(chat.network, chat.chat)
        if portal is None or portal.ear is None:
            raise NetworkRefused("this chat is not bridged. `migrate` or `bridge` begins that.")
        return portal

    async def _by_id(self, portal: int) -> Portal:
        found = await self.office.store.portals.get(portal)
        assert found is not None, "portals are never removed"
        return found

    def _folder(self, portal: Portal) -> Path:
        """Named so that no title or id of a chat is in it."""
        name = hashlib.sha256(f"{portal.chat.network}/{portal.chat.id}/{portal.ear}".encode()).hexdigest()[:24]
        return self.office.folder / "fetched" / name


async def _is_in(line: Connector, chat: ChatEntry) -> bool:
    try:
        await line.details(chat.chat)
    except NetworkRefused:
        return False
    return True
