"""Tables ``alias`` and ``contribution``: what each export calls the messages of a chat, and what it brought.

Networks that number messages per account give one message another id in every person's export. The inbox has each
message once, under one id; an alias leads from an export's own id to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bridge.store.columns import chunks, placeholders
from bridge.store.database import Database, Row, Statement
from bridge.store.merged import SamePerson


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
        suffix = await self.suffix(export, portal)
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

    async def own(self, export: int, portal: int, messages: Sequence[str]) -> dict[str, str]:
        """What ``export`` calls messages of the inbox, the other way round; absent: nobody knows what it calls them."""
        suffix = await self.suffix(export, portal)
        if suffix:
            own = {message: message.removesuffix(suffix) for message in messages if message.endswith(suffix)}
        else:
            own = {message: message for message in messages}
        for chunk in chunks(messages):
            rows = await self._database.fetch(
                "SELECT message, target FROM alias WHERE export = $1 AND portal = $2"
                f" AND target IN ({placeholders(3, len(chunk))})",
                export,
                portal,
                *chunk,
            )
            own.update((row["target"], row["message"]) for row in rows)
        return own

    async def add(self, export: int, portal: int, message: str, target: str) -> None:
        """What ``export`` calls ``message`` is ``target`` in the inbox."""
        await self._database.execute(
            "INSERT INTO alias (export, portal, message, target) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            export,
            portal,
            message,
            target,
        )

    async def suffix(self, export: int, portal: int, *, least: int = 0) -> str:
        """What is added to this export's ids of messages that only it has; empty: nothing. ``least`` 1: never nothing."""
        times = max(least, await self._foreign(export, portal))
        return foreign_suffix(export, times) if times else ""

    async def speak_as(self, export: int, portal: int, other: int | None) -> None:
        """From now on ``export`` numbers the chat's messages as ``other`` does; None: as nobody else.

        So a login numbers what it hears as it numbered the history that was fetched through it.
        """
        known = bool(await self._database.fetch("SELECT 1 FROM inbox WHERE portal = $1 LIMIT 1", portal))
        foreign = known if other is None else await self._foreign(other, portal)
        await self._database.commit(
            [
                Statement(_CONTRIBUTE, (export, portal, int(foreign))),
                Statement(_COPY, (export, portal, -1 if other is None else other)),
            ]
        )

    async def contributions(self, portal: int) -> list[Contribution]:
        """What each export brought to this chat, in the order of staging."""
        rows = await self._database.fetch(
            f"SELECT {_COLUMNS} FROM contribution WHERE portal = $1 ORDER BY export", portal
        )
        return [_contribution(row) for row in rows]

    async def same_people(self, network: str) -> list[SamePerson]:
        """Who of other exports said what somebody of the inbox said, in all chats, the most frequent first."""
        rows = await self._database.fetch(
            "SELECT theirs, ours, SUM(times) AS times FROM same_person JOIN portal ON portal.id = same_person.portal"
            " WHERE portal.network = $1 GROUP BY theirs, ours ORDER BY times DESC, theirs, ours",
            network,
        )
        return [SamePerson(row["theirs"], row["ours"], int(row["times"])) for row in rows]

    async def _foreign(self, export: int, portal: int) -> int:
        """How often it began to number the chat's messages otherwise than the inbox does."""
        return int(
            await self._database.fetchval(
                "SELECT is_foreign FROM contribution WHERE export = $1 AND portal = $2", export, portal
            )
            or 0
        )


def foreign_suffix(export: int, times: int = 1) -> str:
    """What is added to the ids of messages that only a foreign export has. ``times``: how often it was numbered anew."""
    return f"~{export}" if times == 1 else f"~{export}~{times}"


def anew(portal: int) -> list[Statement]:
    """The network numbers the chat's messages anew: what logins call them from now on is none of what they called so."""
    return [Statement(statement, (portal,)) for statement in (_ALL_LOGINS, _ANEW, _FORGET)]


_CONTRIBUTE = (
    "INSERT INTO contribution (export, portal, new, same, improved, changed_after_sent, late, is_foreign)"
    " VALUES ($1, $2, 0, 0, 0, 0, 0, $3) ON CONFLICT (export, portal) DO NOTHING"
)
_ALL_LOGINS = (
    "INSERT INTO contribution (export, portal, new, same, improved, changed_after_sent, late, is_foreign)"
    " SELECT login.export, portal.id, 0, 0, 0, 0, 0, 0 FROM login JOIN portal ON portal.network = login.network"
    " WHERE portal.id = $1 ON CONFLICT (export, portal) DO NOTHING"
)
_ANEW = "UPDATE contribution SET is_foreign = is_foreign + 2 WHERE portal = $1 AND export IN (SELECT export FROM login)"
"""Each had one way to number them so far, or two: its own, and that with its suffix."""
_FORGET = "DELETE FROM alias WHERE portal = $1 AND export IN (SELECT export FROM login)"
_COPY = (
    "INSERT INTO alias (export, portal, message, target)"
    " SELECT CAST($1 AS BIGINT), portal, message, target FROM alias WHERE portal = $2 AND export = $3"
    " ON CONFLICT DO NOTHING"
)
_COLUMNS = "export, portal, new, same, improved, changed_after_sent, late, is_foreign"


def _contribution(row: Row) -> Contribution:
    values = dict(row)
    return Contribution(foreign=bool(values.pop("is_foreign")), **values)
