import pytest

from bridge.matrix.events import Role, SameItem
from bridge.matrix.to_content import drafts as make
from bridge.matrix.to_content import losses, outcome
from bridge.model.message import Reaction, Reactor
from tests.unit.matrix.cast import ANNA, BORA, KEYS, converted, drafts, message, surroundings


@pytest.mark.parametrize(("time", "sent"), [(-5, 1), (0, 1), (7, 7), (2**60, 2**53 - 1)])
def test_times_are_kept_within_what_homeservers_take(time: int, sent: int) -> None:
    assert drafts(message(time=time))[0].time == sent


def test_parts_are_numbered_behind_those_who_come_in() -> None:
    reaction = Reaction(emoji="👍", count=1, by=(Reactor(person=BORA),))
    made = drafts(message(reactions=(reaction,)), surroundings(joined=frozenset()))
    assert [draft.part for draft in made] == [0, 1, 2, 3, 4, 5]
    assert made[5].relation == SameItem(4, "m.annotation", "👍")


def test_every_event_names_its_part_of_the_source() -> None:
    made = drafts(message(), surroundings(joined=frozenset()))
    assert [draft.content["beringia.source"]["part"] for draft in made] == [0, 1, 2]
    assert [draft.role for draft in made] == [Role.INVITE, Role.JOIN, Role.MESSAGE]


def test_nobody_speaks_for_a_person_who_is_not_known() -> None:
    with pytest.raises(KeyError):
        drafts(message(), surroundings(ghosts={BORA: "@b:x"}))


def test_the_parts_of_a_conversion_can_be_had_alone() -> None:
    item, around = message("a\0", sender=ANNA), surroundings()
    whole = converted(item, around)
    assert make(item, around, KEYS) == whole.drafts
    assert losses(item, around) == whole.losses
    assert outcome(item, around) == (whole.outcome, whole.reason)
