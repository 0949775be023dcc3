"""A homeserver and a network in memory, and both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.bridging import Bridged, bridging
from tests.support.campfire import Campfire
from tests.support.homeserver import FakeHomeserver


@pytest.fixture
async def fake() -> AsyncIterator[FakeHomeserver]:
    server = await FakeHomeserver().start()
    yield server
    await server.stop()


@pytest.fixture
def campfire() -> Campfire:
    return Campfire()


@pytest.fixture
async def bridged(store_uri: str, fake: FakeHomeserver, campfire: Campfire) -> AsyncIterator[Bridged]:
    """A crew on the network of Anna and Bora, heard through Anna; Anna and Dana are in the room."""
    campfire.add_chat("crew", "anna", "bora", "relay")
    async with bridging(store_uri, fake, campfire) as bridged:
        await bridged.link("anna")
        await bridged.link("relay", "@admin:example.org", is_bot=True)
        await bridged.join("crew", "anna", "dana", ear="anna", relay="relay")
        yield bridged
