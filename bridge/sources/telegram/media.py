"""Files in messages: what is known of them, and in which of four states they are.

Instead of a path, the export may say in English why there is none: the file was left out by choice, was larger than
the chosen limit, or Telegram did not deliver it.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.sources.telegram.files import Files, existing
from bridge.sources.telegram.record import Record

KINDS = {
    "sticker": MediaKind.STICKER,
    "video_message": MediaKind.VIDEO_MESSAGE,
    "voice_message": MediaKind.VOICE,
    "animation": MediaKind.ANIMATION,
    "video_file": MediaKind.VIDEO,
    "audio_file": MediaKind.AUDIO,
}
"""``media_type``; a file without one was sent as a document."""

_LEFT_OUT = (MediaState.NOT_EXPORTED, "left out when the export was made")
_TOO_LARGE = (MediaState.NOT_EXPORTED, "larger than the limit set when the export was made")
_OUTSIDE = (MediaState.NOT_EXPORTED, "older or newer than the period chosen when the export was made")
_UNAVAILABLE = (MediaState.LOST, "not delivered by Telegram when the export was made")
_UNNAMED = (MediaState.LOST, "the export does not say where the file is")
_ABSENT = (MediaState.LOST, "the file that the export names is not in it")
_NOT_UNDERSTOOD = (MediaState.LOST, "the export does not say where the file is in a way that is understood")

_EXPLANATIONS = (("not included", _LEFT_OUT), ("exceeds maximum size", _TOO_LARGE), ("unavailable", _UNAVAILABLE))
_INSTEAD_OF_A_PATH = re.compile(r"(?:^|\s)\((?:File|Photo|Video|Media|Sticker) ([^()]*)\)$")
SKIP_REASONS = {
    "file_type": _LEFT_OUT,
    "file_size": _TOO_LARGE,
    "date_limits": _OUTSIDE,
    "unavailable": _UNAVAILABLE,
}
"""How pictures within long posts say it."""

_MEDIA_TYPE = "media_type"


def photo(record: Record, files: Files) -> Media:
    """The picture of a message or a service message."""
    state, reference, reason = _found(record, "photo", files)
    return Media(
        kind=MediaKind.IMAGE,
        state=state,
        reference=reference,
        reason=reason,
        file_name=_file_name(record, "photo", state),
        size=_count(record, "photo_file_size"),
        width=_count(record, "width"),
        height=_count(record, "height"),
        spoiler=_hidden(record),
    )


def document(record: Record, files: Files) -> Media:
    """Any other file of a message."""
    state, reference, reason = _found(record, "file", files)
    seconds = record.number("duration_seconds")
    return Media(
        kind=_kind(record),
        state=state,
        reference=reference,
        reason=reason,
        file_name=record.text("file_name") or _file_name(record, "file", state),
        mime_type=record.text("mime_type"),
        size=_count(record, "file_size"),
        width=_count(record, "width"),
        height=_count(record, "height"),
        duration=int(seconds * 1000) if seconds is not None and 0 <= seconds < 10**9 else None,
        thumbnail=existing(record.fields.get("thumbnail"), files),
        emoji=record.text("sticker_emoji"),
        title=record.text("title"),
        performer=record.text("performer"),
        spoiler=_hidden(record),
    )


def attached_file(record: Record, key: str, files: Files) -> Media:
    """A file that belongs to something else, such as a contact's card."""
    state, reference, reason = _found(record, key, files)
    return Media(
        kind=MediaKind.FILE,
        state=state,
        reference=reference,
        reason=reason,
        file_name=_file_name(record, key, state),
        size=_count(record, f"{key}_file_size"),
    )


def _found(record: Record, key: str, files: Files) -> tuple[MediaState, MediaId | None, str | None]:
    path = record.fields.get(key)
    if not path or not isinstance(path, str):
        state, reason = SKIP_REASONS.get(str(record.fields.get(f"{key}_skip_reason")), _UNNAMED)
        return state, None, reason
    if explained := _INSTEAD_OF_A_PATH.search(path):
        state, reason = _explanation(explained[1])
        return state, None, reason
    found = files(path)
    if found is None:
        return _ABSENT[0], None, _ABSENT[1]
    return (MediaState.RENAMED if found.renamed else MediaState.PRESENT), MediaId(found.name), None


def _explanation(words: str) -> tuple[MediaState, str]:
    return next((meaning for phrase, meaning in _EXPLANATIONS if phrase in words), _NOT_UNDERSTOOD)


def _kind(record: Record) -> MediaKind:
    named = record.text(_MEDIA_TYPE)
    if named is not None and named not in KINDS:
        record.ledger.note_unknown(f"{record.path}{_MEDIA_TYPE} {named}")
    return KINDS.get(named or "", MediaKind.FILE)


def _file_name(record: Record, key: str, state: MediaState) -> str | None:
    path = record.fields.get(key)
    named = isinstance(path, str) and (state in {MediaState.PRESENT, MediaState.RENAMED} or "/" in path)
    return PurePosixPath(str(path)).name or None if named and not _INSTEAD_OF_A_PATH.search(str(path)) else None


def _count(record: Record, key: str) -> int | None:
    number = record.whole(key)
    return number if number is not None and 0 < number < 2**53 else None


def _hidden(record: Record) -> bool:
    # What was meant to vanish after one look is not laid open for all.
    return record.flag("media_spoiler") or record.flag("spoiler") or bool(record.whole("self_destruct_period_seconds"))
