"""A Telegram of our own, with a cast on its stage."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.mtproto.server import Server
from tests.mtproto.stage import Stage


@pytest.fixture
async def telegram() -> AsyncIterator[Server]:
    """A server that must not fail by itself."""
    async with Server() as server:
        yield server
        assert not server.failures


@pytest.fixture
async def stage(telegram: Server) -> AsyncIterator[Stage]:
    """Anna, Bob and Cleo at that server."""
    stage = Stage(telegram)
    yield stage
    await stage.close()
