"""Telegram counts in UTF-16 units; the model in code points. Decorations may lie upon each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from telethon.tl import types

from bridge.model.text import Style
from bridge.sources.telegram.live.hearing import by_name
from bridge.sources.telegram.live.hearing.texts import quoted_above, text_of, with_people
from tests.unit.sources.telegram_live.objects import ANNA, user

WORDS = st.text(alphabet="ab 🌱é\n👩‍🌾", max_size=30)


def units(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2


@given(WORDS, WORDS, WORDS)
def test_a_span_covers_what_telegram_decorates(before, inside, after):
    text = text_of(before + inside + after, [types.MessageEntityBold(units(before), units(inside))])
    covered = [text.plain[span.start : span.end] for span in text.spans]
    assert covered == ([inside] if inside else [])


@given(WORDS, st.integers(-50, 100), st.integers(-50, 100))
def test_a_span_never_leaves_its_text(words, offset, length):
    spans = text_of(words, [types.MessageEntityBold(offset, length)]).spans
    assert all(0 <= span.start < span.end <= len(words) for span in spans)


def test_decorations_lie_upon_each_other():
    text = text_of("abcd", [types.MessageEntityBold(0, 4), types.MessageEntityItalic(1, 2)])
    assert [(span.start, span.end, span.style) for span in text.spans] == [(0, 4, Style.BOLD), (1, 3, Style.ITALIC)]


def test_a_quote_moves_what_it_stands_above():
    own = text_of("yes", [types.MessageEntityBold(0, 3)])
    text = quoted_above(text_of("🌱?"), own)
    assert text.plain == "🌱?\nyes"
    assert [(span.start, span.end, span.style) for span in text.spans] == [(0, 2, Style.QUOTE), (3, 6, Style.BOLD)]


def test_codes_are_no_mentions():
    text = text_of("Telegram", [types.MessageEntityMentionName(0, 8, 777000)])
    assert text.spans[0].person is None


def test_a_name_with_an_at_sign_means_who_came_along():
    text = text_of("@anna @zoe", [types.MessageEntityMention(0, 5), types.MessageEntityMention(6, 4)])
    people = by_name([user(ANNA, username="Anna")])
    assert [span.person for span in with_people(text, people).spans] == ["user101", None]
