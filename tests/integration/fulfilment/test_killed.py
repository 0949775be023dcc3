"""A move that is killed anywhere goes on by itself: nothing is lost, nothing is said twice."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from tests.support.importing import Killed, Steps
from tests.support.moving import moving

CREW = "crew"
LATER = 120_000
"""ms after which nobody waits for the dead any longer."""
PAST = [f"past {number}" for number in range(7)]


async def begun(uri, fake, campfire, folder):
    """Anna is linked, and there is a history."""
    for words in PAST:
        await campfire.say(CREW, "bora", words)
    async with moving(uri, fake, campfire, folder) as office:
        await office.link("anna")


async def attempted(uri, fake, campfire, folder, steps, deed):
    with suppress(Killed, TimeoutError):
        async with moving(uri, fake, campfire, folder, steps=steps) as office:
            with suppress(Exception):
                await asyncio.wait_for(deed(office), 3)


async def gone_on(uri, fake, campfire, folder, expected):
    """Start again, ask once more, say something, and look."""
    async with moving(uri, fake, campfire, folder, later=LATER) as office:
        await office.migrate(CREW, "anna")
        await campfire.say(CREW, "bora", "at last")
        await office.bridged.settled(CREW)
        assert office.texts(CREW) == [*expected, "at last"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(5, 90, 9))
async def test_a_move_that_is_killed_at_any_step_goes_on(sqlite_uri, fake, campfire, tmp_path, step, after):
    folder = tmp_path / "live"
    await begun(sqlite_uri, fake, campfire, folder)
    await attempted(sqlite_uri, fake, campfire, folder, Steps(step, after), lambda office: office.migrate(CREW, "anna"))
    await campfire.say(CREW, "bora", "meanwhile")
    await gone_on(sqlite_uri, fake, campfire, folder, [*PAST, "meanwhile"])


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(3, 50, 8))
async def test_going_on_after_a_stop_can_be_killed_at_any_step(sqlite_uri, fake, campfire, tmp_path, step, after):
    folder = tmp_path / "live"
    await begun(sqlite_uri, fake, campfire, folder)
    async with moving(sqlite_uri, fake, campfire, folder) as office:
        await office.migrate(CREW, "anna")
        await campfire.say(CREW, "bora", "heard")
        await office.bridged.settled(CREW)
        await office.stop(CREW, "anna")
        for words in "abcd":
            await campfire.say(CREW, "bora", words)
    await attempted(sqlite_uri, fake, campfire, folder, Steps(step, after), lambda office: office.migrate(CREW, "anna"))
    await gone_on(sqlite_uri, fake, campfire, folder, [*PAST, "heard", *"abcd"])


@pytest.mark.parametrize("step", range(10, 60, 10))
async def test_a_killed_bridging_fetches_no_more_than_was_asked_for(sqlite_uri, fake, campfire, tmp_path, step):
    folder = tmp_path / "live"
    await begun(sqlite_uri, fake, campfire, folder)
    await attempted(sqlite_uri, fake, campfire, folder, Steps(step), lambda office: office.bridge(CREW, "anna", 2))
    async with moving(sqlite_uri, fake, campfire, folder, later=LATER) as office:
        await office.bridge(CREW, "anna", 2)
        assert office.texts(CREW) == PAST[-2:]
