"""The calls of the client-server API that only a room with people in it needs, one method each."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from mautrix.api import ClientPath, Method, PathBuilder

from bridge.errors import Refused
from bridge.matrix.events import EventId, RoomId, UserId
from bridge.matrix.requests import Connection


class LiveCalls:
    """What is done while people are there: events taken back, invitations, and what is true for a moment only.

    Raises as ``Homeserver`` does. Where ``user`` may be left out, the bot acts.
    """

    def __init__(self, connection: Connection, device: str) -> None:
        self._connection = connection
        self._device = device

    async def redact(
        self,
        room: RoomId,
        sender: UserId,
        event: EventId,
        transaction: str,
        reason: str | None = None,
        more: Mapping[str, Any] = MappingProxyType({}),
    ) -> EventId | None:
        """Take an event back; the redaction's id. None: the homeserver knows no such event, so nothing of it is shown.

        The same transaction id gives the same redaction. Somebody else's event needs the room's level for that.
        ``more`` is what its content is to hold besides: Synapse keeps that, another homeserver may not.
        See https://spec.matrix.org/v1.17/client-server-api/#put_matrixclientv3roomsroomidredacteventidtxnid
        """
        path = ClientPath.v3.rooms[room].redact[event][transaction]
        body = dict(more) if reason is None else {**more, "reason": reason}
        query = {"user_id": sender, "device_id": self._device}
        try:
            answer = await self._connection.ask(Method.PUT, path, body, query, wanted=["event_id"])
        except Refused as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise
            return None
        return EventId(answer["event_id"])

    async def join(self, room: RoomId, user: UserId | None = None) -> None:
        """Accept an invitation; harmless for who is in the room."""
        await self._post(ClientPath.v3.rooms[room].join, {}, user)

    async def leave(self, room: RoomId, user: UserId | None = None, reason: str | None = None) -> None:
        """Leave a room, or decline to come in; harmless for who is outside."""
        await self._post(ClientPath.v3.rooms[room].leave, {} if reason is None else {"reason": reason}, user)

    async def invite(self, room: RoomId, guest: UserId, user: UserId | None = None) -> None:
        """Ask somebody in. Raises Refused for who is in the room already, or banned from it."""
        await self._post(ClientPath.v3.rooms[room].invite, {"user_id": guest}, user)

    async def joined_members(self, room: RoomId, user: UserId | None = None) -> dict[UserId, dict[str, Any]]:
        """Who is in the room now, with ``display_name`` and ``avatar_url`` where set."""
        path = ClientPath.v3.rooms[room].joined_members
        answer = await self._connection.ask(Method.GET, path, None, _as(user), wanted=["joined"])
        return {UserId(member): dict(profile) for member, profile in answer["joined"].items()}

    async def typing(self, room: RoomId, user: UserId, *, active: bool, period: int = 30_000) -> bool:
        """Show that a user of ours types, for ``period`` ms at most. One try: the moment has passed by the next.

        Tells whether it is shown. Raises HomeserverUnavailable when there is no answer at all.
        """
        body: dict[str, Any] = {"typing": active, "timeout": period} if active else {"typing": False}
        return await self._try(Method.PUT, ClientPath.v3.rooms[room].typing[user], body, user)

    async def receipt(self, room: RoomId, user: UserId, event: EventId) -> bool:
        """A user of ours has read up to this event. One try, as with ``typing``."""
        return await self._try(Method.POST, ClientPath.v3.rooms[room].receipt["m.read"][event], {}, user)

    async def _post(self, path: PathBuilder, body: dict[str, Any], user: UserId | None) -> None:
        await self._connection.ask(Method.POST, path, body, _as(user))

    async def _try(self, method: Method, path: PathBuilder, body: dict[str, Any], user: UserId) -> bool:
        return (await self._connection.once(method, path, body, _as(user))).status == HTTPStatus.OK


def _as(user: UserId | None) -> dict[str, str | int]:
    return {} if user is None else {"user_id": user}
