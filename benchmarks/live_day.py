"""A day of a town in ten minutes: everybody talks at both ends, everything is killed now and then, nothing may be lost."""

from __future__ import annotations

from pathlib import Path

from benchmarks.live_town import on_each_database
from tests.support.both_ends.day import DayPlan, live_through
from tests.support.both_ends.town import Databases, town


def measure_day(folder: Path, seconds: float, *, seed: int, only_sqlite: bool) -> None:
    """Print what was said, what broke, and what differs between both ends."""
    print(
        f"A day in {seconds:.0f} s, four chats, five people there and two who are here as well, seed {seed}", flush=True
    )

    async def measure(place: Path, databases: Databases) -> None:
        async with town(place, databases) as built:
            built.start()
            result = await live_through(built, DayPlan(seed, seconds))
            troubles = ", ".join(f"{name} {times}×" for name, times in sorted(result.happened.items()))
            print(f"    {result.texts:,} texts and {result.deeds - result.texts:,} other deeds; {troubles}")
            print(f"    {result.differences}; both ends agreed, or stood still, after {result.settled:.0f} s")
            print(result.differences.words() or "    nothing differs", flush=True)

    on_each_database(folder, measure, only_sqlite=only_sqlite)
