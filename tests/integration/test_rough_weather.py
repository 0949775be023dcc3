"""A homeserver that stumbles, a disk that fills up: the import goes on, or stops in words, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.errors import HomeserverUnavailable, StoreError
from tests.support.histories import eventful, plain, write_export
from tests.support.homeserver import BAD_GATEWAY, DIE, DROP, GARBLED, FakeHomeserver, limited, no_fault, on, sometimes
from tests.support.importing import Workshop, server_of, workshop


async def prove(shop: Workshop) -> None:
    assert [result.error for result in await shop.run()] == [None]
    proof = await shop.verify()
    assert proof.sound, proof


@pytest.mark.parametrize("seed", range(12))
async def test_lost_answers_and_busy_signs_change_nothing(seed: int, tmp_path: Path) -> None:
    weather = sometimes(seed, 0.15, DROP, BAD_GATEWAY, GARBLED, limited(5))
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    async with FakeHomeserver(hook=weather) as fake, workshop(uri, server_of(fake), patience=30) as shop:
        await shop.stage(write_export(tmp_path / "export", eventful(3)))
        assert [result.error for result in await shop.run()] == [None]
        fake.hook = no_fault
        await prove(shop)


async def test_a_homeserver_that_goes_away_stops_the_import_until_it_is_back(tmp_path: Path) -> None:
    uri, dying = f"sqlite:///{tmp_path / 'store.db'}", on("send", "after", DIE, skip=10)
    async with FakeHomeserver(hook=dying) as fake, workshop(uri, server_of(fake), patience=0.2) as shop:
        await shop.stage(write_export(tmp_path / "export", eventful(3)))
        [result] = await shop.run()
        assert isinstance(result.error, HomeserverUnavailable)
        await fake.start()
        fake.hook = no_fault
        await prove(shop)


async def test_a_full_disk_stops_the_import_until_there_is_room(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "export", plain(300)))
        pages = await shop.store._database.fetchval("PRAGMA page_count")
        await shop.store._database.execute(f"PRAGMA max_page_count = {pages + 3}")
        [result] = await shop.run()
        assert isinstance(result.error, StoreError)
        await shop.store._database.execute("PRAGMA max_page_count = 1000000")
        await prove(shop)


async def test_many_chats_go_side_by_side_each_in_order(store_uri: str, tmp_path: Path) -> None:
    histories = [eventful(2, name=f"chat{number}") for number in range(8)]
    async with FakeHomeserver() as fake, workshop(store_uri, server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "export", *histories))
        assert [result.error for result in await shop.run(in_parallel=4)] == [None] * 8
        proof = await shop.verify()
        assert proof.sound, proof


async def test_a_finished_import_run_again_sends_nothing(store_uri: str, tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(store_uri, server_of(fake)) as shop:
        export = write_export(tmp_path / "export", eventful(2))
        await shop.stage(export)
        await shop.run()
        events = sum(len(room.events) for room in fake.world.rooms.values())
        await shop.stage(export)
        await prove(shop)
        assert sum(len(room.events) for room in fake.world.rooms.values()) == events


async def test_a_newer_export_adds_only_what_is_new(store_uri: str, tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(store_uri, server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "old", plain(30)))
        await shop.run()
        plan = await shop.stage(write_export(tmp_path / "new", plain(50)))
        assert plan.chosen[0].items == 20
        await prove(shop)
