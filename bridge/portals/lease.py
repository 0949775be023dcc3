"""Who may speak in a room: a lease on the portal, held while a worker works, and prolonged meanwhile."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bridge.errors import LeaseLost, StoreError
from bridge.store import Lane, Store

log = logging.getLogger(__name__)

TTL = 60_000
"""ms for which a lease runs without being prolonged: how long a worker on another machine is waited for."""


class Lease:
    """The right to say one lane's items in one portal's room, as long as nobody else has taken it over. ``ttl`` in ms."""

    def __init__(self, store: Store, portal: int, clock: Callable[[], int], ttl: int, lane: Lane) -> None:
        self.name = new_lease()
        self._lane = lane
        self._store = store
        self._portal = portal
        self._clock = clock
        self._ttl = ttl
        self._until = 0

    async def take(self) -> None:
        """Raises LeaseLost when another worker has it."""
        until = self._clock() + self._ttl
        await _take(self._store, self._portal, self._lane, self.name, self._clock, self._ttl)
        self._until = until

    async def assure(self) -> None:
        """Before anything is said: prolong the lease unless much of it is left. Raises LeaseLost.

        A computer that was asleep, or a process that was stopped, wakes up in the middle of an item that another
        worker has long finished.
        """
        if self._until - self._clock() < self._ttl // 2:
            await self.prolong()

    async def prolong(self) -> None:
        """Raises LeaseLost when another worker has it by now."""
        now = self._clock()
        await self._store.portals.renew(self._portal, self.name, now=now, ttl=self._ttl, lane=self._lane)
        self._until = now + self._ttl

    async def release(self) -> None:
        """Let others speak."""
        await self._store.portals.release(self._portal, self.name, lane=self._lane)


@asynccontextmanager
async def hold_lease(
    store: Store, portal: int, clock: Callable[[], int], ttl: int = TTL, lane: Lane = Lane.HISTORY
) -> AsyncIterator[Lease]:
    """Be the one who speaks in this portal's room. Raises LeaseLost when another worker is.

    Losing it later is noticed before the next event, and by the commit that the lease would have allowed.
    """
    lease = Lease(store, portal, clock, ttl, lane)
    try:
        await lease.take()
        keeper = asyncio.create_task(_keep(lease, portal, ttl))
        try:
            yield lease
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
    finally:
        # Also when the taking itself was cancelled: the database may have it all the same.
        await lease.release()


def new_lease() -> str:
    """A name for a worker that no other has: host, process id, and something random."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(8)}"


def is_dead(lease: str) -> bool:
    """Did the worker that held this lease die on this very host? Then nobody needs to wait until it runs out."""
    host, _, rest = lease.partition(":")
    pid = rest.partition(":")[0]
    return host == socket.gethostname() and pid.isdigit() and not _lives(int(pid))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


async def _take(store: Store, portal: int, lane: Lane, lease: str, clock: Callable[[], int], ttl: int) -> None:
    if await store.portals.take_lease(portal, lease, now=clock(), ttl=ttl, lane=lane):
        return
    found = await store.portals.get(portal)
    holder, until = found.holder(lane) if found is not None else (None, 0)
    if holder is not None and is_dead(holder):
        log.info("portal %d: its worker died, taking over", portal)
        await store.portals.release(portal, holder, lane=lane)
        if await store.portals.take_lease(portal, lease, now=clock(), ttl=ttl, lane=lane):
            return
    host = (holder or "").partition(":")[0]
    seconds = max(0, until - clock()) // 1000 + 1
    raise LeaseLost(
        f"portal {portal}: another {_BUSY[lane]} works on it on {host or 'some machine'}. If that one was killed, try"
        f" again in {seconds} seconds."
    )


_BUSY = {Lane.HISTORY: "import", Lane.LIVE: "bridge"}


async def _keep(lease: Lease, portal: int, ttl: int) -> None:
    while True:
        await asyncio.sleep(ttl / 3 / 1000)
        try:
            await lease.prolong()
        except StoreError as error:
            # The next commit fails as well if the store is gone for good; until the lease runs out nothing is lost.
            log.warning("portal %d: lease not prolonged: %s", portal, type(error).__name__)
