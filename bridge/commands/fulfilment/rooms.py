"""What the door must know of rooms and events."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.commands.fulfilment.office import Office
from bridge.matrix.events import EventId, RoomId


@dataclass(frozen=True)
class KnownRooms:
    """``bridge.commands.services.Rooms``."""

    office: Office

    async def is_portal(self, room: RoomId) -> bool:
        """Is it the room of a chat?"""
        return await self.office.store.portals.of_room(room) is not None

    async def forget(self, event: EventId) -> None:
        """Drop what this incoming event said: it was a secret."""
        await self.office.store.incoming.forget(event)
