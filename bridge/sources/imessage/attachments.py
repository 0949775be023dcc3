"""The files of messages: where they lie in the export, or that they are not there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.sources.archive import Archive, Found
from bridge.sources.file_roots import FileRoots
from bridge.sources.iphone_backup import found_hashed, hashed
from bridge.sources.sqlite_file import Row
from bridge.sources.sqlite_values import amount, words

COLUMNS = ("filename", "uti", "mime_type", "transfer_name", "total_bytes", "is_sticker", "hide_attachment")
_USUAL = ("", "Library/Messages/", "Messages/")
"""Where the folder ``Attachments`` may stand, beside a database that is given alone."""
_PREVIEW = ".pluginPayloadAttachment"
"""Pictures of links and apps, which are no messages."""
_KINDS: Mapping[str, MediaKind] = {
    "image": MediaKind.IMAGE,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
}
_UTIS: Mapping[str, MediaKind] = {
    "com.apple.coreaudio-format": MediaKind.VOICE,
    "com.compuserve.gif": MediaKind.ANIMATION,
    "com.apple.quicktime-movie": MediaKind.VIDEO,
    "public.heic": MediaKind.IMAGE,
    "public.jpeg": MediaKind.IMAGE,
    "public.png": MediaKind.IMAGE,
}
_ABSENT = "the file that the database names is not in the export"
_UNKNOWN = "the database does not say which file: it may be in iCloud only"


class Attachments:
    """Looks for files wherever a folder ``Attachments`` stands in the export, or in a backup of a phone."""

    def __init__(self, archive: Archive, database: str) -> None:
        self._archive = archive
        self._database = database
        self._roots = FileRoots(archive, database, "Attachments", _USUAL)
        self._hashed = len(PurePosixPath(database).name) == len(hashed("", ""))

    def media(self, row: Row, *, spoken: bool) -> Media:
        """A file, or why it is not there. ``spoken``: into the app."""
        path = words(row["filename"])
        found = self._found(path) if path else None
        state = MediaState.LOST if found is None else MediaState.RENAMED if found.renamed else MediaState.PRESENT
        reason = None if found else _ABSENT if path else _UNKNOWN
        return Media(
            kind=_kind(row, spoken=spoken),
            state=state,
            reference=MediaId(found.name) if found else None,
            file_name=words(row["transfer_name"]) or (PurePosixPath(path).name if path else None) or None,
            mime_type=words(row["mime_type"]),
            size=amount(row["total_bytes"]) or None,
            reason=reason,
        )

    def _found(self, path: str) -> Found | None:
        if not self._hashed:
            return self._roots.found(path)
        tail = path.rpartition("Library/SMS/")[2]
        return found_hashed(self._archive, self._database, "MediaDomain", f"Library/SMS/{tail}")


def is_shown(row: Row) -> bool:
    """Pictures that a link or an app brings along are none of anybody's files."""
    name = words(row["transfer_name"]) or words(row["filename"]) or ""
    return not name.endswith(_PREVIEW) and row["hide_attachment"] != 1


def _kind(row: Row, *, spoken: bool) -> MediaKind:
    if row["is_sticker"] == 1:
        return MediaKind.STICKER
    mime_type = (words(row["mime_type"]) or "").lower()
    known = _UTIS.get(words(row["uti"]) or "")
    if mime_type == "image/gif":
        return MediaKind.ANIMATION
    kind = known or _KINDS.get(mime_type.partition("/")[0], MediaKind.FILE)
    return MediaKind.VOICE if spoken and kind is MediaKind.AUDIO else kind
