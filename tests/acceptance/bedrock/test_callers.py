"""Who may call, and what may be laid in whose name."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.acceptance.bedrock.registration import BOT, OTHER_BOT, OTHER_TOKEN, ghost
from tests.acceptance.bedrock.subject import ANNA, BEDROCK, Room, Subject

pytestmark = pytest.mark.xdist_group("bedrock one")
CALLS = ["POST rooms/{}/open", "GET rooms/{}/ground", "POST rooms/{}/lay", "POST rooms/{}/survey", "GET status"]


@pytest.fixture(scope="module")
def room(on_sqlite: Subject) -> Room:
    """One for all tests here: what is refused leaves nothing behind."""
    return on_sqlite.room()


def called(room: Room, call: str, **how: Any) -> tuple[int, str | None]:
    method, path = call.split()
    answer = room.subject.call(
        method, f"{BEDROCK}/{path.format(quote(room.id))}", {} if method == "POST" else None, **how
    )
    return answer.status, answer.code


def test_the_appservice_is_told_what_it_may_expect(subject: Subject):
    status = subject.call("GET", f"{BEDROCK}/status").body
    assert (status["protocol"], status["ready"], status["reason"]) == (1, True, "")
    assert status["room_versions"] == ["11", "12"]
    assert status["limits"] == {"events": 1000, "bytes": 8 * 1024 * 1024}


@pytest.mark.parametrize("call", CALLS)
def test_nobody_calls_without_a_token(room: Room, call: str):
    assert called(room, call, token=None) == (401, "M_MISSING_TOKEN")


@pytest.mark.parametrize("call", CALLS)
def test_a_person_may_not_call(room: Room, call: str):
    assert called(room, call, token=room.subject.person().access_token) == (403, "M_FORBIDDEN")


@pytest.mark.parametrize("call", CALLS)
def test_another_appservice_may_not_call(room: Room, call: str):
    assert called(room, call, token=OTHER_TOKEN) == (403, "M_FORBIDDEN")


@pytest.mark.parametrize("call", CALLS)
def test_the_appservice_may_not_call_as_a_ghost(room: Room, call: str):
    assert called(room, call, user_id=ANNA) == (403, "M_FORBIDDEN")


def test_a_call_that_there_is_not_is_not_found(subject: Subject):
    assert subject.call("POST", f"{BEDROCK}/rooms/!x:y/dig", {}).code == "M_UNRECOGNIZED"


def test_a_body_that_is_no_json_is_refused(room: Room):
    path = f"{BEDROCK}/rooms/{quote(room.id)}/lay"
    assert room.subject.call("POST", path, b"{secret").code == "M_NOT_JSON"
    assert room.subject.call("POST", path, b"\xff\xfe").code == "M_NOT_JSON"
    assert room.subject.call("POST", path, b"[" * 100_000).code == "M_NOT_JSON"


@pytest.mark.parametrize("body", [[], {"events": {}}, {"events": [1]}, {"events": [{"event_id": "$short"}]}, {}])
def test_a_body_of_another_shape_is_refused(room: Room, body: object):
    answer = room.subject.call("POST", f"{BEDROCK}/rooms/{quote(room.id)}/lay", body)
    assert (answer.status, answer.code) == (400, "M_BAD_JSON")


def test_too_many_events_are_refused(room: Room):
    answer = room.lay(*[room.message()] * 1001)
    assert (answer.status, answer.code) == (413, "M_TOO_LARGE")


def test_too_large_a_request_is_refused(room: Room):
    answer = room.lay(*(room.message("x" * 60_000) for _ in range(150)))
    assert (answer.status, answer.code) == (413, "M_TOO_LARGE")


def test_in_a_room_that_is_not_ours_nothing_can_be_done(subject: Subject):
    person = subject.person()
    theirs = Room(subject, subject.make_room(token=person.access_token), subject.room().ground)
    assert subject.open(theirs.id).code == "M_FORBIDDEN"
    assert theirs.lay(theirs.message()).code == "M_FORBIDDEN"
    assert called(theirs, "GET rooms/{}/ground") == (403, "M_FORBIDDEN")


def test_where_the_bot_has_no_power_no_gap_is_made(subject: Subject):
    person = subject.person()
    room = subject.make_room(token=person.access_token, invite=[BOT])
    subject.client("POST", f"/rooms/{quote(room)}/join", {})
    assert subject.open(room).code == "M_FORBIDDEN"


def test_where_the_bot_was_given_power_a_gap_is_made(subject: Subject):
    room = subject.make_room(
        token=OTHER_TOKEN, invite=[BOT], power_level_content_override={"users": {BOT: 100, OTHER_BOT: 100}}
    )
    subject.client("POST", f"/rooms/{quote(room)}/join", {})
    assert (
        subject.open(room).code == "BERINGIA_INHABITED"
    )  # by the bot of the other appservice: power is not what is missing


def test_when_the_bot_has_left_nothing_is_laid_any_more(subject: Subject):
    room = subject.room()
    room.subject.client("POST", f"/rooms/{quote(room.id)}/leave", {})
    assert room.lay(room.message()).code == "M_FORBIDDEN"


def test_senders_of_others_are_refused(room: Room):
    person = room.subject.person()
    room.bring_in(person)
    strangers = (person.user_id, "@beringia_test_x:demo.localhost", ghost("anna").replace("demo", "other"), "nobody")
    assert room.refused(*(room.message(sender=sender) for sender in strangers)) == ["M_FORBIDDEN"] * 4


def test_memberships_of_others_are_refused(room: Room):
    person = room.subject.person()
    invitation = room.member(person.user_id, "invite", room.ground["members"][ANNA], sender=ANNA)
    assert room.refused(invitation) == ["M_FORBIDDEN"]
