"""What Rocket.Chat's dumps say, and what is made of it."""

from __future__ import annotations

import gzip
import json
from typing import Any

import bson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import ArchiveError
from bridge.model.chat import Chat
from bridge.model.content import Attachment, Card, Unsupported
from bridge.model.event import Pin
from bridge.model.ids import MessageId
from bridge.model.message import Message
from bridge.model.text import Style
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.rocketchat.directory import Directory
from bridge.sources.rocketchat.documents import key_of, time_of
from bridge.sources.rocketchat.quotes import quoted, without_quotes
from bridge.sources.rocketchat.reader import RocketChatDump
from bridge.sources.rocketchat.rich_text import text_of
from tests.sources.rocketchat.make_fixtures import ANNA, BEGIN, node, said, words

DEEP = node("PARAGRAPH", [words("deep")])
for _ in range(40):
    DEEP = node("BOLD", [DEEP])


@pytest.fixture
def read(tmp_path):
    """Reads a dump of these messages."""

    def read(*documents, rooms=(), users=()):
        for name, content in (("rocketchat_message", documents), ("rocketchat_room", rooms), ("users", users)):
            (tmp_path / f"{name}.bson").write_bytes(b"".join(bson.encode(one) for one in content))
        return opened(tmp_path)

    return read


def opened(path):
    with Archive.open(path) as archive:
        return list(RocketChatDump().read(archive, Hints()))


def message(items, number="m1"):
    return next(item for item in items if isinstance(item, Message) and item.id == number)


def test_a_packed_dump_says_the_same(read, tmp_path):
    items = read(said("m1", 0, ANNA, "Hi"))
    plain = tmp_path / "rocketchat_message.bson"
    (tmp_path / "rocketchat_message.bson.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    assert opened(tmp_path) == items


@pytest.mark.parametrize("array", [True, False])
def test_an_exported_collection_says_the_same(read, tmp_path, array):
    items = read(said("m1", 0, ANNA, "Hi"))
    (tmp_path / "rocketchat_message.bson").unlink()
    date = {"$date": {"$numberLong": str(int(BEGIN.timestamp() * 1000))}}
    line = json.dumps({**said("m1", 0, ANNA, "Hi"), "ts": date})
    (tmp_path / "rocketchat_message.json").write_text(f"[{line}]" if array else line)
    assert opened(tmp_path) == items


def test_a_dump_that_was_cut_cannot_be_read(read, tmp_path):
    read(said("m1", 0, ANNA, "Hi"), said("m2", 1, ANNA, "Ho"))
    file = tmp_path / "rocketchat_message.bson"
    file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(ArchiveError, match="ends too early"):
        opened(tmp_path)


def test_a_broken_document_is_counted_and_the_next_is_read(read, tmp_path):
    read(said("m1", 0, ANNA, "Hi"))
    file = tmp_path / "rocketchat_message.bson"
    file.write_bytes(file.read_bytes() + b"\x0a\x00\x00\x00\xffbad\x00\x00" + bson.encode(said("m2", 1, ANNA, "Ho")))
    items = opened(tmp_path)
    assert message(items, "m2")
    assert any(isinstance(item, Unreadable) for item in items)


def test_half_of_a_packed_dump_cannot_be_read(read, tmp_path):
    read(*(said(f"m{number}", number, ANNA, str(number) * 50) for number in range(300)))
    plain = tmp_path / "rocketchat_message.bson"
    (tmp_path / "rocketchat_message.bson.gz").write_bytes(gzip.compress(plain.read_bytes())[:-40])
    plain.unlink()
    with pytest.raises(ArchiveError, match="gzip"):
        opened(tmp_path)


def test_nothing_secret_of_a_user_is_said(read):
    user = {**ANNA, "services": {"password": {"bcrypt": "s3cret"}, "resume": {"loginTokens": ["t0ken"]}}}
    shown = repr(read(said("m1", 0, ANNA, "Hi", token=None), users=[user]))
    assert "s3cret" not in shown
    assert "t0ken" not in shown


def test_a_quote_is_a_reply_and_its_address_no_words(read):
    address = "https://chat.garden.example/channel/general?msg=m0"
    items = read(said("m1", 0, ANNA, f"[ ]({address}) Yes", attachments=[{"text": "?", "message_link": address}]))
    assert message(items).reply.message == "m0"
    assert message(items).content.text.plain == "Yes"


def test_the_words_of_a_second_quote_are_shown(read):
    both = [
        {"text": f"words {n}", "message_link": f"https://chat.garden.example/channel/general?msg=q{n}"} for n in (1, 2)
    ]
    text = message(read(said("m1", 0, ANNA, "Both", attachments=both))).content.text
    assert text.plain == "words 2\nBoth"
    assert text.spans[0].style is Style.QUOTE


def test_a_quote_in_another_room_names_that_room(read):
    address = "https://chat.garden.example/group/talk?msg=q1"
    document = said("m1", 0, ANNA, "", attachments=[{"text": "?", "message_link": address}])
    items = read(document, rooms=[{"_id": "room2", "t": "p", "name": "talk"}])
    assert message(items).reply.chat == "room2"


def test_a_pin_is_by_whoever_pinned_when_they_did(read):
    pinned: dict[str, Any] = {"pinned": True, "pinnedBy": ANNA, "pinnedAt": BEGIN.replace(hour=12)}
    pin = message(read(said("m1", 0, ANNA, "Hi", **pinned)), "m1/pin")
    assert (pin.content, pin.sender, pin.time_guessed) == (Pin(MessageId("m1")), "annaid", False)


def test_an_encrypted_message_is_shown_and_counted(read):
    items = read(said("m1", 0, ANNA, "U2Fs", t="e2e"))
    assert isinstance(message(items).content, Unsupported)
    assert "encrypted" in next(item for item in reversed(items) if isinstance(item, Chat)).warnings[0]


def test_a_file_of_two_is_an_album(read):
    files = [{"title": f"{n}.png", "type": "file", "title_link": f"/file-upload/f{n}/{n}.png"} for n in (1, 2)]
    items = [item for item in read(said("m1", 0, ANNA, "", attachments=files)) if isinstance(item, Message)]
    assert [item.album for item in items] == ["m1", "m1"]
    assert all(isinstance(item.content, Attachment) for item in items)


def test_a_small_picture_of_a_file_is_no_file(read):
    files = [{"_id": "f1", "name": "1.png"}, {"_id": "f2", "name": "thumb-1.png"}]
    assert message(read(said("m1", 0, ANNA, "", files=files))).content.media.file_name == "1.png"


def test_a_picture_from_elsewhere_is_a_card(read):
    content = message(read(said("m1", 0, ANNA, "", attachments=[{"image_url": "https://example.org/a.png"}]))).content
    assert isinstance(content, Card)
    assert content.lines == ("https://example.org/a.png",)


def test_a_tree_too_deep_gives_way_to_the_typed_text():
    assert text_of({"msg": "*typed*", "md": [DEEP]}, Directory()).plain == "typed"


def test_a_tree_with_something_unknown_gives_way_to_the_typed_text():
    assert text_of({"msg": "typed", "md": [node("HOLOGRAM", "x")]}, Directory()).plain == "typed"


@pytest.mark.parametrize("value", ["2024-05-01T09:00:00Z", 1714554000000, {"$date": "2024-05-01T09:00:00.000Z"}])
def test_a_moment_may_be_written_in_many_ways(value):
    assert time_of(value) == 1_714_554_000_000


def test_an_object_id_is_an_id():
    number = "507f1f77bcf86cd799439011"
    assert key_of(bson.ObjectId(number)) == key_of({"$oid": number}) == number


def test_two_links_of_nothing_are_taken_away():
    one = "[ ](https://chat.garden.example/channel/a?msg=b) "
    assert without_quotes(f"{one}{one}words") == "words"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "value", "src"]), inner),
    max_leaves=8,
)


@given(VALUES)
def test_any_tree_is_some_text(tree):
    assert text_of({"msg": "typed", "md": [tree]}, Directory()).plain


@given(VALUES)
def test_any_attachments_are_quotes_or_none(value):
    assert list(quoted({"attachments": value})) == []


def test_the_words_beside_a_place_stay(read):
    place = {"type": "Point", "coordinates": [13.4, 0.0000001]}
    content = message(read(said("m1", 0, ANNA, "Here", location=place))).content
    assert (content.latitude, content.longitude, content.caption.plain) == ("0.0000001", "13.4", "Here")


def test_a_box_within_a_box_is_said(read):
    inner = {"title": "Inner", "text": "words"}
    items = read(said("m1", 0, ANNA, "", attachments=[{"title": "Outer", "attachments": [inner]}]))
    contents = [item.content for item in items if isinstance(item, Message)]
    assert [content.title for content in contents if isinstance(content, Card)] == ["Outer", "Inner"]
