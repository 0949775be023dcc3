"""The services of the bot over a bridge in memory: what people can have done, without typing it."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bridge.commands.fulfilment.chats import KnownChats
from bridge.commands.fulfilment.ears import Ears
from bridge.commands.fulfilment.logins import LinkedAccounts
from bridge.commands.fulfilment.moves import ChatMoves
from bridge.commands.fulfilment.office import Office
from bridge.commands.services import ChatEntry, Login, Moved, Progress
from bridge.jobs import EmbeddedRunner
from bridge.matrix.events import UserId
from bridge.people.vault import Vault
from bridge.portals.live.files import LiveFiles
from bridge.sources.limits import DEFAULTS
from bridge.store import Login as Row
from tests.support.bridging import KEY, Bridged, bridging
from tests.support.campfire import NETWORK, PASSWORD, Campfire, CampfireGate
from tests.support.homeserver import FakeHomeserver
from tests.support.importing import Steps

LARGEST = 10_000_000


@dataclass
class Moving:
    """People, and what they can have done."""

    bridged: Bridged
    office: Office
    moves: ChatMoves
    accounts: LinkedAccounts
    chats: KnownChats
    ears: Ears
    progress: list[Progress] = field(default_factory=list)

    async def link(self, person: str, user: str | None = None) -> Login:
        """Link an account by its name and the password that all share, as ``@person``."""
        who = UserId(user or self.bridged.user(person))
        process = await self.accounts.link(who, NETWORK)
        await process.begin()
        await process.answer(person)
        assert await process.answer(PASSWORD) is None
        login = await self.accounts.linked(who, process)
        row = await self.bridged.shop.store.logins.get(login.id)
        assert row is not None
        self.bridged.logins[person] = row
        await self.bridged.bridge.lines.connected(login.id)
        return login

    async def entry(self, chat: str, person: str) -> ChatEntry:
        """A chat as this person is shown it."""
        found = await self.chats.of(UserId(self.bridged.user(person)))
        return next(one for one in found if one.chat == chat)

    async def migrate(self, chat: str, person: str) -> Moved:
        return await self.moves.migrate(UserId(self.bridged.user(person)), await self.entry(chat, person), self._tell)

    async def bridge(self, chat: str, person: str, last: int | None = None) -> Moved:
        user = UserId(self.bridged.user(person))
        return await self.moves.bridge(user, await self.entry(chat, person), last, self._tell)

    async def stop(self, chat: str, person: str) -> None:
        await self.moves.stop(UserId(self.bridged.user(person)), await self.entry(chat, person))

    def enters(self, chat: str, person: str) -> None:
        """Somebody accepts the invitation."""
        self.bridged.append(chat, person, "m.room.member", {"membership": "join"}, state_key=self.bridged.user(person))

    def texts(self, chat: str) -> list[str]:
        """What is to be read in the chat's room, in the room's order."""
        return [words for _, words in self.bridged.heard(chat)]

    async def _tell(self, progress: Progress) -> None:
        self.progress.append(progress)


@asynccontextmanager
async def moving(
    store_uri: str,
    fake: FakeHomeserver,
    campfire: Campfire,
    folder: Path,
    *,
    plain: bool = True,
    relay: bool = False,
    steps: Steps | None = None,
    later: int = 0,
) -> AsyncIterator[Moving]:
    """Open the services, and close them as the process does."""
    lost: list[Any] = []

    async def on_lost(login: Row, why: str) -> None:
        await lost[0](login, why)

    resume: list[Any] = []

    async def on_continued() -> None:
        await resume[0]()

    async with bridging(
        store_uri, fake, campfire, steps=steps, later=later, plain=plain, lost=on_lost, continued=on_continued
    ) as bridged:
        shop = bridged.shop
        uploader = shop.importer.files._uploader  # type: ignore[attr-defined]  # the workshop's own
        files = LiveFiles(uploader, shop.importer.files, bridged.bridge.connector_of, LARGEST)
        office = Office(
            store=shop.store,
            homeserver=shop.homeserver,
            bridge=bridged.bridge,
            importer=dataclasses.replace(shop.importer, files=files),
            verifier=shop.verifier,
            runner=EmbeddedRunner(2),
            gates={NETWORK: CampfireGate(campfire)},
            vault=Vault(KEY),
            limits=DEFAULTS,
            folder=folder,
            relay=relay,
            largest_file=LARGEST,
            clock=shop.clock,
        )
        moves = ChatMoves(office)
        ears = Ears(office, moves)
        lost.append(ears.lost)
        resume.append(moves.resume)
        await bridged.bridge.start()
        await moves.resume()
        try:
            yield Moving(bridged, office, moves, LinkedAccounts(office, ears), KnownChats(office), ears)
        finally:
            await moves.jobs.close()
