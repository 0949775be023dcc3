"""What the portal knows of an event that somebody sent in its room: what it refers to, and who is named in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.matrix.client import Homeserver
from bridge.matrix.events import EventId, Role, RoomId
from bridge.matrix.from_event import Acquaintance, Known, Mentioned, Target, Was, mentioned
from bridge.model.ids import MessageId, PersonId
from bridge.model.person import Person
from bridge.portals.portal import House
from bridge.store import EventRow, Portal, Store

_POLL = "poll"
"""The kind of items that are polls (``bridge.model.content.Poll``)."""
_GIVEN = {Role.REACTION.value: Was.REACTION, Role.VOTE.value: Was.VOTE}
_AMENDMENTS = frozenset({Role.REVISION.value, Role.REDACTION.value})


@dataclass(frozen=True)
class Knowing:
    """Looks up what an event refers to."""

    store: Store
    homeserver: Homeserver
    house: House

    async def of(self, portal: Portal, event: Mapping[str, Any]) -> Known:
        """Everything that understanding this event needs."""
        needs = mentioned(event)
        rows = await self.store.events.of_events(needs.events)
        of_portal = {event_id: [row for row in found if row.portal == portal.id] for event_id, found in rows.items()}
        targets = {event_id: await self._target(portal, found) for event_id, found in of_portal.items() if found}
        return Known(
            chat=portal.chat.id,
            targets=targets,
            people=await self._people(portal, needs),
            ours=frozenset(user for user in needs.users if self.house.is_ours(user)),
            given=await self._given(portal, event, targets.get(needs.reacted or "")),
            room_suffix=self.house.suffix_for(portal.chat.network_name),
        )

    async def _target(self, portal: Portal, rows: Sequence[EventRow]) -> Target:
        first = rows[0]
        was = _GIVEN.get(first.role)
        if was is not None and first.target is not None:
            return Target(was=was, messages=(MessageId(first.target),), sender=first.sender, key=first.key)
        was, content = (Was.AMENDMENT, {}) if first.role in _AMENDMENTS else await self._message(portal, first)
        standing = [row for row in rows if not row.gone] or rows
        messages = tuple(MessageId(row.message) for row in standing)
        return Target(was=was, messages=messages, sender=first.sender, content=content)

    async def _message(self, portal: Portal, row: EventRow) -> tuple[Was, Mapping[str, Any]]:
        item = await self.store.inbox.get(portal.id, row.message)
        if item is None or item.kind != _POLL or portal.room_id is None:
            return Was.MESSAGE, {}
        event = await self.homeserver.event(RoomId(portal.room_id), EventId(row.event_id))
        return (Was.MESSAGE, {}) if event is None else (Was.POLL, event["content"])

    async def _people(self, portal: Portal, needs: Mentioned) -> dict[str, Acquaintance]:
        """Ghosts by who they are puppets of, others by the account that they have linked."""
        ghosts = await self.store.ghosts.get_many(list(needs.users))
        people = await self.store.people.get_many(portal.chat.network, [ghost.person for ghost in ghosts.values()])
        known = {
            user: Acquaintance(person=PersonId(ghost.person), name=_name(people.get(ghost.person), ghost.name))
            for user, ghost in ghosts.items()
            if ghost.network == portal.chat.network
        }
        for login in await self.store.logins.list():
            if login.user_id in needs.users and login.network == portal.chat.network and not login.is_bot:
                known[login.user_id] = Acquaintance(person=PersonId(login.person), name=login.name)
        return known

    async def _given(
        self, portal: Portal, event: Mapping[str, Any], target: Target | None
    ) -> dict[str, tuple[str, ...]]:
        if target is None:
            return {}
        found = await self.store.events.given_to(portal.id, list(target.messages))
        sender, own = event.get("sender"), event.get("event_id")
        theirs = [row for row in found if row.sender == sender and row.event_id != own and row.role == Role.REACTION]
        return {
            message: tuple(row.key for row in theirs if row.target == message and row.key is not None)
            for message in target.messages
        }


def _name(person: Person | None, otherwise: str | None) -> str:
    return (person.name if person is not None else None) or otherwise or ""


def event_of(body: str) -> dict[str, Any]:
    """A stored event."""
    event: dict[str, Any] = json.loads(body)
    return event
