"""The bot in a direct chat: what it says, changes and takes back, each exactly once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterator, Sequence
from typing import Any

from bridge.commands.answers import Answer
from bridge.commands.pictures import QrCode, qr_code
from bridge.commands.rendering import ASKS, to_edit, to_message, without
from bridge.errors import Refused
from bridge.matrix.client import Homeserver
from bridge.matrix.events import ContentUri, EventId, RoomId, UserId

SHORTEST_SECRET = 4
"""Characters; what is shorter would be found in every second word."""
LOOKED_BACK = 30
"""Events before a message, among which the bot's last one is looked for."""


class Voice:
    """The bot's way to speak, and to look around, in rooms for commands."""

    def __init__(self, homeserver: Homeserver) -> None:
        self._homeserver = homeserver
        self.bot = homeserver.bot

    def answering(self, room: RoomId, event: EventId) -> Speaker:
        """Whatever is said because of this event."""
        return Speaker(self._homeserver, room, event)

    async def join(self, room: RoomId) -> None:
        await self._homeserver.live.join(room)

    async def leave(self, room: RoomId, reason: str) -> None:
        await self._homeserver.live.leave(room, reason=reason)

    async def people(self, room: RoomId) -> frozenset[UserId]:
        """Everybody who is in the room or asked in, the bot too; nobody where the bot is not in it."""
        try:
            state = await self._homeserver.state(room)
        except Refused:
            return frozenset()
        return frozenset(
            UserId(event["state_key"])
            for event in state
            if event["type"] == "m.room.member" and event["content"].get("membership") in {"join", "invite"}
        )

    async def had_asked_secret(self, room: RoomId, person: UserId, event: EventId) -> bool:
        """Had the bot asked for a secret since the message of this person that came before this event?"""
        page = await self._homeserver.messages(room, "b", limit=LOOKED_BACK)
        for found in _before(page.events, event):
            if found.get("sender") == person and found.get("type") == "m.room.message":
                return False
            if found.get("sender") == self.bot and _latest(found.get("content", {})).get(ASKS) == "secret":
                return True
        return False


def _before(events: Sequence[dict[str, Any]], event: EventId) -> Sequence[dict[str, Any]]:
    """Those of a page, the latest first, that are earlier than this one."""
    ids = [found.get("event_id") for found in events]
    return events[ids.index(event) + 1 :] if event in ids else events


def _latest(content: dict[str, Any]) -> dict[str, Any]:
    found = content.get("m.new_content", content)
    return found if isinstance(found, dict) else {}


class Speaker:
    """Says what one event gives rise to. Each answer has a number, so that trying all of it again says nothing twice.

    Changes and pictures belong to this run of the program: another one has others.
    ``secret`` is what the event told us: whatever is said about it never repeats that.
    """

    def __init__(self, homeserver: Homeserver, room: RoomId, event: EventId) -> None:
        self._homeserver = homeserver
        self.room = room
        self._event = event
        self._said = 0
        self._changes = 0
        self._run = secrets.token_hex(8)
        self.secret = ""

    async def say(self, answer: Answer, *, asks_secret: bool = False) -> EventId:
        """One message more."""
        self._said += 1
        content = to_message(self._discreet(answer), asks_secret=asks_secret)
        return await self._send(content, self._transaction(self._said))

    async def change(self, message: EventId, answer: Answer, *, asks_secret: bool = False) -> None:
        """Let a message of ours say this instead."""
        content = to_edit(self._discreet(answer), message, asks_secret=asks_secret)
        await self._send(content, self._of_this_run())

    async def show(self, code: str) -> EventId:
        """A code as a picture, which no text says."""
        picture = qr_code(code)
        uri = await self._upload(picture.png)
        return await self._send(_picture(picture, uri), self._of_this_run())

    async def remove(self, event: EventId) -> bool:
        """Take an event out of the room, whoever said it; False: we may not."""
        try:
            await self._homeserver.live.redact(self.room, self._homeserver.bot, event, self._of_this_run())
        except Refused:
            return False
        return True

    async def _send(self, content: dict[str, Any], transaction: str) -> EventId:
        return await self._homeserver.send(self.room, self._homeserver.bot, "m.room.message", transaction, content)

    def _discreet(self, answer: Answer) -> Answer:
        return answer if len(self.secret) < SHORTEST_SECRET else without(answer, self.secret)

    async def _upload(self, png: bytes) -> ContentUri:
        async def chunks() -> AsyncIterator[bytes]:
            yield png

        uri = (await self._homeserver.create_media()).uri
        await self._homeserver.upload(uri, chunks, len(png), "image/png", "code.png")
        return uri

    def _of_this_run(self) -> str:
        self._changes += 1
        return self._transaction(f"{self._run}-{self._changes}")

    def _transaction(self, name: object) -> str:
        event = hashlib.sha256(f"{self.room}\n{self._event}".encode()).hexdigest()[:32]
        return f"beringia-answer-{event}-{name}"


def _picture(picture: QrCode, uri: ContentUri) -> dict[str, Any]:
    return {
        "msgtype": "m.image",
        "body": "code.png",
        "url": uri,
        "info": {"mimetype": "image/png", "size": len(picture.png), "w": picture.width, "h": picture.width},
        "m.mentions": {},
        ASKS: "scan",
    }
