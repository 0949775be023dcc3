"""A bridge over one store, one homeserver and one network, put together as the application does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bridge.matrix.rooms import prepare_bot
from bridge.model.ids import ChatId
from bridge.people.vault import Vault
from bridge.portals.intake import Intake
from bridge.portals.live.bridge import BridgeParts, LiveBridge
from bridge.portals.live.files import LiveFiles
from bridge.portals.rooms import Rooms
from bridge.store import Login, Phase, Portal
from tests.support.campfire import NETWORK, Campfire, CampfireGate
from tests.support.homeserver import FakeHomeserver
from tests.support.homeserver.world import Json, StoredEvent, event_id
from tests.support.importing import Clock, Server, Steps, Workshop, server_of, workshop

KEY = b"k" * 32
PATIENCE = 30.0
"""s that a test waits for something to have happened."""


@dataclass
class Bridged:
    """A running bridge, and what a test does with it."""

    shop: Workshop
    bridge: LiveBridge
    campfire: Campfire
    fake: FakeHomeserver
    intake: Intake
    logins: dict[str, Login] = field(default_factory=dict)
    transactions: int = 0

    async def link(self, person: str, user: str | None = None, *, is_bot: bool = False) -> Login:
        """An account, linked by ``@person``."""
        login = Login(
            id=0,
            network=NETWORK,
            user_id=user or f"@{person}:{self.fake.settings.domain}",
            person=person,
            name=person.title(),
            handle=None,
            is_bot=is_bot,
            export=0,
            linked_at=self.shop.clock(),
        )
        added = await self.shop.store.logins.add(login)
        await self.shop.store.logins.begin(added.id, Vault(KEY).sealed(added.id, {"session/person": person.encode()}))
        self.logins[person] = added
        self.bridge.lines.add(added)
        return added

    async def join(self, chat: str, *people: str, ear: str, relay: str | None = None) -> Portal:
        """Bridge a chat from now on, with these people of Matrix in its room."""
        store = self.shop.store
        async with store.transaction() as tx:
            portal_id = await store.portals.ensure(tx, self.campfire.chats[chat])
        portal = await self.portal(chat)
        await store.portals.take_lease(portal_id, "test", now=self.shop.clock(), ttl=1000)
        rooms = Rooms(store, self.shop.homeserver, self.shop.importer.house, self.shop.importer.ghosts)
        await rooms.close(portal, await rooms.open(portal, "test"))
        await store.portals.release(portal_id, "test")
        seam = await (await self.bridge.lines.connected(self.logins[ear].id)).follow(ChatId(chat))
        await store.portals.set_ear(
            portal_id, self.logins[ear].id, relay=self.logins[relay].id if relay else None, seam=seam
        )
        await store.portals.set_phase(portal_id, Phase.LIVE)
        await self.bridge.learn()
        for person in people:
            self.append(chat, person, "m.room.member", {"membership": "join"}, state_key=self.user(person))
        return await self.portal(chat)

    def user(self, person: str) -> str:
        return f"@{person}:{self.fake.settings.domain}"

    async def portal(self, chat: str) -> Portal:
        portal = await self.shop.store.portals.of_chat(NETWORK, chat)
        assert portal is not None
        return portal

    def room(self, chat: str) -> Any:
        return next(
            room
            for room in self.fake.world.rooms.values()
            if room.content("m.room.name").get("name", "").startswith(chat.title())
        )

    def append(self, chat: str, person: str, kind: str, content: Json, **more: Any) -> StoredEvent:
        """Somebody in Matrix does something, and the homeserver has it."""
        return self.append_in(self.room(chat), person, kind, content, **more)

    def append_in(self, room: Any, person: str, kind: str, content: Json, **more: Any) -> StoredEvent:
        """The same in any room."""
        event = StoredEvent(
            id=event_id(room),
            room=room.id,
            place=len(room.events),
            depth=room.depth + 1,
            type=kind,
            sender=self.user(person),
            content=content,
            time=self.shop.clock(),
            **more,
        )
        appended: StoredEvent = room.append(event)
        return appended

    async def says(self, chat: str, person: str, content: Json | str, kind: str = "m.room.message") -> str:
        """The same, and the homeserver tells us."""
        said = {"msgtype": "m.text", "body": content} if isinstance(content, str) else content
        event = self.append(chat, person, kind, said)
        await self.tell(event)
        return event.id

    async def tell(self, event: StoredEvent, **more: Any) -> None:
        """A transaction from the homeserver."""
        self.transactions += 1
        told = {
            "event_id": event.id,
            "room_id": event.room,
            "sender": event.sender,
            "type": event.type,
            "content": event.content,
            "origin_server_ts": event.time,
            **({} if event.state_key is None else {"state_key": event.state_key}),
            **more,
        }
        await self.intake(f"t{self.transactions}", f"sha{self.transactions}", [told])
        await self.bridge.take_in()

    async def tell_all(self, chat: str) -> None:
        """Everything that people did in the room, once more, as a homeserver does that was not answered."""
        for event in list(self.room(chat).events):
            if event.sender.split(":")[0] in ("@anna", "@dana") and event.state_key is None:
                await self.tell(event)

    def heard(self, chat: str) -> list[tuple[str, str]]:
        """Who said what in the room, without what was taken back: ghosts by their names, people by their ids."""
        room = self.room(chat)
        edits = {
            event.content["m.relates_to"]["event_id"]: event.content["m.new_content"]["body"]
            for event in room.events
            if event.content.get("m.relates_to", {}).get("rel_type") == "m.replace"
        }
        return [
            (self._name(event.sender), edits.get(event.id, event.content["body"]))
            for event in room.events
            if event.type == "m.room.message"
            and "body" in event.content
            and event.content.get("m.relates_to", {}).get("rel_type") != "m.replace"
        ]

    def _name(self, user: str) -> str:
        name: str = self.fake.world.user(user).profile.get("displayname", user.split(":", maxsplit=1)[0])
        return name

    async def until(self, happened: Callable[[], object]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(PATIENCE):
            while not happened():  # noqa: ASYNC110 - it happens elsewhere
                await asyncio.sleep(0.01)

    async def settled(self, chat: str) -> None:
        """Wait until nothing is on its way in either direction."""
        portal = await self.portal(chat)

        async def unfinished() -> bool:
            if await self._unheard(portal):  # first of all: what is heard meanwhile is then seen to be unfinished
                return True
            store = self.shop.store
            return bool(await store.outbox.next(portal.id, 1) or await store.live_inbox.unfinished(portal.id))

        async with asyncio.timeout(PATIENCE):
            while await unfinished():  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.02)

    async def _unheard(self, portal: Portal) -> bool:
        for login in self.logins.values():
            if portal.ear == login.id and self.bridge.lines.connector(login.id) is not None:
                memory = self.bridge.lines.remembered(login.id)
                kept = await memory.recall("position/") if memory is not None else {}
                return int(kept.get("position/log", b"0")) < len(self.campfire.log)
        return False


@asynccontextmanager
async def bridging(
    store_uri: str,
    fake: FakeHomeserver,
    campfire: Campfire,
    *,
    steps: Steps | None = None,
    later: int = 0,
    plain: bool = True,
    lost: Callable[[Login, str], Awaitable[None]] | None = None,
    continued: Callable[[], Awaitable[None]] | None = None,
) -> AsyncIterator[Bridged]:
    """Run a bridge; leave it, enter it again (``later`` by so many ms), and it goes on."""
    server: Server = server_of(fake)
    clock = Clock()
    clock.now += later
    async with workshop(store_uri, server, plain=plain, clock=clock) as shop:

        async def no_matter(_login: Login, _why: str) -> None:
            return None

        parts = BridgeParts(
            store=shop.store,
            homeserver=shop.homeserver,
            ghosts=shop.importer.ghosts,
            house=shop.importer.house,
            gates={NETWORK: CampfireGate(campfire)},
            vault=Vault(KEY),
            clock=shop.clock,
            lost=lost or no_matter,
            continued=continued,
            again=0.01,
        )
        bridge = LiveBridge(
            parts,
            lambda find: LiveFiles(shop.importer.files._uploader, shop.importer.files, find, 10_000_000),  # type: ignore[attr-defined]  # the workshop's own
        )
        house = shop.importer.house
        intake = Intake(shop.store, house.bot, house.identities.prefix, server.domain, shop.clock)
        bridged = Bridged(shop, bridge, campfire, fake, intake)
        for login in await shop.store.logins.list():
            bridged.logins[login.person] = login
        await prepare_bot(shop.homeserver)
        if steps is not None:
            steps.watch(shop.store, shop.homeserver)
        if lost is None:
            await bridge.start()  # who looks after what is lost starts it
        try:
            yield bridged
        finally:
            await bridge.close()
