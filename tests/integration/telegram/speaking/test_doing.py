"""What is done to messages and chats, at a real MTProto server."""

from __future__ import annotations

import pytest
from telethon.tl import types

from bridge.errors import NetworkRefused
from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.content import Attachment, Poll, PollOption
from bridge.model.event import (
    AvatarChange,
    Change,
    DescriptionChange,
    Member,
    Membership,
    Pin,
    Rank,
    RankChange,
    TitleChange,
)
from bridge.model.ids import ChatId, MediaId, MessageId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.reaction import Reaction
from bridge.model.text import Text
from bridge.sources.telegram.live.speaking import mark_read, say, show_typing
from tests.media_samples import png
from tests.support.telegram_account import meet_everybody, now_said, posts, texts
from tests.support.telegram_line import Bytes, written

PICTURE = Media(kind=MediaKind.IMAGE, state=MediaState.PRESENT, reference=MediaId("file"))


async def do(line, chat, content, **more):
    return await say(line, now_said(content, chat, key=f"{chat} {content}", **more))


async def first_said(line, chat, words="beans"):
    return (await do(line, chat, written(words))).messages[0]


def person(account):
    return PersonId(f"user{account.id}")


def membership(change, account):
    return Membership(change=change, members=(Member(person=person(account)),))


def ranked(account, rank):
    return RankChange(person=person(account), rank=rank)


def given_by(post, account):
    return [reaction.emoticon for reaction, _ in post.reactions.get(account.id, [])]


def reactions(message, *emoji):
    return ReactionChange(message=message, reactions=tuple(Reaction(emoji=one, count=1) for one in emoji))


async def test_a_message_is_edited_and_edited_to_the_same_again(server, line, garden):
    message = await first_said(line, garden)
    for _ in range(2):
        assert (await do(line, garden, Revision(message=message, content=written("peas")))).messages == (message,)
    assert texts(server, garden) == ["peas"]


async def test_a_text_grows_and_shrinks_over_several_messages(server, line, garden):
    message = await first_said(line, garden)
    long = "\n".join(f"line {number}" for number in range(1000))
    grown = await do(line, garden, Revision(message=message, content=written(long)))
    assert "\n".join(texts(server, garden)) == long
    shrunk = Revision(message=message, content=written("peas"))
    assert (await do(line, garden, shrunk, also=grown.messages[1:])).messages == (message,)
    assert texts(server, garden) == ["peas"]


async def test_a_caption_and_a_picture_are_edited(server, line, garden):
    files = {MediaId("file"): Bytes(png(20, 20))}
    (message,) = (await do(line, garden, Attachment(media=PICTURE), files=files)).messages
    await do(line, garden, Revision(message=message, content=Attachment(media=PICTURE, caption=Text("beans"))))
    assert texts(server, garden) == ["beans"]
    other = {MediaId("file"): Bytes(png(30, 30))}
    await do(
        line, garden, Revision(message=message, content=Attachment(media=PICTURE, caption=Text("peas"))), files=other
    )
    (post,) = posts(server, garden)
    assert (post.text, post.media.file.data) == ("peas", png(30, 30))


async def test_a_caption_that_grows_too_long_goes_on_in_an_answer(server, line, garden):
    files = {MediaId("file"): Bytes(png(20, 20))}
    (message,) = (await do(line, garden, Attachment(media=PICTURE), files=files)).messages
    spoken = await do(line, garden, Revision(message=message, content=written("word " * 400)))
    assert len(spoken.messages) == 2 and " ".join(texts(server, garden)) == ("word " * 400).strip()


async def test_what_another_wrote_cannot_be_edited(server, line, garden, bora):
    post = server.world.say(garden, bora, "beans")
    with pytest.raises(NetworkRefused, match="account that wrote it"):
        await do(line, garden, Revision(message=MessageId(str(post.id)), content=written("peas")))


async def test_messages_are_deleted_and_deleted_again(server, line, garden):
    message = await first_said(line, garden)
    for _ in range(2):
        await do(line, garden, Deletion(messages=(message,)))
    assert texts(server, garden) == []


async def test_a_deletion_reaches_both_sides_of_a_private_chat_and_no_other(server, line, anna, bora):
    carol = server.world.add_user("Carol")
    for friend in (bora, carol):
        server.world.say(anna, friend, "hello")
    await meet_everybody(line)
    mine = await first_said(line, ChatId(person(bora)))
    theirs = await first_said(line, ChatId(person(carol)))
    await do(line, ChatId(person(bora)), Deletion(messages=(mine, theirs)))
    assert [post.text for post in server.world.messages(bora, anna)] == ["hello"]
    assert [post.text for post in server.world.messages(anna, bora)] == ["hello"]
    assert [post.text for post in server.world.messages(carol, anna)] == ["hello", "beans"]


async def test_reactions_come_and_go(server, line, garden, anna, bora):
    post = server.world.say(garden, bora, "beans")
    message = MessageId(str(post.id))
    for emoji in (("❤️",), ("❤️",), ("👍🏽",), ()):
        await do(line, garden, reactions(message, *emoji))
    assert given_by(post, anna) == []
    spoken = await do(line, garden, reactions(message, "👍", "🔥"))
    assert given_by(post, anna) == ["🔥"] and spoken.losses == ("one-reaction-only",)


async def test_a_reaction_that_telegram_does_not_have_is_refused(server, line, garden, bora):
    post = server.world.say(garden, bora, "beans")
    with pytest.raises(NetworkRefused, match="does not have this reaction"):
        await do(line, garden, reactions(MessageId(str(post.id)), "🦖"))


async def test_votes_are_given_changed_and_taken_back(server, line, garden, anna, bora):
    post = server.world.say(garden, bora, media=server.world.poll("Lunch?", "Beans", "Peas"))
    message = MessageId(str(post.id))
    for options, votes in (((0,), [b"0"]), ((1,), [b"1"])):
        await do(line, garden, Vote(message=message, options=options))
        assert post.media.votes[anna.id][0] == votes
    await do(line, garden, Vote(message=message, options=()))
    assert anna.id not in post.media.votes


async def test_a_poll_is_ended(server, line, garden):
    lunch = Poll(question="Lunch?", options=tuple(PollOption(text=words) for words in ("Beans", "Peas")))
    (message,) = (await do(line, garden, lunch)).messages
    for _ in range(2):
        await do(line, garden, Revision(message=message, content=Poll(question="", options=(), closed=True)))
    assert posts(server, garden)[0].media.poll.closed


async def test_a_pin_is_told_with_its_note(server, line, garden):
    message = await first_said(line, garden)
    spoken = await do(line, garden, Pin(message))
    note = server.world.messages(garden)[-1]
    assert isinstance(note.action, types.MessageActionPinMessage) and spoken.messages == (str(note.id),)
    await do(line, garden, Pin(message, removed=True))
    assert garden.pinned == []


@pytest.mark.parametrize("where", ["garden", "shed"])
async def test_a_chat_gets_another_title_description_and_picture(server, line, garden, anna, bora, where):
    shed = server.world.add_group("Shed", [anna, bora])
    chat, place = (garden, garden) if where == "garden" else (shed, ChatId(f"chat{shed.id}"))
    for _ in range(2):
        await do(line, place, TitleChange("Meadow"))
        await do(line, place, DescriptionChange("beans"))
    await do(line, place, AvatarChange(PICTURE), files={MediaId("file"): Bytes(png(200, 200))})
    assert (chat.title, chat.about, chat.photo.data) == ("Meadow", "beans", png(200, 200))
    await do(line, place, AvatarChange())
    assert chat.photo is None


@pytest.mark.parametrize("where", ["garden", "shed"])
async def test_people_are_let_in_and_sent_away(server, line, garden, anna, bora, where):
    carol = server.world.add_user("Carol")
    server.world.say(anna, carol, "hello")
    shed = server.world.add_group("Shed", [anna, bora])
    chat, place = (garden, garden) if where == "garden" else (shed, ChatId(f"chat{shed.id}"))
    await meet_everybody(line)
    for change, there in (
        (Change.INVITED, True),
        (Change.INVITED, True),
        (Change.REMOVED, False),
        (Change.REMOVED, False),
    ):
        await do(line, place, membership(change, carol))
        assert (carol.id in chat.members) is there


async def test_who_is_banned_stays_out_until_the_ban_is_lifted(server, line, garden, anna, bora):
    server.world.say(anna, bora, "hello")
    await meet_everybody(line)
    await do(line, garden, membership(Change.BANNED, bora))
    assert bora.id in garden.banned
    await do(line, garden, membership(Change.UNBANNED, bora))
    assert bora.id not in garden.banned | garden.members


async def test_ranks_are_given_and_taken(server, line, garden, anna, bora):
    server.world.say(anna, bora, "hello")
    await meet_everybody(line)
    member = garden.members[bora.id]
    await do(line, garden, ranked(bora, Rank.ADMIN))
    assert member.admin and member.rights.pin_messages
    await do(line, garden, ranked(bora, Rank.SILENCED))
    assert not member.admin and member.restricted.send_messages
    await do(line, garden, ranked(bora, Rank.MEMBER))
    assert not member.admin and not member.restricted


async def test_typing_and_reading_are_shown(server, line, garden, anna, bora):
    post = server.world.say(garden, bora, "beans")
    place = ChatId(f"channel{garden.id}")
    await mark_read(line, place, MessageId(str(post.id)))
    await show_typing(line, place, active=True)
    assert anna.read_inbox[garden] == post.id
    assert "messages.setTyping" in [method for method, _, _ in server.calls]


async def test_without_rights_everything_is_refused_in_words(server, line, anna, bora):
    news = server.world.add_channel("News", [bora, anna])
    post = server.world.say(news, bora, "beans")
    await meet_everybody(line)
    for content in (
        Pin(MessageId(str(post.id))),
        TitleChange("Mine"),
        membership(Change.BANNED, bora),
        written("peas"),
    ):
        with pytest.raises(NetworkRefused, match="rights"):
            await do(line, news, content)


async def test_nothing_is_ever_asked_of_the_chat_with_login_codes(server, line):
    before = len(server.calls)
    with pytest.raises(NetworkRefused):
        await do(line, ChatId("user777000"), written("beans"))
    assert len(server.calls) == before
