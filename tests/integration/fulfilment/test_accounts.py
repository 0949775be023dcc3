"""Accounts are linked, lost and let go of; the chats that they hear go on where they can."""

from __future__ import annotations

import pytest

from bridge.commands.services import LoginState
from bridge.errors import NetworkRefused
from bridge.matrix.events import UserId
from bridge.portals.live import lines
from tests.support.moving import moving

CREW = "crew"


async def say(office, *words):
    for one in words:
        await office.bridged.campfire.say(CREW, "bora", one)


async def revoke(office, person):
    async with office.bridged.campfire.happened:
        office.bridged.campfire.revoked.add(person)
        office.bridged.campfire.happened.notify_all()


async def state_of(office, person):
    (login,) = await office.accounts.of(UserId(office.bridged.user(person)))
    return login.state


async def is_lost(office, person):
    return await state_of(office, person) is LoginState.LOST


async def test_linking_again_renews_the_login(office):
    first = await office.link("anna")
    second = await office.link("anna")
    assert first.id == second.id
    assert await state_of(office, "anna") is LoginState.CONNECTED


async def test_nobody_links_an_account_that_somebody_else_has_linked(office):
    with pytest.raises(NetworkRefused, match="somebody else"):
        await office.link("anna", "@dana:example.org")
    (kept,) = await office.bridged.shop.store.logins.list()
    assert kept.user_id == office.bridged.user("anna")


async def test_an_account_that_its_owner_has_lost_can_be_linked_by_another(office):
    await office.bridged.bridge.lines.drop(office.bridged.logins["anna"].id)
    await office.bridged.shop.store.logins.lose(office.bridged.logins["anna"].id, "revoked")
    await office.link("anna", "@dana:example.org")
    (kept,) = await office.bridged.shop.store.logins.list()
    assert kept.user_id == "@dana:example.org"


async def test_logging_out_forgets_all_secrets(office):
    (login,) = await office.accounts.of(UserId(office.bridged.user("anna")))
    await office.accounts.log_out(login)
    assert await office.bridged.shop.store.logins.recall(login.id, "") == {}
    assert "anna" in office.bridged.campfire.revoked


async def test_when_the_one_who_hears_logs_out_another_takes_over(office):
    await office.link("bora")
    await say(office, "one")
    await office.migrate(CREW, "anna")
    await say(office, "two")
    await office.bridged.settled(CREW)
    (login,) = await office.accounts.of(UserId(office.bridged.user("anna")))
    await office.accounts.log_out(login)
    await say(office, "three")
    await office.bridged.until(lambda: "three" in office.texts(CREW))
    assert office.texts(CREW) == ["one", "two", "three"]
    assert (await office.bridged.portal(CREW)).ear == office.bridged.logins["bora"].id


async def test_when_nobody_else_hears_the_room_is_told(office):
    await say(office, "one")
    await office.migrate(CREW, "anna")
    (login,) = await office.accounts.of(UserId(office.bridged.user("anna")))
    await office.accounts.log_out(login)
    (_, told) = office.texts(CREW)
    assert "no longer bridged" in told
    assert (await office.bridged.portal(CREW)).ear is None


async def test_another_takes_over_from_a_login_that_the_network_ended(office):
    await office.link("bora")
    await office.migrate(CREW, "anna")
    await say(office, "one")
    await office.bridged.settled(CREW)
    await revoke(office, "anna")
    await say(office, "two", "three")
    await office.bridged.until(lambda: len(office.texts(CREW)) == 3)
    assert office.texts(CREW) == ["one", "two", "three"]


async def test_what_was_said_while_a_login_was_lost_is_fetched_when_it_is_linked_again(office):
    await office.migrate(CREW, "anna")
    await say(office, "one")
    await office.bridged.settled(CREW)
    await revoke(office, "anna")
    await say(office, "two")
    while not await is_lost(office, "anna"):
        await office.bridged.shop.store.portals.list()
    await say(office, "three")
    office.bridged.campfire.revoked.clear()
    await office.link("anna")
    await say(office, "four")
    await office.bridged.until(lambda: len(office.texts(CREW)) == 4)
    assert office.texts(CREW) == ["one", "two", "three", "four"]


async def test_who_lost_a_login_is_told_where_they_talk_with_the_bot(office):
    bridged = office.bridged
    room = await bridged.shop.homeserver.create_room({"invite": [bridged.user("anna")], "is_direct": True})
    world = bridged.fake.world.rooms[room]
    joined = {"membership": "join"}
    event = bridged.append_in(world, "anna", "m.room.member", joined, state_key=bridged.user("anna"))
    await bridged.tell(event)
    await revoke(office, "anna")
    await bridged.until(lambda: world.events[-1].type == "m.room.message")
    assert "link it again" in world.events[-1].content["body"]


async def test_logging_out_is_no_loss_that_anybody_is_told_of(office, monkeypatch):
    told = []

    async def lost(self, login, why):
        told.append(why)

    monkeypatch.setattr(type(office.ears), "lost", lost)
    (login,) = await office.accounts.of(UserId(office.bridged.user("anna")))
    await office.accounts.log_out(login)
    assert told == []


async def test_two_processes_never_use_one_login(sqlite_uri, fake, campfire, tmp_path, office, monkeypatch):
    monkeypatch.setattr(lines, "FIRST_PAUSE", 0.05)
    async with moving(sqlite_uri, fake, campfire, tmp_path / "other") as other:
        login = office.bridged.logins["anna"].id
        await office.bridged.bridge.lines.drop(login)
        connector = await other.bridged.bridge.lines.connected(login, 5)
        assert connector.account.person == "anna"
        row = await other.bridged.shop.store.logins.get(login)
        office.bridged.bridge.lines.add(row)
        await office.bridged.until(lambda: True)
        assert office.bridged.bridge.lines.connector(login) is None
