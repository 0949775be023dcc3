import json

import pytest

from bridge.model.chat import Chat
from bridge.model.content import Contact, Location, Unsupported, Written
from bridge.model.event import Notice
from bridge.model.ids import MessageId
from bridge.model.message import Message, Reply
from bridge.model.text import Text
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.teams.personal_reader import TeamsPersonal


def message(content="hi", kind="RichText", **fields):
    return {
        "id": "1772355600000",
        "originalarrivaltime": "2026-03-01T09:00:00Z",
        "messagetype": kind,
        "content": content,
        "from": "8:live:bora",
        "properties": None,
        **fields,
    }


def items(folder, *messages, owner="8:live:anna", chat="19:x@thread.v2"):
    conversation = {"MessageList": messages, "id": chat, "displayName": "Garden"}
    (folder / "messages.json").write_text(json.dumps({"userId": owner, "conversations": [conversation]}))
    with Archive.open(folder) as archive:
        return list(TeamsPersonal().read(archive, Hints()))


def content(folder, *said, **fields):
    return next(item.content for item in items(folder, message(*said, **fields)) if isinstance(item, Message))


def test_a_chat_whose_name_comes_last_is_named_all_the_same(tmp_path):
    found = items(tmp_path, message(conversationid="19:x@thread.v2"))
    assert [item.title for item in found if isinstance(item, Chat)][-1] == "Garden"


def test_both_exports_of_a_chat_of_two_agree_on_its_id(tmp_path):
    chats = {
        next(
            item.id
            for item in items(tmp_path, message(conversationid=other), owner=own, chat=other)
            if isinstance(item, Chat)
        )
        for own, other in [("8:live:anna", "8:live:bora"), ("8:live:bora", "8:live:anna")]
    }
    assert len(chats) == 1


def test_a_quote_with_a_number_is_a_reply_and_leaves_the_text(tmp_path):
    said = '<quote author="x" messageid="7"><legacyquote>[1] x: </legacyquote>old</quote>new'
    found = next(item for item in items(tmp_path, message(said)) if isinstance(item, Message))
    assert (found.reply, found.content) == (Reply(message=MessageId("7")), Written(Text("new")))


def test_a_quote_without_one_stays_in_the_text(tmp_path):
    assert content(tmp_path, '<quote author="x">old</quote>new').text.plain == "old\nnew"


def test_plain_text_is_no_markup(tmp_path):
    found = content(tmp_path, "<b>2 &lt; 3</b>", "Text")
    assert isinstance(found, Written) and found.text.plain == "<b>2 < 3</b>"


def test_places_are_in_millionths_of_a_degree(tmp_path):
    found = content(tmp_path, '<location latitude="-500001" longitude="13404954">x</location>', "RichText/Location")
    assert found == Location(latitude="-0.500001", longitude="13.404954")


def test_contacts_are_cards(tmp_path):
    assert content(tmp_path, '<contacts><c t="p" s="+4930" f="Dana"/></contacts>', "RichText/Contacts") == Contact(
        name="Dana", phone="+4930"
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("<started/>", "started a call"),
        ('<partlist type="missed"></partlist>', "called, and nobody answered"),
        (
            '<partlist type="ended"><part><name>Bora</name><duration>600</duration></part></partlist>',
            "ended a call after 10 min; with Bora",
        ),
    ],
)
def test_calls_are_sentences(tmp_path, said, sentence):
    assert content(tmp_path, said, "Event/Call") == Notice(sentence, action="Event/Call")


def test_an_unknown_type_keeps_its_words(tmp_path):
    found = content(tmp_path, "<x>some words</x>", "RichText/New")
    assert isinstance(found, Unsupported) and (found.what, found.text.plain) == ("RichText/New", "some words")


@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [1], True])
@pytest.mark.parametrize("key", message())
def test_a_wrong_type_in_any_field_stops_nothing(tmp_path, key, value):
    found = items(tmp_path, message(**{key: value}), message(id="99", originalarrivaltime="2026-03-01T10:00:00Z"))
    assert [item.id for item in found if isinstance(item, Message | Unreadable)][-1] == "99"
