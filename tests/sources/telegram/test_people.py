import pytest

from bridge.model.event import Change, Membership
from bridge.model.ids import PersonId
from bridge.model.person import Person, PersonKind
from tests.sources.telegram.records import ANNA, BORA, content, event, messages, post, read


def people(*records, **chat):
    return [item for item in read(*records, **chat) if isinstance(item, Person)]


def test_everyone_is_introduced_once_however_often_they_speak():
    assert [person.name for person in people(post(1), post(2, BORA), post(3), post(4, BORA))] == ["Anna", "Bora"]


@pytest.mark.parametrize("fields", [{"from": None}, {"from": ""}])
def test_a_deleted_account_keeps_its_messages(fields):
    items = read(post(1, "user199", **fields))
    assert items[1] == Person(id=PersonId("user199"), kind=PersonKind.DELETED)
    assert items[2].sender == "user199"


def test_a_name_that_changes_is_told_again():
    assert [person.name for person in people(post(1), post(2, **{"from": "Anna K."}))] == ["Anna", "Anna K."]


def test_a_known_name_is_not_forgotten_when_it_is_missing_once():
    assert len(people(post(1), post(2, **{"from": None}))) == 1


def test_somebody_without_a_number_is_a_stranger_and_nobody_else():
    known, stranger = people(post(1), post(2, from_id=None))
    assert (known.id, stranger.kind, stranger.id == known.id) == (ANNA, PersonKind.UNKNOWN, False)


def test_a_post_of_a_channel_without_a_sender_is_the_channels():
    record = post(1, **{"from": None, "from_id": None})
    assert messages(record, type="public_channel", id=5, name="Seed news")[0].sender == "channel5"


def test_in_a_group_nobody_is_invented():
    assert messages(post(1, **{"from": None, "from_id": None}))[0].sender is None


@pytest.mark.parametrize(("action", "change"), [("invite_members", Change.JOINED), ("remove_members", Change.LEFT)])
def test_who_acts_upon_the_only_member_of_their_name_acts_upon_themselves(action, change):
    said = content(event(action, actor=BORA, members=["Bora"]))
    assert isinstance(said, Membership)
    assert (said.change, said.members[0].person) == (change, BORA)


@pytest.mark.parametrize("members", [["Bora"], ["Anna", "Bora"], [None], ["Anna", "Anna"]])
def test_a_name_alone_is_never_a_person(members):
    said = content(event("invite_members", actor=ANNA, members=members))
    assert isinstance(said, Membership)
    assert [(member.name, member.person) for member in said.members] == [(name, None) for name in members]


def test_a_deleted_account_that_leaves_is_not_taken_for_another():
    said = content(event("remove_members", actor="user199", members=[None]))
    assert said.members[0].person is None


def test_who_joins_by_link_joins_themselves():
    said = content(event("join_group_by_link", actor=BORA, inviter="Anna"))
    assert (said.change, said.members[0].person, said.how) == (Change.JOINED, BORA, "by an invite link from Anna")
