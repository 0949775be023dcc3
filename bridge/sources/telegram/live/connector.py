"""One linked Telegram account: it hears and speaks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import aclosing
from typing import ClassVar

from telethon.tl import functions

from bridge.errors import LoginLost
from bridge.model.ids import ChatId, MediaId, MessageId, Network
from bridge.model.message import Message
from bridge.sources.connector import Connector, Deliver, Details, Heard, Listing, Memory, OnWait, Spoken, Utterance
from bridge.sources.telegram.chat import TELEGRAM
from bridge.sources.telegram.live import hearing, speaking
from bridge.sources.telegram.live.connection import Connection
from bridge.sources.telegram.live.ear import TelegramEar
from bridge.sources.telegram.live.hearing import Remembered
from bridge.sources.telegram.live.hearing.newest import before_last
from bridge.sources.telegram.live.updates.listening import Listener, Pace
from bridge.sources.telegram.live.updates.positions import Positions
from bridge.sources.telegram.live.waits import Clock
from bridge.sources.telegram.live.whereabouts import Whereabouts


class TelegramConnector(Connector):
    """Made by ``TelegramGate``, of a line that is open."""

    network: ClassVar[Network] = TELEGRAM

    def __init__(self, line: Connection, memory: Memory, on_wait: OnWait, clock: Clock, pace: Pace) -> None:
        self.account = line.account
        self._line, self._memory, self._on_wait, self._clock = line, memory, on_wait, clock
        self._whereabouts, self._remembered = Whereabouts(memory), Remembered()
        ear = TelegramEar(line, self._whereabouts, self._remembered, clock)
        self._listener = Listener(line, Positions(memory), ear, pace)

    async def listen(self, chats: Callable[[], Collection[ChatId]], deliver: Deliver) -> None:
        """See ``Connector``."""
        await self._listener.run(chats, deliver)

    async def follow(self, chat: ChatId) -> MessageId | None:
        """See ``Connector``."""
        newest = await self._listener.follow(chat)
        return None if newest is None else MessageId(str(newest))

    async def chats(self) -> AsyncIterator[Listing]:
        """See ``Connector``."""
        async for listing in hearing.listings(self._line):
            yield listing

    async def details(self, chat: ChatId) -> Details:
        """See ``Connector``."""
        return await hearing.details(self._line, chat)

    async def history(
        self, chat: ChatId, after: MessageId | None = None, until: MessageId | None = None
    ) -> AsyncIterator[Sequence[Heard]]:
        """See ``Connector``."""
        pages = hearing.history(
            self._line,
            chat,
            after,
            until,
            on_wait=self._on_wait,
            remembered=self._remembered,
            pause=self._clock.sleep,
        )
        async with aclosing(pages):
            async for page in pages:
                await self._note(page)
                yield page

    async def before_last(self, chat: ChatId, count: int) -> MessageId | None:
        """See ``Connector``."""
        return await before_last(self._line, chat, count)

    async def open(self, reference: MediaId, offset: int = 0) -> AsyncIterator[bytes]:
        """See ``Connector``."""
        async with aclosing(hearing.open_file(self._line, reference, offset, self._remembered)) as pieces:
            async for piece in pieces:
                yield piece

    async def say(self, utterance: Utterance) -> Spoken:
        """See ``Connector``."""
        return await speaking.say(self._line, utterance)

    async def show_typing(self, chat: ChatId, *, active: bool) -> None:
        """See ``Connector``."""
        await speaking.show_typing(self._line, chat, active=active)

    async def mark_read(self, chat: ChatId, message: MessageId) -> None:
        """See ``Connector``."""
        await speaking.mark_read(self._line, chat, message)

    async def close(self) -> None:
        """See ``Connector``."""
        await self._line.close()

    async def log_out(self) -> None:
        """See ``Connector``."""
        try:
            await self._line.ask(functions.auth.LogOutRequest())
        except LoginLost:
            pass  # it has ended already
        finally:
            await self._line.close()
        entries = await self._memory.recall("")
        await self._memory.remember(dict.fromkeys(entries))

    async def _note(self, page: Sequence[Heard]) -> None:
        """Where the messages of the past are, for when one of them is deleted."""
        for item in page:
            if isinstance(item, Message) and item.id.isdecimal() and not item.chat.startswith("channel"):
                self._whereabouts.note_number(int(item.id), item.chat)
        noted = dict(self._whereabouts.noted)
        if noted:
            await self._memory.remember(noted)
            self._whereabouts.forget(noted)
