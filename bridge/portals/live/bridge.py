"""All bridged chats: their logins, and both directions, started and stopped together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.errors import NetworkRefused, StoreError
from bridge.matrix.client import Homeserver
from bridge.model.chat import Chat, Continuation
from bridge.model.ids import MessageId, Network
from bridge.people.ghosts import Ghosts
from bridge.people.vault import Vault
from bridge.portals.live.deliveries import Deliveries
from bridge.portals.live.echoes import Echoes
from bridge.portals.live.files import FindConnector
from bridge.portals.live.fleeting import Fleeting
from bridge.portals.live.knowing import Knowing
from bridge.portals.live.lines import LineParts, Lines
from bridge.portals.live.numbering import Numbers
from bridge.portals.live.pumps import Pumps
from bridge.portals.live.to_matrix import ToMatrix
from bridge.portals.live.to_network import UNAVAILABLE, ToNetwork
from bridge.portals.live.voices import Voices
from bridge.portals.portal import House
from bridge.portals.scene import Files
from bridge.sources.connector import Connector, Gate
from bridge.store import Login, Portal, Store

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BridgeParts:
    """What the bridge is made of. ``lost`` is told of logins that cannot be used any more, and why; ``continued`` when a
    portal's chat goes on as another, whose beginning is to be fetched.
    """

    store: Store
    homeserver: Homeserver
    ghosts: Ghosts
    house: House
    gates: Mapping[Network, Gate]
    vault: Vault
    clock: Callable[[], int]
    lost: Callable[[Login, str], Awaitable[None]]
    continued: Callable[[], Awaitable[None]] | None = None
    """None: it is fetched once somebody looks for what is half done."""
    again: float = UNAVAILABLE
    """s until a network that could not be reached is tried again."""


class LiveBridge:
    """Runs until it is closed. ``files`` makes what finds files, given how a login's connection is found."""

    def __init__(self, parts: BridgeParts, files: Callable[[FindConnector], Files]) -> None:
        store, homeserver, house = parts.store, parts.homeserver, parts.house
        self._store, self._continued = store, parts.continued
        self._tasks: set[asyncio.Task[None]] = set()
        numbers = Numbers(store)
        self._deliveries = Deliveries(store, numbers, self.wake, self._show, self._changed, self._continue)
        self.lines = Lines(
            LineParts(
                store=store,
                gates=parts.gates,
                vault=parts.vault,
                clock=parts.clock,
                deliver=self._deliveries,
                follows=self._deliveries.followed_by,
                lost=parts.lost,
            )
        )
        self._fleeting = Fleeting(store, homeserver, house, self.lines.connector, numbers)
        to_matrix = ToMatrix(store, homeserver, parts.ghosts, house, files(self.connector_of), parts.clock)
        to_network = ToNetwork(
            store,
            homeserver,
            Knowing(store, homeserver, house),
            Voices(store, homeserver),
            Echoes(store, numbers),
            numbers,
            self.lines.connected,
            parts.clock,
            self.wake,
            parts.again,
            parts.vault.open_words,
        )
        self._to_matrix = Pumps("to Matrix", to_matrix.open)
        self._to_network = Pumps("to the network", to_network.open)
        self._take_in_lock, self._learning = asyncio.Lock(), asyncio.Lock()

    async def start(self) -> None:
        """Connect every login, and go on with whatever an earlier run has left."""
        await self.learn()
        await self.look_again()
        await self.take_in()
        await self.lines.start()

    async def look_again(self) -> None:
        """Wake every portal in which something waits."""
        for portal in await self._store.live_inbox.portals_with_work():
            self.wake(portal)

    async def learn(self) -> None:
        """Which portals are bridged, and through whom, has changed."""
        async with self._learning:  # one at a time, lest an older answer comes last
            self._deliveries.learn(await self._store.portals.bridged())

    def wake(self, portal: int) -> None:
        """Something arrived for this portal, or may now be said in its room."""
        self._to_matrix.wake(portal)

    async def take_in(self) -> None:
        """The homeserver has sent something."""
        async with self._take_in_lock:
            for portal in await self._store.outbox.take_in():
                self._to_network.wake(portal)

    def show(self, event: Mapping[str, Any]) -> None:
        """The homeserver tells what is true for a moment."""
        self._spawn(self._fleeting.to_network(event))

    async def catch_up(self, portal: Portal, login: Login, after: MessageId | None) -> None:
        """Keep what was said in a chat since then, while nobody listened. Raises the network's errors."""
        line = await self.lines.connected(login.id)
        async for page in line.history(portal.chat.id, after):
            await self._deliveries.missed(login, portal, page)

    async def rest(self, portal: int) -> None:
        """Say nothing more in this portal's room, until it is woken."""
        await self._to_matrix.rest(portal)

    async def close(self) -> None:
        """Stop listening first, then speaking."""
        await self.lines.close()
        await asyncio.gather(self._to_matrix.close(), self._to_network.close())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def connector_of(self, export: int) -> Connector | None:
        """The connection of the login that an export stands for; None: it is a real export.

        Raises NetworkRefused where the login is lost, and NetworkUnavailable while it is not connected.
        """
        login = await self._store.logins.of_export(export)
        if login is not None and login.lost is not None:
            raise NetworkRefused("the account that heard of it is no longer linked", code="LOGIN_LOST")
        return None if login is None else await self.lines.connected(login.id)

    async def _show(self, portal: Portal, moment: Any) -> None:
        self._spawn(self._fleeting.to_matrix(portal, moment))

    async def _continue(self, portal: Portal, continuation: Continuation) -> None:
        """The same room, and the same keys; heard from now on is the new chat."""
        if not await self._store.portals.go_on_as(portal.id, continuation.by):
            log.warning("portal %d: its chat goes on as one that has a room already", portal.id)
            return
        log.info("portal %d: its chat goes on as another", portal.id)
        await self.learn()
        if self._continued is not None:
            self._spawn(self._continued())

    async def _changed(self, portal: Portal, chat: Chat) -> None:
        """What the network says of the chat today; what is said of it in the room comes with messages."""
        try:
            async with self._store.transaction() as tx:
                await self._store.portals.ensure(tx, chat)
        except StoreError as error:
            log.warning("portal %d: what the chat is like today is not kept: %s", portal.id, type(error).__name__)

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
