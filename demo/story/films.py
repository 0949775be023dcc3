"""Films, voices and music."""

from __future__ import annotations

import io
import math
from array import array
from collections.abc import Callable, Iterable
from typing import Literal

import av
from PIL import Image, ImageDraw

from demo.story.pictures import SAILS, waving_hand
from demo.story.scenery import DAWN, DAY, NIGHT, boat, hills, lantern, scene, sun

Picture = Callable[[float], Image.Image]
"""A moment of a film: from 0, its beginning, to 1, its end."""

RATE = 48_000
_PIECE = 960
_WITHOUT_NOISE = {"aac_pns": "0"}
"""Otherwise the encoder fills gaps with random noise, another one each time."""


def sailing_by(moment: float) -> Image.Image:
    """The film: a boat crosses the harbour."""
    painted = scene(480, 270, DAY, 11)
    hills(painted, (92, 140, 110))
    boat(painted, moment * 0.6 + 0.05, 240, SAILS[0])
    return painted.finished()


def waves(moment: float) -> Image.Image:
    """The animation: the sun goes down, again and again."""
    painted = scene(320, 240, DAWN, 12)
    sun(painted, 0.5, 0.3 + 0.3 * moment, 40)
    return painted.finished().convert("RGB")


def greeting(moment: float) -> Image.Image:
    """The round film: a lantern swings."""
    painted = scene(240, 240, NIGHT, 13)
    lantern(painted, 0.5 + 0.12 * math.sin(moment * 6.28), 0.4, 70, SAILS[1])
    return painted.finished()


def wave_hello(moment: float) -> Image.Image:
    """The video sticker: a hand waves, on nothing."""
    hand = waving_hand().resize((256, 256), Image.Resampling.LANCZOS)
    return hand.rotate(14 * math.sin(moment * 12.56), resample=Image.Resampling.BICUBIC)


def bouncing_buoy(moment: float) -> Image.Image:
    """Another one, for the crew."""
    image = Image.new("RGBA", (256, 256))
    top = 70 + 30 * math.sin(moment * 12.56)
    ImageDraw.Draw(image).ellipse(
        (68, top, 188, top + 120), fill=(224, 82, 68, 255), outline=(250, 240, 230, 255), width=16
    )
    return image


def mp4(picture: Picture, frames: int, rate: int, *, sound: Iterable[int] | None = None) -> bytes:
    """A film, maybe with sound; deterministic, because a single thread encodes it."""
    stream = io.BytesIO()
    with av.open(stream, "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        track = _film_track(container, "libx264", picture(0).size, rate, "yuv420p", {"crf": "32", "preset": "slow"})
        voice = (
            container.add_stream("aac", rate=RATE, layout="mono", options=_WITHOUT_NOISE) if sound is not None else None
        )
        _film(container, track, picture, frames)
        if voice is not None and sound is not None:
            _sound(container, voice, sound, "fltp")
    return stream.getvalue()


def webm(picture: Picture, frames: int, rate: int) -> bytes:
    """A video sticker, with transparency."""
    stream = io.BytesIO()
    with av.open(stream, "w", format="webm", options={"fflags": "+bitexact"}) as container:
        track = _film_track(container, "libvpx-vp9", picture(0).size, rate, "yuva420p", {"crf": "40", "b": "0"})
        _film(container, track, picture, frames)
    return stream.getvalue()


def ogg(sound: Iterable[int]) -> bytes:
    """A voice message."""
    return _sound_file("ogg", "libopus", sound, "s16", {"fflags": "+bitexact"})


def mp3(sound: Iterable[int], **tags: str) -> bytes:
    """A piece of music that knows its title."""
    return _sound_file("mp3", "libmp3lame", sound, "s16p", {"fflags": "+bitexact"}, tags)


def murmur(seconds: float) -> Iterable[int]:
    """Something like a voice: syllables that rise and fall, with pauses."""
    for number in range(int(seconds * RATE)):
        time = number / RATE
        syllable = max(0.0, math.sin(time * 9.0)) * (0.25 + 0.75 * abs(math.sin(time * 1.3)))
        pitch = 130 + 30 * math.sin(time * 2.1)
        tone = sum(math.sin(6.2832 * pitch * overtone * time) / overtone for overtone in (1, 2, 3, 5))
        yield round(9000 * syllable * tone)


def shanty(seconds: float) -> Iterable[int]:
    """A tune in six eight time, plucked."""
    notes = (0, 4, 7, 12, 7, 4, 5, 9, 12, 9, 5, 2, 0, 4, 7, 11, 7, 4, 0, 0, 0, -5, 0, 0)
    for number in range(int(seconds * RATE)):
        time = number / RATE
        beat = int(time / 0.22)
        pitch = 220 * 2 ** (notes[beat % len(notes)] / 12)
        fading = math.exp(-6 * (time - beat * 0.22))
        yield round(9000 * fading * (math.sin(6.2832 * pitch * time) + 0.4 * math.sin(12.5664 * pitch * time)))


def _film_track(
    container: av.container.OutputContainer,
    codec: Literal["libx264", "libvpx-vp9"],
    size: tuple[int, int],
    rate: int,
    pixels: str,
    options: dict[str, str],
) -> av.VideoStream:
    track: av.VideoStream = container.add_stream(codec, rate=rate, options=options)
    track.width, track.height, track.pix_fmt = *size, pixels
    track.codec_context.thread_count = 1
    return track


def _film(container: av.container.OutputContainer, track: av.VideoStream, picture: Picture, frames: int) -> None:
    for number in range(frames):
        container.mux(track.encode(_frame(picture(number / frames))))
    container.mux(track.encode(None))


def _frame(image: Image.Image) -> av.VideoFrame:
    form = "rgba" if image.mode == "RGBA" else "rgb24"
    frame = av.VideoFrame(*image.size, form)
    plane, width, rows = frame.planes[0], image.width * len(image.getbands()), image.tobytes()
    starts = range(0, len(rows), width)
    plane.update(b"".join(rows[start : start + width].ljust(plane.line_size, b"\0") for start in starts))
    return frame


def _sound_file(
    form: str,
    codec: Literal["libopus", "libmp3lame"],
    sound: Iterable[int],
    samples: str,
    options: dict[str, str],
    tags: dict[str, str] | None = None,
) -> bytes:
    stream = io.BytesIO()
    with av.open(stream, "w", format=form, options=options) as container:
        container.metadata.update(tags or {})
        track = container.add_stream(codec, rate=RATE, layout="mono", options={"b": "24000"})
        _sound(container, track, sound, samples)
    return stream.getvalue()


def _sound(container: av.container.OutputContainer, track: av.AudioStream, sound: Iterable[int], samples: str) -> None:
    resampler = av.AudioResampler(samples, "mono", RATE)
    values = array("h", (max(-32_000, min(value, 32_000)) for value in sound))
    for start in range(0, len(values), _PIECE):
        piece = values[start : start + _PIECE]
        frame = av.AudioFrame("s16", "mono", len(piece), align=1)
        frame.sample_rate, frame.pts = RATE, start
        frame.planes[0].update(piece.tobytes())
        for converted in resampler.resample(frame):
            container.mux(track.encode(converted))
    container.mux(track.encode(None))
