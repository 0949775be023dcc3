"""Anna speaks, in a garden that she has made; Bora is there too."""

from __future__ import annotations

import pytest

from tests.mtproto.server import Server
from tests.support.telegram_account import meet_everybody, signed_in


@pytest.fixture
async def server():
    """A Telegram for each test; what goes wrong in it fails the test."""
    async with Server() as server:
        yield server
        assert server.failures == []


@pytest.fixture
def anna(server):
    return server.world.add_user("Anna", "15550100")


@pytest.fixture
def bora(server):
    return server.world.add_user("Bora", "15550101")


@pytest.fixture
def garden(server, anna, bora):
    return server.world.add_supergroup("Garden", [anna, bora])


@pytest.fixture
async def line(server, anna, garden):
    async with signed_in(server, anna) as line:
        await meet_everybody(line)
        yield line
