"""Failures of the databases, told as one error that says what to do.

Database errors quote values: "Failing row contains (…)" would carry a message's text into a log. So only the
database's own sentence is kept, never its details, and the original error is not chained.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from mautrix.util.async_db import DatabaseException

from bridge.errors import StoreError

FOREIGN = (sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What the two drivers raise."""

_SQLITE = {
    "SQLITE_FULL": "The disk is full: make room.",
    "SQLITE_READONLY": "The file cannot be written: look at the owner and rights of the file and of its folder.",
    "SQLITE_PERM": "The file cannot be written: look at the owner and rights of the file and of its folder.",
    "SQLITE_BUSY": "Another program has kept the database to itself for more than a minute: wait until it has ended.",
    "SQLITE_LOCKED": "Another program keeps the database to itself: wait until it has ended.",
    "SQLITE_CANTOPEN": "The file cannot be opened: look whether its folder is there, and at its rights.",
    "SQLITE_NOTADB": "The file is not a database: name another one.",
    "SQLITE_CORRUPT": "The file is damaged: restore it from a backup.",
    "SQLITE_IOERR": "The disk does not read or write as it should.",
}
_POSTGRES = {
    "08": "The connection broke: look whether the server runs.",
    "25006": "The server takes no changes (is it a replica?): name the primary one.",
    "28": "The server does not accept this user or password.",
    "3D000": "There is no such database: create it.",
    "40": "Two programs stood in each other's way.",
    "42501": "This user may not do that: grant the rights, or make the user the owner of the database.",
    "53100": "The server's disk is full: make room.",
    "53300": "The server has no connection left: let it take more, or end other programs.",
    "57": "The server is stopping or starting.",
}


@contextmanager
def told(doing: str) -> Iterator[None]:
    """Raise what the database raises as a :class:`StoreError`; ``doing`` says what was being done."""
    try:
        yield
    except sqlite3.Error as error:
        raise _told(doing, _sqlite_advice(error), str(error)) from None
    except asyncpg.PostgresError as error:
        raise _told(doing, _postgres_advice(error), _sentence(error)) from None
    except (asyncpg.InterfaceError, asyncpg.InternalClientError, OverflowError, UnicodeError) as error:
        raise _told(doing, "A value, or the connection, is not as it must be.", type(error).__name__) from None
    except DatabaseException as error:
        raise _told(doing, f"{error.explanation or ''}".strip(), str(error)) from None
    except OSError as error:
        raise _told(doing, "The database cannot be reached.", error.strerror or type(error).__name__) from None


def _told(doing: str, advice: str, cause: str) -> StoreError:
    error = StoreError(" ".join(part for part in (advice, f"({cause})") if part))
    error.add_note(f"while {doing}")
    return error


def _sqlite_advice(error: sqlite3.Error) -> str:
    # The extended names go on after the plain ones: SQLITE_IOERR_WRITE.
    name: str = getattr(error, "sqlite_errorname", "")
    return next((advice for plain, advice in _SQLITE.items() if name.startswith(plain)), "")


def _postgres_advice(error: asyncpg.PostgresError) -> str:
    state: str = getattr(error, "sqlstate", None) or ""
    return next((advice for start, advice in _POSTGRES.items() if state.startswith(start)), "")


def _sentence(error: asyncpg.PostgresError) -> str:
    # Errors that asyncpg finds itself, before it asks the server, quote the value in their only sentence.
    return str(error.args[0]) if getattr(error, "severity", None) else type(error).__name__
