"""Containers of films and sounds, opened without following what they refer to."""

from __future__ import annotations

from pathlib import Path

import av
from av.container import InputContainer

from bridge.errors import MediaError
from bridge.media.sniffing import HEAD, sniff

_DEMUXERS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "video/3gpp": "mov",
    "audio/mp4": "mov",
    "video/webm": "matroska",
    "video/x-matroska": "matroska",
    "audio/ogg": "ogg",
    "video/ogg": "ogg",
    "application/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/flac": "flac",
    "audio/wav": "wav",
    "audio/aac": "aac",
    "audio/amr": "amr",
}
"""Of FFmpeg's hundreds, some of which are play lists that open other files and addresses."""


def opened(source: Path) -> InputContainer:
    """The container, to be closed by the caller. Raises MediaError for kinds that we do not look into."""
    with source.open("rb") as stream:
        mime = sniff(stream.read(HEAD))
    demuxer = _DEMUXERS.get(mime)
    if demuxer is None:
        raise MediaError(f"Nothing here looks into {mime}.")
    return av.open(source, format=demuxer, options={"protocol_whitelist": "file"})


def duration(container: InputContainer) -> int | None:
    """In ms, as the container says; None when it does not."""
    return None if container.duration is None else max(0, round(container.duration / 1000))
