"""Linking accounts at a real MTProto server."""

from __future__ import annotations

import base64
import logging

import pytest

from bridge.errors import LoginLost, NetworkRefused, NetworkUnavailable
from bridge.sources.telegram.live.waits import Clock
from tests.mtproto.methods.auth import CODE
from tests.support.telegram_login import gate_of, linked
from tests.support.telegram_sequences import Memory

PHONE = "491512345678"


def linking(server, memory=None, clock=None):
    """A login that is about to begin."""
    return gate_of(server, clock).link(memory if memory is not None else Memory())


async def code_asked(server, memory=None):
    """A login by number, up to the question for the code."""
    process = linking(server, memory)
    await process.begin(by_phone=True)
    return process, await process.answer(f"+{PHONE}")


async def test_an_account_is_linked_by_its_number_and_the_code(server):
    anna = server.world.add_user("Anna Berg", phone=PHONE, username="anna")
    process, ask = await code_asked(server)
    assert ask.what == "code"
    assert await process.answer(CODE) is None
    assert (process.account.person, process.account.name, process.account.handle) == (
        f"user{anna.id}",
        "Anna Berg",
        "@anna",
    )


async def test_what_was_linked_connects(server):
    anna = server.world.add_user("Anna", phone=PHONE)
    connector = await gate_of(server).connect(await linked(server, anna))
    assert connector.account.person == f"user{anna.id}"
    await connector.close()


async def test_numbers_and_codes_are_taken_as_people_write_them(server):
    server.world.add_user("Anna", phone=PHONE)
    process = linking(server)
    await process.begin(by_phone=True)
    assert (await process.answer(" 0049 (151) 234-56 78 ")).what == "code"
    assert await process.answer("1 2-3 45") is None


async def test_nothing_is_remembered_before_the_login_has_succeeded(server):
    server.world.add_user("Anna", phone=PHONE)
    memory = Memory()
    process, _ = await code_asked(server, memory)
    assert memory.commits == []
    await process.cancel()
    assert memory.commits == []


async def test_a_wrong_code_is_asked_for_again_with_what_was_wrong(server):
    server.world.add_user("Anna", phone=PHONE)
    process, _ = await code_asked(server)
    again = await process.answer("99999")
    assert (again.what, "not the code" in again.words) == ("code", True)
    assert await process.answer(CODE) is None


@pytest.mark.parametrize("words", ["hello", "12", "+49 x 151"])
async def test_what_is_no_number_is_asked_for_again(server, words):
    process = linking(server)
    await process.begin(by_phone=True)
    again = await process.answer(words)
    assert (again.what, "no phone number" in again.words) == ("phone", True)
    await process.cancel()


@pytest.mark.parametrize(
    ("code", "words"),
    [("PHONE_NUMBER_FLOOD", "too often"), ("PHONE_NUMBER_BANNED", "banned"), ("PHONE_CODE_EXPIRED", "run out")],
)
async def test_what_ends_a_login_is_said_in_words(server, code, words):
    server.world.add_user("Anna", phone=PHONE)
    server.faults.refuse("auth.signIn", code)
    process, _ = await code_asked(server)
    with pytest.raises(NetworkRefused, match=words) as refused:
        await process.answer(CODE)
    assert refused.value.code == code
    await process.cancel()


async def test_a_number_without_an_account_is_refused_in_words(server):
    process = linking(server)
    await process.begin(by_phone=True)
    with pytest.raises(NetworkRefused, match="no Telegram account"):
        await process.answer("+49 30 1234567")
    await process.cancel()


async def test_the_second_password_is_asked_for_and_checked(server):
    server.world.add_user("Anna", phone=PHONE, password="old cats")
    process, _ = await code_asked(server)
    assert (await process.answer(CODE)).what == "password"
    again = await process.answer("new cats")
    assert (again.what, "not the password" in again.words) == ("password", True)
    assert await process.answer("old cats") is None


async def test_an_account_of_another_data_centre_is_linked_there(server):
    anna = server.world.add_user("Anna", phone=PHONE, dc=4)
    memory = await linked(server, anna)
    connector = await gate_of(server).connect(memory)
    assert connector.account.person == f"user{anna.id}"
    await connector.close()


async def test_a_bot_is_linked_by_its_token(server):
    server.world.add_bot("Helper", token="123456:ABCDEFGHIJKLMNOP")
    process = linking(server)
    assert (await process.begin(as_bot=True)).what == "token"
    assert (await process.answer("123456:wrongwrongwrong")).what == "token"
    assert await process.answer("123456:ABCDEFGHIJKLMNOP") is None
    assert process.account.is_bot


def scan(server, ask, account):
    """The account's owner scans the picture with a phone."""
    value = ask.code.removeprefix("tg://login?token=")
    server.accept_login_token(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)), account)


@pytest.mark.parametrize("dc", [2, 4])
async def test_an_account_is_linked_by_a_picture_that_is_scanned(server, dc):
    anna = server.world.add_user("Anna", dc=dc)
    process = linking(server)
    ask = await process.begin()
    scan(server, ask, anna)
    assert await process.scanned() is None
    assert process.account.person == f"user{anna.id}"


async def test_a_scanned_picture_may_need_the_second_password_too(server):
    anna = server.world.add_user("Anna", password="old cats")
    process = linking(server)
    scan(server, await process.begin(), anna)
    assert (await process.scanned()).what == "password"
    assert await process.answer("old cats") is None


async def test_a_picture_that_has_run_out_is_followed_by_another(server):
    process = linking(server, clock=Clock(now=lambda: 10**14))
    first = await process.begin()
    second = await process.scanned()
    assert (second.what, second.code == first.code) == ("scan", False)
    await process.cancel()


async def test_a_server_that_is_not_there_is_said_so(server):
    await server.stop()
    with pytest.raises(NetworkUnavailable):
        await linking(server).begin(by_phone=True)


async def test_a_login_that_was_ended_elsewhere_is_lost(server):
    anna = server.world.add_user("Anna", phone=PHONE)
    memory = await linked(server, anna)
    server.world.sign_out_everywhere(anna)
    with pytest.raises(LoginLost):
        await gate_of(server).connect(memory)


async def test_a_login_whose_key_telegram_has_forgotten_is_lost(server):
    anna = server.world.add_user("Anna", phone=PHONE)
    memory = await linked(server, anna)
    server.revoke(anna, forget_keys=True)
    with pytest.raises(LoginLost):
        await gate_of(server).connect(memory)


async def test_without_anything_remembered_there_is_no_login(server):
    with pytest.raises(LoginLost):
        await gate_of(server).connect(Memory())


async def test_logging_out_ends_the_login_and_forgets_it(server):
    anna = server.world.add_user("Anna", phone=PHONE)
    memory = await linked(server, anna)
    await (await gate_of(server).connect(memory)).log_out()
    assert (memory.entries, server.keys_of(anna)) == ({}, [])


async def test_no_secret_comes_into_the_log(server, caplog):
    caplog.set_level(logging.DEBUG)
    server.world.add_user("Anna", phone=PHONE, password="old cats")
    process, _ = await code_asked(server)
    await process.answer("54321")
    await process.answer(CODE)
    await process.answer("old cats")
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.startswith(("bridge", "telethon")))
    assert [secret for secret in (PHONE, CODE, "54321", "old cats", "0" * 32) if secret in ours] == []
