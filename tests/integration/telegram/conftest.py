"""A Telegram on loopback, and what all tests of the connection need."""

from __future__ import annotations

import pytest

from tests.mtproto.server import Server


@pytest.fixture
async def server():
    """A Telegram of its own for each test; what goes wrong in it fails the test."""
    async with Server() as running:
        yield running
        assert running.failures == []
