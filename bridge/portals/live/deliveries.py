"""What a login hears, on its way into the inboxes of the chats that it is the ear of."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import groupby

from msgspec.structs import replace

from bridge.model.amendment import Revision
from bridge.model.chat import Chat
from bridge.model.codec import decode, encode
from bridge.model.fleeting import ReadUpTo, Typing
from bridge.model.ids import ChatId
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.portals.live.numbering import Numbers
from bridge.portals.live.sameness import is_same
from bridge.portals.rows import inbox_row
from bridge.sources.connector import Heard
from bridge.store import SAID_IN_MATRIX, Login, Portal, StagedItem, State, Store

log = logging.getLogger(__name__)

OnFleeting = Callable[[Portal, Typing | ReadUpTo], Awaitable[None]]
OnChat = Callable[[Portal, Chat], Awaitable[None]]


class Deliveries:
    """Keeps what was heard; ``wake`` is told of portals that have something to say."""

    def __init__(self, store: Store, wake: Callable[[int], None], on_fleeting: OnFleeting, on_chat: OnChat) -> None:
        self._store = store
        self._wake = wake
        self._on_fleeting = on_fleeting
        self._on_chat = on_chat
        self._numbers = Numbers(store)
        self._portals: dict[tuple[str, ChatId], Portal] = {}

    def learn(self, portals: Iterable[Portal]) -> None:
        """These are the bridged portals now."""
        self._portals = {(portal.chat.network, portal.chat.id): portal for portal in portals}

    def followed_by(self, login: int) -> list[ChatId]:
        """The chats that this login is the ear of."""
        return [chat for (_, chat), portal in self._portals.items() if portal.ear == login]

    async def __call__(self, login: Login, heard: Sequence[Heard]) -> None:
        """Keep it all, in order. It is safe once this returns."""
        people = [one for one in heard if isinstance(one, Person)]
        await self._keep(login, people, [one for one in heard if isinstance(one, Message)])
        for one in heard:
            if isinstance(one, Person | Message):
                continue
            portal = self._ear(login, one.id if isinstance(one, Chat) else one.chat)
            if portal is None:
                continue
            if isinstance(one, Chat):
                await self._on_chat(portal, one)
            else:
                await self._on_fleeting(portal, one)

    def _ear(self, login: Login, chat: ChatId) -> Portal | None:
        """The portal of a chat, if this login is its ear: what others hear of it, it hears too."""
        portal = self._portals.get((login.network, chat))
        return portal if portal is not None and portal.ear == login.id else None

    async def _keep(self, login: Login, people: Sequence[Person], messages: Sequence[Message]) -> None:
        told = False
        for chat, group in groupby(messages, key=lambda message: message.chat):
            portal = self._ear(login, chat)
            if portal is None:
                continue
            heard = list(group)
            rows = [row for message in heard if (row := await self._row(login, portal, message)) is not None]
            await self._store.arrivals.add(
                portal.id,
                rows,
                [] if told else people,
                network=login.network,
                export=login.export,
                revised=_revised(heard),
            )
            told = True
            self._wake(portal.id)

    async def _row(self, login: Login, portal: Portal, message: Message) -> StagedItem | None:
        row = await self._numbers.arriving(login, portal, message, inbox_row(message))
        if row is None:
            return None
        if isinstance(message.content, Revision) and await self._says_that_already(portal, message.content):
            return row._replace(state=State.WITHHELD, reason=NOTHING_NEW)
        return row

    async def _says_that_already(self, portal: Portal, revision: Revision) -> bool:
        """So it is with the echo of what was edited in Matrix."""
        known = await self._store.inbox.get(portal.id, revision.message)
        if known is None or SAID_IN_MATRIX not in known.notes:
            return False
        item = decode(known.body)
        return isinstance(item, Message) and is_same(item.content, revision.content)


def _revised(messages: Sequence[Message]) -> list[tuple[str, str]]:
    """What edited messages say from now on, each with its id."""
    return [
        (
            message.content.message,
            encode(replace(message, id=message.content.message, content=message.content.content)).decode(),
        )
        for message in messages
        if isinstance(message.content, Revision)
    ]


NOTHING_NEW = "the message says that already"
