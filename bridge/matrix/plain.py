"""The plain way of writing history: one event after the other, at the room's end, through any homeserver's API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from bridge.errors import Refused
from bridge.matrix.client import Homeserver
from bridge.matrix.events import LETTING_IN, Draft, EventId, RoomId, UserId
from bridge.matrix.refusals import is_items_fault, is_lost_device
from bridge.matrix.source_key import SourceKeys
from bridge.matrix.to_content import finish
from bridge.matrix.writing import REACTION_DOUBLED, Order, Recovered, Said, Script, Taken, Unrecorded, Writer, adopted

Sent = TypeVar("Sent", bound=EventId | None)


class PlainWriter(Writer):
    """Writes at the room's end; ``assure`` is asked before each event whether we may still speak."""

    foresees = False
    batch = 1
    under_way = 1
    page = 100

    def __init__(
        self,
        homeserver: Homeserver,
        room: RoomId,
        keys: SourceKeys,
        recovered: Recovered,
        assure: Callable[[], Awaitable[None]],
    ) -> None:
        self._homeserver = homeserver
        self._room = room
        self._keys = keys
        self._recovered = dict(recovered)
        self._assure = assure

    def restart(self) -> None:
        """Nothing is foreseen."""

    def learn(self, taken: Sequence[Taken], orders: Callable[[], Mapping[str, Order]]) -> None:
        """What stands in the room stays before what is appended."""

    def foresee(self, script: Script) -> Script:
        """The homeserver gives the ids."""
        return script

    async def write(self, scripts: Sequence[Script]) -> list[Said]:
        """Send each item's events, one request each."""
        return [await self._say(script) for script in scripts]

    async def _say(self, script: Script) -> Said:
        said = Said()
        for draft in script.drafts:
            transaction = self._keys.transaction(script.message, draft.part, draft.role)
            try:
                sent = await self._send(script, draft, transaction, said)
                said.event_ids |= {} if sent is None else {draft.part: sent}
                said.drafts += [] if sent is None else [draft]
            except Refused as refusal:
                if refusal.code == "M_DUPLICATE_ANNOTATION":
                    said.notes.append(REACTION_DOUBLED)
                elif await is_items_fault(refusal, self._homeserver, self._room, transaction):
                    said.refusal = refusal
                    return said
                else:
                    raise
        return said

    async def _send(self, script: Script, draft: Draft, transaction: str, said: Said) -> EventId | None:
        """The event's id; None: it was to take away what is not there."""
        found = self._recovered.pop((script.key, draft.part), None)
        if found is not None and not _is_another(found, draft):
            return adopted(found, draft)
        await self._assure()
        content, room, sender = finish(draft, said.event_ids), self._room, draft.sender
        if draft.state_key is not None:
            return await self._homeserver.send_state(room, sender, draft.type, draft.state_key, content, draft.time)
        redacts = draft.redacts
        if redacts is not None:
            return await self._from_device(
                sender, lambda: self._homeserver.live.redact(room, sender, redacts, transaction, more=content)
            )
        return await self._from_device(
            sender, lambda: self._homeserver.send(room, sender, draft.type, transaction, content, draft.time)
        )

    async def _from_device(self, sender: UserId, send: Callable[[], Awaitable[Sent]]) -> Sent:
        """Send; and once more if the sender has lost the device that it speaks from."""
        try:
            return await send()
        except Refused as refusal:
            if not is_lost_device(refusal):
                raise
        await self._homeserver.ensure_device(sender)
        return await send()


def _is_another(found: Unrecorded, draft: Draft) -> bool:
    """Did the item let others in, when it was first begun? A membership is the same however often it is said."""
    same = (found.sender, found.type, found.state_key) == (draft.sender, draft.type, draft.state_key)
    return draft.part >= LETTING_IN and not same
