"""The line to Telegram: what those who hear and speak need of the connection, and no more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Protocol

from bridge.sources.connector import Account


class Line(Protocol):
    """One signed-in connection. Requests and answers are Telethon's TL objects."""

    account: Account

    async def ask(self, request: Any) -> Any:
        """Telegram's answer. Every user and chat in it is remembered as a peer, before this returns.

        Short waits are slept, longer ones remembered over restarts, and raised as NetworkWait. Raises NetworkRefused
        with Telegram's own ``code`` (``CHAT_WRITE_FORBIDDEN``), NetworkUnavailable, LoginLost.
        """
        ...

    async def peer(self, name: str) -> Any:
        """``user1``, ``chat2`` or ``channel3`` as an InputPeer with this account's access hash.

        Looks for it at Telegram when it was never met. Raises NetworkRefused when this account cannot reach it.
        """
        ...

    def pieces(self, location: Any, offset: int, size: int | None, dc: int | None) -> AsyncIterator[bytes]:
        """The bytes of a file location (InputDocumentFileLocation, InputPhotoFileLocation …) from ``offset`` on,
        fetched from the data centre where it lies. Raises NetworkRefused with ``FILE_REFERENCE_EXPIRED`` and the like.
        """
        ...
