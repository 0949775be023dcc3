"""Where an item's files are on the homeserver: brought there now, or as an import left them."""

from __future__ import annotations

from bridge.history.exports import Exports
from bridge.matrix.events import Upload
from bridge.matrix.to_content import TextFile
from bridge.media.missing import Missing
from bridge.media.uploader import Uploader
from bridge.model.media import Media, MediaState


class CarriedFiles:
    """For the worker: a file that is not on the homeserver yet is uploaded."""

    def __init__(self, uploader: Uploader, exports: Exports) -> None:
        self._uploader = uploader
        self._exports = exports

    async def find(self, export: int, media: Media) -> Upload | str:
        """The upload, or why there is none."""
        if await self._exports.is_live(export):
            return await self._known_of_live(export, media)
        archive = await self._exports.archive(export)
        web = await self._exports.web(export) if media.state is MediaState.REMOTE else None
        return _told(await self._uploader.ensure(export, media, archive, web))

    async def _known_of_live(self, export: int, media: Media) -> Upload | str:
        """What a linked account showed is fetched by the bridge, while it runs."""
        found = await self._uploader.recall(export, media)
        return _told(found) if found is not None else "only the running bridge can fetch it"

    async def find_text(self, text: TextFile) -> Upload | str:
        """The upload of a text that is too long for the timeline."""
        return _told(await self._uploader.ensure_text(text.text, text.file_name))


class RecordedFiles:
    """For verify: only what an import recorded counts."""

    def __init__(self, uploader: Uploader) -> None:
        self._uploader = uploader

    async def find(self, export: int, media: Media) -> Upload | str:
        """The upload as recorded, or why there is none."""
        return _told(await self._uploader.recall(export, media))

    async def find_text(self, text: TextFile) -> Upload | str:
        """The upload as recorded."""
        return _told(await self._uploader.recall_text(text.text))


def _told(found: Upload | Missing | None) -> Upload | str:
    if isinstance(found, Upload):
        return found
    return found.reason if found is not None else "never uploaded"
