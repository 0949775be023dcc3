"""Linking a Telegram account: by a picture that the phone scans, by number and code, or as a bot."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

from telethon.tl import functions

from bridge.errors import NetworkError, NetworkRefused
from bridge.sources.connector import Ask, LoginProcess, Memory
from bridge.sources.telegram.live.client import Client
from bridge.sources.telegram.live.connection import account_of
from bridge.sources.telegram.live.login_words import FINAL, PHONE, TOKEN, WRONG
from bridge.sources.telegram.live.peers import Peers
from bridge.sources.telegram.live.session import MemorisedSession
from bridge.sources.telegram.live.settings import TelegramSettings
from bridge.sources.telegram.live.shelter import sheltered
from bridge.sources.telegram.live.signing_in import SigningIn
from bridge.sources.telegram.live.waits import Clock

LOOK_AGAIN = 5.0
"""Seconds after which the picture's time is looked at again."""

log = logging.getLogger(__name__)


class Draft:
    """A memory that nobody else sees, until the login has succeeded."""

    def __init__(self) -> None:
        self.entries: dict[str, bytes | None] = {}

    async def recall(self, prefix: str) -> dict[str, bytes]:
        """See ``Memory``."""
        return {key: value for key, value in self.entries.items() if key.startswith(prefix) and value is not None}

    async def remember(self, entries: Mapping[str, bytes | None]) -> None:
        """See ``Memory``."""
        self.entries |= entries


class TelegramLogin(LoginProcess):
    """One account on its way in. Numbers, codes, passwords and tokens are handed to Telegram, and kept nowhere."""

    def __init__(self, settings: TelegramSettings, memory: Memory, clock: Clock) -> None:
        self._settings, self._memory, self._clock = settings, memory, clock
        self._draft = Draft()
        self._client: Client | None = None
        self._steps: SigningIn | None = None
        self._ask: Ask | None = None

    async def begin(self, *, by_phone: bool = False, as_bot: bool = False) -> Ask:
        """See ``LoginProcess``."""
        session = MemorisedSession(self._draft, Peers(self._draft))
        if self._settings.server is not None:
            session.set_dc(*self._settings.server)
        self._client = Client(session, self._settings)
        self._steps = SigningIn(self._client, self._settings)
        await self._steps.connected()
        if as_bot or by_phone:
            self._ask = TOKEN if as_bot else PHONE
        else:
            self._ask = await self._finally(self._steps.new_picture)
        assert self._ask is not None
        return self._ask

    async def answer(self, words: str) -> Ask | None:
        """See ``LoginProcess``."""
        steps, ask = self._under_way()
        takers = {"phone": steps.take_phone, "code": steps.take_code, "password": steps.take_password}
        if ask.what == "scan":
            raise NetworkRefused("The picture is to be scanned with the phone.", code="NOT_SCANNED")
        return await self._next(lambda: takers.get(ask.what, steps.take_token)(words))

    async def scanned(self) -> Ask | None:
        """See ``LoginProcess``."""
        steps, ask = self._under_way()
        if ask.what != "scan":
            raise NetworkRefused("There is no picture to be scanned.", code="NOTHING_ASKED")
        while self._clock.now() < (ask.expires or 0) and not steps.picture_was_scanned():
            left = ((ask.expires or 0) - self._clock.now()) / 1000
            await steps.client.inflow.wait(max(0.0, min(left, LOOK_AGAIN)))
        return await self._next(steps.new_picture)

    async def cancel(self) -> None:
        """See ``LoginProcess``."""
        client, self._client, self._steps, self._ask = self._client, None, None, None
        if client is None:
            return
        if self.account is None and client.me is not None:
            await self._log_out_of(client)
        await client.disconnect()

    def _under_way(self) -> tuple[SigningIn, Ask]:
        if self._steps is None or self._ask is None:
            raise NetworkRefused("This login is not under way.", code="NOTHING_ASKED")
        return self._steps, self._ask

    async def _next(self, step: Callable[[], Awaitable[Ask | None]]) -> Ask | None:
        """The next question; the same with what was wrong; None when Telegram has let us in, and it is remembered."""
        steps, ask = self._under_way()
        try:
            self._ask = await self._finally(step)
        except NetworkRefused as refusal:
            if refusal.code == "PASSWORD_HASH_INVALID":
                self._ask = await steps.ask_for_password(WRONG[refusal.code])
            elif refusal.code in WRONG:
                self._ask = Ask(ask.what, WRONG[refusal.code], secret=ask.secret)
            else:
                raise
        if self._ask is None:
            await self._finish(steps.client)
        return self._ask

    async def _finally(self, step: Callable[[], Awaitable[Ask | None]]) -> Ask | None:
        """A step, or the question for the second password; what ends the login is said in words for people."""
        assert self._steps is not None
        try:
            return await step()
        except NetworkRefused as refusal:
            if refusal.code == "SESSION_PASSWORD_NEEDED":
                return await self._steps.ask_for_password(None)
            if refusal.code in FINAL:
                raise NetworkRefused(FINAL[refusal.code], code=refusal.code) from None
            raise

    async def _finish(self, client: Client) -> None:
        """Everything is in the memory before anybody is told."""
        await client.session.save()
        await self._memory.remember(self._draft.entries)
        self.account = account_of(client.me)
        log.info("%s was linked", self.account.person)
        await client.disconnect()
        self._client = self._steps = None

    async def _log_out_of(self, client: Client) -> None:
        """Telegram has let us in, and it could not be remembered: nobody would ever use this session."""
        try:
            await sheltered(client, self._settings.answer_timeout, lambda: client(functions.auth.LogOutRequest()))
        except NetworkError as error:
            log.warning("a session that nobody uses was left at Telegram: %s", type(error).__name__)
