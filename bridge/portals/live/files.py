"""Files of live chats, both ways: from a network to the homeserver, and from the homeserver to a network."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from bridge.errors import NetworkRefused, SpoolError
from bridge.matrix.client import Homeserver
from bridge.matrix.events import ContentUri, Upload
from bridge.matrix.to_content import TextFile
from bridge.media.missing import Missing
from bridge.media.uploader import Uploader
from bridge.model.ids import MediaId
from bridge.model.media import Media
from bridge.portals.scene import Files
from bridge.sources.connector import Connector

FindConnector = Callable[[int], Awaitable[Connector | None]]
"""The connection of the login that an export stands for; None: it is a real export. Raises NetworkRefused where the
login is lost, and NetworkUnavailable.
"""
GONE = "the network no longer has it"


@dataclass(frozen=True)
class LiveFiles:
    """Where files are on the homeserver, for both lanes: what is not there yet is brought there.

    ``largest``: bytes of the largest file that is fetched.
    """

    uploader: Uploader
    exports: Files
    find_connector: FindConnector
    largest: int

    async def find(self, export: int, media: Media) -> Upload | str:
        """The upload, or why there is none. Raises the network's errors, when it may be had later."""
        try:
            connector = await self.find_connector(export)
        except NetworkRefused as refusal:
            known = await self.uploader.recall(export, media)
            return known if isinstance(known, Upload) else refusal.detail
        if connector is None:
            return await self.exports.find(export, media)
        known = await self.uploader.recall(export, media)
        if known is not None:
            return known.reason if isinstance(known, Missing) else known
        if media.size is not None and media.size > self.largest:
            return "larger than what is carried over"
        return await self._bring(connector, export, media)

    async def find_text(self, text: TextFile) -> Upload | str:
        """The upload of a text that is too long for the timeline."""
        return await self.exports.find_text(text)

    async def _bring(self, connector: Connector, export: int, media: Media) -> Upload | str:
        async with AsyncExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="beringia-")))
            fetched = Fetched(folder)
            try:
                await fetched.fetch(connector, media.reference)
            except NetworkRefused:
                return GONE
            with suppress(NetworkRefused):  # the small picture is made anew, or there is none: nothing is lost
                await fetched.fetch(connector, media.thumbnail)
            found = await self.uploader.ensure(export, media, fetched)
        return found.reason if isinstance(found, Missing) else found


@dataclass(frozen=True)
class Fetched:
    """Files of one message in a temporary folder; what ``media.fetching`` reads them from."""

    path: Path
    _places: dict[MediaId, Path] = field(default_factory=dict)

    async def fetch(self, connector: Connector, reference: MediaId | None) -> None:
        """Download it whole. Raises SpoolError when our own disk fails."""
        if reference is None:
            return
        place = self.path / hashlib.sha256(reference.encode()).hexdigest()
        try:
            with place.open("xb") as stream:
                async for chunk in connector.open(reference):
                    await asyncio.to_thread(stream.write, chunk)
        except OSError as error:
            raise SpoolError(str(error)) from error
        self._places[reference] = place

    def size(self, reference: str) -> int:
        """Bytes. Raises KeyError when it is not here."""
        return self._places[MediaId(reference)].stat().st_size

    def open_file(self, reference: str) -> BinaryIO:
        """Raises KeyError when it is not here."""
        return self._places[MediaId(reference)].open("rb")


@dataclass(frozen=True)
class Spooled:
    """A file from the homeserver, ready to be sent to a network (``bridge.sources.connector.File``)."""

    path: Path
    size: int

    async def chunks(self) -> AsyncIterator[bytes]:
        """Its bytes, from the beginning."""
        with self.path.open("rb") as stream:
            while chunk := await asyncio.to_thread(stream.read, 256 * 1024):
                yield chunk


async def download(homeserver: Homeserver, uri: ContentUri, path: Path) -> Spooled:
    """Fetch a file from the homeserver. Raises Refused when there is none, and SpoolError."""
    size = 0
    try:
        with path.open("xb") as stream:
            async for chunk in homeserver.download(uri):
                await asyncio.to_thread(stream.write, chunk)
                size += len(chunk)
    except OSError as error:
        raise SpoolError(str(error)) from error
    return Spooled(path, size)
