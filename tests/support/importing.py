"""A whole importer against a homeserver, put together as the application does, with every durable step in reach."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bridge.history.exports import Exports
from bridge.history.files import CarriedFiles, RecordedFiles
from bridge.history.homes import Kinship
from bridge.history.plan import Plan, choose_groups, load_plan, make_plan
from bridge.history.proof import Proof, take_proof
from bridge.history.send import Importer
from bridge.history.stage import UNKNOWN, stage
from bridge.history.verify import Verifier
from bridge.jobs import EmbeddedRunner, Result
from bridge.matrix.bedrock.choice import choose_way
from bridge.matrix.client import Homeserver
from bridge.matrix.events import UserId
from bridge.matrix.retries import RetryPolicy
from bridge.media.uploader import Uploader
from bridge.people.ghosts import Ghosts, Identities
from bridge.portals.portal import House
from bridge.sources.archive import Archive
from bridge.sources.discovery import identify
from bridge.sources.hints import Hints
from bridge.sources.limits import DEFAULTS
from bridge.store import Store
from tests.support.homeserver import FakeHomeserver

SECRET = b"a secret of thirty-two bytes or more"
Answer = TypeVar("Answer")
Step = Callable[[Callable[[], Awaitable[Answer]]], Awaitable[Answer]]


@dataclass(frozen=True)
class Server:
    """Where a homeserver is, and who we are to it."""

    address: str
    as_token: str
    domain: str
    bot: UserId


def server_of(fake: FakeHomeserver) -> Server:
    """The small homeserver in memory, as an importer knows it."""
    return Server(fake.address, fake.settings.as_token, fake.settings.domain, UserId(fake.settings.bot))


@dataclass
class Clock:
    """A clock that a test sets, ms since 1970."""

    now: int = 1_790_000_000_000

    def __call__(self) -> int:
        self.now += 1
        return self.now


@dataclass(frozen=True)
class Workshop:
    """An importer and a verifier over one store and one homeserver."""

    store: Store
    homeserver: Homeserver
    importer: Importer
    verifier: Verifier
    clock: Clock

    async def stage(self, *exports: Path, append_late: bool = False, kinship: Kinship = UNKNOWN) -> Plan:
        """Stage exports and plan all their chats."""
        staged = []
        for export in exports:
            with Archive.open(export) as archive:
                reader = identify(archive)
                now = self.clock()
                staged.append(
                    await stage(self.store, archive, reader, Hints(), now=now, append_late=append_late, kinship=kinship)
                )
        return await make_plan(self.store, staged, choose_groups(private=True), now=self.clock())

    async def run(self, plan: Plan | None = None, *, in_parallel: int = 4) -> list[Result]:
        """Import a plan; left out: the newest."""
        plan = plan or await load_plan(self.store, None)
        return await self.importer.run(plan, EmbeddedRunner(in_parallel), lambda *_: None)

    async def verify(self, plan: Plan | None = None) -> Proof:
        """Verify a plan; left out: the newest."""
        plan = plan or await load_plan(self.store, None)
        return await take_proof(self.verifier, plan, media=True, progress=lambda _: None, now=self.clock())


@asynccontextmanager
async def workshop(
    store_uri: str,
    server: Server,
    *,
    clock: Clock | None = None,
    patience: float = 5.0,
    steps: Steps | None = None,
    batch: int = 500,
    plain: bool = False,
) -> AsyncIterator[Workshop]:
    """Open one, which lays history beneath rooms where the homeserver can, unless it is to be ``plain``.

    ``steps`` watches, or ends, everything durable that it does.
    """
    clock = clock or Clock()
    house = House(server.bot, Identities(SECRET, "beringia", server.domain), " ({network})")
    retries = RetryPolicy(patience=patience, first_wait=0.01, longest_wait=0.1)
    async with (
        await Store.open(store_uri) as store,
        Homeserver(server.address, server.as_token, server.domain, server.bot, retries=retries) as homeserver,
        Uploader(homeserver, store.uploads) as uploader,
    ):
        way = await choose_way(homeserver.bedrock, house.room_version, federate=house.federate, plain=plain)
        if steps is not None:
            steps.watch(store, homeserver)
        with Exports(store, DEFAULTS) as exports:
            ghosts, files = Ghosts(store, homeserver, clock), CarriedFiles(uploader, exports)
            yield Workshop(
                store,
                homeserver,
                Importer(store, homeserver, ghosts, house, files, clock, bedrock=way.bedrock, batch=batch),
                Verifier(store, homeserver, house, RecordedFiles(uploader)),
                clock,
            )


def pause_after(shop: Workshop, number: int, meanwhile: Callable[[], Awaitable[object]]) -> None:
    """Have something happen once the homeserver has answered its ``number``-th request: we were fast asleep."""
    connection = shop.homeserver._connection
    ask, count = connection.ask, 0

    async def asked(*words: Any, **named: Any) -> Any:
        nonlocal count
        answer = await ask(*words, **named)
        count += 1
        if count == number:
            await meanwhile()
        return answer

    setattr(connection, "ask", asked)  # noqa: B010 - mypy forbids to assign to a method


class Killed(BaseException):
    """The process ends here, as with kill -9: nothing may catch this and go on."""


@dataclass
class Steps:
    """Counts the durable steps (commits and requests), and ends the process before or after the n-th of them.

    Once ended, every later step fails as well: a dead process does nothing more.
    """

    end_at: int | None = None
    after: bool = False
    count: int = 0
    dead: bool = field(default=False)

    def watch(self, store: Store, homeserver: Homeserver) -> None:
        """Stand before every commit and every request."""
        database = store._database
        connection = homeserver._connection
        for owner, name in ((database, "commit"), (connection, "ask"), (connection, "put_stream")):
            setattr(owner, name, self._watched(getattr(owner, name)))

    def _watched(self, work: Callable[..., Awaitable[Answer]]) -> Callable[..., Awaitable[Answer]]:
        async def step(*words: object, **named: object) -> Answer:
            number = self._begin()
            try:
                return await work(*words, **named)
            finally:  # a refusal is an answer too
                if number == self.end_at and self.after:
                    self._die()

        return step

    def _begin(self) -> int:
        if self.dead:
            raise Killed
        self.count += 1
        if self.count == self.end_at and not self.after:
            self._die()
        return self.count

    def _die(self) -> None:
        self.dead = True
        raise Killed


async def prove(shop: Workshop, *, refused: int = 0) -> None:
    """Import the newest plan to its end, and have verification find nothing but so many items that were refused."""
    errors = [result.error for result in await shop.run() if result.error is not None]
    assert errors == []
    proof = await shop.verify()
    assert not [finding for chat in proof.chats for finding in chat.findings], proof
    assert sum(chat.failed for chat in proof.chats) == refused
    assert proof.sound == (refused == 0), proof
