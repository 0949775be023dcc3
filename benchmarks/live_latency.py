"""How long a message takes from one side to the other, while five are said each second."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.live_town import Bustle, bustle, on_each_database
from tests.support.both_ends.town import Databases

PACE = 0.2
"""s from one message to the next."""
WARM_UP = 5.0
"""s that are not counted."""
PATIENCE = 60.0
"""s after which a message is called lost."""
Say = Callable[[], Awaitable[str]]


def measure_latency(folder: Path, seconds: float, *, only_sqlite: bool) -> None:
    """Print it for each database, both ways."""
    print(f"From one side to the other, {1 / PACE:.0f} messages each second, for {seconds:.0f} s each way", flush=True)

    async def measure(place: Path, databases: Databases) -> None:
        async with bustle(place, databases, rooms=1) as town:
            await _measure(town, seconds)

    on_each_database(folder, measure, only_sqlite=only_sqlite)


async def _measure(town: Bustle, seconds: float) -> None:
    [place] = town.town.places

    async def there() -> str:
        return town.say_there(place)

    async def here() -> str:
        return await town.say_here(place.room)

    for name, say, seen in (
        ("Telegram to Matrix", there, town.watching.seen),
        ("Matrix to Telegram", here, town.arrived_there),
    ):
        await _talk(say, seen, WARM_UP)
        _show(name, await _talk(say, seen, seconds))


async def _talk(say: Say, seen: Mapping[str, float], seconds: float) -> list[float]:
    """Seconds that each message took, counted from when it should have been said."""
    started = perf_counter()
    said: list[asyncio.Task[tuple[str, float]]] = []
    while (due := started + len(said) * PACE) < started + seconds:
        await asyncio.sleep(max(0.0, due - perf_counter()))
        said.append(asyncio.create_task(_said(say, due)))
    return await _seen(await asyncio.gather(*said), seen)


async def _said(say: Say, due: float) -> tuple[str, float]:
    return await say(), due


async def _seen(said: Sequence[tuple[str, float]], seen: Mapping[str, float]) -> list[float]:
    async with asyncio.timeout(PATIENCE):
        while not all(word in seen for word, _ in said):  # noqa: ASYNC110 - it happens in another task
            await asyncio.sleep(0.05)
    return [seen[word] - due for word, due in said]


def _show(name: str, waits: Sequence[float]) -> None:
    hundredths = statistics.quantiles(waits, n=100, method="inclusive")
    half, nearly_all, longest = (1000 * wait for wait in (hundredths[49], hundredths[98], max(waits)))
    print(
        f"    {name}: p50 {half:.0f} ms, p99 {nearly_all:.0f} ms, longest {longest:.0f} ms ({len(waits)})", flush=True
    )
