import pytest

from bridge.matrix.from_event.reply_fallback import without_reply_fallback
from bridge.model.ids import PersonId
from bridge.model.message import Reply
from bridge.model.text import Span, Style
from tests.unit.matrix.cast import reply
from tests.unit.matrix.from_event.cast import (
    BORA,
    EVE,
    THERE,
    answering,
    decorations,
    event,
    html,
    nothing,
    related,
    target,
    understood,
    written,
)
from tests.unit.matrix.from_event.cast import known as knowing_anything

OLD_REPLY = "> <@bora:example.org> first\n> second\n\nYes"


def test_a_message_keeps_its_id_its_time_and_its_chat():
    message = understood(event()).message
    assert (message.id, message.time, message.chat) == ("$new", 1_700_000_000_000, "channel1")
    assert message.sender is None


def test_words_without_formatting_are_the_body():
    assert written(event("<b>5 & 6</b>")).plain == "<b>5 & 6</b>"


def test_formatted_words_are_the_html():
    assert decorations(written(event(html("<b>x</b>y")))) == [("x", "bold")]


@pytest.mark.parametrize("broken", ["", "<mx-reply>everything", "<img", "\n"])
def test_the_body_counts_where_the_html_shows_nothing(broken):
    assert written(event(html(broken if broken != "<img" else "<b></b>"))).plain == "the body"


def test_html_in_another_format_does_not_count():
    assert written(event({**html("<b>x</b>"), "format": "org.example"})).plain == "the body"


def test_a_notice_is_words():
    assert written(event({"msgtype": "m.notice", "body": "beep"})).plain == "beep"


def test_an_emote_is_in_italics_and_marked():
    heard = understood(event({"msgtype": "m.emote", "body": "waves"}))
    assert heard.is_emote
    assert decorations(written(event({"msgtype": "m.emote", "body": "waves"}))) == [("waves", "italic")]


@pytest.mark.parametrize("content", ["", " \n", {"msgtype": "m.text"}, {"msgtype": "m.emote", "body": 5}])
def test_an_empty_message_says_nothing(content):
    assert nothing(event(content)).code == "empty"


def test_the_answered_message_is_not_repeated():
    content = {"msgtype": "m.text", "body": OLD_REPLY, **answering()}
    message = understood(event(content)).message
    assert message.reply == Reply(message=THERE)
    assert written(event(content)).plain == "Yes"


def test_a_quote_that_is_no_answer_stays():
    assert written(event(OLD_REPLY)).plain == OLD_REPLY


@pytest.mark.parametrize(
    ("body", "own"),
    [
        (OLD_REPLY, "Yes"),
        ("> * <@b:x> waves\n\nYes\n> really", "Yes\n> really"),
        ("> <@b:x> a\nYes", "Yes"),
        ("> my own quote\n\nYes", "> my own quote\n\nYes"),
        ("> <@b:x> only", "> <@b:x> only"),
        ("Yes", "Yes"),
    ],
)
def test_only_what_clients_put_before_an_answer_is_taken_off(body, own):
    assert without_reply_fallback(body) == own


def test_an_answer_to_something_unknown_is_said_with_a_loss():
    heard = understood(event({"msgtype": "m.text", "body": "Yes", **answering("$gone")}))
    assert (heard.message.reply, heard.losses) == (None, ("reply-target-not-here",))


def test_a_message_in_a_thread_belongs_to_it_and_answers_nobody():
    fallback = related("m.thread", is_falling_back=True, **{"m.in_reply_to": {"event_id": "$last"}})
    heard = understood(event({"msgtype": "m.text", "body": "x", **fallback}))
    assert (heard.message.thread, heard.message.reply, heard.losses) == (THERE, None, ())


def test_an_answer_within_a_thread_is_both():
    inside = related("m.thread", is_falling_back=False, **{"m.in_reply_to": {"event_id": "$last"}})
    around = knowing_anything(targets={"$there": target(), "$last": target(messages=("9",))})
    message = understood(event({"msgtype": "m.text", "body": "x", **inside}), around).message
    assert (message.thread, message.reply) == (THERE, reply("9"))


def test_a_thread_that_is_not_there_is_a_loss():
    heard = understood(event({"msgtype": "m.text", "body": "x", **related("m.thread", "$gone")}))
    assert heard.losses == ("thread-root-not-here",)


def test_who_is_mentioned_on_purpose_is_found_in_plain_words():
    content = {"msgtype": "m.text", "body": "Boran, and Bora!", "m.mentions": {"user_ids": [EVE, BORA, 5]}}
    assert written(event(content)).spans == (Span(start=11, end=15, style=Style.MENTION, person=PersonId("bora")),)


def test_who_is_not_mentioned_on_purpose_is_only_a_word():
    assert written(event("Bora!")).spans == ()


def test_hostile_characters_are_made_harmless():
    assert written(event("a\0b\u202ec\ud800")).plain == "a␀bc\ufffd"
