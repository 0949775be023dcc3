"""Voice messages: how long, and how loud when."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from av import AudioFrame, AudioResampler
from av.container import InputContainer

from bridge.errors import MediaError
from bridge.media.decoding.containers import duration, opened
from bridge.media.findings import Findings
from bridge.media.limits import Limits

POINTS = 100
"""In a waveform."""
LOUDEST = 1024
"""Of a waveform's values: https://github.com/matrix-org/matrix-spec-proposals/pull/3246"""
_RATE = 8000
_PIECE = 40
"""Samples; short enough that half a second of voice has all its points."""
_SILENCE = 64
"""Of 32768: below this, nothing was said, and noise must not be blown up to a voice."""


def examine(source: Path, _target: Path | None, _limits: Limits) -> Findings:
    """Decode it all, and keep the peaks."""
    with opened(source) as container:
        samples, peaks = 0, array("i")
        for piece in _mono(container):
            samples += len(piece)
            peaks.append(max(abs(max(piece)), abs(min(piece))))
        return Findings(duration=duration(container) or samples * 1000 // _RATE, waveform=waveform(peaks))


def waveform(peaks: array[int]) -> tuple[int, ...] | None:
    """At most ``POINTS`` values, scaled so that the loudest is ``LOUDEST``. None when there is no sound at all."""
    if not peaks:
        return None
    points = min(POINTS, len(peaks))
    loudest = max(peaks)
    borders = [len(peaks) * n // points for n in range(points + 1)]
    return tuple(max(peaks[start:end]) * LOUDEST // max(loudest, _SILENCE) for start, end in pairwise(borders))


def _mono(container: InputContainer) -> Iterator[array[int]]:
    """Samples of 16 bits, in short pieces, none of them empty."""
    stream = next(iter(container.streams.audio), None)
    if stream is None:
        raise MediaError("There is no sound in it.")
    stream.codec_context.thread_count = 1
    resampler = AudioResampler("s16", "mono", _RATE)
    for frame in container.decode(stream):
        yield from _pieces(resampler.resample(frame))
    yield from _pieces(resampler.resample(None))


def _pieces(frames: list[AudioFrame]) -> Iterator[array[int]]:
    for frame in frames:
        # A plane may be longer than what is in it.
        samples = array("h", bytes(frame.planes[0])[: frame.samples * 2])
        yield from (samples[start : start + _PIECE] for start in range(0, len(samples), _PIECE))
