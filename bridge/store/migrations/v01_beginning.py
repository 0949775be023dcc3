"""The first tables.

Text in keys and orders is compared byte by byte on both databases, whatever the server's language.
"""

from __future__ import annotations

from mautrix.util.async_db import Connection, Scheme

DESCRIPTION = "the first tables"

_EXPORTS = """
CREATE TABLE IF NOT EXISTS export (
    id          {identity},
    path        TEXT   NOT NULL,
    reader      TEXT   NOT NULL,
    network     TEXT   NOT NULL,
    fingerprint TEXT   NOT NULL,
    hints       TEXT   NOT NULL,
    staged_at   BIGINT NOT NULL,
    counts      TEXT   NOT NULL
);
CREATE INDEX IF NOT EXISTS export_fingerprint ON export (fingerprint);
"""

_PORTALS = """
CREATE TABLE IF NOT EXISTS portal (
    id          {identity},
    network     {text} NOT NULL,
    chat        {text} NOT NULL,
    data        TEXT   NOT NULL,
    phase       TEXT   NOT NULL DEFAULT 'planned'
                CHECK (phase IN ('planned', 'importing', 'live', 'closing', 'closed')),
    room_id     TEXT   UNIQUE,
    cursor      {text},
    lease       TEXT,
    lease_until BIGINT NOT NULL DEFAULT 0,
    pinned      TEXT   NOT NULL DEFAULT '[]',
    UNIQUE (network, chat)
);
CREATE TABLE IF NOT EXISTS member (
    portal     BIGINT NOT NULL REFERENCES portal (id),
    user_id    {text} NOT NULL,
    membership TEXT   NOT NULL CHECK (membership IN ('invite', 'join', 'leave', 'ban', 'knock')),
    PRIMARY KEY (portal, user_id)
);
"""

_PEOPLE = """
CREATE TABLE IF NOT EXISTS person (
    network {text} NOT NULL,
    person  {text} NOT NULL,
    data    TEXT   NOT NULL,
    export  BIGINT NOT NULL REFERENCES export (id),
    PRIMARY KEY (network, person)
);
CREATE TABLE IF NOT EXISTS ghost (
    user_id       {text} PRIMARY KEY,
    network       {text} NOT NULL,
    person        {text} NOT NULL,
    registered_at BIGINT NOT NULL,
    name          TEXT,
    avatar_uri    TEXT
);
"""

_INBOX = """
CREATE TABLE IF NOT EXISTS inbox (
    portal   BIGINT  NOT NULL REFERENCES portal (id),
    message  {text}  NOT NULL,
    time     BIGINT  NOT NULL,
    place    BIGINT  NOT NULL,
    kind     TEXT    NOT NULL,
    sender   {text},
    body     TEXT    NOT NULL,
    export   BIGINT  NOT NULL REFERENCES export (id),
    state    TEXT    NOT NULL
             CHECK (state IN ('waiting', 'sending', 'done', 'withheld', 'unsupported', 'missing', 'failed')),
    reason   TEXT    CHECK (reason IS NOT NULL OR state IN ('waiting', 'sending', 'done')),
    notes    TEXT    NOT NULL DEFAULT '[]',
    count    INTEGER NOT NULL DEFAULT 1 CHECK (count > 0),
    edited   BIGINT  NOT NULL,
    present  INTEGER NOT NULL,
    PRIMARY KEY (portal, message)
);
CREATE UNIQUE INDEX IF NOT EXISTS inbox_one_speaker ON inbox (portal) WHERE state = 'sending';
CREATE INDEX IF NOT EXISTS inbox_order ON inbox (portal, time, place, message);
CREATE INDEX IF NOT EXISTS inbox_waiting ON inbox (portal, time, place, message) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS contribution (
    export             BIGINT  NOT NULL REFERENCES export (id),
    portal             BIGINT  NOT NULL REFERENCES portal (id),
    new                INTEGER NOT NULL,
    same               INTEGER NOT NULL,
    improved           INTEGER NOT NULL,
    changed_after_sent INTEGER NOT NULL,
    late               INTEGER NOT NULL,
    is_foreign         INTEGER NOT NULL,
    PRIMARY KEY (export, portal)
);
CREATE TABLE IF NOT EXISTS alias (
    export  BIGINT NOT NULL REFERENCES export (id),
    portal  BIGINT NOT NULL REFERENCES portal (id),
    message {text} NOT NULL,
    target  {text} NOT NULL,
    PRIMARY KEY (export, portal, message)
);
"""

# A homeserver may answer a state event that changes nothing with the event that stands already, hence no UNIQUE there.
_EVENTS = """
CREATE TABLE IF NOT EXISTS event (
    sequence {identity},
    portal   BIGINT  NOT NULL,
    message  {text}  NOT NULL,
    part     INTEGER NOT NULL,
    role     TEXT    NOT NULL,
    event_id {text}  NOT NULL,
    sender   TEXT    NOT NULL,
    thread   {text},
    UNIQUE (portal, message, part),
    FOREIGN KEY (portal, message) REFERENCES inbox (portal, message)
);
CREATE UNIQUE INDEX IF NOT EXISTS event_said_once ON event (event_id) WHERE role IN ('message', 'poll_end', 'reaction');
CREATE INDEX IF NOT EXISTS event_by_id ON event (event_id);
CREATE INDEX IF NOT EXISTS event_sent ON event (portal, sequence);
CREATE INDEX IF NOT EXISTS event_thread ON event (portal, thread, sequence) WHERE thread IS NOT NULL;
"""

_MEDIA = """
CREATE TABLE IF NOT EXISTS upload (
    key   {text} PRIMARY KEY,
    uri   TEXT   NOT NULL,
    state TEXT   NOT NULL CHECK (state IN ('reserved', 'complete')),
    data  TEXT   CHECK ((data IS NULL) = (state = 'reserved'))
);
CREATE TABLE IF NOT EXISTS media_file (
    export    BIGINT NOT NULL REFERENCES export (id),
    reference {text} NOT NULL,
    key       {text} NOT NULL,
    PRIMARY KEY (export, reference)
);
"""

_PLANS = """
CREATE TABLE IF NOT EXISTS plan (
    id         {text} PRIMARY KEY,
    created_at BIGINT NOT NULL,
    data       TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'paused'))
);
CREATE TABLE IF NOT EXISTS plan_chat (
    plan        {text} NOT NULL REFERENCES plan (id),
    portal      BIGINT NOT NULL REFERENCES portal (id),
    state       TEXT   NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'paused')),
    error       TEXT,
    started_at  BIGINT,
    finished_at BIGINT,
    PRIMARY KEY (plan, portal)
);
CREATE TABLE IF NOT EXISTS proof (
    id       {identity},
    plan     {text} NOT NULL REFERENCES plan (id),
    taken_at BIGINT NOT NULL,
    data     TEXT   NOT NULL
);
CREATE TABLE IF NOT EXISTS rate (
    id          {identity},
    measured_at BIGINT NOT NULL,
    events      BIGINT NOT NULL,
    seconds     DOUBLE PRECISION NOT NULL,
    what        TEXT   NOT NULL
);
"""

_INCOMING = """
CREATE TABLE IF NOT EXISTS homeserver_transaction (
    id          {text} NOT NULL,
    sha256      TEXT   NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (id, sha256)
);
CREATE TABLE IF NOT EXISTS incoming (
    sequence    {identity},
    event_id    {text} NOT NULL UNIQUE,
    room_id     TEXT   NOT NULL,
    sender      TEXT   NOT NULL,
    type        TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    received_at BIGINT NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('waiting', 'done', 'ignored', 'failed'))
);
CREATE INDEX IF NOT EXISTS incoming_waiting ON incoming (sequence) WHERE state = 'waiting';
"""

_TABLES = (_EXPORTS, _PORTALS, _PEOPLE, _INBOX, _EVENTS, _MEDIA, _PLANS, _INCOMING)
_WORDS = {
    "sqlite": {"identity": "INTEGER PRIMARY KEY AUTOINCREMENT", "text": "TEXT"},
    "postgres": {
        "identity": "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
        "text": 'TEXT COLLATE "C"',
    },
}


async def upgrade(connection: Connection, scheme: Scheme) -> None:
    """Make every table. Harmless when another process was quicker."""
    for tables in _TABLES:
        for statement in filter(str.strip, tables.format(**_WORDS[scheme.value]).split(";")):
            await connection.execute(statement)
