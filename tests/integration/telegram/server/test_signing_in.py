"""The test Telegram and the real client: keys, signing in, being sent elsewhere and thrown out."""

from __future__ import annotations

import asyncio
import hashlib

import pytest
from telethon import errors, functions, types
from telethon.crypto import rsa as trusted
from telethon.network import ConnectionTcpAbridged, ConnectionTcpIntermediate
from telethon.sessions import MemorySession

from tests.mtproto import keys
from tests.mtproto.handshake import Handshake
from tests.mtproto.methods.auth import CODE
from tests.mtproto.stage import until


async def test_who_has_the_code_is_let_in(stage):
    client = await stage.enter(stage.anna)
    me = await client.get_me()
    assert (me.first_name, me.last_name, me.phone, me.is_self) == ("Anna", "Berg", "49151001", True)


async def test_a_wrong_code_is_refused_and_an_old_one_too(stage):
    client = stage.server.client()
    await client.connect()
    await client.send_code_request("+49151001")
    with pytest.raises(errors.PhoneCodeInvalidError):
        await client.sign_in("+49151001", "00000")
    stage.world.clock = lambda: 4_000_000_000
    with pytest.raises(errors.PhoneCodeExpiredError):
        await client.sign_in("+49151001", CODE)
    with pytest.raises(errors.PhoneNumberInvalidError):
        await client.send_code_request("+1")
    await client.disconnect()


async def test_a_password_is_proven_without_being_sent(stage):
    carl = stage.world.add_user("Carl", "4917", password="open sesame")
    client = stage.server.client()
    await client.connect()
    await client.send_code_request("+4917")
    with pytest.raises(errors.SessionPasswordNeededError):
        await client.sign_in("+4917", CODE)
    with pytest.raises(errors.PasswordHashInvalidError):
        await client.sign_in(password="open barley")
    assert (await client.sign_in(password="open sesame")).id == carl.id
    await client.disconnect()


async def test_a_qr_code_is_accepted_by_another_device(stage):
    old, new = await stage.enter(stage.anna), stage.server.client()
    await new.connect()
    login = await new.qr_login()
    waiting = asyncio.create_task(login.wait(5))
    await asyncio.sleep(0.1)
    await old(functions.auth.AcceptLoginTokenRequest(login.token))
    assert (await waiting).id == stage.anna.id
    assert len((await old(functions.account.GetAuthorizationsRequest())).authorizations) == 2
    await new.disconnect()


async def test_a_qr_code_leads_to_the_password_and_to_another_data_centre(stage):
    far = stage.world.add_user("Fay", "4918", password="pst", dc=4)
    client = stage.server.client()
    await client.connect()
    login = await client.qr_login()
    waiting = asyncio.create_task(login.wait(5))
    await asyncio.sleep(0.1)
    stage.server.accept_login_token(login.token, far)
    with pytest.raises(errors.SessionPasswordNeededError):
        await waiting
    assert (await client.sign_in(password="pst")).id == far.id
    assert client.session.dc_id == 4
    await client.disconnect()


async def test_a_phone_number_leads_to_its_data_centre(stage):
    far = stage.world.add_user("Fay", "4918", dc=4)
    client = await stage.enter(far)
    assert client.session.dc_id == 4
    assert (await client.get_me()).id == far.id


async def test_a_bot_signs_in_by_token_and_may_not_read_histories(stage):
    bot = stage.world.add_bot("Robo")
    crew = stage.world.add_supergroup("Crew", [stage.anna, bot])
    client = stage.server.client()
    await client.start(bot_token=bot.bot_token)
    heard = stage.listen(client)
    stage.world.say(crew, stage.anna, "hello, bot")
    await until(lambda: heard)
    with pytest.raises(errors.BotMethodInvalidError):
        await client.get_messages(types.PeerChannel(crew.id))
    await client.disconnect()


async def test_a_revoked_session_is_told_so(stage):
    client = await stage.enter(stage.anna)
    stage.world.sign_out_everywhere(stage.anna)
    with pytest.raises(errors.AuthKeyUnregisteredError):
        await client.get_dialogs()


async def test_a_forgotten_key_is_not_found(stage):
    client = await stage.enter(stage.anna)
    stage.server.revoke(stage.anna, forget_keys=True)
    stage.server.drop_connections()
    with pytest.raises((errors.AuthKeyNotFound, ConnectionError)):
        await client.get_dialogs()


async def test_signing_out_leaves_nothing_behind(stage):
    client = await stage.enter(stage.anna)
    await client.log_out()
    assert not stage.server.keys_of(stage.anna)


async def test_a_key_used_twice_at_a_time_is_destroyed(stage):
    first = await stage.enter(stage.anna)
    copy = MemorySession()
    copy.set_dc(2, "127.0.0.1", stage.server.ports[2])
    copy.auth_key = first.session.auth_key
    stage.faults.exclusive_keys = True
    second = stage.server.client(copy)
    with pytest.raises(errors.AuthKeyDuplicatedError):
        await second.connect()
    await second.disconnect()


@pytest.mark.parametrize("connection", [ConnectionTcpAbridged, ConnectionTcpIntermediate])
async def test_the_other_framings_are_understood(stage, connection):
    client = await stage.enter(stage.anna, connection=connection)
    assert (await client.get_me()).id == stage.anna.id


async def test_a_changed_salt_is_learned_on_the_way(stage):
    client = await stage.enter(stage.anna)
    stage.server.change_salt()
    assert (await client.get_me()).id == stage.anna.id


async def test_no_handshake_of_many_hangs(telegram, monkeypatch):
    monkeypatch.setattr("tests.mtproto.handshake.PRODUCT", 1009 * 1013)
    monkeypatch.setattr(Handshake, "secret_bytes", 32)
    for _ in range(100):
        client = telegram.client()
        async with asyncio.timeout(5):
            await client.connect()
        await client.disconnect()


def test_a_hash_that_begins_with_zero_is_kept_whole():
    keys.trust()
    data = next(text for n in range(10_000) if _sha1(text := b"%d" % n)[0] == 0)
    wrapped = trusted.encrypt(keys.FINGERPRINT, data)
    assert keys.decrypt(wrapped).startswith(_sha1(data) + data)


def _sha1(data):
    return hashlib.sha1(data).digest()  # noqa: S324 -- the protocol


async def test_an_unknown_method_is_recorded_and_refused(stage):
    client = await stage.enter(stage.anna)
    with pytest.raises(errors.MethodInvalidError):
        await client(functions.langpack.GetLanguagesRequest("x"))
    assert stage.server.calls[-1][0] == "langpack.getLanguages"
