"""The physical limit: a module for the throw-away Synapse that does nothing but store events that are ready.

It takes the history that was laid beneath one room, hangs the same events anew beneath another room, signs them, and
measures only how long Synapse takes to store them, in batches.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from synapse.crypto.event_signing import add_hashes_and_signatures
from synapse.events import make_event_from_dict
from synapse.events.snapshot import EventContext
from synapse.module_api import DirectServeJsonResource
from synapse.util.async_helpers import concurrently_execute

if TYPE_CHECKING:
    from synapse.events import EventBase
    from synapse.module_api import ModuleApi, SynapseRequest

LAID = "SELECT event_id FROM events WHERE room_id = ? AND stream_ordering < 0 ORDER BY stream_ordering DESC"
MARKER = "beringia.bedrock"
EVENT_ID = re.compile(r"\$[A-Za-z0-9_-]{43}")
NOT_COPIED = ("hashes", "signatures", "unsigned")
Pair = tuple["EventBase", EventContext]


class PersistLoop:
    """What Synapse loads."""

    def __init__(self, config: Mapping[str, Any], api: ModuleApi) -> None:
        # No module has a public way to what is measured here.
        synapse = api._hs  # noqa: SLF001
        api.register_web_resource(config["path"], _Resource(synapse, config["slice"]))

    @staticmethod
    def parse_config(config: Mapping[str, Any]) -> Mapping[str, Any]:
        """Called by Synapse."""
        return config


class _Resource(DirectServeJsonResource):
    """``POST {"rooms": [[from, to], …], "in_parallel": 4}`` → ``{"events": 20000, "seconds": 5.5}``"""

    isLeaf = True  # noqa: N815  # Twisted's name for it

    def __init__(self, synapse: Any, batch: int) -> None:
        super().__init__(clock=synapse.get_clock())
        self._synapse = synapse
        self._store = synapse.get_datastores().main
        self._storage = synapse.get_storage_controllers()
        self._batch = batch

    async def _async_render_POST(self, request: SynapseRequest) -> tuple[int, dict[str, Any]]:  # noqa: N802
        assert request.content is not None
        asked = json.loads(request.content.read())
        rooms = [await self._prepare(*pair) for pair in asked["rooms"]]
        started = time.perf_counter()
        await concurrently_execute(self._persist, rooms, asked["in_parallel"])
        return 200, {"events": sum(map(len, rooms)), "seconds": time.perf_counter() - started}

    async def _persist(self, pairs: Sequence[Pair]) -> None:
        for start in range(0, len(pairs), self._batch):
            await self._storage.persistence.persist_events(pairs[start : start + self._batch], backfilled=True)

    async def _prepare(self, source: str, target: str) -> list[Pair]:
        """The events of one room as events of another, in the order in which they were laid."""
        renamed, anchor, context = await self._ground(source, target)
        rows = await self._store.db_pool.execute("persist_loop", LAID, source)
        laid = [event_id for (event_id,) in rows]
        found = await self._store.get_events(laid)
        pairs = []
        for event_id in laid:
            event = self._rehung(found[event_id], target, anchor, renamed)
            renamed[event_id] = event.event_id
            pairs.append((event, context))
        return pairs

    async def _ground(self, source: str, target: str) -> tuple[dict[str, str], str, EventContext]:
        """Which state event there stands for which here, what all history hangs from, and the state it is seen in."""
        there = await self._storage.state.get_current_state_ids(source)
        here = await self._storage.state.get_current_state_ids(target)
        marker = await self._store.get_event(here[MARKER, ""])
        (anchor,) = marker.prev_event_ids()
        groups = await self._storage.state.get_state_group_for_events([anchor])
        context = EventContext.with_state(
            storage=self._storage,
            state_group=groups[anchor],
            state_group_before_event=groups[anchor],
            state_delta_due_to_event={},
            partial_state=False,
            state_group_deltas={},
        )
        return {there[key]: here[key] for key in there if key in here}, anchor, context

    def _rehung(self, event: EventBase, room: str, anchor: str, renamed: Mapping[str, str]) -> EventBase:
        fields = {key: value for key, value in event.get_dict().items() if key not in NOT_COPIED}
        told = EVENT_ID.sub(lambda found: renamed.get(found[0], found[0]), json.dumps(fields))
        pdu = {**json.loads(told), "room_id": room, "prev_events": [anchor], "unsigned": {}}
        add_hashes_and_signatures(event.room_version, pdu, self._synapse.hostname, self._synapse.signing_key)
        return make_event_from_dict(pdu, event.room_version, {})
