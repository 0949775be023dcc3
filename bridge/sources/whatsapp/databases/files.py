"""The files that a database names: where they lie beside it, or why they are not there."""

from __future__ import annotations

from pathlib import PurePosixPath

from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaState
from bridge.sources.archive import Archive, Found
from bridge.sources.file_roots import FileRoots
from bridge.sources.whatsapp.databases.record import FileRecord

_USUAL = ("", "WhatsApp/", "Message/")
"""Where the folder ``Media`` may stand, beside a database that is given alone."""


class Files:
    """Looks for files wherever a folder ``Media`` stands in the export."""

    def __init__(self, archive: Archive, database: str) -> None:
        self.archive = archive
        self.database = database
        self._roots = FileRoots(archive, database, "Media", _USUAL)

    def media(self, record: FileRecord) -> Media:
        """A file, or why it is not there."""
        found = self.found(record.path) if record.path else None
        state = MediaState.LOST if found is None else MediaState.RENAMED if found.renamed else MediaState.PRESENT
        return Media(
            kind=record.kind,
            state=state,
            reference=MediaId(found.name) if found else None,
            file_name=record.name or (PurePosixPath(record.path).name if record.path else None) or None,
            mime_type=record.mime_type,
            size=record.size,
            width=record.width,
            height=record.height,
            duration=record.duration,
            waveform=record.waveform,
            reason=None if found else _why(record),
        )

    def found(self, path: str) -> Found | None:
        """Where a path leads."""
        return self._roots.found(path)


def _why(record: FileRecord) -> str:
    if record.view_once:
        return "sent to be viewed once: WhatsApp keeps no copy"
    return "the file that the database names is not in the export" if record.path else "not downloaded to this phone"
