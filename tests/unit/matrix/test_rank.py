from typing import Any

import pytest

from bridge.matrix.events import Surroundings, UserId
from bridge.model.event import Rank, RankChange
from bridge.model.message import Message
from tests.unit.matrix.cast import ANNA, BORA, BOT, drafts, ghost, message, only, surroundings

HIMSELF = UserId("@bora:example.org")
LEVELS = "m.room.power_levels"


def change(rank: Rank, **more: Any) -> Message:
    return message(RankChange(person=BORA, rank=rank, title=more.pop("title", None)), **more)


def levels(**users: int) -> dict[str, Any]:
    named = {"bora": ghost(BORA), "himself": HIMSELF, "anna": ghost(ANNA)}
    given = {named[name]: level for name, level in users.items()}
    return {"users": {BOT: 100, **given}, "users_default": 0, "redact": 50}


def live(**changes: Any) -> Surroundings:
    return surroundings(**{"live": True, "levels": levels(), **changes})


def users_after(item: Message, around: Surroundings) -> dict[str, int]:
    [draft] = [draft for draft in drafts(item, around) if draft.type == LEVELS]
    assert (draft.sender, draft.state_key) == (BOT, "")
    users: dict[str, int] = draft.content["users"]
    return users


@pytest.mark.parametrize("rank", [Rank.OWNER, Rank.ADMIN, Rank.MODERATOR])
def test_whoever_leads_a_chat_becomes_a_moderator(rank: Rank) -> None:
    assert users_after(change(rank), live()) == {BOT: 100, ghost(BORA): 50}


def test_the_other_levels_stay() -> None:
    [draft] = [draft for draft in drafts(change(Rank.ADMIN), live()) if draft.type == LEVELS]
    assert draft.content["redact"] == 50


def test_an_ordinary_member_has_the_level_of_everybody() -> None:
    assert users_after(change(Rank.MEMBER), live(levels=levels(bora=50))) == {BOT: 100}


def test_whoever_is_silenced_is_below_everybody_and_their_ghost_is_not() -> None:
    around = live(linked={BORA: HIMSELF})
    assert users_after(change(Rank.SILENCED), around) == {BOT: 100, HIMSELF: -1}


def test_the_rank_is_also_that_of_the_person_in_matrix() -> None:
    around = live(linked={BORA: HIMSELF})
    assert users_after(change(Rank.ADMIN), around) == {BOT: 100, ghost(BORA): 50, HIMSELF: 50}


def test_whoever_rules_the_room_goes_on_ruling_it() -> None:
    around = live(linked={BORA: HIMSELF}, levels=levels(himself=100))
    assert LEVELS not in [draft.type for draft in drafts(change(Rank.SILENCED), around)]


def test_what_they_may_already_needs_no_change() -> None:
    assert [draft.type for draft in drafts(change(Rank.ADMIN), live(levels=levels(bora=50)))] == ["m.room.message"]


def test_a_history_only_tells_of_it() -> None:
    draft = only(change(Rank.ADMIN, title="captain"), surroundings(levels=levels()))
    assert draft.content["body"] == "Anna made Bora an administrator (captain)"


def test_nobody_needs_to_have_done_it() -> None:
    assert only(change(Rank.SILENCED, sender=None)).content["body"] == "Bora may no longer write"


def test_what_somebody_did_to_themselves_the_bot_tells() -> None:
    draft = only(change(Rank.MEMBER, sender=BORA))
    assert (draft.sender, draft.content["body"]) == (BOT, "Bora is now an ordinary member")


def test_whoever_was_silenced_and_speaks_on_the_network_may_speak_here() -> None:
    around = live(levels=levels(anna=-1), linked={ANNA: UserId("@anna:example.org")})
    assert users_after(message(), around) == {BOT: 100}
    assert [draft.type for draft in drafts(message(), around)] == [LEVELS, "m.room.message"]


def test_so_may_they_in_matrix() -> None:
    around = live(levels=levels(anna=-1, himself=-1), linked={ANNA: HIMSELF})
    assert users_after(message(), around) == {BOT: 100}
