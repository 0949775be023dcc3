"""The store on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bridge.store import Store
from tests.support import postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A private PostgreSQL with a template that has our tables; skips where the machine has none."""
    try:
        with postgres.running() as server:
            server.make_template()
            asyncio.run(_fill(server.uri(postgres.TEMPLATE)))
            yield server
    except postgres.Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(params=["sqlite", "postgres"])
def store_uri(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh database of each kind, the one of PostgreSQL with its tables already made."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'beringia.db'}"
    server: postgres.Server = request.getfixturevalue("postgres_server")
    return server.make()


@pytest.fixture
async def store(store_uri: str) -> AsyncIterator[Store]:
    """An open, empty store."""
    async with await Store.open(store_uri) as store:
        yield store


async def _fill(uri: str) -> None:
    await (await Store.open(uri)).close()
