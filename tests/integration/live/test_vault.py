"""What logins remember: sealed at its place, kept by one process, and nowhere in the database to be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import LeaseLost, StoreError
from bridge.people.vault import KEY_SIZE, Draft, LoginMemory, Vault
from bridge.store import Login, Store

VAULT = Vault(b"k" * KEY_SIZE)
SECRET = b"planted-secret-0123456789"


def a_login(**values) -> Login:
    """Anna's account, linked by Anna."""
    defaults = {
        "id": 0,
        "network": "campfire",
        "user_id": "@anna:example.org",
        "person": "anna",
        "name": "Anna",
        "handle": None,
        "is_bot": False,
        "export": 0,
        "linked_at": 1,
    }
    return Login(**defaults | values)  # type: ignore[arg-type]  # the test says what it changes


async def a_memory(store: Store, vault: Vault = VAULT, lease: str = "here", **values) -> LoginMemory:
    """A login's memory, as long as this process has its lease."""
    login = await store.logins.add(a_login(**values))
    assert await store.logins.take_lease(login.id, lease, now=0, ttl=1_000)
    return LoginMemory(vault, store.logins, login.id, lease)


@given(value=st.binary(max_size=200), place=st.text(max_size=50))
def test_what_is_sealed_opens_at_its_place(value, place):
    assert VAULT.open(VAULT.seal(value, place), place) == value


@given(value=st.binary(max_size=50), changed=st.integers(0, 11), bit=st.integers(0, 7))
def test_what_was_changed_does_not_open(value, changed, bit):
    sealed = bytearray(VAULT.seal(value, "1/session/key"))
    sealed[changed] ^= 1 << bit
    with pytest.raises(StoreError):
        VAULT.open(bytes(sealed), "1/session/key")


@pytest.mark.parametrize("broken", [b"", b"short", b"x" * 12, b"x" * 27])
def test_what_is_cut_does_not_open(broken):
    with pytest.raises(StoreError, match="link the account again"):
        VAULT.open(broken, "1/session/key")


@pytest.mark.parametrize("place", ["1/session/other", "2/session/key", ""])
def test_what_was_moved_to_another_place_does_not_open(place):
    with pytest.raises(StoreError):
        VAULT.open(VAULT.seal(SECRET, "1/session/key"), place)


def test_the_same_value_is_never_sealed_alike():
    assert VAULT.seal(SECRET, "here") != VAULT.seal(SECRET, "here")


def test_the_key_does_not_show():
    assert "kkk" not in repr(VAULT)


async def test_what_is_remembered_is_recalled_by_the_beginning_of_its_key(store):
    memory = await a_memory(store)
    await memory.remember({"session/key": SECRET, "session/place": b"2", "position/log": b"7"})
    assert await memory.recall("session/") == {"session/key": SECRET, "session/place": b"2"}
    await memory.remember({"session/place": None})
    assert await memory.recall("") == {"session/key": SECRET, "position/log": b"7"}


async def test_another_key_opens_nothing(store):
    memory = await a_memory(store)
    await memory.remember({"session/key": SECRET})
    other = LoginMemory(Vault(b"o" * KEY_SIZE), store.logins, memory.login, "here")
    with pytest.raises(StoreError, match="key of the sessions"):
        await other.recall("session/")


async def test_a_value_that_was_moved_in_the_database_opens_nowhere(store):
    memory = await a_memory(store)
    other = await a_memory(store, person="bora", user_id="@bora:example.org")
    await memory.remember({"session/key": SECRET})
    await store._database.execute("UPDATE login_memory SET login = $1", other.login)
    with pytest.raises(StoreError):
        await other.recall("session/")
    await store._database.execute("UPDATE login_memory SET login = $1, key = 'session/other'", memory.login)
    with pytest.raises(StoreError):
        await memory.recall("session/")


async def test_nothing_of_a_secret_is_in_the_database(tmp_path: Path):
    async with await Store.open(f"sqlite:///{tmp_path / 'beringia.db'}") as store:
        memory = await a_memory(store)
        await memory.remember({"session/key": SECRET, "session/gone": SECRET})
        await memory.remember({"session/gone": None})
        assert await memory.recall("session/") == {"session/key": SECRET}
        written = b"".join(path.read_bytes() for path in tmp_path.iterdir())  # noqa: ASYNC240 - nothing else goes on
    assert b"session/key" in written
    for secret in (SECRET, SECRET.hex().encode(), VAULT.key):
        assert secret not in written


async def test_one_process_at_a_time_uses_a_login(store):
    memory = await a_memory(store)
    assert not await store.logins.take_lease(memory.login, "there", now=999, ttl=1_000)
    assert await store.logins.take_lease(memory.login, "there", now=1_000, ttl=1_000)
    assert not await store.logins.take_lease(memory.login, "here", now=1_001, ttl=1_000)


async def test_who_lost_the_lease_remembers_nothing_more(store):
    memory = await a_memory(store)
    await memory.remember({"session/key": b"mine"})
    assert await store.logins.take_lease(memory.login, "there", now=2_000, ttl=1_000)
    with pytest.raises(LeaseLost):
        await memory.remember({"session/key": b"late"})
    assert await memory.recall("") == {"session/key": b"mine"}


async def test_letting_go_of_a_lease_that_another_has_takes_nothing_from_them(store):
    memory = await a_memory(store)
    assert await store.logins.take_lease(memory.login, "there", now=2_000, ttl=1_000)
    await store.logins.release(memory.login, "here")
    assert not await store.logins.take_lease(memory.login, "here", now=2_001, ttl=1_000)


async def test_losing_a_login_forgets_all_that_it_remembered(store):
    memory = await a_memory(store)
    await memory.remember({"session/key": SECRET})
    await store.logins.lose(memory.login, "revoked")
    assert await store.logins.recall(memory.login, "") == {}
    found = await store.logins.get(memory.login)
    assert found is not None
    assert found.lost == "revoked"


async def test_linking_again_keeps_who_it_is_and_forgets_the_old_secrets(store):
    memory = await a_memory(store)
    await memory.remember({"session/key": SECRET})
    first = await store.logins.get(memory.login)
    again = await store.logins.add(a_login(name="Anna B.", linked_at=2))
    assert (again.id, again.export, again.name, again.lost) == (memory.login, first.export, "Anna B.", None)
    assert await store.logins.recall(again.id, "") == {}


async def test_a_draft_stores_nothing(store):
    draft = Draft()
    await draft.remember({"session/key": SECRET, "peer/1": b"1"})
    await draft.remember({"peer/1": None})
    assert await draft.recall("") == {"session/key": SECRET}
    assert await store.logins.list() == []
