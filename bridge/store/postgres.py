"""PostgreSQL, through mautrix's pool of asyncpg connections."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self, cast

import asyncpg
from mautrix.util.async_db import PostgresDatabase as Pool
from mautrix.util.async_db import UpgradeTable
from yarl import URL

from bridge.errors import StoreError
from bridge.store.database import Database, Row, Statement, Transaction
from bridge.store.failures import told

CONNECTIONS = 10
_UPGRADE_LOCK = 0x6265_7269
"""Two programs that start at once bring the tables up to date one after the other."""


class PostgresTransaction(Transaction):
    """A transaction on one connection of the pool."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        super().__init__()
        self._connection = connection

    async def fetch(self, sql: str, *args: Any) -> Sequence[Row]:
        with self.doing("reading"):
            return cast(Sequence[Row], await self._connection.fetch(sql, *args))

    async def execute(self, sql: str, *args: Any) -> int:
        with self.doing("writing"):
            return _changed(await self._connection.execute(sql, *args))

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self.doing("writing"):
            await self._connection.executemany(sql, rows)

    async def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        with self.doing("writing"):
            await self._connection.copy_records_to_table(table, records=rows, columns=columns)

    async def scratch(self, table: str, columns: str) -> None:
        await self.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
        bytewise = columns.format(text='TEXT COLLATE "C"')
        await self.execute(f"CREATE TEMP TABLE {table} ({bytewise}) ON COMMIT DROP")

    async def analyse(self, table: str) -> None:
        await self.execute(f"ANALYZE {table}")


class PostgresDatabase(Database):
    """A database on a server."""

    def __init__(self, uri: str, upgrades: UpgradeTable) -> None:
        # mautrix would end the whole process on some errors of asyncpg; ours are told and the lease protects the rest.
        options = {"min_size": 1, "max_size": CONNECTIONS, "meow_exit_on_ice": False}
        self._pool = Pool(URL(uri), upgrades, options, owner_name="beringia", ignore_foreign_tables=False)

    @classmethod
    async def open(cls, uri: str, upgrades: UpgradeTable) -> Self:
        """Connect, and bring the tables up to date."""
        database = cls(uri, upgrades)
        with told("connecting to PostgreSQL"):
            async with _alone(uri):
                try:
                    await database._pool.start()
                except BaseException:
                    await database.close()
                    raise
        return database

    async def close(self) -> None:
        await self._pool.stop()

    async def fetch(self, sql: str, *args: Any) -> Sequence[Row]:
        async with self._held() as connection:
            return await PostgresTransaction(connection).fetch(sql, *args)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._held() as connection:
            bounds = connection.transaction()
            with told("beginning a transaction"):
                await bounds.start()
            try:
                tx = PostgresTransaction(connection)
                yield tx
                tx.must_be_sound()
            except BaseException:
                await _undo(connection, bounds)
                raise
            with told("committing a transaction"):
                await bounds.commit()

    async def commit(self, statements: Sequence[Statement]) -> list[int]:
        if len(statements) == 1:
            return [await self._alone(statements[0])]
        async with self.transaction() as tx:
            return [statement.check(await tx.execute(statement.sql, *statement.args)) for statement in statements]

    async def _alone(self, statement: Statement) -> int:
        # One statement is a transaction by itself. It changed nothing when the check fails.
        async with self._held() as connection:
            return statement.check(await PostgresTransaction(connection).execute(statement.sql, *statement.args))

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[asyncpg.Connection]:
        with told("waiting for a connection to PostgreSQL"):
            connection = await self._pool.pool.acquire()
        try:
            yield connection
        finally:
            await self._pool.pool.release(connection)


@asynccontextmanager
async def _alone(uri: str) -> AsyncIterator[None]:
    """Look whether the database is fit, and keep others from bringing its tables up to date at the same time."""
    connection = await asyncpg.connect(uri)
    try:
        encoding = await connection.fetchval("SHOW server_encoding")
        if encoding != "UTF8":
            raise StoreError(f"The database's encoding is {encoding}: create it with encoding UTF8.")
        await connection.execute("SELECT pg_advisory_lock($1)", _UPGRADE_LOCK)
        yield
    finally:
        await connection.close()


async def _undo(connection: asyncpg.Connection, bounds: asyncpg.transaction.Transaction) -> None:
    # A closed connection has undone it; whatever else hinders, the pool resets the connection before its next use.
    if not connection.is_closed():
        with told("undoing a transaction"):
            await bounds.rollback()


def _changed(status: str) -> int:
    """The number at the end of ``UPDATE 3``; statements that change no rows have none."""
    number = status.rpartition(" ")[2]
    return int(number) if number.isdigit() else 0
