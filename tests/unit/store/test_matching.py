"""Which items of two differently numbered exports are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.chat import Chat, ChatKind
from bridge.model.content import Card, Written
from bridge.model.ids import ChatId, MessageId, Network
from bridge.model.message import Message
from bridge.model.text import Text
from bridge.model.unreadable import Unreadable
from bridge.store.matching import Candidate, candidate, pair

texts = st.lists(st.sampled_from("abc"), max_size=8)


def numbered(texts, start=0, **values):
    return [Candidate(str(start + index), text, **values) for index, text in enumerate(texts)]


@given(texts)
def test_the_same_messages_under_other_numbers_are_all_recognised_in_order(said):
    pairs = pair(numbered(said, start=100), numbered(said))
    text_of = {one.message: one.likeness for one in (*numbered(said, start=100), *numbered(said))}
    assert len(pairs) == len(said)
    assert all(text_of[mine] == text_of[theirs] for mine, theirs in pairs.items())


@given(texts, texts)
def test_no_message_is_taken_for_two(mine, theirs):
    pairs = pair(numbered(mine, start=100), numbered(theirs))
    assert len(set(pairs.values())) == len(pairs)


@given(texts, texts, st.booleans(), st.booleans())
def test_messages_that_differ_are_the_same_only_if_one_was_edited(mine, theirs, edited, known_edited):
    staged, known = numbered(mine, start=100, variable=edited), numbered(theirs, variable=known_edited)
    by_id = {one.message: one for one in (*staged, *known)}
    differing = [(a, b) for a, b in pair(staged, known).items() if by_id[a].likeness != by_id[b].likeness]
    assert not differing or edited or known_edited


def test_repeated_words_are_told_apart_by_their_order():
    assert pair(numbered(["ha", "ha"], start=7), numbered(["ha", "ha"])) == {"7": "0", "8": "1"}


def test_an_edited_message_is_recognised_among_others_of_its_second():
    staged = [Candidate("7", "hello"), Candidate("8", "world!", variable=True)]
    assert pair(staged, numbered(["hello", "world"])) == {"7": "0", "8": "1"}


def test_a_message_that_only_one_side_deleted_is_not_taken_for_another():
    assert pair(numbered(["b"], start=7), numbered(["a", "b"])) == {"7": "1"}


def test_different_messages_of_one_second_stay_two():
    assert pair(numbered(["mine"], start=7), numbered(["theirs"])) == {}


def test_a_group_of_a_hundred_thousand_takes_no_time_to_speak_of():
    many = ["ha"] * 100_000
    assert len(pair(numbered(many, start=200_000), numbered(many))) == 100_000


def test_words_make_two_items_alike_whatever_their_ids():
    one, other = a_message("1", Written(Text("hello"))), a_message("9", Written(Text("hello")))
    assert candidate("1", one).likeness == candidate("9", other).likeness


def test_the_kind_of_an_item_tells_it_from_others_with_the_same_words():
    written, card = a_message("1", Written(Text("Game"))), a_message("1", Card(label="Game"))
    assert candidate("1", written).likeness != candidate("1", card).likeness


def test_what_could_not_be_read_may_be_anything():
    broken = Unreadable(chat=ChatId("harbour"), id=MessageId("1"), time=0, place=1, reason="no date")
    assert candidate("1", broken).variable


def test_only_items_of_a_history_can_be_candidates():
    chat = Chat(network=Network("demo"), id=ChatId("harbour"), kind=ChatKind.GROUP)
    with pytest.raises(TypeError, match="Chat is no item"):
        candidate("1", chat)


def a_message(number, content):
    return Message(chat=ChatId("harbour"), id=MessageId(number), time=0, place=1, content=content)
