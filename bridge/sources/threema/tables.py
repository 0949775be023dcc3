"""The tables of a data backup: CSV files with a head, whose columns grew in number over the years."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.local_text import local_lines
from bridge.sources.neutral import LATEST

Row = Mapping[str, str]
"""A row by its columns' names. Columns that are not there are empty."""

_DEEPEST = 100
_LONGEST_BODY = 1_000_000


def rows(archive: Archive, name: str) -> Iterator[Row]:
    """A table's rows. Raises :class:`ArchiveError` when it is no table."""
    reader = csv.reader(f"{line}\n" for line in local_lines(archive, name))
    try:
        head = [column.strip() for column in next(reader, [])]
        for cells in reader:
            if cells:
                yield dict(zip(head, (cell.replace("\\\\", "\\") for cell in cells), strict=False))
    except csv.Error as error:
        raise ArchiveError(f"{name} is no sound CSV: {error}.") from error


def table(archive: Archive, name: str) -> Iterator[Row]:
    """The rows of a table of this name, in whatever folder; none when there is no such table."""
    for found in archive.find(f"{name}.csv")[:1]:
        yield from rows(archive, found)


def flag(row: Row, column: str) -> bool:
    """Yes or no."""
    return row.get(column, "") in {"1", "true"}


def time(row: Row, *columns: str) -> int | None:
    """The first of these columns that holds a time, in ms since 1970."""
    for column in columns:
        written = row.get(column, "")
        if written.isascii() and written.isdigit() and len(written) < 16 and 0 < int(written) <= LATEST:
            return int(written)
    return None


def parsed(body: str) -> Any:
    """What a body that is JSON says; None when it is none."""
    if len(body) > _LONGEST_BODY or body.count("[") + body.count("{") > _DEEPEST:
        return None
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def at(values: Any, index: int) -> Any:
    """An entry of a list; None when it is none, or too short."""
    return values[index] if isinstance(values, list) and len(values) > index else None


def whole(value: object) -> int | None:
    """A whole number that is not too large to be true."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None
