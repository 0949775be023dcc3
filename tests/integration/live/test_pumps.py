"""A portal's work is done when it is wanted, at whatever moment that is; and its log holds no words of people."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager

from bridge.portals.live.pumps import Pumps

PORTAL = 7


def pumps(work, *, leaving=lambda: None, idle=0.01):
    @asynccontextmanager
    async def open_(_portal):
        yield work
        leaving()
        await asyncio.sleep(0)

    return Pumps("to nowhere", open_, idle=idle, pause=0.01)


async def gone(some):
    async with asyncio.timeout(5):
        while len(some):  # noqa: ASYNC110 - it happens elsewhere
            await asyncio.sleep(0.005)


async def test_what_is_wanted_while_a_pump_lets_go_is_done():
    done = []

    async def work():
        done.append(1)

    def leaving():
        if len(done) == 1:
            some.wake(PORTAL)

    some = pumps(work, leaving=leaving)
    some.wake(PORTAL)
    await gone(some)
    assert len(done) == 2


async def test_what_goes_wrong_is_logged_without_its_words(caplog):
    tries = []

    async def work():
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("meet me at the bridge")

    some = pumps(work)
    with caplog.at_level(logging.DEBUG):
        some.wake(PORTAL)
        await gone(some)
    told = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    assert "ValueError" in told
    assert "meet me" not in told
