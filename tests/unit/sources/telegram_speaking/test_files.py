"""Files: how they are sent, and what becomes of those that Telegram does not take."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telethon.tl import functions, types
from telethon.utils import decode_waveform

from bridge.errors import NetworkRefused, NetworkUnavailable
from bridge.model.content import Attachment, Contact
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.text import Text
from bridge.sources.telegram.live.speaking import say
from bridge.sources.telegram.live.speaking.documents import file_name, forms
from bridge.sources.telegram.live.speaking.uploads import PIECE, SMALL, upload
from bridge.sources.telegram.live.speaking.waveforms import packed
from tests.support.telegram_line import Bytes, MemoryLine, utterance

SEND = functions.messages.SendMediaRequest
PARTS = (functions.upload.SaveFilePartRequest, functions.upload.SaveBigFilePartRequest)


def media(kind=MediaKind.IMAGE, **more):
    return Media(kind=kind, state=MediaState.PRESENT, reference=MediaId("file"), **more)


async def sent(line, content, file=None, **more):
    spoken = await say(line, utterance(content, files={"file": file or Bytes()}, **more))
    return line.sent(SEND)[-1], spoken


async def sent_as(kind, **more):
    request, spoken = await sent(MemoryLine(), Attachment(media=media(kind, **more)))
    return request.media, spoken


def attribute(document, kind):
    return next((one for one in document.attributes if isinstance(one, kind)), None)


async def test_a_picture_goes_as_a_photo_with_its_caption(line):
    content = Attachment(media=media(mime_type="image/png", spoiler=True), caption=Text("beans"))
    request, spoken = await sent(line, content)
    assert isinstance(request.media, types.InputMediaUploadedPhoto) and request.media.spoiler
    assert (request.message, spoken.messages) == ("beans", ("101",))


@pytest.mark.parametrize(
    "more",
    [{"mime_type": "image/svg+xml"}, {"width": 9000, "height": 2000}, {"width": 2100, "height": 100}],
    ids=["drawing", "large", "narrow"],
)
async def test_a_picture_that_is_no_photo_for_telegram_goes_as_a_file(more):
    document, spoken = await sent_as(MediaKind.IMAGE, **more)
    assert document.force_file and spoken.losses == ("photo-as-file",)


async def test_a_photo_that_telegram_refuses_goes_as_a_file(line):
    line.refuse(SEND, "PHOTO_INVALID_DIMENSIONS")
    request, spoken = await sent(line, Attachment(media=media(), caption=Text("beans")))
    assert request.media.force_file and request.message == "beans"
    assert spoken.losses == ("photo-as-file",)
    assert len({one.random_id for one in line.sent(SEND)}) == 1


async def test_a_moving_picture_is_one():
    document, _ = await sent_as(MediaKind.ANIMATION, mime_type="video/mp4", duration=2500)
    assert attribute(document, types.DocumentAttributeAnimated)
    assert attribute(document, types.DocumentAttributeVideo).duration == 2.5
    gif, _ = await sent_as(MediaKind.IMAGE, mime_type="image/gif")
    assert attribute(gif, types.DocumentAttributeAnimated)


async def test_a_silent_video_does_not_become_a_moving_picture():
    document, _ = await sent_as(MediaKind.VIDEO, width=640, height=480, file_name="walk.mp4")
    assert document.nosound_video and attribute(document, types.DocumentAttributeVideo).w == 640
    assert attribute(document, types.DocumentAttributeFilename).file_name == "walk.mp4"


async def test_a_video_message_is_round_if_it_is_square():
    document, spoken = await sent_as(MediaKind.VIDEO_MESSAGE, width=384, height=384)
    assert attribute(document, types.DocumentAttributeVideo).round_message and spoken.losses == ()
    document, spoken = await sent_as(MediaKind.VIDEO_MESSAGE, width=384, height=300)
    assert not attribute(document, types.DocumentAttributeVideo).round_message
    assert spoken.losses == ("video-message-as-video",)


async def test_a_voice_message_has_its_waveform():
    document, _ = await sent_as(MediaKind.VOICE, duration=3400, waveform=(0, 1024))
    audio = attribute(document, types.DocumentAttributeAudio)
    assert audio.voice and audio.duration == 3 and audio.waveform == packed((0, 1024))


async def test_a_recording_that_telegram_does_not_play_as_voice_goes_as_audio():
    document, spoken = await sent_as(MediaKind.VOICE, mime_type="audio/flac")
    assert not attribute(document, types.DocumentAttributeAudio).voice and spoken.losses == ("voice-as-audio",)


async def test_a_song_has_its_title():
    document, _ = await sent_as(MediaKind.AUDIO, title="Beans", performer="Bora")
    audio = attribute(document, types.DocumentAttributeAudio)
    assert (audio.title, audio.performer, audio.voice) == ("Beans", "Bora", None)


@pytest.mark.parametrize("mime", ["image/webp", "application/x-tgsticker", "video/webm"])
async def test_a_sticker_is_one(mime):
    document, spoken = await sent_as(MediaKind.STICKER, mime_type=mime, emoji="🌱")
    assert attribute(document, types.DocumentAttributeSticker).alt == "🌱" and spoken.losses == ()


async def test_a_sticker_of_another_kind_is_a_picture():
    photo, spoken = await sent_as(MediaKind.STICKER, mime_type="image/png")
    assert isinstance(photo, types.InputMediaUploadedPhoto) and spoken.losses == ("sticker-as-photo",)


async def test_a_file_keeps_its_name_and_stays_a_file():
    document, _ = await sent_as(MediaKind.FILE, file_name="plan.txt", mime_type="text/plain")
    assert document.force_file and document.mime_type == "text/plain"
    assert attribute(document, types.DocumentAttributeFilename).file_name == "plan.txt"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../a/b.txt", "_a_b.txt"), ("a\u202egpj.exe", "a_gpj.exe"), ("", "photo.jpg"), (None, "photo.jpg")],
)
def test_names_lead_nowhere(name, kept):
    assert file_name(media(file_name=name, mime_type="image/jpeg")) == kept


@given(st.builds(media, st.sampled_from(MediaKind), mime_type=st.sampled_from(["image/png", "video/mp4", "a", ""])))
def test_every_file_can_go_as_a_plain_one_at_last(thing):
    assert forms(thing, 5)[-1].force_file


async def test_a_caption_that_is_too_long_goes_on_in_an_answer(line):
    caption = Text("word " * 300)
    request, spoken = await sent(line, Attachment(media=media(), caption=caption))
    (rest,) = line.sent(functions.messages.SendMessageRequest)
    assert f"{request.message} {rest.message}" == caption.plain.strip()
    assert rest.reply_to.reply_to_msg_id == 101 and spoken.messages == ("101", "102")


async def test_what_was_written_beside_a_sticker_follows(line):
    content = Attachment(media=media(MediaKind.STICKER, mime_type="image/webp"), caption=Text("beans"))
    request, _ = await sent(line, content)
    assert (request.message, line.messages[102].message) == ("", "beans")


async def test_a_file_that_is_not_there_is_told_in_words(line):
    lost = Media(kind=MediaKind.FILE, state=MediaState.LOST, file_name="plan.txt", reason="too old")
    spoken = await say(line, utterance(Attachment(media=lost, caption=Text("see"))))
    assert line.messages[101].message == "plan.txt (too old)\nsee" and spoken.losses == ("file-missing",)


async def test_an_empty_file_is_told_in_words(line):
    spoken = await say(line, utterance(Attachment(media=media(file_name="a.txt")), files={"file": Bytes(b"")}))
    assert spoken.losses == ("file-refused",) and "a.txt" in line.messages[101].message


async def test_a_file_is_not_sent_again_when_it_is_there(line):
    content, files = Attachment(media=media(), caption=Text("beans")), {"file": Bytes()}
    line.lose_answer(SEND)
    with pytest.raises(NetworkUnavailable):
        await say(line, utterance(content, files=files))
    line.asked.clear()
    assert (await say(line, utterance(content, files=files, repeated=True))).messages == ("101",)
    assert not line.sent(SEND, *PARTS)


@pytest.mark.parametrize(("height", "number"), [(300, "101"), (399, "102")])
async def test_a_photo_is_known_again_by_its_shape(line, height, number):
    stored = types.Photo(1, 1, b"", None, [types.PhotoSize("x", 800, 600, 9)], 2)
    line.said("", minutes=1, media=types.MessageMediaPhoto(photo=stored))
    content = Attachment(media=media(width=400, height=height))
    spoken = await say(line, utterance(content, files={"file": Bytes()}, repeated=True))
    assert spoken.messages == (number,)


async def test_a_small_file_has_its_checksum(line):
    content = bytes(range(256)) * 4000
    stored = await upload(line, Bytes(content, chunk=70_001), "a", 5)
    pieces = sorted(line.sent(*PARTS), key=lambda one: one.file_part)
    assert b"".join(one.bytes for one in pieces) == content
    assert (stored.id, stored.parts, stored.md5_checksum) == (
        5,
        2,
        hashlib.md5(content, usedforsecurity=False).hexdigest(),
    )


async def test_a_big_file_goes_in_pieces_of_half_a_megabyte(line):
    content = b"0123456789abcdef" * (SMALL // 16) + b"!"
    stored = await upload(line, Bytes(content, chunk=1_000_000), "a", 5)
    pieces = sorted(line.sent(*PARTS), key=lambda one: one.file_part)
    assert isinstance(stored, types.InputFileBig) and stored.parts == len(pieces) == 21
    assert {len(one.bytes) for one in pieces[:-1]} == {PIECE} and pieces[0].file_total_parts == 21
    assert b"".join(one.bytes for one in pieces) == content


async def test_only_the_piece_that_was_lost_is_sent_again(line):
    line.lose_answer(functions.upload.SaveFilePartRequest)
    await upload(line, Bytes(b"x" * (3 * PIECE)), "a", 5)
    assert sorted(one.file_part for one in line.sent(*PARTS)) in ([0, 0, 1, 2], [0, 1, 1, 2], [0, 1, 2, 2])


@pytest.mark.parametrize("size", [4, 6])
async def test_a_file_of_another_length_is_refused(line, size):
    with pytest.raises(NetworkRefused, match="not as long"):
        await upload(line, Bytes(b"beans", size=size), "a", 5)


async def test_a_piece_that_is_refused_ends_the_upload(line):
    line.refuse(functions.upload.SaveFilePartRequest, "FILE_PART_INVALID")
    with pytest.raises(NetworkRefused):
        await upload(line, Bytes(b"x" * (9 * PIECE)), "a", 5)


async def test_pieces_that_telegram_has_lost_are_sent_another_time(line):
    line.refuse(SEND, "FILE_PART_MISSING")
    with pytest.raises(NetworkUnavailable):
        await sent(line, Attachment(media=media()))


@given(st.lists(st.integers(0, 1024), min_size=1, max_size=100))
def test_a_waveform_is_unpacked_to_what_it_was(values):
    unpacked = decode_waveform(packed(values) + b"\0\0")
    assert list(unpacked[: len(values)]) == [round(value * 31 / 1024) for value in values]


@given(st.lists(st.integers(-5, 3000), min_size=101, max_size=500))
def test_a_long_waveform_has_a_hundred_values(values):
    assert len(packed(values)) == 63


async def test_a_contact_brings_its_card(line):
    card = Media(kind=MediaKind.FILE, state=MediaState.PRESENT, reference=MediaId("file"))
    request, spoken = await sent(line, Contact(name="Bora Ng Li", phone="+15550100", vcard=card), Bytes(b"BEGIN:VCARD"))
    contact = request.media
    assert (contact.first_name, contact.last_name, contact.vcard) == ("Bora", "Ng Li", "BEGIN:VCARD")
    assert spoken.losses == ()


async def test_a_card_that_is_too_long_is_left_behind(line):
    card = Media(kind=MediaKind.FILE, state=MediaState.PRESENT, reference=MediaId("file"))
    request, spoken = await sent(line, Contact(name="Bora", phone="+15550100", vcard=card), Bytes(b"x" * 3000))
    assert request.media.vcard == "" and spoken.losses == ("contact-card",)
