"""Video stickers (``.webm``: VP9 with transparency, or VP8) become animated WebP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from av import CodecContext, VideoFrame
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream
from PIL import Image

from bridge.errors import MediaError
from bridge.media.decoding.containers import opened
from bridge.media.decoding.moving import write
from bridge.media.decoding.pictures import fitting
from bridge.media.findings import Findings
from bridge.media.limits import Limits

_DECODERS = {"vp9": "libvpx-vp9", "vp8": "libvpx"}
"""FFmpeg's own decoders drop the transparency."""
_LAST_FRAME = 33
"""ms; nothing in the file says how long the last picture is shown."""


def examine(source: Path, target: Path | None, limits: Limits) -> Findings:
    """Draw it frame by frame. Raises MediaError for what is not an honest sticker."""
    assert target is not None, "a conversion has somewhere to go"
    with opened(source) as container:
        frames, starts = [], []
        for start, frame in _thinned(_frames(container, limits), limits.sticker_rate):
            frames.append(_image(frame, limits.sticker))
            starts.append(start)
        return write(frames, _durations(starts), target)


def _frames(container: InputContainer, limits: Limits) -> Iterator[tuple[int, VideoFrame]]:
    """Pictures with the ms at which each is shown."""
    stream = next(iter(container.streams.video), None)
    if stream is None:
        raise MediaError("There is no picture in it.")
    if max(stream.width, stream.height) > limits.sticker_side:
        raise MediaError(f"It is wider or higher than {limits.sticker_side}.")
    decoder = _decoder(stream)
    for count, frame in enumerate(frame for packet in container.demux(stream) for frame in decoder.decode(packet)):
        if count == limits.sticker_frames:
            raise MediaError(f"It has more than {limits.sticker_frames} pictures.")
        yield round((frame.time or 0) * 1000), frame


def _decoder(stream: VideoStream) -> VideoCodecContext:
    name = _DECODERS.get(stream.codec_context.name)
    if name is None:
        raise MediaError(f"Its codec is {stream.codec_context.name}.")
    decoder = CodecContext.create(name, "r")
    assert isinstance(decoder, VideoCodecContext), "both of them are"
    decoder.extradata = stream.codec_context.extradata
    decoder.thread_count = 1
    return decoder


def _thinned(frames: Iterator[tuple[int, VideoFrame]], rate: int) -> Iterator[tuple[int, VideoFrame]]:
    """No more than ``rate`` pictures a second."""
    due = 0.0
    for start, frame in frames:
        if start + 1 >= due:  # times in the file are rounded to ms
            yield start, frame
            due = max(due + 1000 / rate, start)


def _durations(starts: list[int]) -> list[int]:
    ends = [*starts[1:], starts[-1] + _LAST_FRAME] if starts else []
    return [max(1, end - start) for start, end in zip(starts, ends, strict=True)]


def _image(frame: VideoFrame, box: tuple[int, int]) -> Image.Image:
    width, height = fitting((frame.width, frame.height), box)
    plane = frame.reformat(width, height, "rgba").planes[0]
    return Image.frombuffer("RGBA", (width, height), bytes(plane), "raw", "RGBA", plane.line_size, 1)
