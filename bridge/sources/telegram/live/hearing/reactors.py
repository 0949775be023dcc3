"""Everybody who reacted to a message of the past, where more did so than Telegram names by itself."""

from __future__ import annotations

import logging
from typing import Any

from telethon.tl import functions

from bridge.errors import NetworkRefused, NetworkWait
from bridge.model.reaction import Reaction
from bridge.sources.telegram.live.hearing.reacted import is_partial, reactions_of
from bridge.sources.telegram.live.hearing.reading import PAGE
from bridge.sources.telegram.live.line import Line

logger = logging.getLogger(__name__)

_MOST_NAMES = 300
"""For one message."""
_MOST_REQUESTS = 500
"""For one chat's history: names are not worth that it takes days."""


class Reactors:
    """Asks for the names, as long as Telegram gives them and it does not take too long."""

    def __init__(self, line: Line, peer: Any) -> None:
        self._line, self._peer = line, peer
        self._requests_left = 0 if line.account.is_bot else _MOST_REQUESTS

    async def reactions(self, message: Any) -> tuple[tuple[Reaction, ...], list[Any]]:
        """The reactions of a message, and the users and chats that came along with the names."""
        said = getattr(message, "reactions", None)
        known = reactions_of(said)
        if said is None or not said.can_see_list or not is_partial(known):
            return known, []
        entries, company = await self._named(message.id)
        return (reactions_of(said, entries) if entries else known), company

    async def _named(self, number: int) -> tuple[list[Any], list[Any]]:
        entries: list[Any] = []
        company: list[Any] = []
        offset: str | None = None
        while len(entries) < _MOST_NAMES and self._requests_left:
            answer = await self._page(number, offset)
            if answer is None:
                break
            entries += answer.reactions
            company += [*answer.users, *answer.chats]
            offset = answer.next_offset
            if not offset:
                break
        return entries, company

    async def _page(self, number: int, offset: str | None) -> Any | None:
        self._requests_left -= 1
        request = functions.messages.GetMessageReactionsListRequest(
            peer=self._peer, id=number, limit=PAGE, reaction=None, offset=offset
        )
        try:
            return await self._line.ask(request)
        except NetworkWait:
            logger.info("No more names of those who reacted: Telegram asks to wait")
            self._requests_left = 0
        except NetworkRefused as refusal:
            logger.info("No names of those who reacted to message %s: %s", number, refusal.code)
        return None
