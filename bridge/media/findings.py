"""What looking into a file brought to light."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Picture:
    """A picture that was drawn along the way: a thumbnail, or a converted sticker."""

    mime_type: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Width and height in pixels as shown (turned upright), duration in ms, waveform 0 to 1024."""

    width: int | None = None
    height: int | None = None
    duration: int | None = None
    waveform: tuple[int, ...] | None = None
    picture: Picture | None = None
    notes: tuple[str, ...] = ()
    """What could not be done, each as ``code: detail``."""

    def noting(self, code: str, detail: str) -> Findings:
        """The same with one more note."""
        return replace(self, notes=(*self.notes, f"{code}: {detail}"))


NOT_MEASURED = "media-not-measured"
"""The file was carried over as it is, but nothing is known of what is in it."""
THUMBNAIL_NOT_MADE = "thumbnail-not-made"
"""Clients will have to load the whole picture or film to show it."""
STICKER_AS_PICTURE = "sticker-as-still-picture"
"""A moving sticker is shown by the still picture that came with it."""
STICKER_AS_FILE = "sticker-as-file"
"""A moving sticker is kept as a file that clients do not show."""
