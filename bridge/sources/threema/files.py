"""The files of messages, which lie in the backup under the message's own number and without an ending."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import structs

from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaState
from bridge.sources.archive import Archive
from bridge.sources.threema.tables import Row

_ABSENT = "the file is not in the backup: it was never downloaded, or is no longer on the phone"
_LEFT_OUT = "media were left out when the backup was made"


@dataclass(frozen=True)
class Files:
    """The files of one kind of chat."""

    archive: Archive
    table: str
    """Where the messages stand; files lie beside it."""
    prefix: str
    """``message``, ``group_message`` or ``distribution_list_message``."""
    thumbnail_prefix: str
    any_media: bool
    """Are there any files of messages in the backup at all?"""

    def media(self, row: Row, known: Media) -> Media:
        """What is known of a message's file, and whether it is there."""
        number = row.get("uid", "")
        found = self._name(f"{self.prefix}_media_{number}") if number else None
        state = MediaState.PRESENT if found else MediaState.LOST if self.any_media else MediaState.NOT_EXPORTED
        reason = None if found else _ABSENT if self.any_media else _LEFT_OUT
        thumbnail = self._name(f"{self.thumbnail_prefix}_thumbnail_{number}") if number else None
        return structs.replace(known, state=state, reference=found, reason=reason, thumbnail=thumbnail)

    def _name(self, reference: str) -> MediaId | None:
        found = self.archive.resolve(reference, beside=self.table)
        return MediaId(found.name) if found else None
