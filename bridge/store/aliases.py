"""Tables ``alias`` and ``contribution``: what each export calls the messages of a chat, and what it brought.

Networks that number messages per account give one message another id in every person's export. The inbox has each
message once, under one id; an alias leads from an export's own id to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bridge.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one export brought to one chat: ``items = new + same``.

    ``foreign``: it numbers messages otherwise than the chat's inbox does, so an id without alias names nothing.
    """

    export: int
    portal: int
    items: int
    new: int
    same: int
    improved: int
    changed_after_sent: int
    late: int
    foreign: bool = False


class Aliases:
    """From an export's own message ids to the inbox's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def resolve(self, export: int, portal: int, messages: Sequence[str]) -> dict[str, str]:
        """The inbox's ids of messages that ``export`` calls ``messages``.

        Mostly the same; absent: the export speaks of a message that nothing staged so far contains under its numbering.
        A given id may still be of a message that is not in the inbox.
        """
        raise NotImplementedError

    async def contributions(self, portal: int) -> list[Contribution]:
        """What each export brought to this chat, in the order of staging."""
        raise NotImplementedError
