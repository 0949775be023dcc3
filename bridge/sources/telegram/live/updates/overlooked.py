"""Reactions that were given while nobody listened. Telegram tells of them when they are given, and never again.

They have no place in any sequence, so no difference holds them: the newest messages of each chat are looked at instead,
one chat at a time and slowly. That all reactions of a message were taken back meanwhile is not seen.

See https://core.telegram.org/api/reactions
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from telethon.tl import types

from bridge.sources.telegram.live.line import Line
from bridge.sources.telegram.live.updates.comparing import STRETCH, page_of
from bridge.sources.telegram.live.updates.sorting import Step, cast_of, seconds

PAUSE = 2.0
"""Seconds between two chats."""
LATER = 60.0
"""Seconds until Telegram is asked again after it could not answer."""


class Overlooked:
    """The chats in which something may have been overlooked."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._doubtful: set[str] = set()
        self._not_before = 0.0

    @property
    def due(self) -> float:
        """When the next chat may be looked at; infinity: none is to be."""
        return self._not_before if self._doubtful else float("inf")

    def doubt(self, chats: Collection[str]) -> None:
        """Nobody listened to these for a while. Bots are not told of reactions, and may not read back."""
        if not self._line.account.is_bot:
            self._doubtful |= set(chats)

    async def look(self, wanted: Collection[str], now: float) -> list[Step]:
        """The reactions in one chat. Raises the network's errors; then it is asked for later."""
        self._doubtful &= set(wanted)
        if not self._doubtful:
            return []
        self._not_before = now + LATER
        chat = min(self._doubtful)
        answer = await page_of(self._line, chat, offset=0, add=0, limit=STRETCH)
        self._doubtful.discard(chat)
        self._not_before = now + PAUSE
        return list(_reactions(answer))

    def give_up(self, now: float) -> None:
        """The chat that comes next cannot be looked at."""
        self._doubtful.discard(min(self._doubtful))
        self._not_before = now + PAUSE


def _reactions(answer: Any) -> Iterator[Step]:
    """Dated by the newest of them, so that what was looked at before, and has not changed, is the same change again."""
    for message in sorted(answer.messages, key=lambda message: int(message.id)):
        reactions = getattr(message, "reactions", None)
        if reactions is not None:
            dates = [seconds(one.date) for one in reactions.recent_reactions or ()]
            cast = cast_of(answer, max([seconds(message.date), *dates]))
            yield Step(types.UpdateMessageReactions(message.peer_id, message.id, reactions), cast)
