"""Sentences about what happened in a chat."""

from __future__ import annotations

import pytest

from bridge.model.event import Change, Member, Membership, Notice, TitleChange
from bridge.sources.meta.prose import understood


def happened(said, sender="Anna Day", own_name=None):
    return understood(said, sender, lambda name: Member(name=name), own_name)


@pytest.mark.parametrize(
    ("said", "change", "names"),
    [
        ("Anna Day left the group.", Change.LEFT, ["Anna Day"]),
        ("Anna joined the group.", Change.JOINED, ["Anna Day"]),
        ("Anna added Bora and Chidi to the group.", Change.INVITED, ["Bora", "Chidi"]),
        ("You added Bora, Chidi and Dana to the group.", Change.INVITED, ["Bora", "Chidi", "Dana"]),
        ("Anna removed Bora from the group.", Change.REMOVED, ["Bora"]),
    ],
)
def test_who_came_and_who_went_is_understood(said, change, names):
    assert happened(said) == Membership(change=change, members=tuple(Member(name=name) for name in names))


def test_you_are_whoever_made_the_download():
    members = (Member(name="Dana"),)
    assert happened("Anna removed you from the group.", own_name="Dana") == Membership(
        change=Change.REMOVED, members=members
    )


def test_a_new_name_is_understood():
    assert happened("Anna named the group Garden club.") == TitleChange("Garden club")


def test_other_sentences_lose_their_subject():
    assert happened("Anna Day set the quick reaction to 🌻.") == Notice("set the quick reaction to 🌻", action="prose")


@pytest.mark.parametrize(
    "said",
    ["Bora left the group.", "Anna is here", "Anna, come!", "I left the group.", "Anna left\nthe group.", "", "Anna"],
)
def test_somebodys_own_words_stay_theirs(said):
    assert happened(said) is None
