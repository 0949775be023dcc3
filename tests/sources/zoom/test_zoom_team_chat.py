import json

import pytest

from bridge.model.chat import Chat, ChatKind
from bridge.model.event import Notice
from bridge.model.ids import MessageId
from bridge.model.message import Message, Reply
from bridge.model.person import Person
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.zoom.team_chat import ZoomTeamChat


def message(number=1, **fields):
    return {
        "id": f"{{{number}}}",
        "message": "hello",
        "sender": "Anna@garden.example",
        "sender_display_name": "Anna",
        "date_time": "2026-03-01T09:00:00Z",
        "timestamp": 1_772_355_600_000 + number,
        **fields,
    }


def items(folder, *messages, name="garden", **page):
    (folder / f"{name}.json").write_text(json.dumps({"next_page_token": "", "messages": messages, **page}))
    with Archive.open(folder) as archive:
        assert ZoomTeamChat().identify(archive)
        return list(ZoomTeamChat().read(archive, Hints()))


def test_a_person_is_one_whatever_the_letters_of_the_address(tmp_path):
    found = items(tmp_path, message(), message(2, sender="anna@GARDEN.example"))
    assert len({item.id for item in found if isinstance(item, Person)}) == 1
    assert all("@" not in item.id for item in found if isinstance(item, Person))


def test_a_page_is_of_the_chat_that_it_names(tmp_path):
    assert items(tmp_path, message(), to_channel="c1")[0].id == "c1"


def test_a_page_with_a_contact_is_a_direct_chat(tmp_path):
    chat = items(tmp_path, message(), to_contact="bora@garden.example")[0]
    assert (chat.kind, "@" in chat.id) == (ChatKind.DIRECT, False)


def test_pages_without_a_name_are_one_chat_by_their_files(tmp_path):
    items(tmp_path, message(), name="garden_page_1")
    found = items(tmp_path, message(2), name="garden_page_2")
    assert [item.title for item in found if isinstance(item, Chat)] == ["garden"]


def test_what_a_report_lists_as_deleted_is_a_notice(tmp_path):
    found = items(tmp_path, message(), deleted_messages=[message(2)])
    assert isinstance(next(item for item in found if isinstance(item, Message) and item.id == "{2}").content, Notice)


def test_an_answer_is_a_reply_in_its_thread(tmp_path):
    found = items(tmp_path, message(2, reply_main_message_id="{1}"))
    answer = next(item for item in found if isinstance(item, Message))
    assert (answer.reply, answer.thread) == (Reply(message=MessageId("{1}")), "{1}")


@pytest.mark.parametrize(
    ("said", "emoji"), [("U+1F44D", "👍"), ("U+2764 U+FE0F", "❤️"), ("👍", "👍"), ("U+D800", "U+D800")]
)
def test_emoji_come_as_code_points(tmp_path, said, emoji):
    found = items(tmp_path, message(reactions=[{"emoji": said, "total_count": 1}]))
    assert next(item for item in found if isinstance(item, Message)).reactions[0].emoji == emoji


@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [1], True, -1])
@pytest.mark.parametrize("key", [*message(), "at_items", "rich_text", "files", "reactions", "bot_message", "status"])
def test_a_wrong_type_in_any_field_stops_nothing(tmp_path, key, value):
    found = items(tmp_path, message(0), message(**{key: value}), message(99))
    assert [item.id for item in found if isinstance(item, Message | Unreadable)][-1] == "{99}"
