"""A real Synapse for the whole session, and the homeserver in memory beside it, held to the same behaviour."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass

import pytest

from bridge.matrix.client import Homeserver
from bridge.matrix.events import RoomId, UserId
from bridge.matrix.rooms import RoomSpec, ensure_room, prepare_bot
from demo.synapse import Synapse
from tests.support.access import Access, access_to, write_registration
from tests.support.homeserver import FakeHomeserver


def pytest_configure(config: pytest.Config) -> None:
    """pytest-xdist knows this marker; a run without it must not stumble over it."""
    config.addinivalue_line("markers", "xdist_group(name): tests that one worker runs, since they share a server")


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """One real homeserver; every test makes rooms of its own on it."""
    folder = tmp_path_factory.mktemp("synapse")
    registration = write_registration(folder / "registration.yaml")
    with Synapse(folder / "data", registrations=[registration]) as running:
        yield running


@dataclass(frozen=True)
class Subject:
    """A homeserver under test, and how to restart it."""

    access: Access
    restart: Callable[[], Awaitable[None]]


@pytest.fixture(params=["synapse", "fake"])
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    """Each test that asks for this runs on both, so that the fake stays honest."""
    if request.param == "synapse":
        real: Synapse = request.getfixturevalue("synapse")
        yield Subject(Access(real.address), lambda: asyncio.to_thread(real.restart))
        return
    async with FakeHomeserver() as fake:
        yield Subject(access_to(fake), fake.restart)


@pytest.fixture
async def homeserver(subject: Subject) -> AsyncIterator[Homeserver]:
    """A client whose bot exists."""
    async with subject.access.client() as client:
        await prepare_bot(client)
        yield client


@dataclass(frozen=True)
class Party:
    """A room with Anna and Bora in it, and Chidi outside."""

    room: RoomId
    anna: UserId
    bora: UserId
    chidi: UserId


@pytest.fixture
async def party(subject: Subject, homeserver: Homeserver) -> Party:
    anna, bora, chidi = (subject.access.ghost(name) for name in ("anna", "bora", "chidi"))
    for ghost in (anna, bora, chidi):
        await homeserver.register(ghost)
        await homeserver.ensure_device(ghost)
    room = await ensure_room(homeserver, room_spec(subject))
    for ghost in (anna, bora):
        await bring_in(homeserver, room, ghost)
    return Party(room, anna, bora, chidi)


def room_spec(subject: Subject, **changes: object) -> RoomSpec:
    """A room that no other test has."""
    name = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(20))
    defaults = {"alias": subject.access.alias(name), "name": "Harbour", "network": "test", "network_title": "Test"}
    return RoomSpec(**{**defaults, **changes})  # type: ignore[arg-type]  # the test says what it changes


async def bring_in(homeserver: Homeserver, room: RoomId, ghost: UserId, time: int | None = None) -> None:
    """Invite and join, as history does it."""
    await homeserver.send_state(room, homeserver.bot, "m.room.member", ghost, {"membership": "invite"}, time)
    await homeserver.send_state(room, ghost, "m.room.member", ghost, {"membership": "join"}, time)
