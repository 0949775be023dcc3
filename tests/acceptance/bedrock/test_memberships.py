"""Who joined, left and was called what, when: told by the timeline, without changing who is in the room today."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.acceptance.bedrock.registration import BOT
from tests.acceptance.bedrock.subject import ANNA, BORA, CHIDI, Room, Subject

pytestmark = pytest.mark.xdist_group("bedrock one")


def state_of(room: Room, user: str) -> dict[str, str]:
    path = f"/rooms/{quote(room.id)}/state/m.room.member/{quote(user)}"
    content: dict[str, str] = room.subject.client("GET", path)
    return content


def test_a_life_in_the_room_is_told_and_changes_nothing_today(either: Subject):
    room = either.room()
    today = either.members(room.id)
    joined = room.member(CHIDI, profile={"displayname": "Chidi"})
    said = room.message("hello", sender=CHIDI, auth_events=[*room.authority(CHIDI), joined["event_id"]])
    renamed = room.member(
        CHIDI, "join", joined["event_id"], profile={"displayname": "Chidinma"}, replaces=joined["event_id"]
    )
    left = room.member(CHIDI, "leave", renamed["event_id"], replaces=renamed["event_id"])
    room.laid(joined, said, renamed, left)
    assert either.members(room.id) == today
    assert [event["content"]["membership"] for event in room.timeline() if event.get("state_key") == CHIDI] == [
        "join",
        "join",
        "leave",
    ]


def test_clients_are_told_what_was_before(room: Room):
    joined = room.member(CHIDI, profile={"displayname": "Chidi"})
    renamed = room.member(CHIDI, "join", joined["event_id"], profile={"displayname": "C."}, replaces=joined["event_id"])
    room.laid(joined)
    room.laid(renamed)
    told = {event["event_id"]: event["unsigned"] for event in room.timeline()}
    assert told[renamed["event_id"]]["prev_content"]["displayname"] == "Chidi"


def test_names_of_the_time_leave_todays_name_alone(room: Room):
    before = state_of(room, ANNA)
    standing = room.ground["members"][ANNA]
    room.laid(room.member(ANNA, "join", standing, profile={"displayname": "Anni"}, replaces=standing))
    assert state_of(room, ANNA) == before


def test_the_bot_invites_and_removes_in_the_past(room: Room):
    bot = room.ground["members"][BOT]
    invited = room.member(CHIDI, "invite", bot, sender=BOT)
    joined = room.member(CHIDI, "join", invited["event_id"])
    removed = room.member(CHIDI, "leave", bot, joined["event_id"], sender=BOT)
    room.laid(invited, joined, removed)
    assert CHIDI not in room.subject.members(room.id)


def test_nobody_is_removed_without_power(room: Room):
    members = room.ground["members"]
    assert room.refused(room.member(BORA, "leave", members[ANNA], members[BORA], sender=ANNA)) == ["M_FORBIDDEN"]


def test_nobody_joins_for_another(room: Room):
    bot = room.ground["members"][BOT]
    assert room.refused(room.member(CHIDI, "join", bot, sender=BOT)) == ["M_FORBIDDEN"]


def test_who_was_banned_does_not_join(room: Room):
    banned = room.member(CHIDI, "ban", room.ground["members"][BOT], sender=BOT)
    assert room.refused(banned, room.member(CHIDI, "join", banned["event_id"])) == ["M_FORBIDDEN"]
    assert CHIDI not in room.subject.members(room.id)


def test_a_membership_replaces_none_of_another_user_or_room(room: Room):
    elsewhere = room.subject.room(CHIDI).ground["members"][CHIDI]
    foreign, others = (room.member(CHIDI, replaces=one) for one in (elsewhere, room.ground["members"][ANNA]))
    assert room.refused(foreign, others) == ["M_FORBIDDEN"] * 2


def test_invitations_through_third_parties_are_no_history(room: Room):
    signed = {"signed": {"mxid": CHIDI, "token": "t", "signatures": {}}, "display_name": "C."}
    invited = room.member(
        CHIDI, "invite", room.ground["members"][BOT], sender=BOT, profile={"third_party_invite": signed}
    )
    assert len(room.refused(invited)) == 1


def test_names_and_topics_of_the_time_leave_todays_alone(either: Subject):
    room = either.room(name="Harbour", topic="Boats")
    older = [
        room.event("m.room.name", {"name": "Beach"}, state_key="", sender=BOT),
        room.event("m.room.topic", {"topic": "Sand"}, state_key="", sender=BOT),
    ]
    room.laid(*older)
    assert either.client("GET", f"/rooms/{quote(room.id)}/state/m.room.name") == {"name": "Harbour"}
    assert [room.read(event)["content"] for event in older] == [{"name": "Beach"}, {"topic": "Sand"}]
