"""Pinned messages: told by what happened in the chat, by the list of chats, and by the messages themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bridge.model.event import Pin
from bridge.model.ids import ChatId, MessageId
from bridge.model.message import Message
from bridge.sources.loose_values import Fields, identifier, record, records, rows
from bridge.sources.slack.times import Moment, moment

_AFTER_ALL = 1000
"""µs: behind all messages of the same millisecond."""


@dataclass(frozen=True)
class _Pinned:
    target: str
    """The id of a message, or of a file."""
    message: MessageId | None
    by: str | None
    when: Moment


class Pins:
    """The pins of one chat. Memory grows with pins."""

    def __init__(self, chat: ChatId, listed: object) -> None:
        self._chat = chat
        self._said: set[MessageId] = set()
        self._silent: dict[str, _Pinned] = {}
        for entry in records(listed):
            self._listed(entry)

    def said(self, content: object) -> None:
        """This was pinned, and a message says so."""
        if isinstance(content, Pin) and content.message and not content.removed:
            self._said.add(content.message)

    def note(self, fields: Fields, when: Moment) -> None:
        """A message that bears a mark that it is pinned."""
        if rows(fields.get("pinned_to")) and when.id not in self._silent:
            about = record(record(fields.get("pinned_info")).get(self._chat))
            at = moment(about.get("pinned_ts")) or when
            self._silent[when.id] = _Pinned(when.id, MessageId(when.id), identifier(about.get("pinned_by")), at)

    def unsaid(self) -> Iterator[tuple[str | None, Message]]:
        """A message for each pin that none tells of, and who pinned."""
        for number, pinned in enumerate(self._silent.values(), start=_AFTER_ALL):
            if pinned.message is None or pinned.message not in self._said:
                yield pinned.by, self._message(pinned, number)

    def _listed(self, entry: Fields) -> None:
        target, when = identifier(entry.get("id")), moment(entry.get("created"))
        if target is None:
            return
        found = moment(target)
        if at := when or found:
            message = MessageId(found.id) if found else None
            target = found.id if found else target
            self._silent[target] = _Pinned(target, message, identifier(entry.get("user")), at)

    def _message(self, pinned: _Pinned, number: int) -> Message:
        when = pinned.when
        return Message(
            chat=self._chat,
            id=MessageId(f"pin {pinned.target}"),
            time=when.time,
            place=when.time * 1000 + number,
            content=Pin(pinned.message),
        )
