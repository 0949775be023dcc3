"""Killed anywhere, a bridge goes on: nothing is lost, nothing is said twice, on either side."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress

import pytest

from bridge.errors import NetworkUnavailable
from bridge.model.amendment import Deletion, Revision
from bridge.model.content import Written
from bridge.model.text import Text
from tests.support.bridging import Bridged, bridging
from tests.support.campfire import Campfire
from tests.support.homeserver import FakeHomeserver
from tests.support.importing import Killed, Steps

CREW = "crew"
STEPS = range(4, 90, 7)
LATER = 120_000
"""ms after which nobody waits for the dead any longer."""


async def _begun(store_uri: str, fake: FakeHomeserver, campfire: Campfire) -> None:
    campfire.add_chat(CREW, "anna", "bora", "relay")
    async with bridging(store_uri, fake, campfire) as bridged:
        await bridged.link("anna")
        await bridged.link("relay", "@admin:example.org", is_bot=True)
        await bridged.join(CREW, "anna", "dana", ear="anna", relay="relay")


async def _talk(bridged: Bridged) -> None:
    """Both sides at once, whatever becomes of the bridge: the homeserver tells again what was not kept."""
    first = await bridged.campfire.say(CREW, "bora", "one")
    for words in ("two", "two"):
        await bridged.campfire.say(CREW, "bora", words)
    await bridged.campfire.say(CREW, "bora", Revision(message=first, content=Written(Text("uno"))))
    await _says(bridged, "anna", "three")
    last = await bridged.campfire.say(CREW, "bora", "gone")
    await _says(bridged, "dana", "four")
    await bridged.campfire.say(CREW, "bora", Deletion(messages=(last,)))


async def _says(bridged: Bridged, person: str, words: str) -> None:
    with suppress(Killed):
        await bridged.says(CREW, person, words)


def _said_once(bridged: Bridged) -> None:
    assert sorted(bridged.campfire.texts(CREW)) == sorted(
        [("bora", "uno"), ("bora", "two"), ("bora", "two"), ("anna", "three"), ("relay", "dana: four")]
    )
    heard = bridged.heard(CREW)
    assert sorted(heard) == sorted(
        [("Bora (Campfire)", words) for words in ("uno", "two", "two")] + [("@anna", "three"), ("@dana", "four")]
    )


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
async def test_a_kill_at_any_step_loses_and_doubles_nothing(tmp_path, fake, campfire, step, after):
    uri = f"sqlite:///{tmp_path / 'beringia.db'}"
    await _begun(uri, fake, campfire)
    with suppress(Killed, TimeoutError):
        async with bridging(uri, fake, campfire, steps=Steps(step, after)) as bridged:
            await _talk(bridged)
            await asyncio.wait_for(bridged.settled(CREW), 1)
    async with bridging(uri, fake, campfire, later=LATER) as bridged:
        await bridged.tell_all(CREW)
        await bridged.settled(CREW)
        _said_once(bridged)


@pytest.mark.parametrize("seed", range(6))
async def test_answers_that_are_lost_double_nothing(store_uri, fake, campfire, seed):
    await _begun(store_uri, fake, campfire)
    chance = random.Random(seed)
    campfire.after_say = lambda _: _maybe_lost(chance)
    campfire.before_say = lambda _: _maybe_lost(chance)
    async with bridging(store_uri, fake, campfire) as bridged:
        await _talk(bridged)
        await bridged.settled(CREW)
        _said_once(bridged)


def _maybe_lost(chance: random.Random) -> None:
    if chance.random() < 0.3:
        raise NetworkUnavailable("the line broke")
