"""The waveform of a voice message, as Telegram packs it: 100 values of five bits, the lowest bit first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

LOUDEST = 1024
_VALUES = 100
_BITS = 5
_MOST = 2**_BITS - 1


def packed(waveform: Sequence[int]) -> bytes:
    """Values from 0 to 1024, however many there are, as Telegram's bytes; nothing for none."""
    values = _resampled([min(max(value, 0), LOUDEST) for value in waveform])
    bits: int = sum(round(value * _MOST / LOUDEST) << (_BITS * place) for place, value in enumerate(values))
    return bits.to_bytes((len(values) * _BITS + 7) // 8, "little")


def _resampled(values: list[int]) -> list[int]:
    """At most 100 values; each stands for the loudest of those that it replaces."""
    if len(values) <= _VALUES:
        return values
    borders = [place * len(values) // _VALUES for place in range(_VALUES + 1)]
    return [max(values[start:end]) for start, end in pairwise(borders)]
