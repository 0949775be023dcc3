"""What a person is told when the database does not do what it should."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import stat

import pytest

from bridge.errors import StoreError
from bridge.store import Store
from bridge.store.sqlite import SqliteDatabase
from tests.support.stores import a_portal, an_export, an_item, stage

SECRET = "nobody may read this in a log"


async def test_a_full_disk_is_named_and_nothing_is_kept(tmp_path):
    async with await Store.open(f"sqlite:///{tmp_path / 'beringia.db'}") as store:
        await set_up_writer(store, "PRAGMA max_page_count = 60")
        with pytest.raises(StoreError, match="disk is full"):
            await stage(store, [an_item(number, "x" * 4_000) for number in range(200)])
        assert await store.exports.list() == []


async def test_a_message_text_does_not_get_into_an_error(store):
    wrong = an_item(1, SECRET, state="no such state")
    with pytest.raises(StoreError) as caught:
        await stage(store, [wrong])
    assert SECRET not in str(caught.value) + repr(caught.value.__cause__)
    assert caught.value.__suppress_context__


async def test_a_value_that_cannot_be_stored_is_an_error_of_the_store(store):
    with pytest.raises(StoreError) as caught:
        await stage(store, [an_item(1, SECRET, place=2**70)])
    assert SECRET not in str(caught.value)


async def test_a_reason_is_demanded_by_the_table_itself(store):
    portal = await a_portal(store, [an_item(1)])
    with pytest.raises(StoreError, match=r"(?i)check"):
        await store._database.execute("UPDATE inbox SET state = 'failed' WHERE portal = $1", portal)


async def test_a_newer_database_is_refused(store, store_uri):
    await store._database.execute("UPDATE version SET version = 1000")
    with pytest.raises(StoreError, match="v1000"):
        await Store.open(store_uri)


async def test_another_programs_database_is_refused(store, store_uri):
    await store._database.execute("CREATE TABLE state_groups_state (id INTEGER)")
    with pytest.raises(StoreError, match="Synapse"):
        await Store.open(store_uri)


@pytest.mark.parametrize("uri", ["", "beringia.db", "sqlite:///", "sqlite://beringia.db", "mysql://u:topsecret@h/d"])
async def test_an_address_that_is_none_is_refused_without_repeating_it(uri):
    with pytest.raises(StoreError, match=r"Expected sqlite:///file") as caught:
        await Store.open(uri)
    assert "topsecret" not in str(caught.value)


async def test_a_missing_folder_is_named(tmp_path):
    missing = tmp_path / "nowhere" / "beringia.db"
    with pytest.raises(StoreError, match=re.escape(str(missing))):
        await Store.open(f"sqlite:///{missing}")


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Anna, " * 100)
    with pytest.raises(StoreError, match="not a database"):
        await Store.open(f"sqlite:///{letter}")
    assert letter.read_text() == "Dear Anna, " * 100


async def test_a_database_that_others_lock_is_an_error_that_says_so(tmp_path):
    uri = f"sqlite:///{tmp_path / 'beringia.db'}"
    async with await Store.open(uri) as store:
        await set_up_writer(store, "PRAGMA busy_timeout = 1")
        other = sqlite3.connect(tmp_path / "beringia.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="Another program"):
            async with store.transaction() as tx:
                await store.exports.add(tx, an_export())
        other.close()


async def test_a_database_file_is_for_its_owner_only(tmp_path):
    await (await Store.open(f"sqlite:///{tmp_path / 'beringia.db'}")).close()
    assert stat.S_IMODE((tmp_path / "beringia.db").stat().st_mode) == 0o600


async def test_a_path_may_contain_what_an_address_may_not(tmp_path):
    file = tmp_path / "50% of #1?.db"
    await (await Store.open(f"sqlite:///{file}")).close()
    assert file.exists()


async def test_a_server_that_is_not_there_is_named_as_such(tmp_path):
    with pytest.raises(StoreError, match="cannot be reached"):
        await Store.open(f"postgres://beringia:topsecret@/beringia?host={tmp_path}")


async def test_a_database_that_the_server_lacks_is_named_as_such(postgres_server):
    with pytest.raises(StoreError, match="create it"):
        await Store.open(postgres_server.uri("no_such_database"))


async def test_a_store_opens_again_with_what_it_held(store, store_uri):
    portal = await a_portal(store, [an_item(1)])
    async with await Store.open(store_uri) as again:
        assert await again.inbox.get(portal, "1") == await store.inbox.get(portal, "1")
        assert await again.inbox.unfinished(portal) == 1


async def test_several_programs_may_bring_an_empty_database_up_to_date_at_once(empty_uri):
    stores = await asyncio.gather(*(Store.open(empty_uri) for _ in range(4)))
    assert await stores[0].portals.list() == []
    await asyncio.gather(*(store.close() for store in stores))


async def set_up_writer(store: Store, pragma: str) -> None:
    database = store._database
    assert isinstance(database, SqliteDatabase)
    async with database._writer.acquire_direct() as connection:
        await connection.execute(pragma)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_uri(request, tmp_path):
    """The address of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'beringia.db'}"
    return request.getfixturevalue("postgres_server").make("template1")
