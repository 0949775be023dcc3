import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.content import Written
from bridge.model.text import Style, Text
from bridge.model.unreadable import Unreadable
from tests.sources.telegram.records import content, everything, post, read, warnings

KINDS = ["plain", "bold", "italic", "link", "pre", "mention", "custom_emoji", "unknown", "wavy"]
pieces = st.lists(st.builds(lambda kind, text: {"type": kind, "text": text}, st.sampled_from(KINDS), st.text()))


def said(**fields):
    written = content(post(**fields), files=everything)
    assert isinstance(written, Written)
    return written.text


@given(pieces.filter(lambda pieces: any(piece["text"] for piece in pieces)))
def test_no_character_is_lost_and_every_span_holds_its_own_text(pieces):
    text = said(text_entities=pieces, text="")
    assert text.plain == "".join(piece["text"] for piece in pieces)
    kept = {text.plain[span.start : span.end] for span in text.spans}
    assert kept <= {piece["text"] for piece in pieces}


@given(pieces.filter(lambda pieces: any(piece["text"] for piece in pieces)))
def test_the_old_form_of_a_text_gives_what_the_new_form_gives(pieces):
    old = [piece["text"] if piece["type"] == "plain" else piece for piece in pieces]
    assert said(text=old) == said(text="", text_entities=pieces)


def test_positions_count_code_points():
    text = said(text_entities=[{"type": "plain", "text": "👩‍🌾🇪🇺"}, {"type": "bold", "text": "é"}])
    assert [(span.start, span.end) for span in text.spans] == [(5, 6)]


def test_empty_entities_do_not_hide_the_text():
    assert said(text="Welcome", text_entities=[]) == Text("Welcome")


def test_when_the_two_forms_disagree_the_fuller_one_counts_and_the_chat_is_warned():
    items = read(post(text="one", text_entities=[{"type": "bold", "text": "two"}]))
    assert "text_entities" in warnings(items)


def test_a_style_of_the_future_keeps_its_words():
    items = read(post(text=[{"type": "wavy", "text": "water"}]))
    assert items[2].content == Written(Text("water"))
    assert "text_entities.wavy (1×)" in warnings(items)


@pytest.mark.parametrize("text", [5, True, {"type": "bold"}, [5], [{"type": "bold"}], [{"text": ["x"]}]])
def test_a_text_that_is_none_makes_the_message_unreadable_and_says_where(text):
    unreadable = next(item for item in read(post(text=text)) if isinstance(item, Unreadable))
    assert unreadable.reason.startswith("text: expected")


def test_a_person_who_is_only_mentioned_is_introduced_without_a_name():
    items = read(post(text=[{"type": "mention_name", "text": "Dana", "user_id": 104}]))
    assert [item.id for item in items[1:3]] == ["user101", "user104"]
    assert items[2].name is None


def test_telegrams_own_account_is_never_mentioned():
    text = said(text=[{"type": "mention_name", "text": "Telegram", "user_id": 777000}])
    assert [(span.style, span.person) for span in text.spans] == [(Style.MENTION, None)]


def test_buttons_stand_below_the_words_and_keep_their_addresses():
    rows = [[{"type": "url", "text": "Open", "data": "https://example.org"}, {"type": "callback", "text": "Vote"}], []]
    text = said(text="Choose", inline_bot_buttons=rows)
    assert text.plain == "Choose\n\n[Open] [Vote]"
    assert [(text.plain[span.start : span.end], span.url) for span in text.spans] == [("[Open]", "https://example.org")]
