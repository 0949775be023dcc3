"""One event that cannot be laid does not harm its neighbours, whatever the database."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from tests.acceptance.bedrock.registration import BOT
from tests.acceptance.bedrock.subject import BEDROCK, BORA, Room, Subject, ids

pytestmark = pytest.mark.xdist_group("bedrock two")
Poison = Callable[[Room, dict[str, Any]], dict[str, Any]]


def with_content(room: Room, content: dict[str, Any]) -> dict[str, Any]:
    """Its id cannot be worked out by ourselves, where canonical JSON does not have such a value."""
    return {**room.message(), "content": {"msgtype": "m.text", "body": "x", **content}}


POISONS: dict[str, Poison] = {
    "a NUL in a reaction's key": lambda room, one: room.reaction(one, "\0"),
    "a NUL in a relation's type": lambda room, one: room.related("\0", one),
    "a NUL in a relation's target": lambda room, _: room.related("m.thread", {"event_id": "$\0"}),
    "a NUL in a redaction's target": lambda room, _: room.redaction({"event_id": "$\0"}),
    "a NUL in a type": lambda room, _: room.event("x.\0", {}),
    "a NUL in a state key": lambda room, _: room.event("x.y", {}, state_key="\0"),
    "labels that are none": lambda room, _: room.message(content={"org.matrix.labels": 7}),
    "a lone surrogate": lambda room, _: with_content(room, {"body": "\ud800"}),
    "a lone surrogate in a key": lambda room, _: with_content(room, {"\ud800": 1}),
    "a lone surrogate as sender": lambda room, _: {**room.message(), "sender": "@\ud800:demo.localhost"},
    "a float": lambda room, _: with_content(room, {"x": 1.5}),
    "not a number": lambda room, _: with_content(room, {"x": float("nan")}),
    "infinity": lambda room, _: with_content(room, {"x": [{"y": float("inf")}]}),
    "a large integer": lambda room, _: with_content(room, {"x": 2**53}),
    "a huge integer": lambda room, _: with_content(room, {"x": -(10**4000)}),
    "too large": lambda room, _: room.message("x" * 65_500),
    "too large a type": lambda room, _: room.event("x" * 256, {}),
    "too large a type in bytes": lambda room, _: room.event("é" * 130, {}),
    "too large a key": lambda room, one: room.reaction(one, "x" * 501),
    "too large a state key": lambda room, _: room.event("x.y", {}, state_key="x" * 256, sender=BORA),
    "deeply nested": lambda room, _: room.message(content={"x": json.loads("[" * 300 + "]" * 300)}),
    "no membership": lambda room, _: room.event("m.room.member", {}, state_key=BORA, sender=BORA),
    "a membership that is none": lambda room, _: room.event("m.room.member", {"membership": []}, state_key=BORA, sender=BORA),
}  # fmt: skip


@pytest.fixture(scope="module", params=["on_sqlite", "on_postgres"])
def shared(request: pytest.FixtureRequest) -> Room:
    """One room for many tests."""
    subject: Subject = request.getfixturevalue(request.param)
    return subject.room()


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS.keys())
def test_one_poisonous_event_does_not_harm_its_neighbours(shared: Room, poison: Poison):
    room = shared
    before, after = room.message("before"), room.message("after")
    poisonous = poison(room, before)
    assert len(room.refused(before, poisonous, after)) == 1
    assert room.survey(before, poisonous, after)["present"] == ids([before, after])


def test_poison_of_all_kinds_is_picked_out(either: Subject):
    room = either.room()
    healthy = [room.message(str(number)) for number in range(len(POISONS))]
    poisonous = [poison(room, healthy[0]) for poison in POISONS.values()]
    mixed = [event for pair in zip(healthy, poisonous, strict=True) for event in pair]
    assert len(room.refused(*mixed)) == len(POISONS)
    assert room.bodies() == [str(number) for number in range(len(POISONS))]


HARMLESS = {
    "a NUL in a text": "a\0b",
    "right to left": "\u202eabc",
    "emoji": "👩‍👩‍👧‍👦",
    "as large as it may be": "x" * 64_500,
}


@pytest.mark.parametrize("body", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_looks_like_poison_and_is_none_is_laid(either: Subject, body: str):
    room = either.room()
    room.laid(room.message(body))
    assert room.bodies() == [body]


def test_what_refers_to_a_refused_event_is_refused_too(either: Subject):
    room = either.room()
    gone = room.message(content={"org.matrix.labels": 7})
    reply = room.message("reply", content={"m.relates_to": {"m.in_reply_to": {"event_id": gone["event_id"]}}})
    pins = room.event("m.room.pinned_events", {"pinned": [gone["event_id"]]}, state_key="", sender=BOT)
    events = (
        gone,
        reply,
        room.reaction(reply),
        room.reaction(gone),
        room.redaction(gone),
        room.message("unharmed"),
        pins,
    )
    assert room.refused(*events) == ["M_UNKNOWN", *["BERINGIA_DEPENDS"] * 5]
    assert room.bodies() == ["unharmed"]


def test_what_comes_long_after_a_refused_event_is_refused_too(either: Subject):
    room = either.room()
    gone = room.message(content={"org.matrix.labels": 7})
    others = [room.message(str(number)) for number in range(250)]
    assert room.refused(gone, *others, room.reaction(gone)) == ["M_UNKNOWN", "BERINGIA_DEPENDS"]


def test_a_request_that_is_poison_as_a_whole_says_so(subject: Subject):
    room = subject.room()
    raw = b'{"events": [{"event_id": "$\\ud800"}]}'
    answer = subject.call("POST", f"{BEDROCK}/rooms/{quote(room.id)}/lay", raw)
    assert (answer.status, answer.code) == (400, "M_BAD_JSON")
