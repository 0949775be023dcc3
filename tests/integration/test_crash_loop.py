"""The process is ended before and after every durable step of an import, started again, and the room is the same.

Durable steps are the commits to the store and the requests to the homeserver. A kill after a request is the worst
moment there is: the homeserver has done it, and nobody knows.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from bridge.errors import HomeserverUnavailable
from bridge.store import State
from tests.support.histories import eventful, write_export
from tests.support.homeserver import DIE, FakeHomeserver, Settings, no_fault, on
from tests.support.importing import Clock, Steps, server_of, workshop

# A connection that arrives in the moment in which the small homeserver dies is nobody's, and is not closed by anybody.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
ROUNDS = 12
SHARES = 24
"""The kill points are shared out, so that they run side by side."""
BATCH = 7
"""Items laid at one go, where history is laid: few, so that there are many spans."""
PLAIN, BENEATH = Settings(), Settings(bedrock=True, bedrock_slice=3)
COMPOUND = 48
LEASE = 120_000


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_export(tmp_path_factory.mktemp("crash") / "export", eventful(ROUNDS))


async def run_until(uri: str, fake: FakeHomeserver, steps: Steps, clock: Clock) -> bool:
    """Import until it is done (True), or until it is killed. Nothing but the kill may end it."""
    try:
        async with workshop(uri, server_of(fake), clock=clock, steps=steps, batch=BATCH) as shop:
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


async def undisturbed(folder: Path, export: Path, settings: Settings) -> tuple[int, list[Any]]:
    """How many steps an import has, and the room that it makes."""
    uri, steps = f"sqlite:///{folder / 'reference.db'}", Steps()
    async with FakeHomeserver(settings) as fake:
        clock = await staged(uri, fake, export)
        assert await run_until(uri, fake, steps, clock)
        return steps.count, history(fake)


@pytest.mark.parametrize("share", range(SHARES))
async def test_a_kill_at_any_step_changes_nothing(share: int, tmp_path: Path, export: Path) -> None:
    count, reference = await undisturbed(tmp_path, export, PLAIN)
    assert 2 * count >= 500
    await kill_everywhere(tmp_path, export, PLAIN, list(range(share + 1, count + 1, SHARES)), reference)


@pytest.mark.parametrize("share", range(4))
async def test_a_kill_at_any_step_of_laying_changes_nothing(share: int, tmp_path: Path, export: Path) -> None:
    count, reference = await undisturbed(tmp_path, export, BENEATH)
    assert 2 * count >= 100
    await kill_everywhere(tmp_path, export, BENEATH, list(range(share + 1, count + 1, 4)), reference)


async def kill_everywhere(folder: Path, export: Path, settings: Settings, steps: list[int], reference: Any) -> None:
    """Before and after each of these steps."""
    for number, after in ((number, after) for number in steps for after in (False, True)):
        uri = f"sqlite:///{folder / f'{number}-{after}.db'}"
        async with FakeHomeserver(settings) as fake:
            clock = await staged(uri, fake, export)
            assert not await run_until(uri, fake, Steps(number, after), clock)
            assert await run_until(uri, fake, Steps(), clock)
            await check(uri, fake, clock, reference)


@pytest.mark.parametrize("settings", [PLAIN, BENEATH], ids=["plain", "beneath"])
@pytest.mark.parametrize("seed", range(COMPOUND))
async def test_kills_during_recovery_change_nothing(
    seed: int, settings: Settings, tmp_path: Path, export: Path
) -> None:
    """A process that dies again and again, while the homeserver restarts, and forgets every transaction it knew."""
    _, reference = await undisturbed(tmp_path, export, settings)
    dice, uri = random.Random(seed), f"sqlite:///{tmp_path / 'compound.db'}"
    async with FakeHomeserver(settings) as fake:
        clock = await staged(uri, fake, export)
        while not await run_until(uri, fake, Steps(dice.randint(1, 60), dice.random() < 0.5), clock):
            if dice.random() < 0.3:
                await fake.restart()
                fake.world.transactions.clear()
        await check(uri, fake, clock, reference)


@pytest.mark.parametrize("slices", range(40))
async def test_a_homeserver_that_dies_in_the_middle_of_a_batch_loses_nothing(
    slices: int, tmp_path: Path, export: Path
) -> None:
    _, reference = await undisturbed(tmp_path, export, BENEATH)
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    async with FakeHomeserver(BENEATH, hook=on("bedrock_slice", "after", DIE, skip=slices)) as fake:
        clock = await staged(uri, fake, export)
        async with workshop(uri, server_of(fake), clock=clock, batch=BATCH, patience=0) as shop:
            [result] = await shop.run()
        assert isinstance(result.error, HomeserverUnavailable) or slices > 30
        await fake.start()
        fake.hook = no_fault
        assert await run_until(uri, fake, Steps(), clock)
        await check(uri, fake, clock, reference)
