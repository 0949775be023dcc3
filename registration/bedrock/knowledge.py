"""What the room knows of the events of a request, and of those that they refer to: asked once for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from synapse.storage.databases.main.events_worker import EventRedactBehaviour

from .ground import Ground, standing
from .refusals import DEPENDS, FORBIDDEN, UNKNOWN, Refused
from .tables import Stored, Tables

if TYPE_CHECKING:
    from synapse.events import EventBase

    from .homeserver import Homeserver
    from .pdus import Announced

Annotation = tuple[str, str, str, str]
"""The event that is annotated; type, sender and key."""


@dataclass(frozen=True)
class Knowledge:
    """It grows with each event of the request that is made."""

    stored: dict[str, Stored]
    """Events of the room, of those that were asked for."""
    relating: set[str]
    """Which of them are relations."""
    annotations: set[Annotation]
    authorities: dict[str, EventBase]
    """State events that may authorise others, wherever they are."""
    standing: dict[str, str]
    """Who stands in the room for history, with the event of the join. Empty when nobody of the request wants to."""

    def expect_related(self, announced: Announced) -> None:
        """Raises Refused for a relation that the normal path would refuse."""
        if not announced.speaks_of <= self.stored.keys():
            raise Refused(DEPENDS, "it refers to an event that is not in this room")
        relation = announced.relation
        if relation is None:
            return
        if relation.annotates and _annotation(announced) in self.annotations:
            raise Refused("M_DUPLICATE_ANNOTATION", "the same reaction is there already")
        if relation.is_in_thread and relation.target in self.relating:
            raise Refused(UNKNOWN, "a thread cannot start from an event that is a relation itself")

    def expect_first_standing(self, announced: Announced) -> None:
        """Raises Refused when somebody who stands in the room wants to stand there by another event."""
        if announced.sender in self.standing:
            raise Refused(FORBIDDEN, f"{announced.sender} stands in the room already")

    def learn(self, announced: Announced, event: EventBase) -> None:
        """It will be in the room."""
        self.stored[announced.event_id] = Stored(announced.type, announced.sender, announced.pdu["depth"])
        if announced.relation is not None:
            self.relating.add(announced.event_id)
            if announced.relation.annotates:
                self.annotations.add(_annotation(announced))
        if announced.state_key is not None:
            self.authorities[announced.event_id] = event

    def learn_standing(self, announced: Announced) -> None:
        """Its sender will stand in the room."""
        self.standing[announced.sender] = announced.event_id


async def gather(homeserver: Homeserver, ground: Ground, announced: Collection[Announced]) -> Knowledge:
    """Look it up."""
    tables = Tables(homeserver.store, ground.room)
    ours = {one.event_id for one in announced}
    relations = [one.relation for one in announced if one.relation is not None]
    stored = await tables.events(ours.union(*(one.speaks_of for one in announced)))
    annotated = {relation.target for relation in relations if relation.annotates}
    roots = {relation.target for relation in relations if relation.is_in_thread}
    wants_to_stand = any(one.pdu["depth"] == ground.base for one in announced)
    return Knowledge(
        stored,
        await tables.relating(roots),
        await tables.annotations(annotated & stored.keys()),
        await _authorities(homeserver, ground, announced, ours - stored.keys()),
        dict(await standing(homeserver, ground)) if wants_to_stand else {},
    )


async def _authorities(
    homeserver: Homeserver, ground: Ground, announced: Iterable[Announced], new: set[str]
) -> dict[str, EventBase]:
    named = {event_id for one in announced for event_id in one.auth_events}
    named |= {one.replaces for one in announced if one.replaces}
    # In room version 12 the first event is not named, and authorises all the same.
    named |= {event_id for event_id in (ground.pinned("m.room.create"),) if event_id}
    return await homeserver.store.get_events(named - new, redact_behaviour=EventRedactBehaviour.as_is)


def _annotation(announced: Announced) -> Annotation:
    assert announced.relation is not None
    return announced.relation.target, announced.type, announced.sender, announced.relation.key or ""
