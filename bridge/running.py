"""The bridge as a process: everything that ``beringia run`` keeps going, built once."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from bridge.app import App, archive_limits, clock, open_app, with_way
from bridge.commands.door import Door
from bridge.commands.fulfilment.chats import KnownChats
from bridge.commands.fulfilment.ears import Ears
from bridge.commands.fulfilment.exports import SharedExports
from bridge.commands.fulfilment.jobs import Jobs
from bridge.commands.fulfilment.logins import LinkedAccounts
from bridge.commands.fulfilment.moves import ChatMoves
from bridge.commands.fulfilment.office import Office
from bridge.commands.fulfilment.rooms import KnownRooms
from bridge.commands.reception import Reception
from bridge.commands.services import Services
from bridge.errors import BeringiaError, HomeserverUnavailable
from bridge.matrix.appservice import Listener
from bridge.matrix.events import UserId
from bridge.matrix.rooms import prepare_bot
from bridge.model.ids import Network
from bridge.people.permissions import Permissions
from bridge.people.vault import Vault
from bridge.portals.intake import Intake
from bridge.portals.live.bridge import BridgeParts, LiveBridge
from bridge.portals.live.files import LiveFiles
from bridge.sources.connector import Gate, OnWait
from bridge.store import Login
from config.schema import Config
from config.session_key import session_key
from registration.document import Registration

log = logging.getLogger(__name__)

LOOK_AGAIN = 30.0
"""s after which what waits is looked for, in case nobody was woken for it."""
SWEEP = 300.0
"""s between two looks at the ends of all rooms."""
HOMESERVER_AGAIN = 5.0
"""s until a homeserver that is not there yet is asked again."""


@asynccontextmanager
async def open_bridge(config: Config, registration: Registration) -> AsyncIterator[int]:
    """The bridge, running; the port on which it listens.

    Waits for a homeserver that is not there yet. Raises ConfigError when the registration tells the homeserver no
    address, and OSError when somebody else listens on ours.
    """
    async with AsyncExitStack() as stack:
        opened = await _opened(stack, config, registration)
        app, way = await with_way(opened, config, plain=False)
        log.info("%s", way.why)
        jobs = Jobs()
        office, ears = _office(config, app, jobs)
        stack.push_async_callback(office.bridge.close)
        process = _Process(config, office, ears)
        listener = Listener(registration.hs_token.get_secret_value(), process.intake, on_fleeting=process.show)
        await stack.enter_async_context(listener)
        stack.push_async_callback(process.close)
        await prepare_bot(office.homeserver)
        await process.start()
        await listener.start(config.appservice.host, config.appservice.port)
        yield listener.port


def gates(config: Config, on_wait: OnWait) -> dict[Network, Gate]:
    """The live networks that are configured. Each is loaded only where it is."""
    telegram = config.telegram
    if telegram.api_id is None or telegram.api_hash is None:
        return {}
    from bridge.sources.telegram.live.gate import TelegramGate  # noqa: PLC0415 - takes its time to load
    from bridge.sources.telegram.live.settings import TelegramSettings  # noqa: PLC0415 - as above

    settings = TelegramSettings(
        api_id=telegram.api_id,
        api_hash=telegram.api_hash.get_secret_value(),
        device_model=telegram.device,
        server=telegram.data_centre,
        public_keys=() if telegram.public_key is None else (telegram.public_key.read_text(encoding="ascii"),),
    )
    return {TelegramGate.network: TelegramGate(settings, on_wait)}


async def _opened(stack: AsyncExitStack, config: Config, registration: Registration) -> App:
    while True:
        try:
            return await stack.enter_async_context(open_app(config, registration))
        except HomeserverUnavailable as error:
            log.warning("the homeserver is not there yet: %s", error.detail)
            await asyncio.sleep(HOMESERVER_AGAIN)


def _office(config: Config, app: App, jobs: Jobs) -> tuple[Office, Ears]:
    """Everything that the bot's commands work with; the importer finds files of live chats too."""

    async def lost(login: Login, why: str) -> None:
        log.warning("login %d must be linked again", login.id)
        await ears.lost(login, why)

    async def continued() -> None:
        await ears.moves.resume()

    vault, networks = Vault(session_key(config.live.session_key_file)), gates(config, jobs.wait)
    parts = BridgeParts(
        store=app.store,
        homeserver=app.importer.homeserver,
        ghosts=app.importer.ghosts,
        house=app.importer.house,
        gates=networks,
        vault=vault,
        clock=clock,
        lost=lost,
        continued=continued,
    )
    bridge = LiveBridge(parts, lambda find: LiveFiles(app.uploader, app.importer.files, find, app.largest_file))
    files = LiveFiles(app.uploader, app.importer.files, bridge.connector_of, app.largest_file)
    office = Office(
        store=app.store,
        homeserver=app.importer.homeserver,
        bridge=bridge,
        importer=dataclasses.replace(app.importer, files=files),
        verifier=app.verifier,
        runner=app.runner,
        gates=networks,
        vault=vault,
        limits=archive_limits(config),
        folder=config.live.folder,
        relay=config.live.relay,
        largest_file=app.largest_file,
        clock=clock,
    )
    ears = Ears(office, ChatMoves(office, jobs))
    return office, ears


class _Process:
    """What goes on besides the bridge: the bot's door, and looking again."""

    def __init__(self, config: Config, office: Office, ears: Ears) -> None:
        self._office = office
        self._moves, self._ears = ears.moves, ears
        services = Services(
            logins=LinkedAccounts(office, ears),
            chats=KnownChats(office),
            moves=self._moves,
            exports=SharedExports(office),
            rooms=KnownRooms(office),
        )
        domain = config.homeserver.domain
        permissions = Permissions.configured(domain, config.bridge.permissions)
        self._door = Door(office.homeserver, services, permissions, clock)
        self._reception = Reception(office.store, self._door, office.vault.open_words)
        bot, prefix = UserId(config.bot_id), config.appservice.prefix
        self.intake = Intake(office.store, bot, prefix, domain, clock, self._told, office.vault.seal_words)
        self._wanted = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Go on with what was left, and keep going."""
        await self._office.bridge.start()
        await self._moves.resume()
        self._wanted.set()
        self._tasks = [
            asyncio.create_task(self._hand_out(), name="handing out"),
            asyncio.create_task(_again_and_again(SWEEP, self._sweep), name="sweeping"),
        ]

    async def close(self) -> None:
        """Take nothing more in; whatever is under way goes on at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._reception.close()
        await self._door.close()
        await self._moves.jobs.close()

    def show(self, events: list[dict[str, Any]]) -> None:
        """What is true for a moment."""
        for event in events:
            self._office.bridge.show(event)

    def _told(self) -> None:
        self._wanted.set()

    async def _hand_out(self) -> None:
        """What the homeserver sent, to whom it concerns; also what nobody was woken for."""
        while True:
            try:
                await asyncio.wait_for(self._wanted.wait(), LOOK_AGAIN)
            except TimeoutError:
                await _quietly(self._office.bridge.look_again)
            self._wanted.clear()
            await _quietly(self._office.bridge.take_in)
            await _quietly(self._reception.take_in)

    async def _sweep(self) -> None:
        await self._office.sweeping.sweep(self._office.bridge.take_in)
        await self._ears.look_after()
        await self._moves.resume()


async def _quietly(work: Callable[[], Awaitable[object]]) -> None:
    """What fails now is done when it is looked for again."""
    try:
        await work()
    except BeringiaError as error:
        log.warning("%s; looked for again", type(error).__name__)


async def _again_and_again(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    while True:
        await _quietly(work)
        await asyncio.sleep(seconds)
