"""A process of its own that reads one export and tells what that took: ``python -m benchmarks.reading reader case path``.

Beside it, what reading alone takes: the lines of a text, the whole of a JSON text, the rows of a database.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from bridge.model.message import Message
from bridge.model.unreadable import Unreadable, Withheld
from bridge.sources.archive import Archive
from bridge.sources.discovery import readers
from tests.sources.cases import cases

_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


def main(name: str, case_name: str, path: Path) -> None:
    """Read it, and print the figures as JSON; ``name`` may be ``plain``."""
    started = time.perf_counter()
    counted = plainly(path) if name == "plain" else with_reader(name, case_name, path)
    seconds = time.perf_counter() - started
    print(json.dumps({"messages": counted, "seconds": seconds, "peak": _peak()}))


def with_reader(name: str, case_name: str, path: Path) -> int:
    """How many messages a reader finds."""
    reader = next(reader for reader in readers() if reader.name == name)
    hints = next(case.hints for case in cases() if str(case) == case_name)
    with Archive.open(path) as archive:
        return sum(isinstance(item, Message | Unreadable | Withheld) for item in reader.read(archive, hints))


def plainly(path: Path) -> int:
    """Go through all files of the kinds that hold messages."""
    files = [file for file in sorted(path.rglob("*")) if file.suffix in _PLAIN]
    return sum(_PLAIN[file.suffix](file) for file in files)


def _json(file: Path) -> int:
    """One text, or one on each line under the same ending."""
    content = file.read_bytes()
    try:
        return len(json.loads(content))
    except ValueError:
        return sum(bool(json.loads(line)) for line in content.splitlines() if line.strip())


def _lines(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(1 for _ in stream)


def _json_lines(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(1 for line in stream if json.loads(line))


def _rows(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return sum(sum(1 for _ in database.execute(f'SELECT * FROM "{name}"')) for name in names)


_PLAIN: Mapping[str, Callable[[Path], int]] = {
    ".json": _json,
    ".jsonl": _json_lines,
    ".txt": _lines,
    ".csv": _lines,
    ".html": _lines,
    ".demo": _lines,
    ".db": _rows,
    ".sqlite": _rows,
}


def _peak() -> int:
    """Of this process alone, in bytes: what the system tells of a child begins with what its parent held."""
    found = _PEAK.search(Path("/proc/self/status").read_text())
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
