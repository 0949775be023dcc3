"""People and chats, as Telegram shows them."""

from __future__ import annotations

import pytest
from telethon.tl import types

from bridge.model.chat import ChatKind, Numbering
from bridge.model.person import PersonKind
from bridge.sources.telegram.live.hearing import chat_of, person_of
from tests.unit.sources.telegram_live.objects import channel, group, supergroup, user


@pytest.mark.parametrize(
    ("peer", "kind", "numbering"),
    [
        (supergroup(), ChatKind.GROUP, Numbering.NETWORK),
        (channel(), ChatKind.CHANNEL, Numbering.NETWORK),
        (group(), ChatKind.GROUP, Numbering.ACCOUNT),
        (user(), ChatKind.DIRECT, Numbering.ACCOUNT),
        (user(is_self=True), ChatKind.SELF, Numbering.ACCOUNT),
    ],
)
def test_a_chat_is_of_its_kind(peer, kind, numbering):
    chat = chat_of(peer)
    assert (chat.kind, chat.numbering) == (kind, numbering)


@pytest.mark.parametrize(
    ("peer", "kind", "name"),
    [
        (user(last_name="Ash"), PersonKind.USER, "Anna Ash"),
        (user(bot=True), PersonKind.BOT, "Anna"),
        (user(deleted=True, first_name=None), PersonKind.DELETED, None),
        (supergroup(), PersonKind.CHANNEL, "Garden"),
    ],
)
def test_a_person_is_of_their_kind(peer, kind, name):
    person = person_of(peer)
    assert (person.kind, person.name) == (kind, name)


def test_a_profile_picture_can_be_fetched_for_ever():
    person = person_of(user(photo=types.UserProfilePhoto(987, 2)))
    assert person.avatar is not None and person.avatar.reference == "photo/user101/987"


def test_notes_to_oneself_are_called_as_in_exports():
    assert chat_of(user(is_self=True)).title == "Saved Messages"
