import json

import pytest

from bridge.errors import ArchiveError
from bridge.model.chat import Chat
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.telegram.desktop_json import DesktopJson
from tests.sources.telegram.records import post, read

READER = DesktopJson()


def chat(**fields):
    return {
        "name": "Garden",
        "type": "private_supergroup",
        "id": 700,
        "messages": [post(1), post(2, "user102")],
        **fields,
    }


def account(*chats, **fields):
    return {
        "about": "",
        "personal_information": {"user_id": 101},
        "chats": {"about": "", "list": list(chats)},
        **fields,
    }


def items(path):
    with Archive.open(path) as archive:
        return list(READER.read(archive, Hints()))


@pytest.fixture
def export(tmp_path):
    def write(data, name="result.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data if isinstance(data, str) else json.dumps(data))
        return path

    return write


def test_one_chat_is_the_same_in_an_export_of_its_own_and_in_one_of_the_account(export):
    assert items(export(chat(), "one.json")) == items(export(account(chat()), "all.json"))


@pytest.mark.parametrize(
    "order",
    [["messages", "type", "id", "name"], ["id", "messages", "name", "type"], ["messages", "id", "type", "name"]],
)
def test_the_head_of_a_chat_may_come_after_its_messages(export, order):
    turned = {key: chat()[key] for key in order}
    assert items(export(turned, "turned.json")) == items(export(chat()))
    two = account(chat(), {**turned, "id": 701})
    assert [item.id for item in items(export(two, "two.json")) if isinstance(item, Chat)] == [
        "channel700",
        "channel701",
    ]


def test_chats_that_were_left_are_read_too(export):
    data = account(chat(), left_chats={"about": "", "list": [chat(id=701)]})
    assert [item.id for item in items(export(data)) if isinstance(item, Chat)] == ["channel700", "channel701"]


@pytest.mark.parametrize("messages", [[], None])
def test_a_chat_without_messages_is_a_chat(export, messages):
    assert [item.id for item in items(export(chat(messages=messages)))] == ["channel700"]


def test_a_chat_that_comes_twice_is_said_once(export):
    names = [type(item).__name__ for item in items(export(account(chat(), chat())))]
    assert (names.count("Message"), names.count("Unreadable")) == (2, 2)


@pytest.mark.parametrize("messages", [{"a": 1}, "none", 5])
def test_messages_that_are_no_list_are_one_clear_error(export, messages):
    with pytest.raises(ArchiveError, match="list of messages"):
        items(export(chat(messages=messages)))


def test_the_first_record_may_be_anything(export):
    assert len(items(export(chat(messages=[None, post(1), post(2, "user102")])))) == 6


def test_two_exports_in_one_folder_are_told_apart(export, tmp_path):
    export(chat(), "a/result.json")
    export(chat(), "b/result.json")
    with pytest.raises(ArchiveError, match="2 exports"):
        items(tmp_path)


def test_an_attached_file_of_the_same_name_is_no_second_export(export, tmp_path):
    export(chat())
    export(chat(), "files/result.json")
    assert len(items(tmp_path)) == 5


@pytest.mark.parametrize(
    "data", [{}, [], "null", '"x"', {"type": "novel"}, {"messages": [{"type": "Default"}]}, "not json", ""]
)
def test_a_strangers_file_is_left_alone(export, data):
    with Archive.open(export(data)) as archive:
        assert not READER.identify(archive)


@pytest.mark.parametrize("data", [chat(), account(), {"messages": [post(1)]}, account(chat(name="x" * 100_000))])
def test_an_export_is_known_by_its_beginning(export, data):
    with Archive.open(export(data)) as archive:
        assert READER.identify(archive)


def test_an_archive_without_an_export_is_one_clear_error(export):
    with pytest.raises(ArchiveError, match=r"no result\.json"):
        items(export({"type": "novel"}))


def test_a_chat_without_a_number_is_known_by_its_name():
    first, again = (read(post(1), id=None, name="Garden")[0].id for _ in range(2))
    assert first == again != read(post(1), id=None, name="Other")[0].id
