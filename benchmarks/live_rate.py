"""How many messages go over each second, next to what the homeserver takes without a bridge."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.figures import ratios, spread
from benchmarks.live_town import Bustle, bustle, on_each_database
from tests.support.both_ends.town import Databases, Place

WARM_UP = 3.0
"""s that are not counted."""
AHEAD = 40
"""Messages of a room that are said and not yet seen on the other side: enough that the bridge never waits for us."""
DRAIN = 120.0
"""s until whatever was said must have arrived."""
SIZES = (1, 10)
PROFILE = "LIVE_BENCH_PROFILE"
"""Environment variable: a folder, in which what the bridge spends its time with is kept, for `python -m pstats`."""


def measure_rate(folder: Path, rounds: int, seconds: float, *, only_sqlite: bool) -> None:
    """Print the rates and their ratios, for each database and number of rooms."""
    print(f"Messages each second, held for {seconds:.0f} s; {rounds} rounds, both sides in turns", flush=True)
    kept = os.environ.get(PROFILE)
    profiles = None if kept is None else Path(kept).resolve()

    async def measure(place: Path, databases: Databases) -> None:
        profile = None if profiles is None else profiles / f"{place.name}.prof"
        async with bustle(place, databases, rooms=max(SIZES), profile=profile) as town:
            for size in SIZES:
                await _compare(town, town.town.places[:size], rounds, seconds)

    on_each_database(folder, measure, only_sqlite=only_sqlite)


async def _compare(town: Bustle, places: Sequence[Place], rounds: int, seconds: float) -> None:
    where = "in one room" if len(places) == 1 else f"over {len(places)} rooms"
    bare, ours = [], []
    for _ in range(rounds):
        bare.append(await _bare_ghosts(town, places, seconds))
        ours.append((await _to_matrix(town, places, seconds)).arrived)
    print(f"    Telegram to Matrix {where}")
    _show(("(a) bare client", bare), ("(b) bridge", ours), ("b/a", ratios(ours, bare)))
    bare, taken, ours = [], [], []
    for _ in range(rounds):
        bare.append(await _bare_person(town, places, seconds))
        carried = await _to_telegram(town, places, seconds)
        taken.append(carried.said)
        ours.append(carried.arrived)
    print(f"    Matrix to Telegram {where}")
    _show(("(a) said in rooms that are not bridged", bare), ("(b) said in bridged rooms", taken))
    _show(("(c) arrived meanwhile", ours), ("c/b", ratios(ours, taken)), ("c/a", ratios(ours, bare)))


def _show(*figures: tuple[str, Sequence[float]]) -> None:
    for name, found in figures:
        print(f"      {name}: {spread(found)}", flush=True)


async def _bare_ghosts(town: Bustle, places: Sequence[Place], seconds: float) -> float:
    """Ghosts speak in turns in each of the rooms, one message after the other in each."""
    rooms = [place.room for place in places]
    ghosts = await town.ghosts(rooms)
    turns = itertools.cycle(ghosts)
    return await _held([lambda room=room: town.say_as(next(turns), room) for room in rooms], seconds)  # type: ignore[misc]  # mypy does not follow defaults


async def _bare_person(town: Bustle, places: Sequence[Place], seconds: float) -> float:
    """A person speaks in rooms that are not bridged, one message after the other in each."""
    rooms = [await town.own_room() for _ in places]
    return await _held([lambda room=room: town.say_here(room) for room in rooms], seconds)  # type: ignore[misc]  # as above


async def _held(says: Sequence[Callable[[], Awaitable[str]]], seconds: float) -> float:
    """As fast as the homeserver answers."""
    begun = perf_counter() + WARM_UP
    answered: list[float] = []

    async def talk(say: Callable[[], Awaitable[str]]) -> None:
        while perf_counter() < begun + seconds:
            await say()
            answered.append(perf_counter())

    await asyncio.gather(*map(talk, says))
    return _rate(answered, begun, seconds)


@dataclass(frozen=True)
class Carried:
    """Messages each second: said at one end, and arrived at the other in the same time."""

    said: float
    arrived: float


async def _to_matrix(town: Bustle, places: Sequence[Place], seconds: float) -> Carried:
    async def say(place: Place) -> str:
        return town.say_there(place)

    return await _carried(say, places, town.watching.seen, seconds)


async def _to_telegram(town: Bustle, places: Sequence[Place], seconds: float) -> Carried:
    async def say(place: Place) -> str:
        return await town.say_here(place.room)

    return await _carried(say, places, town.arrived_there, seconds)


async def _carried(
    say: Callable[[Place], Awaitable[str]], places: Sequence[Place], seen: Mapping[str, float], seconds: float
) -> Carried:
    """Always so far ahead that there is something to carry; all must arrive in the end."""
    begun = perf_counter() + WARM_UP
    said: dict[str, float] = {}

    async def talk(place: Place) -> None:
        ahead: list[str] = []
        while perf_counter() < begun + seconds:
            ahead = [word for word in ahead if word not in seen]
            if len(ahead) < AHEAD:
                ahead.append(await say(place))
                said[ahead[-1]] = perf_counter()
            await asyncio.sleep(0 if len(ahead) < AHEAD else 0.02)

    await asyncio.gather(*map(talk, places))
    async with asyncio.timeout(DRAIN):
        while not all(word in seen for word in said):  # noqa: ASYNC110 - it happens in another task
            await asyncio.sleep(0.1)
    arrived = _rate([seen[word] for word in said], begun, seconds)
    return Carried(_rate(list(said.values()), begun, seconds), arrived)


def _rate(moments: Sequence[float], begun: float, seconds: float) -> float:
    return sum(begun <= moment < begun + seconds for moment in moments) / seconds
