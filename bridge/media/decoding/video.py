"""Films: how large, how long, and their first picture."""

from __future__ import annotations

from pathlib import Path

from av import VideoFrame
from av.container import InputContainer
from PIL import Image

from bridge.errors import MediaError
from bridge.media.decoding.containers import duration, opened
from bridge.media.decoding.pictures import fitting, shrink, with_thumbnail
from bridge.media.findings import Findings, Picture
from bridge.media.limits import Limits

_QUARTER_TURN = 90


def examine(source: Path, target: Path | None, limits: Limits) -> Findings:
    """Measure it as it is shown; draw its first picture when a ``target`` is given."""
    with opened(source) as container:
        frame = _first_frame(container, limits)
        width, height = _upright_size(frame)
        findings = Findings(width=width, height=height, duration=duration(container))
        if target is None:
            return findings
        return with_thumbnail(findings, lambda: _draw(frame, target, limits.thumbnail))


def _first_frame(container: InputContainer, limits: Limits) -> VideoFrame:
    stream = next(iter(container.streams.video), None)
    if stream is None:
        raise MediaError("There is no picture in it.")
    if stream.width * stream.height > limits.pixels:
        raise MediaError(f"Its pictures have more than {limits.pixels} pixels.")
    stream.codec_context.thread_count = 1
    frame = next(container.decode(stream), None)
    if frame is None:
        raise MediaError("There is no whole picture in it.")
    return frame


def _upright_size(frame: VideoFrame) -> tuple[int, int]:
    lying = frame.rotation % (2 * _QUARTER_TURN) == _QUARTER_TURN
    return (frame.height, frame.width) if lying else (frame.width, frame.height)


def _draw(frame: VideoFrame, target: Path, box: tuple[int, int]) -> Picture:
    width, height = fitting((frame.width, frame.height), (max(box), max(box)))
    plane = frame.reformat(width, height, "rgb24").planes[0]
    image = Image.frombuffer("RGB", (width, height), bytes(plane), "raw", "RGB", plane.line_size, 1)
    return shrink(image.rotate(frame.rotation, expand=True), target, box)
