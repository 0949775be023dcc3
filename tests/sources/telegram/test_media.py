import pytest

from bridge.model.content import Attachment
from bridge.model.media import MediaKind, MediaState
from bridge.sources.archive import Found
from tests.sources.telegram.records import content, everything, nothing, post, read, warnings

PLACEHOLDERS = {
    "(File not included. Change data exporting settings to download.)": MediaState.NOT_EXPORTED,
    "(File exceeds maximum size. Change data exporting settings to download.)": MediaState.NOT_EXPORTED,
    "(File unavailable, please try again later)": MediaState.LOST,
    "(Photo not included. Change data exporting settings to download.)": MediaState.NOT_EXPORTED,
    "Beans (File unavailable, please try again later)": MediaState.LOST,
    "": MediaState.LOST,
}


def media(files=everything, **fields):
    attachment = content(post(**fields), files=files)
    assert isinstance(attachment, Attachment)
    return attachment.media


@pytest.mark.parametrize(("path", "state"), PLACEHOLDERS.items())
@pytest.mark.parametrize("key", ["photo", "file"])
def test_words_in_place_of_a_path_tell_why_there_is_no_file(key, path, state):
    found = media(**{key: path})
    assert (found.state, found.reference, bool(found.reason), found.file_name) == (state, None, True, None)


def test_a_file_that_is_there_is_present():
    found = media(file="files/beans.pdf", file_name="Beans.pdf")
    assert (found.state, found.reference, found.file_name) == (MediaState.PRESENT, "files/beans.pdf", "Beans.pdf")


def test_a_file_under_another_name_is_renamed():
    found = media(lambda _: Found("files/other.pdf", renamed=True), file="files/beans.pdf")
    assert (found.state, found.reference) == (MediaState.RENAMED, "files/other.pdf")


def test_a_file_that_is_named_but_absent_is_lost():
    assert media(nothing, file="files/beans.pdf").state is MediaState.LOST


def test_a_name_with_brackets_is_a_name():
    assert media(file="files/plan (File one).pdf").state is MediaState.PRESENT


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("sticker", MediaKind.STICKER),
        ("video_message", MediaKind.VIDEO_MESSAGE),
        ("voice_message", MediaKind.VOICE),
        ("animation", MediaKind.ANIMATION),
        ("video_file", MediaKind.VIDEO),
        ("audio_file", MediaKind.AUDIO),
        (None, MediaKind.FILE),
    ],
)
def test_each_media_type_has_its_kind(media_type, kind):
    assert media(file="files/x", media_type=media_type).kind is kind


def test_a_media_type_of_the_future_is_a_file_and_is_counted():
    items = read(post(file="files/x", media_type="hologram"))
    assert items[2].content.media.kind is MediaKind.FILE
    assert "media_type hologram (1×)" in warnings(items)


def test_what_was_to_vanish_is_hidden_at_first():
    assert media(photo="photos/x.jpg", self_destruct_period_seconds=5).spoiler


def test_a_thumbnail_is_kept_only_when_it_is_there():
    assert media(file="files/x", thumbnail="files/x_thumb.jpg").thumbnail == "files/x_thumb.jpg"
    assert media(nothing, file="files/x", thumbnail="files/x_thumb.jpg").thumbnail is None


def test_paid_media_is_said_to_be_missing_with_its_price():
    found = media(paid_stars_amount=250)
    assert (found.state, "250" in found.reason) == (MediaState.NOT_EXPORTED, True)


def test_a_message_of_two_kinds_gives_both():
    both = [item.content for item in read(post(photo="photos/x.jpg", poll={"question": "Beans?", "answers": []}))[2:4]]
    assert [type(one).__name__ for one in both] == ["Attachment", "Poll"]
