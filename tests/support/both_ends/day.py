"""One day of a town, in much less time: everybody talks, everything breaks now and then, and both ends are compared."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.support.both_ends.books import Differences, compare
from tests.support.both_ends.talking import Talk
from tests.support.both_ends.town import Town
from tests.support.both_ends.weather import Climate, Weather

PATIENCE = 60.0
"""s for which nothing may become better before what differs is called lost."""


@dataclass(frozen=True)
class DayPlan:
    """``seconds`` that the day takes; ``pause``: s between two deeds of a person, on average."""

    seed: int
    seconds: float
    pause: float = 2.0
    climate: Climate = field(default_factory=Climate)
    supergroups: int = 3
    groups: int = 1
    reactions_outside: bool = False
    """Does Telegram tell of reactions outside of all sequences, so that nobody hears who is away?"""


@dataclass(frozen=True)
class DayResult:
    """How it was."""

    texts: int
    deeds: int
    happened: Mapping[str, int]
    settled: float
    """s from the end of the day until both ends agreed, or until nothing became better any more."""
    differences: Differences


async def live_through(town: Town, plan: DayPlan) -> DayResult:
    """The town's bridge runs already."""
    town.telegram.world.rules.reactions_as_edits = not plan.reactions_outside
    await town.arrive()
    await town.settle_down(plan.supergroups, plan.groups)
    talk = Talk(town, plan.seed, plan.pause)
    weather = Weather(town, plan.climate, random.Random(plan.seed))
    async with weather.lasting():
        await talk.run(plan.seconds)
    ended = time.perf_counter()
    differences = await _settled(town, talk)
    settled = time.perf_counter() - ended
    return DayResult(len(talk.said), talk.deeds, weather.happened, settled, differences)


async def _settled(town: Town, talk: Talk) -> Differences:
    """What differs once nothing changes any more."""
    found = await compare(town, talk.said)
    changed = time.perf_counter()
    while found and time.perf_counter() - changed < PATIENCE:
        await asyncio.sleep(1)
        now = await compare(town, talk.said)
        if now != found:
            found, changed = now, time.perf_counter()
    return found
