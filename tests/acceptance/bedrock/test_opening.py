"""Which rooms can be opened for history, and how it is done once."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.acceptance.bedrock.registration import BOT, ghost
from tests.acceptance.bedrock.subject import ANNA, BEDROCK, BORA, CHIDI, Room, Subject, ids

pytestmark = pytest.mark.xdist_group("bedrock one")
EVERYBODY = [ghost(f"member{'abcdefghijklmnop'[i // 16]}{'abcdefghijklmnop'[i % 16]}") for i in range(250)]


def test_the_gap_is_between_the_anchor_and_the_marker(room: Room):
    assert room.ground["top"] - room.ground["base"] == 2**52 - 1
    assert room.ground["room_version"] == "11"
    assert set(room.ground["members"]) == {BOT, ANNA, BORA}


def test_the_gap_is_made_once(room: Room):
    before = ids(room.timeline())
    assert room.subject.open(room.id, CHIDI).body == room.ground
    assert ids(room.timeline()) == before
    assert CHIDI not in room.subject.members(room.id)


def test_the_ground_can_be_asked_for(room: Room):
    assert room.subject.call("GET", f"{BEDROCK}/rooms/{quote(room.id)}/ground").body == room.ground


def test_a_room_without_a_gap_has_no_ground(subject: Subject):
    room = subject.make_room()
    answer = subject.call("GET", f"{BEDROCK}/rooms/{quote(room)}/ground")
    assert (answer.status, answer.code) == (404, "BERINGIA_NO_GROUND")


def test_without_a_gap_nothing_is_laid(room: Room):
    bare = Room(room.subject, room.subject.make_room(), room.ground)
    answer = bare.lay(bare.message())
    assert (answer.status, answer.code) == (409, "BERINGIA_NO_GROUND")


def test_many_members_join_by_themselves_and_are_named(subject: Subject):
    room = subject.room(*EVERYBODY)
    assert set(room.ground["members"]) == {BOT, *EVERYBODY}
    assert subject.members(room.id) == dict.fromkeys([BOT, *EVERYBODY], "join")


def test_members_who_are_joined_already_do_not_join_again(subject: Subject):
    room = subject.make_room()
    subject.client("POST", f"/rooms/{quote(room)}/invite", {"user_id": ANNA})
    subject.client("POST", f"/rooms/{quote(room)}/join", {}, user_id=ANNA)
    before = subject.client("GET", f"/rooms/{quote(room)}/state/m.room.member/{quote(ANNA)}", format="event")
    assert subject.open(room, ANNA).body["members"][ANNA] == before["event_id"]


def test_members_of_others_are_refused(subject: Subject):
    answer = subject.open(subject.make_room(), ANNA, subject.person().user_id)
    assert (answer.status, answer.code) == (403, "M_FORBIDDEN")


@pytest.mark.parametrize(
    "members", [{}, [1], [{}], [{"user_id": ANNA, "displayname": 1}], [{"user_id": ANNA, "x": "y"}]]
)
def test_members_of_another_shape_are_refused(subject: Subject, members: object):
    assert subject.open(subject.make_room(), members=members).code == "M_BAD_JSON"


def test_a_marker_that_somebody_else_sent_is_not_believed(subject: Subject):
    room = subject.make_room(power_level_content_override={"users": {BOT: 100, ANNA: 100}})
    subject.client("POST", f"/rooms/{quote(room)}/invite", {"user_id": ANNA})
    subject.client("POST", f"/rooms/{quote(room)}/join", {}, user_id=ANNA)
    path = f"/rooms/{quote(room)}/state/beringia.bedrock"
    subject.client("PUT", path, {"v": 1, "anchor": "$" + "a" * 43}, user_id=ANNA)
    assert subject.call("GET", f"{BEDROCK}/rooms/{quote(room)}/ground").code == "BERINGIA_NO_GROUND"


def test_a_marker_that_stands_at_no_great_depth_is_not_believed(subject: Subject):
    room = subject.make_room()
    anchor = subject.client("GET", f"/rooms/{quote(room)}/messages", dir="b", limit="1")["chunk"][0]["event_id"]
    subject.client("PUT", f"/rooms/{quote(room)}/state/beringia.bedrock", {"v": 1, "anchor": anchor})
    assert subject.call("GET", f"{BEDROCK}/rooms/{quote(room)}/ground").code == "BERINGIA_NO_GROUND"


ENCRYPTED = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"creation_content": {}}, "BERINGIA_FEDERATED"),
        ({"room_version": "10"}, "BERINGIA_ROOM_VERSION"),
        ({"initial_state": [ENCRYPTED]}, "BERINGIA_ENCRYPTED"),
    ],
)
def test_rooms_in_which_history_would_be_lost_are_refused(subject: Subject, changes: dict[str, object], code: str):
    answer = subject.open(subject.make_room(**changes))
    assert (answer.status, answer.code) == (400, code)


def test_a_room_in_which_somebody_spoke_is_refused(subject: Subject):
    room = subject.make_room()
    subject.client("PUT", f"/rooms/{quote(room)}/send/m.room.message/1", {"msgtype": "m.text", "body": "first"})
    answer = subject.open(room)
    assert (answer.status, answer.code) == (409, "BERINGIA_INHABITED")
    assert "make a new room" in answer.body["error"]


def test_a_room_in_which_a_person_is_is_refused(subject: Subject):
    room, person = subject.make_room(), subject.person()
    subject.client("POST", f"/rooms/{quote(room)}/invite", {"user_id": person.user_id})
    subject.client("POST", f"/rooms/{quote(room)}/join", {}, person.access_token)
    assert subject.open(room).code == "BERINGIA_INHABITED"
