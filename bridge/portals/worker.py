"""One worker per portal: says its waiting items in the room, in order, each exactly once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bridge.errors import Refused
from bridge.matrix.client import Homeserver
from bridge.matrix.events import Draft, EventId, RoomId, UserId
from bridge.matrix.source_key import SourceKeys
from bridge.matrix.to_content import Converted, convert, finish
from bridge.people.cast import Cast
from bridge.people.ghosts import Ghosts
from bridge.portals.lease import Lease
from bridge.portals.recovery import Recovered, adopted
from bridge.portals.refusals import MOST_IN_A_ROW, is_items_fault, is_lost_device, too_many
from bridge.portals.scene import Cue, Scene, event_rows
from bridge.store import LATE, InboxRow, State, Store

log = logging.getLogger(__name__)

BATCH = 100
"""Items whose surroundings are looked up together."""
REACTION_DOUBLED = "reaction-doubled"
SAID_LATE = "said-late"
"""Noted of items that stand after what follows them in the source."""

Progress = Callable[[int, int], None]
"""Told after each item: how many source items it stood for, and how many events it took."""


@dataclass(frozen=True)
class Stage:
    """Where a worker speaks: the room, whose voices, and the lease that lets it."""

    portal: int
    room: RoomId
    lease: Lease
    keys: SourceKeys
    cast: Cast
    scene: Scene
    recovered: Recovered


@dataclass
class Said:
    """What of an item is in the room by now."""

    drafts: list[Draft] = field(default_factory=list)
    event_ids: dict[int, EventId] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    refusal: Refused | None = None


class Worker:
    """Says the items of one portal. Stop it anywhere, start another, and the room is the same."""

    def __init__(
        self, store: Store, homeserver: Homeserver, ghosts: Ghosts, stage: Stage, cursor: str | None, progress: Progress
    ) -> None:
        self._store = store
        self._homeserver = homeserver
        self._ghosts = ghosts
        self._stage = stage
        self._cursor = cursor
        self._progress = progress
        self._begun: str | None = None
        self._refused = 0

    async def run(self) -> None:
        """Say all that waits. Raises when it cannot go on; the item it stopped at is then said by the next run."""
        while rows := await self._store.inbox.next(self._stage.portal, BATCH + 1):
            cues = await self._stage.scene.cues(rows[:BATCH])
            await self._stage.scene.find_files(cues)
            await self._stage.scene.look_up(cues)
            await self._stage.scene.resume_threads(cues)
            await self._say_all(cues, rows)

    async def _say_all(self, cues: Sequence[Cue], rows: Sequence[InboxRow]) -> None:
        for index, cue in enumerate(cues):
            if not await self._begin(cue.row):
                return
            following = rows[index + 1] if index + 1 < len(rows) else None
            try:
                await self._say(cue, following)
            except Exception as error:
                error.add_note(f"at item {cue.row.message} of portal {self._stage.portal}")
                raise

    async def _begin(self, row: InboxRow) -> bool:
        """Bring the item to ``sending``, unless the commit of the one before did so already."""
        if row.state is not State.SENDING and self._begun != row.message:
            return await self._store.sending.start(row, lease=self._stage.lease.name)
        return True

    async def _say(self, cue: Cue, following: InboxRow | None) -> None:
        converted = await self._converted(cue)
        said = await self._send_all(cue, converted.drafts)
        outcome, reason = _outcome(converted, said)
        before = self._stage.scene.state
        self._stage.scene.said(cue, said.drafts, said.event_ids)
        after = self._stage.scene.state
        went_on = await self._store.sending.finish(
            cue.row,
            outcome,
            lease=self._stage.lease.name,
            cursor=self._cursor,
            reason=reason,
            notes=(*_lateness(cue.row), *converted.losses, *said.notes),
            events=event_rows(said.drafts, said.event_ids, cue.item),
            memberships=_memberships(said.drafts),
            pinned=after.pinned if after.pinned != before.pinned else None,
            following=following,
        )
        self._cursor = cue.row.message
        self._begun = following.message if following is not None and went_on else None
        self._progress(cue.row.count, len(said.drafts))
        self._count_refusal(said.refusal)

    async def _converted(self, cue: Cue) -> Converted:
        """The item as events, once all in it have their names, and all who speak in it are awake.

        A ghost's picture is known only then.
        """
        await self._stage.cast.settle(cue.references.people, self._ghosts)
        converted = convert(cue.item, self._stage.scene.surroundings(cue), self._stage.keys)
        if await self._awaken(converted.drafts):
            return convert(cue.item, self._stage.scene.surroundings(cue), self._stage.keys)
        return converted

    async def _awaken(self, drafts: Sequence[Draft]) -> bool:
        """Make every ghost of these events ready; tells whether one looks otherwise than the events say."""
        cast, find_avatar = self._stage.cast, self._stage.scene.avatar
        users = _ghosts_of(drafts, self._homeserver.bot)
        return any([await cast.awaken(user, self._ghosts, find_avatar) for user in users])

    async def _send_all(self, cue: Cue, drafts: Sequence[Draft]) -> Said:
        said = Said()
        for draft in drafts:
            try:
                said.event_ids[draft.part] = await self._send(cue, draft, said)
                said.drafts.append(draft)
            except Refused as refusal:
                if refusal.code == "M_DUPLICATE_ANNOTATION":
                    said.notes.append(REACTION_DOUBLED)
                elif await is_items_fault(refusal, self._homeserver, self._stage.room, self._transaction(cue, draft)):
                    said.refusal = refusal
                    return said
                else:
                    raise
        return said

    async def _send(self, cue: Cue, draft: Draft, said: Said) -> EventId:
        found = self._stage.recovered.pop((self._stage.keys.key(cue.item.id), draft.part), None)
        if found is not None:
            return adopted(found, draft)
        await self._stage.lease.assure()
        content = finish(draft, said.event_ids)
        room, sender = self._stage.room, draft.sender
        if draft.state_key is not None:
            return await self._homeserver.send_state(room, sender, draft.type, draft.state_key, content, draft.time)
        transaction = self._transaction(cue, draft)
        try:
            return await self._homeserver.send(room, sender, draft.type, transaction, content, draft.time)
        except Refused as refusal:
            if not is_lost_device(refusal):
                raise
        await self._homeserver.ensure_device(sender)
        return await self._homeserver.send(room, sender, draft.type, transaction, content, draft.time)

    def _transaction(self, cue: Cue, draft: Draft) -> str:
        return self._stage.keys.transaction(cue.item.id, draft.part, draft.role)

    def _count_refusal(self, refusal: Refused | None) -> None:
        """Raises HomeserverError when too many items in a row were refused."""
        self._refused = 0 if refusal is None else self._refused + 1
        if refusal is not None and self._refused >= MOST_IN_A_ROW:
            raise too_many(refusal)


def _ghosts_of(drafts: Sequence[Draft], bot: UserId) -> list[UserId]:
    """Whose accounts these events need, each once."""
    users = [draft.sender for draft in drafts]
    users += [UserId(draft.state_key) for draft in drafts if draft.type == "m.room.member" and draft.state_key]
    return [user for user in dict.fromkeys(users) if user != bot]


def _lateness(row: InboxRow) -> tuple[str, ...]:
    return (SAID_LATE,) if row.reason == LATE else ()


def _memberships(drafts: Sequence[Draft]) -> dict[str, str]:
    return {
        draft.state_key: draft.content["membership"]
        for draft in drafts
        if draft.type == "m.room.member" and draft.state_key is not None
    }


def _outcome(converted: Converted, said: Said) -> tuple[State, str | None]:
    if said.refusal is not None:
        return State.FAILED, f"the homeserver refuses it: {said.refusal.detail}"
    return State(converted.outcome), converted.reason or None
