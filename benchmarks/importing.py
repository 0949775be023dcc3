"""``beringia import`` without bedrock against a bare client on the same Synapse, and ``beringia verify``."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.bench import Bench, homeserver, opened
from benchmarks.figures import ratios, spread, timed
from bridge.app import clock
from bridge.history.plan import Plan
from bridge.history.proof import take_proof
from tests.support.histories import plain


async def measure_import(folder: Path, *, rounds: int, messages: int, rooms: int) -> None:
    """Print the rates and their ratios."""
    with homeserver(folder) as synapse:
        async with opened(folder, synapse, plain=True) as bench:
            print(f"One by one, on SQLite; {rounds} rounds of {messages} short texts, both sides in turns", flush=True)
            await _compare(bench, "in one room", rounds, 1, messages)
            plans = await _compare(bench, f"over {rooms} rooms, {bench.in_parallel} at a time", rounds, rooms, messages)
            await _measure_verify(bench, plans)


async def _compare(bench: Bench, where: str, rounds: int, rooms: int, messages: int) -> list[Plan]:
    bare_rates, import_rates, plans = [], [], []
    for number in range(rounds + 1):
        histories = [plain(messages // rooms, name=f"{rooms}-rooms-{number}-{room}") for room in range(rooms)]
        plan = await bench.plan(f"{rooms}-rooms-{number}", histories)
        seconds, events = await timed(bench.run_import(plan))
        said = [await bench.said_in(room) for room in await bench.rooms_of(plan)]
        bare_seconds, bare_events = await timed(bench.bare.replay(said, bench.in_parallel))
        plans.append(plan)
        if number:  # the first round warms both sides up
            bare_rates.append(bare_events / bare_seconds)
            import_rates.append(events / seconds)
    print(f"  (a) bare client {where}: {spread(bare_rates)} events/s")
    print(f"  (b) beringia import {where}: {spread(import_rates)} events/s")
    print(f"      b/a: {spread(ratios(import_rates, bare_rates))}", flush=True)
    return plans


async def _measure_verify(bench: Bench, plans: list[Plan]) -> None:
    events, started = 0, time.perf_counter()
    for plan in plans:
        proof = await take_proof(bench.app.verifier, plan, media=False, progress=lambda _: None, now=clock())
        assert proof.sound, proof
        events += sum(chat.events for chat in proof.chats)
    seconds = time.perf_counter() - started
    print(f"  beringia verify: {events / seconds:,.0f} events/s over {events:,} events", flush=True)
