"""Moving stickers become moving pictures with transparency."""

from __future__ import annotations

import gzip

import pytest

from bridge.errors import MediaError
from bridge.media.decoding import lottie_sticker, webm_sticker
from bridge.media.limits import DEFAULTS, Limits
from tests import media_samples as samples
from tests.unit.media.conftest import Put


def test_a_vector_sticker_moves_and_lasts_as_long_as_before(put: Put, tmp_path):
    findings = lottie_sticker.examine(put(samples.tgs()).path, tmp_path / "s", DEFAULTS)
    assert (findings.width, findings.height, findings.duration) == (256, 256, 500)
    assert samples.frames(tmp_path / "s") == 15  # half of its 30: the rate is halved


def test_a_vector_sticker_keeps_its_colours_where_it_is_half_transparent(put: Put, tmp_path):
    lottie_sticker.examine(put(samples.tgs()).path, tmp_path / "s", DEFAULTS)
    red, _, _, opacity = samples.pixel(tmp_path / "s", 128, 128)
    assert red > 240
    assert 120 < opacity < 135


def test_a_vector_sticker_is_transparent_around(put: Put, tmp_path):
    lottie_sticker.examine(put(samples.tgs()).path, tmp_path / "s", DEFAULTS)
    assert samples.pixel(tmp_path / "s", 2, 2)[3] == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (samples.tgs_bomb(), "unpacks to more than"),
        (samples.tgs()[:-20], "ends too early"),
        (samples.tgs(w=100_000), "width and height"),
        (samples.tgs(h="512"), "width and height"),
        (samples.tgs(op=10_000_000), "pictures at"),
        (samples.tgs(fr=100_000), "pictures at"),
        (samples.tgs(assets=[{"id": "a", "u": "/etc/", "p": "passwd"}]), "refers to pictures outside"),
        (samples.tgs(assets={"id": "a"}), "not a Lottie animation"),
        (gzip.compress(b"[]", mtime=0), "not a Lottie animation"),
    ],
)
def test_a_dishonest_vector_sticker_is_refused(put: Put, tmp_path, content: bytes, says: str):
    with pytest.raises(MediaError, match=says):
        lottie_sticker.examine(put(content).path, tmp_path / "s", DEFAULTS)


def test_a_vector_sticker_of_some_megabytes_is_not_even_read(put: Put, tmp_path):
    with pytest.raises(MediaError, match="A sticker of more than 10 bytes"):
        lottie_sticker.examine(put(samples.tgs()).path, tmp_path / "s", Limits(sticker_size=10))


def test_a_video_sticker_keeps_its_pictures_and_its_transparency(put: Put, tmp_path):
    findings = webm_sticker.examine(put(samples.webm()).path, tmp_path / "s", DEFAULTS)
    assert (findings.width, findings.height, samples.frames(tmp_path / "s")) == (64, 64, 5)
    assert samples.pixel(tmp_path / "s", 60, 60)[3] == 0
    assert samples.pixel(tmp_path / "s", 2, 2)[3] == 255


def test_a_large_video_sticker_is_made_smaller_in_its_own_shape(put: Put, tmp_path):
    findings = webm_sticker.examine(put(samples.webm(512, 256)).path, tmp_path / "s", DEFAULTS)
    assert (findings.width, findings.height) == (256, 128)


def test_a_hasty_video_sticker_is_thinned_out(put: Put, tmp_path):
    findings = webm_sticker.examine(put(samples.webm(frames=60, rate=60)).path, tmp_path / "s", DEFAULTS)
    assert samples.frames(tmp_path / "s") == 30
    assert findings.duration == pytest.approx(1000, abs=20)


@pytest.mark.parametrize(
    ("content", "limits", "says"),
    [
        (samples.webm(frames=20), Limits(sticker_frames=10), "more than 10 pictures"),
        (samples.webm(), Limits(sticker_side=32), "wider or higher than 32"),
        (samples.mp4(), DEFAULTS, "codec is mpeg4"),
        (samples.voice(), DEFAULTS, "no picture"),
    ],
)
def test_a_dishonest_video_sticker_is_refused(put: Put, tmp_path, content: bytes, limits: Limits, says: str):
    with pytest.raises(MediaError, match=says):
        webm_sticker.examine(put(content).path, tmp_path / "s", limits)
