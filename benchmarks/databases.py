"""What Synapse keeps its data in: each of the two in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.support import postgres

Make = Callable[[], str | None]
"""Makes a new database, and returns its address; None: a file of SQLite, which Synapse makes itself."""


def each_database(*, only_sqlite: bool = False) -> Iterator[tuple[str, Make]]:
    """Its name, and how to make one. A PostgreSQL runs for as long as it is its turn."""
    yield "SQLite", lambda: None
    if only_sqlite:
        return
    try:
        with postgres.running() as server:
            yield "PostgreSQL", lambda: server.make("template0")
    except postgres.Unavailable as reason:
        print(f"PostgreSQL is left out: {reason}", flush=True)
