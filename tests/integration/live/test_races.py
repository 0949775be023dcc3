"""What comes back may arrive before, while, or after it is recorded: whatever the order, everything is there once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.errors import NetworkUnavailable, NetworkWait
from bridge.model.chat import Numbering
from bridge.model.ids import PersonId
from tests.support.bridging import Bridged, bridging
from tests.support.campfire import Campfire
from tests.support.homeserver import FakeHomeserver

CREW = "crew"
SPEAKERS = ("anna", "bora", "dana", "chidi")
"""Anna is the ear, Bora has an account of his own, Dana is relayed, Chidi is on the network only."""
WORDS = ("la", "lo")
"""Few, so that many messages look alike."""

talks = st.lists(st.tuples(st.sampled_from(SPEAKERS), st.sampled_from(WORDS)), min_size=1, max_size=12)
troubles = st.lists(st.sampled_from(["none", "lost", "unreachable", "wait"]), max_size=12)


class Weather:
    """What goes wrong before and after things are said, and how long answers take to come in."""

    def __init__(self, kinds: list[str], slow: bool) -> None:
        self.kinds, self.slow = list(kinds), slow
        self._lost = False

    def before(self, _utterance) -> None:
        kind = self.kinds.pop(0) if self.kinds else "none"
        self._lost = kind == "lost"
        if kind == "unreachable":
            raise NetworkUnavailable("the line broke")
        if kind == "wait":
            raise NetworkWait(seconds=0)

    def after(self, _utterance) -> None:
        if self._lost:
            raise NetworkUnavailable("the answer is lost")


def slowed(bridged: Bridged) -> None:
    """Recording what became of something takes so long that it is heard before."""
    finish = bridged.shop.store.outbox.finish

    async def late(*arguments, **more):
        await asyncio.sleep(0.03)
        await finish(*arguments, **more)

    bridged.shop.store.outbox.finish = late  # type: ignore[method-assign]


async def talked(folder: Path, numbering: Numbering, talk, weather: Weather) -> tuple[list, list]:
    """What is there at the end, on the network and in the room."""
    campfire, fake = Campfire(), await FakeHomeserver().start()
    campfire.add_chat(CREW, "anna", "bora", "chidi", "relay", numbering=numbering)
    campfire.offsets |= {PersonId("anna"): 1, PersonId("bora"): 2, PersonId("relay"): 3}
    campfire.before_say, campfire.after_say = weather.before, weather.after
    try:
        async with bridging(f"sqlite:///{folder / 'beringia.db'}", fake, campfire) as bridged:
            for person in ("anna", "bora"):
                await bridged.link(person)
            await bridged.link("relay", "@admin:example.org", is_bot=True)
            await bridged.join(CREW, "anna", "bora", "dana", ear="anna", relay="relay")
            if weather.slow:
                slowed(bridged)
            for person, words in talk:
                if person == "chidi":
                    await campfire.say(CREW, person, words)
                else:
                    await bridged.says(CREW, person, words)
            await bridged.settled(CREW)
            return campfire.texts(CREW), bridged.heard(CREW)
    finally:
        await fake.stop()


@pytest.mark.parametrize("numbering", [Numbering.NETWORK, Numbering.ACCOUNT])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(talk=talks, kinds=troubles, slow=st.booleans())
async def test_whatever_the_order_everything_is_there_once(tmp_path_factory, numbering, talk, kinds, slow):
    folder = tmp_path_factory.mktemp("races")
    there, here = await talked(folder, numbering, talk, Weather(kinds, slow))
    expected_there = [("relay", f"dana: {words}") if who == "dana" else (who, words) for who, words in talk]
    expected_here = [("Chidi (Campfire)" if who == "chidi" else f"@{who}", words) for who, words in talk]
    assert sorted(there) == sorted(expected_there)
    assert sorted(here) == sorted(expected_here)
    for speaker in SPEAKERS:  # each one's words keep their order on both sides
        assert _of(there, speaker) == _of(here, speaker) == [words for who, words in talk if who == speaker]


def _of(said: list[tuple[str, str]], speaker: str) -> list[str]:
    names = {speaker, f"@{speaker}", f"{speaker.title()} (Campfire)"}
    relayed = [words.removeprefix(f"{speaker}: ") for who, words in said if who == "relay" and speaker == "dana"]
    return relayed or [words for who, words in said if who in names]
