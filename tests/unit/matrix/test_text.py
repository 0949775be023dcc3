from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.matrix.cleaning import clean
from bridge.matrix.content.text_file import LONGEST_IN_TIMELINE
from bridge.matrix.to_content import references
from bridge.model.content import Written
from bridge.model.text import Span, Style, Text
from tests.strategies import texts
from tests.unit.matrix.cast import (
    BORA,
    converted,
    drafts,
    ghost,
    here,
    message,
    only,
    reply,
    span,
    surroundings,
    text,
    upload,
)


def test_a_text_is_said_by_its_sender_at_its_time() -> None:
    draft = only(message("Hello", time=1_234_567_890_123))
    assert (draft.sender, draft.time, draft.type) == (ghost("anna"), 1_234_567_890_123, "m.room.message")
    assert draft.content | {"beringia.source": 0} == {
        "msgtype": "m.text", "body": "Hello", "m.mentions": {}, "beringia.source": 0,
    }  # fmt: skip


def test_a_mention_is_told_to_clients() -> None:
    words = text("@bora hi", span("@bora", Style.MENTION, "@bora hi", person=BORA))
    assert only(message(Written(words))).content["m.mentions"] == {"user_ids": [ghost("bora")]}


def test_the_whole_room_is_never_mentioned() -> None:
    assert only(message("@room wake up")).content["m.mentions"] == {}


def test_an_empty_message_says_so() -> None:
    draft = only(message("\u202e \n"))
    assert (draft.content["msgtype"], draft.content["body"]) == ("m.notice", "[empty message]")


def test_cleaning_is_counted() -> None:
    assert converted(message("a\0b\u202e")).losses == ("text-cleaned:2",)


def test_a_custom_emoji_without_its_picture_is_counted() -> None:
    words = text("😀", Span(start=0, end=1, style=Style.CUSTOM_EMOJI))
    assert converted(message(Written(words))).losses == ("custom-emoji-as-text:1",)


def test_a_long_text_is_said_in_parts_of_which_the_first_replies() -> None:
    around = surroundings(events=here("1"))
    made = drafts(message("two words " * 15_000, reply=reply("1")), around)
    assert len(made) == 3
    assert "".join(draft.content["body"] for draft in made) == "two words " * 15_000
    assert ["m.relates_to" in draft.content for draft in made] == [True, False, False]


def test_formatting_is_dropped_where_the_words_alone_fit() -> None:
    plain = "&" * 40_000
    result = converted(message(Written(text(plain, Span(start=0, end=9, style=Style.BOLD)))))
    assert [draft.content["body"] for draft in result.drafts] == [plain]
    assert "formatted_body" not in result.drafts[0].content
    assert result.losses == ("formatting-dropped",)


def test_parts_keep_their_formatting() -> None:
    plain = "word " * 20_000
    made = drafts(message(Written(text(plain, Span(start=0, end=len(plain), style=Style.BOLD)))))
    assert len(made) > 2
    assert all(draft.content["formatted_body"].startswith("<strong>word") for draft in made)


def test_only_the_last_part_is_marked_as_edited() -> None:
    made = drafts(message("word " * 30_000, edited=5))
    assert ["(edited)" in draft.content.get("formatted_body", "") for draft in made] == [False] * (len(made) - 1) + [
        True
    ]


@settings(max_examples=30, deadline=None)
@given(texts(60), st.integers(30, 200))
def test_nothing_is_lost_between_parts(words: Text, repetitions: int) -> None:
    plain = words.plain * repetitions
    item = message(Written(Text(plain, words.spans)))
    bodies = iter("".join(draft.content["body"] for draft in drafts(item, surroundings(content_limit=4000))))
    assert all(letter in bodies for letter in clean(plain).strip())


def test_a_very_long_text_becomes_a_file_with_a_preview() -> None:
    item = message("word " * 100_000)
    (file,) = references(item).texts
    assert file.text == "word " * 100_000
    around = surroundings(uploads={file.reference: upload("text/plain")})
    draft = only(item, around)
    assert draft.content["msgtype"] == "m.file" and draft.content["filename"] == "message.txt"
    assert draft.content["body"].startswith("word word") and len(draft.content["body"]) < 1100
    assert converted(item, around).losses == ("text-attached",)


def test_a_very_long_text_without_its_file_is_said_in_full() -> None:
    plain = "x" * (LONGEST_IN_TIMELINE + 1)
    assert "".join(draft.content["body"] for draft in drafts(message(plain))) == plain


def test_a_text_that_fits_the_timeline_needs_no_file() -> None:
    assert references(message("x" * LONGEST_IN_TIMELINE)).texts == ()
