"""From an export's file to a verified room, as an operator does it: ``beringia plan``, ``import``, ``verify``."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.bench import bedrock, beringia, homeserver
from benchmarks.databases import each_database
from tests.support.histories import plain, write_export


def measure_whole_way(folder: Path, messages: int, *, only_sqlite: bool) -> None:
    """Print for each database how long each of the three takes, start-up of the command included."""
    for name, make in each_database(only_sqlite=only_sqlite):
        synapse = homeserver(folder / name, bedrock(), database=make())
        print(f"From a file to a verified room with bedrock, Synapse on {name}: {messages:,} short texts", flush=True)
        with synapse:
            _walk(folder / name, messages)


def _walk(folder: Path, messages: int) -> None:
    export = write_export(folder / "export", plain(messages))
    seconds = [
        _measure(folder, messages, "plan", str(export)),
        _measure(folder, messages, "import"),
        _measure(folder, messages, "verify"),
    ]
    print(f"  in all: {sum(seconds):.1f} s, {messages / sum(seconds):,.0f} messages/s", flush=True)


def _measure(folder: Path, messages: int, verb: str, *words: str) -> float:
    started = time.perf_counter()
    beringia(folder, verb, *words)  # `verify` succeeds only when all is there, and nothing else
    seconds = time.perf_counter() - started
    print(f"  beringia {verb}: {seconds:.1f} s, {messages / seconds:,.0f} messages/s", flush=True)
    return seconds
