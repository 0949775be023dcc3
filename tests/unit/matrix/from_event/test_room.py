"""What happens to the room, and to the people in it."""

import pytest

from bridge.matrix.from_event import Was
from bridge.matrix.from_event.people import rank_of
from bridge.model.event import (
    AvatarChange,
    Change,
    DescriptionChange,
    Member,
    Membership,
    Pin,
    Rank,
    RankChange,
    TitleChange,
)
from bridge.model.ids import MediaId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from tests.unit.matrix.from_event.cast import (
    ANNA,
    BORA,
    EVE,
    PHOTO,
    knowing,
    known,
    member,
    nothing,
    pin,
    said,
    state,
    target,
    understood,
)

ANNA_THERE, BORA_THERE = (Member(person=PersonId(name.lower()), name=name) for name in ("Anna", "Bora"))
PINS = "m.room.pinned_events"
LEVELS = "m.room.power_levels"
THREE = knowing(a=target(Was.MESSAGE, "1"), b=target(Was.MESSAGE, "2"), c=target(Was.MESSAGE, "3"))


def rank(person, now):
    return RankChange(person=PersonId(person), rank=now)


def test_a_name_loses_what_the_bridge_added():
    assert said(state("m.room.name", {"name": "Tea (Telegram)"})) == TitleChange("Tea")


def test_a_chat_cannot_be_without_a_name():
    assert nothing(state("m.room.name", {"name": " (Telegram)"})).code == "room-without-name"


def test_a_topic_may_be_taken_away():
    assert said(state("m.room.topic", {}, {"topic": "Tea"})) == DescriptionChange("")


def test_a_picture_comes_with_its_file():
    heard = understood(state("m.room.avatar", {"url": PHOTO}))
    picture = Media(kind=MediaKind.IMAGE, state=MediaState.PRESENT, reference=MediaId(PHOTO))
    assert (heard.message.content, heard.files) == (AvatarChange(picture), {PHOTO: PHOTO})


def test_a_picture_may_be_taken_away():
    assert said(state("m.room.avatar", {}, {"url": PHOTO})) == AvatarChange()


def test_a_picture_elsewhere_is_never_fetched():
    assert nothing(state("m.room.avatar", {"url": "https://example.org/x"})).code == "file-without-address"


@pytest.mark.parametrize(
    ("kind", "content", "before"),
    [
        ("m.room.name", {"name": "Tea (Telegram)"}, {"name": "Tea"}),
        ("m.room.topic", {"topic": "x"}, {"topic": "x"}),
        ("m.room.avatar", {"url": PHOTO}, {"url": PHOTO}),
        (PINS, {"pinned": ["$b", "$a"]}, {"pinned": ["$a", "$b"]}),
        (LEVELS, {"users": {BORA: 51}}, {"users": {BORA: 50}}),
        ("m.room.member", {"membership": "ban"}, {"membership": "ban"}),
    ],
)
def test_what_stays_as_it_was_is_not_told(kind, content, before):
    raw = state(kind, content, before, state_key=BORA if kind == "m.room.member" else "")
    assert nothing(raw).code == "unchanged"
    raw.pop("unsigned")
    assert nothing(raw, known(before=before)).code == "unchanged"


def test_each_pin_and_each_unpin_is_a_message_of_its_own():
    heard = understood(state(PINS, {"pinned": ["$b", "$c"]}, {"pinned": ["$a", "$b"]}), THREE)
    told = [(message.id, message.content) for message in heard.messages]
    assert told == [("$new", pin("3")), ("$new~1", pin("1", removed=True))]


def test_unpinning_the_only_one_leaves_alone_what_is_not_here():
    assert said(state(PINS, {"pinned": []}, {"pinned": ["$a"]}), THREE) == pin("1", removed=True)


def test_unpinning_all_is_one_act():
    assert said(state(PINS, {}, {"pinned": ["$a", "$b"]}), THREE) == Pin(removed=True)


def test_a_pin_of_what_is_not_there_is_a_loss():
    assert nothing(state(PINS, {"pinned": ["$gone"]}, {})).code == "pin-target-not-here"
    heard = understood(state(PINS, {"pinned": ["$gone", "$a"]}, {}), THREE)
    assert (heard.message.content, heard.losses) == (pin("1"), ("pin-target-not-here:1",))


@pytest.mark.parametrize(("kind", "code"), [(PINS, "pins-unknown"), (LEVELS, "ranks-unknown")])
def test_nobody_guesses_what_was_before(kind, code):
    raw = state(kind, {"pinned": ["$there"], "users": {BORA: 50}}, unsigned={"replaces_state": "$earlier"})
    refused = nothing(raw)
    assert (refused.code, refused.is_loss) == (code, True)


@pytest.mark.parametrize(
    ("kind", "content", "told"),
    [
        (PINS, {"pinned": ["$there"]}, pin("7")),
        (LEVELS, {"users": {BORA: 50}}, rank("bora", Rank.ADMIN)),
        ("m.room.name", {"name": "Tea"}, TitleChange("Tea")),
    ],
)
def test_what_was_never_there_before_is_new(kind, content, told):
    assert said(state(kind, content)) == told


@pytest.mark.parametrize(
    ("now", "before", "by_themselves", "change"),
    [
        ("join", "leave", True, Change.JOINED),
        ("join", "invite", True, Change.JOINED),
        ("join", None, True, Change.JOINED),
        ("invite", "leave", False, Change.INVITED),
        ("invite", "knock", False, Change.INVITED),
        ("leave", "join", True, Change.LEFT),
        ("leave", None, True, Change.LEFT),
        ("leave", "join", False, Change.REMOVED),
        ("leave", None, False, Change.REMOVED),
        ("ban", "join", False, Change.BANNED),
        ("ban", "leave", False, Change.BANNED),
        ("leave", "ban", False, Change.UNBANNED),
    ],
)
def test_comings_and_goings(now, before, by_themselves, change):
    user = ANNA if by_themselves else BORA
    content = said(member(now, before, user))
    assert content.change is change
    assert content.members == ((ANNA_THERE if by_themselves else BORA_THERE),)


def test_a_reason_is_told():
    content = said(member("ban", "join", reason="spam\nagain"))
    assert content == Membership(change=Change.BANNED, members=(BORA_THERE,), how="spam again")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (member("join", "join", ANNA, displayname="Anna B."), "profile-change"),
        (member("leave", "invite", BORA), "invitation-ended"),
        (member("leave", "knock", ANNA), "invitation-ended"),
        (member("knock", "leave", ANNA), "knock"),
        (member("invite", "leave", EVE), "stranger"),
        (member("ban", "join", EVE), "stranger"),
        (member("fly", "join", ANNA), "membership-unknown"),
        (member("leave", "leave", ANNA), "unchanged"),
    ],
)
def test_what_the_network_need_not_know(raw, code):
    assert nothing(raw).code == code


@pytest.mark.parametrize(
    ("level", "rank"),
    [(100, Rank.ADMIN), (50, Rank.ADMIN), (49, Rank.MEMBER), (0, Rank.MEMBER), (-1, Rank.SILENCED), ("50", Rank.ADMIN)],
)
def test_a_level_is_a_rank(level, rank):
    assert rank_of(BORA, {"users": {BORA: level}}) is rank


def test_who_may_only_send_people_away_is_a_moderator():
    assert rank_of(BORA, {"users": {BORA: 30}, "kick": 25}) is Rank.MODERATOR


def test_where_nobody_may_speak_everybody_is_silenced():
    assert rank_of(BORA, {"events": {"m.room.message": 10}}) is Rank.SILENCED


def test_each_changed_rank_is_a_message_of_its_own():
    heard = understood(state(LEVELS, {"users": {ANNA: -1, BORA: 50, EVE: 50}}, {"users": {}}))
    told = [message.content for message in heard.messages]
    assert told == [rank("anna", Rank.SILENCED), rank("bora", Rank.ADMIN)]


def test_the_rank_of_a_stranger_means_nothing_there():
    assert nothing(state(LEVELS, {"users": {EVE: 50}}, {})).code == "stranger"
