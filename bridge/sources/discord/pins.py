"""Which messages of a channel are pinned: the export marks them, and may no longer hold who pinned them."""

from __future__ import annotations

from collections.abc import Iterator

from bridge.model.event import Pin
from bridge.model.ids import MessageId
from bridge.model.message import Message

_AFTER = 999
"""ms behind the message: behind all of its parts."""


class Pins:
    """Pinned messages so far; Discord allows a few hundred in a channel."""

    def __init__(self) -> None:
        self._marked: dict[MessageId, Message] = {}
        self._said: set[MessageId] = set()

    def note(self, message: Message, *, pinned: bool) -> None:
        """A message comes by, which is marked as pinned, or tells of a pin."""
        if isinstance(message.content, Pin):
            if message.content.message is not None:
                self._said.add(message.content.message)
        elif pinned and "/" not in message.id:
            self._marked.setdefault(message.id, message)

    def unsaid(self) -> Iterator[Message]:
        """A pin for each marked message of which nobody says who pinned it, and when."""
        for message in self._marked.values():
            if message.id not in self._said:
                yield Message(
                    chat=message.chat,
                    id=MessageId(f"{message.id}/pin"),
                    time=message.time + _AFTER,
                    place=message.place,
                    content=Pin(message.id),
                    time_guessed=True,
                )
