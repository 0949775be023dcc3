"""Making, finding again, settling a portal's room."""

from __future__ import annotations

import pytest

from bridge.errors import HomeserverError, Refused
from bridge.matrix.client import Homeserver
from bridge.matrix.rooms import ensure_room, reopen, settle
from tests.acceptance.conftest import Party, Subject, bring_in, room_spec


async def test_a_room_is_made_once(homeserver: Homeserver, subject: Subject):
    spec = room_spec(subject)
    assert await ensure_room(homeserver, spec) == await ensure_room(homeserver, spec)


async def test_a_room_is_closed_to_the_world(homeserver: Homeserver, subject: Subject):
    room = await ensure_room(homeserver, room_spec(subject, topic="Boats", version="11"))
    state = {event["type"]: event["content"] for event in await homeserver.state(room)}
    assert state["m.room.create"]["m.federate"] is False
    assert state["m.room.create"]["room_version"] == "11"
    assert state["m.room.join_rules"] == {"join_rule": "invite"}
    assert state["m.room.guest_access"] == {"guest_access": "forbidden"}
    assert state["m.room.history_visibility"] == {"history_visibility": "shared"}
    assert state["org.matrix.room.preview_urls"] == {"disable": True}
    assert state["m.room.topic"]["topic"] == "Boats"


async def test_a_room_says_which_network_it_belongs_to(homeserver: Homeserver, subject: Subject):
    spec = room_spec(subject)
    room = await ensure_room(homeserver, spec)
    bridge = await homeserver.state_event(room, "m.bridge", f"beringia://test/{spec.alias}")
    assert bridge is not None
    assert bridge["protocol"] == {"id": "test", "displayname": "Test"}


async def test_a_room_of_version_12_can_be_made(homeserver: Homeserver, subject: Subject):
    assert await ensure_room(homeserver, room_spec(subject, version="12"))


async def test_ghosts_change_the_name_until_the_room_is_settled(homeserver: Homeserver, party: Party):
    await homeserver.send_state(party.room, party.anna, "m.room.name", "", {"name": "Quay"})
    await settle(homeserver, party.room)
    with pytest.raises(Refused, match="M_FORBIDDEN"):
        await homeserver.send_state(party.room, party.anna, "m.room.name", "", {"name": "Pier"})


async def test_a_settled_room_can_be_reopened_for_more_history(homeserver: Homeserver, party: Party):
    await settle(homeserver, party.room)
    await reopen(homeserver, party.room)
    assert await homeserver.send_state(party.room, party.anna, "m.room.topic", "", {"topic": "Boats"})


async def test_settling_twice_changes_nothing(homeserver: Homeserver, party: Party):
    await settle(homeserver, party.room)
    before = await homeserver.messages(party.room, "b", limit=1)
    await settle(homeserver, party.room)
    assert (await homeserver.messages(party.room, "b", limit=1)).events[0]["event_id"] == before.events[0]["event_id"]


async def test_settling_keeps_the_levels_that_people_were_given(homeserver: Homeserver, party: Party):
    levels = await homeserver.state_event(party.room, "m.room.power_levels") or {}
    given = {**levels, "users": {**levels["users"], party.anna: 50}}
    await homeserver.send_state(party.room, homeserver.bot, "m.room.power_levels", "", given)
    await settle(homeserver, party.room)
    settled = await homeserver.state_event(party.room, "m.room.power_levels") or {}
    assert settled["users"] == {homeserver.bot: 100, party.anna: 50}


async def test_who_comes_last_sees_everything(homeserver: Homeserver, party: Party):
    sent = await homeserver.send(party.room, party.anna, "m.room.message", "t1", {"msgtype": "m.text", "body": "Hi"}, 1)
    await bring_in(homeserver, party.room, party.chidi)
    assert await homeserver.event(party.room, sent, party.chidi) is not None


async def test_a_room_that_others_made_is_not_taken_over(homeserver: Homeserver, subject: Subject):
    spec = room_spec(subject)
    await homeserver.create_room({"room_alias_name": spec.alias[1:].partition(":")[0], "room_version": "11"})
    with pytest.raises(HomeserverError, match="not made for this chat"):
        await ensure_room(homeserver, spec)


async def test_a_room_that_the_bot_has_left_is_not_replaced_in_silence(homeserver: Homeserver, subject: Subject):
    spec = room_spec(subject)
    room = await ensure_room(homeserver, spec)
    await homeserver.send_state(room, homeserver.bot, "m.room.member", homeserver.bot, {"membership": "leave"})
    await homeserver.forget(room)
    with pytest.raises(HomeserverError, match="the bot is not in it"):
        await ensure_room(homeserver, spec)


async def test_a_room_that_was_left_half_furnished_is_completed(homeserver: Homeserver, subject: Subject):
    spec = room_spec(subject)
    request = {
        "room_alias_name": spec.alias[1:].partition(":")[0],
        "room_version": "11",
        "creation_content": {"m.federate": False, "beringia.source": spec.marker},
    }
    bare = await homeserver.create_room(request)
    assert await ensure_room(homeserver, spec) == bare
    assert await homeserver.state_event(bare, "m.room.name") == {"name": "Harbour"}
