from typing import Any

from bridge.matrix.events import Draft, EventId, Given, Role, Surroundings, UserId
from bridge.model.amendment import ReactionChange
from bridge.model.ids import MediaId, MessageId, PersonId
from bridge.model.message import Message, Reaction, Reactor
from tests.unit.matrix.cast import ANNA, BORA, BOT, CHIDI, converted, drafts, ghost, here, message, surroundings

HERSELF = UserId("@anna:example.org")


def given(sender: UserId, key: str = "👍", *, ours: bool = True) -> Given:
    return Given(sender, key, EventId(f"$by-{sender}"), ours)


def reaction(*people: PersonId, count: int | None = None, emoji: str = "👍", **more: Any) -> Reaction:
    by = tuple(Reactor(person=person, time=5000) for person in people)
    return Reaction(emoji=emoji, count=len(people) if count is None else count, by=by, **more)


def changed(*reactions: Reaction, partial: bool = False) -> Message:
    content = ReactionChange(message=MessageId("3"), reactions=reactions, partial=partial)
    return message(content, id=MessageId("3~r"), sender=None)


def standing(*there: Given, **changes: Any) -> Surroundings:
    return surroundings(**{"live": True, "events": here("3"), "given": {"3": there}, **changes})


def told(made: tuple[Draft, ...]) -> list[tuple[Role, str, str | None]]:
    return [(draft.role, draft.sender, draft.redacts or draft.key) for draft in made]


def test_a_new_reaction_is_given_by_its_giver_in_time() -> None:
    [draft] = drafts(changed(reaction(BORA)), standing())
    assert (draft.sender, draft.type, draft.time, draft.target) == (ghost(BORA), "m.reaction", 5000, "3")
    expected = {"rel_type": "m.annotation", "event_id": "$event-3", "key": "👍"}
    assert draft.content["m.relates_to"] == expected


def test_what_is_given_already_is_not_given_again() -> None:
    assert drafts(changed(reaction(BORA)), standing(given(ghost(BORA)))) == ()


def test_what_somebody_gave_in_matrix_is_not_given_again_by_their_ghost() -> None:
    around = standing(given(HERSELF, "❤", ours=False), linked={ANNA: HERSELF})
    assert drafts(changed(reaction(ANNA, emoji="❤️")), around) == ()


def test_what_is_no_longer_there_is_taken_back_by_its_giver() -> None:
    made = drafts(changed(), standing(given(ghost(BORA))))
    assert told(made) == [(Role.REDACTION, ghost(BORA), f"$by-{ghost(BORA)}")]


def test_another_emoji_takes_the_place_of_the_first() -> None:
    made = drafts(changed(reaction(BORA, emoji="🎉")), standing(given(ghost(BORA))))
    assert told(made) == [(Role.REDACTION, ghost(BORA), f"$by-{ghost(BORA)}"), (Role.REACTION, ghost(BORA), "🎉")]


def test_whoever_is_not_named_may_have_reacted_still() -> None:
    made = converted(changed(reaction(BORA, count=2), partial=True), standing(given(ghost(ANNA)), given(ghost(BORA))))
    assert (made.drafts, made.losses) == ((), ())


def test_as_many_are_taken_back_as_the_count_has_no_room_for_the_oldest_first() -> None:
    around = standing(given(ghost(ANNA)), given(ghost(CHIDI)))
    made = drafts(changed(reaction(BORA, count=2), partial=True), around)
    assert told(made) == [(Role.REDACTION, ghost(ANNA), f"$by-{ghost(ANNA)}"), (Role.REACTION, ghost(BORA), "👍")]


def test_reactions_of_people_in_matrix_stay() -> None:
    stranger = given(UserId("@stranger:example.org"), ours=False)
    assert drafts(changed(), standing(stranger)) == ()


def test_what_somebody_took_back_on_the_network_the_bot_takes_back() -> None:
    around = standing(given(HERSELF, ours=False), linked={ANNA: HERSELF})
    assert told(drafts(changed(), around)) == [(Role.REDACTION, BOT, f"$by-{HERSELF}")]


def test_in_doubt_what_somebody_gave_in_matrix_stays() -> None:
    around = standing(given(HERSELF, ours=False), linked={ANNA: HERSELF})
    assert drafts(changed(reaction(count=1), partial=True), around) == ()


def test_reactions_without_a_name_are_counted() -> None:
    made = converted(changed(reaction(count=3), reaction(count=1, emoji=":5:", media=MediaId("emoji/5"))), standing())
    assert made.losses == ("reactions-without-name:4", "reaction-pictures-as-text:1")


def test_the_same_person_named_twice_reacts_once() -> None:
    assert len(drafts(changed(reaction(BORA, BORA)), standing())) == 1


def test_whoever_is_not_in_the_room_comes_in_to_react() -> None:
    made = drafts(changed(reaction(BORA)), standing(joined=frozenset()))
    assert [draft.role for draft in made] == [Role.INVITE, Role.JOIN, Role.REACTION]


def test_reactions_to_what_is_not_here_are_lost() -> None:
    made = converted(changed(reaction(BORA)), standing(events={}))
    assert (made.drafts, made.losses, made.outcome) == ((), ("reaction-target-not-here",), "done")
