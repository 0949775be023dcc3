"""The process is ended before and after every durable step of an import, started again, and the room is the same.

Durable steps are the commits to the store and the requests to the homeserver. A kill after a request is the worst
moment there is: the homeserver has done it, and nobody knows.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from bridge.store import State
from tests.support.histories import eventful, write_export
from tests.support.homeserver import FakeHomeserver
from tests.support.importing import Clock, Steps, server_of, workshop

ROUNDS = 12
SHARES = 24
"""The kill points are shared out, so that they run side by side."""
COMPOUND = 48
LEASE = 120_000


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_export(tmp_path_factory.mktemp("crash") / "export", eventful(ROUNDS))


async def run_until(uri: str, fake: FakeHomeserver, steps: Steps, clock: Clock) -> bool:
    """Import until it is done (True), or until it is killed. Nothing but the kill may end it."""
    try:
        async with workshop(uri, server_of(fake), clock=clock, steps=steps) as shop:
            results = await shop.run()
            assert [result.error for result in results] == [None]
            return True
    except BaseException:
        if not steps.dead:
            raise
        clock.now += LEASE
        return False


async def staged(uri: str, fake: FakeHomeserver, export: Path) -> Clock:
    async with workshop(uri, server_of(fake)) as shop:
        await shop.stage(export)
        return shop.clock


async def check(uri: str, fake: FakeHomeserver, clock: Clock, reference: list[Any]) -> None:
    async with workshop(uri, server_of(fake), clock=clock) as shop:
        proof = await shop.verify()
        assert proof.sound, proof
        portal = proof.chats[0].portal
        counts = await shop.store.inbox.counts(portal)
    assert sum(counts.values()) == proof.chats[0].items
    assert not {State.WAITING, State.SENDING, State.FAILED} & {state for state, _ in counts}
    assert history(fake) == reference
    assert len([file for file in fake.world.files.values() if file.content is not None]) == 1


def history(fake: FakeHomeserver) -> list[Any]:
    """The one room's history as people see it: event ids, which differ from run to run, become places."""
    [room] = fake.world.rooms
    events = [
        event
        for event in fake.timeline(room)
        if "beringia.source" in event["content"] and event["type"] != "m.room.create"
    ]
    places = {event["event_id"]: place for place, event in enumerate(events)}
    return [
        (
            event["sender"],
            event["type"],
            event.get("state_key"),
            event["origin_server_ts"],
            _placed(event["content"], places),
        )
        for event in events
    ]


def _placed(value: Any, places: dict[str, int]) -> Any:
    if isinstance(value, dict):
        return {key: _placed(inner, places) for key, inner in value.items() if key != "url"}
    if isinstance(value, list):
        return [_placed(inner, places) for inner in value]
    return places.get(value, value) if isinstance(value, str) else value


async def undisturbed(folder: Path, export: Path) -> tuple[int, list[Any]]:
    """How many steps an import has, and the room that it makes."""
    uri, steps = f"sqlite:///{folder / 'reference.db'}", Steps()
    async with FakeHomeserver() as fake:
        clock = await staged(uri, fake, export)
        assert await run_until(uri, fake, steps, clock)
        return steps.count, history(fake)


@pytest.mark.parametrize("share", range(SHARES))
async def test_a_kill_at_any_step_changes_nothing(share: int, tmp_path: Path, export: Path) -> None:
    count, reference = await undisturbed(tmp_path, export)
    points = [(number, after) for number in range(1, count + 1) for after in (False, True)]
    assert len(points) >= 500
    for number, after in points[share::SHARES]:
        uri = f"sqlite:///{tmp_path / f'{number}-{after}.db'}"
        async with FakeHomeserver() as fake:
            clock = await staged(uri, fake, export)
            assert not await run_until(uri, fake, Steps(number, after), clock)
            assert await run_until(uri, fake, Steps(), clock)
            await check(uri, fake, clock, reference)


@pytest.mark.parametrize("seed", range(COMPOUND))
async def test_kills_during_recovery_change_nothing(seed: int, tmp_path: Path, export: Path) -> None:
    """A process that dies again and again, while the homeserver restarts, and forgets every transaction it knew."""
    _, reference = await undisturbed(tmp_path, export)
    dice, uri = random.Random(seed), f"sqlite:///{tmp_path / 'compound.db'}"
    async with FakeHomeserver() as fake:
        clock = await staged(uri, fake, export)
        while not await run_until(uri, fake, Steps(dice.randint(1, 60), dice.random() < 0.5), clock):
            if dice.random() < 0.3:
                await fake.restart()
                fake.world.transactions.clear()
        await check(uri, fake, clock, reference)
