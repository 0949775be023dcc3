"""After an interruption: what is in the room already is adopted, if it is ours and says what we would say."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.errors import HomeserverError, LeaseLost
from bridge.history.comparison import Difference
from tests.support.histories import eventful, plain, write_export
from tests.support.homeserver import DIE, FakeHomeserver, no_fault, on
from tests.support.homeserver.world import Room, StoredEvent
from tests.support.importing import Workshop, pause_after, prove, server_of, workshop

ASLEEP = 120_000
"""ms for which a worker sleeps: longer than its lease."""


async def interrupted(fake: FakeHomeserver, shop: Workshop, export: Path) -> Room:
    """The homeserver has the last message, but nobody was told. Returns the room."""
    await shop.stage(export)
    await shop.run()
    await fake.start()
    fake.hook = no_fault
    [room] = fake.world.rooms.values()
    return room


def last_of(room: Room) -> StoredEvent:
    return next(event for event in reversed(room.events) if event.type == "m.room.message")


async def test_what_the_homeserver_has_is_adopted(tmp_path: Path) -> None:
    uri, gone = f"sqlite:///{tmp_path / 'store.db'}", on("send", "after", DIE, skip=4)
    async with FakeHomeserver(hook=gone) as fake, workshop(uri, server_of(fake), patience=0) as shop:
        room = await interrupted(fake, shop, write_export(tmp_path / "export", plain(20)))
        fake.world.transactions.clear()
        before = [event.id for event in room.events]
        await prove(shop)
        assert [event.id for event in room.events][: len(before)] == before


async def test_what_a_stranger_has_copied_from_us_is_not_adopted(tmp_path: Path) -> None:
    uri, gone = f"sqlite:///{tmp_path / 'store.db'}", on("send", "after", DIE, skip=4)
    async with FakeHomeserver(hook=gone) as fake, workshop(uri, server_of(fake), patience=0) as shop:
        room = await interrupted(fake, shop, write_export(tmp_path / "export", plain(20)))
        copied = replace(last_of(room), id="$copy", sender="@mallory:fake.localhost", place=len(room.events))
        room.append(copied)
        assert [result.error for result in await shop.run()] == [None]
        [chat] = (await shop.verify()).chats
        assert [(finding.difference, finding.event_id) for finding in chat.findings] == [(Difference.EXTRA, "$copy")]


@pytest.mark.parametrize("change", [{"sender": "@beringia:fake.localhost"}, {"type": "m.sticker"}])
async def test_what_says_an_item_otherwise_stops_the_chat(tmp_path: Path, change: dict[str, str]) -> None:
    uri, gone = f"sqlite:///{tmp_path / 'store.db'}", on("send", "after", DIE, skip=4)
    async with FakeHomeserver(hook=gone) as fake, workshop(uri, server_of(fake), patience=0) as shop:
        room = await interrupted(fake, shop, write_export(tmp_path / "export", plain(20)))
        last = last_of(room)
        room.events[last.place] = room.by_id[last.id] = replace(last, **change)  # type: ignore[arg-type]
        said = len(room.events)
        [result] = await shop.run()
        assert isinstance(result.error, HomeserverError)
        assert last.id in result.error.message
        assert [event.type for event in room.events[said:]] in ([], ["m.room.power_levels"])


@pytest.mark.parametrize("items", [1, 9, 25])
async def test_a_store_restored_from_a_backup_finds_its_room_again(items: int, tmp_path: Path) -> None:
    store, backup = tmp_path / "store.db", tmp_path / "backup.db"
    gone = on("send", "after", DIE, skip=items)
    async with FakeHomeserver(hook=gone) as fake:
        async with workshop(f"sqlite:///{store}", server_of(fake), patience=0) as shop:
            await interrupted(fake, shop, write_export(tmp_path / "export", eventful(6)))
        shutil.copy(store, backup)
        async with workshop(f"sqlite:///{store}", server_of(fake)) as shop:
            await prove(shop)
            [room] = fake.world.rooms.values()
            events = len(room.events)
        shutil.copy(backup, store)
        fake.world.transactions.clear()
        async with workshop(f"sqlite:///{store}", server_of(fake)) as shop:
            await prove(shop)
        assert len([event for event in room.events if event.type != "m.room.power_levels"]) <= events


@pytest.mark.parametrize("request_number", range(10, 130, 3))
async def test_a_worker_that_slept_too_long_says_no_more(request_number: int, tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    async with FakeHomeserver() as fake, workshop(uri, server_of(fake)) as sleeper:
        await sleeper.stage(write_export(tmp_path / "export", eventful(4)))
        async with workshop(uri, server_of(fake), clock=sleeper.clock) as other:

            async def take_over() -> None:
                sleeper.clock.now += ASLEEP
                assert [result.error for result in await other.run()] == [None]

            pause_after(sleeper, request_number, take_over)
            [result] = await sleeper.run()
            assert result.error is None or isinstance(result.error, LeaseLost)
            await prove(other)
