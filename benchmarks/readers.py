"""Every reader on a large export: messages per second beside plain reading, and what memory does when ten times as much comes.

At share 1 an export is a gigabyte. Memory that does not grow with messages gives a ratio of about one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.inputs.growths import GROWTHS, Growth
from bridge.sources.discovery import readers

FULL = 1_000_000_000
"""Bytes at share 1."""
SHARE = 0.02
"""So that all readers take some minutes."""
_MIB = 1024 * 1024
_LONGEST = 3_600


@dataclass(frozen=True)
class Figures:
    """What one process took. ``peak`` in bytes."""

    messages: int
    seconds: float
    peak: int
    size: int


def measure_readers(folder: Path, share: float) -> None:
    """Print a line for each reader that is found."""
    size = max(round(FULL * share), 100_000)
    folder.mkdir(parents=True)
    print(f"{len(readers())} readers, exports of {size / _MIB:,.1f} MiB and a tenth of that", flush=True)
    print(
        f"  {'':24}{'messages/s':>12}{'MiB/s':>8}{'plain':>8}{'peak/10':>9}{'peak':>7}{'ratio':>7}{'B/msg':>8}",
        flush=True,
    )
    for reader in readers():
        growth = GROWTHS.get(reader.name)
        said = _measured(folder, reader.name, growth, size) if growth else "has no generator of large exports yet"
        print(f"  {reader.name:24}{said}", flush=True)


def _measured(folder: Path, name: str, growth: Growth, size: int) -> str:
    try:
        small = _read(folder, name, growth, size // 10)
        plain = _read(folder, "plain", growth, size // 10)
        large = _read(folder, name, growth, size)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError, StopIteration, ValueError) as error:
        return f"could not be measured: {error!r:.200}"
    if large.messages < 5 * small.messages:
        return f"the large export does not have more messages ({small.messages:,}, {large.messages:,})"
    return (
        f"{large.messages / large.seconds:12,.0f}"
        f"{large.size / _MIB / large.seconds:8,.1f}"
        f"{small.seconds / plain.seconds:7,.0f}×"
        f"{small.peak / _MIB:9,.0f}{large.peak / _MIB:7,.0f}"
        f"{large.peak / small.peak:7.2f}{(large.peak - small.peak) / (large.messages - small.messages):8,.0f}"
    )


def _read(folder: Path, name: str, growth: Growth, size: int) -> Figures:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        case, export = growth.make(Path(place), size)
        grown = sum(file.stat().st_size for file in export.rglob("*") if file.is_file())
        command = [sys.executable, "-m", "benchmarks.reading", name, str(case), str(export)]
        done = subprocess.run(command, check=True, capture_output=True, timeout=_LONGEST)
        return Figures(**json.loads(done.stdout.splitlines()[-1]), size=grown)
