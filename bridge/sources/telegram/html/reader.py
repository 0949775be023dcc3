"""The reader of Telegram Desktop's export as web pages, ``messages.html``.

What the format is, and how each part of it is carried over: ``docs/sources/telegram.md``. The program that writes it:
https://github.com/telegramdesktop/tdesktop/blob/dev/Telegram/SourceFiles/export/output/export_output_html.cpp
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from bridge.errors import ArchiveError
from bridge.model.codec import Item
from bridge.model.ids import Network
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.telegram.desktop_json import DesktopJson
from bridge.sources.telegram.html.history import TELEGRAM, History
from bridge.sources.telegram.html.layout import is_there, layouts
from bridge.sources.telegram.html.people import NamedPeople


class DesktopHtml(Reader):
    """Telegram Desktop, HTML: one chat, several exports of chats side by side, or a whole account."""

    name: ClassVar[str] = "telegram-desktop-html"
    network: ClassVar[Network] = TELEGRAM
    title: ClassVar[str] = "Telegram Desktop export as web pages (messages.html)"
    guide: ClassVar[Guide | None] = Guide(
        network="Telegram",
        export="Telegram Desktop: the chat → ⋮ → Export chat history, as HTML (choose JSON instead if it can be made again)",
        kept="text with its formats, replies, forwards with their dates, files, polls, places, reactions, what happened",
        lost="who people are besides their names, the chat's number, when messages were edited, the time of what happened",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a page of Telegram Desktop, and no JSON beside it, which holds the same and more?"""
        return is_there(archive) and not DesktopJson().identify(archive)

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Every chat with its messages. Chats in which login codes arrive are counted only."""
        people, found = NamedPeople(), False
        for layout in layouts(archive):
            found = True
            history = History(archive, layout, people, hints.timezone)
            yield from history.withheld() if history.is_forbidden else history.items()
        if not found:
            raise ArchiveError(f"{archive.path}: there is no messages.html of Telegram Desktop in it.")
