"""``make bench``: how fast, in ratios measured in one run. See ``RESULTS.md`` for what was measured where.

    python -m benchmarks [--rounds 3] [--messages 1000] [--rooms 8] [--staged 1000000]

Ratios hold when the machine's speed drifts, since both sides take turns; absolute figures say something about
this machine only.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.importing import measure_import
from benchmarks.staging import measure_staging


def main() -> int:
    """Measure, and print."""
    options = _options()
    print(f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, Python {platform.python_version()}", flush=True)
    with tempfile.TemporaryDirectory(prefix="beringia-bench-") as folder:
        asyncio.run(measure_import(Path(folder), rounds=options.rounds, messages=options.messages, rooms=options.rooms))
        measure_staging(Path(folder), options.staged)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often both sides take turns")
    parser.add_argument("--messages", type=int, default=1000, help="in one room; over many rooms, in all of them")
    parser.add_argument("--rooms", type=int, default=8, help="how many the many rooms are")
    parser.add_argument("--staged", type=int, default=1_000_000, help="messages of the export that is staged")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
