"""What is said arrives at a real MTProto server as it was meant, and once, whatever breaks."""

from __future__ import annotations

import pytest
from telethon.tl import functions, types

from bridge.errors import HalfSaid, NetworkRefused, NetworkWait
from bridge.model.content import Attachment, Contact, Location, Poll, PollOption, Written
from bridge.model.ids import ChatId, MediaId, MessageId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Reply
from bridge.model.text import Span, Style, Text
from bridge.sources.telegram.live.speaking import say
from tests.media_samples import png
from tests.support.telegram_account import meet_everybody, now_said, posts, said_at_last, texts
from tests.support.telegram_line import Bytes, written

SEND = functions.messages.SendMessageRequest
BEANS = Text("beans 🌱 today", (Span(start=6, end=7, style=Style.SPOILER), Span(start=8, end=13, style=Style.BOLD)))


def media(kind, **more):
    return Media(kind=kind, state=MediaState.PRESENT, reference=MediaId("file"), **more)


async def sent(line, garden, content, data=b"beans"):
    await say(line, now_said(content, garden, files={MediaId("file"): Bytes(data)}))


async def test_words_arrive_with_their_decoration(server, line, garden):
    spoken = await say(line, now_said(Written(BEANS), garden))
    (post,) = posts(server, garden)
    kinds = [(type(entity), entity.offset, entity.length) for entity in post.entities]
    assert (post.text, str(post.id)) == (BEANS.plain, spoken.messages[0])
    assert kinds == [(types.MessageEntitySpoiler, 6, 2), (types.MessageEntityBold, 9, 5)]
    assert spoken.time == post.date * 1000


async def test_a_private_chat_confirms_in_short(server, line, anna, bora):
    server.world.say(anna, bora, "hello")
    await meet_everybody(line)
    spoken = await say(line, now_said(written("beans"), ChatId(f"user{bora.id}")))
    *_, post = server.world.messages(bora, anna)
    assert (post.text, spoken.messages) == ("beans", (str(post.ids[anna.id]),))


async def test_a_basic_group_is_spoken_in(server, line, anna, bora):
    shed = server.world.add_group("Shed", [anna, bora])
    spoken = await say(line, now_said(written("beans"), ChatId(f"chat{shed.id}")))
    *_, post = server.world.messages(shed, anna)
    assert (post.text, spoken.messages) == ("beans", (str(post.ids[anna.id]),))


async def test_a_person_is_mentioned(server, line, garden, bora):
    mention = Span(start=0, end=4, style=Style.MENTION, person=PersonId(f"user{bora.id}"))
    server.world.say(garden, bora, "hello")
    await meet_everybody(line)
    await say(line, now_said(written("Bora!", mention), garden))
    *_, post = posts(server, garden)
    assert [entity.user_id for entity in post.entities] == [bora.id]


async def test_a_long_text_arrives_whole_and_in_order(server, line, garden):
    long = Text("\n".join(f"line {number} of many" for number in range(800)))
    spoken = await say(line, now_said(Written(long), garden))
    assert "\n".join(texts(server, garden)) == long.plain and len(spoken.messages) == 4


async def test_an_answer_and_a_topic_are_kept(server, line, anna, bora):
    forum = server.world.add_supergroup("Forum", [anna, bora], forum=True)
    topic = server.world.topic(forum, "Beans", bora)
    question = server.world.say(forum, bora, "Beans?", topic=topic)
    await meet_everybody(line)
    chat, thread = forum, MessageId(str(topic.id))
    await say(line, now_said(written("yes"), chat, thread=thread, reply=Reply(message=MessageId(str(question.id)))))
    await say(line, now_said(written("and peas"), chat, key="second", thread=thread))
    answer, plain = posts(server, forum)[-2:]
    heard, alone = answer.reply, plain.reply
    assert heard and (heard.to, heard.topic) == (question, topic.id)
    assert alone and (alone.to, alone.topic) == (None, topic.id)


@pytest.mark.parametrize("break_off", ["drop_before", "drop_after"])
async def test_a_connection_that_breaks_does_not_double_or_lose_a_message(server, line, garden, break_off):
    getattr(server.faults, break_off)(SEND)
    spoken = await said_at_last(line, now_said(written("beans"), garden))
    (post,) = posts(server, garden)
    assert spoken.messages == (str(post.id),)


@pytest.mark.parametrize("after", [0, 1, 2, 3])
async def test_no_piece_of_a_long_text_is_doubled_or_lost(server, line, garden, after):
    long = Text("\n".join(f"line {number} of many" for number in range(800)))
    server.faults.drop_after(SEND, after=after)
    spoken = await said_at_last(line, now_said(Written(long), garden))
    assert "\n".join(texts(server, garden)) == long.plain
    assert spoken.messages == tuple(str(post.id) for post in posts(server, garden))


async def test_an_utterance_is_said_once_however_often_it_is_tried(server, line, garden):
    first = await say(line, now_said(written("beans"), garden))
    again = await say(line, now_said(written("beans"), garden))
    assert first.messages == again.messages and texts(server, garden) == ["beans"]


async def test_the_same_words_twice_are_two_messages(server, line, garden):
    for key in ("first", "second"):
        await say(line, now_said(written("beans"), garden, key=key))
    assert texts(server, garden) == ["beans", "beans"]


async def test_slow_mode_is_a_wait(server, line, bora):
    slow = server.world.add_supergroup(
        "Slow", [bora, server.world.accounts[int(line.account.person[4:])]], slow_mode=60
    )
    await meet_everybody(line)
    await say(line, now_said(written("one"), slow))
    with pytest.raises(NetworkWait) as wait:
        await say(line, now_said(written("two"), slow, key="second"))
    assert 0 < wait.value.seconds <= 60 and texts(server, slow) == ["one"]


async def test_who_may_not_write_is_told(server, line, garden, anna):
    server.faults.refuse(SEND, "CHAT_WRITE_FORBIDDEN", 403)
    with pytest.raises(NetworkRefused, match="may not write"):
        await say(line, now_said(written("beans"), garden))


async def test_a_photo_arrives(server, line, garden):
    picture = png(40, 30)
    await sent(line, garden, Attachment(media=media(MediaKind.IMAGE, mime_type="image/png"), caption=BEANS), picture)
    (post,) = posts(server, garden)
    assert post.media.file.photo and post.media.file.data == picture and post.text == BEANS.plain


@pytest.mark.parametrize("size", [1, 512 * 1024, 3 * 1024 * 1024 + 1, 10 * 1024 * 1024 + 5])
async def test_a_file_arrives_whole(server, line, garden, size):
    data = bytes(range(251)) * (size // 251 + 1)
    await sent(line, garden, Attachment(media=media(MediaKind.FILE, file_name="plan.txt")), data[:size])
    (post,) = posts(server, garden)
    assert post.media.file.data == data[:size] and not post.media.file.photo


async def test_a_file_whose_answer_was_lost_arrives_once(server, line, garden):
    server.faults.drop_after(functions.messages.SendMediaRequest)
    content = Attachment(media=media(MediaKind.VOICE, duration=1000, waveform=(0, 500, 1024)))
    await said_at_last(line, now_said(content, garden, files={MediaId("file"): Bytes()}))
    (post,) = posts(server, garden)
    assert any(getattr(attribute, "voice", False) for attribute in post.media.file.attributes)


async def test_an_upload_goes_on_when_the_connection_breaks(server, line, garden):
    server.faults.drop_before(functions.upload.SaveFilePartRequest, after=2)
    data = b"x" * (5 * 512 * 1024)
    await sent(line, garden, Attachment(media=media(MediaKind.FILE)), data)
    assert posts(server, garden)[0].media.file.data == data


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (Location(latitude="52.5", longitude="13.4"), types.MessageMediaGeo),
        (Location(latitude="52.5", longitude="13.4", title="Shed"), types.MessageMediaVenue),
        (Contact(name="Bora", phone="15550101"), types.MessageMediaContact),
    ],
)
async def test_places_and_contacts_arrive(server, line, garden, content, kind):
    await sent(line, garden, content)
    assert isinstance(posts(server, garden)[0].media, kind)


async def test_a_poll_arrives(server, line, garden):
    options = (PollOption(text="Beans"), PollOption(text="Peas"))
    await sent(line, garden, Poll(question="Lunch?", options=options, several=True))
    poll = posts(server, garden)[0].media.poll
    assert [answer.text.text for answer in poll.answers] == ["Beans", "Peas"] and poll.multiple_choice


async def test_a_wait_in_the_middle_of_a_long_text_tells_that_some_of_it_is_said(server, line, garden):
    long = Text("\n".join(f"line {number} of many" for number in range(800)))
    server.faults.flood(SEND, 100_000, after=1)
    with pytest.raises(HalfSaid):
        await say(line, now_said(Written(long), garden))
    assert len(posts(server, garden)) == 1


async def test_of_a_long_text_whose_rest_is_refused_it_is_known_what_was_said(server, line, garden):
    long = Text("\n".join(f"line {number} of many" for number in range(800)))
    server.faults.refuse(SEND, "CHAT_WRITE_FORBIDDEN", after=1)
    spoken = await say(line, now_said(Written(long), garden))
    (post,) = posts(server, garden)
    assert (spoken.messages, spoken.losses) == ((str(post.id),), ("rest-refused",))
