"""The door: who may come in, where the bot listens, and what it says to everybody else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from bridge.commands.answers import Answer, Code, say
from bridge.commands.clerk import Clerk
from bridge.commands.limits import Clock
from bridge.commands.note import note_of
from bridge.commands.progress import Sleep
from bridge.commands.services import Services
from bridge.commands.voice import Voice
from bridge.errors import Refused
from bridge.logs import context
from bridge.matrix.client import Homeserver
from bridge.matrix.events import EventId, RoomId, UserId
from bridge.people.permissions import Level, Permissions

log = logging.getLogger(__name__)

NOT_ALLOWED = "You may not use this bridge. Ask whoever runs it."
NOT_ALONE = "I listen only where the two of us are alone: please write to me in a direct chat."
ENCRYPTED = "I cannot read encrypted messages. Please begin another direct chat with me, without encryption."


class Door:
    """Takes the events of rooms that are not those of chats. ``handle`` may run for several events at a time."""

    def __init__(
        self,
        homeserver: Homeserver,
        services: Services,
        permissions: Permissions,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._voice = Voice(homeserver)
        self._rooms = services.rooms
        self._offers = services.logins.offers
        self._permissions = permissions
        self._clerk = Clerk(self._voice, services, clock, sleep)
        self._told: set[tuple[RoomId, str]] = set()

    async def handle(self, event: dict[str, Any]) -> None:
        """One event, as the homeserver sent it; those of one room in their order. Harmless when it is repeated.

        Raises HomeserverError when nobody could be answered; the same event may come again then.
        """
        handlers: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
            "m.room.member": self._membership,
            "m.room.message": self._message,
            "m.room.encrypted": self._encrypted,
        }
        handler = handlers.get(str(event.get("type")))
        if handler is None or event.get("sender") == self._voice.bot:
            return
        with context(event=event.get("event_id"), room=event.get("room_id")):
            if not await self._rooms.is_portal(RoomId(event["room_id"])):
                await handler(event)

    async def close(self) -> None:
        """Say what is interrupted, and end all that goes on."""
        await self._clerk.close()

    async def _membership(self, event: dict[str, Any]) -> None:
        membership = event.get("content", {}).get("membership")
        who = event.get("state_key")
        if who == self._voice.bot and membership == "invite":
            await self._invited(RoomId(event["room_id"]), UserId(event["sender"]), EventId(event["event_id"]))
        elif who != self._voice.bot and membership in {"leave", "ban"}:
            await self._left(RoomId(event["room_id"]))

    async def _invited(self, room: RoomId, host: UserId, event: EventId) -> None:
        """Come in when we may be asked by this person, and stay when nobody else is there."""
        if self._permissions.of(host) is Level.NONE:
            await self._voice.leave(room, NOT_ALLOWED)
            return
        try:
            await self._voice.join(room)
        except Refused as refusal:
            log.info("not let in: %s", refusal.code)  # the invitation was withdrawn meanwhile
            return
        speaker = self._voice.answering(room, event)
        if await self._voice.people(room) == {self._voice.bot, host}:
            self._clerk.meet(host, room)
            await speaker.say(self._welcome())
            return
        await speaker.say(say(NOT_ALONE))
        await self._voice.leave(room, NOT_ALONE)

    async def _left(self, room: RoomId) -> None:
        """Whoever talked with us is gone, so there is nothing to stay for."""
        if not await self._clerk.leave(room):
            return
        if await self._voice.people(room) <= {self._voice.bot}:
            await self._voice.leave(room, "Nobody is here any more.")

    async def _message(self, event: dict[str, Any]) -> None:
        note = note_of(event)
        if note is None:
            return
        people = await self._voice.people(note.room)
        level = self._permissions.of(note.sender)
        if not {self._voice.bot, note.sender} <= people:
            return
        if level is Level.NONE:
            await self._tell_once(note.room, note.event, NOT_ALLOWED, alone=len(people) == 2)
        elif len(people) == 2:
            await self._clerk.hear(note, level)
        elif await self._clerk.overhear(note):
            await self._voice.answering(note.room, note.event).say(say(NOT_ALONE))

    async def _encrypted(self, event: dict[str, Any]) -> None:
        room, sender = RoomId(event["room_id"]), UserId(event["sender"])
        people = await self._voice.people(room)
        if self._permissions.of(sender) is not Level.NONE:
            await self._tell_once(
                room, EventId(event["event_id"]), ENCRYPTED, alone=people == {self._voice.bot, sender}
            )

    async def _tell_once(self, room: RoomId, event: EventId, words: str, *, alone: bool) -> None:
        """Say this in a direct chat, and not again before the next start."""
        if alone and (room, words) not in self._told:
            await self._voice.answering(room, event).say(say(words))
            self._told.add((room, words))

    def _welcome(self) -> Answer:
        titles = [offer.title for offer in self._offers()]
        networks = " and ".join([", ".join(titles[:-1]), titles[-1]] if titles[1:] else titles)
        hello = say("Hello! I move chats onto this server, with their whole history, and bridge them live.")
        if not titles:
            return hello + say("No network is set up here yet. ", Code("help"), " says what I can do.")
        return hello + say(
            Code("login"),
            f" links your {networks} account, ",
            Code("chats"),
            " lists your chats, ",
            Code("migrate"),
            " moves one here. ",
            Code("help"),
            " says what else I can do.",
        )
