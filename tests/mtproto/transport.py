"""How packets travel over TCP: the three framings clients choose from, told apart by their first bytes."""

from __future__ import annotations

import asyncio
import struct
import zlib
from typing import Protocol

LONGEST_PACKET = 1 << 21


class Framing(Protocol):
    async def read(self) -> bytes: ...

    def write(self, payload: bytes) -> None: ...


class Broken(Exception):
    """What arrives is no packet."""


class Full:
    """Length, number and checksum around every packet: Telethon's choice."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes) -> None:
        self._reader, self._writer, self._first = reader, writer, first
        self._received = self._sent = 0

    async def read(self) -> bytes:
        head = self._first + await self._reader.readexactly(8 - len(self._first))
        self._first = b""
        length, number = struct.unpack("<ii", head)
        if not 12 <= length <= LONGEST_PACKET or number != self._received:
            raise Broken
        rest = await self._reader.readexactly(length - 8)
        if struct.unpack("<I", rest[-4:])[0] != zlib.crc32(head + rest[:-4]):
            raise Broken
        self._received += 1
        return rest[:-4]

    def write(self, payload: bytes) -> None:
        packet = struct.pack("<ii", len(payload) + 12, self._sent) + payload
        self._sent += 1
        self._writer.write(packet + struct.pack("<I", zlib.crc32(packet)))


class Intermediate:
    """Four bytes of length."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def read(self) -> bytes:
        length = int.from_bytes(await self._reader.readexactly(4), "little")
        if length > LONGEST_PACKET:
            raise Broken
        return await self._reader.readexactly(length)

    def write(self, payload: bytes) -> None:
        self._writer.write(len(payload).to_bytes(4, "little") + payload)


class Abridged:
    """One byte of length, counted in words; four for what is longer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def read(self) -> bytes:
        words = (await self._reader.readexactly(1))[0]
        if words == 127:
            words = int.from_bytes(await self._reader.readexactly(3), "little")
        if words * 4 > LONGEST_PACKET:
            raise Broken
        return await self._reader.readexactly(words * 4)

    def write(self, payload: bytes) -> None:
        words = len(payload) // 4
        length = bytes([words]) if words < 127 else b"\x7f" + words.to_bytes(3, "little")
        self._writer.write(length + payload)


async def recognise(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Framing:
    """The framing of a connection that has just been opened."""
    first = await reader.readexactly(1)
    if first == b"\xef":
        return Abridged(reader, writer)
    first += await reader.readexactly(3)
    if first == b"\xee" * 4:
        return Intermediate(reader, writer)
    return Full(reader, writer, first)
