from typing import Any

from bridge.matrix.events import Draft, Role, Surroundings
from bridge.matrix.room_state import RoomState
from bridge.model.event import Change, Member, Membership
from bridge.model.ids import PersonId
from bridge.model.message import Reaction, Reactor
from tests.unit.matrix.cast import ANNA, BORA, BOT, CHIDI, drafts, ghost, message, surroundings


def change(kind: Change, *members: PersonId | Member, **more: Any) -> Membership:
    known = (member if isinstance(member, Member) else Member(person=member) for member in members)
    return Membership(change=kind, members=tuple(known), **more)


def with_joined(*people: str) -> Surroundings:
    return surroundings(joined=frozenset(map(ghost, people)))


def told(made: tuple[Draft, ...]) -> list[tuple[str, str, str | None]]:
    return [(draft.role.value, draft.sender, draft.state_key) for draft in made]


def test_whoever_joins_is_let_in_and_comes_in_at_that_time() -> None:
    made = drafts(message(change(Change.JOINED, ANNA), time=5000), with_joined())
    assert told(made) == [("invite", BOT, ghost(ANNA)), ("join", ghost(ANNA), ghost(ANNA))]
    assert {draft.time for draft in made} == {5000}
    assert made[1].content | {"beringia.source": 0} == {
        "membership": "join", "displayname": "Anna (Telegram)", "beringia.source": 0,
    }  # fmt: skip


def test_an_avatar_comes_along() -> None:
    around = surroundings(joined=frozenset(), avatars={ANNA: "mxc://example.org/anna"})
    made = drafts(message(change(Change.JOINED, ANNA)), around)
    assert made[1].content["avatar_url"] == "mxc://example.org/anna"


def test_whoever_is_invited_is_invited_by_the_actor() -> None:
    made = drafts(message(change(Change.INVITED, BORA)), with_joined(ANNA))
    assert told(made) == [("invite", ghost(ANNA), ghost(BORA)), ("join", ghost(BORA), ghost(BORA))]


def test_an_actor_who_is_not_here_comes_in_first() -> None:
    made = drafts(message(change(Change.INVITED, BORA)), with_joined())
    assert told(made)[:3] == [
        ("invite", BOT, ghost(ANNA)), ("join", ghost(ANNA), ghost(ANNA)), ("invite", ghost(ANNA), ghost(BORA)),
    ]  # fmt: skip


def test_more_words_are_the_reason() -> None:
    made = drafts(message(change(Change.JOINED, ANNA, how="by invite link")), with_joined())
    assert made[1].content["reason"] == "by invite link"


def test_whoever_leaves_goes_by_themselves() -> None:
    made = drafts(message(change(Change.LEFT, ANNA)), with_joined(ANNA))
    assert told(made) == [("leave", ghost(ANNA), ghost(ANNA))]


def test_whoever_is_removed_goes_by_the_bot_with_the_reason() -> None:
    (draft,) = drafts(message(change(Change.REMOVED, BORA)), with_joined(BORA))
    assert told((draft,)) == [("leave", BOT, ghost(BORA))]
    assert draft.content["reason"] == "removed by Anna"


def test_whoever_never_was_here_does_not_come_in_to_leave() -> None:
    (draft,) = drafts(message(change(Change.LEFT, ANNA)), with_joined())
    assert (draft.sender, draft.content["body"]) == (BOT, "Anna left the chat")


def test_whoever_is_here_already_does_not_come_in_again() -> None:
    (draft,) = drafts(message(change(Change.JOINED, ANNA)), with_joined(ANNA))
    assert draft.content["body"] == "Anna joined the chat"


def test_mere_names_are_told_in_one_sentence() -> None:
    members = Member(name="Dana"), Member(name="Ed\u202e"), Member()
    (draft,) = drafts(message(change(Change.INVITED, *members)), with_joined(ANNA))
    assert draft.content["body"] == "Anna added Dana, Ed and somebody to the chat"


def test_known_people_and_mere_names_come_together() -> None:
    made = drafts(message(change(Change.REMOVED, BORA, Member(name="Dana"))), with_joined(ANNA, BORA))
    assert [draft.role for draft in made] == [Role.LEAVE, Role.MESSAGE]
    assert made[1].content["body"] == "Anna removed Dana from the chat"


def test_a_change_of_nobody_is_still_visible() -> None:
    (draft,) = drafts(message(change(Change.JOINED)), with_joined(ANNA))
    assert draft.content["body"] == "somebody joined the chat"


def test_the_same_person_twice_changes_once() -> None:
    made = drafts(message(change(Change.JOINED, ANNA, ANNA)), with_joined())
    assert [draft.role for draft in made] == [Role.INVITE, Role.JOIN]


def test_speakers_and_reactors_come_in_before_anything_is_said() -> None:
    reaction = Reaction(emoji="👍", count=2, by=(Reactor(person=BORA), Reactor(person=CHIDI)))
    made = drafts(message(reactions=(reaction,)), with_joined(CHIDI))
    roles = [draft.role.value for draft in made]
    assert roles == ["invite", "join", "invite", "join", "message", "reaction", "reaction"]


def test_whoever_leaves_and_still_reacts_comes_in_again() -> None:
    reaction = Reaction(emoji="👋", count=1, by=(Reactor(person=ANNA),))
    made = drafts(message(change(Change.LEFT, ANNA), reactions=(reaction,)), with_joined(ANNA))
    assert [draft.role.value for draft in made] == ["leave", "invite", "join", "reaction"]


def test_the_rooms_state_follows_its_events() -> None:
    made = drafts(message(change(Change.INVITED, BORA)), with_joined())
    assert RoomState().after_all(made).joined == {ghost(ANNA), ghost(BORA)}
    left = drafts(message(change(Change.LEFT, ANNA)), with_joined(ANNA))
    assert RoomState(joined=frozenset({ghost(ANNA)})).after_all(left) == RoomState()
