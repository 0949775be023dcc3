import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.matrix.names import LONGEST, display_name, display_names, room_name, skeleton, without_network
from bridge.model.ids import PersonId
from bridge.model.person import Person, PersonKind
from tests.strategies import words


def person(number: int, name: str | None, kind: PersonKind = PersonKind.USER) -> Person:
    return Person(id=PersonId(f"user{number}"), name=name, kind=kind)


def crowds() -> st.SearchStrategy[list[Person]]:
    names = st.one_of(st.none(), st.sampled_from(["Anna", "Аnnа", "anna 2", "Anna 2", "", "\u200b"]), words(10))
    return st.lists(names, max_size=12).map(lambda all_names: [person(*pair) for pair in enumerate(all_names)])


def test_a_name_carries_the_networks() -> None:
    assert display_name(person(1, "Anna"), "Telegram") == "Anna (Telegram)"


@pytest.mark.parametrize(
    ("kind", "name"), [(PersonKind.DELETED, "Deleted account"), (PersonKind.UNKNOWN, "Unknown person")]
)
def test_whoever_has_no_name_gets_one_that_says_why(kind: PersonKind, name: str) -> None:
    assert display_name(person(1, None, kind), "Telegram") == f"{name} (Telegram)"


def test_look_alikes_get_numbers() -> None:
    names = display_names([person(10, "Аnna"), person(9, "Anna"), person(11, "ANNA")], "Telegram")
    assert list(names.values()) == ["Anna (Telegram)", "Аnna 2 (Telegram)", "ANNA 3 (Telegram)"]


def test_a_number_does_not_make_a_new_look_alike() -> None:
    names = display_names([person(1, "Anna 2"), person(2, "Anna"), person(3, "Anna")], "Telegram")
    assert sorted(names.values()) == ["Anna (Telegram)", "Anna 2 (Telegram)", "Anna 3 (Telegram)"]


@given(crowds(), st.randoms())
def test_names_do_not_depend_on_the_order_of_people(people: list[Person], chance: random.Random) -> None:
    shuffled = chance.sample(people, len(people))
    assert display_names(shuffled, "Telegram") == display_names(people, "Telegram")


@given(crowds())
def test_nobody_can_be_taken_for_another(people: list[Person]) -> None:
    names = display_names(people, "Telegram")
    assert names.keys() == {one.id for one in people}
    assert len({skeleton(name) for name in names.values()}) == len(people)


@given(words(400))
def test_names_fit_and_keep_the_networks_name(name: str) -> None:
    shown = display_name(person(1, name * 3), "Telegram")
    assert len(shown) <= LONGEST
    assert shown.endswith(" (Telegram)") and shown != " (Telegram)"


@given(words(400))
def test_a_room_is_never_nameless(title: str) -> None:
    name = room_name(title, " (Telegram)")
    assert 0 < len(name.removesuffix(" (Telegram)")) < len(name) <= LONGEST


def test_a_room_without_a_title_says_so() -> None:
    assert room_name(None, " (Telegram)") == "Unnamed chat (Telegram)"


def test_within_a_sentence_the_network_is_left_out() -> None:
    assert without_network("Anna (Telegram)", "Telegram") == "Anna"
