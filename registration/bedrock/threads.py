"""Keeping Synapse's list of threads in order.

Synapse remembers the latest reply of each thread, and takes what is laid later for older, because its place in the
stream is: so a thread would be listed by the reply that was laid first. Here it becomes the one that is deepest.
Paging through the list expects that depth and place in the stream grow together, so the place that is remembered for a
thread follows the depth. It stays below zero, beneath that of all living replies, and means nothing elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synapse.storage.database import LoggingTransaction
    from synapse.storage.databases.main import DataStore

    from .ground import Ground
    from .pdus import Announced


async def settle(store: DataStore, ground: Ground, announced: Iterable[Announced], refused: Collection[str]) -> None:
    """Let each thread be listed by its latest reply. To be repeated when a request is: it may have been killed before."""
    latest = _latest_replies(one for one in announced if one.event_id not in refused)
    if latest:
        await store.db_pool.runInteraction("bedrock_threads", _settle, store, ground, latest)


def _latest_replies(announced: Iterable[Announced]) -> Mapping[str, Announced]:
    latest: dict[str, Announced] = {}
    for one in announced:
        if one.relation is not None and one.relation.is_in_thread:
            root = one.relation.target
            latest[root] = max(latest.get(root, one), one, key=lambda reply: int(reply.pdu["depth"]))
    return latest


def _settle(txn: LoggingTransaction, store: DataStore, ground: Ground, latest: Mapping[str, Announced]) -> None:
    sql = (
        "UPDATE threads SET latest_event_id = ?, topological_ordering = ?, stream_ordering = ?"
        " WHERE room_id = ? AND thread_id = ? AND topological_ordering <= ?"
        # A reply that was redacted is no relation any more.
        " AND EXISTS (SELECT 1 FROM event_relations WHERE event_id = ?)"
    )
    for root, reply in latest.items():
        depth = reply.pdu["depth"]
        txn.execute(sql, (reply.event_id, depth, depth - ground.top, ground.room, root, depth, reply.event_id))
    store._invalidate_cache_and_stream(txn, store.get_threads, (ground.room,))  # noqa: SLF001  # as Synapse itself does
