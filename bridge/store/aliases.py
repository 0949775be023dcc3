"""Tables ``alias`` and ``contribution``: what each export calls the messages of a chat, and what it brought.

Networks that number messages per account give one message another id in every person's export. The inbox has each
message once, under one id; an alias leads from an export's own id to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bridge.store.columns import chunks, placeholders
from bridge.store.database import Database, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one export brought to one chat, in rows; see ``Merged`` for the numbers.

    ``foreign``: it numbers messages otherwise than the chat's inbox does.
    """

    export: int
    portal: int
    new: int
    same: int
    improved: int
    changed_after_sent: int
    late: int
    foreign: bool = False

    @property
    def items(self) -> int:
        """How many rows the export had for this chat."""
        return self.new + self.same


class Aliases:
    """From an export's own message ids to the inbox's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def resolve(self, export: int, portal: int, messages: Sequence[str]) -> dict[str, str]:
        """What the inbox calls each of ``messages``, which are ids as ``export`` has them.

        Mostly the same. The answer need not be in the inbox: a message that no export contained has an id too, and
        where ``export`` is foreign that id is of its own, so that it never names somebody else's message.
        """
        suffix = foreign_suffix(export) if await self._is_foreign(export, portal) else ""
        resolved = {message: message + suffix for message in messages}
        for chunk in chunks(messages):
            rows = await self._database.fetch(
                "SELECT message, target FROM alias WHERE export = $1 AND portal = $2"
                f" AND message IN ({placeholders(3, len(chunk))})",
                export,
                portal,
                *chunk,
            )
            resolved.update((row["message"], row["target"]) for row in rows)
        return resolved

    async def contributions(self, portal: int) -> list[Contribution]:
        """What each export brought to this chat, in the order of staging."""
        rows = await self._database.fetch(
            f"SELECT {_COLUMNS} FROM contribution WHERE portal = $1 ORDER BY export", portal
        )
        return [_contribution(row) for row in rows]

    async def _is_foreign(self, export: int, portal: int) -> bool:
        return bool(
            await self._database.fetchval(
                "SELECT is_foreign FROM contribution WHERE export = $1 AND portal = $2", export, portal
            )
        )


def foreign_suffix(export: int) -> str:
    """What is added to the ids of messages that only a foreign export has."""
    return f"~{export}"


_COLUMNS = "export, portal, new, same, improved, changed_after_sent, late, is_foreign"


def _contribution(row: Row) -> Contribution:
    values = dict(row)
    return Contribution(foreign=bool(values.pop("is_foreign")), **values)
