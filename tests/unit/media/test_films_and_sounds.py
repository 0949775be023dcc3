"""Films and voices are measured, and drawn."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import MediaError
from bridge.media.decoding import containers, sound, video, voice
from bridge.media.limits import DEFAULTS, Limits
from tests import media_samples as samples
from tests.unit.media.conftest import Put


def test_a_film_is_measured_and_its_first_picture_drawn(put: Put, tmp_path):
    findings = video.examine(put(samples.mp4(1280, 720)).path, tmp_path / "t", DEFAULTS)
    assert (findings.width, findings.height, findings.duration) == (1280, 720, 500)
    assert samples.drawn(tmp_path / "t").size == (800, 450)


def test_no_picture_is_drawn_when_nobody_wants_one(put: Put):
    assert video.examine(put(samples.mp4()).path, None, DEFAULTS).picture is None


def test_a_film_with_enormous_pictures_is_not_decoded(put: Put):
    with pytest.raises(MediaError, match="more than 100 pixels"):
        video.examine(put(samples.mp4()).path, None, Limits(pixels=100))


def test_a_sound_is_not_a_film(put: Put):
    with pytest.raises(MediaError, match="no picture"):
        video.examine(put(samples.voice()).path, None, DEFAULTS)


def test_a_film_without_sound_has_no_waveform(put: Put):
    with pytest.raises(MediaError, match="no sound"):
        voice.examine(put(samples.mp4()).path, None, DEFAULTS)


@pytest.mark.parametrize(
    "content",
    [b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/secret\n", b"ffconcat version 1.0\nfile /etc/passwd\n", b"\x00" * 64],
)
def test_play_lists_are_never_opened(put: Put, content: bytes):
    with pytest.raises(MediaError, match="Nothing here looks into"):
        containers.opened(put(content).path)


def test_a_sound_lasts_as_long_as_its_container_says(put: Put):
    findings = sound.examine(put(samples.voice(1000)).path, None, DEFAULTS)
    assert findings.duration == pytest.approx(1000, abs=20)
    assert findings.waveform is None


def test_a_swelling_voice_has_a_rising_waveform(put: Put):
    waveform = voice.examine(put(samples.voice(1000)).path, None, DEFAULTS).waveform
    assert waveform is not None
    assert len(waveform) == voice.POINTS
    assert waveform[10] < waveform[50] < waveform[90] <= max(waveform) == voice.LOUDEST


def test_silence_is_not_blown_up_to_a_voice(put: Put):
    waveform = voice.examine(put(samples.voice(1000, silent=True)).path, None, DEFAULTS).waveform
    assert waveform is not None
    assert max(waveform) < voice.LOUDEST // 10


@given(st.lists(st.integers(0, 32768), max_size=1000))
def test_any_peaks_give_a_waveform_within_its_bounds(peaks: list[int]):
    waveform = voice.waveform(array("i", peaks))
    assert (waveform is None) == (not peaks)
    assert waveform is None or (len(waveform) <= voice.POINTS and 0 <= min(waveform) <= max(waveform) <= voice.LOUDEST)
