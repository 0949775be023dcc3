"""The reader of a personal account's own export: Teams for home, and Skype before it.

What the format is, and how each part of it is carried over: ``docs/sources/teams.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, ClassVar

import msgspec

from bridge.errors import ArchiveError
from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.codec import Item
from bridge.model.ids import ChatId, Network
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.archive import Archive
from bridge.sources.chat_history import ChatHistory
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.json_stream import Mark, walk
from bridge.sources.loose_values import digest, first_words, identifier, record, rows
from bridge.sources.teams.graph_people import TEAMS, person_id
from bridge.sources.teams.personal_message import Scene, meet, read

_LOOK = 64 * 1024
_CHAT = "conversations.item"
_MESSAGES = f"{_CHAT}.MessageList"
_MESSAGE = f"{_MESSAGES}.item"
_WHOLE = frozenset({_MESSAGE, f"{_CHAT}.threadProperties", f"{_CHAT}.properties"})
_OF_A_CHAT = frozenset({_MESSAGES, f"{_CHAT}.threadProperties"})
_MOST_LOOKED_AT = 20


class TeamsPersonal(Reader):
    """A personal account's conversations, ``messages.json``."""

    name: ClassVar[str] = "teams-personal"
    network: ClassVar[Network] = TEAMS
    title: ClassVar[str] = "Microsoft Teams, personal account (messages.json)"
    guide: ClassVar[Guide | None] = Guide(
        network="Microsoft Teams (personal account), Skype",
        export="secure.skype.com/en/data-export, conversations and files; unpack the .tar",
        kept="messages with their formatting, quotes, mentions, reactions, edit marks, files, who came and went, calls",
        lost="the text of deleted messages, earlier versions; names of people who never wrote",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a JSON file in which conversations hold lists of messages?"""
        return bool(_exports(archive))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:  # noqa: ARG002 - all its times are in UTC
        """Every conversation, as the export has them."""
        exports = _exports(archive)
        if not exports:
            raise ArchiveError(f"{archive.path}: there is no messages.json of a personal account in it.")
        if len(exports) > 1:
            raise ArchiveError(f"{archive.path}: {len(exports)} exports lie in it; give one of them.")
        yield from _Export(archive, exports[0]).items()


def _exports(archive: Archive) -> list[str]:
    names = archive.find("messages.json") or archive.find("*.json")
    found = [name for name in names[:_MOST_LOOKED_AT] if _is_export(archive, name)]
    return [name for name in found if name.count("/") == found[0].count("/")]


def _is_export(archive: Archive, name: str) -> bool:
    # The beginning is cut off somewhere, or it is a stranger's file: what came before is all that counts.
    with suppress(ArchiveError), archive.open_file(name) as stream:
        for path, _ in walk(BytesIO(stream.read(_LOOK)), (), archive.limits, name=name):
            if path in _OF_A_CHAT:
                return True
    return False


class _Export:
    """One export on its way. A conversation's own fields come before its messages, or after them."""

    def __init__(self, archive: Archive, name: str) -> None:
        self._archive = archive
        self._name = name
        self._people = Acquaintances()
        self._files = _files(archive)
        self._owner: str | None = None
        self._fields: dict[str, Any] = {}
        self._history: ChatHistory | None = None
        self._chats: dict[ChatId, ChatHistory] = {}

    def items(self) -> Iterator[Item]:
        with self._archive.open_file(self._name) as stream:
            for path, value in walk(stream, _WHOLE, self._archive.limits, name=self._name):
                if path == _MESSAGE:
                    yield from self._message(value)
                elif path == "userId":
                    self._owner = identifier(value)
                elif path == _CHAT:
                    yield from self._conversation(ends=value is Mark.ENDS)
                elif path.startswith(f"{_CHAT}.") and not isinstance(value, Mark):
                    self._fields[path.removeprefix(f"{_CHAT}.")] = value

    def _conversation(self, *, ends: bool) -> Iterator[Item]:
        if ends and self._history is not None:
            chat = _chat(self._fields, self._owner, self._history.chat.id)
            if chat != self._history.chat:
                self._history.chat = chat
                yield chat
            yield from self._history.closing()
        self._fields, self._history = {}, None

    def _message(self, value: object) -> Iterator[Item]:
        fields = record(value)
        if self._history is None:
            said = identifier(self._fields.get("id")) or identifier(fields.get("conversationid")) or "unknown"
            yield from self._begin(said.rpartition("/")[2] or said)
        assert self._history is not None
        if not fields:
            yield self._history.broken("a message is no object")
            return
        yield from read(fields, Scene(self._history, self._people, self._files))

    def _begin(self, said: str) -> Iterator[Item]:
        chat = _chat(self._fields, self._owner, _chat_id(said, self._owner), said)
        self._history = self._chats.setdefault(chat.id, ChatHistory(chat))
        for member in _members(self._fields):
            meet(self._people, member)
        if chat.kind is ChatKind.DIRECT:
            meet(self._people, said, chat.title)
        yield chat


def _chat(fields: dict[str, Any], owner: str | None, number: ChatId, said: str | None = None) -> Chat:
    topic = first_words(record(fields.get("threadProperties")), "topic") or first_words(fields, "displayName")
    own = said or identifier(fields.get("id")) or number
    direct = number.startswith("direct:")
    notes = own == "48:notes" or (owner is not None and own == owner)
    return Chat(
        network=TEAMS,
        network_title="Microsoft Teams",
        id=number,
        kind=ChatKind.SELF if notes else ChatKind.DIRECT if direct else ChatKind.GROUP,
        title=topic,
        # Everyone has an own copy of a chat of two, in which the messages have numbers of their own.
        numbering=Numbering.ACCOUNT if direct else Numbering.NETWORK,
    )


def _chat_id(said: str, owner: str | None) -> ChatId:
    """A chat of two is called by the other's id: it is named after both here, so that both exports agree."""
    if said.startswith(("19:", "48:")) or said == owner:
        return ChatId(said)
    both = sorted(str(person_id(one)[0]) for one in (said, owner or "?"))
    return ChatId(f"direct:{digest(*both)}")


def _members(fields: dict[str, Any]) -> list[str]:
    """Who takes part: a list within a text."""
    said = record(fields.get("threadProperties")).get("members")
    if isinstance(said, str):
        try:
            said = msgspec.json.decode(said.encode("utf-8", "replace"))
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return []
    return [member for member in rows(said) if isinstance(member, str)]


def _files(archive: Archive) -> dict[str, str]:
    """Names in the folder ``media`` by the number before the dot; beside each lies a JSON file that describes it."""
    found: dict[str, str] = {}
    for name in archive.find("media/*"):
        path = PurePosixPath(name)
        if path.suffix.lower() != ".json":
            found.setdefault(path.name.partition(".")[0], name)
    return found
