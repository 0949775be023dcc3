"""Files become what clients show; what cannot is carried over as it is, and says so."""

from __future__ import annotations

import pytest

from bridge.media.prepare import Prepared, Preparer
from bridge.media.sniffing import sniff
from bridge.media.treatments import DECODERS, Treatment, treatment
from bridge.media.workers import Workers
from bridge.model.media import MediaKind
from tests import media_samples as samples
from tests.integration.media.conftest import Put, media

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def prepare(put: Put, workers: Workers, tmp_path):
    async def prepare(
        content: bytes, kind: MediaKind = MediaKind.FILE, still: bytes | None = None, *, convert: bool = True
    ) -> Prepared:
        original = put(content)
        mime = sniff(original.head)
        how = treatment(mime, media(kind=kind), convert_stickers=convert)
        small = None if still is None else put(still)
        return await Preparer(workers, tmp_path).prepare(original, mime, how, small)

    return prepare


async def test_a_small_photo_is_uploaded_alone(prepare):
    prepared = await prepare(samples.jpeg(), MediaKind.IMAGE, still=samples.jpeg(32, 24))
    assert (prepared.mime_type, prepared.findings.width, prepared.thumbnail) == ("image/jpeg", 64, None)


async def test_a_large_photo_brings_a_thumbnail(prepare):
    prepared = await prepare(samples.jpeg(1600, 1200), MediaKind.IMAGE)
    assert (prepared.thumbnail.mime_type, prepared.thumbnail.findings.width) == ("image/jpeg", 800)


async def test_a_photo_is_never_converted(prepare):
    assert (await prepare(samples.jpeg(1600, 1200))).file.path.read_bytes() == samples.jpeg(1600, 1200)


async def test_a_film_shows_the_picture_that_came_with_it(prepare):
    prepared = await prepare(samples.mp4(1280, 720), MediaKind.VIDEO, still=samples.jpeg(320, 180))
    assert prepared.thumbnail.file.path.read_bytes() == samples.jpeg(320, 180)


async def test_a_film_without_a_picture_shows_its_first(prepare):
    prepared = await prepare(samples.mp4(1280, 720), MediaKind.VIDEO)
    assert (prepared.thumbnail.findings.width, prepared.thumbnail.findings.height) == (800, 450)


async def test_a_picture_that_is_none_is_not_shown(prepare):
    prepared = await prepare(samples.mp4(), MediaKind.VIDEO, still=b"<svg onload='alert(1)'/>")
    assert prepared.thumbnail.mime_type == "image/jpeg"  # the film's first picture


async def test_a_document_shows_the_picture_that_came_with_it(prepare):
    prepared = await prepare(b"%PDF-1.7", still=samples.jpeg(200, 282))
    assert (prepared.mime_type, prepared.thumbnail.findings.height) == ("application/pdf", 282)


async def test_a_large_picture_that_came_along_is_made_small(prepare):
    prepared = await prepare(b"%PDF-1.7", still=samples.jpeg(1600, 1200))
    assert prepared.thumbnail.findings.width == 800


@pytest.mark.parametrize("content", [samples.tgs(), samples.webm()])
async def test_a_moving_sticker_becomes_a_moving_picture(prepare, content: bytes):
    prepared = await prepare(content, MediaKind.STICKER)
    assert (prepared.mime_type, prepared.findings.notes) == ("image/webp", ())
    assert samples.frames(prepared.file.path) > 1


async def test_a_broken_sticker_is_shown_by_its_still_picture(prepare):
    prepared = await prepare(samples.tgs(w=0), MediaKind.STICKER, still=samples.webp())
    assert (prepared.mime_type, prepared.findings.width) == ("image/webp", 64)
    assert prepared.findings.notes[0].startswith("sticker-as-still-picture: Its width")


async def test_a_broken_sticker_without_a_still_picture_is_kept_as_a_file(prepare):
    prepared = await prepare(samples.tgs(w=0), MediaKind.STICKER)
    assert prepared.file.path.read_bytes() == samples.tgs(w=0)
    assert prepared.findings.notes[0].startswith("sticker-as-file: Its width")


async def test_a_sticker_is_not_converted_against_the_operators_will(prepare):
    prepared = await prepare(samples.tgs(), MediaKind.STICKER, convert=False)
    assert prepared.findings.notes == ("sticker-as-file: The configuration says not to convert stickers.",)


async def test_a_still_sticker_stays_as_it_is(prepare):
    prepared = await prepare(samples.webp(), MediaKind.STICKER)
    assert prepared.file.path.read_bytes() == samples.webp()


async def test_a_damaged_film_is_carried_over_with_a_note(prepare):
    prepared = await prepare(samples.mp4()[:40], MediaKind.VIDEO)
    assert prepared.file.size == 40
    assert prepared.findings.notes[0].startswith("media-not-measured: ")


async def test_a_picture_without_end_is_carried_over_unseen(prepare):
    prepared = await prepare(samples.enormous_png(), MediaKind.IMAGE)
    assert (prepared.mime_type, prepared.findings.width) == ("image/png", None)
    assert "DecompressionBomb" in prepared.findings.notes[0]


@pytest.mark.parametrize("kind", list(MediaKind))
async def test_an_empty_file_is_carried_over_as_it_is(prepare, kind: MediaKind):
    prepared = await prepare(b"", kind)
    assert (prepared.file.size, prepared.mime_type) == (0, "application/octet-stream")


async def test_every_treatment_that_looks_inside_names_a_decoder():
    assert set(Treatment) - set(DECODERS) == {Treatment.PLAIN, Treatment.UNCONVERTED_STICKER}
