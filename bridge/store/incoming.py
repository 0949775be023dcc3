"""Tables ``homeserver_transaction`` and ``incoming``: what the homeserver sent us, kept before it is acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bridge.store.database import Database


class IncomingState(StrEnum):
    """What became of an event that the homeserver sent us."""

    WAITING = "waiting"
    DONE = "done"
    IGNORED = "ignored"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingEvent:
    """An event from the homeserver. ``received_at`` in ms since 1970, UTC; ``body`` is the whole event as JSON."""

    event_id: str
    room_id: str
    sender: str
    type: str
    body: str
    received_at: int
    state: IncomingState = IncomingState.WAITING


class Receipt(StrEnum):
    """What a transaction turned out to be."""

    NEW = "new"
    REPEATED = "repeated"
    """The same id with the same body: the homeserver did not hear our answer."""
    CONFLICTING = "conflicting"
    """A known id with another body: the homeserver was restored from a backup. Stored; somebody should know."""


class Incoming:
    """Events from the homeserver."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def store_transaction(
        self, transaction: str, sha256: str, events: Sequence[IncomingEvent], *, now: int
    ) -> Receipt:
        """Keep a transaction and its events; safe once this returns. Events known by their id are not kept twice.

        ``sha256`` (hex) is of the transaction's body, ``now`` in ms since 1970, UTC.
        """
        raise NotImplementedError

    async def waiting(self, limit: int) -> list[IncomingEvent]:
        """The oldest events that are not handled yet, in the order of their arrival."""
        raise NotImplementedError

    async def set_state(self, event_id: str, state: IncomingState) -> None:
        """Record what became of an event."""
        raise NotImplementedError
