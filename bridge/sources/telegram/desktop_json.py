"""The reader of Telegram Desktop's machine-readable export, ``result.json``.

What the format is, and how each part of it is carried over: ``docs/sources/telegram.md``. The program that writes it:
https://github.com/telegramdesktop/tdesktop/blob/dev/Telegram/SourceFiles/export/output/export_output_json.cpp
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from msgspec import structs

from bridge.errors import ArchiveError
from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.ids import MessageId, Network, PersonId
from bridge.model.unreadable import Withheld
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.json_stream import walk
from bridge.sources.telegram import withheld
from bridge.sources.telegram.chat import BOT_CHAT, TELEGRAM, Header, is_forbidden, to_chat
from bridge.sources.telegram.history import Export, History
from bridge.sources.telegram.layout import RECORDS, Layout, all_headers, with_first
from bridge.sources.telegram.signs import is_export

_FILE = "result.json"
_ANY_FILE = "*.json"
_LOOK = 64 * 1024
_MOST_LOOKED_AT = 20
"""Other networks' exports hold thousands of JSON files; ours, when it was renamed, lies on top."""


class DesktopJson(Reader):
    """Telegram Desktop, JSON: one chat or a whole account."""

    name: ClassVar[str] = "telegram-desktop-json"
    network: ClassVar[Network] = TELEGRAM
    title: ClassVar[str] = "Telegram Desktop export (result.json)"
    guide: ClassVar[Guide] = Guide(
        network="Telegram",
        export="Telegram Desktop: the chat → ⋮ → Export chat history, format JSON, all media, size limit up, all time",
        kept="everything in it, with ids: formats, replies, topics, forwards, files, polls, places, reactions, what happened",
        lost="deleted messages, earlier versions, who voted, most of who reacted in large groups, quotes in replies",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a JSON file in which the chats stand as Telegram Desktop writes them?"""
        return bool(_exports(archive))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Every chat with its messages. Chats in which login codes arrive are counted only."""
        name = _the_export(archive)
        with archive.open_file(name) as stream:
            layout = Layout(walk(stream, RECORDS, archive.limits, name=name), partial(_headers, archive, name))
            export = Export(partial(archive.resolve, beside=name), hints.timezone)
            for header, records in layout.chats():
                yield from _chat(header, records, export, layout.owner)


def _chat(header: Header, records: Iterator[object], export: Export, owner: PersonId | None) -> Iterator[Item]:
    first, records = with_first(records)
    chat = to_chat(header, first)
    if is_forbidden(header, chat):
        yield from _counted(chat, records)
        return
    if header.type == BOT_CHAT:
        export.people.mark_bot(PersonId(chat.id))
    yield from History(chat, export, owner).items(records)


def _counted(chat: Chat, records: Iterator[object]) -> Iterator[Item]:
    count = sum(1 for _ in records)
    if count:
        yield structs.replace(chat, title=withheld.TITLE, warnings=(withheld.WHOLE_CHAT,))
        yield Withheld(chat=chat.id, id=MessageId("all"), reason=withheld.REASON, count=count)


def _the_export(archive: Archive) -> str:
    exports = _exports(archive)
    if not exports:
        raise ArchiveError(f"{archive.path}: there is no {_FILE} of Telegram Desktop in it.")
    if len(exports) > 1:
        raise ArchiveError(f"{archive.path}: {len(exports)} exports lie in it; give one of them: {', '.join(exports)}")
    return exports[0]


def _exports(archive: Archive) -> list[str]:
    # A file of this name may also be an attachment of the chat: it lies deeper than the export that it belongs to.
    candidates = archive.find(_FILE) or archive.find(_ANY_FILE)[:_MOST_LOOKED_AT]
    names = [name for name in candidates if _is_export(archive, name)]
    return [name for name in names if name.count("/") == names[0].count("/")]


def _is_export(archive: Archive, name: str) -> bool:
    try:
        with archive.open_file(name) as stream:
            return is_export(stream.read(_LOOK), archive.limits, name)
    except ArchiveError:
        return False


def _headers(archive: Archive, name: str) -> list[Header]:
    with archive.open_file(name) as stream:
        return all_headers(walk(stream, RECORDS, archive.limits, name=name))
