import re

import pytest

from bridge.matrix.from_event import KINDS, OTHER_MESSAGES, OTHER_STATE, Nothing, Understood, understand
from bridge.matrix.from_event.event import read_event
from bridge.matrix.from_event.kinds import kind_of_event
from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.content import Attachment, Location, Poll, Written
from bridge.model.event import AvatarChange, DescriptionChange, Membership, Pin, RankChange, TitleChange
from tests.unit.matrix.from_event.cast import ANNA, BORA, edit, event, known, nothing, state, understood, written

ROOM = {"m.room.name", "m.room.topic", "m.room.avatar", "m.room.pinned_events", "m.room.member", "m.room.power_levels"}
NAMES = [name for kind in KINDS for name in kind.names]


def of_kind(name, **changes):
    kind, _, msgtype = name.partition(" ")
    content = {"msgtype": msgtype, "body": "x"} if msgtype else {"x": 1}
    return state(kind, content, **changes) if kind in ROOM else event(content, kind, **changes)


def test_no_kind_stands_in_the_table_twice():
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("kind", [*KINDS, OTHER_MESSAGES, OTHER_STATE], ids=lambda kind: kind.names[0])
def test_each_line_of_the_table_has_one_meaning_and_a_remark(kind):
    assert sum(way is not None for way in (kind.hear_content, kind.hear_event, kind.nothing)) == 1
    assert bool(kind.becomes) == (kind.nothing is None)
    assert kind.remark


def test_the_table_knows_everything_that_can_be_said():
    becomes = {content for kind in KINDS for content in kind.becomes}
    spoken = {Written, Attachment, Location, Poll, Revision, Deletion, ReactionChange, Vote}
    assert becomes == spoken | {Membership, TitleChange, DescriptionChange, AvatarChange, Pin, RankChange}


@pytest.mark.parametrize("name", NAMES)
def test_an_event_finds_its_line(name):
    assert name in kind_of_event(read_event(of_kind(name))).names


@pytest.mark.parametrize("name", NAMES)
def test_what_is_refused_has_a_code_and_words(name):
    found = understand(of_kind(name), known())
    if isinstance(found, Nothing):
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", found.code)
        assert found.words.endswith((".", "kind")) or ":" in found.words


def test_what_is_encrypted_is_a_loss_and_says_so():
    refused = nothing(event({"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x"}, "m.room.encrypted"))
    assert (refused.code, refused.is_loss) == ("encrypted", True)
    assert "encrypted" in refused.words


@pytest.mark.parametrize("sender", [ANNA, BORA])
def test_what_we_said_ourselves_is_never_said_again(sender):
    assert nothing(event(sender=sender), known(ours=frozenset({sender}))).code == "ours"


def test_what_was_deleted_before_is_not_said():
    assert nothing(event({}, unsigned={"redacted_because": {}})).code == "taken-back"
    assert nothing(event({})).code == "taken-back"


@pytest.mark.parametrize("broken", [{}, {"type": "m.room.message"}, event(event_id=5), event(sender=None)])
def test_what_is_no_event_is_no_event(broken):
    assert nothing(broken).code == "malformed"


def test_an_unknown_sort_of_message_is_told_in_its_own_words():
    poem = event({"msgtype": "org.example.poem", "body": "Roses"})
    assert (written(poem).plain, understood(poem).losses) == ("Roses", ("kind-as-text",))


def test_an_unknown_kind_is_told_in_the_words_it_brings_along():
    assert (
        written(event({"m.text": [{"mimetype": "text/html", "body": "<b>"}, {"body": "Roses"}]}, "m.poem")).plain
        == "Roses"
    )
    assert written(event({"org.matrix.msc1767.text": "Roses"}, "org.example.poem")).plain == "Roses"


def test_an_unknown_kind_without_words_is_a_loss():
    refused = nothing(event({"rhyme": True}, "org.example.poem"))
    assert (refused.code, refused.is_loss) == ("kind-unknown", True)
    assert "org.example.poem" in refused.words


def test_an_edit_into_an_unknown_sort_of_message_is_told_in_its_words():
    assert isinstance(understand(edit({"msgtype": "org.example.poem", "body": "Roses"}), known()), Understood)


@pytest.mark.parametrize("kind", ["m.room.join_rules", "m.room.canonical_alias", "org.example.state", "m.room.message"])
def test_other_state_is_a_setting_of_the_room(kind):
    assert nothing(state(kind, {"msgtype": "m.text", "body": "x"})).code == "room-setting"


def test_what_is_only_named_like_state_is_none():
    assert nothing(event({"name": "x"}, "m.room.name")).code == "kind-unknown"


def test_verification_is_between_clients():
    assert nothing(event({"x": 1}, "m.key.verification.start")).code == "between-clients"
