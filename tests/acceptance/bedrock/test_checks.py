"""No event enters a room that its sender could not have sent from the state that it is given."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.bedrock.registration import BOT
from tests.acceptance.bedrock.subject import ANNA, BORA, CHIDI, Room, Subject

pytestmark = pytest.mark.xdist_group("bedrock one")
GOVERNING = [
    *("create", "power_levels", "join_rules", "history_visibility", "guest_access", "server_acl", "encryption"),
    *("tombstone", "third_party_invite", "aliases", "canonical_alias", "retention"),
]


@pytest.fixture(scope="module")
def room(on_sqlite: Subject) -> Room:
    """One for all tests here: what is refused leaves nothing behind."""
    return on_sqlite.room()


@pytest.mark.parametrize("kind", [*(f"m.room.{kind}" for kind in GOVERNING), "beringia.bedrock", "m.space.child"])
def test_what_governs_a_room_is_no_history(room: Room, kind: str):
    assert room.refused(room.event(kind, {"x": "y"}, sender=BOT, state_key="")) in (["M_FORBIDDEN"], ["M_BAD_JSON"])


@pytest.mark.parametrize("kind", ["m.room.power_levels", "m.room.join_rules", "m.room.history_visibility"])
def test_the_state_that_governs_today_stays(room: Room, kind: str):
    before = room.subject.client("GET", f"/rooms/{room.id}/state/{kind}")
    room.lay(room.event(kind, {"users": {BORA: 100}, "join_rule": "public"}, sender=BOT, state_key=""))
    assert room.subject.client("GET", f"/rooms/{room.id}/state/{kind}") == before


def test_who_has_no_power_changes_no_state(room: Room):
    assert room.refused(room.event("m.room.name", {"name": "Harbour"}, sender=ANNA, state_key="")) == ["M_FORBIDDEN"]
    room.laid(room.event("m.room.name", {"name": "Harbour"}, sender=BOT, state_key=""))


def test_nobody_writes_state_that_belongs_to_another_user(room: Room):
    assert room.refused(room.event("x.y", {}, sender=BOT, state_key=ANNA)) == ["M_FORBIDDEN"]


def test_a_sender_who_is_not_joined_is_refused(room: Room):
    assert room.refused(room.message(sender=CHIDI)) == ["M_FORBIDDEN"]


def test_a_sender_with_the_membership_of_another_is_refused(room: Room):
    authority = room.authority(BORA)
    assert room.refused(room.message(sender=ANNA, auth_events=authority)) == ["M_FORBIDDEN"]


def test_a_sender_who_had_left_is_refused(room: Room):
    gone = room.member(ANNA, "leave", room.ground["members"][ANNA])
    after = [*room.authority(CHIDI), gone["event_id"]]
    assert room.refused(gone, room.message(sender=ANNA, auth_events=after)) == ["M_FORBIDDEN"]


def test_without_the_pinned_state_nothing_is_allowed(room: Room):
    whole = room.authority(ANNA)
    events = [room.message(auth_events=[one for one in whole if one != left_out]) for left_out in whole]
    assert room.refused(*events) == ["M_FORBIDDEN"] * 3


def test_power_levels_of_another_time_are_refused(room: Room):
    levels = room.subject.client("GET", f"/rooms/{room.id}/state/m.room.power_levels")
    path = f"/rooms/{room.id}/state/m.room.power_levels"
    other = room.subject.client("PUT", path, {**levels, "events_default": 1, "users_default": 1})["event_id"]
    authority = [other if one == room.ground["power_levels"] else one for one in room.authority(ANNA)]
    assert room.refused(room.message(auth_events=authority)) == ["M_FORBIDDEN"]


def test_join_rules_of_another_time_are_refused(room: Room):
    other = room.subject.client("PUT", f"/rooms/{room.id}/state/m.room.join_rules", {"join_rule": "public"})["event_id"]
    rules = [room.ground["create"], room.ground["power_levels"], other]
    assert room.refused(room.member(CHIDI, "join", auth_events=rules)) == ["M_FORBIDDEN"]


def test_memberships_of_today_authorise_no_history(room: Room):
    room.subject.client(
        "PUT", f"/rooms/{room.id}/state/m.room.member/{ANNA}", {"membership": "join", "displayname": "A"}, user_id=ANNA
    )
    today = room.subject.client("GET", f"/rooms/{room.id}/state/m.room.member/{ANNA}", format="event")["event_id"]
    authority = [today if one == room.ground["members"][ANNA] else one for one in room.authority(ANNA)]
    assert room.refused(room.message(auth_events=authority)) == ["M_FORBIDDEN"]


def test_state_of_another_room_is_refused(room: Room):
    elsewhere = room.subject.room()
    assert room.refused(room.message(auth_events=elsewhere.authority(ANNA))) == ["M_FORBIDDEN"]


def test_more_state_than_needed_is_refused(room: Room):
    more = (room.ground["join_rules"], room.ground["members"][BORA], room.ground["power_levels"])
    assert room.refused(*(room.message(auth_events=room.authority(ANNA, one)) for one in more)) == ["M_FORBIDDEN"] * 3


def test_state_that_there_is_not_is_refused(room: Room):
    authority = [*room.authority(CHIDI), "$" + "x" * 43]
    assert room.refused(room.message(auth_events=authority)) == ["M_FORBIDDEN"]


def test_in_rooms_of_version_12_the_first_event_is_not_named(subject: Subject):
    room = subject.room(room_version="12")
    room.laid(room.message())
    assert room.refused(room.message(auth_events=[room.ground["create"], *room.authority(ANNA)])) != []


def test_an_id_that_is_not_that_of_the_event_is_refused(room: Room):
    truth, lie = room.message("truth"), room.message("lie")
    assert (
        room.refused(truth, {**lie, "event_id": truth["event_id"]}, {**lie, "content": truth["content"]})
        == ["M_BAD_JSON"] * 2
    )
    assert room.survey(truth, lie)["present"] == [truth["event_id"]]


@pytest.mark.parametrize("depth", [-1, 0, 1, 2**52 + 100, 2**53 - 1])
def test_depths_outside_of_the_gap_are_refused(room: Room, depth: int):
    assert room.refused(room.message(depth=depth)) == ["M_FORBIDDEN"]


def test_at_the_bottom_of_the_gap_nobody_speaks(room: Room):
    assert room.refused(room.message(depth=room.ground["base"])) == ["M_FORBIDDEN"]


@pytest.mark.parametrize(
    "changes",
    [
        {"depth": "1"}, {"depth": True}, {"origin_server_ts": -1}, {"origin_server_ts": None}, {"content": []},
        {"auth_events": ["$x"]}, {"auth_events": "$x"}, {"unsigned": {}}, {"prev_events": []}, {"redacts": "$x"},
        {"state_key": None}, {"replaces": "$" + "a" * 43}, {"type": 1}, {"room_id": "!x:y"},
    ],
)  # fmt: skip
def test_fields_of_another_shape_are_refused(room: Room, changes: dict[str, Any]):
    assert room.refused({**room.message(), **changes}) == ["M_BAD_JSON"]


def test_a_field_that_is_missing_is_refused(room: Room):
    event = room.message()
    del event["sender"]
    assert room.refused(event) == ["M_BAD_JSON"]


@pytest.mark.parametrize("content", [{"msgtype": "m.text"}, {"body": "x"}, {"msgtype": 1, "body": "x"}, {}])
def test_a_message_has_a_kind_and_a_body(room: Room, content: dict[str, Any]):
    assert len(room.refused(room.event("m.room.message", content))) == 1


@pytest.mark.parametrize("mentions", [None, [], "all", {"user_ids": {}}, {"user_ids": [1]}, {"room": 1}])
def test_mentions_are_as_synapse_demands(room: Room, mentions: object):
    assert room.refused(room.message(content={"m.mentions": mentions})) == ["M_BAD_JSON"]
    assert normal_path(room, mentions) in {"M_BAD_JSON", "M_UNKNOWN"}


@pytest.mark.parametrize("mentions", [{}, {"user_ids": []}, {"user_ids": ["@a:b"], "room": True}, {"x": 1}])
def test_mentions_that_synapse_takes_are_taken(room: Room, mentions: object):
    answers = (room.refused(room.message(content={"m.mentions": mentions})), normal_path(room, mentions))
    assert answers == ([], None)


def normal_path(room: Room, mentions: object) -> str | None:
    """What Synapse says when the same is sent now."""
    path = f"/_matrix/client/v3/rooms/{room.id}/send/m.room.message/{id(mentions)}"
    return room.subject.call("PUT", path, {"msgtype": "m.text", "body": "x", "m.mentions": mentions}).code
