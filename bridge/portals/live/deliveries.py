"""What a login hears, on its way into the inboxes of the chats that it is the ear of."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import groupby

from bridge.model.chat import Chat, Continuation
from bridge.model.fleeting import ReadUpTo, Typing
from bridge.model.ids import ChatId
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.portals.live.numbering import Numbers
from bridge.portals.rows import inbox_row
from bridge.sources.connector import Heard
from bridge.store import Login, Portal, Store

log = logging.getLogger(__name__)

OnFleeting = Callable[[Portal, Typing | ReadUpTo], Awaitable[None]]
OnChat = Callable[[Portal, Chat], Awaitable[None]]
OnContinuation = Callable[[Portal, Continuation], Awaitable[None]]


class Deliveries:
    """Keeps what was heard; ``wake`` is told of portals that have something to say."""

    def __init__(
        self,
        store: Store,
        numbers: Numbers,
        wake: Callable[[int], None],
        on_fleeting: OnFleeting,
        on_chat: OnChat,
        on_continuation: OnContinuation,
    ) -> None:
        self._store = store
        self._wake = wake
        self._on_fleeting = on_fleeting
        self._on_chat = on_chat
        self._on_continuation = on_continuation
        self._numbers = numbers
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
            if isinstance(one, Continuation):
                await self._on_continuation(portal, one)
            elif isinstance(one, Chat):
                await self._on_chat(portal, one)
            else:
                await self._on_fleeting(portal, one)

    async def missed(self, login: Login, portal: Portal, heard: Sequence[Heard]) -> None:
        """Keep what was said while nobody listened: it comes before whatever has arrived since."""
        people = [one for one in heard if isinstance(one, Person)]
        messages = [one for one in heard if isinstance(one, Message)]
        await self._add(login, portal, people, messages, arrival=portal.gap)

    def _ear(self, login: Login, chat: ChatId) -> Portal | None:
        """The portal of a chat, if this login is its ear: what others hear of it, it hears too."""
        portal = self._portals.get((login.network, chat))
        return portal if portal is not None and portal.ear == login.id else None

    async def _keep(self, login: Login, people: Sequence[Person], messages: Sequence[Message]) -> None:
        """People first of all: who is named now may speak in the next delivery."""
        if people:
            async with self._store.transaction() as tx:
                await self._store.people.put_many(tx, login.network, people, export=login.export)
        for chat, group in groupby(messages, key=lambda message: message.chat):
            portal = self._ear(login, chat)
            if portal is not None:
                await self._add(login, portal, (), list(group))

    async def _add(
        self,
        login: Login,
        portal: Portal,
        people: Sequence[Person],
        messages: Sequence[Message],
        arrival: int | None = None,
    ) -> None:
        async with self._numbers.settling(portal):
            named = [await self._numbers.arriving(login, portal, message, inbox_row(message)) for message in messages]
            rows = [row for row in named if row is not None]
            await self._store.arrivals.add(
                portal.id, rows, people, network=login.network, export=login.export, arrival=arrival
            )
        self._wake(portal.id)
