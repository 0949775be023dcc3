from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import ArchiveError
from bridge.sources.json_stream import Mark, items, walk
from bridge.sources.limits import KIB, Limits

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)
BEGINS, ENDS = Mark.BEGINS, Mark.ENDS


def walked(text, *whole, **limits):
    content = text if isinstance(text, bytes) else json.dumps(text).encode()
    return list(walk(io.BytesIO(content), whole, Limits(**limits), name="result.json"))


def test_objects_and_lists_say_where_they_begin_and_end():
    assert walked({"a": [1, {}]}) == [
        ("", BEGINS),
        ("a", BEGINS),
        ("a.item", 1),
        ("a.item", BEGINS),
        ("a.item", ENDS),
        ("a", ENDS),
        ("", ENDS),
    ]


def test_records_come_as_a_whole_among_the_scalars_around_them():
    text = {"name": "Garden", "messages": [{"id": 1, "text": ["a", {"type": "bold"}]}, {"id": 2}], "end": None}
    assert walked(text, "messages.item") == [
        ("", BEGINS),
        ("name", "Garden"),
        ("messages", BEGINS),
        ("messages.item", {"id": 1, "text": ["a", {"type": "bold"}]}),
        ("messages.item", {"id": 2}),
        ("messages", ENDS),
        ("end", None),
        ("", ENDS),
    ]


def test_both_layouts_of_an_account_are_walked_at_once():
    text = {
        "chats": {"list": [{"id": 7, "messages": [{"id": 1}]}]},
        "left_chats": {"list": [{"messages": [{"id": 2}]}]},
    }
    chats, left = "chats.list.item.messages.item", "left_chats.list.item.messages.item"
    assert [step for step in walked(text, chats, left) if isinstance(step[1], dict)] == [
        (chats, {"id": 1}),
        (left, {"id": 2}),
    ]


def test_items_are_the_values_at_one_path():
    text = io.BytesIO(b'{"a": [1, "x", [2], {}], "b": [3]}')
    assert list(items(text, "a.item", name="result.json")) == [1, "x", [2], {}]


def test_numbers_stay_exactly_what_was_written():
    assert walked(b"[9007199254740993, 52.370215700000003]", "")[0][1] == [
        9007199254740993,
        Decimal("52.370215700000003"),
    ]


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert walked(b"\xef\xbb\xbf[]") == [("", BEGINS), ("", ENDS)]


def test_a_key_that_stands_twice_loses_nothing():
    assert walked(b'{"a": 1, "a": 2, "a": 3}', "") == [("", {"a": 1, "a (2)": 2, "a (3)": 3})]


@given(VALUES)
def test_what_is_built_is_what_was_written(value):
    assert walked(value, "") == [("", value)]


@given(st.lists(VALUES, min_size=1), st.integers(1, 40))
def test_records_do_not_depend_on_where_the_pieces_end(values, piece):
    text = json.dumps({"messages": values}).encode()
    assert list(items(Slow(text, piece), "messages.item", name="result.json")) == values


@given(st.data())
def test_a_text_cut_anywhere_is_refused(data):
    text = json.dumps({"name": "é", "messages": [{"id": 1, "text": "x"}, {"id": 2.5}]}, ensure_ascii=False).encode()
    with pytest.raises(ArchiveError, match=r"result\.json"):
        walked(text[: data.draw(st.integers(0, len(text) - 1))], "messages.item")


@given(st.binary(max_size=100))
def test_noise_is_read_or_refused_and_nothing_else(noise):
    try:
        walked(noise)
    except ArchiveError as error:
        assert "result.json" in error.detail  # noqa: PT017 - noise may also be sound JSON by chance


def test_the_error_says_between_which_bytes_the_fault_is():
    text = b"[" + b" " * 100_000 + b"NaN]"
    with pytest.raises(ArchiveError, match="between byte 65,536 and 100,005"):
        walked(text)


def test_the_error_never_quotes_the_text():
    with pytest.raises(ArchiveError) as refusal:
        walked(b'{"text": "a secret", nonsense}')
    assert "secret" not in str(refusal.value)


def test_a_long_text_is_not_held_in_memory():
    stream = Endless()
    numbers = items(stream, "item", name="result.json")
    for _ in range(1000):
        next(numbers)
    assert stream.given_out <= 256 * KIB


def test_a_depth_beyond_the_stack_is_refused_like_any_other():
    with pytest.raises(ArchiveError, match="json_depth"):
        walked(b"[" * 5000, "", json_depth=10_000)


class Slow(io.BytesIO):
    """Gives few bytes at a time."""

    def __init__(self, content: bytes, piece: int) -> None:
        super().__init__(content)
        self.piece = piece

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.piece)


class Endless(io.BytesIO):
    """A list of numbers that never ends."""

    given_out = 0

    def read(self, size: int | None = -1, /) -> bytes:
        beginning = b"[" if self.given_out == 0 else b""
        piece = beginning + b"0," * 1024
        self.given_out += len(piece)
        return piece
