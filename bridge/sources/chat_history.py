"""One chat of an export on its way: each message once, each record counted, and an order for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.content import Attachment
from bridge.model.ids import MessageId
from bridge.model.message import Content, Message
from bridge.model.unreadable import Unreadable
from bridge.sources.sightings import Sighting, Sightings

_LARGEST = 2**63
_BEFORE_ALL = 1
"""ms since 1970: when nothing in a chat is dated."""


class ChatHistory:
    """What was met of a chat so far. Records may come in any order, also the newest first."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.records = 0
        self._sightings = Sightings()
        self._time = _BEFORE_ALL
        self._direction = 1
        self._again = 0
        self._warnings: list[str] = []

    def place(self, number: int | None, time: int) -> int:
        """Where the record that comes now stands among those of its time: by its number, else by its turn."""
        self.records += 1
        if time != self._time:
            self._direction = 1 if time > self._time else -1
        self._time = time
        return number if number is not None and 0 < number < _LARGEST else self._direction * self.records

    def admitted(self, message: Message, contents: Sequence[Content] = ()) -> list[Item]:
        """A message, and the further things that it holds; nothing when the very same came by before."""
        sighting = self._sightings.meet(message.id, str(message.time).encode())
        if sighting is Sighting.AGAIN:
            self._again += 1
            return []
        if sighting is Sighting.CLASH:
            again = f"{message.id}~{self.records}"
            return [self._unreadable(again, message.time, message.place, "another message with this id came before it")]
        return [*parts_of(message, contents)] if contents else [message]

    def broken(self, reason: str, *, message: str | None = None, time: int | None = None) -> Unreadable:
        """A record that makes no sense. Its time is its neighbour's unless it says one."""
        when = time if time is not None else self._time
        place = self.place(None, when)
        name = message if message and self._is_new(message) else f"record {self.records}"
        return self._unreadable(name, when, place, reason)

    def warn(self, warning: str) -> None:
        """An importer should know this; said once."""
        if warning not in self._warnings:
            self._warnings.append(warning)

    def closing(self) -> list[Item]:
        """The chat once more, when there is something to warn of."""
        if self._again:
            stand = "messages stand" if self._again > 1 else "message stands"
            self.warn(f"{self._again:,} {stand} in this export more than once, of which the first was taken")
        if not self._warnings:
            return []
        return [structs.replace(self.chat, warnings=(*self.chat.warnings, *self._warnings))]

    def _is_new(self, message: str) -> bool:
        return self._sightings.meet(message, b"broken") is Sighting.FIRST

    def _unreadable(self, message: str, time: int, place: int, reason: str) -> Unreadable:
        return Unreadable(chat=self.chat.id, id=MessageId(message), time=time, place=place, reason=reason)


def parts_of(message: Message, contents: Sequence[Content]) -> list[Message]:
    """A message that says several things: the first under its own id, each further one a millisecond later.

    ``message.content`` is the first. Files that come together are an album.
    """
    together = sum(isinstance(content, Attachment) for content in (message.content, *contents)) > 1
    album = str(message.id) if together else None
    first = structs.replace(message, album=album) if isinstance(message.content, Attachment) else message
    return [first, *(_part(message, content, number, album) for number, content in enumerate(contents, start=2))]


def _part(message: Message, content: Content, number: int, album: str | None) -> Message:
    return Message(
        chat=message.chat,
        id=MessageId(f"{message.id}/{number}"),
        # In its own millisecond it would share time and place with the first part; the place tells it from others.
        time=message.time + number - 1,
        place=message.place,
        content=content,
        sender=message.sender,
        thread=message.thread,
        forward=message.forward,
        album=album if isinstance(content, Attachment) else None,
    )
