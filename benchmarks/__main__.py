"""``make bench``: how fast, in ratios measured in one run. See ``RESULTS.md`` for what was measured where.

    python -m benchmarks [--only laying] [--rounds 2] [--share 0.1] [--sqlite] [--seed 7]

Ratios hold when the machine's speed drifts, since all sides take turns; absolute figures say something about
this machine only.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.importing import measure_import
from benchmarks.laying import Size, measure_laying
from benchmarks.live_day import measure_day
from benchmarks.live_idle import measure_idle
from benchmarks.live_latency import measure_latency
from benchmarks.live_rate import measure_rate
from benchmarks.readers import SHARE, measure_readers
from benchmarks.responding import measure_responding
from benchmarks.staging import measure_staging
from benchmarks.whole_way import measure_whole_way


@dataclass(frozen=True)
class Measures:
    """The parts, each in a new folder."""

    rounds: int
    asked: float | None
    """Of all sizes; None: each part's own."""
    only_sqlite: bool
    seed: int

    def laying(self, folder: Path) -> None:
        """Bedrock against a bare client, and against Synapse that only stores."""
        size = Size(self.rounds, messages=self._part(20_000), rooms=10, sample=max(self._part(400), 100))
        measure_laying(folder, size, only_sqlite=self.only_sqlite)

    def responding(self, folder: Path) -> None:
        """How long others wait meanwhile."""
        measure_responding(folder, self._part(15_000), self._part(15), only_sqlite=self.only_sqlite)

    def whole(self, folder: Path) -> None:
        """From a file to a verified room."""
        measure_whole_way(folder, self._part(100_000), only_sqlite=self.only_sqlite)

    def plain(self, folder: Path) -> None:
        """One by one, against a bare client."""
        asyncio.run(measure_import(folder, rounds=self.rounds, messages=self._part(500), rooms=8))

    def staging(self, folder: Path) -> None:
        """Reading and staging."""
        measure_staging(folder, self._part(1_000_000))

    def latency(self, folder: Path) -> None:
        """From Telegram to Matrix, and back."""
        measure_latency(folder, self._part(60), only_sqlite=self.only_sqlite)

    def rate(self, folder: Path) -> None:
        """How much goes over, against a bare client."""
        measure_rate(folder, self.rounds, self._part(60), only_sqlite=self.only_sqlite)

    def idle(self, folder: Path) -> None:
        """What waiting costs."""
        measure_idle(folder, self._part(1_000), self._part(60), only_sqlite=self.only_sqlite)

    def day(self, folder: Path) -> None:
        """Everybody talks, everything breaks, nothing is lost."""
        measure_day(folder, self._part(600), seed=self.seed, only_sqlite=self.only_sqlite)

    def readers(self, folder: Path) -> None:
        """Every reader on a large export."""
        measure_readers(folder, SHARE if self.asked is None else self.asked)

    @property
    def share(self) -> float:
        """Of all sizes."""
        return 1.0 if self.asked is None else self.asked

    def _part(self, full: int) -> int:
        return max(round(full * self.share), 1)


# Staging first: what a process needs at most is told with what we needed when we started it.
PARTS: Mapping[str, Callable[[Measures, Path], None]] = {
    "staging": Measures.staging,
    "readers": Measures.readers,
    "laying": Measures.laying,
    "responding": Measures.responding,
    "whole": Measures.whole,
    "plain": Measures.plain,
    "live-latency": Measures.latency,
    "live-rate": Measures.rate,
    "live-idle": Measures.idle,
    "live-day": Measures.day,
}


def main() -> int:
    """Measure, and print."""
    options = _options()
    measures = Measures(options.rounds, options.share, options.sqlite, options.seed)
    print(f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, Python {platform.python_version()}", flush=True)
    for name in options.only or PARTS:
        with tempfile.TemporaryDirectory(prefix="beringia-bench-") as folder:
            PARTS[name](measures, Path(folder) / name)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=list(PARTS), help="these parts, instead of all")
    parser.add_argument("--rounds", type=int, default=2, help="how often the sides take turns")
    parser.add_argument(
        "--share", type=float, help="0.1 measures with a tenth of everything; 1 gives every reader a gigabyte"
    )
    parser.add_argument("--sqlite", action="store_true", help="leave PostgreSQL out")
    parser.add_argument("--seed", type=int, default=1, help="of the day that is lived through")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
