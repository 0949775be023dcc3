"""Writing history into a room: the small interface that both ways of doing it stand behind.

``plain`` says one event after the other through any homeserver's API. ``bedrock`` lays many at once beneath the room,
where the homeserver has the module for it. Whoever has items to say knows only what is here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bridge.errors import HomeserverError, Refused
from bridge.matrix.events import Draft, EventId
from bridge.model.ids import MessageId

Order = tuple[int, int, str]
"""Where an item stands in its chat's history: (time in ms since 1970 UTC, place, message id)."""
REACTION_DOUBLED = "reaction-doubled"
"""Noted of an item of which the homeserver has one reaction already."""
Recovered = Mapping[tuple[str, int], "Unrecorded"]
"""Events that are in the room although nobody has recorded it, by (opaque source id, part)."""


@dataclass(frozen=True)
class Unrecorded:
    """An event of ours that only the room knows."""

    event_id: EventId
    sender: str
    type: str
    state_key: str | None
    depth: int | None = None
    """Where it lies beneath the room, above its ground, as far as that is known."""


@dataclass(frozen=True)
class Taken:
    """The depths that one item's events have beneath the room already."""

    order: Order
    first: int
    last: int


@dataclass(frozen=True)
class Script:
    """One item's events, in the order in which they are to stand in the room.

    ``key`` is the item's opaque id. ``event_ids`` and ``depths`` are known beforehand by a writer that foresees them,
    by part; else they are empty.
    """

    message: MessageId
    key: str
    order: Order
    drafts: tuple[Draft, ...]
    event_ids: Mapping[int, EventId] = field(default_factory=dict)
    depths: Mapping[int, int] = field(default_factory=dict)
    pdus: Sequence[Mapping[str, Any]] = ()
    """The events that are to be sent, where the writer has made them already."""


@dataclass
class Said:
    """What of an item is in the room by now.

    ``refusal``: the homeserver does not take one of its events. ``again``: nothing is wrong with it, but it speaks of
    an item that was refused, and must be said otherwise.
    """

    drafts: list[Draft] = field(default_factory=list)
    event_ids: dict[int, EventId] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    refusal: Refused | None = None
    again: bool = False


class Writer(ABC):
    """One way of writing a portal's history. It knows the room, and for which portal it writes."""

    foresees: bool
    """Are event ids known before anything is sent? Then the next items are made ready while these are written."""
    batch: int
    """How many items are written at one go."""
    under_way: int
    """How many batches are written at a time: the next ones are sent before the answer to the first is there."""
    page: int
    """How many items' surroundings are looked up together."""

    @abstractmethod
    def restart(self) -> None:
        """Called when items are read from the beginning: forget what was foreseen and never written."""

    @abstractmethod
    def learn(self, taken: Sequence[Taken], orders: Callable[[], Mapping[str, Order]]) -> None:
        """Called before the scripts of a page: which places near theirs are taken. Only if it foresees.

        ``orders`` tells where the page's items stand, by opaque id: some of them may lie in the room already.
        """

    @abstractmethod
    def foresee(self, script: Script) -> Script:
        """Called for each item in order: the script with the ids that its events will have, if they can be known."""

    @abstractmethod
    async def write(self, scripts: Sequence[Script]) -> list[Said]:
        """Write items, in order; what became of each.

        Raises what the homeserver says when it is not an item's fault: then nobody knows how much was written, and
        writing the same again is harmless.
        """


def adopted(found: Unrecorded, draft: Draft) -> EventId:
    """The event, as the one that this draft would have become.

    Raises HomeserverError when it is another person's or of another kind: then the item was begun under another
    configuration or version, and saying it twice or in a wrong name is worse than to stop.
    """
    if (found.sender, found.type, found.state_key) != (draft.sender, draft.type, draft.state_key):
        raise HomeserverError(
            f"The room has {found.event_id} in the place of this item: {found.type} by {found.sender}, where"
            f" {draft.type} by {draft.sender} should be. Finish this import with the configuration and the version of"
            " Beringia that began it."
        )
    return found.event_id
