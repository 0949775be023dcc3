"""Events are laid, or refused one by one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bridge.matrix import pdu
from tests.support.homeserver import bedrock_rules, rules
from tests.support.homeserver.bedrock_ground import Ground
from tests.support.homeserver.call import Settings
from tests.support.homeserver.errors import MatrixError
from tests.support.homeserver.world import Json, Room, StoredEvent

COMPLETED = ("type", "sender", "content", "depth", "origin_server_ts", "auth_events", "state_key")
"""What the event as a whole takes over from the one that was announced."""


class Laying:
    """One request to lay events in a room."""

    def __init__(self, room: Room, ground: Ground, settings: Settings) -> None:
        self._room = room
        self._ground = ground
        self._settings = settings
        self._standing = ground.standing(room, settings.ours)
        self._laid = 0
        self._known = 0
        self._refused: list[Json] = []

    async def lay(self, events: list[Json], pause: Callable[[str], Awaitable[None]]) -> Json:
        """Standing memberships first. What a slice has stored stays, whatever happens in the pause after it."""
        ordered = sorted(events, key=lambda event: event.get("depth") != self._ground.base)
        size = self._settings.bedrock_slice
        for first in range(0, len(ordered), size):
            if first:
                await pause("bedrock_slice")
            for event in ordered[first : first + size]:
                self._take(event)
        return {"laid": self._laid, "known": self._known, "refused": self._refused}

    def _take(self, announced: Json) -> None:
        try:
            self._lay(announced)
        except MatrixError as error:
            self._refused.append({"event_id": announced["event_id"], **error.body})

    def _lay(self, announced: Json) -> None:
        bedrock_rules.check_shape(announced, self._ground)
        event = self._completed(announced)
        bedrock_rules.check_size(event)
        if pdu.event_id(event) != announced["event_id"]:
            raise MatrixError(400, "BERINGIA_EVENT_ID", "The event has another id than was announced")
        if announced["event_id"] in self._room.by_id:
            self._known += 1
            return
        self._check_depends(announced)
        self._check(event)
        self._store(announced)

    def _completed(self, announced: Json) -> Json:
        taken: Json = {key: announced[key] for key in COMPLETED if key in announced}
        return {**taken, "room_id": self._room.id, "prev_events": [self._ground.anchor.id]}

    def _check_depends(self, announced: Json) -> None:
        refused = {one["event_id"] for one in self._refused}
        named = bedrock_rules.references(announced)
        absent = named - set(announced["auth_events"]) - self._room.by_id.keys()
        if absent or not refused.isdisjoint(named):
            raise MatrixError(400, "BERINGIA_DEPENDS", "The event refers to one that is not in this room")

    def _check(self, event: Json) -> None:
        bedrock_rules.check_kind(event, self._settings.ours)
        if event["depth"] == self._ground.base:
            bedrock_rules.check_standing(event, self._standing)
        bedrock_rules.check_authorised(event, self._ground, self._room)
        bedrock_rules.check_relation(event, self._room)

    def _store(self, announced: Json) -> None:
        room, content = self._room, announced["content"]
        room.lay(
            StoredEvent(
                id=announced["event_id"],
                room=room.id,
                place=-1 - room.laid,
                depth=announced["depth"],
                type=announced["type"],
                sender=announced["sender"],
                content=content,
                time=announced["origin_server_ts"],
                state_key=announced.get("state_key"),
                unsigned=self._replaced(announced.get("replaces")),
            )
        )
        self._laid += 1
        if bedrock_rules.relation_of(content).get("rel_type") == "m.annotation":
            room.annotations.add(rules.annotation(announced["sender"], content))
        if announced["depth"] == self._ground.base:
            self._standing[announced["state_key"]] = announced["event_id"]

    def _replaced(self, event: str | None) -> dict[str, Any]:
        """What clients are told about the membership before."""
        if event is None:
            return {}
        before = self._room.by_id.get(event)
        shown = {"prev_content": before.content, "prev_sender": before.sender} if before else {}
        return {"replaces_state": event, **shown}
