"""Builds a small database out of readable Python: a table is a list of rows, a row names its columns."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Rows = Sequence[Mapping[str, Any]]


def build(path: Path, tables: Mapping[str, Rows], key: str = "") -> None:
    """Writes a new database, in small pages. ``_id``, or the column ``key`` where no value comes twice, is the primary key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA page_size = 512")
    for table, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        primary = "_id" if columns[0] == "_id" else key
        numbers = [row.get(primary) for row in rows]
        primary = primary if None not in numbers and len(set(numbers)) == len(numbers) else ""
        declared = [f'"{name}" INTEGER PRIMARY KEY' if name == primary else f'"{name}"' for name in columns]
        connection.execute(f'CREATE TABLE "{table}" ({", ".join(declared)})')
        for row in rows:
            marks = ", ".join("?" * len(columns))
            connection.execute(f'INSERT INTO "{table}" VALUES ({marks})', [row.get(name) for name in columns])
    connection.execute("VACUUM")
    connection.close()
