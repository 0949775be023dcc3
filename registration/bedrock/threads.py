"""Keeping Synapse's list of threads in order.

Synapse remembers the latest reply of each thread, and takes what is laid later for older, because its place in the
stream is: so a thread would be listed by the reply that was laid first. Here it becomes the one that is deepest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synapse.storage.database import LoggingTransaction
    from synapse.storage.databases.main import DataStore

    from .pdus import Announced


async def settle(store: DataStore, room: str, announced: Iterable[Announced], refused: Collection[str]) -> None:
    """Let each thread be listed by its latest reply. To be repeated when a request is: it may have been killed before."""
    latest = _latest_replies(one for one in announced if one.event_id not in refused)
    if latest:
        await store.db_pool.runInteraction("bedrock_threads", _settle, store, room, latest)


def _latest_replies(announced: Iterable[Announced]) -> Mapping[str, Announced]:
    latest: dict[str, Announced] = {}
    for one in announced:
        if one.relation is not None and one.relation.is_in_thread:
            root = one.relation.target
            latest[root] = max(latest.get(root, one), one, key=lambda reply: int(reply.pdu["depth"]))
    return latest


def _settle(txn: LoggingTransaction, store: DataStore, room: str, latest: Mapping[str, Announced]) -> None:
    sql = (
        "UPDATE threads SET latest_event_id = ?, topological_ordering = ?,"
        " stream_ordering = (SELECT stream_ordering FROM events WHERE event_id = ?)"
        " WHERE room_id = ? AND thread_id = ? AND topological_ordering < ?"
        # A reply that was redacted is no relation any more.
        " AND EXISTS (SELECT 1 FROM event_relations WHERE event_id = ?)"
    )
    for root, reply in latest.items():
        depth = reply.pdu["depth"]
        txn.execute(sql, (reply.event_id, depth, reply.event_id, room, root, depth, reply.event_id))
    store._invalidate_cache_and_stream(txn, store.get_threads, (room,))  # noqa: SLF001  # as Synapse itself does
