"""Bytes to the homeserver, exactly once: an address is remembered before anything goes there."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import msgspec

from bridge.errors import HomeserverError, Refused
from bridge.matrix.client import Homeserver
from bridge.matrix.events import ContentUri, Upload
from bridge.media.downloads import weigh_download
from bridge.media.prepare import Prepared
from bridge.media.spool import Spooled
from bridge.store import Uploads, UploadState

logger = logging.getLogger(__name__)

_ADDRESSES = 3
"""That are tried for one file; each takes two lost answers in a row."""
_EXPIRED = frozenset({403, 404})
"""How the homeserver speaks of an address that it gave out long ago (24 h), or to another user."""


@dataclass(frozen=True)
class Delivery:
    """Uploads prepared files. ``key`` names a file's content and treatment."""

    homeserver: Homeserver
    uploads: Uploads

    async def known(self, key: str) -> Upload | None:
        """What was delivered under this key."""
        row = await self.uploads.get(key)
        return None if row is None or row.data is None else msgspec.json.decode(row.data, type=Upload)

    async def deliver(self, key: str, prepared: Prepared, name: str | None) -> Upload:
        """Upload it, and its thumbnail before it, unless that was done before. ``name`` is the file's, for downloads.

        Raises Refused when the homeserver does not take it, HomeserverUnavailable when it cannot be reached.
        """
        known = await self.known(key)
        if known is not None:
            return known
        thumbnail = await self._thumbnail(prepared.thumbnail)
        uri = await self._placed(key, prepared, name)
        upload = _described(uri, prepared, thumbnail)
        await self.uploads.complete(key, uri, msgspec.json.encode(upload).decode())
        return await self.known(key) or upload  # another worker's, when it was quicker

    async def _thumbnail(self, thumbnail: Prepared | None) -> Upload | None:
        if thumbnail is None:
            return None
        return await self.deliver(f"{thumbnail.file.sha256}:thumbnail", thumbnail, None)

    async def _placed(self, key: str, prepared: Prepared, name: str | None) -> ContentUri:
        """Where the bytes are, in the end. An address that an earlier run left behind may hold them already."""
        row = await self.uploads.get(key)
        if row is not None and row.state is UploadState.RESERVED:
            uri = ContentUri(row.uri)
            if await self._filled(uri, prepared, name, ours=False):
                return uri
        for _ in range(_ADDRESSES):
            uri = (await self.homeserver.create_media()).uri
            await self.uploads.reserve(key, uri)
            if await self._filled(uri, prepared, name, ours=True):
                return uri
        raise HomeserverError(f"It says that {_ADDRESSES} new addresses for files are taken already.")

    async def _filled(self, uri: ContentUri, prepared: Prepared, name: str | None, *, ours: bool) -> bool:
        """Put the bytes there. False when the address is of no use; ``ours``: it was given to us just now."""
        file = prepared.file
        try:
            await self.homeserver.upload(uri, file.chunks, file.size, _content_type(prepared.mime_type), name)
        except Refused as refusal:
            if refusal.status == 409:
                return await self._holds(uri, file)
            if refusal.status in _EXPIRED and not ours:
                return False
            raise
        return True

    async def _holds(self, uri: ContentUri, file: Spooled) -> bool:
        """409 means filled already, or being filled by a request whose answer was lost: only the bytes can tell."""
        try:
            found = await weigh_download(self.homeserver, uri)
        except Refused as refusal:
            logger.info("An address for a file holds nothing (%s %s)", refusal.status, refusal.code)
            return False
        return found.sha256 == file.sha256


def _content_type(mime: str) -> str:
    """Text is told from other bytes by being UTF-8; browsers have to be told, or they show something else."""
    return f"{mime}; charset=utf-8" if mime.startswith("text/") else mime


def _described(uri: ContentUri, prepared: Prepared, thumbnail: Upload | None) -> Upload:
    findings = prepared.findings
    return Upload(
        uri=uri,
        mime_type=prepared.mime_type,
        size=prepared.file.size,
        sha256=prepared.file.sha256,
        width=findings.width,
        height=findings.height,
        duration=findings.duration,
        waveform=findings.waveform,
        thumbnail=thumbnail,
        notes=findings.notes,
    )
