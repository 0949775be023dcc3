"""The files that a database names: where they lie beside it, or why they are not there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaState
from bridge.sources.archive import Archive, Found
from bridge.sources.whatsapp.databases.record import FileRecord

_TAIL = re.compile(r"(?:^|/)(Media/.+)$", re.DOTALL)
_ROOTS = ("", "WhatsApp/", "com.whatsapp/WhatsApp/", "Message/", "AppDomainGroup-group.net.whatsapp.WhatsApp.shared/")
"""Where, below or above the database, the folder may stand in which ``Media`` lies."""


class Files:
    """Looks for files from the database's folder upwards."""

    def __init__(self, archive: Archive, database: str) -> None:
        self.archive = archive
        self.database = database
        above = list(PurePosixPath(database).parents)
        self._folders: Sequence[str] = [f"{folder}/" if str(folder) != "." else "" for folder in above]

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
        named = _TAIL.search(path.replace("\\", "/"))
        tail = named[1] if named else path.lstrip("/")
        for folder in self._folders:
            for root in _ROOTS:
                if found := self.archive.resolve(f"{folder}{root}{tail}"):
                    return found
        return None


def _why(record: FileRecord) -> str:
    if record.view_once:
        return "sent to be viewed once: WhatsApp keeps no copy"
    return "the file that the database names is not in the export" if record.path else "not downloaded to this phone"
