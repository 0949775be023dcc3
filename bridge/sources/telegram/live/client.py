"""Telethon's client, with its own handling of updates taken out: all that Telegram sends goes into one inflow of ours.

Telethon's handling loses edits and deletions of the time when it was away. What is replaced here are private parts of
the one version that is pinned; ``tests/unit/sources/telegram_live/test_telethon.py`` fails when they are others.
"""

from __future__ import annotations

import importlib.util
import warnings
from typing import Any

from telethon import TelegramClient
from telethon.network import ConnectionTcpFull
from telethon.tl import functions, types
from telethon.tl.types import NewSessionCreated, Updates, UpdatesTooLong

from bridge.errors import NetworkUnavailable
from bridge.sources.telegram.live.calm import Calm
from bridge.sources.telegram.live.inflow import Inflow
from bridge.sources.telegram.live.quiet import QuietLogger
from bridge.sources.telegram.live.session import MemorisedSession
from bridge.sources.telegram.live.settings import TelegramSettings

UPDATES = Updates.SUBCLASS_OF_ID


def require_fast_cipher() -> None:
    """Without cryptg every byte goes through pure Python, a thousand times slower. Raises NetworkUnavailable."""
    if importlib.util.find_spec("cryptg") is None:
        raise NetworkUnavailable("The package cryptg is missing: install it, Telegram is too slow without it.")


def accept_waiting_sessions() -> None:
    """Telethon warns at every call that sessions which have to be waited for are new; ours is one."""
    warnings.filterwarnings("ignore", message="Using async sessions support", category=UserWarning)


def updates_in(answer: Any) -> Any | None:
    """The updates that an answer consists of, or carries."""
    for candidate in (answer, getattr(answer, "updates", None)):
        if getattr(candidate, "SUBCLASS_OF_ID", None) == UPDATES:
            return candidate
    return None


class Client(TelegramClient):  # type: ignore[misc]  # Telethon has no types
    """One connection to Telegram. ``me`` is the User that is signed in, None before."""

    def __init__(self, session: MemorisedSession, settings: TelegramSettings) -> None:
        require_fast_cipher()
        accept_waiting_sessions()
        settings.trust()
        super().__init__(
            session,
            settings.api_id,
            settings.api_hash,
            connection=ConnectionTcpFull,
            timeout=settings.connect_timeout,
            request_retries=1,
            connection_retries=settings.connect_tries,
            retry_delay=settings.retry_delay,
            auto_reconnect=True,
            flood_sleep_threshold=0,
            raise_last_call_error=True,
            device_model=settings.device_model,
            app_version=settings.app_version,
            base_logger=QuietLogger("telethon"),
        )
        self.me: Any = None
        self.inflow = Inflow()
        self._places: Any = None
        self._calm: Calm | None = None
        self._retry_after = settings.retry_delay
        self._take_the_updates()

    def _take_the_updates(self) -> None:
        sender = self._sender
        self._updates_queue = sender._updates_queue = self.inflow  # noqa: SLF001 - see the module's docstring
        sender._store_own_updates = self._hear_answer  # noqa: SLF001
        greeted = sender._handlers[NewSessionCreated.CONSTRUCTOR_ID]  # noqa: SLF001

        async def greet(message: Any) -> None:
            await greeted(message)
            self.inflow.put_nowait(UpdatesTooLong())

        sender._handlers[NewSessionCreated.CONSTRUCTOR_ID] = greet  # noqa: SLF001

    def _hear_answer(self, answer: Any) -> None:
        """Telethon shows every answer here: what it tells has happened, at its place among what is pushed."""
        updates = updates_in(answer)
        if updates is not None:
            self.inflow.put_nowait(updates)

    async def _update_loop(self) -> None:
        """Telethon would treat the updates here."""

    async def _save_states_and_entities(self) -> None:
        """Telethon would save how far its own handling of updates has come."""

    async def _on_login(self, user: Any) -> Any:
        """Telethon would ask for the state of updates, and throw away what it is told."""
        self._mb_entity_cache.set_self_user(user.id, user.bot, user.access_hash)
        self._authorized, self.me = True, user
        return user

    async def _handle_auto_reconnect(self) -> None:
        """Telegram pushes again once it was asked something; whatever it pushed meanwhile is gone."""
        self.inflow.put_nowait(UpdatesTooLong())

    async def _create_exported_sender(self, dc_id: int) -> Any:
        """A connection to another data centre, made again in the same way."""
        sender = await super()._create_exported_sender(dc_id)
        Calm(sender, self._retry_after)
        return sender

    async def _get_dc(self, dc_id: int, cdn: bool = False) -> Any:
        """Where a data centre is. Telethon keeps this for all clients of the process, whatever servers they talk to."""
        if self._places is None:
            self._places = (await self(functions.help.GetConfigRequest())).dc_options
        fitting = [place for place in self._places if place.id == dc_id and bool(place.cdn) == cdn and not place.ipv6]
        if not fitting:
            raise NetworkUnavailable(f"Telegram does not say where its data centre {dc_id} is.")
        return _plain(fitting)

    async def connect(self) -> None:
        """Telethon tells of a connection that was given up in a future too; here it is found out by asking.

        A connection that breaks soon is made again later and later.
        """
        if self._calm is None:
            self._calm = Calm(self._sender, self._retry_after)
        await super().connect()
        self._sender._disconnected.add_done_callback(lambda ended: ended.cancelled() or ended.exception())  # noqa: SLF001

    async def drop_borrowed(self, dc_id: int) -> None:
        """Let go of a connection to another data centre that has broken; the next who needs one makes it again."""
        _, sender = self._borrowed_senders.pop(dc_id, (None, None))
        if sender is not None:
            await sender.disconnect()

    def forget_waits(self) -> None:
        """Whoever obeys waits, and over restarts, needs no second memory of them that takes all of a kind for one."""
        self._flood_waited_requests.clear()

    def suspect(self) -> None:
        """The connection has not answered for long: make it again, in the background."""
        self._sender._start_reconnect(None)  # noqa: SLF001


def _plain(places: list[Any]) -> types.DcOption:
    """The first that is neither for obfuscated transports only, nor for files only."""
    return min(places, key=lambda place: (bool(place.tcpo_only), bool(place.media_only), bool(place.secret)))
