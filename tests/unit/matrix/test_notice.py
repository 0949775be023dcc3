from bridge.matrix.to_content import convert, references
from bridge.model.content import Unsupported
from bridge.model.event import Notice
from bridge.model.ids import ChatId, MessageId
from bridge.model.text import Text
from bridge.model.unreadable import Unreadable
from tests.unit.matrix.cast import BOT, KEYS, converted, ghost, message, only, surroundings, upload


def test_a_notice_is_a_whole_sentence_in_the_actors_voice() -> None:
    draft = only(message(Notice("started a video chat")))
    assert (draft.sender, draft.content["msgtype"]) == (ghost("anna"), "m.notice")
    assert draft.content["body"] == "Anna started a video chat"


def test_a_notice_of_nobody_is_the_bots() -> None:
    item = message(Notice("started a video chat"), sender=None)
    assert (only(item).sender, only(item).content["body"]) == (BOT, "Started a video chat")
    assert converted(item).losses == ()


def test_a_notice_without_words_names_the_action() -> None:
    assert only(message(Notice("", "boost_apply"))).content["body"] == "Anna did something: boost_apply"


def test_an_unsupported_message_is_visible_and_counted_as_such() -> None:
    result = converted(message(Unsupported(what="paid_media", text=Text("look"))))
    assert result.drafts[0].content["body"] == "[a kind of message that is not supported: paid_media]\nlook"
    assert (result.outcome, result.reason) == ("unsupported", "a kind of message that is not supported: paid_media")


def test_an_unsupported_message_of_any_length_says_that_it_is_one() -> None:
    item = message(Unsupported(what="essay", text=Text("word " * 100_000)))
    (file,) = references(item).texts
    draft = only(item, surroundings(uploads={file.reference: upload("text/plain")}))
    assert draft.content["body"].startswith("[a kind of message that is not supported: essay]\nword word")


def test_an_unreadable_record_is_marked_at_its_place() -> None:
    broken = Unreadable(chat=ChatId("channel1"), id=MessageId("7"), time=5, place=7, reason="no date")
    result = convert(broken, surroundings(), KEYS)
    (draft,) = result.drafts
    assert (draft.sender, draft.time) == (BOT, 5)
    assert draft.content["body"] == "[a message at this place could not be read (no date)]"
    assert (result.outcome, result.reason) == ("unsupported", "could not be read (no date)")
