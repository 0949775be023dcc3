from bridge.matrix.events import RoomId, UserId
from bridge.matrix.from_event import Read, TypingNow, read_up_to, typing_of
from tests.unit.matrix.from_event.cast import ANNA, BORA

ROOM = RoomId("!room:example.org")


def receipt(kinds):
    return {"type": "m.receipt", "room_id": ROOM, "content": {"$last": kinds}}


def read(**changes):
    return Read(**{"room": ROOM, "user": ANNA, "event": "$last"} | changes)


def test_who_is_typing_is_known():
    event = {"type": "m.typing", "room_id": ROOM, "content": {"user_ids": [ANNA, 5, "nobody"]}}
    assert typing_of(event) == TypingNow(ROOM, (UserId(ANNA),))


def test_that_nobody_is_typing_is_known_too():
    assert typing_of({"type": "m.typing", "room_id": ROOM, "content": {}}) == TypingNow(ROOM, ())


def test_other_events_are_not_typing():
    assert typing_of(receipt({})) is None


def test_who_has_read_how_far_is_known():
    found = read_up_to(receipt({"m.read": {ANNA: {"ts": 5}, BORA: {"ts": 6, "thread_id": "main"}}}))
    assert found == (read(time=5), read(user=BORA, time=6))


def test_a_thread_is_read_by_itself():
    assert read_up_to(receipt({"m.read": {ANNA: {"thread_id": "$root"}}})) == (read(thread="$root"),)


def test_what_somebody_reads_in_private_stays_private():
    assert read_up_to(receipt({"m.read.private": {ANNA: {"ts": 5}}})) == ()


def test_broken_receipts_tell_nothing():
    assert read_up_to(receipt(5)) == read_up_to(receipt({"m.read": [ANNA]})) == ()
    assert read_up_to({"type": "m.typing", "content": {"$last": {"m.read": {ANNA: {}}}}}) == ()
