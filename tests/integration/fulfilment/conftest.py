"""A homeserver and a network in memory, and the services of the bot over both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.campfire import Campfire
from tests.support.homeserver import FakeHomeserver
from tests.support.moving import Moving, moving


@pytest.fixture
async def fake() -> AsyncIterator[FakeHomeserver]:
    server = await FakeHomeserver().start()
    yield server
    await server.stop()


@pytest.fixture
def campfire() -> Campfire:
    campfire = Campfire()
    campfire.add_chat("crew", "anna", "bora")
    return campfire


@pytest.fixture
def sqlite_uri(tmp_path: Path) -> str:
    """One database is enough where the store's own tests look at both."""
    return f"sqlite:///{tmp_path / 'beringia.db'}"


@pytest.fixture
async def office(sqlite_uri: str, fake: FakeHomeserver, campfire: Campfire, tmp_path: Path) -> AsyncIterator[Moving]:
    """Anna has linked her account; she and Bora are in the crew on the network."""
    async with moving(sqlite_uri, fake, campfire, tmp_path / "live") as office:
        await office.link("anna")
        yield office
