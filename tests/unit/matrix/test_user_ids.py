import re

from bridge.matrix.user_ids import ghost_id, is_ghost, room_alias
from bridge.model.ids import ChatId, Network, PersonId

TELEGRAM = Network("telegram")


def test_a_ghost_id_is_opaque_and_in_the_namespace() -> None:
    user = ghost_id(b"secret", "beringia", TELEGRAM, PersonId("user491701234567"), "example.org")
    assert re.fullmatch(r"@beringia_telegram_[a-z2-7]{26}:example\.org", user)


def test_a_person_keeps_the_same_ghost() -> None:
    assert ghost_id(b"s", "b", TELEGRAM, PersonId("1"), "x") == ghost_id(b"s", "b", TELEGRAM, PersonId("1"), "x")


def test_people_of_two_networks_are_two_ghosts() -> None:
    there = ghost_id(b"s", "b", Network("signal"), PersonId("1"), "x")
    assert there.rpartition("_")[2] != ghost_id(b"s", "b", TELEGRAM, PersonId("1"), "x").rpartition("_")[2]


def test_a_chat_and_a_person_of_the_same_name_do_not_share_an_id() -> None:
    alias = room_alias(b"s", "b", TELEGRAM, ChatId("1"), "x")
    assert alias[1:] != ghost_id(b"s", "b", TELEGRAM, PersonId("1"), "x")[1:]
    assert alias.startswith("#b_telegram_")


def test_only_ids_of_our_own_making_are_ghosts() -> None:
    user = ghost_id(b"s", "beringia", TELEGRAM, PersonId("1"), "example.org")
    assert is_ghost(user, "beringia", "example.org")
    others = [
        "@anna:example.org",
        user + ".evil",
        user.replace("example.org", "exampleXorg"),
        "@x" + user[1:],
        user[:-1],
    ]
    assert not any(is_ghost(other, "beringia", "example.org") for other in others)
