"""What a bridge costs in which nothing happens: a thousand chats, a minute of silence."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import aiohttp

from benchmarks.bare_client import BareClient
from benchmarks.live_town import on_each_database
from bridge.model.chat import Chat, ChatKind
from bridge.model.ids import ChatId, Network
from bridge.store import Phase, Store
from config.load import load
from registration.document import load as load_registration
from tests.mtproto.model import Channel
from tests.support.both_ends.town import Databases, Place, Town, town

STARTING = 120.0
"""s until a started bridge must have said everything it had to say."""
QUIET = 0.05
"""CPU seconds for each second under which nothing more is done than waiting."""
IN_PARALLEL = 4
"""Rooms that are made at a time."""


def measure_idle(folder: Path, portals: int, seconds: float, *, only_sqlite: bool) -> None:
    """Print memory and CPU time of the bridge's process, for each database."""
    print(f"{portals:,} bridged chats in which nothing happens, for {seconds:.0f} s", flush=True)

    async def measure(place: Path, databases: Databases) -> None:
        async with town(place, databases) as built:
            await _measure(built, portals, seconds)

    on_each_database(folder, measure, only_sqlite=only_sqlite)


async def _measure(built: Town, portals: int, seconds: float) -> None:
    built.start()
    await built.arrive(strangers=("Boris",), linked=("Anna",))
    await built.link("Anna")
    await built.stop()
    last = await _furnish(built, portals)
    started = time.perf_counter()
    built.start()
    await _until_quiet(built)
    print(
        f"    at rest {time.perf_counter() - started:.0f} s after its start, {_cpu(built):.1f} s of CPU time",
        flush=True,
    )
    before = _cpu(built)
    await asyncio.sleep(seconds)
    used = _cpu(built) - before
    memory = _memory(built)
    await _check_that_it_listens(built, last)
    print(f"    {memory:.0f} MiB; {used:.2f} s of CPU time in {seconds:.0f} s ({used / seconds:.2%})", flush=True)


async def _check_that_it_listens(built: Town, last: Place) -> None:
    """Even in the last of the chats."""
    built.telegram.world.say(last.chat, built.there["Boris"], "Is anybody there?")
    async with _bare(built) as bare, asyncio.timeout(STARTING):
        path = f"rooms/{quote(last.room)}/messages"
        while "anybody" not in str(await bare.call("GET", path, None, {"dir": "b"})):  # noqa: ASYNC110 - it happens elsewhere
            await asyncio.sleep(0.2)


async def _furnish(built: Town, portals: int) -> Place:
    """Chats there and rooms here, as if each had been bridged one by one; the last of them."""
    world = built.telegram.world
    people = list(built.there.values())
    chats = [world.add_supergroup(f"Chat {number}", people) for number in range(portals)]
    async with _bare(built) as bare:
        slots = asyncio.Semaphore(IN_PARALLEL)

        async def made() -> str:
            async with slots:
                return str((await bare.call("POST", "createRoom", {"preset": "private_chat"}))["room_id"])

        rooms = await asyncio.gather(*(made() for _ in chats))
    uri = await asyncio.to_thread(lambda: load(built.command.folder / "config.yaml", {}).database.uri)
    async with await Store.open(uri.get_secret_value()) as store:
        [login] = await store.logins.list()
        for chat, room in zip(chats, rooms, strict=True):
            await _bridge(store, chat, room, login.id)
    return Place(chats[-1], rooms[-1])


async def _bridge(store: Store, chat: Channel, room: str, login: int) -> None:
    kept = Chat(network=Network("telegram"), id=ChatId(f"channel{chat.id}"), kind=ChatKind.GROUP, title=chat.title)
    async with store.transaction() as tx:
        portal = await store.portals.ensure(tx, kept)
    now = time.time_ns() // 1_000_000
    await store.portals.take_lease(portal, "bench", now=now, ttl=1000)
    await store.portals.set_room(portal, room, lease="bench")
    await store.portals.release(portal, "bench")
    await store.portals.set_ear(portal, login, relay=None, seam=None)
    await store.portals.set_phase(portal, Phase.LIVE)


@asynccontextmanager
async def _bare(built: Town) -> AsyncIterator[BareClient]:
    registration = await asyncio.to_thread(load_registration, built.command.registration)
    headers = {"Authorization": f"Bearer {registration.as_token.get_secret_value()}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield BareClient(session, built.synapse.address, built.synapse.server_name)


async def _until_quiet(built: Town) -> None:
    """Until it has asked for whatever it had missed."""
    async with asyncio.timeout(STARTING):
        await asyncio.sleep(5)
        before = -1.0
        while (now := _cpu(built)) - before > 2 * QUIET:
            before = now
            await asyncio.sleep(2)


def _cpu(built: Town) -> float:
    """CPU seconds that the bridge has used; see proc_pid_stat(5)."""
    assert built.bridge is not None
    fields = Path(f"/proc/{built.bridge.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(built: Town) -> float:
    """MiB that the bridge keeps in memory."""
    assert built.bridge is not None
    status = Path(f"/proc/{built.bridge.pid}/status").read_text(encoding="utf-8")
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024
