"""The reader of what DiscordChatExporter writes: one JSON file for each channel or thread, or for a part of one.

What the format is, and how each part of it is carried over: ``docs/sources/discord.md``. The program that writes it:
https://github.com/Tyrrrz/DiscordChatExporter/blob/prime/DiscordChatExporter.Core/Exporting/JsonMessageWriter.cs
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from bridge.model.chat import Chat, ChatKind
from bridge.model.codec import Item
from bridge.model.event import Notice
from bridge.model.ids import ChatId, MessageId, Network
from bridge.model.message import Message
from bridge.sources import beside
from bridge.sources.archive import Archive
from bridge.sources.chat_history import ChatHistory
from bridge.sources.discord.files import HOSTS, Files
from bridge.sources.discord.headers import Header, headers
from bridge.sources.discord.message import Scene, read
from bridge.sources.discord.people import People
from bridge.sources.discord.pins import Pins
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Access, Guide, Reader
from bridge.sources.json_stream import walk
from bridge.sources.loose_values import first_words, identifier, record, whole, words

_DISCORD = Network("discord")
_MOST_LOOKED_AT = 20
_MESSAGE = "messages.item"
_RANGE = {"dateRange.after": "after", "dateRange.before": "before"}
_DIRECT = {"DirectTextChat", "1"}
_BEGAN_THREAD = {"ThreadCreated", "18"}


class DiscordChatExporter(Reader):
    """DiscordChatExporter, JSON: channels, threads and private chats, one file or a whole server."""

    name: ClassVar[str] = "discord-chat-exporter"
    network: ClassVar[Network] = _DISCORD
    title: ClassVar[str] = "DiscordChatExporter (JSON)"
    guide: ClassVar[Guide | None] = Guide(
        network="Discord",
        export="DiscordChatExporter with a bot's token: `exportguild --format Json --media --markdown false "
        "--include-threads all`",
        kept="messages, replies, threads, forwards, reactions, mentions, stickers, embeds, pins, edit marks, files",
        lost="polls, earlier versions, deleted messages; files when exported without `--media`",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a JSON file that begins with a server and a channel?"""
        return next(headers(archive, _MOST_LOOKED_AT), None) is not None

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:  # noqa: ARG002 - all its times have a zone
        """Channel by channel, each with its threads."""
        export = _Export(archive, list(headers(archive)))
        for files in export.chats():
            yield from export.chat(files)

    def access(self, archive: Archive, hints: Hints) -> Access | None:  # noqa: ARG002 - they are the same for all
        """Old addresses of Discord's files, and those of stickers, need no login."""
        return Access(hosts=HOSTS)


@dataclass
class _Export:
    """All files of one export, and whoever was met in them."""

    archive: Archive
    headers: Sequence[Header]
    people: People = field(default_factory=People)
    roles: dict[str, str] = field(default_factory=dict)
    begun: dict[str, MessageId] = field(default_factory=dict)
    """The message that announces a thread, by the thread's id."""

    @cached_property
    def near(self) -> beside.Files:
        return beside.Files(self.archive)

    def chats(self) -> list[list[Header]]:
        """The files of each chat, in order: a thread's follow its channel's, where that is in the export."""
        channels = {header.channel_id for header in self.headers if not header.is_thread}
        chats: dict[str, list[Header]] = {}
        for header in sorted(self.headers, key=lambda header: (header.is_thread, header.order)):
            parent = header.parent_id if header.parent_id in channels else None
            chats.setdefault(parent or header.channel_id, []).append(header)
        return list(chats.values())

    def chat(self, files: Sequence[Header]) -> Iterator[Item]:
        history = ChatHistory(_chat(files[0]))
        yield history.chat
        pins = Pins()
        for header in files:
            yield from self._file(header, history, pins)
        yield from pins.unsaid()
        yield from history.closing()

    def _file(self, header: Header, history: ChatHistory, pins: Pins) -> Iterator[Item]:
        scene = Scene(
            history=history,
            people=self.people,
            files=Files(self.near.beside(header.file), header.file),
            channels=self._channels,
            thread=self._thread_of(header, history),
            thread_title=header.name,
            roles=self.roles,
        )
        count, told = 0, None
        with self.archive.open_file(header.file) as stream:
            for path, value in walk(stream, {_MESSAGE}, self.archive.limits, name=header.file):
                if path == _MESSAGE:
                    count += 1
                    yield from self._message(value, scene, pins)
                elif path in _RANGE and words(value):
                    history.warn(f"only messages {_RANGE[path]} {value} were exported")
                elif path == "messageCount":
                    told = whole(value)
        if told is not None and told != count:
            history.warn(f"{header.file} should hold {told:,} messages, and holds {count:,}")

    def _message(self, value: object, scene: Scene, pins: Pins) -> Iterator[Item]:
        if not isinstance(value, dict):
            yield scene.history.broken("a message is no object")
            return
        for item in read(value, scene):
            if isinstance(item, Message) and isinstance(item.content, Notice) and value.get("type") in _BEGAN_THREAD:
                thread = identifier(record(value.get("reference")).get("channelId"))
                self.begun.setdefault(thread or "", item.id)
            if isinstance(item, Message):
                pins.note(item, pinned=value.get("isPinned") is True)
            yield item

    def _thread_of(self, header: Header, history: ChatHistory) -> MessageId | None:
        """A thread has the number of the message that it hangs on, unless it was begun without one."""
        if header.channel_id == history.chat.id:
            return None
        return self.begun.get(header.channel_id, MessageId(header.channel_id))

    @property
    def _channels(self) -> dict[str, str]:
        return {header.channel_id: header.name for header in self.headers if header.name}


def _chat(header: Header) -> Chat:
    kind = ChatKind.DIRECT if header.kind in _DIRECT else ChatKind.GROUP
    return Chat(
        network=_DISCORD,
        id=ChatId(header.channel_id),
        kind=kind,
        title=header.name,
        description=first_words(header.channel, "topic"),
    )
