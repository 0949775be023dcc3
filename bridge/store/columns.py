"""How values that are neither a number nor a string are written in a column, and lists in a statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import msgspec

Value = TypeVar("Value")
CHUNK = 500
"""How many values one ``IN (…)`` takes: far below SQLite's limit, enough to make round trips cheap."""


def to_json(value: Any) -> str:
    """JSON text, as both databases keep it."""
    return msgspec.json.encode(value).decode()


def from_json(text: str) -> Any:
    """What :func:`to_json` wrote."""
    return msgspec.json.decode(text)


def placeholders(first: int, count: int) -> str:
    """``$2, $3, $4`` for ``placeholders(2, 3)``."""
    return ", ".join(f"${number}" for number in range(first, first + count))


def chunks(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """Stretches of at most :data:`CHUNK` values, in order."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
