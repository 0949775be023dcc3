"""A file's bytes, from the data centre where it lies."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from telethon import errors
from telethon.tl import functions

from bridge.errors import NetworkRefused, NetworkUnavailable
from bridge.sources.telegram.live.client import Client

PIECE = 512 * 1024
"""Bytes; Telegram wants offsets that are multiples of it, and no piece across a mebibyte."""

Ask = Callable[[Any, Callable[[], Awaitable[Any]]], Awaitable[Any]]
"""Ask a request, by a call that sends it: waits are obeyed, and errors are of our own family."""


async def pieces(
    client: Client, ask: Ask, location: Any, offset: int, size: int | None, dc: int | None
) -> AsyncIterator[bytes]:
    """The bytes from ``offset`` on, up to ``size`` bytes of the whole file when that is known."""
    start = offset - offset % PIECE
    skipped = offset - start
    while size is None or start < size:
        answer, dc = await _piece(client, ask, location, start, dc)
        if answer[skipped:]:
            yield answer[skipped:]
        if len(answer) < PIECE:
            return
        start, skipped = start + PIECE, 0


async def _piece(client: Client, ask: Ask, location: Any, start: int, dc: int | None) -> tuple[bytes, int | None]:
    """One piece, and the data centre that had it. Telegram says when it is another than was thought."""
    request = functions.upload.GetFileRequest(location, offset=start, limit=PIECE)
    for _ in range(3):
        try:
            return bytes((await _asked_at(client, ask, request, dc)).bytes), dc
        except errors.FileMigrateError as moved:
            dc = moved.new_dc
    raise NetworkRefused(
        "Telegram's data centres send each other this file's request in a circle.", code="FILE_MIGRATE"
    )


async def _asked_at(client: Client, ask: Ask, request: Any, dc: int | None) -> Any:
    """Ask where the file lies. A connection there that has failed is made anew by whoever asks next."""
    if dc in {None, 0, client.session.dc_id}:
        return await ask(request, lambda: client(request))
    try:
        return await ask(request, lambda: _elsewhere(client, request, dc or 0))
    except NetworkUnavailable:
        await client.drop_borrowed(dc or 0)
        raise


async def _elsewhere(client: Client, request: Any, dc: int) -> Any:
    sender = await client._borrow_exported_sender(dc)  # noqa: SLF001 - Telethon's downloads do the same
    try:
        return await client._call(sender, request)  # noqa: SLF001
    finally:
        if dc in client._borrowed_senders:  # noqa: SLF001
            await client._return_exported_sender(sender)  # noqa: SLF001
