"""Replies, reactions, edits, threads, polls, pins and redactions relate as those that are sent one by one."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.acceptance.bedrock.registration import BOT
from tests.acceptance.bedrock.subject import ANNA, BORA, Room, Subject, ids

pytestmark = pytest.mark.xdist_group("bedrock two")
TOGETHER = pytest.mark.parametrize("together", [True, False], ids=["in one batch", "in two batches"])


def lay(room: Room, together: bool, *events: dict[str, Any]) -> None:
    """In one request, or each in one of its own."""
    for batch in [events] if together else [[event] for event in events]:
        room.laid(*batch)


def relations(room: Room, event: dict[str, Any], kind: str) -> list[str]:
    path = f"/_matrix/client/v1/rooms/{quote(room.id)}/relations/{quote(event['event_id'])}/{kind}"
    return ids(room.subject.call("GET", path).body["chunk"])


@TOGETHER
def test_reactions_belong_to_their_message(either: Subject, together: bool):
    room = either.room()
    message = room.message()
    reactions = [room.reaction(message), room.reaction(message, "🎉"), room.reaction(message, sender=BORA)]
    lay(room, together, message, *reactions)
    assert relations(room, message, "m.annotation") == ids(reactions)[::-1]


@TOGETHER
def test_the_same_reaction_twice_is_refused_as_on_the_normal_path(either: Subject, together: bool):
    room = either.room()
    message = room.message()
    first, second = room.reaction(message), room.reaction(message)
    lay(room, together, message, first)
    assert room.refused(second) == ["M_DUPLICATE_ANNOTATION"]
    assert room.refused(first) == []


def test_the_same_reaction_twice_in_one_batch_is_refused(room: Room):
    message = room.message()
    assert room.refused(message, room.reaction(message), room.reaction(message)) == ["M_DUPLICATE_ANNOTATION"]


@TOGETHER
def test_an_edit_shows_in_its_message(either: Subject, together: bool):
    room = either.room()
    message = room.message("whent")
    edits = [room.related("m.replace", message, body) for body in ("wend", "went")]
    lay(room, together, message, *edits)
    assert room.read(message)["unsigned"]["m.relations"]["m.replace"]["content"]["m.new_content"]["body"] == "went"


@TOGETHER
def test_a_thread_has_its_summary(either: Subject, together: bool):
    room = either.room()
    root = room.message("root")
    replies = [room.related("m.thread", root, str(number)) for number in range(5)]
    lay(room, together, root, *replies)
    summary = room.read(root)["unsigned"]["m.relations"]["m.thread"]
    assert (summary["count"], summary["latest_event"]["event_id"]) == (5, replies[-1]["event_id"])


@pytest.mark.parametrize("page", [1, 3, 50])
def test_threads_are_listed_by_their_latest_reply(either: Subject, page: int):
    room = either.room()
    roots = [room.message(str(number)) for number in range(5)]
    early = [room.related("m.thread", root) for root in roots]
    late = [room.related("m.thread", root) for root in roots[::-1]]
    room.laid(*roots, *late[:3])
    room.laid(*early)
    room.laid(*late)
    assert listed_threads(room, page) == ids(roots)


def listed_threads(room: Room, page: int) -> list[str]:
    path, query, threads = f"/_matrix/client/v1/rooms/{quote(room.id)}/threads", {"limit": str(page)}, []
    while True:
        answer = room.subject.call("GET", path, **query).body
        threads += ids(answer["chunk"])
        if "next_batch" not in answer:
            return threads
        query["from"] = answer["next_batch"]


def test_a_living_reply_to_an_old_thread_is_its_latest(either: Subject):
    room = either.room()
    root = room.message("root")
    room.laid(root, room.related("m.thread", root, "old"))
    relates = {"rel_type": "m.thread", "event_id": root["event_id"]}
    path = f"/rooms/{quote(room.id)}/send/m.room.message/thread"
    new = either.client("PUT", path, {"msgtype": "m.text", "body": "new", "m.relates_to": relates})
    assert room.read(root)["unsigned"]["m.relations"]["m.thread"]["latest_event"]["event_id"] == new["event_id"]


@TOGETHER
def test_a_thread_cannot_start_from_a_relation(either: Subject, together: bool):
    room = either.room()
    message = room.message()
    edit = room.related("m.replace", message)
    if not together:
        room.laid(message, edit)
    assert room.refused(message, edit, room.related("m.thread", edit)) == ["M_UNKNOWN"]


def test_nothing_relates_to_what_is_not_in_the_room(room: Room):
    elsewhere = room.subject.room()
    foreign = elsewhere.message()
    elsewhere.laid(foreign)
    assert room.refused(room.reaction(foreign), room.related("m.thread", room.message())) == ["BERINGIA_DEPENDS"] * 2


def test_a_reply_keeps_what_it_replies_to(room: Room):
    message = room.message()
    reply = room.message(content={"m.relates_to": {"m.in_reply_to": {"event_id": message["event_id"]}}})
    room.laid(message, reply)
    assert room.read(reply)["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == message["event_id"]


@TOGETHER
def test_a_poll_has_its_answers_and_its_end(either: Subject, together: bool):
    room = either.room()
    poll = room.event("m.poll.start", {"m.poll": {"question": {"m.text": [{"body": "?"}]}}})
    relates = {"m.relates_to": {"rel_type": "m.reference", "event_id": poll["event_id"]}}
    answers = [room.event("m.poll.response", relates, sender=user) for user in (ANNA, BORA)]
    end = room.event("m.poll.end", relates)
    lay(room, together, poll, *answers, end)
    assert relations(room, poll, "m.reference") == ids([*answers, end])[::-1]


def test_pins_of_the_time_leave_todays_pins_alone(room: Room):
    message = room.message()
    pins = room.event("m.room.pinned_events", {"pinned": [message["event_id"]]}, state_key="", sender=BOT)
    room.laid(message, pins)
    assert room.read(pins)["content"] == pins["content"]
    path = f"/_matrix/client/v3/rooms/{quote(room.id)}/state/m.room.pinned_events"
    assert room.subject.call("GET", path).status == 404


@TOGETHER
def test_a_redaction_takes_away_what_its_sender_said(either: Subject, together: bool):
    room = either.room()
    message = room.message("regretted")
    redaction = room.redaction(message)
    lay(room, together, message, redaction)
    read = room.read(message)
    assert (read["content"], read["unsigned"]["redacted_by"]) == ({}, redaction["event_id"])


def test_a_redacted_reaction_may_be_given_again(either: Subject):
    room = either.room()
    message = room.message()
    reaction = room.reaction(message)
    room.laid(message, reaction, room.redaction(reaction))
    assert relations(room, message, "m.annotation") == []
    room.laid(room.reaction(message))


def test_nobody_redacts_what_others_said_without_power(room: Room):
    message = room.message(sender=ANNA)
    assert room.refused(message, room.redaction(message, sender=BORA)) == ["M_FORBIDDEN"]
    room.laid(room.redaction(message, sender=BOT))


def test_nothing_that_governs_is_redacted(room: Room):
    governing = [room.ground[name] for name in ("create", "power_levels", "join_rules", "marker")]
    redactions = [room.redaction({"event_id": event_id}, sender=BOT) for event_id in governing]
    assert room.refused(*redactions) == ["M_FORBIDDEN"] * 4


def test_a_redaction_of_what_is_not_there_is_refused(room: Room):
    nothing = room.event("m.room.redaction", {})
    assert room.refused(room.redaction(room.message()), nothing) == ["BERINGIA_DEPENDS", "M_BAD_JSON"]
