"""What Mattermost's exports say, and what is made of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.chat import Chat, ChatKind
from bridge.model.content import Attachment, Card, Unsupported
from bridge.model.event import Change, Notice
from bridge.model.message import Message
from bridge.model.person import Person, PersonKind
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.mattermost.directory import members_of
from bridge.sources.mattermost.lines import decoded
from bridge.sources.mattermost.reader import MattermostBulk

BEGIN = 1_714_550_400_000


@pytest.fixture
def read(tmp_path):
    """Reads posts, and whatever else stands on lines of their own."""

    def read(*posts, lines=(), files=()):
        for name in files:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(b"bytes")
        written = [{"type": "version", "version": 1}, *lines, *({"type": "post", "post": one} for one in posts)]
        (tmp_path / "import.jsonl").write_text("\n".join(json.dumps(line) for line in written))
        with Archive.open(tmp_path) as archive:
            return list(MattermostBulk().read(archive, Hints()))

    return read


def post(**fields):
    return {"team": "garden", "channel": "beans", "user": "anna", "message": "Hi", "create_at": BEGIN, **fields}


def messages(items):
    return [item for item in items if isinstance(item, Message)]


def test_a_message_is_called_by_its_time_and_author(read):
    assert messages(read(post()))[0].id == f"{BEGIN}-anna"


def test_two_messages_of_one_person_in_one_millisecond_are_both_kept(read):
    said = [message.content.text.plain for message in messages(read(post(), post(message="Ho")))]
    assert said == ["Hi", "Ho"]


def test_the_same_line_twice_is_one_message_and_a_warning(read):
    items = read(post(), post())
    assert len(messages(items)) == 1
    assert "more than once" in items[-1].warnings[0]


def test_replies_stand_in_the_thread_of_their_post(read):
    root, reply = messages(read(post(replies=[post(user="bora", create_at=BEGIN + 5)])))
    assert reply.thread == root.id


def test_a_broken_root_still_gives_its_replies(read):
    items = read(post(create_at=None, replies=[post(create_at=BEGIN + 5)]))
    assert [type(item) for item in items if not isinstance(item, Person)][1:3] == [Unreadable, Message]


def test_the_order_of_members_does_not_matter_for_a_direct_chat():
    assert members_of({"channel_members": ["bora", "Anna"]}) == members_of({"members": ["anna", "bora"]})


@pytest.mark.parametrize(
    ("members", "kind"), [(["anna"], ChatKind.SELF), (["anna", "bora"], ChatKind.DIRECT), (list("abc"), ChatKind.GROUP)]
)
def test_a_direct_chat_is_of_as_many_as_take_part(read, members, kind):
    line = {"type": "direct_post", "direct_post": post(channel=None, channel_members=members)}
    assert next(item for item in read(lines=[line]) if isinstance(item, Chat)).kind is kind


@pytest.mark.parametrize("folder", ["", "data/", "bulk-export-attachments/"])
def test_files_are_found_where_exporters_put_them(read, folder):
    items = read(post(attachments=[{"path": "2024/beans.png"}]), files=[f"{folder}2024/beans.png"])
    assert messages(items)[0].content.media.reference == f"{folder}2024/beans.png"


def test_a_path_out_of_the_export_is_no_file(read):
    content = messages(read(post(attachments=[{"path": "../../etc/passwd"}])))[0].content
    assert isinstance(content, Attachment)
    assert content.media.reference is None


def test_an_emoji_described_behind_the_posts_has_its_picture(read):
    given_one = {"user": "bora", "emoji_name": "bean", "create_at": BEGIN}
    line = {"type": "emoji", "emoji": {"name": "bean", "image": "bean.png"}}
    items = read(post(reactions=[given_one]), lines=[line], files=["data/bean.png"])
    assert messages(items)[0].reactions[0].media == "data/bean.png"


def test_a_webhook_under_a_name_of_its_own_is_a_person_of_its_own(read):
    items = read(post(props={"override_username": "Build"}), post(create_at=BEGIN + 1))
    bots = [item for item in items if isinstance(item, Person) and item.kind is PersonKind.BOT]
    assert [bot.name for bot in bots] == ["Build"]
    assert messages(items)[0].sender != messages(items)[1].sender


def test_who_was_added_is_a_member(read):
    props = {"username": "anna", "addedUsername": "bora"}
    content = messages(read(post(type="system_add_to_channel", props=props)))[0].content
    assert (content.change, content.members[0].person) == (Change.INVITED, "bora")


def test_an_app_s_box_is_a_card(read):
    box = {"title": "Build", "fields": [{"title": "Tests", "value": 3}]}
    content = messages(read(post(message="", props={"attachments": [box]})))[0].content
    assert isinstance(content, Card)
    assert content.lines == ("Tests: 3",)


def test_a_post_of_an_unknown_type_without_words_is_shown(read):
    content = messages(read(post(message="", type="custom_raffle")))[0].content
    assert content == Unsupported(what="custom_raffle")


def test_a_line_of_a_kind_from_the_future_is_counted(read):
    assert any(
        isinstance(item, Unreadable) and "hologram" in item.reason for item in read(lines=[{"type": "hologram"}])
    )


def test_passwords_and_tokens_of_users_are_never_said(read):
    user = {"username": "anna", "password": "s3cret", "auth_data": "t0ken"}
    said = repr(read(post(), lines=[{"type": "user", "user": user}]))
    assert "s3cret" not in said
    assert "t0ken" not in said


def test_half_a_surrogate_pair_is_repaired():
    assert decoded(b'{"type": "\\ud83d"}') == {"type": "\ufffd"}


@given(st.binary(max_size=200))
def test_any_line_is_an_object_or_nothing(line):
    assert decoded(line) is None or isinstance(decoded(line), dict)


def test_two_pictures_of_one_person_in_one_millisecond_are_both_kept(read):
    pictures = [post(message="", attachments=[{"path": f"data/{name}.png"}]) for name in ("one", "two")]
    assert len(messages(read(*pictures))) == 2


def test_somebody_whose_name_ends_as_a_post_begins_is_known(read):
    outpost = {"type": "user", "user": {"username": "outpost", "nickname": "The outpost"}}
    items = read(post(user="outpost"), lines=[outpost])
    assert next(item.name for item in items if isinstance(item, Person)) == "The outpost"


def test_the_words_of_a_deleted_post_are_not_said(read):
    (message,) = messages(read(post(message="secret", delete_at=BEGIN + 9)))
    assert message.content == Notice("deleted this message", action="deleted")
