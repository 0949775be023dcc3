"""Who says a message, what it answers, which topic it belongs to, and where it came from."""

from __future__ import annotations

from typing import Any

import pytest
from telethon.tl import types

from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Forward, Reply
from bridge.model.unreadable import Withheld
from bridge.sources.telegram.live.hearing import by_name
from tests.unit.sources.telegram_live.objects import ANNA, BORA, GARDEN, ME, NEWS, NOON, content, heard, said, user


def header(**fields: Any) -> Any:
    return types.MessageReplyHeader(**fields)


def first(message: Any, *more: Any) -> Any:
    return heard(message, *more)[0]


@pytest.mark.parametrize(
    ("message", "sender"),
    [
        (said(sender=BORA), "user102"),
        (said(sender=None), "channel700"),
        (said(sender=None, chat=types.PeerChannel(NEWS), post=True, out=True), "channel500"),
        (said(sender=None, chat=types.PeerUser(BORA)), "user102"),
        (said(sender=None, chat=types.PeerUser(BORA), out=True), "user100"),
        (said(chat=types.PeerChannel(NEWS), from_id=types.PeerChannel(GARDEN)), "channel700"),
    ],
)
def test_everything_is_said_by_somebody(message, sender):
    assert first(message).sender == sender


@pytest.mark.parametrize(
    ("chat", "name"),
    [
        (types.PeerUser(BORA), "user102"),
        (types.PeerUser(ME), "user100"),
        (types.PeerChat(20001), "chat20001"),
        (types.PeerChannel(GARDEN), "channel700"),
    ],
)
def test_a_chat_is_called_as_in_exports(chat, name):
    assert first(said(chat=chat)).chat == name


def test_a_message_in_a_topic_belongs_to_it_and_answers_nothing():
    item = first(said(number=9, reply_to=header(forum_topic=True, reply_to_msg_id=5)))
    assert (item.reply, item.thread) == (None, "5")


def test_an_answer_in_a_topic_belongs_to_it_too():
    item = first(said(number=9, reply_to=header(forum_topic=True, reply_to_msg_id=7, reply_to_top_id=5)))
    assert (item.reply, item.thread) == (Reply(message=MessageId("7")), "5")


def test_the_general_topic_is_none():
    item = first(said(number=9, reply_to=header(forum_topic=True, reply_to_msg_id=7, reply_to_top_id=1)))
    assert (item.reply, item.thread) == (Reply(message=MessageId("7")), None)


def test_comments_below_a_post_are_no_topic():
    item = first(said(number=9, reply_to=header(reply_to_msg_id=7, reply_to_top_id=5)))
    assert (item.reply, item.thread) == (Reply(message=MessageId("7")), None)


def test_an_answer_to_a_story_answers_no_message():
    assert first(said(reply_to=types.MessageReplyStoryHeader(types.PeerUser(BORA), 3))).reply is None


def test_quoted_words_stand_above_the_answer():
    text = content(said("Yes", number=9, reply_to=header(reply_to_msg_id=7, quote=True, quote_text="Seeds?"))).text
    assert (text.plain, text.spans[0].end, text.spans[0].style) == ("Seeds?\nYes", 6, "quote")


@pytest.mark.parametrize(
    "origin",
    [
        {"reply_to_peer_id": types.PeerUser(777000)},
        {"reply_from": types.MessageFwdHeader(date=NOON, from_id=types.PeerUser(777000))},
    ],
)
def test_a_login_code_is_not_read_where_it_is_quoted(origin):
    message = said("See", number=9, reply_to=header(reply_to_msg_id=7, quote_text="Code: 12345", **origin))
    assert "12345" not in str(heard(message))


def test_a_forward_tells_when_it_was_said_first():
    item = first(said(fwd_from=types.MessageFwdHeader(date=NOON, from_id=types.PeerUser(BORA))))
    assert item.forward == Forward(name="Bora", person=PersonId("user102"), time=1_717_236_000_000)


def test_a_forward_of_somebody_who_hides_has_a_name_only():
    item = first(said(fwd_from=types.MessageFwdHeader(date=NOON, from_name="Zoe")))
    assert (item.forward.name, item.forward.person) == ("Zoe", None)


def test_the_bot_that_was_used_is_named():
    assert first(said(via_bot_id=110), user(110, bot=True, username="pic")).via == "@pic"


def test_an_edit_that_telegram_hides_is_none():
    assert first(said(edit_date=NOON, edit_hide=True)).edited is None


def test_a_message_that_was_scheduled_is_like_any_other():
    assert first(said(from_scheduled=True)) == first(said())


@pytest.mark.parametrize("service", [777000, 42777, 489000])
@pytest.mark.parametrize("where", ["sender", "chat", "forward", "saved"])
def test_login_codes_are_never_read(service, where):
    peer = types.PeerUser(service)
    forward = types.MessageFwdHeader(date=NOON, **{"saved_from_peer" if where == "saved" else "from_id": peer})
    message = {
        "sender": said("12345", sender=service),
        "chat": said("12345", sender=None, chat=peer),
        "forward": said("12345", fwd_from=forward),
        "saved": said("12345", fwd_from=forward),
    }[where]
    (item,) = heard(message)
    assert type(item) is Withheld and "12345" not in str(item)


def test_a_message_that_is_gone_says_nothing():
    assert heard(types.MessageEmpty(1, None)) == []


def test_a_chat_of_which_nothing_came_along_is_taken_for_what_its_number_says():
    call = types.MessageActionGroupCall(types.InputGroupCall(1, 1))
    action = types.MessageService(id=1, peer_id=types.PeerChannel(9), date=NOON, action=call, post=True)
    assert content(action).text == "started a live stream"


def test_people_are_shown_by_the_best_that_came_along():
    shown = by_name([user(ANNA)], [user(ANNA, first_name="A", min=True)])
    assert shown["user101"].first_name == "Anna"
