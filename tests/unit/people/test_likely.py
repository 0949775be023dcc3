"""Who may be one person under several names."""

from __future__ import annotations

from bridge.model.ids import PersonId
from bridge.model.person import Person
from bridge.people.likely import likenesses
from bridge.store import Decisions, SamePerson


def person(id_="name:Anna", name="Anna", **values):
    return Person(id=PersonId(id_), name=name, **values)


def found(*people, spoken=(), decided=None):
    known = {one.id: one for one in people}
    return [(one.other.id, one.person.id, one.is_likely) for one in likenesses(known, spoken, Decisions(decided or {}))]


ANNA, MUM, BORA = person(), person("name:Mum", "Mum"), person("name:Bora", "Bora")


def test_strangers_have_nothing_in_common():
    assert found(ANNA, MUM, BORA) == []


def test_whoever_said_the_same_things_is_likely_one_person():
    assert found(ANNA, MUM, spoken=[SamePerson("name:Mum", "name:Anna", 3)]) == [("name:Mum", "name:Anna", True)]


def test_a_few_messages_tell_nothing():
    assert found(ANNA, MUM, spoken=[SamePerson("name:Mum", "name:Anna", 2)]) == []


def test_whoever_said_what_several_others_said_is_nobody_of_them():
    spoken = [SamePerson("name:Mum", "name:Anna", 5), SamePerson("name:Mum", "name:Bora", 4)]
    assert found(ANNA, MUM, BORA, spoken=spoken) == []


def test_one_number_is_likely_one_person_however_it_is_written():
    numbered = person("phone:1", "+49 30 123", phone="+4930123")
    assert found(person(phone="+49 30 123"), numbered) == [("name:Anna", "phone:1", True)]


def test_one_name_alone_is_not_likely():
    assert found(person("phone:1", "  ANNA "), ANNA) == [("name:Anna", "phone:1", False)]


def test_a_name_of_their_own_counts_as_well():
    assert found(person("phone:1", "+49 30 123", also=("Anna",)), ANNA) == [("name:Anna", "phone:1", False)]


def test_no_name_is_no_name_in_common():
    assert found(person("1", None), person("2", ""), person("3", " ")) == []


def test_who_is_decided_is_not_asked_for():
    spoken = [SamePerson("name:Mum", "name:Anna", 3)]
    assert found(ANNA, MUM, spoken=spoken, decided={"name:Mum": "name:Mum"}) == []
