"""Verification finds whatever is done to a room, and nothing where nothing was done."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.history.comparison import Difference
from bridge.history.proof import Proof
from bridge.matrix.events import UserId
from tests.support.histories import eventful, write_export
from tests.support.homeserver import FakeHomeserver, World
from tests.support.homeserver.world import Room, StoredEvent
from tests.support.importing import Server, Workshop, workshop

SHARES = 8
MUTATIONS = 520

Mutate = Callable[[World, Room, random.Random], None]


def server_of(fake: FakeHomeserver) -> Server:
    return Server(fake.address, fake.settings.as_token, fake.settings.domain, UserId(fake.settings.bot))


@asynccontextmanager
async def imported(folder: Path) -> AsyncIterator[tuple[FakeHomeserver, Workshop]]:
    """A finished import."""
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{folder / 'store.db'}", server_of(fake)) as shop:
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


EXPECTED: dict[Mutate, Difference] = {
    lose: Difference.MISSING,
    redact: Difference.ALTERED,
    say_again: Difference.DOUBLED,
    intrude: Difference.EXTRA,
    swap: Difference.OUT_OF_ORDER,
    blame: Difference.WRONG_SENDER,
    misdate: Difference.WRONG_TIME,
    reword: Difference.ALTERED,
    rot: Difference.MEDIA,
    drop_file: Difference.MEDIA,
}


def _change(room: Room, place: int, **changes: object) -> None:
    room.events[place] = replace(room.events[place], **changes)  # type: ignore[arg-type]


def _renumbered(events: list[StoredEvent]) -> list[StoredEvent]:
    """The room's order is its list's order."""
    return [replace(event, place=place) for place, event in enumerate(events)]


@pytest.mark.parametrize("share", range(SHARES))
async def test_every_seeded_mutation_is_found(share: int, tmp_path: Path) -> None:
    async with imported(tmp_path) as (fake, shop):
        sound = deepcopy(fake.world)
        for seed in range(share, MUTATIONS, SHARES):
            mutate = list(EXPECTED)[seed // SHARES % len(EXPECTED)]
            fake.world = deepcopy(sound)
            [room] = fake.world.rooms.values()
            mutate(fake.world, room, random.Random(seed))
            room.events = _renumbered(room.events)
            assert EXPECTED[mutate] in found(await shop.verify()), f"{mutate.__name__} with seed {seed}"


async def test_an_untouched_room_has_no_findings(tmp_path: Path) -> None:
    async with imported(tmp_path) as (_fake, shop):
        assert found(await shop.verify()) == set()


async def test_an_unfinished_import_is_not_sound(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "export", eventful(1)))
        proof = await shop.verify()
    assert not proof.sound
    assert proof.chats[0].waiting > 0
