"""Accounts say their own history only where the administrator allows it, and only when their owners accepted it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from demo.synapse import Account
from tests.acceptance.bedrock.registration import homeserver
from tests.acceptance.bedrock.subject import Room, Subject

pytestmark = pytest.mark.xdist_group("bedrock one")


@pytest.fixture(scope="module")
def allowing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    """A Synapse whose administrator allows it. It also lays gently, in small slices."""
    with homeserver(tmp_path_factory.mktemp("own"), own_history=True, pressure=0.2, slice=10) as synapse:
        yield Subject(synapse).prepare()


@pytest.fixture
def person(allowing: Subject) -> Account:
    return allowing.person()


def accept(subject: Subject, person: Account, *appservices: str) -> None:
    path = f"/user/{quote(person.user_id)}/account_data/beringia.own_history"
    subject.client("PUT", path, {"appservices": list(appservices)}, person.access_token)


def history_of(room: Room, person: Account) -> list[dict[str, object]]:
    """The person stands in the room, and says something."""
    standing = room.member(person.user_id, depth=room.ground["base"])
    authority = [*room.authority(person.user_id), standing["event_id"]]
    return [standing, room.message("mine", sender=person.user_id, auth_events=authority)]


def test_an_account_that_accepted_says_its_own_history(allowing: Subject, person: Account):
    room = allowing.room()
    accept(allowing, person, "beringia")
    room.laid(*history_of(room, person))
    assert room.bodies() == ["mine"]
    assert person.user_id not in allowing.members(room.id)


def test_an_account_that_did_not_accept_says_nothing(allowing: Subject, person: Account):
    room = allowing.room()
    assert set(room.refused(*history_of(room, person))) == {"M_FORBIDDEN", "BERINGIA_DEPENDS"}


def test_an_account_that_accepted_another_appservice_says_nothing(allowing: Subject, person: Account):
    room = allowing.room()
    accept(allowing, person, "other")
    assert set(room.refused(*history_of(room, person))) == {"M_FORBIDDEN", "BERINGIA_DEPENDS"}


def test_an_account_that_took_it_back_says_nothing_any_more(allowing: Subject, person: Account):
    room = allowing.room()
    accept(allowing, person, "beringia")
    accept(allowing, person)
    assert set(room.refused(*history_of(room, person))) == {"M_FORBIDDEN", "BERINGIA_DEPENDS"}


def test_the_appservice_cannot_accept_for_an_account(allowing: Subject, person: Account):
    path = f"/_matrix/client/v3/user/{quote(person.user_id)}/account_data/beringia.own_history"
    answer = allowing.call("PUT", path, {"appservices": ["beringia"]}, user_id=person.user_id)
    assert answer.status == 403


def test_by_default_no_account_says_its_own_history(on_sqlite: Subject):
    room, person = on_sqlite.room(), on_sqlite.person()
    accept(on_sqlite, person, "beringia")
    assert set(room.refused(*history_of(room, person))) == {"M_FORBIDDEN", "BERINGIA_DEPENDS"}


def test_small_slices_laid_gently_are_laid_whole(allowing: Subject):
    room = allowing.room()
    room.laid(*(room.message(str(number)) for number in range(95)))
    assert room.bodies() == [str(number) for number in range(95)]
