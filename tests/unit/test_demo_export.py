"""The bundled export shows everything that an import can meet, and is small."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.media.sniffing import HEAD, sniff
from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.content import Attachment, Card, Contact, Location, Poll, Unsupported, Written
from bridge.model.event import AvatarChange, Membership, Notice, Pin, TitleChange
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Message
from bridge.model.person import Person, PersonKind
from bridge.model.text import Style
from bridge.model.unreadable import Unreadable, Withheld
from bridge.sources.archive import Archive
from bridge.sources.discovery import identify
from bridge.sources.hints import Hints

EXPORT = Path(__file__).parents[2] / "demo" / "export"


@pytest.fixture(scope="module")
def items() -> list[Item]:
    with Archive.open(EXPORT) as archive:
        return list(identify(archive).read(archive, Hints()))


@pytest.fixture(scope="module")
def messages(items: list[Item]) -> list[Message]:
    return [item for item in items if isinstance(item, Message)]


@pytest.fixture(scope="module")
def media(messages: list[Message]) -> list[Media]:
    return [message.content.media for message in messages if isinstance(message.content, Attachment)]


def test_it_is_small():
    assert sum(path.stat().st_size for path in EXPORT.rglob("*") if path.is_file()) < 1_500_000


def test_it_has_two_groups_and_a_chat_that_is_never_read(items: list[Item]):
    assert {item.title for item in items if isinstance(item, Chat)} >= {"Harbour Festival", "Festival Crew"}
    assert [item.count for item in items if isinstance(item, Withheld)] == [1]


def test_nothing_in_it_is_broken(items: list[Item]):
    assert [item for item in items if isinstance(item, Unreadable)] == []


def test_it_shows_every_kind_of_content(messages: list[Message]):
    shown = {type(message.content) for message in messages}
    assert shown == {
        Written, Attachment, Poll, Location, Contact, Card, Unsupported,
        Membership, TitleChange, AvatarChange, Pin, Notice,
    }  # fmt: skip


def test_it_shows_every_kind_of_file(media: list[Media]):
    assert {one.kind for one in media} == set(MediaKind)


def test_it_lacks_files_in_every_way(media: list[Media]):
    assert {one.state for one in media} == set(MediaState) - {MediaState.RENAMED, MediaState.REMOTE}


def test_it_shows_every_style_of_text(messages: list[Message]):
    texts = [message.content.text for message in messages if isinstance(message.content, Written)]
    texts += [message.content.caption for message in messages if isinstance(message.content, Attachment)]
    assert {span.style for text in texts for span in text.spans} == set(Style)


@pytest.mark.parametrize("field", ["reply", "thread", "forward", "via", "signature", "edited", "album", "reactions"])
def test_it_shows_every_trait_of_a_message(messages: list[Message], field: str):
    assert any(getattr(message, field) for message in messages)


def test_somebody_in_it_has_no_account_any_more(items: list[Item]):
    kinds = {item.kind for item in items if isinstance(item, Person)}
    assert PersonKind.DELETED in kinds


def test_its_files_are_what_they_claim_to_be(media: list[Media]):
    for one in media:
        if one.reference is not None and one.mime_type is not None:
            with (EXPORT / one.reference).open("rb") as stream:
                assert sniff(stream.read(HEAD), None, one.file_name) == one.mime_type
