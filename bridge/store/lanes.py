"""The two lanes of a portal: its history, and what arrives while people talk.

Each has its own order, its own lease and its own cursor, so that both can go on at once where history lies beneath the
room.
"""

from __future__ import annotations

from enum import StrEnum


class Lane(StrEnum):
    """Which of a portal's items, and whose right to say them."""

    HISTORY = "history"
    """What exports hold, in the order of time."""
    LIVE = "live"
    """What was delivered while it happened, in the order of arrival."""

    @property
    def rows(self) -> str:
        """The condition that an inbox row belongs to it."""
        return "arrival IS NULL" if self is Lane.HISTORY else "arrival IS NOT NULL"

    @property
    def order(self) -> str:
        """The columns that order its rows; three of them, as ``InboxRow.order`` has them."""
        return "time, place, message" if self is Lane.HISTORY else "arrival, place, message"

    @property
    def lease(self) -> str:
        """The portal's column that names who may speak."""
        return "lease" if self is Lane.HISTORY else "live_lease"

    @property
    def lease_until(self) -> str:
        """The portal's column with the end of that right."""
        return f"{self.lease}_until"

    @property
    def cursor(self) -> str:
        """The portal's column with the item that was finished last."""
        return "cursor" if self is Lane.HISTORY else "live_cursor"
