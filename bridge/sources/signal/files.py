"""Files of messages: they lie under names that are made of a hash of the file and a key of its own.

As the apps do it: ``MediaName.forLocalBackupFilename`` in https://github.com/signalapp/Signal-Android.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import PurePosixPath

from msgspec import structs

from bridge.errors import ArchiveError
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.sources.archive import Archive
from bridge.sources.loose_values import Fields, first_words, record, size
from bridge.sources.signal.people import bytes_of

_LONGEST_TEXT = 1 << 20
_KINDS = {"image": MediaKind.IMAGE, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}
_FLAGS = {"VOICE_MESSAGE": MediaKind.VOICE, "GIF": MediaKind.ANIMATION, "BORDERLESS": MediaKind.STICKER}
_WITHOUT = "the export was made without media"
_ALONE = "only main.jsonl was given, without the folder of its files"
_NEVER = "it was never downloaded to the exporting device"


class Files:
    """The files of one export."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    @property
    def is_alone(self) -> bool:
        """Was nothing given but the file of messages, so that what lies around it is not seen?"""
        return list(self._archive.names()) == [self._archive.path.name]

    def media(self, attachment: Fields) -> Media:
        """An attachment as it is said."""
        pointer = record(attachment.get("pointer"))
        mime = first_words(pointer, "contentType")
        kind = _FLAGS.get(first_words(attachment, "flag") or "") or _kind(mime)
        media = Media(
            kind=kind,
            state=MediaState.LOST,
            file_name=first_words(pointer, "fileName"),
            mime_type=mime,
            size=size(record(pointer.get("locatorInfo")).get("size")),
            width=size(pointer.get("width")),
            height=size(pointer.get("height")),
        )
        return self.settled(media, pointer)

    def settled(self, media: Media, pointer: Fields) -> Media:
        """The same file with what is known of its bytes."""
        name = _stem(record(pointer.get("locatorInfo")))
        if name is None:
            return structs.replace(media, state=MediaState.NOT_EXPORTED, reason=_NEVER)
        found = self._by_stem.get(name)
        if found is not None:
            return structs.replace(media, state=MediaState.PRESENT, reference=MediaId(found))
        if not self._by_stem:
            reason = _ALONE if self.is_alone else _WITHOUT
            return structs.replace(media, state=MediaState.NOT_EXPORTED, reason=reason)
        return structs.replace(media, reason="the export does not have it")

    def long_text(self, pointer: Fields) -> str | None:
        """The whole of a text that is cut off in its message; None: it is not there."""
        found = self._by_stem.get(_stem(record(pointer.get("locatorInfo"))) or "")
        if found is None:
            return None
        try:
            with self._archive.open_file(found) as stream:
                return stream.read(_LONGEST_TEXT).decode("utf-8", "replace")
        except ArchiveError:
            return None

    @cached_property
    def _by_stem(self) -> dict[str, str]:
        """Endings differ from app to app."""
        paths = (PurePosixPath(name) for name in self._archive.names())
        stems = ((path.name.partition(".")[0], path) for path in paths)
        return {stem: str(path) for stem, path in stems if len(stem) == 64 and path.parent.name == stem[:2]}


def _stem(locator: Fields) -> str | None:
    whole, key = bytes_of(locator.get("plaintextHash")), bytes_of(locator.get("localKey"))
    return hashlib.sha256(whole + key).hexdigest() if whole and key else None


def _kind(mime: str | None) -> MediaKind:
    return _KINDS.get((mime or "").partition("/")[0], MediaKind.FILE)
