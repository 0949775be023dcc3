from hypothesis import given
from hypothesis import strategies as st

from tests.sources.telegram.records import ANNA, BORA, post, read, warnings


def test_a_sound_chat_has_no_warnings():
    assert warnings(read(post(1), post(2, BORA))) == ""


def test_a_group_in_which_only_the_exporter_speaks_is_suspect():
    assert "only the exporter's own messages" in warnings(read(post(1), post(2), owner=ANNA))


def test_a_group_in_which_one_other_person_speaks_is_suspect_too():
    assert "only one person speaks" in warnings(read(post(1), post(2)))


def test_one_person_may_speak_alone_in_a_direct_chat():
    assert warnings(read(post(1), type="personal_chat", id=101)) == ""


def test_a_field_of_the_future_is_named_and_counted():
    assert "hologram (2×)" in warnings(read(post(1, hologram=1), post(2, BORA, hologram={"deep": True})))


def test_messages_from_before_a_supergroup_are_numbered_for_one_account():
    assert "numbered for one account only" in warnings(read(post(-999_999_990), post(2, BORA)))


def test_a_kind_of_chat_of_the_future_is_a_group_with_a_warning():
    items = read(post(1), post(2, BORA), type="public_hive", id=9)
    assert (items[0].id, "kind of chat that is not known" in warnings(items)) == ("unknown9", True)


@given(st.lists(st.text(min_size=1, max_size=200), min_size=200, max_size=300, unique=True))
def test_strangers_field_names_cannot_make_the_warnings_endless(names):
    items = read(*(post(number, **{f"x{name}": 1}) for number, name in enumerate(names, 1)))
    assert len(warnings(items)) < 3000
