"""The exports of a plan, opened when first needed: where the bytes of files come from."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Self

from bridge.errors import ArchiveError, ExportGone
from bridge.media.web import Web, WebFiles
from bridge.sources.archive import Archive
from bridge.sources.discovery import named
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Access
from bridge.sources.limits import Limits
from bridge.store import Store


class Exports:
    """Staged exports by id, each opened once. Use it with ``with``. ``web`` None: nothing is fetched from the internet."""

    def __init__(self, store: Store, limits: Limits, web: Web | None = None) -> None:
        self._store = store
        self._limits = limits
        self._web = web
        self._open: dict[int, Archive] = {}
        self._accesses: dict[int, Access | None] = {}
        self._lock = asyncio.Lock()

    async def archive(self, export: int) -> Archive:
        """The archive of an export. Raises ExportGone when it is not where it was, or not what it was, when staged."""
        async with self._lock:
            if export not in self._open:
                self._open[export] = await self._find(export)
            return self._open[export]

    async def web(self, export: int) -> WebFiles | None:
        """How the files of an export are fetched that are not in it; None: they are not."""
        if self._web is None:
            return None
        archive, row = await self.archive(export), await self._store.exports.get(export)
        async with self._lock:
            if export not in self._accesses and row is not None:
                reader = named(row.reader)
                self._accesses[export] = await asyncio.to_thread(reader.access, archive, Hints.of(row.hints))
            access = self._accesses.get(export)
        return WebFiles(self._web, access) if access is not None else None

    async def is_live(self, export: int) -> bool:
        """Does it stand for a linked account, and not for files?"""
        return await self._store.logins.of_export(export) is not None

    async def _find(self, export: int) -> Archive:
        row = await self._store.exports.get(export)
        if row is None:
            raise ExportGone(f"Export {export} was never staged in this database.")
        try:
            archive = await asyncio.to_thread(Archive.open, Path(row.path), self._limits)
        except (ArchiveError, OSError) as error:
            raise ExportGone(f"It was at {row.path}.") from error
        try:
            if await asyncio.to_thread(archive.fingerprint) != row.fingerprint:
                raise ExportGone(f"What is at {row.path} now is not what was planned; plan it again.")
            await asyncio.to_thread(named(row.reader).unlock, archive, Hints.of(row.hints))
        except BaseException:
            archive.close()
            raise
        return archive

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for archive in self._open.values():
            archive.close()
        self._open.clear()
