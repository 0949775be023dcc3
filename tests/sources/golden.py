"""Writes the golden files of the fixtures: ``python -m tests.sources.golden [reader/case …]``, all when none is named.

Read each new one once, line by line: from then on the tests believe it.
"""

from __future__ import annotations

import sys

from bridge.sources.jsonl import write
from tests.sources.cases import cases


def main(wanted: list[str]) -> int:
    chosen = [case for case in cases() if not wanted or str(case) in wanted]
    for case in chosen:
        with case.golden.open("wb") as stream:
            count = write(case.read(), stream)
        sys.stdout.write(f"{case}: {count} items\n")
    return 0 if chosen else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
