"""Files on their way to Telegram, in pieces, a few at a time."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any

from telethon.tl import functions, types

from bridge.errors import NetworkRefused, NetworkUnavailable
from bridge.sources.connector import File
from bridge.sources.telegram.live.line import Line

PIECE = 512 * 1024
"""Bytes; every piece but the last is as long."""
SMALL = 10 * 1024 * 1024
"""Files up to here are sent with their checksum."""
MOST_PIECES = 4000
LONGEST = PIECE * MOST_PIECES
_AT_ONCE = 4
_TRIES = 3


async def upload(line: Line, file: File, name: str, number: int) -> Any:
    """Send a file's bytes under this number; an InputFile, or InputFileBig.

    A piece that is lost with the connection is sent again, and no other. Raises NetworkRefused when the file is empty,
    too long, or not as long as it says.
    """
    if not 0 < file.size <= LONGEST:
        raise NetworkRefused("Telegram takes no empty files, and none of more than 2000 MiB.")
    big, total = file.size > SMALL, -(-file.size // PIECE)
    digest = await _send_all(line, file, number, total, big=big)
    if big:
        return types.InputFileBig(id=number, parts=total, name=name)
    return types.InputFile(id=number, parts=total, name=name, md5_checksum=digest)


async def _send_all(line: Line, file: File, number: int, total: int, *, big: bool) -> str:
    digest, length, place = hashlib.md5(usedforsecurity=False), 0, 0
    under_way: set[asyncio.Task[None]] = set()
    try:
        async for piece in _pieces(file):
            length += len(piece)
            _check_length(length, file.size)
            digest.update(piece)
            request = _request(number, place, total, piece, big=big)
            under_way = await _room_for_one(under_way)
            under_way.add(asyncio.create_task(_send(line, request)))
            place += 1
        _check_length(file.size, length)
        await asyncio.gather(*under_way)
    finally:
        await _let_go(under_way)
    return digest.hexdigest()


async def _room_for_one(under_way: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
    if len(under_way) < _AT_ONCE:
        return under_way
    done, others = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    return others


async def _let_go(tasks: set[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _send(line: Line, request: Any) -> None:
    for last in (False,) * (_TRIES - 1) + (True,):
        try:
            await line.ask(request)
            return
        except NetworkUnavailable:
            if last:
                raise


async def _pieces(file: File) -> AsyncIterator[bytes]:
    """A file's bytes anew, in the lengths that Telegram wants."""
    gathered = bytearray()
    async for chunk in file.chunks():
        gathered += chunk
        while len(gathered) >= PIECE:
            yield bytes(gathered[:PIECE])
            del gathered[:PIECE]
    if gathered:
        yield bytes(gathered)


def _check_length(length: int, most: int) -> None:
    if length > most:
        raise NetworkRefused("The file is not as long as it was said to be.")


def _request(number: int, place: int, total: int, piece: bytes, *, big: bool) -> Any:
    if big:
        return functions.upload.SaveBigFilePartRequest(
            file_id=number, file_part=place, file_total_parts=total, bytes=piece
        )
    return functions.upload.SaveFilePartRequest(file_id=number, file_part=place, bytes=piece)
