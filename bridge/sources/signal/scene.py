"""Where the items of one chat stand: what was met in it, and how its messages are called."""

from __future__ import annotations

from dataclasses import dataclass, field

from bridge.model.codec import Item
from bridge.model.event import Pin
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.sources.chat_history import ChatHistory
from bridge.sources.loose_values import Fields, milliseconds
from bridge.sources.sightings import Sightings
from bridge.sources.signal.files import Files
from bridge.sources.signal.people import People

TIMER = "messages disappear in this chat, or did at times: those with a timer are in no export"
_AFTER = 999
"""ms behind a message: behind all of its parts."""


def name_of(author: PersonId | None, time: int) -> str:
    """Who sent it when: the same in everybody's export."""
    return f"{author or 'nobody'}:{time}"


@dataclass
class Scene:
    """One chat on its way."""

    history: ChatHistory
    people: People
    files: Files
    other: Person | None = None
    """Of a chat of two: who is not the exporter."""
    cut_texts: int = 0
    """Long texts of which only the beginning is in the export."""
    edited: dict[str, str] = field(default_factory=dict)
    """From the id that an edited message's newest version would have, to the message's own."""
    seen: Sightings = field(default_factory=Sightings)
    pinned: dict[MessageId, int] = field(default_factory=dict)
    """Messages that are pinned, and since when (ms since 1970)."""
    pins_said: set[MessageId] = field(default_factory=set)
    """Those of which an update says so."""

    def find(self, author: PersonId | None, sent: object) -> MessageId | None:
        """The message that somebody sent at this time."""
        time = milliseconds(sent)
        if author is None or time is None:
            return None
        name = name_of(author, time)
        return MessageId(self.edited.get(name, name))

    def warn_of_timer(self) -> None:
        """Some messages of this chat are in no export."""
        if TIMER not in self.history.chat.warnings:
            self.history.warn(TIMER)

    def note_pin(self, message: Message, details: Fields) -> None:
        """A message comes by that is pinned, or that tells of a pin."""
        if isinstance(message.content, Pin) and message.content.message is not None:
            self.pins_said.add(message.content.message)
        elif details:
            self.pinned[message.id] = milliseconds(details.get("pinnedAtTimestamp")) or message.time + _AFTER

    def warn_of_cut_texts(self) -> None:
        """Some texts are not whole."""
        if self.cut_texts:
            self.history.warn(f"long texts of which the export holds the beginning only: {self.cut_texts:,}")

    def unsaid_pins(self) -> list[Item]:
        """A pin for each pinned message of which nobody says who pinned it."""
        return [
            Message(
                chat=self.history.chat.id,
                id=MessageId(f"{name}/pin"),
                time=time,
                place=self.history.place(None, time),
                content=Pin(name),
            )
            for name, time in self.pinned.items()
            if name not in self.pins_said
        ]
