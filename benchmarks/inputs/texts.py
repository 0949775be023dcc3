"""Texts whose records are lines: the lines below the head, again and again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

Grow = Callable[[Path, int], None]
"""Makes a file about as large as that, in bytes, with what stands in it now."""


def lines(head: int = 0, number: bytes | None = None) -> Grow:
    """The first lines once, the others again and again.

    ``number`` is a pattern of what must not come twice: a first group before digits, a second one that holds them.
    """

    def grow(file: Path, size: int) -> None:
        beginning, body = _cut(file.read_bytes(), head)
        pattern = re.compile(number, re.MULTILINE) if number else None
        with file.open("wb") as stream:
            stream.write(beginning)
            copy = 0
            while stream.tell() < size:
                stream.write(_renumbered(body, pattern, copy) if pattern else body)
                copy += 1

    return grow


def _cut(text: bytes, head: int) -> tuple[bytes, bytes]:
    found = text.split(b"\n", head)
    body = found[-1]
    return text[: len(text) - len(body)], body if body.endswith(b"\n") else body + b"\n"


def _renumbered(body: bytes, pattern: re.Pattern[bytes], copy: int) -> bytes:
    return pattern.sub(lambda found: found[1] + b"%d" % (int(found[2]) + copy * 100_000), body)
