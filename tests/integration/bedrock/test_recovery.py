"""After a loss of the store, or another worker's takeover: what lies beneath the room is adopted, never laid again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bridge.errors import LeaseLost
from tests.support.histories import eventful, write_export
from tests.support.homeserver import FakeHomeserver, Settings
from tests.support.homeserver.world import Room, StoredEvent
from tests.support.importing import pause_after, prove, server_of, workshop

BENEATH = Settings(bedrock=True)
ASLEEP = 120_000
"""ms for which a worker sleeps: longer than its lease."""


def laid(fake: FakeHomeserver) -> list[str]:
    """The ids of what says an item."""
    [room] = fake.world.rooms.values()
    return [event.id for event in said_in(room)]


def said_in(room: Room) -> list[StoredEvent]:
    return [event for event in room.events if "beringia.source" in event.content and event.type != "m.room.create"]


@pytest.mark.parametrize("batch", [3, 500])
async def test_a_store_that_was_lost_finds_its_room_again(batch: int, tmp_path: Path) -> None:
    export, found = write_export(tmp_path / "export", eventful(6)), []
    async with FakeHomeserver(BENEATH) as fake:
        for name in ("first", "second"):
            async with workshop(f"sqlite:///{tmp_path / name}", server_of(fake), batch=batch) as shop:
                await shop.stage(export)
                assert [result.error for result in await shop.run()] == [None]
            found.append(laid(fake))
    assert found[0] == found[1]


async def test_a_store_restored_from_a_backup_finds_its_room_again(tmp_path: Path) -> None:
    store, backup = tmp_path / "store.db", tmp_path / "backup.db"
    async with FakeHomeserver(BENEATH) as fake:
        async with workshop(f"sqlite:///{store}", server_of(fake)) as shop:
            await shop.stage(write_export(tmp_path / "half", eventful(3)))
            await prove(shop)
        shutil.copy(store, backup)
        async with workshop(f"sqlite:///{store}", server_of(fake)) as shop:
            await shop.stage(write_export(tmp_path / "whole", eventful(6)))
            await prove(shop)
            before = laid(fake)
        shutil.copy(backup, store)
        async with workshop(f"sqlite:///{store}", server_of(fake)) as shop:
            await shop.stage(write_export(tmp_path / "whole again", eventful(6)))
            await prove(shop)
        assert laid(fake) == before


@pytest.mark.parametrize("request_number", range(4, 60, 2))
async def test_a_worker_that_slept_too_long_lays_no_more(request_number: int, tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    async with FakeHomeserver(BENEATH) as fake, workshop(uri, server_of(fake), batch=3) as sleeper:
        await sleeper.stage(write_export(tmp_path / "export", eventful(4)))
        async with workshop(uri, server_of(fake), clock=sleeper.clock, batch=4) as other:

            async def take_over() -> None:
                sleeper.clock.now += ASLEEP
                # What else the sleeper has under way goes on in this process, and may prolong its lease.
                [taken] = await other.run()
                assert taken.error is None or isinstance(taken.error, LeaseLost)

            pause_after(sleeper, request_number, take_over)
            [result] = await sleeper.run()
            assert result.error is None or isinstance(result.error, LeaseLost)
            await prove(other)
