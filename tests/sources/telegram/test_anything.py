"""Whatever stands in any field, the reader gives sound items and counts every record."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model.codec import Item, decode, encode
from bridge.model.message import Message
from bridge.model.parts import parts
from bridge.model.person import Person
from bridge.model.unreadable import Unreadable, Withheld
from bridge.sources.neutral import fault, people_in
from bridge.sources.telegram.chat import TYPES
from bridge.sources.telegram.posts import KINDS
from bridge.sources.telegram.service import ACTIONS
from tests.sources.telegram.records import event, post, read

POST_FIELDS = sorted({*post(), *(field for kind in KINDS.values() for field in kind.fields)} | {
    "text_entities", "edited", "edited_unixtime", "author", "forwarded_from", "forwarded_from_id", "saved_from",
    "reply_to_message_id", "reply_to_peer_id", "via_bot", "inline_bot_buttons", "reactions", "action",
})  # fmt: skip
ACTION_FIELDS = sorted({*event(), *(field for action in ACTIONS.values() for field in action.fields)})

WORDS = st.sampled_from([
    "type", "text", "id", "count", "emoji", "recent", "from_id", "date", "blocks", "items", "rows", "cells", "caption",
    "question", "answers", "votes", "latitude", "longitude", "plain", "bold", "link", "pre", "custom_emoji", "message",
    "mention_name", "user_id", "href", "user101", "2024-06-01T12:00:00", "99999-01-01", "photos/a.jpg", "../a", "true",
    "(File not included. Change data exporting settings to download.)", "paragraph", "list", "table", "quote", "button",
    "1e400", "NaN", "١٢", "1714900000", "channel0", "user-1", "document_id", "photo", "file", "geo", "document",
])  # fmt: skip
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | WORDS
    | st.text(max_size=8)
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12
)
FIELDS = st.dictionaries(st.sampled_from(POST_FIELDS), JSON, max_size=5)
ACTED = st.tuples(
    st.sampled_from([*sorted(ACTIONS), "unheard of"]), st.dictionaries(st.sampled_from(ACTION_FIELDS), JSON, max_size=5)
)

thorough = settings(max_examples=120, deadline=None)


@thorough
@given(FIELDS)
def test_any_value_in_any_field_of_a_post_gives_sound_items(fields):
    assert_sound(read(post(1) | fields), records=1)


@thorough
@given(ACTED)
def test_any_value_in_any_field_of_a_service_message_gives_sound_items(acted):
    action, fields = acted
    assert_sound(read(event(action) | fields), records=1)


@thorough
@given(st.lists(JSON, max_size=4))
def test_any_records_are_counted_one_by_one(records):
    assert_sound(read(*records), records=len(records))


@thorough
@given(st.lists(FIELDS | JSON, min_size=1, max_size=4), st.sampled_from([*TYPES, "novel", None]) | JSON, JSON, JSON)
def test_any_head_of_a_chat_will_do(records, kind, number, name):
    assert_sound(read(*records, type=kind, id=number, name=name), records=len(records))


@thorough
@given(st.sampled_from(sorted(KINDS)), JSON)
def test_every_kind_of_post_stands_any_value(kind, value):
    assert_sound(read(post(1, text="", **{kind: value})), records=1)


@given(st.permutations(range(5)))
def test_the_order_of_the_records_is_the_order_of_the_items(order):
    items = read(*(post(number) for number in order))
    assert [item.place for item in items if isinstance(item, Message)] == list(order)


def assert_sound(items: list[Item], *, records: int) -> None:
    assert counted(items) == records
    assert [fault(parts(item)) for item in items if fault(parts(item))] == []
    assert [item for item in items if decode(encode(item)) != item] == []
    known: set[Any] = set()
    for item in items:
        if isinstance(item, Person):
            known.add(item.id)
        assert set(people_in(parts(item))) <= known


def counted(items: list[Item]) -> int:
    """How many records the items account for; the parts of a long post are one."""
    messages = sum(isinstance(item, Message) and "/" not in item.id for item in items)
    return messages + sum(
        1 if isinstance(item, Unreadable) else item.count for item in items if isinstance(item, Unreadable | Withheld)
    )
