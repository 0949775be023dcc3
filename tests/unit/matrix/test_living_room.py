"""What is said otherwise while people are in the room."""

from typing import Any

from bridge.matrix.events import Draft, Earlier, EventId, Role, Surroundings, UserId
from bridge.model.amendment import Vote
from bridge.model.content import Poll, PollOption, Written
from bridge.model.event import AvatarChange, Change, DescriptionChange, Member, Membership, Pin, TitleChange
from bridge.model.ids import MessageId, PersonId
from bridge.model.media import MediaState
from bridge.model.message import Message
from bridge.model.text import Span, Style
from tests.unit.matrix.cast import (
    ANNA,
    BORA,
    BOT,
    attachment,
    converted,
    drafts,
    ghost,
    here,
    message,
    only,
    surroundings,
    text,
)

HIMSELF = UserId("@bora:example.org")


def live(**changes: Any) -> Surroundings:
    return surroundings(**{"live": True, **changes})


def change(kind: Change, *people: PersonId, **more: Any) -> Message:
    members = tuple(Member(person=person) for person in people)
    return message(Membership(change=kind, members=members), **more)


def members(made: tuple[Draft, ...]) -> list[tuple[str, str | None, str]]:
    return [(draft.sender, draft.state_key, draft.content["membership"]) for draft in made if draft.state_key]


def told(made: tuple[Draft, ...]) -> list[tuple[str, str]]:
    return [(draft.sender, draft.content["body"]) for draft in made if draft.type == "m.room.message"]


def test_the_bot_renames_the_room_and_whoever_did_it_says_so() -> None:
    made = drafts(message(TitleChange("Harbour")), live())
    assert [(draft.sender, draft.type) for draft in made] == [
        (ghost(ANNA), "m.room.message"),
        (BOT, "m.room.name"),
    ]
    assert told(made) == [(ghost(ANNA), "Anna changed the name of the chat to: Harbour")]


def test_what_nobody_did_the_bot_does_without_a_word() -> None:
    draft = only(message(TitleChange("Harbour"), sender=None), live())
    assert (draft.sender, draft.type) == (BOT, "m.room.name")


def test_a_name_that_is_too_long_is_told_once() -> None:
    assert len(told(drafts(message(TitleChange("x" * 300)), live()))) == 1


def test_topic_and_picture_are_the_bots_too() -> None:
    changes = DescriptionChange("All about boats"), AvatarChange()
    assert [drafts(message(content), live())[-1].sender for content in changes] == [BOT, BOT]


def test_a_pin_is_the_bots_and_the_words_answer_what_was_pinned() -> None:
    notice, state = drafts(message(Pin(MessageId("3"))), live(events=here("3"), pinned=(EventId("$other"),)))
    assert notice.content["m.relates_to"] == {"m.in_reply_to": {"event_id": "$event-3"}}
    assert (state.sender, state.content["pinned"]) == (BOT, ["$other", "$event-3"])


def test_what_is_unpinned_is_pinned_no_longer() -> None:
    around = live(events=here("3"), pinned=(EventId("$event-3"), EventId("$other")))
    made = drafts(message(Pin(MessageId("3"), removed=True)), around)
    assert told(made) == [(ghost(ANNA), "Anna unpinned a message")]
    assert made[-1].content["pinned"] == ["$other"]


def test_all_can_be_unpinned_at_once() -> None:
    made = drafts(message(Pin(removed=True)), live(pinned=(EventId("$other"),)))
    assert told(made) == [(ghost(ANNA), "Anna unpinned all messages")]
    assert made[-1].content["pinned"] == []


def test_unpinning_what_is_not_here_is_told() -> None:
    made = converted(message(Pin(MessageId("3"), removed=True)), live())
    assert told(made.drafts) == [(ghost(ANNA), "Anna unpinned a message that is not here")]
    assert made.losses == ("pin-target-not-here",)


def test_whoever_is_added_is_invited_by_the_bot() -> None:
    made = drafts(change(Change.INVITED, BORA), live(joined=frozenset({ghost(ANNA)})))
    assert members(made) == [(BOT, ghost(BORA), "invite"), (ghost(BORA), ghost(BORA), "join")]
    assert made[1].content["reason"] == "added by Anna"


def test_whoever_is_banned_is_banned_by_the_bot() -> None:
    made = drafts(change(Change.BANNED, BORA), live())
    assert members(made) == [(BOT, ghost(BORA), "ban")]
    assert made[0].content["reason"] == "banned by Anna"


def test_whoever_may_come_back_is_no_longer_banned() -> None:
    made = drafts(change(Change.UNBANNED, BORA), live(joined=frozenset(), banned=frozenset({ghost(BORA)})))
    assert members(made) == [(BOT, ghost(BORA), "leave")]


def test_that_somebody_may_come_back_who_was_not_banned_is_told() -> None:
    assert told(drafts(change(Change.UNBANNED, BORA), live())) == [(ghost(ANNA), "Anna lets Bora come back")]


def test_whoever_is_banned_and_speaks_is_pardoned_first() -> None:
    made = drafts(message(), live(joined=frozenset(), banned=frozenset({ghost(ANNA)})))
    assert [membership for _, _, membership in members(made)] == ["leave", "invite", "join"]


def test_in_a_history_a_ban_is_a_removal() -> None:
    [draft] = drafts(change(Change.BANNED, BORA))
    assert (draft.content["membership"], draft.content["reason"]) == ("leave", "banned by Anna")


def test_whoever_is_removed_on_the_network_is_removed_as_themselves_too() -> None:
    levels = {"users": {BOT: 100}}
    around = live(linked={BORA: HIMSELF}, levels=levels, joined=frozenset({ghost(ANNA), ghost(BORA), HIMSELF}))
    made = drafts(change(Change.REMOVED, BORA), around)
    assert members(made) == [(BOT, ghost(BORA), "leave"), (BOT, HIMSELF, "leave")]


def test_whoever_rules_the_room_is_not_removed_from_it() -> None:
    levels = {"users": {BOT: 100, HIMSELF: 100}}
    around = live(linked={BORA: HIMSELF}, levels=levels, joined=frozenset({ghost(ANNA), ghost(BORA), HIMSELF}))
    assert members(drafts(change(Change.REMOVED, BORA), around)) == [(BOT, ghost(BORA), "leave")]


def test_whoever_leaves_the_network_stays_as_themselves() -> None:
    around = live(linked={BORA: HIMSELF}, levels={}, joined=frozenset({ghost(BORA), HIMSELF}))
    assert members(drafts(change(Change.LEFT, BORA, sender=BORA), around)) == [(ghost(BORA), ghost(BORA), "leave")]


def test_a_mention_calls_the_person_who_is_here() -> None:
    words = text("@bora", Span(start=0, end=5, style=Style.MENTION, person=BORA))
    draft = only(message(Written(words)), live(linked={BORA: HIMSELF}))
    assert draft.content["m.mentions"] == {"user_ids": [HIMSELF]}
    assert f"https://matrix.to/#/{HIMSELF}" in draft.content["formatted_body"]


def test_a_poll_goes_on() -> None:
    draft = only(message(poll(0, 0)), live())
    answers = [answer["org.matrix.msc1767.text"] for answer in draft.content[draft.type]["answers"]]
    assert (draft.type, answers) == ("org.matrix.msc3381.poll.start", ["Day 1", "Day 2"])


def test_a_poll_that_has_votes_already_is_counted() -> None:
    made = drafts(message(poll(2, 0)), live())
    assert told(made) == [(BOT, "Votes on Telegram:\n• Day 1 (2 votes)\n• Day 2 (0 votes)")]


def test_a_poll_that_is_over_ends() -> None:
    assert [draft.role for draft in drafts(message(poll(2, 0, closed=True)), live())] == [Role.MESSAGE, Role.POLL_END]


def test_a_vote_is_given_by_the_voter() -> None:
    begun = Earlier(EventId("$poll"), ghost(BORA), "org.matrix.msc3381.poll.start", Role.MESSAGE)
    draft = only(message(Vote(message=MessageId("3"), options=(1,))), live(parts={"3": (begun,)}))
    assert (draft.sender, draft.role, draft.target) == (ghost(ANNA), Role.VOTE, "3")
    assert draft.content["org.matrix.msc3381.poll.response"] == {"answers": ["2"]}
    assert draft.content["m.relates_to"] == {"rel_type": "m.reference", "event_id": "$poll"}


def test_a_vote_in_a_poll_that_is_not_here_is_not_shown() -> None:
    made = converted(message(Vote(message=MessageId("3"), options=(1,))), live())
    assert (made.drafts, made.losses) == ((), ("vote-not-shown",))


def test_a_file_that_cannot_be_had_is_not_said_to_be_missing_from_an_export() -> None:
    item = message(attachment(state=MediaState.LOST, reference=None, reason="it has expired"))
    [(_, body)] = told(drafts(item, live()))
    assert body == "[photo could not be carried over: beach.jpg (it has expired)]"


def poll(*votes: int, closed: bool = False) -> Poll:
    options = tuple(PollOption(text=f"Day {number}", votes=count) for number, count in enumerate(votes, 1))
    return Poll(question="When?", options=options, closed=closed)
