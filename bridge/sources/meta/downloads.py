"""The readers of Messenger's and Instagram's chats in a download of one's own information, as JSON.

How such a download is made, and how each part of it is carried over: ``docs/sources/messenger.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from bridge.errors import ArchiveError
from bridge.model.codec import Item
from bridge.model.ids import ChatId, Network
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.meta.files import roots_of
from bridge.sources.meta.history import History
from bridge.sources.meta.layout import INSTAGRAM, MESSENGER, network_of, threads
from bridge.sources.meta.survey import surveyed
from bridge.sources.named_people import NamedPeople

_LOST = (
    "ids of messages and people, what a message answers, earlier versions of edited messages, and unsent messages' words; "
    "everybody whose account is gone bears the same name"
)


class Messenger(Reader):
    """Facebook Messenger: a download of one's information, or of the storage of encrypted chats."""

    name: ClassVar[str] = "messenger"
    network: ClassVar[Network] = MESSENGER
    title: ClassVar[str] = "Messenger download (message_1.json)"
    guide: ClassVar[Guide | None] = Guide(
        network="Messenger",
        export=(
            "accountscenter.facebook.com → Your information and permissions → Download your information → Messages, "
            "format JSON, all time; for encrypted chats: messenger.com → Privacy & safety → End-to-end encrypted chats → "
            "Message storage → Download secure storage data"
        ),
        kept="texts, photos, videos, voice messages, files, stickers, links, calls, reactions with names, who came and went",
        lost=_LOST,
    )

    def identify(self, archive: Archive) -> bool:
        """Do chats lie in it as Meta writes them, and nothing that is Instagram's?"""
        return network_of(archive) == self.network

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Chat by chat, the oldest page of each first."""
        return read(archive, hints, MESSENGER, None)


class Instagram(Reader):
    """Instagram: the direct messages in a download of one's information."""

    name: ClassVar[str] = "instagram"
    network: ClassVar[Network] = INSTAGRAM
    title: ClassVar[str] = "Instagram download (message_1.json)"
    guide: ClassVar[Guide | None] = Guide(
        network="Instagram",
        export=(
            "Accounts Center → Your information and permissions → Download your information → Instagram → Messages, "
            "format JSON, all time"
        ),
        kept="texts, photos, videos, voice messages, shared posts, calls, reactions with names, who came and went",
        lost=_LOST,
    )

    def identify(self, archive: Archive) -> bool:
        """Do chats lie in it as Meta writes them, with a sign that they are Instagram's?"""
        return network_of(archive) == self.network

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Chat by chat, the oldest page of each first."""
        return read(archive, hints, INSTAGRAM, None)


def read(archive: Archive, hints: Hints, network: Network, network_title: str | None) -> Iterator[Item]:
    """All chats of one network's download."""
    chats = threads(archive)
    if not chats:
        raise ArchiveError(f"{archive.path}: there are no chats of Meta's in it (message_1.json).")
    _expect_one_network(archive)
    roots = roots_of([page for chat in chats for page in chat.pages[:1]], archive.names())
    people, taken = NamedPeople(network), dict[ChatId, str]()
    for thread in chats:
        survey = surveyed(archive, thread)
        chat = survey.chat(network, network_title, taken)
        yield from History(chat, archive, people, roots, hints.own_name).items(survey.pages, survey.participants)


def _expect_one_network(archive: Archive) -> None:
    folders = {part for name in archive.find("message*.json") for part in name.casefold().split("/")[:-1]}
    if {"your_facebook_activity", "your_instagram_activity"} <= folders:
        raise ArchiveError(
            f"{archive.path} holds chats of Messenger and of Instagram: "
            "give the folders your_facebook_activity and your_instagram_activity one by one."
        )
