"""Verification finds whatever is done to a room or to the store, and nothing where nothing was done."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.errors import HomeserverUnavailable
from bridge.history.comparison import Difference
from bridge.history.proof import Proof
from tests.support.histories import eventful, plain, write_export
from tests.support.homeserver import CUT, DIE, FakeHomeserver, Settings, World, no_fault, on
from tests.support.homeserver.world import Room, StoredEvent
from tests.support.importing import Workshop, server_of, workshop

SHARES = 8
MUTATIONS = 576

Mutate = Callable[[World, Room, random.Random], None]


PLAIN, BENEATH = Settings(), Settings(bedrock=True)
both_ways = pytest.mark.parametrize("settings", [PLAIN, BENEATH], ids=["plain", "beneath"])


@asynccontextmanager
async def imported(folder: Path, settings: Settings = PLAIN) -> AsyncIterator[tuple[FakeHomeserver, Workshop]]:
    """A finished import."""
    async with FakeHomeserver(settings) as fake, workshop(f"sqlite:///{folder / 'store.db'}", server_of(fake)) as shop:
        await shop.stage(write_export(folder / "export", eventful(6)))
        await shop.run()
        yield fake, shop


def found(proof: Proof) -> set[str]:
    findings = [finding for chat in proof.chats for finding in chat.findings]
    return {finding.difference for finding in [*findings, *proof.file_findings]}


def of_items(room: Room) -> list[int]:
    """Places in the room's order of events that say an item, the homeserver's copy of the room being in order."""
    return [
        place
        for place, event in enumerate(room.events)
        if "beringia.source" in event.content and event.type != "m.room.create"
    ]


def pick(room: Room, dice: random.Random) -> int:
    return dice.choice(of_items(room))


def lose(_world: World, room: Room, dice: random.Random) -> None:
    del room.events[pick(room, dice)]


def redact(_world: World, room: Room, dice: random.Random) -> None:
    _change(room, pick(room, dice), content={})


def say_again(_world: World, room: Room, dice: random.Random) -> None:
    event = room.events[pick(room, dice)]
    room.events.append(replace(event, id=f"{event.id}again"))


def intrude(_world: World, room: Room, dice: random.Random) -> None:
    event = room.events[pick(room, dice)]
    content = {"msgtype": "m.text", "body": "hello"}
    room.events.insert(
        dice.randrange(len(room.events)),
        replace(event, id="$intruder", type="m.room.message", state_key=None, content=content),
    )


def swap(_world: World, room: Room, dice: random.Random) -> None:
    one, other = dice.sample(of_items(room), 2)
    room.events[one], room.events[other] = room.events[other], room.events[one]


def blame(_world: World, room: Room, dice: random.Random) -> None:
    place = pick(room, dice)
    senders = {event.sender for event in room.events} - {room.events[place].sender}
    _change(room, place, sender=dice.choice(sorted(senders)))


def misdate(_world: World, room: Room, dice: random.Random) -> None:
    place = pick(room, dice)
    _change(room, place, time=room.events[place].time + dice.choice((-1, 1)))


def reword(_world: World, room: Room, dice: random.Random) -> None:
    place = pick(room, dice)
    _change(room, place, content={**room.events[place].content, "body": "something else"})


def rot(world: World, _room: Room, _dice: random.Random) -> None:
    for name, file in world.files.items():
        world.files[name] = replace(file, content=b"bread\nmilk\n")


def drop_file(world: World, _room: Room, _dice: random.Random) -> None:
    world.files.clear()


def kick(_world: World, room: Room, dice: random.Random) -> None:
    bot = room.events[0]
    ghost = next(event.state_key for event in room.events if event.content.get("displayname") == "Anna (Campfire)")
    room.events.insert(
        dice.randrange(len(room.events)),
        replace(bot, id="$kick", type="m.room.member", state_key=ghost, content={"membership": "leave"}),
    )


def encrypt(_world: World, room: Room, _dice: random.Random) -> None:
    content = {"algorithm": "m.megolm.v1.aes-sha2"}
    room.events.append(replace(room.events[0], id="$crypt", type="m.room.encryption", content=content))


EXPECTED: dict[Mutate, Difference] = {
    lose: Difference.MISSING,
    redact: Difference.ALTERED,
    say_again: Difference.DOUBLED,
    intrude: Difference.EXTRA,
    swap: Difference.OUT_OF_ORDER,
    blame: Difference.WRONG_SENDER,
    misdate: Difference.WRONG_TIME,
    reword: Difference.ALTERED,
    kick: Difference.EXTRA,
    encrypt: Difference.EXTRA,
    rot: Difference.MEDIA,
    drop_file: Difference.MEDIA,
}


def _change(room: Room, place: int, **changes: object) -> None:
    room.events[place] = replace(room.events[place], **changes)  # type: ignore[arg-type]


def _renumbered(events: list[StoredEvent]) -> list[StoredEvent]:
    """The room's order is its list's order."""
    return [replace(event, place=place, depth=place) for place, event in enumerate(events)]


@both_ways
@pytest.mark.parametrize("share", range(SHARES))
async def test_every_seeded_mutation_is_found(share: int, settings: Settings, tmp_path: Path) -> None:
    async with imported(tmp_path, settings) as (fake, shop):
        sound = deepcopy(fake.world)
        for seed in range(share, MUTATIONS, SHARES):
            mutate = list(EXPECTED)[seed // SHARES % len(EXPECTED)]
            fake.world = deepcopy(sound)
            [room] = fake.world.rooms.values()
            mutate(fake.world, room, random.Random(seed))
            room.events = _renumbered(room.events)
            assert EXPECTED[mutate] in found(await shop.verify()), f"{mutate.__name__} with seed {seed}"


async def test_a_download_that_breaks_off_is_begun_again(tmp_path: Path) -> None:
    async with imported(tmp_path) as (fake, shop):
        fake.hook = on("download", "after", CUT, times=2)
        assert found(await shop.verify()) == set()
        fake.hook = on("download", "after", CUT, times=100)
        with pytest.raises(HomeserverUnavailable):
            await shop.verify()


@both_ways
async def test_an_untouched_room_has_no_findings(tmp_path: Path, settings: Settings) -> None:
    async with imported(tmp_path, settings) as (_fake, shop):
        assert found(await shop.verify()) == set()


async def test_an_unfinished_import_is_not_sound(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "export", eventful(1)))
        proof = await shop.verify()
    assert not proof.sound
    assert proof.chats[0].waiting > 0


STORE_MUTATIONS: dict[str, Difference] = {
    "DELETE FROM event WHERE message = '3'": Difference.MISSING,
    "DELETE FROM event WHERE message = '4' AND part = 0": Difference.MISSING,
    "UPDATE event SET event_id = '$nowhere' WHERE message = '3'": Difference.MISSING,
    "UPDATE event SET part = part + 7 WHERE message = '3'": Difference.EXTRA,
    "UPDATE inbox SET state = 'missing', reason = 'x' WHERE message = '0'": Difference.OUTCOME,
    "UPDATE inbox SET state = 'done', reason = NULL WHERE message = '18'": Difference.OUTCOME,
    "UPDATE inbox SET body = replace(body, 'message 2', 'message 9') WHERE message = '2'": Difference.ALTERED,
    "UPDATE inbox SET sender = 'anna', body = replace(body, 'bora', 'anna') WHERE message = '3'": Difference.WRONG_SENDER,
    "UPDATE inbox SET time = time + 3600000 WHERE message = '3'": Difference.OUT_OF_ORDER,
    "DELETE FROM media_file": Difference.ALTERED,
    "UPDATE upload SET data = replace(data, '11', '12')": Difference.ALTERED,
}


@both_ways
@pytest.mark.parametrize("mutation", STORE_MUTATIONS)
async def test_what_is_done_to_the_store_is_found_too(mutation: str, settings: Settings, tmp_path: Path) -> None:
    async with imported(tmp_path, settings) as (_fake, shop):
        assert await shop.store._database.execute(mutation) > 0
        assert STORE_MUTATIONS[mutation] in found(await shop.verify())


async def test_a_stranger_who_copies_our_mark_is_a_stranger(tmp_path: Path) -> None:
    async with imported(tmp_path) as (fake, shop):
        [room] = fake.world.rooms.values()
        event = room.events[of_items(room)[5]]
        room.events.append(replace(event, id="$copy", sender="@mallory:fake.localhost", place=len(room.events)))
        assert found(await shop.verify()) == {Difference.EXTRA}


async def test_a_membership_that_the_homeserver_repeats_for_a_profile_is_no_finding(tmp_path: Path) -> None:
    async with imported(tmp_path) as (fake, shop):
        [room] = fake.world.rooms.values()
        join = next(event for event in room.events if event.content.get("displayname") == "Anna (Campfire)")
        assert join.state_key is not None
        for name, difference in (("Anna (Campfire)", set()), ("Somebody", {Difference.EXTRA})):
            content = {"membership": "join", "displayname": name}
            again = replace(join, id=f"${name}", sender=join.state_key, content=content, place=len(room.events))
            room.events.append(again)
            assert found(await shop.verify()) == difference


async def test_a_room_that_cannot_be_read_is_a_finding_and_the_others_are_verified(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "export", eventful(1, name="ops"), eventful(1, name="cooks")))
        await shop.run(in_parallel=1)
        del next(iter(fake.world.rooms.values())).state["m.room.member", fake.settings.bot]
        proof = await shop.verify()
        assert sorted(chat.sound for chat in proof.chats) == [False, True]
        assert found(proof) == {Difference.UNREADABLE}


@pytest.mark.parametrize("spoken", range(8))
async def test_an_interrupted_import_waits_but_nothing_is_wrong(spoken: int, tmp_path: Path) -> None:
    uri, dying = f"sqlite:///{tmp_path / 'store.db'}", on("send", "after", DIE, skip=spoken)
    async with FakeHomeserver(hook=dying) as fake, workshop(uri, server_of(fake), patience=0) as shop:
        await shop.stage(write_export(tmp_path / "export", eventful(1)))
        await shop.run()
        await fake.start()
        fake.hook = no_fault
        proof = await shop.verify()
        assert found(proof) == set()
        assert proof.chats[0].waiting > 0


@both_ways
async def test_what_is_said_while_verification_reads_is_not_held_against_the_room(
    tmp_path: Path, settings: Settings
) -> None:
    async with FakeHomeserver(settings) as fake:
        uri = f"sqlite:///{tmp_path / 'store.db'}"
        async with workshop(uri, server_of(fake)) as shop, workshop(uri, server_of(fake), batch=4) as other:
            await shop.stage(write_export(tmp_path / "export", plain(60)))
            running = asyncio.create_task(other.run())
            while not running.done():
                assert found(await shop.verify()) == set()
            assert [result.error for result in await running] == [None]
            assert found(await shop.verify()) == set()
