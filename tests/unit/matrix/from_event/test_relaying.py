from typing import Any

import pytest

from bridge.matrix.from_event import as_words, relayed
from bridge.model.content import Attachment, Location, Poll, PollOption, Written
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
from bridge.model.media import MediaKind
from bridge.model.message import Content, Message
from bridge.model.text import Span, Style, Text
from tests.unit.matrix.cast import BORA, attachment, message, reply
from tests.unit.matrix.from_event.cast import decorations, deletion, pin, reactions, revision, vote_for


def carried(item: Message, name: str, **how: Any) -> Any:
    return relayed(item, name, **how).content


def words_relayed(content, name="Anna", **changes):
    found = carried(message(content, **changes), name)
    assert isinstance(found, Written)
    return found.text


def told(content: Content, name: str = "Anna") -> tuple[str, str]:
    found = as_words(message(content, reply=reply("1")), name)
    assert found is not None and found.reply is not None and isinstance(found.content, Written)
    return found.content.text.plain, found.reply.message


def test_a_name_stands_in_front_in_bold():
    text = words_relayed("Hello")
    assert text.plain == "Anna: Hello"
    assert decorations(text) == [("Anna:", "bold")]


def test_decorations_move_with_their_words():
    text = words_relayed(Written(Text("x y", (Span(start=2, end=3, style=Style.CODE),))))
    assert decorations(text) == [("Anna:", "bold"), ("y", "code")]


def test_a_quote_begins_on_a_line_of_its_own():
    assert words_relayed(Written(Text("x", (Span(start=0, end=1, style=Style.QUOTE),)))).plain == "Anna:\nx"


def test_an_emote_is_told_as_one():
    found = carried(message("waves"), "Anna", is_emote=True)
    assert found.text.plain == "* Anna waves"
    edited = carried(message(revision("waves")), "Anna", is_emote=True)
    assert edited.content.text.plain == "* Anna waves"


def test_a_file_carries_the_name_in_its_caption():
    assert carried(message(attachment()), "Anna").caption.plain == "Anna:"
    assert carried(message(attachment(caption="us")), "Anna").caption.plain == "Anna: us"


def test_a_sticker_becomes_a_picture_so_that_it_can_have_a_caption():
    found = carried(message(attachment(MediaKind.STICKER)), "Anna")
    assert (found.media.kind, found.caption.plain) == (MediaKind.IMAGE, "Anna:")


def test_polls_and_places_carry_the_name_in_their_titles():
    poll = carried(message(Poll(question="Tea?", options=(PollOption(text="Yes"),))), "Anna")
    place = carried(message(Location(latitude="1", longitude="2")), "Anna")
    assert (poll.question, place.title) == ("Anna: Tea?", "Anna: Location")


@pytest.mark.parametrize("content", [Written(Text("Hi")), Attachment(media=attachment().media, caption=Text("Hi"))])
def test_an_edit_keeps_the_name(content):
    revised = carried(message(revision(content)), "Anna").content
    assert "Anna: Hi" in (getattr(revised, "text", None) or revised.caption).plain


@pytest.mark.parametrize(("name", "shown"), [("A\nB\u202e", "A B"), ("\u200b", "Somebody"), ("", "Somebody")])
def test_a_name_is_one_visible_line(name, shown):
    assert words_relayed("Hi", name).plain == f"{shown}: Hi"


def test_what_has_no_words_stays_as_it_is():
    assert relayed(message(deletion("7")), "Anna") == message(deletion("7"))


@pytest.mark.parametrize(
    ("content", "words", "about"),
    [
        (
            reactions("❤", "👍"),
            "Anna reacted with 👍",
            "7",
        ),
        (vote_for(1), "Anna voted for answer 2", "7"),
        (vote_for(0, 2), "Anna voted for answers 1 and 3", "7"),
        (vote_for(), "Anna took back their vote", "7"),
        (pin("7"), "Anna pinned this message", "7"),
        (pin("7", removed=True), "Anna unpinned this message", "7"),
        (Pin(removed=True), "Anna unpinned all messages", "1"),
        (deletion("7"), "Anna deleted a message", "1"),
        (TitleChange("Tea"), "Anna changed the name of the chat to: Tea", "1"),
        (DescriptionChange("Tea"), "Anna changed the description of the chat to: Tea", "1"),
        (AvatarChange(), "Anna removed the picture of the chat", "1"),
        (AvatarChange(attachment().media), "Anna changed the picture of the chat", "1"),
    ],
)
def test_what_nobody_can_do_for_another_is_told(content, words, about):
    assert told(content) == (words, about)


@pytest.mark.parametrize("change", Change)
def test_every_coming_and_going_is_told(change):
    found = told(Membership(change=change, members=(Member(name="Bora"), Member())))
    assert found[0].startswith("Anna ")
    assert (change in (Change.JOINED, Change.LEFT)) != ("Bora and somebody" in found[0])


@pytest.mark.parametrize(
    "content",
    [
        Written(Text("x")),
        reactions(),
        RankChange(person=BORA, rank=Rank.ADMIN),
        revision("x"),
    ],
)
def test_where_there_is_nothing_to_tell_nothing_is_told(content):
    assert as_words(message(content), "Anna") is None


def test_the_sentence_is_the_same_item():
    item = message(pin("7"))
    found = as_words(item, "Anna")
    assert found is not None
    assert (found.id, found.time, found.chat) == (item.id, item.time, item.chat)
