"""Whatever goes wrong, each part is said once, and never under another number."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telethon.tl import functions, types

from bridge.errors import NetworkRefused, NetworkUnavailable
from bridge.model.content import Written
from bridge.model.message import Reply
from bridge.model.text import Text
from bridge.sources.telegram.live.speaking import say
from bridge.sources.telegram.live.speaking.answers import Said, said
from bridge.sources.telegram.live.speaking.once import file_id, random_id
from tests.support.telegram_line import NOON, NOON_MS, MemoryLine, utterance, written

SEND = functions.messages.SendMessageRequest
LONG = Written(Text("\n".join(f"line {number} of many" for number in range(900))))


def answering(message, chat=None):
    return Reply(message=message, chat=chat)


def words_in(line):
    return [message.message for message in line.messages.values()]


@given(st.text(), st.integers(0, 50))
def test_numbers_are_the_same_every_time_and_fit_into_64_bits(key, number):
    assert random_id(key, number) == random_id(key, number)
    assert -(2**63) <= random_id(key, number) < 2**63
    assert len({random_id(key, number), random_id(key, number + 1), file_id(key, number, 0)}) == 3


def test_the_number_of_a_part_does_not_change_between_releases():
    assert random_id("first", 0) == 2774636227060867905


async def test_a_message_is_said_with_its_number_and_its_time(line):
    spoken = await say(line, utterance(written("beans")))
    assert (spoken.messages, spoken.time, spoken.losses) == (("101",), NOON_MS, ())
    assert line.sent(SEND)[0].random_id == random_id("first", 0)


async def test_an_answer_that_was_lost_is_found_by_asking_again(line):
    line.lose_answer(SEND)
    with pytest.raises(NetworkUnavailable):
        await say(line, utterance(written("beans")))
    assert (await say(line, utterance(written("beans"), repeated=True))).messages == ("101",)
    assert words_in(line) == ["beans"]


async def test_telegrams_own_memory_of_the_number_is_enough(line):
    line.lose_answer(SEND)
    with pytest.raises(NetworkUnavailable):
        await say(line, utterance(written("beans")))
    assert (await say(line, utterance(written("beans")))).messages == ("101",)
    assert words_in(line) == ["beans"]


@pytest.mark.parametrize("error", ["refused", "unavailable"])
async def test_a_number_that_telegram_knows_is_no_refusal(line, error):
    line.said("beans", minutes=1)
    if error == "refused":
        line.refuse(SEND, "RANDOM_ID_DUPLICATE")
    else:
        line._random_ids.add(random_id("first", 0))
    assert (await say(line, utterance(written("beans")))).messages == ("101",)
    assert len(line.messages) == 1


async def test_a_message_that_is_gone_again_is_not_said_anew(line):
    line.refuse(SEND, "RANDOM_ID_DUPLICATE")
    spoken = await say(line, utterance(written("beans")))
    assert (spoken.messages, spoken.losses) == ((), ("said-but-not-found",))
    assert line.messages == {}


async def test_the_same_words_of_an_earlier_utterance_are_not_taken_for_this_one(line):
    earlier = await say(line, utterance(written("ok"), key="one"))
    later = await say(line, utterance(written("ok"), key="two", repeated=True, after=earlier.messages[-1]))
    assert (earlier.messages, later.messages) == (("101",), ("102",))


async def test_while_telegram_remembers_its_number_no_twin_is_taken_for_a_message(line):
    now = int(time.time() * 1000)
    twin = line.said("ok", minutes=60 * 24 * 365)
    assert (await say(line, utterance(written("ok"), repeated=True, time=now))).messages == (str(twin + 1),)


async def test_telegram_may_answer_with_the_message_that_it_remembers(line):
    message = types.Message(id=7, peer_id=types.PeerChannel(7), date=NOON, message="ok", out=True)
    new = [types.UpdateMessageID(7, random_id("first", 0)), types.UpdateNewChannelMessage(message, pts=1, pts_count=0)]
    line.answers[SEND] = types.Updates(new, users=[], chats=[], date=NOON, seq=0)
    spoken = await say(line, utterance(written("ok")))
    assert (spoken.messages, spoken.time) == (("7",), NOON_MS)


async def test_what_somebody_else_said_is_not_taken_for_ours(line):
    line.said("beans", out=False, minutes=1)
    assert (await say(line, utterance(written("beans"), repeated=True))).messages == ("102",)


async def test_what_is_older_than_the_utterance_is_not_taken_for_it(line):
    line.said("beans", minutes=-30)
    assert (await say(line, utterance(written("beans"), repeated=True))).messages == ("102",)


async def test_a_message_is_found_behind_many_others(line):
    mine = line.said("beans", minutes=1)
    for _ in range(250):
        line.said("talk", out=False, minutes=2)
    assert (await say(line, utterance(written("beans"), repeated=True))).messages == (str(mine),)


async def test_a_bot_finds_its_message_though_it_may_not_read_back():
    line = MemoryLine(is_bot=True)
    before, mine = line.said("hello", out=False), line.said("beans")
    spoken = await say(line, utterance(written("beans"), repeated=True, after=str(before)))
    assert spoken.messages == (str(mine),)
    assert not line.sent(functions.messages.GetHistoryRequest)


async def test_words_are_known_again_though_telegram_has_cleaned_them(line):
    line.said("beans and peas", minutes=1)
    spoken = await say(line, utterance(written("  beans \u202eand\r\npeas\n"), repeated=True))
    assert spoken.messages == ("101",)


async def test_a_long_text_goes_on_where_it_was_interrupted(line):
    line.lose_answer(SEND)
    with pytest.raises(NetworkUnavailable):
        await say(line, utterance(LONG))
    spoken = await say(line, utterance(LONG, repeated=True))
    assert spoken.messages == ("101", "102", "103", "104")
    assert "\n".join(words_in(line)) == LONG.text.plain


async def test_pieces_that_say_the_same_are_each_found_in_their_place(line):
    twins = written("a" * 4096 * 3)
    first = await say(line, utterance(twins))
    assert (await say(line, utterance(twins, repeated=True, after="100"))).messages == first.messages


async def test_only_the_first_piece_answers(line):
    await say(line, utterance(LONG, reply=answering("50")))
    replies = [request.reply_to for request in line.sent(SEND)]
    assert replies[0].reply_to_msg_id == 50
    assert replies[1:] == [None] * 3


async def test_an_answer_to_what_is_gone_is_said_all_the_same(line):
    line.refuse(SEND, "REPLY_MESSAGE_ID_INVALID")
    spoken = await say(line, utterance(written("beans"), reply=answering("50")))
    assert (spoken.messages, spoken.losses) == (("101",), ("answer",))
    assert {request.random_id for request in line.sent(SEND)} == {random_id("first", 0)}


async def test_an_answer_to_what_telegram_never_had_is_a_loss(line):
    spoken = await say(line, utterance(written("beans"), reply=answering("$event")))
    assert spoken.losses == ("answer",)


async def test_no_login_code_is_quoted_into_another_chat(line):
    spoken = await say(line, utterance(written("look"), reply=answering("5", "user777000")))
    assert spoken.losses == ("answer",) and line.sent(SEND)[0].reply_to is None


async def test_a_message_goes_to_its_topic(line):
    await say(line, utterance(written("beans"), thread="30"))
    await say(line, utterance(written("peas"), key="second", thread="30", reply=answering("50")))
    plain, reply = (request.reply_to for request in line.sent(SEND))
    assert (plain.reply_to_msg_id, plain.top_msg_id) == (30, None)
    assert (reply.reply_to_msg_id, reply.top_msg_id) == (50, 30)


async def test_the_general_topic_is_no_answer(line):
    await say(line, utterance(written("beans"), thread="1"))
    assert line.sent(SEND)[0].reply_to is None


async def test_a_thread_that_telegram_does_not_have_is_a_loss(line):
    assert (await say(line, utterance(written("beans"), thread="$root"))).losses == ("topic",)


async def test_a_refusal_comes_in_words_for_people(line):
    line.refuse(SEND, "CHAT_WRITE_FORBIDDEN")
    with pytest.raises(NetworkRefused, match="may not write in this chat") as refused:
        await say(line, utterance(written("beans")))
    assert refused.value.code == "CHAT_WRITE_FORBIDDEN"


async def test_a_text_without_anything_visible_becomes_visible(line):
    spoken = await say(line, utterance(written(" \u200b\n")))
    assert (words_in(line), spoken.losses) == (["(empty message)"], ("empty",))


@pytest.mark.parametrize("chat", ["user777000", "user42777", "user489000"])
async def test_nothing_is_said_where_login_codes_are_sent(line, chat):
    with pytest.raises(NetworkRefused):
        await say(line, utterance(written("beans"), chat=chat))
    assert line.asked == []


def test_a_short_answer_has_the_message_too():
    short = types.UpdateShortSentMessage(id=9, pts=1, pts_count=1, date=NOON)
    assert said(short, 1) == Said(9, NOON_MS)


def test_the_answer_to_another_request_is_not_taken_for_ours():
    updates = types.Updates([types.UpdateMessageID(9, 2)], users=[], chats=[], date=NOON, seq=0)
    assert said(updates, 1) is None
