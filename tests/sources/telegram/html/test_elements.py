import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.sources.telegram.html.elements import parsed, plain

HOSTILE = ["<a ", '<a b="', "<!--", "<![", "<", "&", "&#", "<a b=c ", "<div>", "</div>", "a=", '<a b="c', "\n ", "&#x0"]


@given(st.text(st.characters(exclude_characters="<&"), min_size=1).filter(lambda text: not text.isspace()))
def test_words_alone_are_words(text):
    assert "".join(parsed(text).pieces()) == text


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_pages_are_parsed_in_time_that_grows_with_their_length(piece):
    started = time.process_time()
    root = parsed(piece * 50_000)
    assert root.words() is not None and root.first("nothing") is None
    assert time.process_time() - started < 5


@pytest.mark.parametrize("written", ["&#" + "9" * 5000 + ";", "&#xD800;", "&bogus;", "&#x00;"])
def test_a_character_that_is_none_does_no_harm(written):
    assert plain(written).encode("utf-8")


def test_control_characters_are_kept():
    assert plain("a&#x0B;b&amp;c") == "a\x0bb&c"
