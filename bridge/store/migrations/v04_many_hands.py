"""Exports without ids: how each one numbers a chat, and who in it said what somebody of the inbox said."""

from __future__ import annotations

from mautrix.util.async_db import Connection, Scheme

DESCRIPTION = "one history from many exports"

_CHANGES = """
ALTER TABLE contribution ADD COLUMN numbering TEXT NOT NULL DEFAULT 'network';
ALTER TABLE contribution ADD COLUMN time_precision BIGINT NOT NULL DEFAULT 1;
UPDATE contribution SET numbering = 'account' WHERE portal IN
    (SELECT id FROM portal WHERE data LIKE '%"numbering":"account"%');
CREATE TABLE IF NOT EXISTS same_person (
    export BIGINT  NOT NULL REFERENCES export (id),
    portal BIGINT  NOT NULL REFERENCES portal (id),
    theirs {text}  NOT NULL,
    ours   {text}  NOT NULL,
    times  INTEGER NOT NULL,
    PRIMARY KEY (export, portal, theirs, ours)
)
"""

_WORDS = {"sqlite": "TEXT", "postgres": 'TEXT COLLATE "C"'}


async def upgrade(connection: Connection, scheme: Scheme) -> None:
    """Add what the old tables lack, and make the new one."""
    for statement in _CHANGES.format(text=_WORDS[scheme.value]).split(";"):
        await connection.execute(statement)
