"""Where chats stand in ``result.json``: at the root, or in the lists of a whole account.

An export of one chat is the chat itself: ``{name, type, id, messages[]}``. One of a whole account has
``chats.list[]`` and ``left_chats.list[]``, and beside them contacts, sessions and the like, which are not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from bridge.errors import ArchiveError
from bridge.model.ids import PersonId
from bridge.sources.json_stream import Mark
from bridge.sources.telegram.chat import Header
from bridge.sources.telegram.ids import peer

CHATS = ("", "chats.list.item", "left_chats.list.item")
"""The paths at which a chat may stand."""

_HEADER = ("id", "type", "name")
_OWNER = "personal_information.user_id"

Walked = Iterator[tuple[str, object]]


def _below(chat: str, key: str) -> str:
    return f"{chat}.{key}" if chat else key


RECORDS = frozenset(_below(chat, "messages.item") for chat in CHATS)
"""The paths of single messages."""

_CHATS = frozenset(CHATS)
_FIELDS = {_below(chat, key): key for chat in CHATS for key in _HEADER}
_MESSAGES = frozenset(_below(chat, "messages") for chat in CHATS)


@dataclass
class Layout:
    """One pass through an export.

    ``headers`` reads all headers in a pass of its own. It is called when a header's fields come after the messages,
    as in files whose keys were sorted by another program.
    """

    walked: Walked
    headers: Callable[[], list[Header]]
    owner: PersonId | None = None
    """Who made the export, once the walk has come by their id: before the chats."""
    _fields: dict[str, Any] = field(default_factory=dict)
    _count: int = 0
    _had_messages: bool = False
    _all_headers: list[Header] | None = None

    def chats(self) -> Iterator[tuple[Header, Iterator[object]]]:
        """Each chat's header and its records, which must be read before the next chat is asked for."""
        for path, value in self.walked:
            if path in _FIELDS and not isinstance(value, Mark):
                self._fields[_FIELDS[path]] = value
            elif path in _MESSAGES and value is not Mark.ENDS:
                yield from self._begin_messages(path, value)
            elif path in _CHATS and isinstance(value, Mark):
                yield from self._border(value)
            elif path == _OWNER:
                self.owner = _owner(value)

    def _begin_messages(self, path: str, value: object) -> Iterator[tuple[Header, Iterator[object]]]:
        if value is None:
            return
        if value is not Mark.BEGINS:
            raise ArchiveError(f"At {path} a list of messages was expected.")
        self._had_messages = True
        yield self._header(), self._records(path)

    def _border(self, mark: Mark) -> Iterator[tuple[Header, Iterator[object]]]:
        if mark is Mark.ENDS and not self._had_messages and Header(**self._fields).is_complete:
            yield Header(**self._fields), iter(())
        self._count += self._had_messages and mark is Mark.ENDS
        self._fields, self._had_messages = {}, False

    def _header(self) -> Header:
        header = Header(**self._fields)
        if header.is_complete:
            return header
        if self._all_headers is None:
            self._all_headers = self.headers()
        return self._all_headers[self._count]

    def _records(self, messages: str) -> Iterator[object]:
        for path, value in self.walked:
            if path in RECORDS:
                yield value
            elif path == messages and value is Mark.ENDS:
                return
            else:
                raise ArchiveError(f"At {messages} a list of messages was expected.")


def all_headers(walked: Walked) -> list[Header]:
    """The headers of all chats that have messages, in the order of the text."""
    headers: list[Header] = []
    fields: dict[str, Any] = {}
    has_messages = False
    for path, value in walked:
        if path in _FIELDS and not isinstance(value, Mark):
            fields[_FIELDS[path]] = value
        elif path in _MESSAGES and value is Mark.BEGINS:
            has_messages = True
        elif path in _CHATS and isinstance(value, Mark):
            if value is Mark.ENDS and has_messages:
                headers.append(Header(**fields))
            fields, has_messages = {}, False
    return headers


def _owner(value: object) -> PersonId | None:
    person = peer(f"user{value}")
    return PersonId(person) if person else None


def with_first(records: Iterator[object]) -> tuple[object, Iterator[object]]:
    """The first record, and all of them."""
    beginning = list(islice(records, 1))
    return (beginning[0] if beginning else None), chain(beginning, records)
