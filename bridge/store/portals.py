"""Table ``portal``: a source chat and its room, and which worker may speak in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bridge.errors import LeaseLost
from bridge.model.chat import Chat, Numbering
from bridge.model.codec import decode, encode
from bridge.model.ids import ChatId
from bridge.store.aliases import anew
from bridge.store.columns import from_json
from bridge.store.database import Database, Row, Statement, Transaction
from bridge.store.lanes import Lane


class Phase(StrEnum):
    """Where a portal stands between its first plan and its last message."""

    PLANNED = "planned"
    IMPORTING = "importing"
    LIVE = "live"
    CLOSING = "closing"
    CLOSED = "closed"


class Foreseen(Struct, frozen=True, array_like=True):
    """An event whose id is known before it is sent."""

    message: str
    part: int
    event_id: str
    sender: str
    type: str
    state_key: str | None = None
    depth: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """A source chat and its room.

    ``cursor`` is the id of the last item that was finished; None: none yet.
    ``lease`` names the worker that may speak, until ``lease_until`` (ms since 1970, UTC).
    ``pinned`` are the events pinned at this point of the room's history.
    ``ground`` describes what history lies on, as JSON, in a room where it lies beneath; None: it is appended.
    ``foreseen`` are the events of the batch that is being said.
    ``predecessor`` is the room that the portal had before.
    ``ear`` is the login through which it is heard live, None: it is not bridged; ``relay`` the login that speaks for
    those who have none. ``seam`` is the newest message that belongs to history: everything after it arrives live.
    ``since`` is the message after which history is wanted, as the ear numbers it; None: all of it. ``gap`` is the number
    of arrival under which everything comes that was missed while nobody listened; None: nothing is missing.
    ``swept`` is the newest event that was there when the end of the room was last looked at.
    ``born`` is the chat that it was before it went on as ``chat``, whose keys it keeps; None: it was always this one.
    ``live_cursor``, ``live_lease`` and ``live_lease_until`` are those of its live lane.
    """

    id: int
    chat: Chat
    phase: Phase = Phase.PLANNED
    room_id: str | None = None
    cursor: str | None = None
    lease: str | None = None
    lease_until: int = 0
    pinned: tuple[str, ...] = ()
    ground: str | None = None
    foreseen: tuple[Foreseen, ...] = ()
    predecessor: str | None = None
    ear: int | None = None
    relay: int | None = None
    seam: str | None = None
    since: str | None = None
    gap: int | None = None
    swept: str | None = None
    born: str | None = None
    live_cursor: str | None = None
    live_lease: str | None = None
    live_lease_until: int = 0

    @property
    def is_lived_in(self) -> bool:
        """Is, or was, it bridged, so that there is more in its room than history?"""
        return self.ear is not None or self.live_cursor is not None

    def holder(self, lane: Lane) -> tuple[str | None, int]:
        """Who may say this lane's items, and until when (ms since 1970, UTC)."""
        if lane is Lane.LIVE:
            return self.live_lease, self.live_lease_until
        return self.lease, self.lease_until


class Portals:
    """Chats and their rooms."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ensure(self, tx: Transaction, chat: Chat) -> int:
        """The portal of this chat, made if need be; what is known of the chat is replaced. Returns its id.

        On PostgreSQL this also keeps others from staging into the same chat until the transaction ends.
        """
        found = await tx.fetchval(
            "INSERT INTO portal (network, chat, data) VALUES ($1, $2, $3)"
            " ON CONFLICT (network, chat) DO UPDATE SET data = excluded.data RETURNING id",
            chat.network,
            chat.id,
            encode(chat).decode(),
        )
        return int(found)

    async def get(self, portal: int) -> Portal | None:
        """One portal by its id."""
        row = await self._database.fetchrow("SELECT * FROM portal WHERE id = $1", portal)
        return _portal(row) if row else None

    async def of_chat(self, network: str, chat: str) -> Portal | None:
        """The portal of a source chat."""
        row = await self._database.fetchrow("SELECT * FROM portal WHERE network = $1 AND chat = $2", network, chat)
        return _portal(row) if row else None

    async def of_room(self, room_id: str) -> Portal | None:
        """The portal whose room this is."""
        row = await self._database.fetchrow("SELECT * FROM portal WHERE room_id = $1", room_id)
        return _portal(row) if row else None

    async def bridged(self) -> list[Portal]:
        """Every portal that is heard live."""
        rows = await self._database.fetch("SELECT * FROM portal WHERE ear IS NOT NULL ORDER BY id")
        return [_portal(row) for row in rows]

    async def set_ear(self, portal: int, ear: int | None, *, relay: int | None, seam: str | None) -> None:
        """Record through which logins a portal is bridged, and where its history ends; ``ear`` None: no longer."""
        await self._database.execute(
            "UPDATE portal SET ear = $2, relay = $3, seam = $4 WHERE id = $1", portal, ear, relay, seam
        )

    async def hear(self, portal: int, ear: int, *, relay: int | None, since: str | None, gap: bool) -> None:
        """From now on a portal is bridged through these logins; its history, and where that ends, are yet to come.

        ``gap``: something may have been said since it was heard last, which comes before all that arrives from now on.
        """
        missed = ", arrivals = arrivals + 1, gap = COALESCE(gap, arrivals + 1)" if gap else ", gap = NULL"
        await self._database.execute(
            f"UPDATE portal SET ear = $2, relay = $3, since = $4, seam = NULL, phase = 'importing'{missed} WHERE id = $1",
            portal,
            ear,
            relay,
            since,
        )

    async def go_on_as(self, portal: int, chat: ChatId) -> bool:
        """The portal's chat goes on as another, numbered anew: from now on no id that a login tells is an old one.

        History is then read again, so that what was said before anybody listened there is not missed. False: that chat
        has a portal already.
        """
        if await self._database.fetch(_TAKEN, portal, chat):
            return False
        known = await self.get(portal)
        assert known is not None, "portals are never removed"
        data = encode(replace(known.chat, id=chat)).decode()
        await self._database.commit([Statement(_GO_ON, (portal, chat, data)), *anew(portal)])
        return True

    async def settle(self, portal: int) -> None:
        """History is in, and nothing is missing any more."""
        await self._database.execute("UPDATE portal SET phase = 'live', gap = NULL WHERE id = $1", portal)

    async def sweep(self, portal: int, newest: str) -> None:
        """Record the newest event that was there when the end of the room was looked at."""
        await self._database.execute("UPDATE portal SET swept = $2 WHERE id = $1", portal, newest)

    async def want_all(self, portal: int) -> None:
        """The whole history is wanted."""
        await self._database.execute("UPDATE portal SET since = NULL WHERE id = $1", portal)

    async def list(self) -> list[Portal]:
        """Every portal, in the order in which they were first seen."""
        return [_portal(row) for row in await self._database.fetch("SELECT * FROM portal ORDER BY id")]

    async def set_room(self, portal: int, room_id: str, *, lease: str) -> None:
        """Record the room that was made for this chat. Raises :class:`LeaseLost` when another worker has it."""
        changed = await self._database.execute(
            "UPDATE portal SET room_id = $2 WHERE id = $1 AND lease = $3", portal, room_id, lease
        )
        if not changed:
            raise _lost(portal)

    async def set_ground(self, portal: int, ground: str, *, lease: str) -> None:
        """Record what the room's history lies on. Raises :class:`LeaseLost` when another worker has the portal."""
        changed = await self._database.execute(
            "UPDATE portal SET ground = $2 WHERE id = $1 AND lease = $3", portal, ground, lease
        )
        if not changed:
            raise _lost(portal)

    async def set_phase(self, portal: int, phase: Phase) -> None:
        """Record how far this chat has come."""
        await self._database.execute("UPDATE portal SET phase = $2 WHERE id = $1", portal, phase)

    async def take_lease(self, portal: int, lease: str, *, now: int, ttl: int, lane: Lane = Lane.HISTORY) -> bool:
        """Become the one who says this lane's items in this room, for ``ttl`` ms from ``now`` (ms since 1970, UTC).

        False: another worker's lease still runs. Taking one's own lease again prolongs it.
        """
        changed = await self._database.execute(
            f"UPDATE portal SET {lane.lease} = $2, {lane.lease_until} = $3"
            f" WHERE id = $1 AND ({lane.lease} IS NULL OR {lane.lease} = $2 OR {lane.lease_until} <= $4)",
            portal,
            lease,
            now + ttl,
            now,
        )
        return changed == 1

    async def renew(self, portal: int, lease: str, *, now: int, ttl: int, lane: Lane = Lane.HISTORY) -> None:
        """Prolong one's own lease, even one that has run out but that nobody took.

        Raises :class:`LeaseLost` when another worker has taken over.
        """
        changed = await self._database.execute(
            f"UPDATE portal SET {lane.lease_until} = $3 WHERE id = $1 AND {lane.lease} = $2", portal, lease, now + ttl
        )
        if not changed:
            raise _lost(portal)

    async def release(self, portal: int, lease: str, *, lane: Lane = Lane.HISTORY) -> None:
        """Give one's lease back. Nothing happens when another worker has it by now."""
        await self._database.execute(
            f"UPDATE portal SET {lane.lease} = NULL, {lane.lease_until} = 0 WHERE id = $1 AND {lane.lease} = $2",
            portal,
            lease,
        )


_TAKEN = (
    "SELECT 1 FROM portal JOIN portal AS other ON other.network = portal.network"
    " WHERE portal.id = $1 AND other.chat = $2"
)
_GO_ON = (
    "UPDATE portal SET born = COALESCE(born, chat), chat = $2, data = $3, phase = 'importing', since = NULL, seam = NULL,"
    " gap = NULL WHERE id = $1"
)


def _lost(portal: int) -> LeaseLost:
    return LeaseLost(f"portal {portal}")


def _portal(row: Row) -> Portal:
    chat = decode(row["data"])
    assert isinstance(chat, Chat)
    if row["born"] is not None:
        chat = replace(chat, numbering=Numbering.ACCOUNT)  # what was said before is numbered otherwise
    pinned: Sequence[str] = from_json(row["pinned"])
    return Portal(
        id=row["id"],
        chat=chat,
        phase=Phase(row["phase"]),
        room_id=row["room_id"],
        cursor=row["cursor"],
        lease=row["lease"],
        lease_until=row["lease_until"],
        pinned=tuple(pinned),
        ground=row["ground"],
        foreseen=msgspec.json.decode(row["foreseen"], type=tuple[Foreseen, ...]),
        predecessor=row["predecessor"],
        ear=row["ear"],
        relay=row["relay"],
        seam=row["seam"],
        since=row["since"],
        gap=row["gap"],
        swept=row["swept"],
        born=row["born"],
        live_cursor=row["live_cursor"],
        live_lease=row["live_lease"],
        live_lease_until=row["live_lease_until"],
    )
