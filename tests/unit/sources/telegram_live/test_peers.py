"""Whom an account has met, what its session remembers, and what comes into the log."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telethon.crypto import AuthKey
from telethon.tl import types

from bridge.sources.telegram.live.inflow import Inflow
from bridge.sources.telegram.live.peers import Peers, input_peer, name_of
from bridge.sources.telegram.live.quiet import QuietLogger
from bridge.sources.telegram.live.session import MemorisedSession
from bridge.sources.telegram.live.settings import TelegramSettings
from bridge.sources.telegram.live.whereabouts import Whereabouts
from tests.support.telegram_sequences import Memory, message


def user(number=17, access_hash=-5, **fields):
    return types.User(id=number, access_hash=access_hash, first_name="Anna", **fields)


class Answer:
    def __init__(self, *users):
        self.users, self.chats = list(users), []


async def test_whoever_was_met_is_found_again_after_a_restart():
    memory = Memory()
    await Peers(memory).remember(Answer(user()))
    assert await Peers(memory).find("user17") == types.InputPeerUser(17, -5)


async def test_a_name_that_begins_like_another_is_another():
    memory = Memory()
    await Peers(memory).remember([user(170)])
    assert await Peers(memory).find("user17") is None


async def test_what_is_known_is_not_written_again():
    memory = Memory()
    peers = Peers(memory)
    for _ in range(2):
        await peers.remember(Answer(user()))
    assert len(memory.commits) == 1


async def test_everybody_in_an_answer_is_written_in_one_commit():
    memory = Memory()
    await Peers(memory).remember(Answer(user(1), user(2), user(3)))
    assert [len(commit) for commit in memory.commits] == [3]


async def test_of_whom_only_little_is_shown_nothing_is_kept():
    memory = Memory()
    await Peers(memory).remember(Answer(user(min=True)))
    assert memory.commits == []


async def test_basic_groups_need_no_hash():
    assert await Peers(Memory()).find("chat5") == types.InputPeerChat(5)


@given(st.sampled_from(["user", "chat", "channel"]), st.integers(1, 2**62), st.integers(-(2**63), 2**63 - 1))
def test_a_peer_has_the_name_it_was_made_from(kind, number, access_hash):
    assert name_of(input_peer(f"{kind}{number}", access_hash)) == f"{kind}{number}"


async def test_a_session_is_taken_up_where_it_was_left():
    memory = Memory()
    session = MemorisedSession(memory, Peers(memory))
    session.set_dc(4, "149.154.167.91", 443)
    session.auth_key = AuthKey(bytes(range(256)))
    await session.save()
    again = MemorisedSession(memory, Peers(memory))
    assert await again.load()
    assert (again.dc_id, again.server_address, again.port) == (4, "149.154.167.91", 443)
    assert again.auth_key.key == bytes(range(256))


async def test_a_session_is_written_only_when_it_has_changed():
    memory = Memory()
    session = MemorisedSession(memory, Peers(memory))
    session.set_dc(4, "149.154.167.91", 443)
    for _ in range(3):
        await session.save()
    assert len(memory.commits) == 1


async def test_where_nothing_is_remembered_there_is_no_session():
    assert not await MemorisedSession(Memory(), Peers(Memory())).load()


async def test_a_message_of_a_group_is_found_by_its_number_after_a_restart():
    memory = Memory()
    first = Whereabouts(memory)
    first.note(message(77, types.PeerChat(5)))
    await memory.remember(first.noted)
    again = Whereabouts(memory)
    await again.recall([77, 7])
    assert (again.chat_of(77), again.chat_of(7)) == ("chat5", None)


def test_messages_of_channels_are_not_noted_since_their_deletions_say_where():
    whereabouts = Whereabouts(Memory())
    whereabouts.note(message(77, types.PeerChannel(5)))
    assert whereabouts.noted == {}


def test_an_inflow_that_nobody_reads_is_bounded_and_then_asked_for_instead():
    inflow = Inflow(most=3)
    for number in range(5):
        inflow.put_nowait(number)
    taken = inflow.take()
    assert (isinstance(taken[0], types.UpdatesTooLong), taken[1:]) == (True, [3, 4])


async def test_waiting_for_an_inflow_ends_when_something_comes():
    inflow = Inflow()
    inflow.put_nowait("here")
    await inflow.wait(1000)
    assert inflow.take(1) == ["here"]


def test_the_secret_of_the_application_does_not_show():
    assert "hash-of-ours" not in repr(TelegramSettings(api_id=1, api_hash="hash-of-ours"))


@pytest.mark.parametrize("words", ["a private word", {"message": "a private word"}])
def test_what_telethon_logs_has_no_words_in_it(caplog, words):
    log = QuietLogger("telethon").getChild("network")
    try:
        raise ValueError(words)
    except ValueError:
        log.exception("Request caused %s after %d s", words, 7)
    assert caplog.messages == [f"Request caused {type(words).__name__} after 7 s (ValueError)"]
    assert "private" not in caplog.text


def test_what_telethon_says_in_passing_is_not_logged(caplog):
    caplog.set_level(logging.DEBUG)
    QuietLogger("telethon").info("Type not found, remaining data %r", b"words")
    assert caplog.messages == []
