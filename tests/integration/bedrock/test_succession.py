"""A chat whose room was filled by appending gets another one, with its whole history beneath it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.model.codec import Item
from bridge.model.content import Written
from bridge.model.text import Text
from bridge.store import State
from tests.support.histories import chat, message, people, write_export
from tests.support.homeserver import FakeHomeserver, Settings
from tests.support.homeserver.world import Room
from tests.support.importing import Clock, Killed, Steps, Workshop, prove, server_of, workshop

GRACE = "@grace:fake.localhost"


def told(*numbers: int) -> Iterator[Item]:
    yield chat()
    yield from people()
    yield from (message(number, Written(Text(f"message {number}"))) for number in numbers)


def bodies(room: Room) -> list[str]:
    return [event.content["body"] for event in room.events if event.type == "m.room.message"]


async def appended(uri: str, fake: FakeHomeserver, folder: Path) -> Clock:
    """A room with the newer half of a history, in which Grace is; the older half came too late for it."""
    async with workshop(uri, server_of(fake), plain=True) as shop:
        await shop.stage(write_export(folder / "new", told(*range(5, 10))))
        await prove(shop)
        plan = await shop.stage(write_export(folder / "old", told(*range(10))))
        assert (await shop.store.inbox.counts(plan.chosen[0].portal))[State.WITHHELD, "text"] == 5
    [room] = fake.world.rooms.values()
    room.append(
        replace(
            room.events[0],
            id="$grace",
            type="m.room.member",
            sender=GRACE,
            state_key=GRACE,
            content={"membership": "join"},
        )
    )
    return shop.clock


def anew(shop: Workshop) -> Workshop:
    return replace(shop, importer=replace(shop.importer, anew=True))


async def test_the_whole_history_lies_beneath_the_successor(store_uri: str, tmp_path: Path) -> None:
    async with FakeHomeserver(Settings(bedrock=True)) as fake:
        await appended(store_uri, fake, tmp_path)
        async with workshop(store_uri, server_of(fake)) as shop:
            await prove(anew(shop))
        old, new = fake.world.rooms.values()
    assert bodies(new) == [f"message {number}" for number in range(10)]
    assert new.content("m.room.create")["predecessor"] == {"room_id": old.id}
    assert old.content("m.room.tombstone")["replacement_room"] == new.id
    assert new.membership(GRACE) == "invite"


async def test_it_is_done_once(store_uri: str, tmp_path: Path) -> None:
    async with FakeHomeserver(Settings(bedrock=True)) as fake:
        await appended(store_uri, fake, tmp_path)
        for _ in range(2):
            async with workshop(store_uri, server_of(fake)) as shop:
                await prove(anew(shop))
        assert len(fake.world.rooms) == 2


async def test_what_was_begun_anew_is_finished_in_the_plain_way_too(store_uri: str, tmp_path: Path) -> None:
    async with FakeHomeserver(Settings(bedrock=True)) as fake:
        await appended(store_uri, fake, tmp_path)
        async with workshop(store_uri, server_of(fake), plain=True) as shop:
            [portal] = await shop.store.portals.list()
            await shop.store.portals.take_lease(portal.id, "one", now=0, ttl=10)
            await shop.store.succession.begin_anew(portal.id, lease="one")
            await shop.store.portals.release(portal.id, "one")
            assert [result.error for result in await shop.run()] == [None]
        old, new = fake.world.rooms.values()
    assert bodies(new) == [f"message {number}" for number in range(10)]
    assert old.content("m.room.tombstone")["replacement_room"] == new.id


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", range(1, 30))
async def test_wherever_it_is_killed_it_goes_on(step: int, after: bool, tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    async with FakeHomeserver(Settings(bedrock=True)) as fake:
        clock = await appended(uri, fake, tmp_path)
        try:
            async with workshop(uri, server_of(fake), clock=clock, steps=Steps(step, after)) as shop:
                await anew(shop).run()
        except Killed:
            clock.now += 120_000
        async with workshop(uri, server_of(fake), clock=clock) as shop:
            await prove(anew(shop))
        old, new = fake.world.rooms.values()
    assert bodies(new) == [f"message {number}" for number in range(10)]
    assert old.content("m.room.tombstone")["replacement_room"] == new.id
