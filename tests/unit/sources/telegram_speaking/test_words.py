"""Texts: cleaned, trimmed, split, and decorated as Telegram counts."""

from __future__ import annotations

import itertools

from hypothesis import example, given
from hypothesis import strategies as st
from telethon.extensions import html
from telethon.tl import types

from bridge.model.ids import PersonId
from bridge.model.text import Span, Style, Text
from bridge.sources.telegram.live.hearing.texts import text_of
from bridge.sources.telegram.live.speaking.cleaning import cleaned, essence, part, trimmed, visible
from bridge.sources.telegram.live.speaking.formatting import MOST_ENTITIES, laid, worded
from bridge.sources.telegram.live.speaking.splitting import pieces, units
from tests.strategies import PEOPLE, texts

KNOWN = {person: types.InputUser(number, 5) for number, person in enumerate(PEOPLE, start=1)}


def span(start, end, style=Style.BOLD, **more):
    return Span(start=start, end=end, style=style, **more)


def entities(plain, *spans):
    return worded(Text(plain, spans), KNOWN).entities


def crossing(one, other):
    return one.start < other.start < one.end < other.end


def covered(spans, style, length):
    return {place for one in spans if one.style is style for place in range(max(one.start, 0), min(one.end, length))}


@given(texts(200))
def test_spans_never_cross(text):
    for one, other in itertools.permutations(laid(text.spans, len(text.plain)), 2):
        assert not crossing(one, other)


@given(texts(200))
def test_no_style_but_in_code_and_links_loses_a_character(text):
    length = len(text.plain)
    out = laid(text.spans, length)
    code = covered(out, Style.CODE, length) | covered(out, Style.PREFORMATTED, length)
    for style in (Style.BOLD, Style.ITALIC, Style.SPOILER, Style.UNDERLINE, Style.STRIKETHROUGH):
        assert covered(out, style, length) == covered(text.spans, style, length) - code
    assert covered(out, Style.QUOTE, length) == covered(text.spans, Style.QUOTE, length)


@given(texts(200))
def test_entities_stay_within_the_words(text):
    for piece in pieces(text, 40, 40):
        wording = worded(piece, KNOWN)
        assert wording.text == wording.text.strip()
        assert all(one.offset >= 0 and one.length > 0 for one in wording.entities)
        assert all(one.offset + one.length <= units(wording.text) for one in wording.entities)


@given(texts(200))
def test_what_is_heard_of_a_text_is_what_was_said(text):
    for piece in pieces(text):
        wording = worded(piece, {})
        heard = text_of(wording.text, wording.entities)
        assert heard.plain == piece.plain
        for style in (Style.BOLD, Style.QUOTE, Style.CODE, Style.SPOILER):
            assert covered(heard.spans, style, 10**6) == covered(laid(piece.spans, 10**6), style, 10**6)


def test_telethon_reads_the_same_from_the_entities():
    text = Text("😀 bold and code", (span(2, 6), span(11, 15, Style.CODE)))
    wording = worded(text, {})
    assert html.unparse(wording.text, wording.entities) == "😀 <strong>bold</strong> and <code>code</code>"


def test_offsets_count_units_of_sixteen_bits():
    (bold,) = entities("😀😀 x", span(3, 4))
    assert (bold.offset, bold.length) == (5, 1)


@given(texts(400), st.integers(8, 60), st.integers(8, 60))
@example(Text("\n a" * 200), 8, 9)
@example(Text("👩‍👩‍👧‍👦" * 40), 8, 8)
def test_splitting_loses_nothing_visible_and_keeps_within_the_limits(text, first, then):
    found = pieces(text, first, then)
    assert essence("".join(piece.plain for piece in found)) == essence(cleaned(text).plain) or not visible(text.plain)
    assert all(units(piece.plain) <= (first if place == 0 else max(first, then)) for place, piece in enumerate(found))


def test_a_long_text_is_cut_between_paragraphs():
    long = Text("a" * 30 + "\n\n" + "b" * 20)
    assert [piece.plain for piece in pieces(long, 40)] == ["a" * 30, "b" * 20]


def test_a_flag_is_not_cut_in_two():
    first, _ = pieces(Text("x" + "🇩🇪" * 5), 11, 40)
    assert first.plain == "x" + "🇩🇪" * 2


def test_a_style_goes_on_in_the_next_piece():
    first, second = pieces(Text("word " * 10, (span(0, 50),)), 25)
    assert first.spans == (span(0, len(first.plain)),)
    assert second.spans == (span(0, len(second.plain)),)


def test_spaces_at_the_ends_are_cut_off_with_their_spans():
    text = trimmed(Text("  word  ", (span(0, 8), span(0, 2, Style.ITALIC))))
    assert text == Text("word", (span(0, 4),))


def test_what_telegram_drops_is_dropped_before_spans_are_counted():
    text = cleaned(Text("a\r\n\u202eb\ud800", (span(4, 5),)))
    assert text == Text("a\nb\ufffd", (span(2, 3),))


@given(texts())
def test_cleaning_twice_changes_nothing(text):
    assert cleaned(cleaned(text)) == cleaned(text)


@given(texts(), st.integers(0, 60), st.integers(0, 60))
def test_a_part_has_its_own_spans_only(text, start, end):
    found = part(text, start, end)
    assert all(0 <= one.start < one.end <= max(end - start, 0) for one in found.spans)


def test_a_link_is_an_entity_only_where_its_words_do_not_say_it():
    assert entities("https://a.example", span(0, 17, Style.LINK, url="https://a.example")) == ()
    (link,) = entities("here", span(0, 4, Style.LINK, url="https://a.example"))
    assert link.url == "https://a.example"


def test_a_link_that_telegram_does_not_follow_is_a_loss():
    wording = worded(Text("here", (span(0, 4, Style.LINK, url="matrix:r/garden"),)), {})
    assert (wording.entities, wording.losses) == ((), ("link",))


def test_a_person_is_mentioned_by_name_if_this_account_has_met_them():
    (mention,) = entities("Bora", span(0, 4, Style.MENTION, person=PEOPLE[1]))
    assert isinstance(mention, types.InputMessageEntityMentionName) and mention.user_id.user_id == 2
    stranger = worded(Text("Bora", (span(0, 4, Style.MENTION, person=PersonId("user99")),)), KNOWN)
    assert (stranger.entities, stranger.losses) == ((), ("mention",))


def test_code_keeps_its_language_and_a_quote_what_lies_in_it():
    quote, block = entities("x = 1", span(0, 5, Style.QUOTE), span(0, 5, Style.PREFORMATTED, language="python"))
    assert isinstance(quote, types.MessageEntityBlockquote)
    assert block.language == "python"


def test_a_custom_emoji_stays_plain():
    assert entities("😀", span(0, 1, Style.CUSTOM_EMOJI)) == ()


def test_a_flood_of_formatting_does_not_keep_us_busy():
    flood = Text("a" * 4000, tuple(span(place, place + 2, style) for place in range(3999) for style in Style))
    assert "formatting" in worded(flood, {}).losses


def test_more_formatting_than_telegram_takes_is_a_loss():
    many = Text("a " * 200, tuple(span(2 * place, 2 * place + 1) for place in range(150)))
    wording = worded(many, {})
    assert len(wording.entities) == MOST_ENTITIES and wording.losses == ("formatting",)
