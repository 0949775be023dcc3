"""Looking at a portal as a whole, and interrupting what is done to it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from bridge.store import Store


async def snapshot(store: Store, portal: int) -> dict[str, Any]:
    """All that the end of an item may change."""
    row = await store.portals.get(portal)
    assert row is not None
    return {
        "cursor": row.cursor,
        "pinned": row.pinned,
        "states": {item.message: item.state.value for item in await store.inbox.page(portal, None, 1_000)},
        "events": [event.event_id for event in await store.events.page(portal, 0, 1_000)],
        "joined": set(await store.members.joined(portal)),
    }


async def cancelled_after(work: Coroutine[Any, Any, Any], steps: int) -> None:
    """Cancel ``work`` after so many turns of the loop, and wait until it has ended."""
    task = asyncio.ensure_future(work)
    for _ in range(steps):
        await asyncio.sleep(0.0001)
    task.cancel()
    await asyncio.wait([task])
