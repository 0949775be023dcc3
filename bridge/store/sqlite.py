"""SQLite: one connection that writes, a few that read.

mautrix's connection, cured of three faults: a cancelled task left its transaction open; a deferred ``BEGIN`` fails
with "database is locked" where an immediate one waits; and its thread kept a crashed process from ending.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar, cast

from mautrix.util.async_db import Database as AsyncDatabase
from mautrix.util.async_db import SQLiteDatabase, UpgradeTable
from mautrix.util.async_db.aiosqlite import TxnConnection
from yarl import URL

from bridge.errors import StoreError
from bridge.store.database import Database, Row, Statement, Transaction
from bridge.store.failures import told

Result = TypeVar("Result")
Work = Callable[[sqlite3.Connection], Result]

OLDEST = (3, 35, 0)
"""The first version that knows ``RETURNING``."""
READERS = 3
_POSITION = re.compile(r"\$(\d+)")
_PRAGMAS = (
    "PRAGMA busy_timeout = 60000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    # Staging a large export must not leave a write-ahead log of the same size behind.
    "PRAGMA journal_size_limit = 67108864",
)
_WRITER = (*_PRAGMAS, "PRAGMA cache_size = -65536")
_READER = (*_PRAGMAS, "PRAGMA query_only = ON")


class Connection(TxnConnection):
    """A connection and its thread. Whatever is submitted runs in the order of submission."""

    def __init__(self, path: str, **options: Any) -> None:
        super().__init__(path, **options)
        # Else a crash before close() leaves the process hanging on this thread.
        self._thread.daemon = True

    def submit(self, work: Work[Result]) -> asyncio.Future[Result]:
        """Have ``work`` done on the connection's thread. It is done even if nobody waits for it any longer."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((future, partial(work, self._conn)))
        return future

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:  # type: ignore[override]  # mautrix says it returns None
        """A transaction that is over when the block is left, however it is left."""
        try:
            with told("beginning a transaction"):
                await self.submit(_begin)
            yield
            with told("committing a transaction"):
                await self.submit(_commit)
        except BaseException:
            # Submitted before the first await, so that nobody else's work can come in between.
            await asyncio.shield(self.submit(_undo))
            raise


class Pool(SQLiteDatabase):
    """mautrix's pool, filled with our connections."""

    def __init__(self, path: Path, size: int, pragmas: Sequence[str], upgrades: UpgradeTable | None) -> None:
        super().__init__(
            URL("sqlite:"),
            upgrades or UpgradeTable(),
            db_args={"min_size": size, "init_commands": list(pragmas)},
            owner_name="beringia" if upgrades else None,
            ignore_foreign_tables=not upgrades,
        )
        # Not by way of the address: a path may contain what an address may not.
        self._path = str(path)

    async def start(self) -> None:
        """Connect, set up each connection, bring the tables up to date."""
        for _ in range(self._pool.maxsize):
            self._pool.put_nowait(await self._connect())
            self._conns += 1
        await AsyncDatabase.start(self)

    async def _connect(self) -> Connection:
        connection = Connection(self._path)
        await connection
        try:
            await connection.submit(partial(_set_up, pragmas=self._init_commands))
        except BaseException:
            await connection.close()
            raise
        return connection


class SqliteTransaction(Transaction):
    """A transaction on the connection that writes."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    async def fetch(self, sql: str, *args: Any) -> Sequence[Row]:
        return await self._do(partial(_fetch, sql=sql, args=args))

    async def execute(self, sql: str, *args: Any) -> int:
        return await self._do(partial(_run, statement=Statement(sql, args)))

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        await self._do(partial(_run_many, sql=sql, rows=rows))

    async def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        marks = ", ".join("?" * len(columns))
        await self.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    async def scratch(self, table: str, columns: str) -> None:
        await self.execute(f"DROP TABLE IF EXISTS temp.{table}")
        await self.execute(f"CREATE TEMP TABLE {table} ({columns.format(text='TEXT')})")

    async def analyse(self, table: str) -> None:
        """SQLite's plans here do not depend on it."""

    async def _do(self, work: Work[Result]) -> Result:
        with self.doing("working in a transaction"):
            return await self._connection.submit(work)


class SqliteDatabase(Database):
    """A database in a file."""

    def __init__(self, path: Path, upgrades: UpgradeTable) -> None:
        self._writer = Pool(path, 1, _WRITER, upgrades)
        self._readers = Pool(path, READERS, _READER, None)

    @classmethod
    async def open(cls, path: Path, upgrades: UpgradeTable) -> Self:
        """Open the file, or make it, readable for its owner alone, and bring its tables up to date."""
        if sqlite3.sqlite_version_info < OLDEST:
            raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old: 3.35 or later is needed.")
        with told(f"opening {path}"):
            _make_private(path)
            database = cls(path, upgrades)
            async with _alone(path.parent):
                try:
                    await database._writer.start()
                    await database._readers.start()
                except BaseException:
                    await database.close()
                    raise
        return database

    async def close(self) -> None:
        await self._readers.stop()
        await self._writer.stop()

    async def fetch(self, sql: str, *args: Any) -> Sequence[Row]:
        async with _held(self._readers) as connection:
            with told("reading"):
                return await connection.submit(partial(_fetch, sql=sql, args=args))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with _held(self._writer) as connection, connection.transaction():
            tx = SqliteTransaction(connection)
            yield tx
            tx.must_be_sound()

    async def commit(self, statements: Sequence[Statement]) -> list[int]:
        async with _held(self._writer) as connection:
            with told("committing"):
                return await connection.submit(partial(_commit_all, statements=statements))


@asynccontextmanager
async def _held(pool: Pool) -> AsyncIterator[Connection]:
    # Never pool.acquire(): a task started meanwhile would inherit the connection, and the transaction with it.
    async with pool.acquire_direct() as held:
        yield cast(Connection, held.wrapped)


@asynccontextmanager
async def _alone(folder: Path) -> AsyncIterator[None]:
    """Two programs that start at once bring the tables up to date one after the other."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        await asyncio.to_thread(fcntl.flock, descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _make_private(path: Path) -> None:
    # Only where there is no file: closing one that this process has open elsewhere would drop SQLite's locks on it.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _set_up(connection: sqlite3.Connection, pragmas: Iterable[str]) -> None:
    connection.row_factory = sqlite3.Row
    for pragma in pragmas:
        connection.execute(pragma).fetchall()
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != "wal":
        raise StoreError(f"This file system cannot hold a write-ahead log (journal mode {mode}): use a local disk.")


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")


def _commit(connection: sqlite3.Connection) -> None:
    # SQLite undoes a transaction by itself on some errors; committing nothing would then look like success.
    if not connection.in_transaction:
        raise StoreError("The transaction was undone; nothing of it was kept.")
    connection.commit()


def _undo(connection: sqlite3.Connection) -> None:
    connection.rollback()


def _commit_all(connection: sqlite3.Connection, statements: Iterable[Statement]) -> list[int]:
    try:
        _begin(connection)
        changed = [_run(connection, statement) for statement in statements]
        _commit(connection)
    except BaseException:
        _undo(connection)
        raise
    return changed


def _run(connection: sqlite3.Connection, statement: Statement) -> int:
    return statement.check(connection.execute(_numbered(statement.sql), statement.args).rowcount)


def _run_many(connection: sqlite3.Connection, sql: str, rows: Iterable[Sequence[Any]]) -> None:
    connection.executemany(_numbered(sql), rows)


def _fetch(connection: sqlite3.Connection, sql: str, args: Sequence[Any]) -> list[sqlite3.Row]:
    return connection.execute(_numbered(sql), args).fetchall()


def _numbered(sql: str) -> str:
    return _POSITION.sub(r"?\1", sql)
