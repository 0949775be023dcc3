"""History finds its place beneath what lives, once, whatever the order in which it comes."""

from __future__ import annotations

import random

import pytest

from tests.acceptance.bedrock.registration import ghost
from tests.acceptance.bedrock.subject import ANNA, BORA, CHIDI, Subject, ids

pytestmark = pytest.mark.xdist_group("bedrock two")


@pytest.mark.parametrize("version", ["11", "12"])
def test_history_lies_beneath_what_was_said_before_it_came(either: Subject, version: str):
    room = either.room(room_version=version)
    room.say("living")
    room.laid(room.message("one"), room.message("two"))
    room.say("still living")
    assert room.bodies() == ["one", "two", "living", "still living"]


def test_depth_makes_the_order_whatever_the_order_of_laying(either: Subject):
    room = either.room()
    events = [room.message(str(number)) for number in range(60)]
    mixed = random.Random(1).sample(events, len(events))
    for start in range(0, 60, 7):
        room.laid(*mixed[start : start + 7])
    assert room.bodies() == [str(number) for number in range(60)]


def test_the_same_batch_twice_gives_one_copy_of_each(either: Subject):
    room = either.room()
    events = [room.message(str(number)) for number in range(150)]
    answers = [room.lay(*events).body for _ in range(2)]
    assert answers == [{"laid": 150, "known": 0, "refused": []}, {"laid": 0, "known": 150, "refused": []}]
    assert room.survey(*events) == {"present": ids(events), "laid": 150}
    assert len(room.bodies()) == 150


def test_an_event_that_comes_twice_in_a_batch_is_laid_once(either: Subject):
    room = either.room()
    event = room.message("once")
    assert room.lay(event, event).body == {"laid": 1, "known": 1, "refused": []}
    assert room.bodies() == ["once"]


def test_overlapping_batches_give_one_copy_of_each(either: Subject):
    room = either.room()
    events = [room.message(str(number)) for number in range(50)]
    room.laid(*events[20:40])
    assert room.lay(*events).body == {"laid": 30, "known": 20, "refused": []}
    assert room.bodies() == [str(number) for number in range(50)]


def test_a_survey_tells_what_is_there(subject: Subject):
    room, elsewhere = subject.room(), subject.room()
    here, there, nowhere = room.message("here"), elsewhere.message("there"), room.message("nowhere")
    room.laid(here)
    elsewhere.laid(there)
    assert room.survey(here, there, nowhere) == {"present": [here["event_id"]], "laid": 1}


def test_events_have_the_time_and_the_sender_that_was_said(subject: Subject):
    room = subject.room()
    event = room.message("long ago", sender=BORA, origin_server_ts=1_234_567_890_123)
    room.laid(event)
    read = room.read(event)
    assert (read["origin_server_ts"], read["sender"], read["content"]) == (1_234_567_890_123, BORA, event["content"])


def test_who_joins_the_history_later_stands_in_it_too(either: Subject):
    room = either.room()
    room.laid(room.message("before"))
    standing = room.member(CHIDI, depth=room.ground["base"], profile={"displayname": "Chidi"})
    room.laid(standing)
    ground = either.call("GET", f"/_synapse/client/beringia/bedrock/v1/rooms/{room.id}/ground").body
    assert ground["members"] == {**room.ground["members"], CHIDI: standing["event_id"]}
    room.ground = ground
    room.laid(room.message("after", sender=CHIDI))
    assert CHIDI not in either.members(room.id)


def test_standing_memberships_and_messages_may_come_together_in_any_order(either: Subject):
    room = either.room()
    standing = room.member(CHIDI, depth=room.ground["base"])
    said = room.message("both", sender=CHIDI, auth_events=[*room.authority(CHIDI), standing["event_id"]])
    assert room.refused(standing, said) == []
    assert room.bodies() == ["both"]


def test_nobody_stands_in_the_room_twice(subject: Subject):
    room = subject.room()
    first, second = (room.member(CHIDI, depth=room.ground["base"]) for _ in range(2))
    again = room.member(ANNA, depth=room.ground["base"])
    assert room.refused(first, second, again) == ["M_FORBIDDEN"] * 2
    assert room.refused(first, second) == ["M_FORBIDDEN"]


def test_many_standing_memberships_make_a_state_in_which_all_are_named(either: Subject):
    room = either.room()
    letters = "abcdefghijklmnop"
    people = [ghost(f"person{first}{second}") for first in letters[:9] for second in letters]
    room.laid(*(room.member(user, depth=room.ground["base"]) for user in people))
    said = room.message("hello")
    room.laid(said)
    found = either.client("GET", f"/rooms/{room.id}/context/{said['event_id']}", limit="0")["state"]
    assert {event["state_key"] for event in found if event["type"] == "m.room.member"} >= {*people, ANNA, BORA}
