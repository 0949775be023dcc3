"""The steps of signing in at Telegram: https://core.telegram.org/api/auth and https://core.telegram.org/api/qr-login."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from telethon import password as passwords
from telethon.tl import functions, types

from bridge.errors import NetworkRefused
from bridge.sources.connector import Ask
from bridge.sources.telegram.live.client import Client
from bridge.sources.telegram.live.login_words import code_ask, is_of_words, password_ask, scan_ask, wants_email
from bridge.sources.telegram.live.settings import TelegramSettings
from bridge.sources.telegram.live.shelter import sheltered

_PHONE = re.compile(r"\+?\d{7,15}", re.ASCII)
_BLANKS = re.compile(r"[\s().\-/\u2010-\u2015\u00a0]+")
_TOKEN = re.compile(r"\d{3,15}:[\w-]{10,}", re.ASCII)
TRIES = 3
"""Of what Telegram itself asks to do again."""


class SigningIn:
    """Each step gives the next question, or None when Telegram has let us in. Raises NetworkRefused with its codes."""

    def __init__(self, client: Client, settings: TelegramSettings) -> None:
        self.client, self._settings = client, settings
        self._phone, self._sent = "", None

    async def connected(self) -> None:
        """Reach Telegram, before and while it is asked. Raises NetworkUnavailable."""
        if self.client.is_connected():
            return
        try:
            await self._sheltered(self.client.connect)
        except BaseException:
            await self.client.disconnect()
            raise
        self.client.inflow.take()

    async def new_picture(self) -> Ask | None:
        """A new picture; or, when the last one was scanned, in."""
        answer = await self._ask(
            functions.auth.ExportLoginTokenRequest(self._settings.api_id, self._settings.api_hash, except_ids=[])
        )
        if isinstance(answer, types.auth.LoginTokenMigrateTo):
            await self._sheltered(lambda: self.client._switch_dc(answer.dc_id))  # noqa: SLF001 - as Telethon does
            answer = await self._ask(functions.auth.ImportLoginTokenRequest(answer.token))
        if isinstance(answer, types.auth.LoginTokenSuccess):
            return await self._let_in(answer.authorization)
        return scan_ask(answer)

    def picture_was_scanned(self) -> bool:
        """Telegram tells it, or maybe has told it while the connection was broken."""
        telling = (types.UpdateLoginToken, types.UpdatesTooLong)
        came = [getattr(container, "update", container) for container in self.client.inflow.take()]
        return any(isinstance(one, telling) for one in came)

    async def take_phone(self, words: str) -> Ask | None:
        """Have a code sent to this number."""
        phone = _BLANKS.sub("", words)
        if not _PHONE.fullmatch(phone):
            raise NetworkRefused(code="PHONE_NUMBER_INVALID")
        self._phone = re.sub(r"^(?:\+|00)", "", phone)
        sent = await self._code_sent()
        if isinstance(sent, types.auth.SentCodeSuccess):
            return await self._let_in(sent.authorization)
        if wants_email(sent):
            raise NetworkRefused(code="EMAIL_SETUP_NEEDED")
        self._sent = sent
        return code_ask(sent)

    async def take_code(self, words: str) -> Ask | None:
        """The code that was sent."""
        sent: Any = self._sent
        code = words.strip() if is_of_words(sent) else re.sub(r"\D", "", words)
        if not code:
            raise NetworkRefused(code="PHONE_CODE_EMPTY")
        request = functions.auth.SignInRequest(self._phone, sent.phone_code_hash, phone_code=code)
        return await self._let_in(await self._ask(request))

    async def ask_for_password(self, wrong: str | None) -> Ask:
        """The question for the second password, with its owner's hint."""
        password = await self._ask(functions.account.GetPasswordRequest())
        return password_ask(password.hint, wrong)

    async def take_password(self, words: str) -> Ask | None:
        """The second password; it never leaves this process, only a proof of it does (SRP)."""
        for attempt in range(TRIES):
            password = await self._ask(functions.account.GetPasswordRequest())
            try:
                proof = await asyncio.to_thread(passwords.compute_check, password, words)
            except ValueError:
                raise NetworkRefused("Telegram's numbers for the password are not sound.", code="SRP_UNSOUND") from None
            try:
                return await self._let_in(await self._ask(functions.auth.CheckPasswordRequest(proof)))
            except NetworkRefused as refusal:
                if refusal.code != "SRP_ID_INVALID" or attempt == TRIES - 1:
                    raise
        return None

    async def take_token(self, words: str) -> Ask | None:
        """A bot's token."""
        token = words.strip()
        if not _TOKEN.fullmatch(token):
            raise NetworkRefused(code="ACCESS_TOKEN_INVALID")
        request = functions.auth.ImportBotAuthorizationRequest(
            flags=0, api_id=self._settings.api_id, api_hash=self._settings.api_hash, bot_auth_token=token
        )
        return await self._let_in(await self._ask(request))

    async def _code_sent(self) -> Any:
        request = functions.auth.SendCodeRequest(
            self._phone, self._settings.api_id, self._settings.api_hash, types.CodeSettings()
        )
        for attempt in range(TRIES):
            try:
                return await self._ask(request)
            except NetworkRefused as refusal:
                if refusal.code != "AUTH_RESTART" or attempt == TRIES - 1:
                    raise
        return None

    async def _let_in(self, authorization: Any) -> Ask | None:
        """Telegram has let us in, and there is nothing more to ask."""
        if isinstance(authorization, types.auth.AuthorizationSignUpRequired):
            raise NetworkRefused(code="PHONE_NUMBER_UNOCCUPIED")
        await self.client._on_login(authorization.user)  # noqa: SLF001 - as Telethon's own signing in does
        return None

    async def _ask(self, request: Any) -> Any:
        await self.connected()
        return await self._sheltered(lambda: self.client(request))

    async def _sheltered(self, call: Callable[[], Awaitable[Any]]) -> Any:
        return await sheltered(self.client, self._settings.answer_timeout, call)
