"""What is done in rooms with people in them, against a real Synapse and the homeserver in memory."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.errors import Refused
from bridge.matrix.client import Homeserver
from bridge.matrix.events import EventId
from bridge.matrix.rooms import settle
from tests.acceptance.conftest import Party

HELLO = {"msgtype": "m.text", "body": "Hello", "m.mentions": {}}
MESSAGE = "m.room.message"
MARK = {"beringia.source": {"v": 1, "network": "test", "id": "a" * 26, "part": 0}}


async def test_a_ghost_takes_back_what_it_said(homeserver: Homeserver, party: Party):
    sent = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO)
    await homeserver.live.redact(party.room, party.anna, sent, "t2")
    assert (await homeserver.event(party.room, sent) or {})["content"] == {}


async def test_a_redaction_keeps_its_mark(homeserver: Homeserver, party: Party):
    sent = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO)
    redaction = await homeserver.live.redact(party.room, party.anna, sent, "t2", "a reason", MARK)
    assert redaction is not None
    content = (await homeserver.event(party.room, redaction) or {})["content"]
    assert content == {**MARK, "reason": "a reason", "redacts": sent}


async def test_the_same_transaction_is_one_redaction(homeserver: Homeserver, party: Party):
    sent = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO)
    first = await homeserver.live.redact(party.room, party.anna, sent, "t2")
    assert await homeserver.live.redact(party.room, party.anna, sent, "t2") == first


async def test_what_is_taken_back_can_be_taken_back_again(homeserver: Homeserver, party: Party):
    sent = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO)
    for transaction in ("t2", "t3"):
        assert await homeserver.live.redact(party.room, party.anna, sent, transaction) is not None


async def test_the_bot_takes_back_what_others_said(homeserver: Homeserver, party: Party):
    await settle(homeserver, party.room)
    sent = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO)
    assert await homeserver.live.redact(party.room, homeserver.bot, sent, "t2") is not None
    assert (await homeserver.event(party.room, sent) or {})["content"] == {}


async def test_a_ghost_may_not_take_back_what_another_said(homeserver: Homeserver, party: Party):
    sent = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO)
    assert await refusal_of(homeserver.live.redact(party.room, party.bora, sent, "t2")) == 403


async def test_what_was_never_there_needs_no_taking_back(homeserver: Homeserver, party: Party):
    assert await homeserver.live.redact(party.room, party.anna, EventId("$" + "n" * 43), "t1") is None


async def test_a_reaction_that_was_taken_back_can_be_given_again(homeserver: Homeserver, party: Party):
    sent = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO)
    relation = {"m.relates_to": {"rel_type": "m.annotation", "event_id": sent, "key": "👍"}}
    first = await homeserver.send(party.room, party.bora, "m.reaction", "t2", relation)
    await homeserver.live.redact(party.room, party.bora, first, "t3")
    assert await homeserver.send(party.room, party.bora, "m.reaction", "t4", relation) != first


async def test_a_message_can_be_replaced(homeserver: Homeserver, party: Party):
    sent = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO)
    relation = {"rel_type": "m.replace", "event_id": sent}
    edit = {**HELLO, "body": "* Bye", "m.new_content": {**HELLO, "body": "Bye"}, "m.relates_to": relation}
    assert await homeserver.send(party.room, party.anna, MESSAGE, "t2", edit) != sent


async def test_people_come_in_and_leave(homeserver: Homeserver, party: Party):
    await homeserver.live.invite(party.room, party.chidi)
    await homeserver.live.join(party.room, party.chidi)
    assert party.chidi in await homeserver.live.joined_members(party.room)
    await homeserver.live.leave(party.room, party.chidi)
    assert party.chidi not in await homeserver.live.joined_members(party.room)


async def test_joining_twice_and_leaving_twice_is_harmless(homeserver: Homeserver, party: Party):
    for _ in range(2):
        await homeserver.live.join(party.room, party.anna)
    for _ in range(2):
        await homeserver.live.leave(party.room, party.anna)


async def test_who_was_banned_may_come_back_once_the_ban_is_lifted(homeserver: Homeserver, party: Party):
    for membership in ("ban", "leave", "invite"):
        content = {"membership": membership}
        await homeserver.send_state(party.room, homeserver.bot, "m.room.member", party.bora, content)
    await homeserver.live.join(party.room, party.bora)
    assert party.bora in await homeserver.live.joined_members(party.room)


async def test_the_bot_may_lift_a_ban_that_never_was(homeserver: Homeserver, party: Party):
    await homeserver.send_state(party.room, homeserver.bot, "m.room.member", party.chidi, {"membership": "leave"})
    assert party.chidi not in await homeserver.live.joined_members(party.room)


async def test_a_ghost_types_and_stops(homeserver: Homeserver, party: Party):
    for active in (True, False):
        assert await homeserver.live.typing(party.room, party.anna, active=active)


async def test_who_is_not_in_the_room_cannot_type_there(homeserver: Homeserver, party: Party):
    assert not await homeserver.live.typing(party.room, party.chidi, active=True)


async def test_a_ghost_has_read_what_was_said(homeserver: Homeserver, party: Party):
    sent = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO)
    assert await homeserver.live.receipt(party.room, party.bora, sent)


async def refusal_of(call: Any) -> int:
    with pytest.raises(Refused) as refused:
        await call
    return refused.value.status
