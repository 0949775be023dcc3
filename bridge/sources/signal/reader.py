"""The reader of Signal's own export without encryption: ``main.jsonl``, with the files beside.

What the format is, and how each part of it is carried over: ``docs/sources/signal.md``. Its records are those of Signal's
backups: https://github.com/signalapp/libsignal/blob/main/rust/message-backup/src/proto/backup.proto
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from typing import ClassVar

import msgspec

from bridge.errors import ArchiveError
from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.codec import Item
from bridge.model.ids import ChatId, Network
from bridge.sources.archive import Archive
from bridge.sources.chat_history import ChatHistory
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.lines import byte_lines
from bridge.sources.loose_values import Fields, digest, first_words, identifier, record, size
from bridge.sources.signal.files import Files
from bridge.sources.signal.message import read
from bridge.sources.signal.people import People, bytes_of
from bridge.sources.signal.scene import TIMER, Scene

_SIGNAL = Network("signal")
_FILES = "*.jsonl"
"""``main.jsonl``; a copy that was downloaded twice has another name."""
_LOOK = 64 * 1024
_NOBODY = "whose export it is cannot be told, so their own messages are not found again in other members' exports"
_ALONE = "main.jsonl was given alone, so that no file is found: give the whole folder or zip of the export"
_KINDS = {"self": (ChatKind.SELF, "self"), "releaseNotes": (ChatKind.CHANNEL, "news")}
"""Chats that are neither a group nor of two people."""


class SignalExport(Reader):
    """Signal, JSON lines: all chats of one account."""

    name: ClassVar[str] = "signal-plaintext"
    network: ClassVar[Network] = _SIGNAL
    title: ClassVar[str] = "Signal plaintext export (main.jsonl)"
    guide: ClassVar[Guide | None] = Guide(
        network="Signal",
        export="on Android or a computer: Settings → Chats → Export chat history, with media; no passphrase is needed",
        kept="all chats with ids: formats, mentions, quotes, edit marks, reactions, files, stickers, polls with votes, calls, "
        "what happened in groups",
        lost="messages with a disappearing timer, files to be viewed once or never downloaded, earlier versions in rooms, "
        "everything before the device was linked",
    )

    def identify(self, archive: Archive) -> bool:
        """Does a file begin as Signal's backups do?"""
        return any(_is_backup(archive, name) for name in archive.find(_FILES))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:  # noqa: ARG002 - all its times are in UTC
        """Every chat with its messages, in the order in which they were received."""
        found = [name for name in archive.find(_FILES) if _is_backup(archive, name)]
        if len(found) != 1:
            raise ArchiveError(f"{archive.path} holds {len(found)} exports of Signal; give one of them.")
        yield from _Export(archive, found[0]).items()


class _Export:
    """One export on its way."""

    def __init__(self, archive: Archive, name: str) -> None:
        self._archive = archive
        self._name = name
        self._people = People()
        self._files = Files(archive)
        self._recipients: dict[str, Fields] = {}
        self._chats: dict[ChatId, Scene] = {}
        self._scenes: dict[str, Scene] = {}
        """The same by their numbers in this file."""
        self._waiting: dict[str, Fields] = {}
        self._owner_sought = False
        self._newest: Scene | None = None
        """Of the chat that spoke last: a broken line is most likely its next message."""

    def items(self) -> Iterator[Item]:
        lost = 0
        for line in byte_lines(self._archive, self._name):
            frame = _decoded(line)
            if frame is not None:
                yield from self._frame(frame)
            elif line.strip() and self._newest is not None:
                yield self._newest.history.broken("a line of the export is no record")
            else:
                lost += bool(line.strip())
        for number in list(self._waiting):
            yield from self._scene(number)
        for scene in self._chats.values():
            yield from scene.unsaid_pins()
            scene.warn_of_cut_texts()
            if lost:
                scene.history.warn(f"lines before the first message that are no records: {lost:,}")
            yield from scene.history.closing()
        if lost and not self._scenes:
            raise ArchiveError(f"{self._name} holds no chats, and {lost:,} lines that are no records.")

    def _frame(self, frame: Fields) -> Iterator[Item]:
        if "chatItem" in frame:
            yield from self._item(record(frame.get("chatItem")))
        elif "account" in frame:
            self._people.note_account(record(frame.get("account")))
        elif "recipient" in frame:
            self._note(record(frame.get("recipient")))
        elif "chat" in frame:
            chat = record(frame.get("chat"))
            self._waiting[identifier(chat.get("id")) or "0"] = chat

    def _note(self, recipient: Fields) -> None:
        """What is left out is zero."""
        number = identifier(recipient.get("id")) or "0"
        self._recipients[number] = recipient
        self._people.note(number, recipient)
        if "group" in recipient:
            self._people.note_members(record(recipient.get("group")))

    def _item(self, item: Fields) -> Iterator[Item]:
        number = identifier(item.get("chatId")) or "0"
        yield from self._scene(number)
        self._newest = self._scenes[number]
        yield from read(item, self._newest)

    def _scene(self, number: str) -> Iterator[Item]:
        """Introduces a chat when it is first met."""
        if number in self._scenes:
            return
        if not self._owner_sought:
            self._owner_sought = True
            self._people.find_owner()
        fields = self._waiting.pop(number, {})
        chat = self._chat(number, fields)
        if chat.id not in self._chats:
            other = self._people.known(_recipient_of(fields)) if chat.kind is ChatKind.DIRECT else None
            self._chats[chat.id] = Scene(ChatHistory(chat), self._people, self._files, other)
            yield chat
        self._scenes[number] = self._chats[chat.id]

    def _chat(self, number: str, chat: Fields) -> Chat:
        recipient = self._recipients.get(_recipient_of(chat), {})
        group = record(recipient.get("group"))
        known = self._people.is_owner_known
        alone = [_ALONE] if self._files.is_alone else []
        warnings = [*alone, *([] if known else [_NOBODY]), *([TIMER] if size(chat.get("expirationTimerMs")) else [])]
        if group:
            snapshot = record(group.get("snapshot"))
            key = bytes_of(group.get("masterKey"))
            known = known and key is not None
            name = hashlib.sha256(key).hexdigest()[:32] if key else digest(str(self._people.owner.id), number)
            return Chat(
                network=_SIGNAL,
                id=ChatId(f"group:{name}"),
                kind=ChatKind.GROUP,
                title=first_words(record(snapshot.get("title")), "title"),
                description=first_words(record(snapshot.get("description")), "descriptionText"),
                numbering=Numbering.NETWORK if known else Numbering.ACCOUNT,
                warnings=tuple(warnings),
            )
        return self._direct(number, recipient, known=known, warnings=warnings)

    def _direct(self, number: str, recipient: Fields, *, known: bool, warnings: list[str]) -> Chat:
        """Both sides' exports call a chat of two by both of them."""
        other = self._people.known(identifier(recipient.get("id")) or "0")
        own = self._people.owner
        kind, name = next((found for key, found in _KINDS.items() if key in recipient), (ChatKind.DIRECT, "direct"))
        both = sorted({str(own.id), str(other.id) if other else f"chat {number}"})
        return Chat(
            network=_SIGNAL,
            id=ChatId(f"{name}:{digest(*both)}"),
            kind=kind,
            title="Note to self" if kind is ChatKind.SELF else other.name if other else None,
            numbering=Numbering.NETWORK if known and (other or kind is ChatKind.SELF) else Numbering.ACCOUNT,
            warnings=tuple(warnings),
        )


def _recipient_of(chat: Fields) -> str:
    return identifier(chat.get("recipientId")) or "0"


def _decoded(line: bytes) -> Fields | None:
    with suppress(msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        value = msgspec.json.decode(line)
        return value if isinstance(value, dict) else None
    return None


def _is_backup(archive: Archive, name: str) -> bool:
    with archive.open_file(name) as stream:
        first = stream.readline(_LOOK)
    return b'"backupTimeMs"' in first or b'"mediaRootBackupKey"' in first
