"""Edits, deletions and reactions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telethon.tl import functions, types

from bridge.errors import NetworkRefused
from bridge.model.amendment import Deletion, ReactionChange, Revision
from bridge.model.content import Attachment, Location, Poll
from bridge.model.ids import MediaId, MessageId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.reaction import Reaction, Reactor
from bridge.model.text import Text
from bridge.sources.telegram.live.speaking import say
from bridge.sources.telegram.live.speaking.reacting import bare
from tests.support.telegram_line import Bytes, MemoryLine, poll_in_chat, utterance, written

EDIT = functions.messages.EditMessageRequest
REACT = functions.messages.SendReactionRequest
DELETE = (functions.messages.DeleteMessagesRequest, functions.channels.DeleteMessagesRequest)
FIVE = MessageId("5")
PICTURE = Media(kind=MediaKind.IMAGE, state=MediaState.PRESENT, reference=MediaId("file"))


async def edited(line, content, **more):
    return await say(line, utterance(Revision(message=FIVE, content=content), **more))


async def reacted(line, *emoji):
    given_now = tuple(Reaction(emoji=one, count=1) for one in emoji)
    return await say(line, utterance(ReactionChange(message=FIVE, reactions=given_now)))


def emoji_sent(line):
    return [[one.emoticon for one in request.reaction] for request in line.sent(REACT)]


async def test_a_message_says_something_else(line):
    spoken = await edited(line, written("peas"))
    (request,) = line.sent(EDIT)
    assert (request.id, request.message, spoken.messages) == (5, "peas", ("5",))


async def test_an_edit_that_was_made_already_is_fine(line):
    line.refuse(EDIT, "MESSAGE_NOT_MODIFIED")
    assert (await edited(line, written("peas"))).messages == ("5",)


@pytest.mark.parametrize("code", ["MESSAGE_EDIT_TIME_EXPIRED", "MESSAGE_AUTHOR_REQUIRED"])
async def test_an_edit_that_nobody_may_make_is_refused_in_words(line, code):
    line.refuse(EDIT, code)
    with pytest.raises(NetworkRefused, match="edit") as refused:
        await edited(line, written("peas"))
    assert refused.value.code == code


async def test_a_shorter_text_needs_fewer_messages(line):
    spoken = await edited(line, written("peas"), also=("6", "7"))
    assert [request.id for request in line.sent(EDIT)] == [5]
    assert line.sent(*DELETE)[0].id == [6, 7] and spoken.messages == ("5",)


async def test_a_longer_text_needs_more_messages(line):
    spoken = await edited(line, written("word " * 2000), also=("6",))
    (further,) = line.sent(functions.messages.SendMessageRequest)
    assert [request.id for request in line.sent(EDIT)] == [5, 6]
    assert further.reply_to.reply_to_msg_id == 5 and spoken.messages == ("5", "6", "101")
    assert not line.sent(*DELETE)


async def test_beside_a_file_there_is_less_room(line):
    line.refuse(EDIT, "MEDIA_CAPTION_TOO_LONG")
    spoken = await edited(line, written("word " * 300))
    assert len(line.sent(EDIT)[-1].message) <= 1024 and spoken.messages == ("5", "101")


async def test_a_caption_is_edited_without_sending_the_file_again(line):
    await edited(line, Attachment(media=PICTURE, caption=Text("peas")))
    (request,) = line.asked
    assert (request.message, request.media) == ("peas", None)


async def test_a_file_is_replaced_when_it_came_along(line):
    await edited(line, Attachment(media=PICTURE), files={"file": Bytes()})
    (request,) = line.sent(EDIT)
    assert isinstance(request.media, types.InputMediaUploadedPhoto) and request.message == ""


async def test_a_poll_is_ended(line):
    number = poll_in_chat(line)
    ended = Revision(message=MessageId(number), content=Poll(question="Lunch?", options=(), closed=True))
    await say(line, utterance(ended))
    (request,) = line.sent(EDIT)
    assert request.media.poll.closed and request.media.poll.id == 8


async def test_a_poll_that_is_over_is_not_ended_again(line):
    number = poll_in_chat(line, closed=True)
    await say(line, utterance(Revision(message=MessageId(number), content=Poll(question="", options=(), closed=True))))
    assert not line.sent(EDIT)


@pytest.mark.parametrize(
    "content", [Poll(question="Tea?", options=()), Location(latitude="1", longitude="2")], ids=["poll", "place"]
)
async def test_what_telegram_does_not_edit_is_refused(line, content):
    with pytest.raises(NetworkRefused, match="edit"):
        await edited(line, content)


async def test_messages_are_deleted_for_everyone(line):
    here = [MessageId(str(line.said("beans", peer=types.PeerUser(2)))) for _ in range(2)]
    await say(line, utterance(Deletion(messages=(here[1], here[0])), chat="user2"))
    (request,) = line.sent(*DELETE)
    assert request.revoke and request.id == [101, 102]


async def test_a_number_that_names_a_message_of_another_chat_deletes_nothing(line):
    elsewhere = MessageId(str(line.said("beans", peer=types.PeerUser(3))))
    await say(line, utterance(Deletion(messages=(elsewhere,)), chat="user2"))
    assert not line.sent(*DELETE)


async def test_messages_of_a_channel_are_deleted_there(line):
    await say(line, utterance(Deletion(messages=(FIVE,))))
    assert isinstance(line.asked[0], functions.channels.DeleteMessagesRequest)


async def test_many_messages_are_deleted_a_hundred_at_a_time(line):
    await say(line, utterance(Deletion(messages=tuple(MessageId(str(number)) for number in range(1, 251)))))
    assert [len(request.id) for request in line.asked] == [100, 100, 50]


async def test_a_message_that_telegram_never_had_cannot_be_deleted(line):
    with pytest.raises(NetworkRefused, match="not on Telegram"):
        await say(line, utterance(Deletion(messages=(MessageId("$event"),))))


async def test_a_deletion_without_rights_is_refused_in_words(line):
    line.refuse(functions.channels.DeleteMessagesRequest, "MESSAGE_DELETE_FORBIDDEN")
    with pytest.raises(NetworkRefused, match="may not delete"):
        await say(line, utterance(Deletion(messages=(FIVE,))))


async def test_reactions_are_given_as_telegram_lists_them(line):
    await reacted(line, "❤\ufe0f")
    assert emoji_sent(line) == [["❤"]]


@pytest.mark.parametrize(("given_emoji", "listed"), [("☝️", "☝"), ("👍🏽", "👍"), ("🤷🏽‍♀️", "🤷‍♀"), ("❤️‍🔥", "❤‍🔥")])
def test_emoji_are_bare(given_emoji, listed):
    assert bare(given_emoji) == listed


@given(st.text())
def test_a_bare_emoji_stays_as_it_is(words):
    assert bare(bare(words)) == bare(words)


async def test_no_reaction_is_left(line):
    await reacted(line)
    assert emoji_sent(line) == [[]]


async def test_of_several_reactions_the_newest_stays_where_one_is_allowed(line):
    line.refuse(REACT, "REACTIONS_TOO_MANY")
    spoken = await reacted(line, "👍", "🔥")
    assert emoji_sent(line) == [["👍", "🔥"], ["🔥"]] and spoken.losses == ("one-reaction-only",)


async def test_the_newest_is_told_by_its_time():
    line = MemoryLine()
    line.refuse(REACT, "PREMIUM_ACCOUNT_REQUIRED")
    late, early = (
        Reaction(emoji=e, count=1, by=(Reactor(person=PersonId("user1"), time=t),)) for e, t in (("👍", 9), ("🔥", 1))
    )
    await say(line, utterance(ReactionChange(message=FIVE, reactions=(late, early))))
    assert emoji_sent(line)[-1] == ["👍"]


@pytest.mark.parametrize("emoji", [":party:", "yes"])
async def test_a_reaction_that_is_no_emoji_is_refused(line, emoji):
    with pytest.raises(NetworkRefused, match="does not have this reaction"):
        await reacted(line, emoji)


async def test_a_reaction_that_telegram_does_not_have_is_refused_in_words(line):
    line.refuse(REACT, "REACTION_INVALID")
    with pytest.raises(NetworkRefused, match="does not have this reaction"):
        await reacted(line, "🦖")
