"""``beringia import`` against a bare client on the same Synapse, and ``beringia verify``."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.bare_client import BareClient
from bridge.app import App, archive_limits, clock, open_app
from bridge.history.plan import Plan, choose_groups, make_plan
from bridge.history.proof import take_proof
from bridge.history.stage import stage
from bridge.matrix.events import RoomId
from bridge.sources.archive import Archive
from bridge.sources.discovery import identify
from bridge.sources.hints import Hints
from config.load import load
from demo.synapse import Synapse
from registration.document import load as load_registration
from tests.support.histories import plain, write_export

DOMAIN = "bench.localhost"


@dataclass(frozen=True)
class Bench:
    """An importer and a bare client on one homeserver."""

    folder: Path
    app: App
    limits: Any
    bare: BareClient
    in_parallel: int

    async def plan(self, name: str, *, rooms: int, messages: int) -> Plan:
        """Stage a new history of short texts by four people in each of ``rooms`` chats."""
        histories = [plain(messages // rooms, name=f"{name}-{number}") for number in range(rooms)]
        with Archive.open(write_export(self.folder / name, *histories), self.limits) as archive:
            staged = await stage(self.app.store, archive, identify(archive), Hints(), now=clock())
        return await make_plan(self.app.store, [staged], choose_groups(private=True), now=clock())

    async def run_import(self, plan: Plan) -> int:
        """Import it. Returns how many events that took."""
        counted = 0

        def count(_portal: int, _items: int, events: int) -> None:
            nonlocal counted
            counted += events

        results = await self.app.importer.run(plan, self.app.runner, count)
        assert all(result.error is None for result in results), results
        return counted

    async def events_of(self, plan: Plan) -> list[list[dict[str, Any]]]:
        """What the import of a plan said, by room."""
        rooms = [await self.app.store.portals.get(chat.portal) for chat in plan.chosen]
        return [await self._said_in(room.room_id) for room in rooms if room is not None and room.room_id is not None]

    async def _said_in(self, room: str) -> list[dict[str, Any]]:
        token: str | None = None
        events: list[dict[str, Any]] = []
        while True:
            page = await self.app.importer.homeserver.messages(RoomId(room), "f", token, 1000)
            events += [e for e in page.events if "beringia.source" in e["content"] and e["type"] != "m.room.create"]
            if page.next is None:
                return events
            token = page.next


async def measure_import(folder: Path, *, rounds: int, messages: int, rooms: int) -> None:
    """Print the rates and their ratios."""
    synapse = Synapse(folder / "synapse", server_name=DOMAIN, registrations=[folder / "registration.yaml"])
    _init(folder, synapse)
    with synapse:
        async with AsyncExitStack() as stack:
            bench = await _open(folder, stack, synapse)
            print(f"One Synapse on SQLite; {rounds} rounds of {messages} messages, both sides in turns", flush=True)
            await _compare(bench, "in one room", rounds, 1, messages)
            plans = await _compare(bench, f"over {rooms} rooms, {bench.in_parallel} at a time", rounds, rooms, messages)
            await _measure_verify(bench, plans)


async def _compare(bench: Bench, where: str, rounds: int, rooms: int, messages: int) -> list[Plan]:
    bare_rates, import_rates, plans = [], [], []
    for number in range(rounds + 1):
        plan = await bench.plan(f"{rooms}-rooms-{number}", rooms=rooms, messages=messages)
        ours = await _rate(lambda plan=plan: bench.run_import(plan))  # type: ignore[misc]
        said = await bench.events_of(plan)
        theirs = await _rate(lambda said=said: bench.bare.replay(said, bench.in_parallel))  # type: ignore[misc]
        plans.append(plan)
        if number:  # the first round warms both sides up
            bare_rates.append(theirs)
            import_rates.append(ours)
    ratios = [ours / theirs for ours, theirs in zip(import_rates, bare_rates, strict=True)]
    print(f"  (a) bare client {where}: {_spread(bare_rates)} events/s")
    print(f"  (b) beringia import {where}: {_spread(import_rates)} events/s")
    print(f"      b/a: {_spread(ratios)}", flush=True)
    return plans


async def _measure_verify(bench: Bench, plans: list[Plan]) -> None:
    events, started = 0, time.perf_counter()
    for plan in plans:
        proof = await take_proof(bench.app.verifier, plan, media=False, progress=lambda _: None, now=clock())
        assert proof.sound, proof
        events += sum(chat.events for chat in proof.chats)
    print(
        f"  beringia verify: {events / (time.perf_counter() - started):,.0f} events/s over {events:,} events",
        flush=True,
    )


async def _rate(work: Callable[[], Awaitable[int]]) -> float:
    started = time.perf_counter()
    count = await work()
    return count / (time.perf_counter() - started)


def _spread(figures: list[float]) -> str:
    low, middle, high = min(figures), statistics.median(figures), max(figures)
    return f"{middle:.2f} (lowest {low:.2f}, highest {high:.2f})"


async def _open(folder: Path, stack: AsyncExitStack, synapse: Synapse) -> Bench:
    config = load(folder / "config.yaml", {})
    registration = load_registration(config.appservice.registration)
    app = await stack.enter_async_context(open_app(config, registration))
    headers = {"Authorization": f"Bearer {registration.as_token.get_secret_value()}"}
    session = await stack.enter_async_context(aiohttp.ClientSession(headers=headers))
    bare = BareClient(session, synapse.address, DOMAIN)
    return Bench(folder, app, archive_limits(config), bare, config.imports.rooms_in_parallel)


def _init(folder: Path, synapse: Synapse) -> None:
    words = ["init", "--yes", "--domain", DOMAIN, "--address", synapse.address, "--url", "null"]
    command = [sys.executable, "-m", "bridge", "--config", str(folder / "config.yaml"), *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
