"""Texts whose bytes were written as characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bridge.sources.meta.mojibake import mended


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_meta_wrote_comes_out_as_it_was_meant(text):
    assert mended(text.encode().decode("latin-1")) == text


def test_what_is_right_already_stays():
    assert mended("Zoë 🌻") == "Zoë 🌻"


def test_bytes_that_are_no_text_stay():
    assert mended("\u00c3") == "\u00c3"
