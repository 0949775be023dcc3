"""What stays the same in every export that has an item."""

from __future__ import annotations

import pytest

from bridge.model.content import Attachment, Location, Unsupported, Written
from bridge.model.event import Change, Member, Membership, Notice
from bridge.model.ids import ChatId, MediaId, MessageId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Message
from bridge.model.text import Text
from bridge.model.unreadable import Unreadable
from bridge.store.aligning.signs import Form, normalised, sign


def sign_of(content, **values):
    item = Message(
        chat=ChatId("harbour"), id=MessageId("1"), time=0, place=1, content=content, sender=PersonId("anna"), **values
    )
    return sign("1", 0, 1, item)


def a_file(kind=MediaKind.IMAGE, size=None, caption="", state=MediaState.PRESENT):
    reference = MediaId("file") if state is MediaState.PRESENT else None
    return sign_of(
        Attachment(media=Media(kind=kind, state=state, reference=reference, size=size), caption=Text(caption))
    )


@pytest.mark.parametrize(
    "text",
    ["caf\u00e9 at noon", "cafe\u0301 at noon", "\u200ecaf\u00e9\u00a0at  noon \n", "caf\u00e9 at\u202f noon\u200b"],
)
def test_marks_and_spaces_that_nobody_sees_do_not_count(text):
    assert normalised(text) == "caf\u00e9 at noon"


def test_short_words_do_not_tell_much():
    assert not sign_of(Written(Text("ok"))).telling and sign_of(Written(Text("It swims, though"))).telling


def test_an_image_left_out_may_be_the_one_that_is_there():
    left_out = a_file(MediaKind.FILE, state=MediaState.NOT_EXPORTED)
    assert left_out.likeness == a_file().likeness and not left_out.contradicts(a_file())


@pytest.mark.parametrize("other", [a_file(MediaKind.VOICE), a_file(size=7)])
def test_files_of_other_kinds_or_sizes_are_others(other):
    assert other.contradicts(a_file(size=8))


def test_the_size_of_what_is_not_there_tells_nothing():
    assert not a_file(size=7, state=MediaState.NOT_EXPORTED).contradicts(a_file(size=8))


@pytest.mark.parametrize("content", [Notice("x", action="message_deleted"), Unsupported(what="revoked")])
def test_what_was_deleted_is_known(content):
    assert sign_of(content).form is Form.DELETED


def test_names_of_people_do_not_count():
    one, other = (Membership(change=Change.LEFT, members=(Member(name=name),)) for name in ("Anna", "Mum"))
    assert sign_of(one).likeness == sign_of(other).likeness


def test_places_agree_to_ten_metres():
    one, other = Location(latitude="52.370215", longitude="4.8"), Location(latitude="52.37021", longitude="4.8")
    assert sign_of(one).likeness == sign_of(other).likeness


def test_broken_records_have_a_sign_too():
    broken = Unreadable(chat=ChatId("harbour"), id=MessageId("1"), time=0, place=1, reason="no date")
    assert sign("1", 0, 1, broken).form is Form.BROKEN
