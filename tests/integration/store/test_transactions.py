"""Transactions: all or nothing, however they end."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import suppress

import pytest

from bridge.errors import StoreError
from bridge.store import Store
from tests.integration.store.watching import cancelled_after
from tests.support.stores import a_chat, an_export


async def test_a_transaction_is_kept_at_its_end(store):
    async with store.transaction() as tx:
        await store.exports.add(tx, an_export())
    assert len(await store.exports.list()) == 1


async def test_a_failing_transaction_leaves_nothing(store):
    async def fail():
        async with store.transaction() as tx:
            await store.exports.add(tx, an_export())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await store.exports.list() == []


async def test_a_cancelled_transaction_leaves_nothing_and_hinders_nobody(store):
    begun = asyncio.Event()

    async def hold():
        async with store.transaction() as tx:
            await store.exports.add(tx, an_export())
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hold())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await add(store)
    assert len(await store.exports.list()) == 1


@pytest.mark.parametrize("steps", range(0, 40, 3))
async def test_wherever_a_transaction_is_cancelled_it_happened_wholly_or_not_at_all(store, steps):
    async def twice():
        async with store.transaction() as tx:
            await store.exports.add(tx, an_export(path="one"))
            await store.exports.add(tx, an_export(path="two"))

    await cancelled_after(twice(), steps)
    assert len(await store.exports.list()) in (0, 2)
    await add(store)


async def test_two_that_read_and_then_write_do_not_overwrite_each_other(store):
    await add(store, counts={"n": 0})

    async def increase():
        async with store.transaction() as tx:
            # On PostgreSQL the row is locked by this; SQLite has one writer anyway.
            await tx.execute("UPDATE export SET path = path")
            export = await tx.fetchval("SELECT counts FROM export")
            await asyncio.sleep(0)
            await tx.execute("UPDATE export SET counts = $1", export.replace(":", ":1"))

    await asyncio.gather(increase(), increase())
    (export,) = await store.exports.list()
    assert export.counts == {"n": 110}


async def test_a_task_begun_inside_a_transaction_is_not_part_of_it(store):
    children = []

    async def begin_a_child_and_fail():
        async with store.transaction():
            children.append(asyncio.create_task(add(store)))
            await asyncio.sleep(0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await begin_a_child_and_fail()
    await children[0]
    assert len(await store.exports.list()) == 1


async def test_readers_see_only_what_is_committed_and_do_not_wait(store):
    async with store.transaction() as tx:
        await store.portals.ensure(tx, a_chat())
        assert await store.portals.list() == []
    assert len(await store.portals.list()) == 1


async def test_a_transaction_with_a_failed_step_is_not_kept_even_if_the_failure_is_ignored(store):
    async def ignore_a_failure():
        async with store.transaction() as tx:
            await store.exports.add(tx, an_export())
            with suppress(StoreError):
                await tx.execute("INSERT INTO export (path) VALUES ('incomplete')")

    with pytest.raises(StoreError, match="earlier step"):
        await ignore_a_failure()
    assert await store.exports.list() == []


async def test_no_step_follows_a_failed_one(store):
    async def go_on_after_a_failure():
        async with store.transaction() as tx:
            with suppress(StoreError):
                await tx.execute("no SQL at all")
            await store.exports.add(tx, an_export())

    with pytest.raises(StoreError, match="earlier step"):
        await go_on_after_a_failure()


def test_a_crash_with_an_open_store_ends_the_process(tmp_path):
    program = f"""
import asyncio
from bridge.store import Store

async def main():
    await Store.open("sqlite:///{tmp_path}/beringia.db")
    raise SystemExit(7)

asyncio.run(main())
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    # Far more than it takes; without the cure it would hang for ever.
    done = subprocess.run([sys.executable, "-c", program], timeout=120, env=environment, check=False)
    assert done.returncode == 7


async def add(store: Store, **values: object) -> None:
    async with store.transaction() as tx:
        await store.exports.add(tx, an_export(**values))
