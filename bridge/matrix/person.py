"""A real person of the homeserver, whose eyes we may use: what they find and are told, not only what is there."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Self

from mautrix.api import ClientPath, Method

from bridge.errors import Refused
from bridge.matrix.client import Homeserver
from bridge.matrix.events import EventId, RoomId
from bridge.matrix.requests import Connection
from bridge.matrix.retries import RetryPolicy

MOST_PAGES = 5
"""Pages of a search that are looked through."""
PAGE = 100


@dataclass(frozen=True)
class Person:
    """Reads rooms as this person (``homeserver``), and asks what only a person can ask."""

    homeserver: Homeserver
    connection: Connection

    @classmethod
    async def of_token(cls, address: str, token: str, domain: str) -> Self:
        """Whoever the access token belongs to. Raises Refused when it is nobody's."""
        connection = Connection(address, token, policy=RetryPolicy(), connections=1, agent="Beringia")
        who = (await connection.ask(Method.GET, ClientPath.v3.account.whoami, wanted=["user_id"]))["user_id"]
        return cls(Homeserver(address, token, domain, who), connection)

    async def close(self) -> None:
        """Say goodbye to the homeserver; the token stays valid."""
        await self.homeserver.close()
        await self.connection.close()

    async def finds(self, room: RoomId, word: str, event: EventId) -> bool | None:
        """Does a search for a word find this event? None: the homeserver does not search."""
        token: str | None = None
        for _ in range(MOST_PAGES):
            try:
                found, token = await self._search(room, word, token)
            except Refused as refusal:
                if refusal.status not in {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN}:
                    raise
                return None
            if event in found or token is None:
                return event in found
        return False

    async def jump(self, room: RoomId, time: int) -> EventId | None:
        """The first event of the room at or after this time (ms since 1970)."""
        path = ClientPath.v1.rooms[room].timestamp_to_event
        try:
            answer = await self.connection.ask(Method.GET, path, query={"ts": time, "dir": "f"}, wanted=["event_id"])
        except Refused as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise
            return None
        return EventId(answer["event_id"])

    async def notifications(self) -> frozenset[EventId]:
        """The newest events that this person was notified of."""
        answer = await self.connection.ask(Method.GET, ClientPath.v3.notifications, query={"limit": PAGE})
        return frozenset(EventId(one["event"]["event_id"]) for one in answer.get("notifications", ()))

    async def _search(self, room: RoomId, word: str, token: str | None) -> tuple[set[str], str | None]:
        category = {"search_term": word, "keys": ["content.body"], "filter": {"rooms": [room], "limit": PAGE}}
        query = {} if token is None else {"next_batch": token}
        body = {"search_categories": {"room_events": category}}
        answer = await self.connection.ask(Method.POST, ClientPath.v3.search, body, query)
        found = answer["search_categories"]["room_events"]
        return {one["result"]["event_id"] for one in found.get("results", ())}, found.get("next_batch")
