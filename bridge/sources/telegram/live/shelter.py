"""Calling Telethon so that only errors of our own family come out, and never without an end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telethon import errors

from bridge.errors import LoginLost, NetworkUnavailable
from bridge.sources.telegram.live.client import Client
from bridge.sources.telegram.live.refusals import meaning

log = logging.getLogger(__name__)


async def sheltered(client: Client, seconds: float, call: Callable[[], Awaitable[Any]]) -> Any:
    """What a call answers, at most after so long. Raises Network… and LoginLost.

    A file that lies elsewhere (FileMigrateError) is its asker's business.
    """
    try:
        async with asyncio.timeout(seconds):
            return await call()
    except errors.FileMigrateError:
        raise
    except TimeoutError as error:
        client.suspect()
        raise NetworkUnavailable("Telegram does not answer.") from error
    except asyncio.CancelledError as error:
        _raise_if_it_is_ours(error)
        raise NetworkUnavailable("The connection was closed.") from error
    except Exception as error:
        known = meaning(error)
        if known is None or known is error:
            raise
        if isinstance(known, LoginLost):
            log.warning("Telegram no longer knows this login: %s", known.detail)
        raise known from error


def _raise_if_it_is_ours(error: asyncio.CancelledError) -> None:
    """Telethon cancels what waits for an answer when it disconnects; that is no wish of whoever waits."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise error
