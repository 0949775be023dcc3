"""SQLite: the rows of the tables of messages, again and again with other keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.inputs.texts import Grow

_STEP = 1_000
"""More than a fixture has rows."""


@dataclass(frozen=True)
class Table:
    """A table, its columns with row numbers, and those with ids in words."""

    name: str
    numbers: Sequence[str]
    words: Sequence[str] = ()


def rows(*tables: Table) -> Grow:
    """All rows of these tables, in every copy with other numbers."""

    def grow(file: Path, size: int) -> None:
        with closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            for table in tables:
                database.execute(f'CREATE TEMP TABLE "first_{table.name}" AS SELECT * FROM "{table.name}"')
            copy = 1
            while copy % 100 or file.stat().st_size < size:
                for table in tables:
                    database.execute(_insertion(database, table), {"copy": copy})
                copy += 1
                if copy % 100 == 0:
                    database.commit()
            database.commit()

    return grow


def _insertion(database: sqlite3.Connection, table: Table) -> str:
    columns = [column[1] for column in database.execute(f'PRAGMA table_info("{table.name}")')]
    values = ", ".join(_value(table, column) for column in columns)
    return f'INSERT INTO "{table.name}" SELECT {values} FROM "first_{table.name}"'


def _value(table: Table, column: str) -> str:
    if column in table.numbers:
        return f'"{column}" + :copy * {_STEP}'
    return f"\"{column}\" || '-' || :copy" if column in table.words else f'"{column}"'
