"""The one way from a file in an export, or a text, to the homeserver."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from bridge.errors import Refused
from bridge.matrix.client import Homeserver
from bridge.matrix.events import Upload
from bridge.media.declared import with_declared
from bridge.media.delivery import Delivery
from bridge.media.fetching import Originals, fetched, fetched_still
from bridge.media.flights import Flights
from bridge.media.limits import DEFAULTS, Limits
from bridge.media.missing import REFUSED_THERE, Missing, at_source, too_large
from bridge.media.names import download_name
from bridge.media.prepare import Prepared, Preparer
from bridge.media.sniffing import sniff
from bridge.media.spool import Spooled, weigh
from bridge.media.treatments import treatment
from bridge.media.web import NOT_FETCHED, WebFiles
from bridge.media.workers import Workers
from bridge.media.workspace import Workspace
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaState
from bridge.store import Uploads

logger = logging.getLogger(__name__)

Outcome = Upload | Missing


class Uploader:
    """Uploads each file once, whatever refers to it and however often it is asked, also after a crash.

    ``limits.size`` is the smaller of what the operator allows and what the homeserver takes. ``parallel`` files are
    worked on at a time. Temporary files go below ``folder`` (None: where the system keeps them). ``workers`` may be
    shared, then whoever made them closes them. Close the uploader at the end, or use it with ``async with``.
    """

    def __init__(
        self,
        homeserver: Homeserver,
        uploads: Uploads,
        limits: Limits = DEFAULTS,
        *,
        parallel: int = 4,
        convert_stickers: bool = True,
        folder: Path | None = None,
        workers: Workers | None = None,
    ) -> None:
        self._uploads = uploads
        self._delivery = Delivery(homeserver, uploads)
        self._limits = limits
        self._convert_stickers = convert_stickers
        self._workspace = Workspace.create(folder)
        self._workers = workers or Workers(limits)
        self._own_workers = workers is None
        self._slots = asyncio.Semaphore(parallel)
        self._references: Flights[tuple[int, str], Outcome] = Flights()
        self._contents: Flights[str, Outcome] = Flights()

    async def ensure(self, export: int, media: Media, archive: Originals, web: WebFiles | None = None) -> Outcome:
        """The file on the homeserver; it is uploaded now unless it was before. ``web`` fetches what is remote.

        ``Upload.notes`` says what could not be done with it. Raises ExportGone when the whole archive is, SpoolError
        when there is no room for temporary files, and the homeserver's and the store's errors: then nothing is
        decided about the file, and the same call goes on from there.
        """
        if media.reference is None:
            return at_source(media)
        work = partial(self._carry, export, media.reference, media, archive, web)
        outcome = await self._references.share((export, media.reference), work)
        return _as_shown(outcome, media)

    async def ensure_text(self, text: str, name: str) -> Outcome:
        """A text as a file, for what is too long for messages. Raises as ``ensure`` does."""
        content = _bytes_of(text)
        key = _text_key(content)
        return await self._contents.share(key, partial(self._write, key, content, name))

    async def recall(self, export: int, media: Media) -> Outcome | None:
        """What ``ensure`` gave for this file, without touching archive or homeserver; None: it was never asked."""
        if media.reference is None:
            return at_source(media)
        outcome = await self._known(export, media.reference)
        return outcome and _as_shown(outcome, media)

    async def recall_text(self, text: str) -> Upload | None:
        """The same for ``ensure_text``."""
        return await self._delivery.known(_text_key(_bytes_of(text)))

    async def close(self) -> None:
        """Stop what is under way; nothing that was done is lost."""
        await self._references.close()
        await self._contents.close()
        if self._own_workers:
            await self._workers.close()
        await asyncio.to_thread(self._workspace.remove)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _known(self, export: int, reference: str) -> Outcome | None:
        memo = await self._uploads.memo(export, reference)
        if memo is None:
            return None
        return Missing.from_memo(memo) or await self._delivery.known(memo)

    async def _carry(
        self, export: int, reference: MediaId, media: Media, archive: Originals, web: WebFiles | None
    ) -> Outcome:
        async with self._slots:
            known = await self._known(export, reference)
            if isinstance(known, Upload):
                return known
            async with self._workspace.folder() as folder:
                memo, outcome = await self._treat(reference, media, archive, web, folder)
            if isinstance(outcome, Missing):
                logger.warning("A file of export %s is not carried over: %s", export, outcome.code)
            await self._uploads.remember(export, reference, memo)
            return outcome

    async def _treat(
        self, reference: MediaId, media: Media, archive: Originals, web: WebFiles | None, folder: Path
    ) -> tuple[str, Outcome]:
        """What becomes of the file, and how that is remembered."""
        if media.state is MediaState.REMOTE:
            original = await web.fetch(media, folder / "original", self._limits.size) if web else NOT_FETCHED
        else:
            original = await fetched(archive, reference, folder / "original", self._limits.size)
        if isinstance(original, Missing):
            return original.memo, original
        mime = sniff(original.head, media.mime_type, media.file_name or reference)
        how = treatment(mime, media, convert_stickers=self._convert_stickers)
        key = f"{original.sha256}:{how}"

        async def work() -> Outcome:
            known = await self._delivery.known(key)
            if known is not None:
                return known
            still = await fetched_still(archive, media, folder / "still-original", self._limits.size)
            prepared = await Preparer(self._workers, folder).prepare(original, mime, how, still)
            return await self._deliver(key, prepared, download_name(media))

        outcome = await self._contents.share(key, work)
        return (outcome.memo if isinstance(outcome, Missing) else key), outcome

    async def _write(self, key: str, content: bytes, name: str) -> Outcome:
        if len(content) > self._limits.size:
            return too_large(len(content))
        async with self._slots, self._workspace.folder() as folder:
            written = await asyncio.to_thread(weigh, iter([content]), folder / "text", self._limits.size)
            return await self._deliver(key, Prepared(file=written, mime_type="text/plain"), name)

    async def _deliver(self, key: str, prepared: Prepared, name: str | None) -> Outcome:
        try:
            return await self._delivery.deliver(key, prepared, name)
        except Refused as refusal:
            outcome = _refusal(refusal, prepared.file)
            if outcome is None:
                raise
            return outcome


def _as_shown(outcome: Outcome, media: Media) -> Outcome:
    return with_declared(outcome, media) if isinstance(outcome, Upload) else outcome


def _refusal(refusal: Refused, file: Spooled) -> Missing | None:
    """What the homeserver has against this one file. None: it is not about the file.

    Synapse answers 400 to what its spam checker takes for bad content (``rest/media/upload_resource.py``). A proxy
    that takes less than the homeserver is to be corrected; it has no Matrix error code.
    """
    if not refusal.code:
        return None
    return {413: too_large(file.size), 400: REFUSED_THERE}.get(refusal.status)


def _bytes_of(text: str) -> bytes:
    return text.encode(errors="replace")  # half a surrogate pair has no bytes


def _text_key(content: bytes) -> str:
    return f"{hashlib.sha256(content).hexdigest()}:text"
