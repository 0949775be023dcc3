"""Downloads of Messenger's and Instagram's chats."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bridge.errors import ArchiveError
from bridge.model.chat import Chat, ChatKind
from bridge.model.message import Message
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.meta.downloads import Instagram, Messenger

BEGIN = 1_714_557_600_000


def said(number, sender="Anna", **more):
    return {"sender_name": sender, "timestamp_ms": BEGIN + number, "content": f"number {number}", **more}


def page(*messages, names=("Anna", "Bora"), **header):
    people = [{"name": name} for name in names]
    return {"participants": people, "messages": list(messages), "title": "Bora", **header}


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))


def read(folder, reader=None):
    with Archive.open(folder) as archive:
        return list((reader or Messenger()).read(archive, Hints()))


def messages(items) -> Any:
    return [item for item in items if isinstance(item, Message)]


def texts(items):
    ordered = sorted(messages(items), key=lambda item: (item.time, item.place))
    return [item.content.text.plain for item in ordered]


def test_pages_are_one_chat_in_the_order_of_time(tmp_path):
    for number in range(1, 12):
        put(tmp_path, f"messages/inbox/bora_1/message_{number}.json", page(said(-2 * number + 1), said(-2 * number)))
    items = read(tmp_path)
    assert texts(items) == [f"number {number}" for number in range(-22, 0)]
    assert sorted(item.place for item in messages(items)) == list(range(1, 23))
    assert len([item for item in items if isinstance(item, Chat)]) == 1


def test_messages_of_one_moment_keep_their_order(tmp_path):
    messages = [{**said(0), "content": text} for text in ("third", "second", "first")]
    put(tmp_path, "message_1.json", page(*messages))
    assert texts(read(tmp_path)) == ["first", "second", "third"]


def test_a_file_that_was_sorted_otherwise_keeps_its_order_too(tmp_path):
    messages = [{**said(time), "content": text} for time, text in ((0, "first"), (0, "second"), (1, "third"))]
    put(tmp_path, "message_1.json", page(*messages))
    assert texts(read(tmp_path)) == ["first", "second", "third"]


def test_two_friends_of_one_name_are_two_chats(tmp_path):
    put(tmp_path, "messages/inbox/bora_1/message_1.json", page(said(1)))
    put(tmp_path, "messages/inbox/bora_2/message_1.json", page(said(2)))
    assert len({item.id for item in read(tmp_path) if isinstance(item, Chat)}) == 2


def test_chats_with_people_whose_accounts_are_gone_are_not_thrown_together(tmp_path):
    for number in (1, 2):
        folder = f"messages/inbox/facebookuser_123456789{number}"
        put(tmp_path, f"{folder}/message_1.json", page(said(1), names=("Facebook user", "Anna"), title="Facebook user"))
    ids = [item.id for item in read(tmp_path) if isinstance(item, Chat)]
    assert ids == ["thread:1234567891", "thread:1234567892"]


def test_the_parts_of_a_download_may_lie_side_by_side(tmp_path):
    path = "your_facebook_activity/messages/inbox/bora_1"
    photo = {"uri": f"{path}/photos/1.jpg"}
    put(tmp_path, f"part-1/{path}/message_1.json", page(said(1, photos=[photo])))
    (tmp_path / "part-2" / path / "photos").mkdir(parents=True)
    (tmp_path / "part-2" / path / "photos" / "1.jpg").write_bytes(b"\xff\xd8")
    (message,) = messages(read(tmp_path))
    assert message.content.media.reference == f"part-2/{path}/photos/1.jpg"


@pytest.mark.parametrize(
    ("header", "names", "kind"),
    [
        ({}, ("Anna", "Bora"), ChatKind.DIRECT),
        ({"title": "Beans"}, ("Anna", "Bora"), ChatKind.GROUP),
        ({"joinable_mode": {"mode": 1}}, ("Anna", "Bora"), ChatKind.GROUP),
        ({}, ("Anna", "Bora", "Chidi"), ChatKind.GROUP),
        ({"title": "Anna"}, ("Anna",), ChatKind.SELF),
    ],
)
def test_the_kind_of_a_chat(tmp_path, header, names, kind):
    put(tmp_path, "message_1.json", page(said(1), names=names, **header))
    assert read(tmp_path)[0].kind is kind


@pytest.mark.parametrize(
    ("folder", "instagram"),
    [
        ("your_instagram_activity/messages/inbox/b_1", True),
        ("your_facebook_activity/messages/inbox/b_1", False),
        ("x", False),
    ],
)
def test_the_network_is_told_by_the_folders(tmp_path, folder, instagram):
    put(tmp_path, f"{folder}/message_1.json", page(said(1)))
    with Archive.open(tmp_path) as archive:
        assert (Messenger().identify(archive), Instagram().identify(archive)) == (not instagram, instagram)


def test_a_download_of_both_networks_is_refused_with_advice(tmp_path):
    for network in ("facebook", "instagram"):
        put(tmp_path, f"your_{network}_activity/messages/inbox/b_1/message_1.json", page(said(1)))
    with pytest.raises(ArchiveError, match="one by one"):
        read(tmp_path)
