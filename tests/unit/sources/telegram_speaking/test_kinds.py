"""Every kind of the model has its way to Telegram; what has no form of its own there is written out."""

from __future__ import annotations

from typing import get_args

import pytest
from telethon.tl import functions, types

from bridge.errors import NetworkRefused
from bridge.model.amendment import Vote
from bridge.model.content import Card, Contact, Location, Poll, PollOption, Unsupported
from bridge.model.event import Notice
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.message import Content
from bridge.model.text import Span, Style, Text
from bridge.sources.telegram.live.speaking import KINDS, LOSSES, mark_read, say, show_typing
from tests.support.telegram_line import GARDEN, poll_in_chat, utterance, written

SEND = functions.messages.SendMediaRequest
PLACE = Location(latitude="52.5", longitude="13.4")
LUNCH = Poll(question="Lunch?", options=(PollOption(text="Beans"), PollOption(text="Peas")))


def voting(message, *options):
    return Vote(message=message, options=options)


def test_every_kind_of_the_model_is_in_the_table():
    assert set(KINDS) == set(get_args(Content))


def test_every_kind_says_what_becomes_of_it():
    assert all(kind.becomes for kind in KINDS.values()) and all(LOSSES.values())


async def test_a_place_is_a_point(line):
    await say(line, utterance(PLACE))
    (request,) = line.sent(SEND)
    assert isinstance(request.media, types.InputMediaGeoPoint)
    assert (request.media.geo_point.lat, request.media.geo_point.long) == (52.5, 13.4)


async def test_a_place_with_a_name_is_a_venue_and_its_caption_follows(line):
    spoken = await say(line, utterance(Location(latitude="1", longitude="2", title="Shed", caption=Text("here"))))
    assert isinstance(line.sent(SEND)[0].media, types.InputMediaVenue)
    assert (spoken.messages, line.messages[102].message) == (("101", "102"), "here")


async def test_a_live_place_stands_still(line):
    spoken = await say(line, utterance(Location(latitude="1", longitude="2", live_period=900)))
    assert spoken.losses == ("live-location",)


@pytest.mark.parametrize("latitude", ["91", "north", "nan"])
async def test_a_place_that_is_not_on_earth_is_written_out(line, latitude):
    spoken = await say(line, utterance(Location(latitude=latitude, longitude="2", title="Shed")))
    assert line.messages[101].message == f"Shed\n{latitude}, 2" and spoken.losses == ("location-as-text",)


async def test_a_contact_without_a_phone_is_written_out(line):
    spoken = await say(line, utterance(Contact(name="Bora", caption=Text("ask"))))
    assert line.messages[101].message == "Contact: Bora\nask" and spoken.losses == ("contact-as-text",)


async def test_a_poll_is_a_poll(line):
    await say(line, utterance(LUNCH))
    poll = line.sent(SEND)[0].media.poll
    assert [answer.text.text for answer in poll.answers] == ["Beans", "Peas"]
    assert not poll.multiple_choice and not poll.public_voters


async def test_a_poll_may_have_several_answers(line):
    await say(line, utterance(Poll(question="Lunch?", options=LUNCH.options, several=True)))
    assert line.sent(SEND)[0].media.poll.multiple_choice


@pytest.mark.parametrize(
    "options", [1, 13, "long", "twins"], ids=["one answer", "thirteen answers", "a long answer", "equal answers"]
)
async def test_a_poll_that_telegram_does_not_take_is_written_out(line, options):
    words = {"long": ["a" * 101, "b"], "twins": ["a", "a"]}.get(options) or [str(n) for n in range(options)]
    poll = Poll(question="Lunch?", options=tuple(PollOption(text=one) for one in words))
    spoken = await say(line, utterance(poll))
    assert line.messages[101].message == "\n".join(["Lunch?", *(f"• {one}" for one in words)])
    assert spoken.losses == ("poll-as-text",)


async def test_a_poll_that_is_refused_is_written_out_once_with_its_caption(line):
    line.refuse(SEND, "CHAT_SEND_POLL_FORBIDDEN")
    spoken = await say(line, utterance(Poll(question="Lunch?", options=LUNCH.options, caption=Text("tell"))))
    assert [one.message for one in line.messages.values()] == ["Lunch?\n• Beans\n• Peas", "tell"]
    assert spoken.losses == ("poll-as-text",)


async def test_a_vote_counts_the_answers_as_they_stand(line):
    number = poll_in_chat(line)
    await say(line, utterance(voting(number, 1)))
    (request,) = line.sent(functions.messages.SendVoteRequest)
    assert (request.msg_id, request.options) == (int(number), [b"peas"])


async def test_a_vote_can_be_taken_back(line):
    await say(
        line,
        utterance(
            voting(
                poll_in_chat(line),
            )
        ),
    )
    assert line.sent(functions.messages.SendVoteRequest)[0].options == []


async def test_a_vote_that_cannot_be_changed_is_taken_back_and_given_anew(line):
    line.refuse(functions.messages.SendVoteRequest, "REVOTE_NOT_ALLOWED")
    await say(line, utterance(voting(poll_in_chat(line), 0)))
    assert [request.options for request in line.sent(functions.messages.SendVoteRequest)] == [
        [b"beans"],
        [],
        [b"beans"],
    ]


async def test_a_vote_for_an_answer_that_is_not_there_is_refused(line):
    with pytest.raises(NetworkRefused, match="does not have this answer"):
        await say(line, utterance(voting(poll_in_chat(line), 2)))


async def test_a_vote_in_a_poll_that_is_gone_is_refused(line):
    with pytest.raises(NetworkRefused, match="no longer on Telegram"):
        await say(line, utterance(voting("5", 0)))


async def test_a_card_is_written_out(line):
    card = Card(label="Game", title="Chess", lines=("Play",), url="https://a.example", caption=Text("now"))
    await say(line, utterance(card))
    message = line.sent(functions.messages.SendMessageRequest)[0]
    assert message.message == "Chess\nPlay\nhttps://a.example\n\nnow"
    assert isinstance(message.entities[0], types.MessageEntityBold) and message.entities[0].length == 5


async def test_a_notice_is_in_italics(line):
    await say(line, utterance(Notice("started a call")))
    (italic,) = line.sent(functions.messages.SendMessageRequest)[0].entities
    assert (type(italic), italic.length) == (types.MessageEntityItalic, 14)


async def test_what_nobody_knows_is_said_by_its_name(line):
    await say(line, utterance(Unsupported(what="paid_media")))
    assert line.messages[101].message == "(paid_media)"


async def test_links_have_a_preview(line):
    await say(line, utterance(written("https://a.example")))
    assert not line.sent(functions.messages.SendMessageRequest)[0].no_webpage


async def test_somebody_unknown_stays_named_though_not_mentioned(line):
    line.strangers.add("user9")
    spoken = await say(
        line, utterance(written("Bora", Span(start=0, end=4, style=Style.MENTION, person=PersonId("user9"))))
    )
    assert (line.messages[101].message, spoken.losses) == ("Bora", ("mention",))


async def test_typing_is_shown_and_no_longer(line):
    await show_typing(line, GARDEN, active=True)
    await show_typing(line, GARDEN, active=False)
    actions = [type(request.action) for request in line.sent(functions.messages.SetTypingRequest)]
    assert actions == [types.SendMessageTypingAction, types.SendMessageCancelAction]


async def test_reading_is_told_in_channels_and_elsewhere(line):
    await mark_read(line, GARDEN, MessageId("12"))
    await mark_read(line, ChatId("user2"), MessageId("13"))
    channel, person = line.asked
    assert isinstance(channel, functions.channels.ReadHistoryRequest) and channel.max_id == 12
    assert isinstance(person, functions.messages.ReadHistoryRequest) and person.max_id == 13


async def test_login_codes_are_never_read(line):
    for chat in (ChatId("user777000"), ChatId("user42777")):
        with pytest.raises(NetworkRefused):
            await mark_read(line, chat, MessageId("1"))
        with pytest.raises(NetworkRefused):
            await show_typing(line, chat, active=True)
    assert line.asked == []
