"""Who may do what in a room."""

from __future__ import annotations

import pytest

from bridge.matrix import power
from bridge.matrix.events import UserId

BOT = UserId("@bot:example.org")
ANNA = UserId("@anna:example.org")


@pytest.mark.parametrize("kind", power.OF_HISTORY)
def test_what_people_of_the_source_did_their_ghosts_may_do(kind: str):
    assert power.during_import(BOT, "11")["events"][kind] == 0


@pytest.mark.parametrize("kind", power.OF_THE_BOT)
def test_what_could_break_the_room_is_the_bots_alone(kind: str):
    assert power.during_import(BOT, "11")["events"][kind] == 100


def test_nobody_can_call_everybody_while_history_is_said():
    assert power.during_import(BOT, "11")["notifications"] == {"room": 100}


def test_a_creator_who_stands_above_all_levels_is_not_listed():
    assert power.during_import(BOT, "12")["users"] == {}


def test_afterwards_names_are_for_moderators():
    assert power.afterwards({})["events"]["m.room.name"] == 50


def test_afterwards_everybody_keeps_their_level():
    assert power.afterwards({"users": {BOT: 100, ANNA: 50}})["users"] == {BOT: 100, ANNA: 50}


def test_settling_twice_is_settling_once():
    once = power.afterwards(power.during_import(BOT, "11"))
    assert power.afterwards(once) == once
