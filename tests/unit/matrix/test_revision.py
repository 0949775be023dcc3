from typing import Any

from bridge.matrix.events import Draft, Earlier, EventId, Role, Surroundings, UserId
from bridge.model.amendment import Amended, Revision
from bridge.model.content import Poll, PollOption, Written
from bridge.model.ids import MessageId
from bridge.model.media import MediaKind
from bridge.model.message import Forward, Message, Reaction, Reactor
from bridge.model.text import Span, Style, Text
from tests.unit.matrix.cast import (
    ANNA,
    BORA,
    BOT,
    PHOTO,
    attachment,
    converted,
    drafts,
    ghost,
    here,
    message,
    only,
    reply,
    surroundings,
    text,
    upload,
)

POLL = "org.matrix.msc3381.poll.start"
HERSELF = UserId("@anna:example.org")


def part(number: int = 0, **changes: Any) -> Earlier:
    defaults: dict[str, Any] = {"sender": ghost(ANNA), "type": "m.room.message", "role": Role.MESSAGE}
    return Earlier(event_id=EventId(f"$part-{number}"), **defaults | changes)


def live(*parts: Earlier, **changes: Any) -> Surroundings:
    earlier = {"3": parts} if parts else {}
    return surroundings(**{"live": True, "parts": earlier, "events": here("3"), **changes})


def edit(content: Amended | str = "Goodbye", **changes: Any) -> Message:
    said = Written(Text(content)) if isinstance(content, str) else content
    revision = Revision(message=MessageId("3"), content=said)
    return message(revision, **{"id": MessageId("3~e1"), **changes})


def poll(*votes: int | None, **changes: Any) -> Poll:
    options = tuple(PollOption(text=f"Day {number}", votes=count) for number, count in enumerate(votes, 1))
    return Poll(**{"question": "When?", "options": options, **changes})


def told(made: tuple[Draft, ...]) -> list[tuple[Role, str, str | None]]:
    return [(draft.role, draft.sender, draft.redacts or draft.key) for draft in made]


def test_an_edit_takes_the_place_of_what_was_said() -> None:
    draft = only(edit(), live(part()))
    assert (draft.sender, draft.type, draft.role) == (ghost(ANNA), "m.room.message", Role.REVISION)
    assert draft.content["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$part-0"}
    assert draft.content["m.new_content"] == {"msgtype": "m.text", "body": "Goodbye", "m.mentions": {}}


def test_clients_that_know_no_edits_see_a_star() -> None:
    bold = text("Goodbye", Span(start=0, end=7, style=Style.BOLD))
    draft = only(edit(Written(bold)), live(part()))
    assert draft.content["body"] == "* Goodbye"
    assert draft.content["formatted_body"] == "* <strong>Goodbye</strong>"


def test_an_edit_says_which_message_it_belongs_to_and_what_it_replaces() -> None:
    draft = only(edit(), live(part()))
    assert (draft.target, draft.key) == ("3", "$part-0")


def test_an_edit_mentions_people_without_calling_them() -> None:
    words = text("@bora", Span(start=0, end=5, style=Style.MENTION, person=BORA))
    content = only(edit(Written(words)), live(part())).content
    assert content["m.new_content"]["m.mentions"] == {"user_ids": [ghost(BORA)]}
    assert content["m.mentions"] == {}


def test_a_client_marks_an_edit_by_itself() -> None:
    made = converted(edit(edited=1_600_000_000_000), live(part()))
    assert "edited" not in made.drafts[0].content.get("formatted_body", "")
    assert made.losses == ()


def test_an_edit_keeps_the_words_around_the_message() -> None:
    draft = only(edit(forward=Forward(name="Dana")), live(part()))
    assert draft.content["m.new_content"]["body"] == "Forwarded from Dana\nGoodbye"


def test_an_edited_answer_stays_an_answer_without_saying_so_again() -> None:
    draft = only(edit(reply=reply("1")), live(part(), events=here("1", "3")))
    assert "m.relates_to" not in draft.content["m.new_content"]
    assert draft.content["m.new_content"]["body"] == "Goodbye"


def test_what_has_become_longer_goes_on_in_further_messages() -> None:
    made = drafts(edit("word " * 3_000), live(part(), content_limit=8_000))
    assert [draft.role for draft in made] == [Role.REVISION, *[Role.MESSAGE] * (len(made) - 1)]
    assert len(made) > 2
    assert {draft.target for draft in made} == {"3"}


def test_what_has_become_shorter_takes_the_rest_away_with_its_edits() -> None:
    revised = part(2, role=Role.REVISION, key="$part-1")
    made = drafts(edit(), live(part(0), part(1), revised))
    assert told(made) == [
        (Role.REVISION, ghost(ANNA), "$part-0"),
        (Role.REDACTION, ghost(ANNA), "$part-1"),
        (Role.REDACTION, ghost(ANNA), "$part-2"),
    ]


def test_a_second_edit_replaces_the_message_itself() -> None:
    made = drafts(edit(), live(part(0), part(1, role=Role.REVISION, key="$part-0")))
    assert told(made) == [(Role.REVISION, ghost(ANNA), "$part-0")]


def test_a_long_edit_is_whole_although_it_is_said_twice() -> None:
    words = "word " * 700
    content = only(edit(words), live(part(), content_limit=6_000)).content
    assert content["m.new_content"]["body"] == words
    assert content["body"].startswith("* word word")
    assert len(content["body"]) < 250


def test_a_new_file_takes_the_place_of_the_old() -> None:
    draft = only(edit(attachment(caption="Better")), live(part(), uploads={PHOTO: upload()}))
    assert draft.content["m.new_content"]["url"] == upload().uri
    assert (draft.content["body"], draft.content["filename"]) == ("* Better", "beach.jpg")


def test_a_file_without_a_caption_gets_none_from_the_star() -> None:
    draft = only(edit(attachment()), live(part(), uploads={PHOTO: upload()}))
    assert draft.content["body"] == draft.content["filename"]


def test_a_sticker_that_stays_one_stays_as_it_is() -> None:
    around = live(part(type="m.sticker"), uploads={PHOTO: upload("image/webp")})
    assert drafts(edit(attachment(MediaKind.STICKER)), around) == ()


def test_what_a_person_said_in_matrix_is_answered_in_their_ghosts_voice() -> None:
    draft = only(edit(), live(part(sender=HERSELF, role=Role.ECHO, ours=False)))
    assert (draft.sender, draft.role, draft.content["body"]) == (ghost(ANNA), Role.MESSAGE, "edited: Goodbye")
    assert draft.content["m.relates_to"] == {"m.in_reply_to": {"event_id": "$event-3"}}


def test_such_an_answer_is_replaced_by_the_next_edit() -> None:
    made = drafts(edit("Hi"), live(part(0, sender=HERSELF, role=Role.ECHO, ours=False), part(1)))
    assert told(made) == [(Role.REVISION, ghost(ANNA), "$part-1")]
    assert made[0].content["m.new_content"]["body"] == "edited: Hi"


def test_what_a_person_said_in_matrix_is_answered_with_the_new_picture() -> None:
    around = live(part(sender=HERSELF, role=Role.ECHO, ours=False), uploads={PHOTO: upload()})
    draft = only(edit(attachment(caption="Better")), around)
    assert (draft.content["url"], draft.content["body"]) == (upload().uri, "edited: Better")


def test_what_is_not_here_is_told_in_the_editors_voice() -> None:
    made = converted(edit(edited=1_600_000_000_000), live(events={}))
    assert [(draft.sender, draft.content["body"]) for draft in made.drafts] == [(ghost(ANNA), "edited: Goodbye")]
    assert made.losses == ("revision-target-not-here",)


def test_whoever_left_comes_in_to_edit() -> None:
    made = drafts(edit(), live(part(), joined=frozenset()))
    assert [draft.role for draft in made] == [Role.INVITE, Role.JOIN, Role.REVISION]


def test_what_an_unknown_sender_said_is_edited_by_the_bot() -> None:
    draft = only(edit(sender=None), live(part(sender=BOT)))
    assert (draft.sender, draft.role) == (BOT, Role.REVISION)


def test_reactions_that_come_with_an_edit_are_not_given_again() -> None:
    given = Reaction(emoji="👍", count=1, by=(Reactor(person=BORA),))
    assert [draft.role for draft in drafts(edit(reactions=(given,)), live(part()))] == [Role.REVISION]


def test_votes_are_counted_by_the_bot_in_answer_to_the_poll() -> None:
    draft = only(edit(poll(3, 1, voters=4)), live(part(type=POLL)))
    assert (draft.sender, draft.role) == (BOT, Role.MESSAGE)
    assert draft.content["body"] == "Votes on Telegram, by 4 people:\n• Day 1 (3 votes)\n• Day 2 (1 vote)"
    assert draft.content["m.relates_to"] == {"m.in_reply_to": {"event_id": "$part-0"}}


def test_more_votes_take_the_place_of_the_last_count() -> None:
    made = drafts(edit(poll(4, 1)), live(part(0, type=POLL), part(1, sender=BOT)))
    assert told(made) == [(Role.REVISION, BOT, "$part-1")]


def test_a_poll_without_votes_has_nothing_to_count() -> None:
    assert drafts(edit(poll(0, None)), live(part(type=POLL))) == ()


def test_a_poll_that_is_closed_ends_with_its_results() -> None:
    made = drafts(edit(poll(3, 0, closed=True)), live(part(type=POLL)))
    assert [(draft.role, draft.sender) for draft in made] == [(Role.MESSAGE, BOT), (Role.POLL_END, ghost(ANNA))]
    assert made[1].content["m.relates_to"] == {"rel_type": "m.reference", "event_id": "$part-0"}


def test_a_poll_ends_once() -> None:
    ended = part(2, type="org.matrix.msc3381.poll.end", role=Role.POLL_END)
    made = drafts(edit(poll(3, 0, closed=True)), live(part(0, type=POLL), part(1, sender=BOT), ended))
    assert [draft.role for draft in made] == [Role.REVISION]


def test_the_bot_ends_a_poll_that_a_person_began_in_matrix() -> None:
    begun = part(type=POLL, sender=HERSELF, role=Role.ECHO, ours=False)
    made = drafts(edit(poll(3, 0, closed=True)), live(begun))
    assert [draft.sender for draft in made] == [BOT, BOT]


def test_an_edited_poll_that_was_told_as_a_text_is_told_as_a_text() -> None:
    draft = only(edit(poll(3, 1)), live(part()))
    assert "Day 1 (3 votes)" in draft.content["m.new_content"]["body"]
