"""Message ids where every account numbers a chat's messages for itself.

What a login hears is numbered as that login does; the inbox has each message under one id. What is said through
another login than the chat's ear comes back under the ear's number: it is known by who said it, when, and its words.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bridge.errors import NetworkUnavailable
from bridge.model.amendment import Revision
from bridge.model.chat import Numbering
from bridge.model.codec import Item, decode
from bridge.model.cross_references import named_messages, renamed
from bridge.model.ids import MessageId
from bridge.model.message import Message
from bridge.portals.live.sameness import is_same
from bridge.store import SAID_IN_MATRIX, InboxRow, Login, Portal, StagedItem, State, Store


class NotHeardYet(NetworkUnavailable):
    """The account that hears has not heard yet what this speaks of."""


HEARD_WITHIN = 20_000
"""ms in which the ear is expected to hear what was said through another login."""


@dataclass(frozen=True)
class Numbers:
    """Translates ids between a login and a portal's inbox. Whoever hears and whoever speaks share one."""

    store: Store
    _settling: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def settling(self, portal: Portal) -> AsyncIterator[None]:
        """For what an echo has to be found in, and is recorded in: at any time either it is heard, or what was said is recorded.

        Otherwise each might look before the other is there, and both would be said.
        """
        if portal.chat.numbering is Numbering.NETWORK:
            yield
            return
        async with self._settling:
            yield

    async def arriving(self, login: Login, portal: Portal, message: Message, row: StagedItem) -> StagedItem | None:
        """The row under the inbox's id; None: it is the echo of what was said through another login."""
        if portal.chat.numbering is Numbering.NETWORK:
            return row
        known = await self.store.aliases.resolve(login.export, portal.id, [row.message])
        if message.sender is not None and not await self._is_known(portal, known[row.message]):
            echo = await self._echo_of(login, portal, message)
            if echo is not None:
                await self.store.aliases.add(login.export, portal.id, row.message, echo.message)
                return None
        return row._replace(message=known[row.message])

    async def leaving(self, login: Login, portal: Portal, message: Message) -> tuple[Message, bool]:
        """The message with the ids that the login knows; and whether all of them are known."""
        wanted = named_messages(message)
        if portal.chat.numbering is Numbering.NETWORK or not wanted:
            return message, True
        own = await self._own(login, portal, wanted)
        return renamed(message, lambda one: _known(own, one)), all(one in own for one in wanted)

    async def number_for(self, login: Login, portal: Portal, message: MessageId) -> MessageId | None:
        """What the login calls a message of the inbox; None: nobody knows."""
        if portal.chat.numbering is Numbering.NETWORK:
            return message
        return _known(await self._own(login, portal, [message]), message)

    async def is_awaited(self, login: Login, portal: Portal, message: Message, now: int) -> bool:
        """Does it name what was said through another login just now, and what the ear has not heard yet?

        ``now`` in ms since 1970, UTC.
        """
        if portal.chat.numbering is Numbering.NETWORK or portal.ear != login.id:
            return False
        wanted = named_messages(message)
        own = await self.store.aliases.own(login.export, portal.id, wanted)
        rows = [await self.store.inbox.get(portal.id, one) for one in wanted if own.get(one, one) == one]
        return any(
            row is not None
            and row.export != login.export
            and SAID_IN_MATRIX in row.notes
            and abs(now - row.time) < HEARD_WITHIN
            for row in rows
        )

    async def _own(self, login: Login, portal: Portal, messages: Sequence[MessageId]) -> dict[str, str]:
        """Of a login that is not the ear only the numbers of what it said itself are known."""
        if portal.ear == login.id:
            return await self.store.aliases.own(login.export, portal.id, messages)
        suffix = await self._suffix(login, portal)
        return {one: one.removesuffix(suffix) for one in messages if one.endswith(suffix)}

    async def said(self, login: Login, portal: Portal, message: MessageId) -> MessageId:
        """What the inbox calls a message that was said through this login just now."""
        if portal.chat.numbering is Numbering.NETWORK:
            return message
        if portal.ear != login.id:
            return MessageId(message + await self._suffix(login, portal))
        return MessageId((await self.store.aliases.resolve(login.export, portal.id, [message]))[message])

    async def _suffix(self, login: Login, portal: Portal) -> str:
        return await self.store.aliases.suffix(login.export, portal.id, least=1)

    async def _is_known(self, portal: Portal, message: str) -> bool:
        return await self.store.inbox.get(portal.id, message) is not None

    async def _echo_of(self, login: Login, portal: Portal, message: Message) -> InboxRow | None:
        assert message.sender is not None, "nobody's words are nobody's echo"
        speaker = await self.store.logins.of_person(login.network, message.sender)
        if speaker is None or speaker.id == login.id:
            return None
        said = await self.store.live_inbox.said_by(portal.id, message.sender, [SAID_IN_MATRIX], State.DONE)
        claimed = await self.store.aliases.own(login.export, portal.id, [row.message for row in said])
        items = {row.message: decode(row.body) for row in said}
        revisions = [
            one.content for one in items.values() if isinstance(one, Message) and isinstance(one.content, Revision)
        ]
        for row in reversed(said):
            unclaimed = claimed.get(row.message, row.message) == row.message
            if unclaimed and row.time == message.time and _may_be(items[row.message], message, revisions):
                return row
        return None


def _may_be(item: Item, heard: Message, revisions: Sequence[Revision]) -> bool:
    """Does what was heard say the same, as it was said first or after an edit of ours?

    Who was away meanwhile is told what stands at last.
    """
    if not isinstance(item, Message):
        return False
    edits = [one.content for one in revisions if one.message == item.id]
    return any(is_same(words, heard.content) for words in (item.content, *edits))


def _known(own: dict[str, str], message: MessageId) -> MessageId | None:
    found = own.get(message)
    return None if found is None else MessageId(found)
