"""What both databases can do: transactions, reads, and commits in one trip.

Statements are the same for both, with ``$1`` for arguments; ``sqlite.py`` and ``postgres.py`` run them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from bridge.errors import BeringiaError, StoreError
from bridge.store.failures import told


class Row(Protocol):
    """A row of a result, by column name; ``dict(row)`` gives them all."""

    def __getitem__(self, column: str, /) -> Any: ...

    def keys(self) -> Any:
        """The names of the columns."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a prepared commit.

    ``otherwise`` is raised when it changes no row, or not ``exactly`` so many; the commit is then undone.
    """

    sql: str
    args: Sequence[Any]
    otherwise: Callable[[], BeringiaError] | None = None
    exactly: int | None = None

    def check(self, changed: int) -> int:
        """Returns ``changed``, unless that is not what it must be."""
        if self.otherwise and (not changed if self.exactly is None else changed != self.exactly):
            raise self.otherwise()
        return changed


class Reading(ABC):
    """What can be asked. Every failure is a :class:`bridge.errors.StoreError`."""

    @abstractmethod
    async def fetch(self, sql: str, *args: Any) -> Sequence[Row]:
        """All rows of a result."""

    async def fetchrow(self, sql: str, *args: Any) -> Row | None:
        """The first row of a result."""
        rows = await self.fetch(sql, *args)
        return rows[0] if rows else None

    async def fetchval(self, sql: str, *args: Any) -> Any:
        """The first value of a result's first row; None: there is no row."""
        row = await self.fetchrow(sql, *args)
        return next(iter(dict(row).values())) if row else None


class Transaction(Reading):
    """What can be done within one transaction.

    One failure spoils it, even if the caller goes on: the databases differ in what they would keep.
    """

    def __init__(self) -> None:
        self._spoilt = False

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        """Around each step: tells failures as errors of the store, and lets no step follow a failed one."""
        self.must_be_sound()
        try:
            with told(what):
                yield
        except BaseException:
            self._spoilt = True
            raise

    def must_be_sound(self) -> None:
        """Raises :class:`bridge.errors.StoreError` when an earlier step has failed."""
        if self._spoilt:
            raise StoreError("An earlier step of this transaction has failed; nothing of it was kept.")

    @abstractmethod
    async def execute(self, sql: str, *args: Any) -> int:
        """Run a statement; returns how many rows it changed."""

    @abstractmethod
    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each row of arguments."""

    @abstractmethod
    async def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Put many rows into a table, as quickly as the database can."""

    @abstractmethod
    async def scratch(self, table: str, columns: str) -> None:
        """An empty temporary table, which only this transaction sees.

        ``columns`` as in ``CREATE TABLE``, with ``{text}`` for text that is compared byte by byte.
        """

    @abstractmethod
    async def analyse(self, table: str) -> None:
        """Tell the database how a scratch table is filled, so that it reads it in a sensible way."""


class Database(Reading):
    """A connected database. Reads see what is committed."""

    @abstractmethod
    async def close(self) -> None:
        """Disconnect, once all transactions have ended."""

    @abstractmethod
    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Committed at the end of the block, undone when an exception leaves it."""

    @abstractmethod
    async def commit(self, statements: Sequence[Statement]) -> list[int]:
        """Run statements as one transaction, in as few trips as possible; returns how many rows each changed.

        When the caller is cancelled meanwhile, the commit has happened either wholly or not at all.
        """

    async def execute(self, sql: str, *args: Any) -> int:
        """Run one statement as a transaction of its own; returns how many rows it changed."""
        return (await self.commit([Statement(sql, args)]))[0]
