"""How long a living person's message takes in another room, while ``beringia import`` lays history at full speed."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import time
from collections.abc import Awaitable, Sequence
from pathlib import Path

import aiohttp

from benchmarks.bench import bedrock, beringia, command, homeserver
from benchmarks.chatter import Chatter, write_files
from benchmarks.databases import each_database
from benchmarks.live_client import LiveClient
from demo.synapse import Synapse
from tests.support.histories import write_export

PRESSURES = (1.0, 0.5)
"""What the module's setting of this name may be."""


def measure_responding(folder: Path, messages: int, idle: float, *, only_sqlite: bool) -> None:
    """Print it for each database: when nothing else happens for so many seconds, and at each pressure."""
    for name, make in each_database(only_sqlite=only_sqlite):
        print(f"A message in another room, five each second, Synapse on {name}", flush=True)
        synapse = homeserver(folder / name, bedrock(), database=make())
        with synapse:
            _show("when nothing else happens", asyncio.run(_talk(synapse, "idle", asyncio.sleep(idle))))
        for pressure in PRESSURES:
            synapse.reconfigure(modules=[bedrock(pressure)])
            with synapse:
                _measure_laying(folder / name, synapse, messages, pressure)


def _measure_laying(folder: Path, synapse: Synapse, messages: int, pressure: float) -> None:
    name = f"pressure-{pressure}"
    write_files(folder / name)
    beringia(folder, "plan", str(write_export(folder / name, Chatter(name, crowd=name).items(messages))))
    started = time.perf_counter()
    waits = asyncio.run(_talk(synapse, name, _import(folder)))
    speed = messages / (time.perf_counter() - started)
    _show(f"while history is laid at pressure {pressure}, {speed:,.0f} messages/s", waits)


async def _talk(synapse: Synapse, name: str, meanwhile: Awaitable[None]) -> Sequence[float]:
    async with aiohttp.ClientSession() as session:
        client = await LiveClient.arrive(session, synapse, name)
        return await client.talk(asyncio.ensure_future(meanwhile))


async def _import(folder: Path) -> None:
    """In a process of its own, lest it keeps us from measuring."""
    process = await asyncio.create_subprocess_exec(*command(folder, "import"), stdout=subprocess.DEVNULL)
    assert await process.wait() == 0


def _show(when: str, waits: Sequence[float]) -> None:
    hundredths = statistics.quantiles(waits, n=100, method="inclusive")
    half, nearly_all, all_of_them = (1000 * wait for wait in (hundredths[49], hundredths[98], max(waits)))
    print(
        f"  {when}: p50 {half:.0f} ms, p99 {nearly_all:.0f} ms, longest {all_of_them:.0f} ms ({len(waits)})", flush=True
    )
