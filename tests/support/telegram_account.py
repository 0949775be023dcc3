"""An account that is signed in to the MTProto server of the tests, on a line as the product makes it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from telethon.tl import functions, types

from bridge.errors import NetworkUnavailable
from bridge.model.ids import ChatId
from bridge.model.message import Content
from bridge.sources.connector import Spoken, Utterance
from bridge.sources.telegram.live.client import Client
from bridge.sources.telegram.live.connection import Connection
from bridge.sources.telegram.live.peers import Peers
from bridge.sources.telegram.live.session import MemorisedSession
from bridge.sources.telegram.live.settings import TelegramSettings
from bridge.sources.telegram.live.speaking import say
from bridge.sources.telegram.live.waits import Clock, Waits, tell_nobody
from tests.mtproto.model import Account, Channel, Post
from tests.mtproto.server import API_HASH, API_ID, HOST, Server
from tests.support.telegram_line import utterance

DC = 2


class Entries:
    """A login's memory that is gone when the test is over."""

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}

    async def recall(self, prefix: str) -> dict[str, bytes]:
        return {key: value for key, value in self.entries.items() if key.startswith(prefix)}

    async def remember(self, entries: Mapping[str, bytes | None]) -> None:
        for key, value in entries.items():
            self.entries.pop(key, None)
            if value is not None:
                self.entries[key] = value


@asynccontextmanager
async def signed_in(server: Server, account: Account) -> AsyncIterator[Connection]:
    """A line of this account."""
    memory = Entries()
    peers = Peers(memory)
    settings = TelegramSettings(
        api_id=API_ID,
        api_hash=API_HASH,
        server=(DC, HOST, server.ports[DC]),
        retry_delay=0.01,
        answer_timeout=20,
        longest_sleep=0,
    )
    session = MemorisedSession(memory, peers)
    session.set_dc(DC, HOST, server.ports[DC])
    client = Client(session, settings)
    line = Connection(client, peers, Waits(memory, settings.longest_sleep, tell_nobody, Clock()), settings)
    try:
        await line.connected()
        server.sign_in(next(key for key in server.keys.values() if key.account is None), account)
        await line.open()
        yield line
    finally:
        await line.close()


async def meet_everybody(line: Connection) -> None:
    """Ask for the account's chats: only who was met can be spoken to."""
    await line.ask(functions.messages.GetDialogsRequest(None, 0, types.InputPeerEmpty(), 100, 0))


def now_said(content: Content, chat: Channel | ChatId, **more: Any) -> Utterance:
    """Something that was written just now, in a supergroup or elsewhere."""
    where = ChatId(f"channel{chat.id}") if isinstance(chat, Channel) else chat
    return utterance(content, chat=where, time=int(time.time() * 1000), **more)


async def said_at_last(line: Connection, words: Utterance) -> Spoken:
    """As whoever speaks does it: an utterance that may have arrived is tried again as such."""
    try:
        return await say(line, words)
    except NetworkUnavailable:
        return await say(line, replace(words, repeated=True))


def posts(server: Server, chat: Channel) -> list[Post]:
    """What people have said there, without what happened to the chat."""
    return [post for post in server.world.messages(chat) if post.action is None]


def texts(server: Server, chat: Channel) -> list[str]:
    """The words of it."""
    return [post.text for post in posts(server, chat)]
