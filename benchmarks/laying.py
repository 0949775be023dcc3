"""History laid by ``beringia import`` with bedrock, against a bare client, and against Synapse that does nothing but store."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from benchmarks.bench import SLICE, Bench, bedrock, homeserver, opened
from benchmarks.chatter import PEOPLE, Chatter, write_files
from benchmarks.databases import each_database
from benchmarks.figures import ratios, spread, timed
from bridge.matrix.events import RoomId
from demo.synapse import Synapse

SUITABLE = {
    "room_version": "11",
    "creation_content": {"m.federate": False},
    "initial_state": [
        {"type": "m.room.join_rules", "state_key": "", "content": {"join_rule": "restricted", "allow": []}},
    ],
}
"""Rooms as bedrock wants them."""
STORE_AGAIN = "/_synapse/client/beringia/store_again"
PERSIST_LOOP = {"module": "benchmarks.persist_loop.PersistLoop", "config": {"slice": SLICE, "path": STORE_AGAIN}}
NEWCOMERS = 4
"""People of a room who are not in the room before it; the others speak in several."""
WARM_UP = 10
"""The round that is not counted is so many times smaller."""


@dataclass(frozen=True)
class Size:
    """How much is measured. ``sample``: events that the bare client sends, which is enough to know its rate."""

    rounds: int
    messages: int
    rooms: int
    sample: int


@dataclass
class Rates:
    """Messages per second of the three sides, round by round."""

    bare: list[float] = field(default_factory=list)
    laying: list[float] = field(default_factory=list)
    limit: list[float] = field(default_factory=list)
    events: int = 0

    def show(self, where: str) -> None:
        """Print them and their ratios."""
        print(f"  (a) bare client {where}: {spread(self.bare)} messages/s")
        print(f"  (b) beringia import {where}: {spread(self.laying)} messages/s; {self.events:,} events in each round")
        print(f"  (c) storing alone {where}: {spread(self.limit)} messages/s")
        print(f"      b/a: {spread(ratios(self.laying, self.bare))}")
        print(f"      b/c: {spread(ratios(self.laying, self.limit))}", flush=True)


def measure_laying(folder: Path, size: Size, *, only_sqlite: bool) -> None:
    """Print the rates and their ratios, for each database."""
    for name, make in each_database(only_sqlite=only_sqlite):
        print(
            f"Bedrock, Synapse on {name}; {size.rounds} rounds of {size.messages:,} messages of all kinds,"
            f" {PEOPLE} people in each room, the three sides in turns",
            flush=True,
        )
        synapse = homeserver(folder / name, bedrock(), PERSIST_LOOP, database=make())
        with synapse:
            asyncio.run(_measure(folder / name, synapse, size))


async def _measure(folder: Path, synapse: Synapse, size: Size) -> None:
    async with opened(folder, synapse, plain=False) as bench:
        for rooms in (1, size.rooms):
            where = "in one room" if rooms == 1 else f"over {rooms} rooms, {bench.in_parallel} at a time"
            (await _take_turns(bench, rooms, size)).show(where)


async def _take_turns(bench: Bench, rooms: int, size: Size) -> Rates:
    warm_up, rates = Rates(), Rates()
    await _play(bench, f"warm-up-{rooms}", rooms, size.messages // WARM_UP, size.sample, warm_up)
    for number in range(size.rounds):
        await _play(bench, f"round-{rooms}-{number}", rooms, size.messages, size.sample, rates)
    return rates


async def _play(bench: Bench, name: str, rooms: int, messages: int, sample: int, rates: Rates) -> None:
    """One round."""
    write_files(bench.folder / name)
    chats = [Chatter(f"{name}-{room}", crowd=name, first=room * NEWCOMERS) for room in range(rooms)]
    plan = await bench.plan(name, [chat.items(messages // rooms) for chat in chats])
    seconds, rates.events = await timed(bench.run_import(plan))
    rates.laying.append(messages / seconds)
    made = await bench.rooms_of(plan)
    share = messages / rates.events  # of messages among events
    rates.bare.append(share * await _send_one_by_one(bench, made, sample))
    rates.limit.append(share * await _store_again(bench, made))


async def _send_one_by_one(bench: Bench, rooms: Sequence[RoomId], sample: int) -> float:
    """Events per second. The rooms and who speaks in them are made beforehand, and do not count."""
    said = [await bench.said_in(room, sample // len(rooms)) for room in rooms]
    stages = [await bench.bare.settle(events) for events in said]
    seconds, events = await timed(bench.bare.say(stages, said, bench.in_parallel))
    return events / seconds


async def _store_again(bench: Bench, rooms: Sequence[RoomId]) -> float:
    """Events per second. What is stored is made ready beforehand, and that does not count."""
    pairs = [[room, await _room_like(bench, room)] for room in rooms]
    asked = {"rooms": pairs, "in_parallel": bench.in_parallel}
    done = await bench.bare.call("POST", STORE_AGAIN, asked)
    rate: float = done["events"] / done["seconds"]
    return rate


async def _room_like(bench: Bench, room: RoomId) -> RoomId:
    """An empty room with the same people in it."""
    joined = await bench.bare.call("GET", f"rooms/{quote(room)}/joined_members", None)
    made = RoomId((await bench.bare.call("POST", "createRoom", SUITABLE))["room_id"])
    await bench.app.importer.homeserver.bedrock.open(made, [{"user_id": user} for user in joined["joined"]])
    return made
