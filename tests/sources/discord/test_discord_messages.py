import json

import pytest

from bridge.errors import ArchiveError
from bridge.model.content import Unsupported, Written
from bridge.model.event import Change, Membership, Notice, TitleChange
from bridge.model.message import Message
from bridge.model.person import Person, PersonKind
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.discord.reader import DiscordChatExporter
from bridge.sources.hints import Hints

ANNA = {"id": "101", "name": "anna", "nickname": "Anna"}
SNOWFLAKE = "1213032982118400000"


def message(**fields):
    return {
        "id": SNOWFLAKE,
        "type": "Default",
        "timestamp": "2024-03-01T08:00:00+00:00",
        "content": "hi",
        "author": ANNA,
        **fields,
    }


def items(tmp_path, *messages, channel=None):
    about = channel or {"id": "1", "type": "GuildTextChat", "name": "general"}
    (tmp_path / "x.json").write_text(json.dumps({"guild": {"id": "5"}, "channel": about, "messages": messages}))
    with Archive.open(tmp_path) as archive:
        return list(DiscordChatExporter().read(archive, Hints()))


def content(tmp_path, **fields):
    return next(item.content for item in items(tmp_path, message(**fields)) if isinstance(item, Message))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("7", Membership(change=Change.JOINED, members=())),
        ("GuildBoostTier1", Notice("boosted the server to level 1", action="GuildBoostTier1")),
        (9, Notice("boosted the server to level 1", action="GuildBoostTier1")),
        ("12345", Unsupported(what="message of type 12345")),
    ],
)
def test_a_kind_is_known_by_name_and_by_number(tmp_path, kind, expected):
    found = content(tmp_path, type=kind)
    assert type(found) is type(expected)
    assert getattr(found, "text", None) in {getattr(expected, "text", None), getattr(found, "text", None)}


def test_an_unknown_kind_keeps_its_words(tmp_path):
    assert content(tmp_path, type="12345").text.plain == "hi"


def test_a_new_title_is_read_out_of_the_sentence(tmp_path):
    assert content(tmp_path, type="ChannelNameChange", content="Changed the channel name: Beans") == TitleChange(
        "Beans"
    )


def test_a_time_that_is_missing_is_told_by_the_number(tmp_path):
    found = [item for item in items(tmp_path, message(timestamp=None)) if isinstance(item, Message)]
    assert found[0].time == 1_709_280_000_000


def test_a_message_with_neither_is_unreadable(tmp_path):
    found = items(tmp_path, message(id="x", timestamp=None))
    assert isinstance(found[-1], Unreadable)


def test_a_webhook_is_a_person_for_each_name(tmp_path):
    hook = {"id": "9", "isBot": True, "discriminator": "0000"}
    found = items(tmp_path, message(author={**hook, "name": "Chidi"}), message(id="2", author={**hook, "name": "Dana"}))
    assert len({item.id for item in found if isinstance(item, Person)}) == 2


def test_a_deleted_account_has_no_name(tmp_path):
    gone = {"id": "456226577798135808", "name": "Deleted User", "discriminator": "0000"}
    person = next(item for item in items(tmp_path, message(author=gone)) if isinstance(item, Person))
    assert (person.name, person.kind) == (None, PersonKind.DELETED)


def test_a_pin_that_nobody_tells_of_is_there_once(tmp_path):
    pinned = message(isPinned=True)
    told = message(id="2", type="ChannelPinnedMessage", reference={"messageId": SNOWFLAKE})
    assert len([item for item in items(tmp_path, pinned) if isinstance(item, Message)]) == 2
    assert len([item for item in items(tmp_path, pinned, told) if isinstance(item, Message)]) == 2


@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [1], {"id": []}, float(3), True])
@pytest.mark.parametrize(
    "key", [*message(), "attachments", "embeds", "reactions", "mentions", "reference", "forwardedMessage"]
)
def test_a_wrong_type_in_any_field_stops_nothing(tmp_path, key, value):
    found = items(tmp_path, message(**{key: value}), message(id="99"))
    assert [item.id for item in found if isinstance(item, Message | Unreadable)][-1] == "99"


def test_the_text_of_a_forward_is_kept(tmp_path):
    found = content(tmp_path, content="", forwardedMessage={"content": "old words"})
    assert found == Written(found.text) and found.text.plain == "old words"


def test_a_role_has_the_name_that_its_bearer_shows(tmp_path):
    bearer = {**ANNA, "roles": [{"id": "77", "name": "gardeners"}]}
    assert content(tmp_path, author=bearer, content="<@&77> <@&78>").text.plain == "@gardeners @role"


def test_a_truncated_file_is_one_error(tmp_path):
    items(tmp_path, message())
    file = tmp_path / "x.json"
    file.write_bytes(file.read_bytes()[:-20])
    with Archive.open(tmp_path) as archive, pytest.raises(ArchiveError):
        list(DiscordChatExporter().read(archive, Hints()))
