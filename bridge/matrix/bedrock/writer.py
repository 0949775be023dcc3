"""Writing history beneath a room: ids are worked out here, then whole batches are laid by the homeserver's module."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from itertools import count
from typing import Any

from bridge.errors import HomeserverError, Refused
from bridge.matrix.bedrock.calls import DEPENDS, Bedrock, Limits, Refusal
from bridge.matrix.bedrock.depths import STEP, Depths
from bridge.matrix.bedrock.ground import Ground, arrival, authorised_by
from bridge.matrix.events import Draft, EventId, RoomId, UserId
from bridge.matrix.pdu import canonical, event_id
from bridge.matrix.refusals import is_ours
from bridge.matrix.to_content import finish
from bridge.matrix.writing import REACTION_DOUBLED, Order, Recovered, Said, Script, Taken, Unrecorded, Writer, adopted

Pdu = dict[str, Any]
MOST_BYTES = 1024 * 1024
"""Of a request: its JSON is parsed at one go, and meanwhile the homeserver does nothing else."""
SEPARATOR = 1
"""Byte between two events of a request."""
_SAID_ONCE = ("room_id", "prev_events")
"""Fields that the module knows itself."""


class BedrockWriter(Writer):
    """Lays a portal's history beneath its room.

    ``looks`` tells how somebody appears in the room's list of members, when their standing membership is to be laid.
    """

    foresees = True
    under_way = 3

    def __init__(
        self,
        bedrock: Bedrock,
        room: RoomId,
        ground: Ground,
        bot: UserId,
        recovered: Recovered,
        assure: Callable[[], Awaitable[None]],
        looks: Callable[[UserId], dict[str, str]],
        *,
        limits: Limits | None = None,
        batch: int = 500,
    ) -> None:
        self.batch = batch
        self.page = 4 * batch
        self._bedrock = bedrock
        self._room = room
        self._ground = ground
        self._bot = bot
        self._recovered: dict[tuple[str, int], Unrecorded] = {}
        self._lying: defaultdict[str, list[int]] = defaultdict(list)
        for place, found in recovered.items():
            self._remember(*place, found)
        self._assure = assure
        self._looks = looks
        self._limits = limits or Limits()
        self._most_bytes = min(self._limits.bytes, MOST_BYTES)
        self._depths = Depths()
        self._members = dict(ground.members)
        self._arriving: dict[UserId, Pdu] = {}

    def restart(self) -> None:
        """Places of what was never laid are free again. Who was to be let in still is."""
        self._depths = Depths()

    def learn(self, taken: Sequence[Taken], orders: Callable[[], Mapping[str, Order]]) -> None:
        """The places of what lies beneath the room at the moments of the next page."""
        self._depths.learn(taken)
        if self._recovered:
            self._depths.learn(self._taken_by(orders()))

    def _taken_by(self, orders: Mapping[str, Order]) -> Iterator[Taken]:
        """Where items of the page lie that nobody has recorded."""
        for key, order in orders.items():
            if known := self._lying.get(key):
                yield Taken(order, min(known), max(known))

    def foresee(self, script: Script) -> Script:
        """Give the item its depth, and work out the id of each of its events."""
        first = self._place(script)
        event_ids: dict[int, EventId] = {}
        depths: dict[int, int] = {}
        pdus: list[Pdu] = []
        for depth, draft in zip(count(first, STEP), script.drafts, strict=False):
            found = self._recovered.get((script.key, draft.part))
            depths[draft.part] = depth if found is None or found.depth is None else found.depth
            if found is not None:
                event_ids[draft.part] = adopted(found, draft)
                continue
            self._let_in(draft)
            pdus.append(self._pdu(draft, finish(draft, event_ids), self._ground.base + depth))
            event_ids[draft.part] = pdus[-1]["event_id"]
        return replace(script, event_ids=event_ids, depths=depths, pdus=pdus)

    def _place(self, script: Script) -> int:
        """Where the item begins; one of which something lies already stays where that is."""
        for number, draft in enumerate(script.drafts):
            found = self._recovered.get((script.key, draft.part))
            if found is not None and found.depth is not None:
                first = found.depth - STEP * number
                self._depths.learn([Taken(script.order, first, first + STEP * (len(script.drafts) - 1))])
                return first
        return self._depths.place(script.order, len(script.drafts))

    async def write(self, scripts: Sequence[Script]) -> list[Said]:
        """Lay all events of these items, and the standing memberships that they need."""
        await self._assure()
        arriving = dict(self._arriving)
        refused: dict[str, Refusal] = {}
        for batch in self._batches([*arriving.values(), *(pdu for script in scripts for pdu in script.pdus)]):
            laid = await self._bedrock.lay(self._room, batch)
            refused |= {refusal.event_id: refusal for refusal in laid.refused}
        self._arrive(arriving, refused)
        return [self._told(script, refused) for script in scripts]

    def _told(self, script: Script, refused: Mapping[str, Refusal]) -> Said:
        """What became of an item. Of one that is to be said again, the events that lie already are remembered."""
        said = _said(script, refused)
        if said.again:
            for draft in said.drafts:
                found = said.event_ids[draft.part], draft.sender, draft.type, draft.state_key, script.depths[draft.part]
                self._remember(script.key, draft.part, Unrecorded(*found))
        return said

    def _remember(self, key: str, part: int, found: Unrecorded) -> None:
        self._recovered[key, part] = found
        if found.depth is not None:
            self._lying[key].append(found.depth)

    def _pdu(self, draft: Draft, content: Mapping[str, Any], depth: int) -> Pdu:
        pdu: Pdu = {
            "room_id": self._room,
            "type": draft.type,
            "sender": draft.sender,
            "content": content,
            "depth": depth,
            "origin_server_ts": draft.time,
            "prev_events": [self._ground.anchor],
            "auth_events": authorised_by(self._ground, draft, self._members),
        }
        if draft.state_key is not None:
            pdu["state_key"] = draft.state_key
        pdu["event_id"] = event_id(pdu)
        return pdu

    def _let_in(self, draft: Draft) -> None:
        """Everybody who does something, or to whom something is done, has a standing membership."""
        people = [draft.sender]
        if draft.type == "m.room.member":
            people.append(UserId(draft.state_key or ""))
        for user in people:
            if user not in self._members:
                pdu = arrival(self._ground, self._room, user, self._looks(user), self._bot, self._members)
                pdu["event_id"] = self._members[user] = event_id(pdu)
                self._arriving[user] = pdu

    def _arrive(self, arriving: Mapping[UserId, Pdu], refused: Mapping[str, Refusal]) -> None:
        """Raises HomeserverError when somebody may not come in: none of their words could be laid."""
        for user, pdu in arriving.items():
            if pdu["event_id"] in refused:
                refusal = refused[pdu["event_id"]]
                raise HomeserverError(f"bedrock does not let {user} in: {refusal.errcode} {refusal.error}")
            self._arriving.pop(user, None)

    def _batches(self, pdus: Sequence[Mapping[str, Any]]) -> Iterator[list[Pdu]]:
        """As many as one request may hold."""
        batch: list[Pdu] = []
        size = 0
        for pdu in pdus:
            event = {key: value for key, value in pdu.items() if key not in _SAID_ONCE}
            length = len(canonical(event)) + SEPARATOR
            if batch and (len(batch) == self._limits.events or size + length > self._most_bytes):
                yield batch
                batch, size = [], 0
            batch.append(event)
            size += length
        if batch:
            yield batch


def _said(script: Script, refused: Mapping[str, Refusal]) -> Said:
    """Raises Refused when a refusal says something about us."""
    said = Said()
    for draft in script.drafts:
        refusal = refused.get(script.event_ids[draft.part])
        if refusal is None:
            said.drafts.append(draft)
            said.event_ids[draft.part] = script.event_ids[draft.part]
        elif refusal.errcode == "M_DUPLICATE_ANNOTATION":
            said.notes.append(REACTION_DOUBLED)
        elif refusal.errcode == DEPENDS:
            said.again = True
        elif is_ours(refusal.errcode):
            raise _refused(refusal)
        else:
            said.refusal = said.refusal or _refused(refusal)
    said.again = said.again and said.refusal is None  # what belongs to a refused item is not said another time
    return said


def _refused(refusal: Refusal) -> Refused:
    words = f"bedrock: {refusal.errcode} {refusal.error}"
    return Refused(words, status=HTTPStatus.BAD_REQUEST, code=refusal.errcode)
