"""What lives in a room is none of history's business; and one event that is not good does not harm its neighbours."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from tests.acceptance.bedrock.registration import BOT
from tests.acceptance.bedrock.subject import Subject

pytestmark = pytest.mark.xdist_group("bedrock-neighbours")


def test_history_does_not_redact_what_people_say_today(either: Subject):
    room, person = either.room(), either.person("erin")
    room.bring_in(person)
    said = room.say("I am alive", person.access_token)
    assert room.refused(room.redaction(said, sender=BOT)) == ["M_FORBIDDEN"]
    assert room.read(said, person.access_token)["content"]["body"] == "I am alive"


def test_history_does_not_redact_todays_name(either: Subject):
    room = either.room()
    path = f"/rooms/{quote(room.id)}/state/m.room.name"
    named = room.subject.client("PUT", path, {"name": "Today"})
    assert room.refused(room.redaction(named, sender=BOT)) == ["M_FORBIDDEN"]
    assert room.subject.client("GET", path) == {"name": "Today"}


def test_what_cannot_be_looked_up_is_refused_alone(either: Subject):
    room = either.room()
    nul = room.message("x", content={"m.relates_to": {"m.in_reply_to": {"event_id": "$a\0b"}}})
    pins = {"pinned": [f"$nothing{number}" for number in range(3_000)]}
    many = room.event("m.room.pinned_events", pins, sender=BOT, state_key="")
    assert room.refused(room.message("good"), nul, many) == ["M_BAD_JSON", "M_BAD_JSON"]


def test_requests_that_wait_for_each_other_keep_their_accounts_apart(either: Subject):
    """Synapse warns in its log when somebody's work is done on nobody's account."""
    room = either.room()
    requests = [[room.message(f"{part} {number}") for number in range(150)] for part in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert [answer.status for answer in pool.map(lambda events: room.lay(*events), requests)] == [200] * 4
    assert "sentinel context" not in (either.synapse.folder / "homeserver.log").read_text()
