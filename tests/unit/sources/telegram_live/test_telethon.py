"""What we replace in Telethon is private: these fail when another version has changed it."""

from __future__ import annotations

import hashlib
import inspect

import pytest
import telethon
from telethon.client.auth import AuthMethods
from telethon.client.telegrambaseclient import TelegramBaseClient
from telethon.client.updates import UpdateMethods
from telethon.client.users import UserMethods
from telethon.network.mtprotosender import MTProtoSender
from telethon.sessions import MemorySession
from telethon.tl.types import NewSessionCreated

from bridge.errors import NetworkUnavailable
from bridge.sources.telegram.live.client import Client, require_fast_cipher, updates_in
from bridge.sources.telegram.live.peers import Peers
from bridge.sources.telegram.live.session import MemorisedSession
from bridge.sources.telegram.live.settings import TelegramSettings
from tests.support.telegram_sequences import Memory, pushed

READ = {
    UpdateMethods._update_loop: "e1fb7adb6abc0397",
    UpdateMethods._handle_auto_reconnect: "1b7044c760d96f3f",
    UpdateMethods._keepalive_loop: "b701ba8aee19db91",
    AuthMethods._on_login: "574f9e976c77d7af",
    TelegramBaseClient.connect: "464e984c770caae2",
    TelegramBaseClient._switch_dc: "4972b53ffe2c6afc",
    TelegramBaseClient._get_dc: "8ca57bd03fa2093c",
    TelegramBaseClient._save_states_and_entities: "6045e7493660efe2",
    TelegramBaseClient._borrow_exported_sender: "6c07bcb5d6fbfb33",
    UserMethods._call: "a7c633b26b2ccfe8",
    MTProtoSender._store_own_updates: "63005f679a566625",
    MTProtoSender._handle_update: "df4128579c0b7918",
    MTProtoSender._handle_new_session_created: "b933319d5581bb67",
    MTProtoSender._start_reconnect: "4374687c4ead9a27",
    MemorySession.__init__: "9326f57afb494973",
}
"""What was read before it was replaced or relied upon, by the digest of its source."""


def digest(function) -> str:
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]


@pytest.mark.parametrize("function", READ, ids=lambda function: function.__qualname__)
def test_what_was_read_in_telethon_is_still_there(function):
    assert digest(function) == READ[function], f"read {function.__qualname__} again, and {__name__} with it"


def test_telethon_is_the_version_that_was_read():
    assert telethon.__version__ == "1.45.0"


def client() -> Client:
    memory = Memory()
    return Client(MemorisedSession(memory, Peers(memory)), TelegramSettings(api_id=1, api_hash="0" * 32))


async def test_what_is_pushed_comes_into_the_inflow():
    ours = client()
    ours._sender._updates_queue.put_nowait("pushed")
    assert ours.inflow.take() == ["pushed"]


async def test_what_answers_tell_comes_into_the_same_inflow():
    ours, answer = client(), pushed()
    ours._sender._store_own_updates(answer)
    assert ours.inflow.take() == [answer]


async def test_a_new_session_means_that_something_may_have_been_lost():
    ours = client()

    class Told:
        obj = NewSessionCreated(0, 0, 0)

    await ours._sender._handlers[NewSessionCreated.CONSTRUCTOR_ID](Told)
    assert [type(one).__name__ for one in ours.inflow.take()] == ["UpdatesTooLong"]


def test_updates_are_found_inside_of_answers():
    class Invited:
        updates = pushed()

    assert updates_in(Invited) is Invited.updates
    assert updates_in("nothing") is None


def test_without_the_fast_cipher_nothing_is_begun(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(NetworkUnavailable, match="cryptg"):
        require_fast_cipher()


def test_a_sender_is_made_again_by_what_we_put_in_its_place():
    sender = client()._sender
    for part in ("_reconnect", "_reconnecting", "_disconnected"):
        assert hasattr(sender, part)
    assert "self._reconnect(error)" in inspect.getsource(type(sender)._start_reconnect)
