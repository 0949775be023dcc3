"""What the homeserver sends us: kept before it is acknowledged, except for the echo of what we said ourselves."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

from bridge.matrix.events import UserId
from bridge.matrix.user_ids import is_ghost
from bridge.store import IncomingEvent, Receipt, Store

log = logging.getLogger(__name__)


Seal = Callable[[str, str], str]
"""Encrypts an event's words, given its id: somebody may be typing a password to the bot, and a database forgets slowly."""


def as_it_is(words: str, _event_id: str) -> str:
    """Seals nothing."""
    return words


class Intake:
    """Stores transactions; give it to the appservice's listener.

    ``kept`` is called whenever something new is there. ``seal`` encrypts what is stored.
    """

    def __init__(
        self,
        store: Store,
        bot: UserId,
        prefix: str,
        domain: str,
        clock: Callable[[], int],
        kept: Callable[[], None] = lambda: None,
        seal: Seal = as_it_is,
    ) -> None:
        self._seal = seal
        self._kept = kept
        self._store = store
        self._bot = bot
        self._prefix = prefix
        self._domain = domain
        self._clock = clock

    async def __call__(self, transaction: str, sha256: str, events: Sequence[dict[str, Any]]) -> None:
        """Keep what others said. Everything is safe once this returns; if it raises, the homeserver comes again.

        Our own events need no keeping: each is recorded with its item by whoever sent it.
        """
        now = self._clock()
        others = [self._row(event, now) for event in events if not self._is_echo(event)]
        if not others:
            return
        receipt = await self._store.incoming.store_transaction(transaction, sha256, others, now=now)
        if receipt is Receipt.CONFLICTING:
            log.warning("transaction %s came again with another body: was the homeserver restored?", transaction)
        self._kept()

    def _row(self, event: dict[str, Any], now: int) -> IncomingEvent:
        return IncomingEvent(
            event_id=event["event_id"],
            room_id=str(event.get("room_id", "")),
            sender=str(event.get("sender", "")),
            type=str(event.get("type", "")),
            body=self._seal(json.dumps(event), event["event_id"]),
            received_at=now,
        )

    def _is_echo(self, event: dict[str, Any]) -> bool:
        sender = event.get("sender", "")
        return sender == self._bot or is_ghost(sender, self._prefix, self._domain)
