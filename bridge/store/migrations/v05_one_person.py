"""One person under several names: what whoever carries the import has decided."""

from __future__ import annotations

from mautrix.util.async_db import Connection, Scheme

DESCRIPTION = "one person under several names"

_TABLE = """
CREATE TABLE IF NOT EXISTS one_person (
    network    TEXT   NOT NULL,
    person     {text} NOT NULL,
    same_as    {text} NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (network, person)
)
"""

_WORDS = {"sqlite": "TEXT", "postgres": 'TEXT COLLATE "C"'}


async def upgrade(connection: Connection, scheme: Scheme) -> None:
    """Make the table."""
    await connection.execute(_TABLE.format(text=_WORDS[scheme.value]))
