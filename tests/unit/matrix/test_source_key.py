from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from bridge.matrix.events import Role
from bridge.matrix.source_key import FIELD, SourceKeys, opaque
from bridge.model.ids import ChatId, MessageId, Network
from tests.strategies import words
from tests.unit.matrix.cast import KEYS


@given(st.tuples(words(), words()), st.tuples(words(), words()))
def test_different_words_never_share_an_id(some: tuple[str, str], others: tuple[str, str]) -> None:
    assert (opaque(b"secret", *some) == opaque(b"secret", *others)) == (some == others)


def test_words_cannot_be_shifted_from_one_to_the_next() -> None:
    assert opaque(b"secret", "ab", "c") != opaque(b"secret", "a", "bc")


def test_transaction_ids_differ_by_message_part_role_and_revision() -> None:
    messages = [MessageId(number) for number in ("1", "2", "10", "1~2")]
    every = list(product(messages, range(12), Role, range(3)))
    assert len({KEYS.transaction(*one) for one in every}) == len(every)


def test_transaction_ids_differ_between_chats_and_networks() -> None:
    others = [replace(KEYS, chat=ChatId("channel2")), replace(KEYS, network=Network("signal"))]
    ids = {keys.transaction(MessageId("1"), 0, Role.MESSAGE) for keys in (KEYS, *others)}
    assert len(ids) == 3


def test_a_key_is_found_again_in_the_content() -> None:
    content = {"body": "Hello", FIELD: KEYS.block(MessageId("7"), 3)}
    assert KEYS.find(content) == (KEYS.key(MessageId("7")), 3)


def test_all_parts_of_a_message_share_its_key() -> None:
    assert KEYS.block(MessageId("7"), 0)["id"] == KEYS.block(MessageId("7"), 1)["id"]


def test_contents_of_strangers_have_no_key() -> None:
    whole = KEYS.block(MessageId("7"), 0)
    strange = [{}, 5, whole | {"v": 2}, whole | {"network": "signal"}, whole | {"part": True}, whole | {"id": "x"}]
    assert [KEYS.find({FIELD: block}) for block in strange] == [None] * len(strange)
    assert KEYS.find({"body": "Hello"}) is None


def test_another_secret_gives_another_key() -> None:
    assert SourceKeys(b"other", KEYS.network, KEYS.chat).key(MessageId("7")) != KEYS.key(MessageId("7"))
