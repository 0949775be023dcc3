"""Photos and files: what is known of them, and what they are called."""

from __future__ import annotations

from typing import Any

import pytest
from telethon.tl import types
from telethon.utils import encode_waveform

from bridge.model.media import MediaKind, MediaState
from bridge.sources.telegram.live.hearing.opening import files_in
from tests.unit.sources.telegram_live.objects import content, document, photo, said, scene, sent_document

VIDEO = types.DocumentAttributeVideo(12.4, 640, 480)
STICKER = types.DocumentAttributeSticker("🌱", types.InputStickerSetEmpty())


def media(sent: Any) -> Any:
    return content(said("", 55, media=sent)).media


def test_a_photo_is_had_in_its_biggest_size():
    known = media(types.MessageMediaPhoto(photo=photo()))
    assert (known.width, known.height, known.size) == (1280, 800, 5000)


def test_a_photo_without_sizes_is_still_a_photo():
    known = media(types.MessageMediaPhoto(photo=photo(sizes=[types.PhotoStrippedSize("i", b"x")])))
    assert (known.state, known.width) == (MediaState.PRESENT, None)


def test_a_reference_names_chat_message_and_file_and_nothing_that_runs_out():
    one, other = (media(sent_document(file_reference=reference)) for reference in (b"a", b"b"))
    assert one.reference == other.reference == "message/channel700/55/document/9"


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ([], MediaKind.FILE),
        ([VIDEO], MediaKind.VIDEO),
        ([VIDEO, types.DocumentAttributeAnimated()], MediaKind.ANIMATION),
        ([VIDEO, STICKER], MediaKind.STICKER),
        ([types.DocumentAttributeVideo(1, 2, 2, round_message=True)], MediaKind.VIDEO_MESSAGE),
        ([types.DocumentAttributeAudio(3)], MediaKind.AUDIO),
        ([types.DocumentAttributeAudio(3, voice=True)], MediaKind.VOICE),
        ([types.DocumentAttributeImageSize(8, 8)], MediaKind.FILE),
    ],
)
def test_attributes_say_what_a_file_is(attributes, kind):
    assert media(sent_document(*attributes)).kind is kind


def test_a_duration_is_known_to_the_millisecond():
    assert media(sent_document(VIDEO)).duration == 12_400


def test_the_loudness_of_a_voice_message_runs_to_1024():
    packed = encode_waveform(bytes([0, 31, 16, 1, 31, 0, 0, 0]))
    wave = media(sent_document(types.DocumentAttributeAudio(3, voice=True, waveform=packed))).waveform
    assert wave == (0, 1024, 528, 33, 1024, 0, 0, 0)


def test_a_small_picture_of_a_video_has_a_name_of_its_own():
    known = media(sent_document(VIDEO, thumbs=[types.PhotoSize("m", 320, 200, 900)]))
    assert known.thumbnail == "message/channel700/55/document/9/thumb/m"


@pytest.mark.parametrize(
    "sent",
    [
        types.MessageMediaPhoto(photo=photo(), ttl_seconds=10),
        types.MessageMediaDocument(document=document(VIDEO), ttl_seconds=2_147_483_647),
        types.MessageMediaPhoto(ttl_seconds=10),
    ],
)
def test_what_was_meant_to_vanish_is_never_fetched(sent):
    known = media(sent)
    assert (known.state, known.reference, known.spoiler) == (MediaState.NOT_EXPORTED, None, True)


@pytest.mark.parametrize(
    "sent", [types.MessageMediaPhoto(photo=types.PhotoEmpty(1)), types.MessageMediaDocument(types.DocumentEmpty(1))]
)
def test_what_telegram_no_longer_has_is_lost(sent):
    known = media(sent)
    assert known.state is MediaState.LOST and known.reason


def test_where_a_file_lies_is_remembered():
    around = scene()
    content(said("", 55, media=types.MessageMediaPhoto(photo=photo())), remembered=around.remembered)
    place = around.remembered.find("message/channel700/55/photo/9")
    assert place is not None and (place.location.thumb_size, place.size, place.dc) == ("y", 5000, 2)


def test_a_contacts_card_is_a_file_of_its_own():
    card = types.MessageMediaContact("+1", "Dana", "", "BEGIN:VCARD", 0)
    assert content(said("", 55, media=card)).vcard.reference == "message/channel700/55/vcard"


def test_files_are_found_wherever_in_a_message_they_are():
    game = types.MessageMediaGame(types.Game(1, 1, "hop", "Hop", "", photo(7), document(number=8)))
    assert set(files_in(said(media=game), "m")) == {"m/photo/7", "m/document/8"}
