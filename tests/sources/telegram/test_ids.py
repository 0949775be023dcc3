import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.ids import ChatId
from bridge.sources.telegram.ids import peer, person_by_name
from tests.sources.telegram.records import post, read

numbers = st.integers(1, 2**31 - 1)


@given(numbers)
def test_old_integers_and_modern_words_name_the_same_peers(number):
    assert peer(number) == peer(f"user{number}")
    assert peer(2**32 + number) == peer(f"chat{number}")
    assert peer(2 * 2**32 + number) == peer(f"channel{number}")


@given(numbers)
def test_the_bot_api_names_the_same_groups(number):
    assert peer(-number) == f"chat{number}"
    assert peer(-(10**12) - number) == f"channel{number}"


@pytest.mark.parametrize(("kind", "prefix"), [(0, "user"), (1, "chat"), (2, "channel")])
def test_the_kind_may_stand_above_bit_48(kind, prefix):
    assert peer((kind << 48) + 77 + (2**40 if kind else 0)) == (f"{prefix}{2**40 + 77}" if kind else "user77")


@pytest.mark.parametrize(
    "value", [0, "0", "user", "userx", "admin1", "user-1", "user٣", "", None, True, [], {}, 1.5, 3 << 48]
)
def test_what_is_no_peer_is_none(value):
    assert peer(value) is None


def test_leading_zeros_do_not_make_another_person():
    assert peer("user007") == "user7"


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        ("personal_chat", 102, "user102"),
        ("bot_chat", 8600000000, "user8600000000"),
        ("saved_messages", 101, "user101"),
        ("private_group", 20001, "chat20001"),
        ("private_group", 5_000_000_000, "chat5000000000"),
        ("private_group", -20001, "chat20001"),
        ("private_supergroup", 123, "channel123"),
        ("public_supergroup", 123, "channel123"),
        ("public_channel", -1000000000123, "channel123"),
        ("private_channel", 8589934592 + 123, "channel123"),
    ],
)
def test_a_chat_has_the_same_id_however_its_number_is_written(kind, number, expected):
    assert read(post(), type=kind, id=number)[0].id == expected


def test_the_group_of_an_old_export_has_its_modern_id():
    old = post(sender=101)
    del old["date_unixtime"]
    assert read(old, type="private_group", id=2**32 + 20001)[0].id == "chat20001"


def test_a_name_is_a_stranger_of_its_own_chat():
    chat = ChatId("chat1")
    assert person_by_name(chat, "Anna") == person_by_name(chat, "Anna") != person_by_name(ChatId("chat2"), "Anna")
