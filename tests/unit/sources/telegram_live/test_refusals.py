"""What Telegram's errors mean to us."""

from __future__ import annotations

import pytest
from telethon import errors
from telethon.errors import rpc_message_to_error
from telethon.tl.types import RpcError

from bridge.errors import LoginLost, NetworkRefused, NetworkUnavailable, NetworkWait
from bridge.sources.telegram.live.refusals import LOST, code_of, meaning


def refused(code: str, number: int = 400):
    return rpc_message_to_error(RpcError(number, code), None)


@pytest.mark.parametrize("code", ["FLOOD_WAIT_7", "SLOWMODE_WAIT_7", "FLOOD_PREMIUM_WAIT_7", "TAKEOUT_INIT_DELAY_7"])
def test_waits_are_waits_of_so_many_seconds(code):
    error = meaning(refused(code, 420))
    assert isinstance(error, NetworkWait) and error.seconds == 7


@pytest.mark.parametrize("code", sorted(LOST))
def test_these_say_that_the_login_is_lost(code):
    assert isinstance(meaning(refused(code, 401)), LoginLost)


def test_a_key_that_telegram_has_forgotten_is_a_lost_login():
    assert isinstance(meaning(errors.AuthKeyNotFound()), LoginLost)


@pytest.mark.parametrize("error", [ConnectionError(), TimeoutError(), EOFError(), refused("WORKER_BUSY", 500)])
def test_what_may_be_better_later_is_unavailable(error):
    assert isinstance(meaning(error), NetworkUnavailable)


@pytest.mark.parametrize("code", ["CHAT_WRITE_FORBIDDEN", "SOMETHING_NEW", "MESSAGE_ID_INVALID"])
def test_everything_else_is_refused_under_telegrams_own_name(code):
    error = meaning(refused(code))
    assert isinstance(error, NetworkRefused) and error.code == code


def test_the_commonest_refusals_are_said_in_words():
    assert "may not write" in str(meaning(refused("CHAT_WRITE_FORBIDDEN", 403)))


def test_numbers_are_no_part_of_the_name():
    assert code_of(refused("FILE_MIGRATE_4", 303)) == "FILE_MIGRATE"


def test_a_mistake_of_ours_stays_one():
    assert meaning(KeyError("x")) is None
