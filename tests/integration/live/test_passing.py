"""What is true for a moment, both ways; and what the homeserver never told."""

from __future__ import annotations

import pytest

from bridge.model.chat import Numbering
from bridge.model.fleeting import ReadUpTo, Typing
from bridge.model.ids import ChatId, PersonId
from bridge.portals.live.sweeping import Sweeping
from bridge.store import IncomingState

CREW = ChatId("crew")


def sweeping(bridged):
    shop = bridged.shop
    return Sweeping(shop.store, shop.homeserver, shop.importer.house, shop.clock)


async def swept(bridged):
    return await sweeping(bridged).sweep(bridged.bridge.take_in)


def said(bridged, words, person="anna"):
    """In the room, and the homeserver does not tell us."""
    return bridged.append(CREW, person, "m.room.message", {"msgtype": "m.text", "body": words})


def typing(bridged, *people):
    users = [bridged.user(person) for person in people]
    return {"type": "m.typing", "room_id": bridged.room(CREW).id, "content": {"user_ids": users}}


def read(bridged, person, event):
    receipt = {event: {"m.read": {bridged.user(person): {"ts": 1}}}}
    return {"type": "m.receipt", "room_id": bridged.room(CREW).id, "content": receipt}


async def shown(bridged, *events):
    for event in events:
        await bridged.bridge._fleeting.to_network(event)


async def test_who_types_there_types_here_until_they_stop(bridged):
    await bridged.campfire.say(CREW, "bora", "hm")
    await bridged.settled(CREW)
    types = bridged.fake.world.typing
    await bridged.campfire.pass_by(Typing(chat=CREW, person=PersonId("bora")))
    await bridged.until(lambda: types.get(bridged.room(CREW).id))
    await bridged.campfire.pass_by(Typing(chat=CREW, person=PersonId("bora"), active=False))
    await bridged.until(lambda: not types[bridged.room(CREW).id])


async def test_who_was_never_heard_of_types_unseen(bridged):
    await bridged.campfire.pass_by(Typing(chat=CREW, person=PersonId("nobody")))
    await bridged.campfire.say(CREW, "bora", "hm")
    await bridged.settled(CREW)
    assert not bridged.fake.world.typing


async def test_who_has_read_there_has_read_here(bridged):
    first = await bridged.campfire.say(CREW, "bora", "hm")
    await bridged.settled(CREW)
    await bridged.campfire.pass_by(ReadUpTo(chat=CREW, person=PersonId("bora"), message=first))
    await bridged.until(lambda: bridged.fake.world.receipts)
    assert list(bridged.fake.world.receipts.values()) == [bridged.room(CREW).events[-1].id]


async def test_typing_here_is_shown_there_once_and_ended_once(bridged):
    await shown(bridged, typing(bridged, "anna"), typing(bridged, "anna", "dana"), typing(bridged), typing(bridged))
    assert bridged.campfire.typing == [("anna", True), ("anna", False)]


async def test_what_is_read_here_is_read_there(bridged):
    first = await bridged.campfire.say(CREW, "bora", "hm")
    await bridged.settled(CREW)
    await shown(bridged, read(bridged, "anna", bridged.room(CREW).events[-1].id))
    assert bridged.campfire.read == [("anna", first)]


async def test_reading_a_change_of_a_message_marks_nothing_there(bridged):
    event = await bridged.says(CREW, "anna", "teh")
    new = {"msgtype": "m.text", "body": "the"}
    relation = {"rel_type": "m.replace", "event_id": event}
    edit = await bridged.says(CREW, "anna", {**new, "body": "* the", "m.new_content": new, "m.relates_to": relation})
    await bridged.settled(CREW)
    await shown(bridged, read(bridged, "anna", edit))
    assert bridged.campfire.read == []


@pytest.mark.parametrize(("reader", "marked"), [("anna", 1), ("bora", 0)])
async def test_where_accounts_number_for_themselves_only_known_numbers_are_marked(bridged, reader, marked):
    bridged.campfire.add_chat("small", "anna", "bora", numbering=Numbering.ACCOUNT)
    bridged.campfire.offsets["anna"] = 5
    await bridged.link("bora")
    await bridged.join("small", "anna", "bora", ear="anna")
    first = await bridged.campfire.say("small", "chidi", "hm")
    await bridged.settled("small")
    room = bridged.room("small")
    receipt = {room.events[-1].id: {"m.read": {bridged.user(reader): {"ts": 1}}}}
    await shown(bridged, {"type": "m.receipt", "room_id": room.id, "content": receipt})
    assert bridged.campfire.read == [(reader, str(int(first) + 5))] * marked


async def test_what_the_homeserver_never_told_is_found_and_said(bridged):
    await swept(bridged)
    said(bridged, "lost")
    assert await swept(bridged) == 1
    await bridged.settled(CREW)
    assert bridged.campfire.texts(CREW) == [("anna", "lost")]


async def test_what_was_lost_before_others_spoke_is_found_too(bridged):
    await swept(bridged)
    said(bridged, "lost")
    await bridged.campfire.say(CREW, "bora", "meanwhile")
    await bridged.settled(CREW)
    await bridged.says(CREW, "anna", "told")
    assert await swept(bridged) == 1
    await bridged.settled(CREW)
    assert sorted(words for _, words in bridged.campfire.texts(CREW)) == ["lost", "meanwhile", "told"]


async def test_what_is_told_late_is_not_said_twice(bridged):
    event = said(bridged, "late")
    await swept(bridged)
    await bridged.tell(event)
    assert await swept(bridged) == 0
    await bridged.settled(CREW)
    assert bridged.campfire.texts(CREW) == [("anna", "late")]


async def test_what_was_said_before_a_room_was_bridged_stays_there(bridged):
    portal = await bridged.portal(CREW)
    event = said(bridged, "before")
    await sweeping(bridged).begin(portal)
    said(bridged, "after")
    await swept(bridged)
    await bridged.settled(CREW)
    assert bridged.campfire.texts(CREW) == [("anna", "after")]
    assert (await bridged.shop.store.incoming.known([event.id])) == {event.id}
    waiting = await bridged.shop.store.incoming.waiting(9)
    assert [row for row in waiting if row.state is IncomingState.WAITING] == []
