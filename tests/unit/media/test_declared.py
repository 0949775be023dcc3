"""What the source declares fills gaps, and is never taken beyond reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.matrix.events import ContentUri, Upload
from bridge.media.declared import with_declared
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState

WAVE = (0, 512, 1024)


def upload(**known: Any) -> Upload:
    basics: dict[str, Any] = {"uri": ContentUri("mxc://a/b"), "mime_type": "video/mp4", "size": 1, "sha256": "0"}
    return Upload(**{**basics, **known})


def media(kind: MediaKind = MediaKind.VIDEO, **declared: Any) -> Media:
    basics: dict[str, Any] = {"kind": kind, "state": MediaState.PRESENT, "reference": MediaId("a")}
    return Media(**{**basics, **declared})


def test_what_was_measured_goes_first():
    shown = with_declared(upload(width=10, height=20, duration=30), media(width=1, height=2, duration=3))
    assert (shown.width, shown.height, shown.duration) == (10, 20, 30)


def test_what_was_not_measured_is_taken_from_the_source():
    shown = with_declared(upload(), media(width=1, height=2, duration=3))
    assert (shown.width, shown.height, shown.duration) == (1, 2, 3)


@pytest.mark.parametrize("declared", [{"width": 5}, {"width": 5, "height": 0}, {"width": -5, "height": 5}])
def test_half_a_size_is_none(declared: dict[str, Any]):
    shown = with_declared(upload(), media(**declared))
    assert (shown.width, shown.height) == (None, None)


def test_a_voice_shows_the_waveform_of_the_source_before_ours():
    assert with_declared(upload(waveform=(7,)), media(MediaKind.VOICE, waveform=WAVE)).waveform == WAVE
    assert with_declared(upload(waveform=(7,)), media(MediaKind.VOICE)).waveform == (7,)


def test_music_has_no_waveform_although_the_same_file_was_a_voice_elsewhere():
    assert with_declared(upload(waveform=WAVE), media(MediaKind.AUDIO)).waveform is None


@given(
    st.lists(st.integers(), max_size=1000).map(tuple),
    st.integers() | st.none(),
    st.integers() | st.none(),
    st.integers() | st.none(),
)
def test_no_declaration_goes_beyond_reason(waveform, width, height, duration):
    shown = with_declared(
        upload(), media(MediaKind.VOICE, waveform=waveform, width=width, height=height, duration=duration)
    )
    assert shown.width is None or 0 < shown.width < 2**16
    assert shown.duration is None or 0 <= shown.duration <= 7 * 24 * 3_600_000
    assert shown.waveform is None or (
        len(shown.waveform) <= 100 and 0 <= min(shown.waveform) <= max(shown.waveform) <= 1024
    )
