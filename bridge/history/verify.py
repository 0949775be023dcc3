"""Verification: the rooms are read back from the homeserver and compared, both ways, with what was staged.

What should be in a room is worked out anew from the inbox, by the same pure conversion that the worker used; the
store only says under which event ids. So a fault of the homeserver, of the store or of the worker shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import msgspec

from bridge.errors import Refused
from bridge.history.comparison import Comparison, Difference, Expected, Finding
from bridge.matrix.client import Homeserver
from bridge.matrix.events import Draft, EventId, RoomId, Upload, UserId
from bridge.matrix.room_state import RoomState
from bridge.matrix.source_key import SourceKeys
from bridge.matrix.to_content import convert, finish
from bridge.portals.portal import House, set_scene
from bridge.portals.scene import Cue, Files, Scene
from bridge.portals.worker import REACTION_DOUBLED
from bridge.store import EventRow, InboxRow, State, Store, UploadRow

BATCH = 500
"""Items that are worked out together."""
PAGE = 1_000
"""Events that are read together; more than that Synapse does not give."""
SAID = frozenset({State.DONE, State.UNSUPPORTED, State.MISSING})
"""Outcomes whose item is in the room, if only as a notice."""

MEDIA_PAGE = 200

Progress = Callable[[int], None]
"""Told how many events, or files, were read since it was last told."""


@dataclass
class ChatVerdict:
    """What verification found in one room."""

    portal: int
    items: int = 0
    waiting: int = 0
    events: int = 0
    setup: int = 0
    """State that made and settled the room, and stands for no item."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Is the room exactly what was staged, to the end?"""
        return not self.findings and not self.waiting


class ChatVerification:
    """Compares one portal's room with its inbox."""

    def __init__(
        self,
        store: Store,
        homeserver: Homeserver,
        scene: Scene,
        keys: SourceKeys,
        portal: int,
        room: RoomId,
        bot: UserId,
    ) -> None:
        self._store = store
        self._homeserver = homeserver
        self._scene = scene
        self._keys = keys
        self._portal = portal
        self._room = room
        self._bot = bot
        self._verdict = ChatVerdict(portal)
        self._comparison = Comparison(self._verdict.findings)

    async def run(self, progress: Progress = lambda _: None) -> ChatVerdict:
        """Read the whole room once, and the whole inbox once, side by side."""
        expected = self._expected()
        ended = False
        async for event in self._events():
            while not ended and self._comparison.wants_more():
                ended = not await self._expect_some(expected)
            self._see(event)
            progress(1)
        while not ended:
            ended = not await self._expect_some(expected)
        self._comparison.close()
        await self._judge_leftovers()
        return self._verdict

    async def _expect_some(self, expected: AsyncIterator[Sequence[Expected]]) -> bool:
        async for batch in expected:
            for one in batch:
                self._comparison.expect(one)
            return True
        return False

    async def _events(self) -> AsyncIterator[dict[str, Any]]:
        token: str | None = None
        while True:
            page = await self._homeserver.messages(self._room, "f", token, PAGE)
            for event in page.events:
                yield event
            if page.next is None:
                return
            token = page.next

    def _see(self, event: dict[str, Any]) -> None:
        self._verdict.events += 1
        key = self._keys.find(event.get("content") or {})
        if key is None and self._is_setup(event):
            self._verdict.setup += 1
        else:
            self._comparison.see(event, key)

    def _is_setup(self, event: dict[str, Any]) -> bool:
        """State that the bot set to make and settle the room. A message of the bot's is never setup."""
        return event.get("sender") == self._bot and "state_key" in event and bool(event.get("content"))

    async def _expected(self) -> AsyncIterator[Sequence[Expected]]:
        """Everything that should be in the room, in the source's order."""
        rows = await self._store.inbox.page(self._portal, None, BATCH)
        while rows:
            yield await self._expected_of(rows)
            rows = await self._store.inbox.page(self._portal, rows[-1].order, BATCH)

    async def _expected_of(self, rows: Sequence[InboxRow]) -> list[Expected]:
        self._count(rows)
        recorded = await self._store.events.of_messages(self._portal, [row.message for row in rows])
        self._find_unsaid(rows, recorded)
        said = [row for row in rows if recorded.get(row.message)]
        cues = await self._scene.cues(said)
        await self._scene.find_files(cues)
        await self._scene.look_up(cues)
        return [one for cue in cues for one in self._expected_of_item(cue, recorded[cue.row.message])]

    def _count(self, rows: Iterable[InboxRow]) -> None:
        for row in rows:
            self._verdict.items += row.count
            self._verdict.waiting += row.count if row.state in (State.WAITING, State.SENDING) else 0

    def _find_unsaid(self, rows: Iterable[InboxRow], recorded: dict[str, list[EventRow]]) -> None:
        """An outcome that says an item is in the room, with no event to show for it."""
        for row in rows:
            if row.state in SAID and not recorded.get(row.message):
                self._find(Difference.MISSING, "", row.message, f"recorded as {row.state}, but no event is")

    def _expected_of_item(self, cue: Cue, recorded: Sequence[EventRow]) -> list[Expected]:
        ids = {row.part: EventId(row.event_id) for row in recorded}
        surroundings = self._scene.surroundings(cue, before=recorded[0].sequence)
        drafts = convert(cue.item, surroundings, self._keys).drafts
        self._scene.said(cue, [draft for draft in drafts if draft.part in ids], ids)
        self._find_unrecorded(cue, drafts, ids)
        key = self._keys.key(cue.item.id)
        return [_expected(draft, ids, cue.row.message, key) for draft in drafts if draft.part in ids]

    def _find_unrecorded(self, cue: Cue, drafts: Sequence[Draft], ids: dict[int, EventId]) -> None:
        """Parts of an item that were never recorded as sent, and events recorded that no part accounts for."""
        parts = {draft.part for draft in drafts}
        for part in sorted(parts - ids.keys()):
            if cue.row.state in SAID and REACTION_DOUBLED not in cue.row.notes:
                self._find(Difference.MISSING, "", cue.row.message, f"part {part} was never recorded as sent")
        for part in sorted(ids.keys() - parts):
            self._find(Difference.EXTRA, ids[part], cue.row.message, f"part {part} has nothing to say")

    async def _judge_leftovers(self) -> None:
        """Events that match nothing: second copies of what is there, or somebody else's."""
        leftovers = dict(self._comparison.leftovers())
        if leftovers:
            ours = await self._messages_of({key[0] for key in leftovers.values() if key is not None})
            for event_id, key in leftovers.items():
                message = ours.get(key[0]) if key is not None else None
                difference = Difference.EXTRA if message is None else Difference.DOUBLED
                self._find(difference, event_id, message or "", "" if key is None else f"part {key[1]}")

    async def _messages_of(self, keys: set[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        rows = await self._store.inbox.page(self._portal, None, BATCH)
        while rows and keys:
            found |= {key: row.message for row in rows if (key := self._keys.key(row.message)) in keys}  # type: ignore[arg-type]
            rows = await self._store.inbox.page(self._portal, rows[-1].order, BATCH)
        return found

    def _find(self, difference: Difference, event_id: str, message: str, detail: str) -> None:
        self._verdict.findings.append(Finding(difference, event_id, message, detail))


def _expected(draft: Draft, ids: dict[int, EventId], message: str, key: str) -> Expected:
    return Expected(
        event_id=ids[draft.part],
        message=message,
        key=(key, draft.part),
        sender=draft.sender,
        type=draft.type,
        state_key=draft.state_key,
        time=draft.time,
        content=finish(draft, ids),
    )


@dataclass(frozen=True)
class Verifier:
    """Verifies the rooms of a plan."""

    store: Store
    homeserver: Homeserver
    house: House
    files: Files

    async def chat(self, portal_id: int, progress: Progress = lambda _: None) -> ChatVerdict:
        """Verify one portal's room. A portal without a room has nothing in it yet: all its items wait."""
        portal = await self.store.portals.get(portal_id)
        assert portal is not None, "a plan names portals that exist"
        if portal.room_id is None:
            items = sum((await self.store.inbox.counts(portal_id)).values())
            return ChatVerdict(portal_id, items=items, waiting=await self.store.inbox.unfinished(portal_id))
        scenery = await set_scene(self.store, self.house, portal, self.files, RoomState())
        verification = ChatVerification(
            self.store,
            self.homeserver,
            scenery.scene,
            self.house.keys(portal),
            portal_id,
            RoomId(portal.room_id),
            self.house.bot,
        )
        return await verification.run(progress)

    async def compare_files(self, progress: Progress = lambda _: None) -> AsyncIterator[Finding | None]:
        """Download every file once, and compare its hash with that of the bytes that were uploaded."""
        after = ""
        while rows := await self.store.uploads.page(after, MEDIA_PAGE):
            for row in rows:
                yield await self._judge_file(row)
                progress(1)
            after = rows[-1].key

    async def _judge_file(self, row: UploadRow) -> Finding | None:
        upload = msgspec.json.decode(row.data or "", type=Upload)
        digest, size = hashlib.sha256(), 0
        try:
            async with aclosing(self.homeserver.download(upload.uri)) as chunks:
                async for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
        except Refused as refusal:
            return Finding(
                Difference.MEDIA, upload.uri, detail=f"cannot be downloaded: {refusal.code or refusal.status}"
            )
        if digest.hexdigest() != upload.sha256:
            return Finding(Difference.MEDIA, upload.uri, detail=f"other bytes: {size} instead of {upload.size}")
        return None
