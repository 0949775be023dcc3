"""Each file reaches the homeserver once, through lost answers, crashes and refusals."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import logging
import shutil

import pytest

from bridge.errors import ExportGone, HomeserverUnavailable, Refused, SpoolError
from bridge.matrix.events import Upload
from bridge.media.missing import Missing
from bridge.model.media import MediaKind, MediaState
from bridge.sources.archive import Archive
from tests import media_samples as samples
from tests.integration.media.conftest import Desk, media
from tests.support.homeserver import DROP, FAULTY, Fault, on

pytestmark = pytest.mark.asyncio(loop_scope="session")

CRASH_POINTS = [("create_media", "before"), ("create_media", "after"), ("upload", "before"), ("upload", "after")]
REFUSED_CONTENT = Fault(status=400, body={"errcode": "M_UNKNOWN", "error": "Bad content"})
OVER_QUOTA = Fault(status=403, body={"errcode": "M_USER_LIMIT_EXCEEDED", "error": "Media upload limit exceeded"})
UNKNOWN_TOKEN = Fault(status=401, body={"errcode": "M_UNKNOWN_TOKEN", "error": "Invalid access token"})


async def test_a_photo_arrives_with_everything_that_clients_need(desk: Desk):
    desk.lay("photo.jpg", samples.jpeg())
    upload = await desk.uploaded(media(file_name="beach.jpg"))
    assert desk.file(upload).content == samples.jpeg()
    assert (desk.file(upload).mime, desk.file(upload).name) == ("image/jpeg", "beach.jpg")
    assert (upload.mime_type, upload.width, upload.height, upload.size) == ("image/jpeg", 64, 48, len(samples.jpeg()))
    assert upload.sha256 == hashlib.sha256(samples.jpeg()).hexdigest()


async def test_a_thumbnail_is_a_file_of_its_own(desk: Desk):
    desk.lay("photo.jpg", samples.jpeg(1600, 1200))
    upload = await desk.uploaded(media())
    assert upload.thumbnail is not None
    assert upload.thumbnail.sha256 == hashlib.sha256(desk.file(upload.thumbnail).content or b"").hexdigest()
    assert len(desk.files) == 2


async def test_the_same_file_is_uploaded_once_whatever_refers_to_it(desk: Desk):
    for name in ("a.jpg", "b.jpg"):
        desk.lay(name, samples.jpeg())
    first, second = await desk.uploaded(media("a.jpg")), await desk.uploaded(media("b.jpg"), export=2)
    assert first == second
    assert len(desk.files) == 1


async def test_many_who_ask_at_once_share_one_upload(desk: Desk):
    for name in ("a.jpg", "b.jpg"):
        desk.lay(name, samples.jpeg(1600, 1200))
    outcomes = await asyncio.gather(*(desk.ensure(media(name)) for name in ("a.jpg", "b.jpg", "a.jpg") * 4))
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert (len(desk.files), desk.asked("upload")) == (2, 2)


async def test_a_later_run_neither_reads_nor_uploads_again(desk: Desk):
    desk.lay("photo.jpg", samples.jpeg())
    first = await desk.uploaded(media())
    (desk.folder / "photo.jpg").unlink()
    desk.uploader = await _restarted(desk)
    assert await desk.uploaded(media()) == first
    assert desk.asked("upload") == 1


async def test_the_same_bytes_as_voice_and_as_sticker_are_two_things(desk: Desk):
    desk.lay("a.webm", samples.webm())
    sticker = await desk.uploaded(media("a.webm", MediaKind.STICKER))
    film = await desk.uploaded(media("a.webm", MediaKind.VIDEO), export=2)
    assert (sticker.mime_type, film.mime_type) == ("image/webp", "video/webm")


@pytest.mark.parametrize(("endpoint", "when"), CRASH_POINTS)
async def test_a_lost_connection_doubles_nothing(desk: Desk, endpoint: str, when):
    desk.lay("photo.jpg", samples.jpeg())
    desk.fake.hook = on(endpoint, when, DROP)
    upload = await desk.uploaded(media())
    assert [file.content for file in desk.files] == [samples.jpeg()]
    assert desk.file(upload).content == samples.jpeg()


@pytest.mark.parametrize(("endpoint", "when"), CRASH_POINTS)
async def test_a_run_after_a_crash_goes_on_from_there(desk: Desk, endpoint: str, when):
    desk.lay("photo.jpg", samples.jpeg())
    desk.fake.hook = on(endpoint, when, DROP, times=1000)
    with pytest.raises(HomeserverUnavailable):
        await desk.ensure(media())
    desk.fake.hook = lambda _moment: None
    desk.uploader = await _restarted(desk)
    await desk.uploaded(media())
    assert [file.content for file in desk.files] == [samples.jpeg()]


async def test_an_address_that_holds_other_bytes_is_left_alone(desk: Desk):
    desk.lay("photo.jpg", samples.jpeg())
    key = f"{hashlib.sha256(samples.jpeg()).hexdigest()}:image"
    taken = (await desk.client.create_media()).uri
    await desk.store.uploads.reserve(key, taken)
    desk.fake.world.files[taken.rpartition("/")[2]].content = b"something else"
    upload = await desk.uploaded(media())
    assert upload.uri != taken
    assert desk.file(upload).content == samples.jpeg()


async def test_an_address_that_expired_is_replaced(desk: Desk):
    desk.lay("photo.jpg", samples.jpeg())
    key = f"{hashlib.sha256(samples.jpeg()).hexdigest()}:image"
    await desk.store.uploads.reserve(key, f"mxc://{desk.fake.settings.domain}/longgone")
    assert desk.file(await desk.uploaded(media())).content == samples.jpeg()


async def test_a_file_above_our_limit_is_missing_with_its_size(desk: Desk):
    desk.lay("film.mp4", bytes(2_500_000))
    desk.uploader = await _restarted(desk, size=1_000_000)
    assert await desk.ensure(media("film.mp4")) == Missing(
        "media-too-large", "larger than the homeserver takes (2.5 MB)"
    )
    assert desk.fake.requests == []


async def test_a_file_above_the_homeservers_limit_is_missing_too(desk: Desk):
    desk.fake.settings = dataclasses.replace(desk.fake.settings, max_upload=100)
    desk.lay("photo.jpg", samples.jpeg())
    outcome = await desk.ensure(media())
    assert isinstance(outcome, Missing)
    assert outcome.code == "media-too-large"


async def test_a_limit_that_was_raised_carries_the_file_over_after_all(desk: Desk):
    desk.lay("photo.jpg", samples.jpeg())
    desk.uploader = await _restarted(desk, size=10)
    assert isinstance(await desk.ensure(media()), Missing)
    desk.uploader = await _restarted(desk)
    assert isinstance(await desk.ensure(media()), Upload)


async def test_a_file_that_the_homeserver_takes_for_bad_is_missing(desk: Desk):
    desk.lay("photo.jpg", samples.jpeg())
    desk.fake.hook = on("upload", "before", REFUSED_CONTENT)
    assert await desk.ensure(media()) == Missing("media-refused", "refused by the homeserver")


@pytest.mark.parametrize("fault", [OVER_QUOTA, UNKNOWN_TOKEN, FAULTY])
async def test_a_refusal_that_is_not_about_the_file_stops_the_import(desk: Desk, fault: Fault):
    desk.lay("photo.jpg", samples.jpeg())
    desk.fake.hook = on("upload", "before", fault, times=1000)
    with pytest.raises((Refused, HomeserverUnavailable)):
        await desk.ensure(media())
    assert await desk.uploader.recall(1, media()) is None


async def test_a_file_that_has_vanished_is_missing(desk: Desk):
    outcome = await desk.ensure(media("gone.jpg"))
    assert outcome == Missing("media-unreadable", "damaged in the export")


async def test_an_export_that_has_vanished_stops_the_import(desk: Desk):
    desk.lay("photo.jpg", samples.jpeg())
    desk.lay("other.jpg", samples.png())
    with pytest.raises(ExportGone, match="export"):
        await _ensure_without_export(desk)


async def test_a_file_that_the_source_lacks_is_not_looked_for(desk: Desk):
    wanted = media(None, state=MediaState.NOT_EXPORTED, reason="left out by the exporter's limit of size")
    assert await desk.ensure(wanted) == Missing("media-not-exported", "left out by the exporter's limit of size")


async def test_a_full_disk_stops_the_import(desk: Desk):
    desk.lay("photo.jpg", samples.jpeg())
    shutil.rmtree(desk.uploader._workspace.root)
    with pytest.raises(SpoolError):
        await desk.ensure(media())


async def test_what_was_done_can_be_recalled_without_export_or_homeserver(desk: Desk):
    desk.lay("photo.jpg", samples.jpeg())
    assert await desk.uploader.recall(1, media()) is None
    upload, lost = await desk.ensure(media()), await desk.ensure(media("gone.jpg"))
    asked = len(desk.fake.requests)
    assert [await desk.uploader.recall(1, media(name)) for name in ("photo.jpg", "gone.jpg")] == [upload, lost]
    assert len(desk.fake.requests) == asked


async def test_what_a_conversion_lost_is_remembered(desk: Desk):
    desk.lay("sticker.tgs", samples.tgs(w=0))
    first = await desk.uploaded(media("sticker.tgs", MediaKind.STICKER))
    desk.uploader = await _restarted(desk)
    again = await desk.uploaded(media("sticker.tgs", MediaKind.STICKER))
    assert first.notes == again.notes
    assert first.notes[0].startswith("sticker-as-file: ")


async def test_a_long_text_is_a_file_of_plain_words(desk: Desk):
    upload = await desk.uploader.ensure_text("Grüße! " * 10_000, "message.txt")
    assert isinstance(upload, Upload)
    assert (desk.file(upload).content or b"").decode() == "Grüße! " * 10_000
    assert (upload.mime_type, desk.file(upload).mime) == ("text/plain", "text/plain; charset=utf-8")
    assert await desk.uploader.recall_text("Grüße! " * 10_000) == upload


async def test_the_same_text_is_uploaded_once(desk: Desk):
    first, second = await asyncio.gather(*(desk.uploader.ensure_text("long", "a.txt") for _ in range(2)))
    assert first == second == await desk.uploader.ensure_text("long", "b.txt")
    assert len(desk.files) == 1


async def test_no_name_and_no_reason_reaches_the_log(desk: Desk, caplog):
    caplog.set_level(logging.DEBUG, "bridge")
    desk.lay("annas-secret.jpg", samples.jpeg()[:100])
    await desk.ensure(media("annas-secret.jpg", file_name="annas-secret.jpg"))
    await desk.ensure(media("annas-other-secret.jpg", file_name="annas-secret.jpg"))
    assert "media-unreadable" in caplog.text
    assert "secret" not in caplog.text


async def _restarted(desk: Desk, **limits: int):
    await desk.uploader.close()
    return desk.fresh(**limits)


async def _ensure_without_export(desk: Desk) -> None:
    with Archive.open(desk.folder) as archive:
        shutil.rmtree(desk.folder)
        await desk.uploader.ensure(1, media(), archive)
