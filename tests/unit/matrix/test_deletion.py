from typing import Any

from bridge.matrix.events import Draft, Earlier, EventId, Role, UserId
from bridge.model.amendment import Deletion
from bridge.model.ids import MessageId
from bridge.model.message import Message
from tests.unit.matrix.cast import ANNA, BOT, converted, drafts, ghost, message, surroundings


def part(number: int = 0, **changes: Any) -> Earlier:
    defaults: dict[str, Any] = {"sender": ghost(ANNA), "type": "m.room.message", "role": Role.MESSAGE}
    return Earlier(event_id=EventId(f"$part-{number}"), **defaults | changes)


def deleted(*messages: str) -> Message:
    return message(Deletion(messages=tuple(map(MessageId, messages))), id=MessageId("3~d"), sender=None)


def gone(made: tuple[Draft, ...]) -> list[tuple[str, str | None]]:
    return [(draft.sender, draft.redacts) for draft in made]


def test_whoever_said_it_takes_it_back() -> None:
    [draft] = drafts(deleted("3"), surroundings(parts={"3": (part(),)}))
    assert (draft.type, draft.role, draft.state_key) == ("m.room.redaction", Role.REDACTION, None)
    assert (draft.sender, draft.redacts) == (ghost(ANNA), "$part-0")


def test_all_that_said_it_is_taken_back_edits_too() -> None:
    edit, end = part(1, role=Role.REVISION, key="$part-0"), part(2, role=Role.POLL_END)
    made = drafts(deleted("3"), surroundings(parts={"3": (part(0), edit, end)}))
    assert [draft.redacts for draft in made] == ["$part-0", "$part-1", "$part-2"]


def test_several_messages_are_taken_back_at_once() -> None:
    made = drafts(deleted("3", "4"), surroundings(parts={"3": (part(0),), "4": (part(1),)}))
    assert [draft.redacts for draft in made] == ["$part-0", "$part-1"]


def test_one_event_that_became_two_messages_is_taken_back_once() -> None:
    made = drafts(deleted("3", "4"), surroundings(parts={"3": (part(),), "4": (part(),)}))
    assert len(made) == 1


def test_the_bot_takes_back_what_a_person_said() -> None:
    theirs = part(sender=UserId("@anna:example.org"), role=Role.ECHO, ours=False)
    assert gone(drafts(deleted("3"), surroundings(parts={"3": (theirs,)}))) == [(BOT, "$part-0")]


def test_nobody_comes_in_to_take_back_what_they_said() -> None:
    around = surroundings(parts={"3": (part(),)}, joined=frozenset())
    assert gone(drafts(deleted("3"), around)) == [(BOT, "$part-0")]


def test_what_is_not_here_needs_no_taking_back() -> None:
    made = converted(deleted("3", "4"))
    assert (made.drafts, made.outcome) == ((), "done")
    assert made.losses == ("deletion-target-not-here:2",)


def test_what_happened_to_the_room_stays() -> None:
    made = converted(deleted("3"), surroundings(parts={"3": (part(role=Role.STATE, type="m.room.name"),)}))
    assert (made.drafts, made.losses) == ((), ("deletion-of-change:1",))
