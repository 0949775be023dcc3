"""Pictures are measured as they are shown, and large ones get a small copy."""

from __future__ import annotations

import pytest
from PIL import Image, UnidentifiedImageError

from bridge.media.decoding import image
from bridge.media.findings import Findings
from bridge.media.limits import DEFAULTS, Limits
from tests import media_samples as samples
from tests.unit.media.conftest import Put


def test_a_small_picture_needs_no_thumbnail(put: Put, tmp_path):
    assert image.examine(put(samples.jpeg()).path, tmp_path / "t", DEFAULTS) == Findings(width=64, height=48)


@pytest.mark.parametrize(("mode", "mime"), [("RGB", "image/jpeg"), ("RGBA", "image/webp")])
def test_a_large_picture_gets_a_thumbnail_that_keeps_its_transparency(put: Put, tmp_path, mode: str, mime: str):
    findings = image.examine(put(samples.png(1600, 600, mode)).path, tmp_path / "t", DEFAULTS)
    assert findings.picture is not None
    assert (findings.picture.mime_type, findings.picture.width, findings.picture.height) == (mime, 800, 300)
    assert samples.drawn(tmp_path / "t").size == (800, 300)


def test_a_photo_taken_sideways_is_measured_upright(put: Put, tmp_path):
    file = put(samples.jpeg(1200, 900, samples.SIDEWAYS))
    findings = image.examine(file.path, tmp_path / "t", DEFAULTS)
    assert (findings.width, findings.height) == (900, 1200)
    assert samples.drawn(tmp_path / "t").size == (450, 600)


def test_the_thumbnail_of_a_sideways_photo_is_upright(put: Put, tmp_path):
    file = put(samples.jpeg(1200, 900, samples.SIDEWAYS))
    image.examine(file.path, tmp_path / "t", DEFAULTS)
    left, right = (samples.pixel(tmp_path / "t", x, 10)[0] for x in (10, 440))
    assert left > right  # the gradient's dark top has turned to the right


def test_a_picture_without_end_is_refused_before_it_is_unfolded(put: Put, tmp_path):
    with pytest.raises(Image.DecompressionBombError):
        image.examine(put(samples.enormous_png()).path, tmp_path / "t", DEFAULTS)


def test_a_picture_just_over_the_limit_is_refused_too(put: Put, tmp_path):
    with pytest.raises(Image.DecompressionBombWarning):
        image.examine(put(samples.png(100, 100)).path, tmp_path / "t", Limits(pixels=9_999))


def test_a_truncated_photo_is_measured_and_the_missing_thumbnail_noted(put: Put, tmp_path):
    content = samples.png(1600, 1200)
    findings = image.examine(put(content[: len(content) // 2]).path, tmp_path / "t", DEFAULTS)
    assert (findings.width, findings.height, findings.picture) == (1600, 1200, None)
    assert findings.notes[0].startswith("thumbnail-not-made: ")


def test_rare_formats_are_not_even_tried(put: Put, tmp_path):
    tiff = tmp_path / "a.tiff"
    samples.picture().save(tiff)
    with pytest.raises(UnidentifiedImageError):
        image.examine(tiff, tmp_path / "t", DEFAULTS)
