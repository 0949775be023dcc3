"""Files, stickers, places and polls."""

import pytest

from bridge.matrix.from_event.polls import answers_of
from bridge.model.content import Attachment, Location, Poll, PollOption
from bridge.model.media import MediaKind, MediaState
from tests.unit.matrix.from_event.cast import PHOTO, decorations, event, file, nothing, said, understood

VOICE = {"org.matrix.msc3245.voice": {}, "org.matrix.msc1767.audio": {"duration": 1500, "waveform": [0, 5, 9999, "x"]}}
GIF = {"info": {"mimetype": "image/gif"}}
THUMBNAIL = "mxc://example.org/small"


def attachment(content, kind="m.room.message"):
    found = said(event(content, kind))
    assert isinstance(found, Attachment)
    return found


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (file("m.image"), MediaKind.IMAGE),
        (file("m.image", **GIF), MediaKind.ANIMATION),
        (file("m.video"), MediaKind.VIDEO),
        (file("m.video", info={"fi.mau.gif": True}), MediaKind.ANIMATION),
        (file("m.audio"), MediaKind.AUDIO),
        (file("m.audio", **VOICE), MediaKind.VOICE),
        (file("m.file"), MediaKind.FILE),
    ],
)
def test_each_file_is_what_its_client_calls_it(content, kind):
    assert attachment(content).media.kind is kind


def test_a_file_is_named_and_measured():
    info = {"mimetype": "image/png", "size": 9, "w": 3, "h": 2.0, "duration": -1, "thumbnail_url": THUMBNAIL}
    media = attachment(file(info=info)).media
    assert (media.state, media.reference, media.file_name) == (MediaState.PRESENT, PHOTO, "beach.jpg")
    assert (media.mime_type, media.size, media.width, media.height, media.duration) == ("image/png", 9, 3, 2, None)


def test_all_files_of_a_message_are_named():
    heard = understood(event(file(info={"thumbnail_url": THUMBNAIL})))
    assert heard.files == {PHOTO: PHOTO, THUMBNAIL: THUMBNAIL}


@pytest.mark.parametrize(("name", "kept"), [("../../etc/passwd", "passwd"), ("a\nb\0.txt", "a b␀.txt"), ("", None)])
def test_a_file_name_is_one_safe_line(name, kept):
    assert attachment(file("m.image", name)).media.file_name == kept


def test_a_body_that_is_not_the_files_name_is_its_caption():
    content = file("m.image", "*us*", filename="beach.jpg", format="org.matrix.custom.html", formatted_body="<b>us</b>")
    assert attachment(content).media.file_name == "beach.jpg"
    assert decorations(attachment(content).caption) == [("us", "bold")]


@pytest.mark.parametrize("content", [file(), file(filename="beach.jpg")])
def test_a_body_that_is_the_files_name_is_no_caption(content):
    assert not attachment(content).caption


def test_a_voice_message_keeps_its_shape():
    media = attachment(file("m.audio", **VOICE)).media
    assert (media.duration, media.waveform) == (1500, (0, 5, 1024, 0))


def test_a_picture_that_is_hidden_at_first_stays_hidden():
    assert attachment(file(**{"page.codeberg.everypizza.msc4193.spoiler": True})).media.spoiler


def test_an_encrypted_file_is_refused_with_words():
    refused = nothing(event({"msgtype": "m.image", "body": "x", "file": {"url": PHOTO}}))
    assert (refused.code, refused.is_loss) == ("encrypted-file", True)


@pytest.mark.parametrize("url", ["https://example.org/x.jpg", "mxc://a/../b", "mxc://a/", None, 5, "mxc://a/b?c"])
def test_a_file_elsewhere_is_never_fetched(url):
    assert nothing(event(file() | {"url": url})).code == "file-without-address"


@pytest.mark.parametrize(("body", "emoji"), [("😀", "😀"), ("a smiling cat", None), ("", None)])
def test_a_sticker_may_stand_for_an_emoji(body, emoji):
    media = attachment({"body": body, "url": PHOTO, "info": {"mimetype": "image/webp"}}, "m.sticker").media
    assert (media.kind, media.emoji, media.mime_type) == (MediaKind.STICKER, emoji, "image/webp")


@pytest.mark.parametrize(
    "fields",
    [
        {"geo_uri": "geo:52.5,-13.4;u=35"},
        {"geo_uri": "geo:0,0", "org.matrix.msc3488.location": {"uri": "geo:52.5,-13.4"}},
        {"m.location": {"uri": "geo:52.5,-13.4", "description": "where I am"}},
    ],
)
def test_a_place_is_found_in_any_of_its_forms(fields):
    content = {"msgtype": "m.location", "body": "where I am", **fields}
    assert said(event(content)) == Location(latitude="52.5", longitude="-13.4")


def test_a_place_may_have_a_name():
    place = {"uri": "geo:1,2", "description": "Café\nAnna"}
    found = said(event({"msgtype": "m.location", "body": "x", "org.matrix.msc3488.location": place}))
    assert found == Location(latitude="1", longitude="2", title="Café Anna")


@pytest.mark.parametrize("uri", ["geo:91,0", "geo:0,181", "geo:x,y", "", None, "geo:1", "http://x"])
def test_a_place_that_is_nowhere_on_earth_is_refused(uri):
    assert nothing(event({"msgtype": "m.location", "body": "x", "geo_uri": uri})).code == "place-unknown"


UNSTABLE = {
    "org.matrix.msc3381.poll.start": {
        "question": {"org.matrix.msc1767.text": "Tea?", "body": "Tea?"},
        "max_selections": 2,
        "answers": [{"id": "y", "org.matrix.msc1767.text": "Yes"}, {"id": "n", "org.matrix.msc1767.text": "No"}],
    }
}
STABLE = {
    "m.poll": {
        "question": {"m.text": [{"mimetype": "text/html", "body": "<b>Tea?</b>"}, {"body": "Tea?"}]},
        "max_selections": 2,
        "answers": [{"m.id": "y", "m.text": [{"body": "Yes"}]}, {"m.id": "n", "m.text": [{"body": "No"}]}],
    }
}
TEA = Poll(question="Tea?", options=(PollOption(text="Yes"), PollOption(text="No")), several=True)


@pytest.mark.parametrize(("kind", "content"), [("org.matrix.msc3381.poll.start", UNSTABLE), ("m.poll.start", STABLE)])
def test_a_poll_is_read_under_its_old_and_its_new_names(kind, content):
    assert said(event(content, kind)) == TEA
    assert answers_of(content) == ("y", "n")


@pytest.mark.parametrize("content", [{"m.poll": {}}, {"m.poll": {"answers": "x"}}, {"m.poll": 5}, {"body": "x"}])
def test_a_poll_without_answers_is_refused(content):
    assert nothing(event(content, "m.poll.start")).code == "poll-unreadable"
