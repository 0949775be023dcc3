"""One face for both databases: transactions, reads, and one family of errors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from bridge.errors import BeringiaError


class Row(Protocol):
    """A row of a result: by column name, or as a mapping."""

    def __getitem__(self, column: str, /) -> Any: ...
    def keys(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a prepared commit. ``otherwise`` is raised when it changes no row; the commit is then undone."""

    sql: str
    args: Sequence[Any]
    otherwise: Callable[[], BeringiaError] | None = None


class Transaction:
    """What can be done within one transaction."""

    async def execute(self, sql: str, *args: Any) -> int:
        """Run a statement; returns how many rows it changed."""
        raise NotImplementedError

    async def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each row of arguments."""
        raise NotImplementedError

    async def fetch(self, sql: str, *args: Any) -> list[Row]:
        """All rows of a result."""
        raise NotImplementedError

    async def fetchrow(self, sql: str, *args: Any) -> Row | None:
        """The first row of a result."""
        raise NotImplementedError

    async def fetchval(self, sql: str, *args: Any) -> Any:
        """The first value of a result's first row; None: there is no row."""
        raise NotImplementedError


class Database:
    """A connected database, SQLite or PostgreSQL. Statements are the same for both, with ``$1`` for arguments."""

    @classmethod
    async def open(cls, uri: str) -> Database:
        """Connect, and bring the tables up to date."""
        raise NotImplementedError

    async def close(self) -> None:
        """Disconnect, once all transactions have ended."""
        raise NotImplementedError

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Committed at the end of the block, undone when an exception leaves it."""
        raise NotImplementedError
        yield Transaction()

    async def commit(self, statements: Sequence[Statement]) -> list[int]:
        """Run statements as one transaction in as few round trips as possible; returns how many rows each changed."""
        raise NotImplementedError

    async def execute(self, sql: str, *args: Any) -> int:
        """Run one statement as its own transaction; returns how many rows it changed."""
        raise NotImplementedError

    async def fetch(self, sql: str, *args: Any) -> list[Row]:
        """All rows of a result."""
        raise NotImplementedError

    async def fetchrow(self, sql: str, *args: Any) -> Row | None:
        """The first row of a result."""
        raise NotImplementedError

    async def fetchval(self, sql: str, *args: Any) -> Any:
        """The first value of a result's first row; None: there is no row."""
        raise NotImplementedError
