"""Moving a chat: its history first, then what is said from now on."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bridge.commands.fulfilment.chats import GROUPS, ON_THE_WAY, entry_of
from bridge.commands.fulfilment.furnishing import Furnishing
from bridge.commands.fulfilment.hearing import Hearing
from bridge.commands.fulfilment.jobs import Jobs
from bridge.commands.fulfilment.landing import Landing
from bridge.commands.fulfilment.office import Office
from bridge.commands.services import ChatEntry, ChatStatus, Moved, Progress, Step, Tell
from bridge.errors import NetworkRefused
from bridge.matrix.events import RoomId, UserId
from bridge.sources.connector import Connector
from bridge.store import LATE, Login, OutboxState, Portal, State

PRIVATE = (
    "this is a private chat. Groups and channels can be moved: a private chat with the same person looks the same from"
    " every account, and nobody else may ever see yours."
)
TOO_LATE = "messages older than what the room holds already, left out since they would stand at its end"


@dataclass(frozen=True)
class ChatMoves:
    """``bridge.commands.services.Moves``."""

    office: Office
    jobs: Jobs = field(default_factory=Jobs)

    async def resume(self) -> None:
        """Go on with what is half done, whatever interrupted it."""
        for portal in await self.office.store.portals.bridged():
            if portal.phase in ON_THE_WAY:
                self._go_on(portal)

    async def migrate(self, user: UserId, chat: ChatEntry, tell: Tell) -> Moved:
        """The whole history, in order, then what is said from now on."""
        return await self._moving(user, await self._begin(chat, None), tell)

    async def bridge(self, user: UserId, chat: ChatEntry, last: int | None, tell: Tell) -> Moved:
        """What is said from now on, after the last so many messages."""
        return await self._moving(user, await self._begin(chat, last or 0), tell)

    async def take_over(self, portal: Portal, login: Login) -> None:
        """A portal goes on through another login, or through the same that was linked again."""
        await self.jobs.cancel(portal.id)
        since = await self._hearing.wanted_again(portal)
        await self._hearing.begin(portal, login.id, relay=portal.relay, since=since)
        self._go_on(portal)

    async def stop(self, user: UserId, chat: ChatEntry) -> None:  # noqa: ARG002 - the door decides who may
        """Nothing goes over any more. The room stays as it is."""
        await self.let_go(await self._portal(chat))

    async def let_go(self, portal: Portal) -> None:
        """The same, of a portal."""
        await self.jobs.cancel(portal.id)
        await self.office.store.portals.set_ear(portal.id, None, relay=None, seam=portal.seam)
        await self.office.bridge.learn()

    async def sync(self, user: UserId, chat: ChatEntry, tell: Tell) -> Moved:
        """Ask the network for title and members, and say whatever waits."""
        portal = await self._portal(chat)
        await tell(Progress(step=Step.FETCHING))
        details = await (await self._line(portal)).details(portal.chat.id)
        await self._furnishing.remember(portal, details)
        portal = await self._by_id(portal.id)
        if portal.room_id is None:
            raise NetworkRefused("this chat has no room yet.")
        await self._furnishing.bring_in(portal, details)
        await self._furnishing.let_in(RoomId(portal.room_id), user)
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

    async def _begin(self, chat: ChatEntry, last: int | None) -> Portal:
        """Make the portal, and hear the chat from now on, before its history is read: so nothing falls in between.

        ``last``: only so many messages of its history; None: all.
        """
        if chat.kind not in GROUPS:
            raise NetworkRefused(PRIVATE)
        store = self.office.store
        known = await store.portals.of_chat(chat.network, chat.chat)
        if known is not None and known.ear is not None:
            if last is None:
                await store.portals.want_all(known.id)
            return known
        line = await self.office.bridge.lines.connected(chat.login)
        details = await line.details(chat.chat)
        since = None if last is None else await line.before_last(chat.chat, last)
        relay = await self._hearing.relay(chat.network, chat.chat)
        async with store.transaction() as tx:
            portal = await store.portals.ensure(tx, details.chat)
        await self._hearing.begin(await self._by_id(portal), chat.login, relay=relay, since=since)
        return await self._by_id(portal)

    async def _moving(self, user: UserId, portal: Portal, tell: Tell) -> Moved:
        moved = await self.jobs.join(portal.id, lambda told: self._move(portal.id, told), tell)
        await self._furnishing.let_in(moved.room, user)
        return moved

    def _go_on(self, portal: Portal) -> None:
        self.jobs.begin(portal.id, lambda tell: self._move(portal.id, tell))

    async def _move(self, portal_id: int, tell: Tell) -> Moved:
        """Each step is harmless when it was done before."""
        portal = await self._by_id(portal_id)
        line = await self._line(portal)
        await self._hearing.sew(portal, line)
        portal = await self._by_id(portal_id)
        details = await line.details(portal.chat.id)
        await self._furnishing.remember(portal, details)
        until = await self._hearing.end_of_history(portal)
        if until is not None:
            await Landing(self.office, portal, line, self._folder(portal)).run(until, tell)
        await self.office.importer.make_room(portal_id)
        await self._furnishing.bring_in(await self._by_id(portal_id), details)
        await self._hearing.catch_up(portal)
        await self.office.store.portals.settle(portal_id)
        self.office.bridge.wake(portal_id)
        return await self._moved(await self._by_id(portal_id))

    async def _moved(self, portal: Portal) -> Moved:
        store = self.office.store
        held = await self._held(portal)
        assert portal.room_id is not None, "a chat that was moved has a room"
        return Moved(
            title=portal.chat.title or portal.chat.id,
            room=RoomId(portal.room_id),
            messages=held.total() - held[State.WITHHELD],
            losses=self.office.losses(await store.inbox.notes(portal.id)) | await self._late(portal),
            live=portal.ear is not None,
        )

    async def _held(self, portal: Portal) -> Counter[State]:
        """How many items of both lanes are in each state."""
        held = Counter[State]()
        for inbox in (self.office.store.inbox, self.office.store.live_inbox):
            for (state, _), count in (await inbox.counts(portal.id)).items():
                held[state] += count
        return held

    async def _late(self, portal: Portal) -> dict[str, int]:
        late = (await self.office.store.inbox.reasons(portal.id, 1000)).get((State.WITHHELD, LATE), 0)
        return {TOO_LATE: late} if late else {}

    async def _status(self, portal: Portal) -> ChatStatus:
        outbox = await self.office.store.outbox.counts(portal.id)
        return ChatStatus(
            chat=entry_of(portal),
            progress=self.jobs.progress.get(portal.id),
            messages=(await self._held(portal))[State.DONE],
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
        name = hashlib.sha256(
            f"{portal.chat.network}/{portal.chat.id}/{portal.ear}/{portal.since}".encode()
        ).hexdigest()[:24]
        return self.office.folder / "fetched" / name

    @property
    def _hearing(self) -> Hearing:
        return Hearing(self.office)

    @property
    def _furnishing(self) -> Furnishing:
        return Furnishing(self.office)
