from bridge.matrix.from_event import mentioned
from tests.unit.matrix.from_event.cast import (
    ANNA,
    BORA,
    EVE,
    answering,
    edit,
    event,
    html,
    member,
    reaction,
    redaction,
    related,
    state,
)


def test_the_sender_is_always_needed():
    assert mentioned(event()).users == (ANNA,)


def test_an_answer_in_a_thread_needs_both():
    content = related("m.thread", "$root", **{"m.in_reply_to": {"event_id": "$answered"}})
    assert mentioned(event(content)).events == ("$root", "$answered")
    assert mentioned(event(answering("$answered"))).events == ("$answered",)


def test_edits_votes_and_deletions_need_their_targets():
    assert mentioned(edit("x", "$a")).events == ("$a",)
    assert mentioned(event(related("m.reference", "$b"), "m.poll.response")).events == ("$b",)
    assert mentioned(redaction("$c")).events == ("$c",)


def test_reactions_need_those_that_were_given():
    assert mentioned(reaction("👍", "$a")).reacted == "$a"
    assert mentioned(redaction("$b")).reacted == "$b"
    assert mentioned(event()).reacted is None


def test_pins_need_what_is_pinned_and_what_was():
    pins = state("m.room.pinned_events", {"pinned": ["$a", "$b", 5, "x"]})
    found = mentioned(pins, {"pinned": ["$b", "$c"]})
    assert (found.events, found.is_state) == (("$a", "$b", "$c"), True)


def test_people_are_found_in_mentions_pills_memberships_and_ranks():
    pill = f"<a href='https://matrix.to/#/{EVE.replace('@', '%40')}'>Eve</a>"
    assert mentioned(event({**html(pill), "m.mentions": {"user_ids": [BORA]}})).users == (ANNA, BORA, EVE)
    assert mentioned(edit(html(pill))).users == (ANNA, EVE)
    assert mentioned(member("ban", "join", BORA)).users == (ANNA, BORA)
    ranks = state("m.room.power_levels", {"users": {BORA: 50, EVE: 0}}, {"users": {EVE: 0}})
    assert mentioned(ranks).users == (ANNA, BORA)


def test_nobody_makes_us_look_up_thousands():
    content = {"body": "x", **html("".join(f"<a href='matrix:u/{number}:x.org'>x</a>" for number in range(999)))}
    assert len(mentioned(event(content)).users) == 200
