"""A chat's history from a linked account: fetched into a folder in the neutral format, and from there on an export.

So it is staged, planned, imported and verified as exports are, and may be kept. It grows page by page: a page's files
first, then its lines; whatever interrupts it, the next fetch into the same folder goes on after the last whole page.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bridge.errors import NetworkRefused, SpoolError
from bridge.model.codec import Item, decode, encode
from bridge.model.ids import ChatId, MediaId, MessageId
from bridge.model.media import Media, MediaState
from bridge.model.message import Message, Reaction
from bridge.model.parts import parts, rebuilt
from bridge.model.person import Person
from bridge.model.text import Span
from bridge.sources.connector import Connector
from bridge.sources.jsonl import HEADER

log = logging.getLogger(__name__)

HISTORY = "history.jsonl"
FILES = "files"
FILES_AT_A_TIME = 4
PRIVATE = 0o700
NO_LONGER_THERE = "the network no longer has it"
Progress = Callable[[int], None]
"""Told after each page: how many messages there are by now."""


@dataclass(frozen=True)
class Fetch:
    """Fetches one chat. ``largest``: bytes of the largest file that is wanted; larger ones are told, and left there."""

    connector: Connector
    chat: ChatId
    folder: Path
    largest: int

    async def run(self, until: MessageId | None, progress: Progress, after: MessageId | None = None) -> int:
        """Everything after ``after`` up to ``until``; how many messages there are.

        Raises the network's errors, and SpoolError.
        """
        await asyncio.to_thread(_prepare, self.folder)
        begun = await asyncio.to_thread(self._resume)
        if begun.is_new:
            chat = (await self.connector.details(self.chat)).chat
            await self._append(await self._with_files([chat]))
        count = begun.messages
        async for page in self.connector.history(self.chat, begun.last or after, until):
            items = await self._with_files([item for item in page if isinstance(item, Message | Person)])
            await self._append(items)
            count += sum(isinstance(item, Message) for item in items)
            progress(count)
        return count

    # What is there already

    def _resume(self) -> _Begun:
        path = self.folder / HISTORY
        if not path.exists():
            return _Begun()
        whole, begun = 0, _Begun()
        with path.open("rb+") as stream:
            for line in stream:
                if not line.endswith(b"\n"):
                    break
                begun = begun.after(line) if whole else begun
                whole += len(line)
            stream.truncate(whole)
        return begun

    async def _append(self, items: Sequence[Item]) -> None:
        """Safe on the disk once this returns."""
        await asyncio.to_thread(self._write, b"".join(encode(item) + b"\n" for item in items))

    def _write(self, lines: bytes) -> None:
        path = self.folder / HISTORY
        try:
            is_new = not path.exists() or not path.stat().st_size
            with path.open("ab") as stream:
                stream.write(msgspec.json.encode(HEADER) + b"\n" + lines if is_new else lines)
                _flush(stream)
        except OSError as error:
            raise SpoolError(str(error)) from error

    # Files

    async def _with_files(self, items: Sequence[Item]) -> list[Item]:
        """The items with every file in them as a path in the folder, or as lost. Each file is fetched once.

        When one cannot be had now, the others are let go of before that is raised: nobody writes into them any more.
        """
        slots, wanted = asyncio.Semaphore(FILES_AT_A_TIME), dict[MediaId, int | None]()
        for item in items:
            wanted |= _wanted(item)

        async def place(reference: MediaId) -> str | None:
            async with slots:
                return await self._place(reference, wanted[reference])

        try:
            async with asyncio.TaskGroup() as group:
                tasks = {reference: group.create_task(place(reference)) for reference in wanted}
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None
        places = {reference: task.result() for reference, task in tasks.items()}
        return [rebuilt(item, partial(_moved, places)) for item in items]

    async def _place(self, reference: MediaId, size: int | None) -> str | None:
        """Where the file's bytes are in the folder; None: the network no longer has them, or they are too many."""
        name = f"{FILES}/{hashlib.sha256(reference.encode()).hexdigest()[:32]}"
        if (self.folder / name).exists():
            return name
        if size is not None and size > self.largest:
            return None
        part = self.folder / f"{name}.part"
        try:
            await self._download(reference, part)
        except NetworkRefused as refusal:
            log.warning("a file cannot be fetched: %s", refusal.code)
            await asyncio.to_thread(part.unlink, missing_ok=True)
            return None
        await asyncio.to_thread(part.rename, self.folder / name)
        return name

    async def _download(self, reference: MediaId, part: Path) -> None:
        """Go on where an earlier try stopped."""
        try:
            with part.open("ab") as stream:
                async for chunk in self.connector.open(reference, stream.tell()):
                    await asyncio.to_thread(stream.write, chunk)
                await asyncio.to_thread(_flush, stream)
        except OSError as error:
            raise SpoolError(str(error)) from error


def _prepare(folder: Path) -> None:
    """For us alone: it holds all that was ever said in a chat."""
    folder.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    for one in (folder, folder / FILES):
        one.mkdir(exist_ok=True, mode=PRIVATE)
        one.chmod(PRIVATE)


class _Begun(Struct, frozen=True):
    """What an earlier fetch has left."""

    is_new: bool = True
    messages: int = 0
    last: MessageId | None = None

    def after(self, line: bytes) -> _Begun:
        item = decode(line)
        if not isinstance(item, Message):
            return _Begun(False, self.messages, self.last)
        return _Begun(False, self.messages + 1, item.id)


def _wanted(item: object) -> dict[MediaId, int | None]:
    """The files in an item, with their sizes where they are known."""
    wanted: dict[MediaId, int | None] = {}
    for part in parts(item):
        if isinstance(part, Media):
            if part.reference is not None:
                wanted[part.reference] = part.size
            if part.thumbnail is not None:
                wanted[part.thumbnail] = None
        elif isinstance(part, Span | Reaction) and part.media is not None:
            wanted[part.media] = None
    return wanted


def _moved(places: dict[MediaId, str | None], part: Struct) -> Struct:
    def place(reference: MediaId | None) -> MediaId | None:
        found = None if reference is None else places.get(reference)
        return None if found is None else MediaId(found)

    if isinstance(part, Span | Reaction):
        return replace(part, media=place(part.media)) if part.media is not None else part
    if not isinstance(part, Media):
        return part
    reference = place(part.reference)
    if part.reference is not None and reference is None:
        lost = replace(part, state=MediaState.LOST, reference=None, reason=part.reason or NO_LONGER_THERE)
        return replace(lost, thumbnail=place(part.thumbnail))
    return replace(part, reference=reference, thumbnail=place(part.thumbnail))


def _flush(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())
