from typing import Any

import pytest

from bridge.matrix.events import Surroundings
from bridge.matrix.to_content import references
from bridge.model.media import MediaKind, MediaState
from bridge.model.message import Forward
from tests.unit.matrix.cast import (
    PHOTO,
    attachment,
    converted,
    drafts,
    here,
    message,
    only,
    reply,
    surroundings,
    upload,
    uploaded,
)


def content(kind: MediaKind, mime_type: str, around: Surroundings | None = None, **changes: Any) -> dict[str, Any]:
    return only(message(attachment(kind, **changes)), around or uploaded(mime_type)).content


@pytest.mark.parametrize(
    ("kind", "mime_type", "msgtype"),
    [
        (MediaKind.IMAGE, "image/jpeg", "m.image"),
        (MediaKind.IMAGE, "image/svg+xml", "m.file"),
        (MediaKind.IMAGE, "text/html", "m.file"),
        (MediaKind.IMAGE, "video/mp4", "m.file"),
        (MediaKind.VIDEO, "video/mp4", "m.video"),
        (MediaKind.VIDEO_MESSAGE, "video/mp4", "m.video"),
        (MediaKind.ANIMATION, "video/mp4", "m.video"),
        (MediaKind.ANIMATION, "image/gif", "m.image"),
        (MediaKind.AUDIO, "audio/mpeg", "m.audio"),
        (MediaKind.VOICE, "application/ogg", "m.audio"),
        (MediaKind.VOICE, "video/mp4", "m.file"),
        (MediaKind.FILE, "image/jpeg", "m.file"),
        (MediaKind.STICKER, "video/webm", "m.video"),
        (MediaKind.STICKER, "application/octet-stream", "m.file"),
    ],
)
def test_a_file_is_shown_as_what_its_bytes_are(kind: MediaKind, mime_type: str, msgtype: str) -> None:
    assert content(kind, mime_type)["msgtype"] == msgtype


def test_a_file_comes_with_its_measures_and_preview() -> None:
    small = upload(width=10, height=5)
    around = uploaded("video/mp4", width=2, height=-1, duration=2**60, thumbnail=small)
    assert content(MediaKind.VIDEO, "video/mp4", around)["info"] == {
        "mimetype": "video/mp4", "size": 9, "w": 2, "h": 0, "duration": 2**53 - 1,
        "thumbnail_url": "mxc://example.org/beach",
        "thumbnail_info": {"mimetype": "image/jpeg", "size": 9, "w": 10, "h": 5},
    }  # fmt: skip


def test_without_a_caption_the_body_is_the_file_name() -> None:
    made = content(MediaKind.IMAGE, "image/jpeg", file_name="C:\\temp\\../be\u202each.jpg")
    assert made["body"] == made["filename"] == "beach.jpg"


def test_a_file_without_a_name_is_named_after_its_kind() -> None:
    assert content(MediaKind.VOICE, "audio/ogg", file_name=None)["filename"] == "voice message.ogg"


def test_a_caption_is_the_body_of_the_same_event() -> None:
    made = content(MediaKind.IMAGE, "image/jpeg", caption="the beach")
    assert (made["body"], made["filename"]) == ("the beach", "beach.jpg")


def test_a_caption_that_does_not_fit_follows_its_file() -> None:
    around = surroundings(events=here("1"), uploads={PHOTO: upload()})
    made = drafts(message(attachment(caption="word " * 20_000), reply=reply("1")), around)
    assert [draft.content["msgtype"] for draft in made] == ["m.image", "m.text", "m.text"]
    assert "".join(draft.content["body"] for draft in made[1:]) == "word " * 20_000


def test_a_voice_message_has_its_waveform() -> None:
    made = content(MediaKind.VOICE, "audio/ogg", uploaded("audio/ogg", duration=1500, waveform=(-1, 5, 2000)))
    assert made["org.matrix.msc3245.voice"] == {}
    assert made["org.matrix.msc1767.audio"] == {"duration": 1500, "waveform": [0, 5, 1024]}


def test_a_track_says_who_plays_what() -> None:
    made = content(MediaKind.AUDIO, "audio/mpeg", performer="Dana", title="Waves")
    assert made["body"] == "Dana – Waves"


def test_a_spoiler_is_marked_for_clients_and_in_words() -> None:
    made = content(MediaKind.IMAGE, "image/jpeg", spoiler=True)
    assert made["page.codeberg.everypizza.msc4193.spoiler"] is True
    assert made["body"] == "Spoiler"


def test_a_sticker_is_a_sticker() -> None:
    around = uploaded("image/webp", width=512, height=512)
    draft = only(message(attachment(MediaKind.STICKER, emoji="🌊")), around)
    assert draft.type == "m.sticker"
    assert draft.content["body"] == "🌊" and draft.content["url"] == "mxc://example.org/beach"
    assert draft.content["info"] == {"mimetype": "image/webp", "size": 9, "w": 512, "h": 512}


def test_what_a_sticker_cannot_say_follows_it() -> None:
    item = message(attachment(MediaKind.STICKER), forward=Forward(name="Bora"))
    sticker, remark = drafts(item, uploaded("image/webp"))
    assert (sticker.type, remark.content["body"]) == ("m.sticker", "Forwarded from Bora")


@pytest.mark.parametrize(
    ("state", "words", "code"),
    [
        (MediaState.NOT_EXPORTED, "photo not included in the export: beach.jpg (too big)", "media-not-exported"),
        (MediaState.LOST, "photo missing from the export: beach.jpg (too big)", "media-lost"),
    ],
)
def test_a_file_that_is_not_here_is_named(state: MediaState, words: str, code: str) -> None:
    item = message(attachment(state=state, reference=None, reason="too big", caption="the beach"))
    result = converted(item)
    assert result.drafts[0].content["body"] == f"[{words}]\nthe beach"
    assert (result.outcome, result.reason, result.losses) == ("missing", words, (code,))


def test_a_file_that_could_not_be_uploaded_says_why() -> None:
    result = converted(message(attachment()), surroundings(missing={PHOTO: "larger than the homeserver takes"}))
    words = "photo could not be carried over: beach.jpg (larger than the homeserver takes)"
    assert result.drafts[0].content["body"] == f"[{words}]"
    assert (result.outcome, result.reason, result.losses) == ("missing", words, ("media-not-carried",))


def test_of_a_file_that_is_not_here_at_least_the_preview_is_shown() -> None:
    item = message(attachment(MediaKind.VIDEO, state=MediaState.NOT_EXPORTED, reference=None, thumbnail="thumb.jpg"))
    result = converted(item, surroundings(uploads={"thumb.jpg": upload()}))
    made = result.drafts[0].content
    assert (made["msgtype"], made["body"]) == ("m.image", "[video not included in the export: beach.jpg]")
    assert result.outcome == "missing"


def test_what_a_conversion_lost_is_reported() -> None:
    around = uploaded("image/webp", notes=("sticker-not-converted: no decoder",))
    assert converted(message(attachment(MediaKind.STICKER)), around).losses == ("sticker-not-converted: no decoder",)


def test_a_file_can_answer_a_message() -> None:
    around = surroundings(uploads={PHOTO: upload()}, events=here("1"))
    made = only(message(attachment(), reply=reply("1")), around).content
    assert made["m.relates_to"] == {"m.in_reply_to": {"event_id": "$event-1"}}


def test_only_files_that_are_here_are_asked_for() -> None:
    present = references(message(attachment(thumbnail="thumb.jpg")))
    absent = references(message(attachment(state=MediaState.LOST, reference=None, thumbnail="thumb.jpg")))
    assert [file.reference for file in present.media] == [PHOTO]
    assert [file.reference for file in absent.media] == ["thumb.jpg"]
