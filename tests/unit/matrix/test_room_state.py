from typing import Any

from bridge.matrix.events import Draft, Role
from bridge.matrix.room_state import RoomState
from tests.unit.matrix.cast import ANNA, BOT, ghost


def state(kind: str, state_key: str = "", **content: Any) -> Draft:
    return Draft(BOT, kind, content | {"beringia.source": {}}, 1, 0, Role.STATE, state_key)


def member(membership: str) -> Draft:
    return state("m.room.member", ghost(ANNA), membership=membership)


def test_whoever_is_banned_is_not_in_the_room() -> None:
    after = RoomState().after_all([member("join"), member("ban")])
    assert not after.joined
    assert after.banned == {ghost(ANNA)}


def test_whoever_is_pardoned_is_neither_in_nor_banned() -> None:
    assert RoomState().after_all([member("ban"), member("leave")]) == RoomState()


def test_whoever_comes_in_is_in() -> None:
    assert RoomState().after(member("join")).joined == {ghost(ANNA)}


def test_the_levels_are_those_that_were_set_last_without_our_mark() -> None:
    after = RoomState(levels={"users": {}}).after(state("m.room.power_levels", users={BOT: 100}))
    assert after.levels == {"users": {BOT: 100}}
