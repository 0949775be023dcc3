"""Reading a room back: every event from its first to its last, and which of them stand for no item."""

from __future__ import annotations

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Any

from bridge.errors import Refused
from bridge.matrix.bedrock.ground import Ground
from bridge.matrix.client import Homeserver
from bridge.matrix.events import RoomId
from bridge.matrix.refusals import PROBE
from bridge.matrix.rooms import FURNITURE
from bridge.portals.portal import House

Event = dict[str, Any]

PAGE = 1_000
"""Events that are read together; more than that Synapse does not give."""
SETUP = FURNITURE | {PROBE}
"""Types of the bot's state that stand for no item."""


async def read_room(homeserver: Homeserver, room: RoomId, ground: Ground | None) -> AsyncIterator[Event]:
    """Every event in the room's order.

    What lies beneath a room is not seen from the room's beginning, since it came later than that. It is seen when one
    reads on from the event that it hangs from.
    """
    async for event in _forwards(homeserver, room, None):
        yield event
        if ground is not None and event["event_id"] == ground.anchor:
            break
    if ground is not None:
        surrounding = await homeserver.context(room, ground.anchor)
        if surrounding is None:
            raise Refused(f"the event that history hangs from is not there: {ground.anchor}")
        async for event in _forwards(homeserver, room, surrounding.end):
            yield event


async def _forwards(homeserver: Homeserver, room: RoomId, token: str | None) -> AsyncIterator[Event]:
    while True:
        page = await homeserver.messages(room, "f", token, PAGE)
        for event in page.events:
            yield event
        if page.next is None:
            return
        token = page.next


class Kind(StrEnum):
    """What an event without a source key is."""

    SETUP = "setup"
    """It made, furnished or settled the room, or let a ghost in."""
    LIVE = "live"
    """People who live in the room said or did it, after its history."""
    UNKNOWN = "unknown"


class Bystanders:
    """Tells events that stand for no item from those that should not be there. Ask about a room's events in order.

    ``bridged``: people talk in the room, and the bot says what could not be carried over.
    """

    def __init__(self, house: House, ground: Ground | None, *, bridged: bool = False) -> None:
        self._bridged = bridged
        self._house = house
        self._ground = ground
        self._let_in: set[str] = set()
        self._is_live = bridged and ground is None

    def kind(self, event: Event) -> Kind:
        """What this event is."""
        if self._ground is not None and event["event_id"] == self._ground.marker:
            self._is_live = True
        if self._is_setup(event) or self._lets_in(event) or (self._bridged and self._brings_in(event)):
            return Kind.SETUP
        if self._bridged and self._is_bots_word(event):
            return Kind.LIVE
        return Kind.LIVE if self._is_live and self._is_peoples(event) else Kind.UNKNOWN

    def _is_setup(self, event: Event) -> bool:
        """State that the bot set to make and settle the room. What it says, or does to others, is never setup."""
        bot, kind, state_key = self._house.bot, event.get("type"), event.get("state_key")
        if event.get("sender") != bot or state_key is None or not event.get("content"):
            return False
        pinned = kind == "m.room.pinned_events" and self._is_live
        return kind in SETUP or (kind == "m.room.member" and state_key == bot) or pinned

    def _lets_in(self, event: Event) -> bool:
        """A ghost's standing membership: one for each, by the bot's leave."""
        user, content = event.get("state_key"), event.get("content") or {}
        if event.get("type") != "m.room.member" or event.get("sender") != user:
            return False
        if content.get("join_authorised_via_users_server") != self._house.bot or user in self._let_in:
            return False
        self._let_in.add(str(user))
        return True

    def _brings_in(self, event: Event) -> bool:
        """A ghost of somebody who is in the chat today: invited by the bot, and joined."""
        user, membership = str(event.get("state_key")), (event.get("content") or {}).get("membership")
        who = {"invite": self._house.bot, "join": user}.get(membership or "")
        return event.get("type") == "m.room.member" and self._house.is_ours(user) and event.get("sender") == who

    def _is_bots_word(self, event: Event) -> bool:
        """A notice to somebody whose words could not be carried over."""
        return event.get("type") == "m.room.message" and event.get("sender") == self._house.bot

    def _is_peoples(self, event: Event) -> bool:
        """Nobody but people can speak for people; and the bot invites them."""
        if not self._house.is_ours(event.get("sender", "")):
            return True
        return event.get("type") == "m.room.member" and not self._house.is_ours(event.get("state_key", ""))
