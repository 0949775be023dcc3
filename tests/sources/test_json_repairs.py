from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.sources.json_repairs import repaired

AWKWARD = st.lists(
    st.sampled_from(
        ["\\\\", "\\x0B", "\\x1f", "\\n", "\\ud83d", "\\ude00", "\\uD83D\\uDE00", "x0B", "ud83d", "é", '\\"']
    )
).map("".join)
"""What a string may hold inside its quotes, in any order."""


def in_one(text: bytes) -> bytes:
    return b"".join(repaired([text]))


def string_of(escaped: str) -> str:
    return json.loads(in_one(f'"{escaped}"'.encode()))


def test_a_forbidden_escape_becomes_the_character_it_means():
    assert string_of(r"a\x0Bb\x1f") == "a\x0bb\x1f"


def test_an_escaped_backslash_before_an_x_stays_what_it_is():
    assert string_of(r"C:\\x0B and \\\x0B") == "C:\\x0B and \\\x0b"


def test_a_pair_of_surrogates_stays_a_pair():
    assert string_of(r"\ud83d\ude00\uD83D\uDE00") == "😀😀"


@pytest.mark.parametrize("escaped", [r"\ud83d", r"\ude00", r"\ud83d ", r"\ude00\ud83d", r"\ud83d\n", r"\ud83d\ud83d"])
def test_half_a_pair_becomes_the_replacement_character(escaped):
    assert "\ufffd" in string_of(escaped)
    assert not any(0xD800 <= ord(character) < 0xE000 for character in string_of(escaped))


def test_a_file_name_without_quotes_gets_them():
    text = b'{\n "document_id": video_files/sticker (2).webm\n}'
    assert json.loads(in_one(text)) == {"document_id": "video_files/sticker (2).webm"}


@pytest.mark.parametrize(
    "text",
    [
        b'{"document_id": "5368324170671202286"}',
        b'{"document_id": 12}',
        rb'{"text": "say \"document_id\": x"}',
        b'{"text": "a line\\nand \\u00e9 another"}',
    ],
)
def test_lawful_texts_stay_what_they_are(text):
    assert in_one(text) == text


@given(strings=st.lists(AWKWARD), sizes=st.lists(st.integers(1, 12), min_size=1))
def test_where_the_pieces_end_makes_no_difference(strings, sizes):
    text = "\n".join(f'"{string}"' for string in strings).encode()
    assert b"".join(repaired(cut(text, sizes))) == in_one(text)


@given(AWKWARD)
def test_whatever_stands_in_a_string_can_be_read_afterwards(escaped):
    assert isinstance(string_of(escaped), str)


@given(st.binary(max_size=200), st.lists(st.integers(1, 12), min_size=1))
def test_noise_is_never_lost_nor_raises(noise, sizes):
    assert b"".join(repaired(cut(noise, sizes))) == in_one(noise)


def cut(text: bytes, sizes: list[int]) -> list[bytes]:
    pieces: list[bytes] = []
    while text:
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(text[:size])
        text = text[size:]
    return pieces
