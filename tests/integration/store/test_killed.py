"""Programs that are killed: what they had acknowledged is there, and nothing of what they had only begun."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bridge.store import State, Store
from tests.support.stores import a_portal, an_item, messages

STAGING = """
async def main(store):
    async with store.transaction() as tx:
        export = await store.exports.add(tx, an_export())
        portal = await store.portals.ensure(tx, a_chat())
        staging = await Staging.begin(tx, export)
        for number in range(20):
            await staging.add(portal, [an_item(1_000 * number + one) for one in range(1_000)])
            print(number, flush=True)
        await staging.merge(portal, Terms(numbering=Numbering.NETWORK))
        print("merged", flush=True)
        await asyncio.Event().wait()
"""
SAYING = """
async def main(store):
    portal = (await store.portals.list())[0].id
    while rows := await store.inbox.next(portal, 20):
        for row in rows:
            await say_one(store, row)
            print(row.message, flush=True)
"""


@pytest.mark.parametrize("last_word", ["0", "19", "merged"])
async def test_a_killed_staging_leaves_no_trace(store_uri, last_word):
    with running(STAGING, store_uri) as words:
        await asyncio.to_thread(until, words, last_word)
    async with await Store.open(store_uri) as store:
        assert await store.exports.list() == []
        assert await store.portals.list() == []
        await a_portal(store, [an_item(1)])


@pytest.mark.parametrize("last_word", ["0", "1", "33", "77"])
async def test_what_a_killed_worker_had_said_is_known(store_uri, last_word):
    async with await Store.open(store_uri) as store:
        portal = await a_portal(store, [an_item(number) for number in range(100)])
    with running(SAYING, store_uri) as words:
        acknowledged = await asyncio.to_thread(until, words, last_word)
    async with await Store.open(store_uri) as store:
        done = await messages(store, portal, State.DONE)
        assert done[: len(acknowledged)] == acknowledged
        assert [event.message for event in await store.events.page(portal, 0, 1_000)] == done
        assert sum((await store.inbox.counts(portal)).values()) == 100


@contextmanager
def running(program: str, uri: str) -> Iterator[Iterator[str]]:
    """A process with an open store; its words as it prints them. It is killed when the block is left."""
    code = f"""
import asyncio
from bridge.model.chat import Numbering
from bridge.store import Staging, Store, Terms
from tests.support.stores import a_chat, an_export, an_item, say_one
{program}
async def start():
    async with await Store.open({uri!r}) as store:
        await main(store)

asyncio.run(start())
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    try:
        yield iter(process.stdout.readline, "")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def until(words: Iterator[str], last: str) -> list[str]:
    """What was printed, up to and with ``last``."""
    seen: list[str] = []
    for word in words:
        seen.append(word.strip())
        if seen[-1] == last:
            return seen
    raise AssertionError(f"the process ended before it said {last}")
