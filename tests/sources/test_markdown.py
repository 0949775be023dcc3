"""Markdown of chat servers as text and spans; emoji that are written as words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.ids import PersonId
from bridge.model.text import Style
from bridge.sources.markdown import Names, read
from bridge.sources.shortcodes import emoji_of

NAMES = Names(user=lambda name: (PersonId("bora"), "Bora") if name == "bora.b" else None)


def shown(content):
    text = read(content, NAMES)
    return text.plain, [(span.style, text.plain[span.start : span.end]) for span in text.spans]


@pytest.mark.parametrize(
    ("content", "plain", "spans"),
    [
        ("**a** _b_", "a b", [(Style.BOLD, "a"), (Style.ITALIC, "b")]),
        ("snake_case_name 2*3*4", "snake_case_name 2*3*4", []),
        ("~~~\n**a**\n~~~", "**a**", [(Style.PREFORMATTED, "**a**")]),
        ("> a\n> b\nc", "a\nb\nc", [(Style.QUOTE, "a\nb")]),
        ("[a](https://b.example/c_(d))", "a", [(Style.LINK, "a")]),
        ("Ask @bora.b.", "Ask @Bora.", [(Style.MENTION, "@Bora")]),
        ("mail me@bora.b at 10:30:45", "mail me@bora.b at 10:30:45", []),
        (r"\*a\*", "*a*", []),
        (":tada: :our_logo:", "🎉 :our_logo:", []),
    ],
)
def test_markup_is_read_as_servers_show_it(content, plain, spans):
    assert shown(content) == (plain, spans)


@pytest.mark.parametrize(("word", "emoji"), [("+1", "👍"), ("rocket", "🚀"), ("space", ":space:"), ("🎉", "🎉")])
def test_a_word_is_an_emoji_where_it_is_known(word, emoji):
    assert emoji_of(word) == emoji


@given(st.text(alphabet="ab *_~`>#[]()@:\n\\<|-", max_size=60))
def test_spans_lie_inside_any_text(content):
    text = read(content, NAMES)
    assert all(0 <= span.start < span.end <= len(text.plain) for span in text.spans)
