"""How the exports of one chat number its messages, as far as they have been staged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from bridge.model.chat import Numbering
from bridge.store.aliases import foreign_suffix
from bridge.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Hand:
    """One export's. ``precision`` of its times, ms; ``foreign``: how often it began to number otherwise."""

    export: int
    numbering: Numbering
    precision: int
    foreign: int


@dataclass(frozen=True, slots=True)
class Hands:
    """All that had something to say about one chat, in the order of staging."""

    hands: tuple[Hand, ...] = ()

    @classmethod
    async def of_portal(cls, tx: Transaction, portal: int) -> Self:
        """Those of one portal."""
        rows = await tx.fetch(
            "SELECT export, numbering, time_precision, is_foreign FROM contribution WHERE portal = $1 ORDER BY export",
            portal,
        )
        return cls(
            tuple(
                Hand(row["export"], Numbering(row["numbering"]), row["time_precision"], row["is_foreign"])
                for row in rows
            )
        )

    @property
    def some(self) -> bool:
        """Was anything staged before?"""
        return bool(self.hands)

    @property
    def counted(self) -> bool:
        """Are there items that their reader counted?"""
        return any(hand.numbering is Numbering.NONE for hand in self.hands)

    @property
    def home_is_counted(self) -> bool:
        """Are the inbox's own ids nothing but such numbers?"""
        return any(hand.numbering is Numbering.NONE and not hand.foreign for hand in self.hands)

    @property
    def precision(self) -> int:
        """Of the coarsest, ms."""
        return max((hand.precision for hand in self.hands), default=1)

    @property
    def identified(self) -> frozenset[int]:
        """Exports with ids of the network."""
        return frozenset(hand.export for hand in self.hands if hand.numbering is not Numbering.NONE)

    async def match_by_ids(self, tx: Transaction, portal: int) -> None:
        """Among staged items, find those that another export has under the same id, which every export shares."""
        for hand in self.hands:
            if hand.numbering is Numbering.NETWORK and hand.foreign:
                await tx.execute(_BY_ALIAS, portal, hand.export)
                await tx.execute(_BY_SUFFIX, portal, foreign_suffix(hand.export, hand.foreign))


_BY_ALIAS = (
    "UPDATE staged SET target = (SELECT alias.target FROM alias WHERE alias.portal = $1 AND alias.export = $2"
    " AND alias.message = staged.message) WHERE portal = $1 AND target IS NULL AND EXISTS (SELECT 1 FROM alias"
    " JOIN inbox ON inbox.portal = alias.portal AND inbox.message = alias.target"
    " WHERE alias.portal = $1 AND alias.export = $2 AND alias.message = staged.message)"
)
_BY_SUFFIX = (
    "UPDATE staged SET target = message || $2 WHERE portal = $1 AND target IS NULL AND EXISTS"
    " (SELECT 1 FROM inbox WHERE inbox.portal = $1 AND inbox.message = staged.message || $2)"
)
