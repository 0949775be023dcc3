"""A SQLite database out of an archive, read as what it is: a stranger's, and maybe made to do harm.

It is copied to a temporary folder first, since SQLite needs a file that it can walk about in, and the export must
not change: a database that was in use has its newest pages beside it (``-wal``), which are copied too.

Tables and columns differ from version to version of the program that wrote them, so readers ask for columns that may
be missing; those come as None.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.limits import GIB, MIB, Limits

MAGIC = b"SQLite format 3\0"
WAL = "-wal"
"""Ending of the file that holds the newest pages of a database that was in use."""

_LOOK = 2 * MIB
"""How far into a file its tables are looked for: a program creates them before it fills them."""

_TABLE = re.compile(rb"table(\w{1,100})\1.{0,4}CREATE T", re.DOTALL)
"""How a table stands in the schema: what it is, its name, the name again, where it begins, how it was made."""

_INSTRUCTIONS = 64_000_000
_INSTRUCTIONS_PER_BYTE = 64
"""What one query may cost, in SQLite's own instructions: far more than reading and sorting all that a file of this
size can honestly hold, and some seconds at most for a small file that refers to itself in circles."""
_INSTRUCTIONS_BETWEEN_LOOKS = 1_000_000

_ROWS_AT_ONCE = 200
_LONGEST_REASON = 200

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_FUNCTIONS = {"count", "min", "max", "substr", "instr"}

Row = dict[str, Any]
"""A row by its columns' names: int, float, str, bytes or None, whatever the column was meant for."""


def tables_seen(archive: Archive, name: str) -> frozenset[str]:
    """The tables that a file creates, for ``identify``: cheap, since only its beginning is looked at.

    Empty for what is no database.
    """
    with archive.open_file(name) as stream:
        beginning = stream.read(len(MAGIC))
        if beginning != MAGIC:
            return frozenset()
        beginning += stream.read(_LOOK)
    if archive.exists(name + WAL):
        with archive.open_file(name + WAL) as stream:
            beginning += stream.read(_LOOK)
    return frozenset(found.decode() for found in _TABLE.findall(beginning) if found.isascii())


@contextmanager
def opened(archive: Archive, name: str) -> Iterator[Database]:
    """A database of an archive, with its newest pages if they lie beside it.

    Raises :class:`ArchiveError`, also while it is read, for whatever is wrong with it.
    """
    with TemporaryDirectory(prefix="beringia-") as folder:
        copy = Path(folder) / "copy.db"
        room = archive.limits.total
        with archive.open_file(name) as stream:
            room -= copied(stream, copy, room, name)
        if archive.exists(name + WAL):
            with archive.open_file(name + WAL) as stream:
                copied(stream, copy.with_name(copy.name + WAL), room, name + WAL)
        with opened_copy(copy, archive.limits, name) as database:
            yield database


@contextmanager
def opened_copy(copy: Path, limits: Limits, name: str) -> Iterator[Database]:
    """A database that lies in a temporary folder of ours; ``name`` is what errors call it."""
    with told(name), closing(_connected(copy, limits)) as connection:
        yield Database(connection, name, limits, copy.stat().st_size)


def copied(stream: BinaryIO, target: Path, room: int, name: str) -> int:
    """Copies at most ``room`` bytes to a temporary file of ours; how many there were."""
    size = 0
    try:
        with target.open("xb") as file:
            while piece := stream.read(MIB):
                size += len(piece)
                if size > room:
                    raise ArchiveError(f"{name} is larger than {room / GIB:.0f} GiB (limit `total`).")
                file.write(piece)
    except OSError as error:
        raise ArchiveError(f"{name} cannot be copied to {target.parent}: {error.strerror}.") from error
    return size


@contextmanager
def told(name: str) -> Iterator[None]:
    """SQLite's troubles as the one error that readers raise."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter: what SQLite says of it is no text
        why = (
            "reading it takes longer than any honest database"
            if "interrupted" in str(error)
            else str(error)[:_LONGEST_REASON]
        )
        raise ArchiveError(f"{name} is damaged, or no database: {why}.") from error


class Database:
    """The real tables of a database; views and virtual tables are not there."""

    def __init__(self, connection: sqlite3.Connection, name: str, limits: Limits, size: int) -> None:
        self.name = name
        self.limits = limits
        self._connection = connection
        self._looks = (_INSTRUCTIONS + _INSTRUCTIONS_PER_BYTE * size) // _INSTRUCTIONS_BETWEEN_LOOKS
        with self._watched(_Patience(self._looks)):
            self._columns = _tables(connection)
        connection.set_authorizer(_authorized)

    def has(self, table: str, *columns: str) -> bool:
        """Is there such a table, with these columns?"""
        return table in self._columns and self._columns[table].issuperset(columns)

    def count(self, table: str) -> int:
        """How many rows a table has; 0 when it is not there."""
        return int(next(self.query(f"SELECT count(*) FROM {quoted(table)}"))[0]) if self.has(table) else 0

    def rows(self, table: str, wanted: Sequence[str], order: str = "") -> Iterator[Row]:
        """A table's rows with the wanted columns, in the order of one column; none when there is no such table."""
        if not self.has(table):
            return
        sql = f"SELECT {self.chosen(table, wanted)} FROM {quoted(table)}"
        if self.has(table, order):
            sql += f" ORDER BY {quoted(order)}"
        for row in self.query(sql):
            yield dict(zip(wanted, row, strict=True))

    def chosen(self, table: str, wanted: Iterable[str], alias: str = "") -> str:
        """The wanted columns for a query of one's own; those that the table does not have are NULL."""
        before = quoted(alias or table)
        return ", ".join(f"{before}.{quoted(name)}" if self.has(table, name) else "NULL" for name in wanted)

    def query(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one by one. It may read, count, compare and cut texts; nothing else."""
        patience = _Patience(self._looks)
        with told(self.name):
            cursor = self._connection.cursor()  # closed with the connection: whoever reads may end before the rows do
            with self._watched(patience):
                cursor.execute(sql, parameters)
            while some := self._some(cursor, patience):
                yield from some

    def _some(self, cursor: sqlite3.Cursor, patience: _Patience) -> list[tuple[Any, ...]]:
        with self._watched(patience):
            return cursor.fetchmany(_ROWS_AT_ONCE)

    @contextmanager
    def _watched(self, patience: _Patience) -> Iterator[None]:
        """Several queries take turns on one connection, and each has its own patience."""
        self._connection.set_progress_handler(patience.look, _INSTRUCTIONS_BETWEEN_LOOKS)
        yield


class Beside:
    """The rows of a side table, taken along while its main table is walked: both in ascending order, none held."""

    def __init__(self, rows: Iterator[Row], key: str, limits: Limits) -> None:
        self._rows = rows
        self._key = key
        self._most = limits.values
        self._next = next(rows, None)

    def of(self, number: int) -> list[Row]:
        """The rows that belong to a row of the main table; its numbers ascend from call to call."""
        found: list[Row] = []
        while self._next is not None and self._before(number + 1):
            if self._next[self._key] == number:
                found.append(self._next)
            if len(found) > self._most:
                raise ArchiveError(f"a record has more than {self._most:,} rows beside it (limit `values`).")
            self._next = next(self._rows, None)
        return found

    def _before(self, number: int) -> bool:
        """Whatever is no number belongs to nobody, and is passed by."""
        key = self._next and self._next[self._key]
        return not isinstance(key, int | float) or key < number


class _Patience:
    """How often SQLite may still report that a query is not finished yet."""

    def __init__(self, looks: int) -> None:
        self._left = looks

    def look(self) -> bool:
        """Is it enough?"""
        self._left -= 1
        return self._left < 0


def quoted(name: str) -> str:
    """The name of a table or column, as it stands in a query."""
    return '"' + name.replace('"', '""') + '"'


def _connected(copy: Path, limits: Limits) -> sqlite3.Connection:
    # Queries are made one after the other, but maybe in a thread of their own, and not always the same.
    connection = sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True, check_same_thread=False)
    try:
        for setting in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"):
            connection.execute(f"PRAGMA {setting}")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.record)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, limits.json_depth)
    except sqlite3.Error:
        connection.close()
        raise
    connection.text_factory = _text
    return connection


def _text(written: bytes) -> str:
    return written.decode("utf-8", "replace")


def _tables(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """Every real table's ordinary columns. What is virtual, or computed, has no pages of its own."""
    rows = connection.execute(
        "SELECT tables.name, columns.name FROM sqlite_master AS tables JOIN pragma_table_xinfo(tables.name) AS columns"
        " WHERE tables.type = 'table' AND tables.rootpage > 0 AND columns.hidden = 0"
    )
    found: dict[str, set[str]] = {}
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    return {table: frozenset(columns) for table, columns in found.items()}


def _authorized(action: int, _table: str | None, function: str | None, _schema: str | None, _by: str | None) -> int:
    allowed = action in _ALLOWED or (action == sqlite3.SQLITE_FUNCTION and function in _FUNCTIONS)
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY
