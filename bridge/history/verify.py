"""Verification: the rooms are read back from the homeserver and compared, both ways, with what was staged.

What should be in a room is worked out anew from the inbox, by the same pure conversion that the worker used; the
store only says under which event ids. So a fault of the homeserver, of the store or of the worker shows.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from bridge.errors import Refused
from bridge.history.comparison import Comparison, Difference, Expected, Finding, Leftover
from bridge.history.expectation import Expectation
from bridge.history.reading import Bystanders, Kind, read_room
from bridge.history.witness import question
from bridge.matrix.bedrock.ground import ground_of
from bridge.matrix.client import Homeserver
from bridge.matrix.events import RoomId, Upload
from bridge.matrix.person import Person
from bridge.matrix.room_state import RoomState
from bridge.matrix.source_key import SourceKeys
from bridge.media.downloads import weigh_download
from bridge.model.ids import MessageId
from bridge.portals.portal import House, set_scene
from bridge.portals.scene import Files
from bridge.store import InboxRow, Portal, State, Store, UploadRow

BATCH = 500
"""Items that are looked through together."""
MEDIA_PAGE = 200
UNSAID = frozenset({State.WAITING, State.SENDING})

Progress = Callable[[int], None]
"""Told how many events, or files, were read since it was last told."""


@dataclass
class ChatVerdict:
    """What verification found in one room."""

    portal: int
    items: int = 0
    waiting: int = 0
    failed: int = 0
    events: int = 0
    setup: int = 0
    """State that made and settled the room, and stands for no item."""
    live: int = 0
    """What people said and did in the room above its history."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Is the room exactly what was staged, to the end, with nothing refused on the way?"""
        return not self.findings and not self.waiting and not self.failed


class ChatVerification:
    """Compares one portal's room with its inbox."""

    def __init__(
        self,
        store: Store,
        homeserver: Homeserver,
        house: House,
        portal: Portal,
        expectation: Expectation,
        verdict: ChatVerdict,
    ) -> None:
        self._store = store
        self._homeserver = homeserver
        self._house = house
        self._portal = portal
        self._keys: SourceKeys = house.keys(portal)
        self._expectation = expectation
        self._verdict = verdict
        self._comparison = Comparison(verdict.findings)
        self._ground = None if portal.ground is None else ground_of(portal.ground)
        self._bystanders = Bystanders(house, self._ground, bridged=portal.is_lived_in)

    async def run(self, room: RoomId, progress: Progress = lambda _: None) -> None:
        """Read the whole room once, and all that was said until now once, side by side.

        An import may go on meanwhile: what it says from now on is not judged, and its items count as waiting.
        """
        last = await self._store.events.last(self._portal.id)
        expected = self._expectation.batches(last)
        ended = False
        async for event in read_room(self._homeserver, room, self._ground):
            while not ended and self._comparison.wants_more():
                ended = not await self._expect_some(expected)
            self._see(event)
            progress(1)
        while not ended:
            ended = not await self._expect_some(expected)
        self._comparison.close()
        await self._expectation.judge_unsaid()
        await self._judge_leftovers(last)

    async def _expect_some(self, expected: AsyncIterator[Sequence[Expected]]) -> bool:
        async for batch in expected:
            for one in batch:
                self._comparison.expect(one)
            return True
        return False

    def _see(self, event: dict[str, Any]) -> None:
        self._verdict.events += 1
        ours = self._house.is_ours(event.get("sender", ""))
        # A stranger can copy our key, but cannot say anything for us.
        key = self._keys.find(event.get("content") or {}) if ours else None
        kind = Kind.UNKNOWN if key is not None else self._bystanders.kind(event)
        if kind is Kind.UNKNOWN:
            self._comparison.see(event, key)
        elif kind is Kind.LIVE:
            self._verdict.live += 1
        else:
            self._verdict.setup += 1

    async def _judge_leftovers(self, last: int) -> None:
        """Events that match nothing: second copies of what is there, or somebody else's."""
        leftovers = list(self._comparison.leftovers())
        if not leftovers:
            return
        # In this order: what becomes said in between is then seen as said.
        rows = await self._rows_of({leftover.key[0] for leftover in leftovers if leftover.key is not None})
        since = await self._said_since(last, [leftover.event_id for leftover in leftovers])
        live = await self._store.events.said_live([leftover.event_id for leftover in leftovers])
        self._verdict.live += len(live)
        for leftover in leftovers:
            if leftover.event_id in live:
                continue
            row = rows.get(leftover.key[0]) if leftover.key is not None else None
            if await self._is_refreshed_profile(leftover):
                self._verdict.setup += 1
            elif leftover.event_id not in since and (row is None or row.state not in UNSAID):
                self._find_leftover(leftover, row)

    async def _said_since(self, last: int, event_ids: Collection[str]) -> set[str]:
        """Those of these events that an import has recorded while we were reading."""
        recorded = await self._store.events.of_events(event_ids)
        return {event_id for event_id, rows in recorded.items() if any(row.sequence > last for row in rows)}

    async def _is_refreshed_profile(self, leftover: Leftover) -> bool:
        """A homeserver repeats a ghost's membership when its profile was set, at times only after it came in."""
        event = leftover.event
        if event.get("type") != "m.room.member" or event.get("sender") != event.get("state_key"):
            return False
        ghost = await self._store.ghosts.get(event["sender"])
        if leftover.key is not None or ghost is None:
            return False
        profile = {"displayname": ghost.name, "avatar_url": ghost.avatar_uri}
        wanted = {"membership": "join"} | {key: value for key, value in profile.items() if value is not None}
        return bool(event.get("content") == wanted)

    def _find_leftover(self, leftover: Leftover, row: InboxRow | None) -> None:
        difference = Difference.EXTRA if row is None else Difference.DOUBLED
        detail = "" if leftover.key is None else f"part {leftover.key[1]}"
        message = "" if row is None else row.message
        self._verdict.findings.append(Finding(difference, leftover.event_id, message, detail))

    async def _rows_of(self, keys: set[str]) -> dict[str, InboxRow]:
        found: dict[str, InboxRow] = {}
        rows = await self._store.inbox.page(self._portal.id, None, BATCH)
        while rows and keys:
            found |= {key: row for row in rows if (key := self._keys.key(MessageId(row.message))) in keys}
            rows = await self._store.inbox.page(self._portal.id, rows[-1].order, BATCH)
        return found | await self._live_rows_of(keys - found.keys())

    async def _live_rows_of(self, keys: set[str]) -> dict[str, InboxRow]:
        """What arrives live may be on its way into the room at this moment."""
        rows = await self._store.live_inbox.not_done(self._portal.id, None, BATCH) if keys else []
        return {key: row for row in rows if (key := self._keys.key(MessageId(row.message))) in keys}


@dataclass(frozen=True)
class Verifier:
    """Verifies the rooms of a plan."""

    store: Store
    homeserver: Homeserver
    house: House
    files: Files
    witness: Person | None = None
    """Somebody who is in the rooms: then they are read with their eyes, and asked what they find. None: the bot's."""

    async def chat(self, portal_id: int, progress: Progress = lambda _: None) -> ChatVerdict:
        """Verify one portal's room. A portal without a room has nothing in it yet: all its items wait."""
        portal = await self.store.portals.get(portal_id)
        assert portal is not None, "a plan names portals that exist"
        counts = await self.store.inbox.counts(portal_id)
        waiting = sum(count for (state, _), count in counts.items() if state in UNSAID)
        failed = sum(count for (state, _), count in counts.items() if state is State.FAILED)
        verdict = ChatVerdict(portal_id, items=sum(counts.values()), waiting=waiting, failed=failed)
        if portal.room_id is not None:
            await self._read_back(portal, RoomId(portal.room_id), verdict, progress)
        return verdict

    async def _read_back(self, portal: Portal, room: RoomId, verdict: ChatVerdict, progress: Progress) -> None:
        beneath = portal.ground is not None
        scenery = await set_scene(self.store, self.house, portal, self.files, RoomState(), beneath=beneath)
        keys = self.house.keys(portal)
        expectation = Expectation(self.store, scenery.scene, keys, portal.id, verdict.findings, beneath=beneath)
        reader = self.homeserver if self.witness is None else self.witness.homeserver
        verification = ChatVerification(self.store, reader, self.house, portal, expectation, verdict)
        try:
            await verification.run(room, progress)
            if self.witness is not None:
                verdict.findings += [one async for one in question(self.witness, self.store, portal, room)]
        except Refused as refusal:
            verdict.findings.append(Finding(Difference.UNREADABLE, "", detail=f"{room}: {refusal.detail}"))

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
        try:
            found = await weigh_download(self.homeserver, upload.uri)
        except Refused as refusal:
            return Finding(
                Difference.MEDIA, upload.uri, detail=f"cannot be downloaded: {refusal.code or refusal.status}"
            )
        if found.sha256 != upload.sha256:
            return Finding(Difference.MEDIA, upload.uri, detail=f"other bytes: {found.size} instead of {upload.size}")
        return None
