"""The same work is done once for all who want it."""

from __future__ import annotations

import asyncio

import pytest

from bridge.media.flights import Flights


class Work:
    """Counts how often it was begun; ends when it is told to."""

    def __init__(self) -> None:
        self.begun = 0
        self.go = asyncio.Event()

    async def __call__(self) -> int:
        self.begun += 1
        await self.go.wait()
        return self.begun


async def test_all_who_ask_at_once_share_one_work():
    flights, work = Flights[str, int](), Work()
    asking = [asyncio.create_task(flights.share("a", work)) for _ in range(3)]
    await asyncio.sleep(0)
    work.go.set()
    assert await asyncio.gather(*asking) == [1, 1, 1]


async def test_who_asks_later_starts_anew():
    flights, work = Flights[str, int](), Work()
    work.go.set()
    assert [await flights.share("a", work), await flights.share("a", work)] == [1, 2]


async def test_one_who_stops_waiting_does_not_stop_it_for_the_others():
    flights, work = Flights[str, int](), Work()
    first, second = (asyncio.create_task(flights.share("a", work)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    work.go.set()
    assert await second == 1


async def test_a_failure_reaches_everyone():
    async def fail() -> int:
        raise ValueError

    flights = Flights[str, int]()
    outcomes = await asyncio.gather(*(flights.share("a", fail) for _ in range(2)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [ValueError, ValueError]


async def test_closing_cancels_what_is_under_way():
    flights, work = Flights[str, int](), Work()
    asking = asyncio.create_task(flights.share("a", work))
    await asyncio.sleep(0)
    await flights.close()
    with pytest.raises(asyncio.CancelledError):
        await asking
