"""What is done with a file: decided by what it is, and by how it was posted."""

from __future__ import annotations

from enum import StrEnum

from bridge.media.signatures import TGS
from bridge.model.media import Media, MediaKind


class Treatment(StrEnum):
    """Together with a file's hash it names an upload for ever, so a value never changes its meaning."""

    PLAIN = "plain"
    """Bytes that nobody looks into."""
    IMAGE = "image"
    VIDEO = "video"
    SOUND = "sound"
    VOICE = "voice"
    """A sound whose waveform has to be measured."""
    LOTTIE_STICKER = "lottie-sticker"
    WEBM_STICKER = "webm-sticker"
    UNCONVERTED_STICKER = "unconverted-sticker"
    """A moving sticker, when the operator wants none converted."""


CONVERSIONS = frozenset({Treatment.LOTTIE_STICKER, Treatment.WEBM_STICKER, Treatment.UNCONVERTED_STICKER})
"""Those that upload something else than the bytes of the source."""

_DECODING = "bridge.media.decoding"
DECODERS = {
    Treatment.IMAGE: f"{_DECODING}.image",
    Treatment.VIDEO: f"{_DECODING}.video",
    Treatment.SOUND: f"{_DECODING}.sound",
    Treatment.VOICE: f"{_DECODING}.voice",
    Treatment.LOTTIE_STICKER: f"{_DECODING}.lottie_sticker",
    Treatment.WEBM_STICKER: f"{_DECODING}.webm_sticker",
}
"""The module that looks into it. Loaded by name, in the decoding process only."""

_FAMILIES = {"image": Treatment.IMAGE, "video": Treatment.VIDEO, "audio": Treatment.SOUND}
_MOVING_STICKERS = {TGS: Treatment.LOTTIE_STICKER, "video/webm": Treatment.WEBM_STICKER}


def treatment(mime: str, media: Media, *, convert_stickers: bool) -> Treatment:
    """``mime`` is what the file really is."""
    if media.kind is MediaKind.STICKER and mime in _MOVING_STICKERS:
        return _MOVING_STICKERS[mime] if convert_stickers else Treatment.UNCONVERTED_STICKER
    if media.kind is MediaKind.VOICE and not media.waveform and mime.startswith("audio/"):
        return Treatment.VOICE
    return _FAMILIES.get(mime.partition("/")[0], Treatment.PLAIN)
