"""A file in a message: what is known of it, and whether its bytes are there."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from bridge.model.ids import MediaId


class MediaKind(StrEnum):
    """How the network presents the file."""

    IMAGE = "image"
    VIDEO = "video"
    VIDEO_MESSAGE = "video_message"
    ANIMATION = "animation"
    AUDIO = "audio"
    VOICE = "voice"
    STICKER = "sticker"
    FILE = "file"


class MediaState(StrEnum):
    """Whether the bytes can be had."""

    PRESENT = "present"
    RENAMED = "renamed"
    """Present under another name than the record gives."""
    NOT_EXPORTED = "not_exported"
    """Left out when the export was made: by choice, or by a limit of size."""
    LOST = "lost"
    """The record names a file that is not there, or the network no longer had it."""
    REMOTE = "remote"
    """Not in the export, but at a web address from which an import may fetch it; ``reference`` is that address."""


class Media(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A reference to a file. The bytes never travel in the model.

    ``size`` in bytes, ``duration`` in ms, ``width`` and ``height`` in pixels; ``waveform`` has values 0 to 1024.
    ``reference`` is set exactly when ``state`` is ``PRESENT``, ``RENAMED`` or ``REMOTE``.
    """

    kind: MediaKind
    state: MediaState
    reference: MediaId | None = None
    file_name: str | None = None
    mime_type: str | None = None
    """As the source declares it; never trusted."""
    size: int | None = None
    width: int | None = None
    height: int | None = None
    duration: int | None = None
    thumbnail: MediaId | None = None
    emoji: str | None = None
    """Of a sticker: the emoji it stands for."""
    title: str | None = None
    performer: str | None = None
    waveform: tuple[int, ...] | None = None
    spoiler: bool = False
    reason: str | None = None
    """Why the bytes are not there, in words for a person."""
