"""A database of an earlier step, with something in every table that changes, is brought up to date and loses nothing."""

from __future__ import annotations

import pytest
from mautrix.util.async_db import UpgradeTable

from bridge.errors import StoreError
from bridge.model.chat import Numbering
from bridge.model.codec import encode
from bridge.model.ids import ChatId, Network
from bridge.store import Phase, State, Store
from bridge.store.migrations import upgrades, v01_beginning, v02_bedrock
from bridge.store.postgres import PostgresDatabase
from bridge.store.sqlite import SqliteDatabase
from tests.support.stores import a_chat, an_item

LATER_TABLES = ("login", "login_memory", "outbox", "same_person")
ROOM = "!room:example.org"


def earlier() -> UpgradeTable:
    """As it was before chats were live."""
    table = UpgradeTable()
    table.register(v01_beginning.upgrade, description=v01_beginning.DESCRIPTION)
    table.register(v02_bedrock.upgrade, description=v02_bedrock.DESCRIPTION)
    return table


@pytest.fixture
def old_uri(request, tmp_path, database) -> str:
    """The address of a database without tables."""
    if database == "sqlite":
        return f"sqlite:///{tmp_path / 'old.db'}"
    uri: str = request.getfixturevalue("postgres_server").make()
    return uri


@pytest.fixture(params=["sqlite", "postgres"])
def database(request) -> str:
    return str(request.param)


async def opened_as_it_was(uri: str, tmp_path):
    if uri.startswith("sqlite"):
        return await SqliteDatabase.open(tmp_path / "old.db", earlier())
    return await PostgresDatabase.open(uri, earlier())


async def emptied(uri: str) -> None:
    """The fixture's databases have their tables already."""
    if uri.startswith("sqlite"):
        return
    async with await Store.open(uri) as store:
        await store._database.execute("DROP SCHEMA public CASCADE")
        await store._database.execute("CREATE SCHEMA public")


async def filled(uri: str, tmp_path) -> None:
    """A chat with two items, of which one was said."""
    await emptied(uri)
    database = await opened_as_it_was(uri, tmp_path)
    chat, items = a_chat(), [an_item(1), an_item(2)]
    await database.execute(
        "INSERT INTO export (path, reader, network, fingerprint, hints, staged_at, counts)"
        " VALUES ('/exports', 'demo', 'demo', 'f00d', '{}', 1, '{}')"
    )
    await database.execute(
        "INSERT INTO portal (network, chat, data, phase, room_id, cursor) VALUES ($1, $2, $3, 'importing', $4, '1')",
        chat.network,
        chat.id,
        encode(chat).decode(),
        ROOM,
    )
    for item, state in zip(items, ("done", "waiting"), strict=True):
        await database.execute(
            "INSERT INTO inbox (portal, message, time, place, kind, sender, body, export, state, count, edited, present)"
            " VALUES (1, $1, $2, $3, $4, $5, $6, 1, $7, 1, 0, 0)",
            item.message,
            item.time,
            item.place,
            item.kind,
            item.sender,
            item.body,
            state,
        )
    await database.execute(
        "INSERT INTO event (portal, message, part, role, event_id, sender)"
        " VALUES (1, '1', 0, 'message', '$one', '@ghost:example.org')"
    )
    await database.close()


async def test_a_chat_of_before_goes_on_as_history(old_uri, tmp_path):
    await filled(old_uri, tmp_path)
    async with await Store.open(old_uri) as store:
        (portal,) = await store.portals.list()
        assert (portal.room_id, portal.cursor, portal.phase) == (ROOM, "1", Phase.IMPORTING)
        assert (portal.ear, portal.seam, portal.since, portal.gap, portal.is_lived_in) == (None,) * 4 + (False,)
        assert [row.state for row in await store.inbox.page(portal.id, None, 9)] == [State.DONE, State.WAITING]
        assert await store.live_inbox.page(portal.id, None, 9) == []
        (event,) = (await store.events.of_events(["$one"]))["$one"]
        assert (event.message, event.target, event.gone) == ("1", None, False)


async def test_a_chat_of_before_can_be_lived_in(old_uri, tmp_path):
    await filled(old_uri, tmp_path)
    async with await Store.open(old_uri) as store:
        known, new = an_item(2), an_item(3)
        assert await store.arrivals.add(1, [known, new], [], network=Network("demo"), export=1) == 1
        assert [row.message for row in await store.live_inbox.next(1, 9)] == ["3"]
        assert [row.message for row in await store.inbox.next(1, 9)] == ["2"]


async def test_how_exports_of_before_numbered_their_chats_is_known(old_uri, tmp_path):
    await filled(old_uri, tmp_path)
    database = await opened_as_it_was(old_uri, tmp_path)
    chat = a_chat(id=ChatId("pier"), numbering=Numbering.ACCOUNT)
    await database.execute(
        "INSERT INTO portal (network, chat, data) VALUES ('demo', 'pier', $1)", encode(chat).decode()
    )
    await database.execute(
        "INSERT INTO contribution (export, portal, new, same, improved, changed_after_sent, late, is_foreign)"
        " SELECT 1, id, 0, 0, 0, 0, 0, 0 FROM portal"
    )
    await database.close()
    async with await Store.open(old_uri) as store:
        rows = await store._database.fetch("SELECT numbering, time_precision FROM contribution ORDER BY portal")
    assert [tuple(dict(row).values()) for row in rows] == [("network", 1), ("account", 1)]


async def test_bringing_it_up_to_date_twice_changes_nothing(old_uri, tmp_path):
    await filled(old_uri, tmp_path)
    for _ in range(2):
        async with await Store.open(old_uri) as store:
            (portal,) = await store.portals.list()
            assert portal.cursor == "1"


async def test_an_upgrade_that_fails_leaves_what_was_there(old_uri, tmp_path, monkeypatch):
    """Nothing is half new: the next start does it again from the beginning."""
    await filled(old_uri, tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(
            "bridge.store.migrations.v03_live._CHANGES", "ALTER TABLE portal ADD COLUMN ear BIGINT; NONSENSE"
        )
        with pytest.raises(StoreError):
            await Store.open(old_uri)
    database = await opened_as_it_was(old_uri, tmp_path)
    assert [row["cursor"] for row in await database.fetch("SELECT cursor FROM portal")] == ["1"]
    await database.close()
    async with await Store.open(old_uri) as store:
        assert len(await store.portals.list()) == 1


async def test_all_new_tables_are_there(old_uri, tmp_path):
    await filled(old_uri, tmp_path)
    assert len(upgrades().upgrades) == 5
    async with await Store.open(old_uri) as store:
        for table in LATER_TABLES:
            assert await store._database.fetch(f"SELECT * FROM {table}") == []
