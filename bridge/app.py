"""The composition root: builds every part once, and takes them down in reverse order."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bridge.history.exports import Exports
from bridge.history.files import CarriedFiles, RecordedFiles
from bridge.history.send import Importer
from bridge.history.verify import Verifier
from bridge.jobs import EmbeddedRunner
from bridge.matrix.appservice import Listener
from bridge.matrix.bedrock.choice import Way, choose_way
from bridge.matrix.client import Homeserver
from bridge.matrix.events import UserId
from bridge.matrix.person import Person
from bridge.matrix.retries import RetryPolicy
from bridge.media.limits import Limits as MediaLimits
from bridge.media.uploader import Uploader
from bridge.media.web import Web
from bridge.people.ghosts import Ghosts, Identities
from bridge.people.vault import Vault
from bridge.portals.intake import Intake, as_it_is
from bridge.portals.portal import House
from bridge.sources.limits import Limits
from bridge.store import Store
from config.schema import Config
from config.session_key import session_key
from registration.document import Registration

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class App:
    """Everything that importing and verifying needs, connected."""

    store: Store
    importer: Importer
    verifier: Verifier
    runner: EmbeddedRunner
    uploader: Uploader
    largest_file: int
    """Bytes of the largest file that is carried over."""


def clock() -> int:
    """The time, ms since 1970."""
    return time.time_ns() // 1_000_000


def archive_limits(config: Config) -> Limits:
    """How much an export may ask of us."""
    return Limits(**dataclasses.asdict(config.archives))


@asynccontextmanager
async def open_store(config: Config) -> AsyncIterator[Store]:
    """The store alone: for verbs that do not talk to the homeserver."""
    async with await Store.open(config.database.uri.get_secret_value()) as store:
        yield store


@asynccontextmanager
async def listening(config: Config, registration: Registration, store: Store) -> AsyncIterator[bool]:
    """Hear what the homeserver sends meanwhile, so that it does not pile up there; False: nobody is to be heard.

    When somebody listens on our port already, that is the bridge itself, and it hears everything.
    """
    appservice = config.appservice
    if appservice.url is None:
        yield False
        return
    key = config.live.session_key_file
    seal = Vault(session_key(key)).seal_words if key.exists() else as_it_is
    bot, domain = UserId(config.bot_id), config.homeserver.domain
    intake = Intake(store, bot, appservice.prefix, domain, clock, seal=seal)
    async with Listener(registration.hs_token.get_secret_value(), intake) as listener:
        try:
            await listener.start(appservice.host, appservice.port)
        except OSError as error:
            log.info("not listening on port %d: %s", appservice.port, error.strerror)
            yield False
        else:
            yield True


@asynccontextmanager
async def open_app(config: Config, registration: Registration, *, fetch: bool = True) -> AsyncIterator[App]:
    """All parts, connected to the store and to the homeserver; media of a plan's exports are found when needed.

    ``fetch``: files that an export names by their web addresses are fetched from the internet.
    """
    house = _house(config)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(config))
        homeserver = await stack.enter_async_context(_homeserver(config, registration, house.bot))
        largest = await _largest_file(config, homeserver)
        uploader = await stack.enter_async_context(
            Uploader(
                homeserver,
                store.uploads,
                MediaLimits(size=largest),
                parallel=config.imports.media_in_parallel,
                convert_stickers=config.media.convert_stickers,
            )
        )
        web = await stack.enter_async_context(Web()) if fetch else None
        exports = stack.enter_context(Exports(store, archive_limits(config), web))
        ghosts, files = Ghosts(store, homeserver, clock), CarriedFiles(uploader, exports)
        yield App(
            store=store,
            importer=Importer(store, homeserver, ghosts, house, files, clock, batch=config.imports.batch),
            verifier=Verifier(store, homeserver, house, RecordedFiles(uploader)),
            runner=EmbeddedRunner(config.imports.rooms_in_parallel),
            uploader=uploader,
            largest_file=largest,
        )


@asynccontextmanager
async def seen_by(verifier: Verifier, config: Config, token: str | None) -> AsyncIterator[Verifier]:
    """The same, with the eyes of whoever this access token belongs to; None: with the bot's."""
    if token is None:
        yield verifier
        return
    person = await Person.of_token(config.homeserver.address, token, config.homeserver.domain)
    try:
        yield dataclasses.replace(verifier, witness=person)
    finally:
        await person.close()


async def with_way(app: App, config: Config, *, plain: bool, anew: bool = False) -> tuple[App, Way]:
    """The same, writing history in the way that the homeserver and the operator allow; ``anew``: see ``Importer``."""
    importer, rooms = app.importer, config.rooms
    way = await choose_way(importer.homeserver.bedrock, rooms.version, federate=rooms.federate, plain=plain)
    return dataclasses.replace(app, importer=dataclasses.replace(importer, bedrock=way.bedrock, anew=anew)), way


def identities(config: Config) -> Identities:
    """How the Matrix ids of people and rooms are made."""
    return Identities(config.secrets.identity_key, config.appservice.prefix, config.homeserver.domain)


def _house(config: Config) -> House:
    return House(
        bot=UserId(config.bot_id),
        identities=identities(config),
        room_suffix=config.rooms.suffix,
        room_version=config.rooms.version,
        federate=config.rooms.federate,
    )


def _homeserver(config: Config, registration: Registration, bot: UserId) -> Homeserver:
    return Homeserver(
        config.homeserver.address,
        registration.as_token.get_secret_value(),
        config.homeserver.domain,
        bot,
        retries=RetryPolicy(patience=config.imports.patience),
    )


async def _largest_file(config: Config, homeserver: Homeserver) -> int:
    allowed = await homeserver.upload_limit()
    return min((size for size in (config.media.max_size, allowed) if size is not None), default=MediaLimits().size)
