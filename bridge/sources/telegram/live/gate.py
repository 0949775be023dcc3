"""The way into Telegram."""

from __future__ import annotations

from typing import ClassVar

from bridge.errors import LoginLost
from bridge.model.ids import Network
from bridge.sources.connector import Connector, Gate, LoginProcess, Memory, OnWait
from bridge.sources.telegram.chat import TELEGRAM
from bridge.sources.telegram.live.client import Client
from bridge.sources.telegram.live.connection import Connection
from bridge.sources.telegram.live.connector import TelegramConnector
from bridge.sources.telegram.live.login import TelegramLogin
from bridge.sources.telegram.live.peers import Peers
from bridge.sources.telegram.live.session import MemorisedSession
from bridge.sources.telegram.live.settings import TelegramSettings
from bridge.sources.telegram.live.updates.listening import Pace
from bridge.sources.telegram.live.waits import Clock, Waits, tell_nobody

_CLOCK, _PACE = Clock(), Pace()


class TelegramGate(Gate):
    """Links accounts and connects them; ``on_wait`` is told when Telegram makes us wait."""

    network: ClassVar[Network] = TELEGRAM
    title: ClassVar[str] = "Telegram"

    def __init__(
        self, settings: TelegramSettings, on_wait: OnWait = tell_nobody, clock: Clock = _CLOCK, pace: Pace = _PACE
    ) -> None:
        self._settings, self._on_wait, self._clock, self._pace = settings, on_wait, clock, pace

    def link(self, memory: Memory) -> LoginProcess:
        """See ``Gate``."""
        return TelegramLogin(self._settings, memory, self._clock)

    async def connect(self, memory: Memory) -> Connector:
        """See ``Gate``."""
        peers = Peers(memory)
        session = MemorisedSession(memory, peers)
        if not await session.load():
            raise LoginLost("Nothing is remembered of it.")
        waits = Waits(memory, self._settings.longest_sleep, self._on_wait, self._clock)
        line = Connection(Client(session, self._settings), peers, waits, self._settings)
        try:
            await line.open()
        except BaseException:
            await line.close()
            raise
        return TelegramConnector(line, memory, self._on_wait, self._clock, self._pace)
