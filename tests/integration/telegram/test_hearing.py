"""What a real MTProto server tells becomes the model's items: histories, files, chats and who is in them."""

from __future__ import annotations

import asyncio

import pytest
from telethon.tl import functions, types

from bridge.errors import NetworkRefused
from bridge.model.content import Written
from bridge.model.event import Rank
from bridge.model.ids import ChatId, MessageId
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.sources.telegram.live.hearing import Remembered, details, history, listings, open_file
from bridge.sources.telegram.live.hearing.takeout import PACE
from tests.media_samples import png
from tests.mtproto.server import Server
from tests.support.telegram_account import signed_in

pytestmark = pytest.mark.filterwarnings("ignore:Using async sessions")


@pytest.fixture
async def server():
    async with Server() as server:
        yield server
        assert server.failures == []


@pytest.fixture
def anna(server):
    return server.world.add_user("Anna", "15550100")


@pytest.fixture
def bora(server):
    return server.world.add_user("Bora", "15550101")


@pytest.fixture
def garden(server, anna, bora):
    return server.world.add_supergroup("Garden", [anna, bora])


@pytest.fixture
async def line(server, anna, garden):
    async with signed_in(server, anna) as line:
        await line.ask(functions.messages.GetDialogsRequest(None, 0, types.InputPeerEmpty(), 100, 0))
        yield line


def name_of(chat):
    return ChatId(f"channel{chat.id}")


async def at_once(seconds):
    assert seconds == PACE
    await asyncio.sleep(0)


async def past(line, chat, after=None, until=None, **more):
    pages = history(line, chat, after, until, **{"pause": at_once, **more})
    return [item async for page in pages for item in page]


async def messages(line, chat, *limits, **more):
    return [item for item in await past(line, chat, *limits, **more) if isinstance(item, Message)]


def called(server):
    return [name for name, _, _ in server.calls]


async def test_a_history_of_several_pages_is_whole_and_in_order(server, line, garden, anna, bora):
    said = [server.world.say(garden, (anna, bora)[number % 2], f"bean {number}") for number in range(230)]
    server.world.delete(said[40], said[41])
    found = await messages(line, name_of(garden))
    assert [item.id for item in found] == [str(number) for number in garden.order]
    assert [int(item.id) for item in found] == sorted(int(item.id) for item in found)


async def test_a_history_goes_on_where_it_was_left(server, line, garden, anna):
    said = [server.world.say(garden, anna, f"bean {number}") for number in range(20)]
    after, until = MessageId(str(said[4].id)), MessageId(str(said[9].id))
    assert [item.id for item in await messages(line, name_of(garden), after, until)] == [
        str(post.id) for post in said[5:10]
    ]


async def test_everybody_is_introduced_before_they_speak(server, line, garden, bora):
    server.world.say(garden, bora, "beans")
    met = set()
    for item in await past(line, name_of(garden)):
        if isinstance(item, Person):
            met.add(item.id)
        else:
            assert item.sender in met


async def test_a_group_that_became_a_supergroup_begins_with_its_first_days(server, line, anna, bora):
    shed = server.world.add_group("Shed", [anna, bora])
    old = server.world.say(shed, bora, "spades")
    barn = server.world.migrate(shed, anna)
    server.world.say(barn, anna, "ploughs")
    await line.ask(functions.messages.GetDialogsRequest(None, 0, types.InputPeerEmpty(), 100, 0))
    found = await messages(line, name_of(barn))
    texts = {item.id: item.content.text.plain for item in found if isinstance(item.content, Written)}
    assert texts[str(old.ids[anna.id] - 1_000_000_000)] == "spades"
    assert [item.place for item in found] == sorted(item.place for item in found) and found[0].place < 0


async def test_a_private_chat_has_a_history_for_each_who_is_in_it(server, line, anna, bora):
    server.world.say(anna, bora, "hello")
    server.world.say(bora, anna, "hello yourself")
    await line.ask(functions.messages.GetDialogsRequest(None, 0, types.InputPeerEmpty(), 100, 0))
    found = await messages(line, ChatId(f"user{bora.id}"))
    assert [item.sender for item in found] == [f"user{bora.id}", f"user{anna.id}"]


async def test_topics_are_threads(server, line, anna):
    forum = server.world.add_supergroup("Forum", [anna], forum=True)
    topic = server.world.topic(forum, "Seeds", anna)
    first = server.world.say(forum, anna, "beans", topic=topic)
    server.world.say(forum, anna, "yes, beans", topic=topic, reply_to=first)
    await line.ask(functions.messages.GetDialogsRequest(None, 0, types.InputPeerEmpty(), 100, 0))
    *_, one, other = await messages(line, name_of(forum))
    assert (one.thread, one.reply, other.thread) == (str(topic.id), None, str(topic.id))
    assert other.reply is not None and other.reply.message == str(first.id)


async def test_a_takeout_that_is_allowed_is_used(server, line, garden, anna):
    server.world.confirm_takeout(anna)
    server.world.say(garden, anna, "beans")
    await past(line, name_of(garden))
    assert called(server)[-1] == "account.finishTakeoutSession" and not anna.takeouts


async def test_a_takeout_that_is_not_allowed_yet_is_asked_of_the_person(server, line, garden, anna):
    told = []

    async def tell(words, until):
        told.append((words, until))

    server.world.say(garden, anna, "beans")
    found = await messages(line, name_of(garden), on_wait=tell)
    assert found[-1].content.text.plain == "beans" and "confirm" in told[-1][0]


async def test_all_who_reacted_are_named(server, line, garden, anna, bora):
    people = [server.world.add_user(f"Guest {number}") for number in range(6)]
    server.world.join(garden, *people)
    post = server.world.say(garden, bora, "beans?")
    for person in people:
        server.world.react(post, person, "👍")
    (item,) = [item for item in await messages(line, name_of(garden)) if item.id == str(post.id)]
    assert {reactor.person for reactor in item.reactions[0].by} == {f"user{person.id}" for person in people}


async def opened(line, reference, offset=0, remembered=None):
    return b"".join([piece async for piece in open_file(line, reference, offset, remembered)])


@pytest.mark.parametrize("expired", [False, True])
async def test_a_file_is_fetched_also_when_its_reference_has_run_out(server, line, garden, bora, expired):
    data = bytes(range(256)) * 5000
    server.world.say(garden, bora, "", media=server.world.file(data, "beans.bin"))
    remembered = Remembered()
    *_, item = await messages(line, name_of(garden), remembered=remembered)
    if expired:
        server.world.expire_file_references()
    assert await opened(line, item.content.media.reference, 7, remembered) == data[7:]


async def test_a_photo_is_fetched(server, line, garden, bora):
    server.world.say(garden, bora, "", media=server.world.photo(png()))
    *_, item = await messages(line, name_of(garden))
    assert await opened(line, item.content.media.reference) == png()


async def test_a_file_of_a_deleted_message_is_gone(server, line, garden, bora):
    post = server.world.say(garden, bora, "", media=server.world.file(b"beans", "beans.bin"))
    *_, item = await messages(line, name_of(garden))
    server.world.delete(post)
    with pytest.raises(NetworkRefused):
        await opened(line, item.content.media.reference)


async def test_a_profile_picture_is_fetched(server, line, garden, anna, bora):
    server.world.set_user_photo(bora, png())
    found = await details(line, name_of(garden))
    (picture,) = [each.person.avatar for each in found.attendees if each.person.avatar]
    assert await opened(line, picture.reference) == png()


async def test_an_emoji_of_telegrams_own_is_fetched(server, line):
    number = server.world.add_custom_emoji(b"picture", "🌱")
    assert await opened(line, f"emoji/{number}") == b"picture"


async def test_who_is_there_and_what_they_may_do(server, line, garden, anna, bora):
    dana = server.world.add_user("Dana")
    server.world.join(garden, dana)
    server.world.promote(garden, bora, rank="Gardener")
    server.world.set_about(garden, "Beans and peas")
    found = await details(line, name_of(garden))
    ranks = {each.person.name: each.rank for each in found.attendees}
    assert ranks == {"Anna": Rank.OWNER, "Bora": Rank.ADMIN, "Dana": Rank.MEMBER}
    assert (found.chat.title, found.chat.description, found.complete) == ("Garden", "Beans and peas", True)


async def test_a_crowd_is_shown_page_by_page(server, line, garden):
    server.world.join(garden, *(server.world.add_user(f"Guest {number}") for number in range(450)))
    found = await details(line, name_of(garden))
    assert (len(found.attendees), found.complete) == (452, True)


async def test_who_is_in_a_basic_group(server, line, anna, bora):
    shed = server.world.add_group("Shed", [anna, bora])
    found = await details(line, ChatId(f"chat{shed.id}"))
    assert ({each.person.name for each in found.attendees}, found.complete) == ({"Anna", "Bora"}, True)


async def test_pinned_messages_are_known(server, line, garden, anna):
    posts = [server.world.say(garden, anna, words) for words in ("beans", "peas")]
    for post in posts:
        server.world.pin(post, anna)
    assert (await details(line, name_of(garden))).pinned == tuple(str(post.id) for post in posts)


async def test_the_chats_of_an_account_are_listed(server, line, garden, anna, bora):
    server.world.say(server.world.add_group("Shed", [anna, bora]), bora, "spades")
    server.world.say(anna, bora, "hello")
    left = server.world.add_supergroup("Attic", [bora, anna])
    server.world.leave(left, anna)
    found = [listing async for listing in listings(line)]
    assert {listing.chat.title for listing in found} == {"Garden", "Shed", "Bora"}


async def test_more_chats_than_fit_on_a_page_are_listed(server, line, anna):
    for number in range(130):
        server.world.add_supergroup(f"Bed {number}", [anna])
    assert len([listing async for listing in listings(line)]) == 131


async def test_a_bot_reads_by_number_what_it_may_not_ask_for_as_a_history(server, anna, garden):
    bot = server.world.add_bot("Relay")
    server.world.join(garden, bot, inviter=anna)
    said = [server.world.say(garden, anna, f"bean {number}") for number in range(120)]
    async with signed_in(server, bot) as line:
        found = await messages(line, name_of(garden), None, MessageId(str(said[-1].id)))
        assert [item.id for item in found] == [str(number) for number in garden.order]
        assert [listing async for listing in listings(line)] == []
        assert "messages.getHistory" not in called(server)
