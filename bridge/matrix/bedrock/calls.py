"""The calls of the homeserver's bedrock module, one method each. See docs/bedrock.md for what it promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from mautrix.api import Method, PathBuilder
from msgspec import Struct

from bridge.errors import Refused
from bridge.matrix.bedrock.ground import Ground, ground_of
from bridge.matrix.events import EventId, RoomId
from bridge.matrix.requests import Connection

PATH = PathBuilder("_synapse/client/beringia/bedrock/v1")
PROTOCOL = 1
MOST_SURVEYED = 10_000
"""Event ids that one request may ask for."""
MOST_BROUGHT_IN = 5_000
"""People who are brought into a room with its making; others get a standing membership when they first act."""
NO_GROUND = "BERINGIA_NO_GROUND"
INHABITED = "BERINGIA_INHABITED"
DEPENDS = "BERINGIA_DEPENDS"
"""Error codes: the room has no gap; something was said in it already; the event speaks of one that was refused."""


class Limits(Struct, frozen=True):
    """The most that one request may lay: events, and bytes of its body."""

    events: int = 1_000
    bytes: int = 8 * 1024 * 1024


class Status(Struct, frozen=True, kw_only=True):
    """What the module says of itself. ``reason``: why it is not ready, in a sentence."""

    version: str
    protocol: int
    synapse: str
    ready: bool
    reason: str = ""
    instance: str = "master"
    room_versions: tuple[str, ...] = ()
    limits: Limits = Limits()

    @property
    def usable(self) -> bool:
        """Can history be laid with it?"""
        return self.ready and self.protocol == PROTOCOL


class Refusal(Struct, frozen=True):
    """Why one event was not laid."""

    event_id: EventId
    errcode: str
    error: str


class Laid(Struct, frozen=True, kw_only=True):
    """What became of a batch: so many events are new, so many were ``known`` already, and the others were refused."""

    laid: int
    known: int
    refused: tuple[Refusal, ...] = ()


class Survey(Struct, frozen=True, kw_only=True):
    """Which of the events asked for a room has, each with its depth; and how many lie in its gap altogether.

    Standing memberships are not counted.
    """

    present: dict[EventId, int]
    laid: int


class Bedrock:
    """The module, as an application service's bot may call it. Raises as ``Homeserver`` does."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def status(self) -> Status | None:
        """None: the homeserver has no such module, or not for us."""
        try:
            answer = await self._connection.ask(Method.GET, PATH.status, wanted=["version", "ready"])
        except Refused as refusal:
            if refusal.status not in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED}:
                raise
            return None
        return msgspec.convert(answer, Status)

    async def open(self, room: RoomId, members: Sequence[Mapping[str, str]]) -> Ground:
        """Bring these people in (``user_id``, ``displayname``, ``avatar_url``), then make the gap. Once; else, what it is."""
        answer = await self._connection.ask(Method.POST, PATH.rooms[room].open, {"members": list(members)})
        return ground_of(answer)

    async def ground(self, room: RoomId) -> Ground | None:
        """What the room's history lies on; None: it has no gap."""
        try:
            return ground_of(await self._connection.ask(Method.GET, PATH.rooms[room].ground))
        except Refused as refusal:
            if refusal.code != NO_GROUND:
                raise
            return None

    async def lay(self, room: RoomId, events: Sequence[Mapping[str, Any]]) -> Laid:
        """Lay events, each after those it depends on. Laying the same again is harmless."""
        answer = await self._connection.ask(Method.POST, PATH.rooms[room].lay, {"events": list(events)})
        return msgspec.convert(answer, Laid)

    async def survey(self, room: RoomId, event_ids: Sequence[EventId]) -> Survey:
        """Which of these events the room has."""
        present: dict[EventId, int] = {}
        laid = 0
        for start in range(0, max(len(event_ids), 1), MOST_SURVEYED):
            wanted = list(event_ids[start : start + MOST_SURVEYED])
            answer = await self._connection.ask(Method.POST, PATH.rooms[room].survey, {"event_ids": wanted})
            found = msgspec.convert(answer, Survey)
            present |= found.present
            laid = found.laid
        return Survey(present=present, laid=laid)
