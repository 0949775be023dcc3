import json

import pytest

from bridge.model.chat import Chat, ChatKind
from bridge.model.content import Attachment, Card
from bridge.model.event import Change, Membership, Notice
from bridge.model.media import MediaState
from bridge.model.message import Message
from bridge.model.person import Person, PersonKind
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.teams.graph_events import read as read_event
from bridge.sources.teams.graph_people import People, person_id
from bridge.sources.teams.graph_reader import TeamsGraph
from bridge.sources.teams.reactions import emoji_of

ANNA = {"user": {"id": "A1", "displayName": "Anna"}}


def message(number=1_772_355_600_000, html="<p>hi</p>", **fields):
    return {
        "id": str(number),
        "messageType": "message",
        "createdDateTime": "2026-03-01T09:00:00Z",
        "chatId": "19:x@thread.v2",
        "from": ANNA,
        "body": {"contentType": "html", "content": html},
        **fields,
    }


def items(folder, *messages, **files):
    for name, value in {"messages": {"value": messages}, **files}.items():
        (folder / f"{name}.json").write_text(json.dumps(value))
    with Archive.open(folder) as archive:
        assert TeamsGraph().identify(archive)
        return list(TeamsGraph().read(archive, Hints()))


def messages_of(found):
    return [item for item in found if isinstance(item, Message)]


@pytest.mark.parametrize(
    "wrap", [lambda m: m, lambda m: {"value": m}, lambda m: {"messages": m, "id": "19:x@thread.v2"}]
)
def test_messages_are_found_wherever_they_stand(tmp_path, wrap):
    (tmp_path / "x.json").write_text(json.dumps(wrap([message(), message(1_772_355_600_001)])))
    with Archive.open(tmp_path) as archive:
        found = list(TeamsGraph().read(archive, Hints()))
    assert [item.id for item in messages_of(found)] == ["1772355600000", "1772355600001"]


def test_a_chat_of_one_record_is_read(tmp_path):
    (tmp_path / "x.json").write_text(json.dumps(message()))
    with Archive.open(tmp_path) as archive:
        assert len(messages_of(TeamsGraph().read(archive, Hints()))) == 1


def test_a_chat_without_a_number_is_named_by_its_context(tmp_path):
    context = "https://graph.microsoft.com/v1.0/$metadata#chats('19%3Ay%40thread.v2')/messages"
    (tmp_path / "x.json").write_text(json.dumps({"@odata.context": context, "value": [message(chatId=None)]}))
    with Archive.open(tmp_path) as archive:
        chat = next(iter(TeamsGraph().read(archive, Hints())))
    assert chat.id == "19:y@thread.v2"


def test_pages_in_one_list_are_of_the_chat_that_the_first_names(tmp_path):
    context = "https://graph.microsoft.com/v1.0/$metadata#chats('19%3Ay')/messages"
    pages = [{"@odata.context": context, "value": [message(chatId=None)]}, {"value": [message(5, chatId=None)]}]
    (tmp_path / "x.json").write_text(json.dumps(pages))
    with Archive.open(tmp_path) as archive:
        found = list(TeamsGraph().read(archive, Hints()))
    assert {item.chat for item in messages_of(found)} == {"19:y"}


def test_pages_of_a_chat_that_no_record_names_are_one_chat(tmp_path):
    for page in (1, 2):
        (tmp_path / f"Garden-{page}.json").write_text(json.dumps([message(1_772_355_600_000 + page, chatId=None)]))
    with Archive.open(tmp_path) as archive:
        found = list(TeamsGraph().read(archive, Hints()))
    assert [item.title for item in found if isinstance(item, Chat)] == ["Garden"]


def test_a_chat_of_two_is_direct(tmp_path):
    chats = {"value": [{"id": "19:x@thread.v2", "chatType": "oneOnOne", "topic": None}]}
    assert items(tmp_path, message(), chats=chats)[0].kind is ChatKind.DIRECT


def test_an_answer_belongs_to_the_thread_in_which_it_stands(tmp_path):
    found = messages_of(items(tmp_path, message(replies=[message(1_772_355_600_005)])))
    assert [item.thread for item in found] == [None, "1772355600000"]


def test_the_same_message_twice_is_taken_once_and_told(tmp_path):
    found = items(tmp_path, message(), message())
    assert len(messages_of(found)) == 1
    assert "more than once" in found[-1].warnings[0]


def test_two_messages_of_one_number_are_not_confused(tmp_path):
    found = items(tmp_path, message(), message(createdDateTime="2026-03-01T10:00:00Z"))
    assert isinstance(found[-1], Unreadable)


def test_the_token_of_a_shared_file_is_not_kept(tmp_path):
    reference = {
        "id": "f",
        "contentType": "reference",
        "contentUrl": "https://x.sharepoint.com/a.pdf?tempauth=s",
        "name": "a.pdf",
    }
    content = messages_of(items(tmp_path, message(attachments=[reference])))[0].content
    assert isinstance(content, Attachment)
    assert content.media.state is MediaState.NOT_EXPORTED
    assert content.caption.plain == "hi\nhttps://x.sharepoint.com/a.pdf"


def test_a_card_that_is_no_json_is_still_a_card(tmp_path):
    card = {"id": "c", "contentType": "application/vnd.microsoft.card.adaptive", "content": "{" * 5000}
    assert isinstance(messages_of(items(tmp_path, message(html="", attachments=[card])))[0].content, Card)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("callEnded", "ended the call after 61 min"),
        ("teamsAppRemoved", "removed the app “Weather”"),
        ("tabUpdated", "changed a tab"),
    ],
)
def test_events_become_sentences(kind, sentence):
    detail = {
        "@odata.type": f"#microsoft.graph.{kind}EventMessageDetail",
        "callduration": "PT1H1M3S",
        "teamsappdisplayname": "Weather",
    }
    assert read_event(detail, People())[1] == Notice(sentence, action=kind.casefold())


@pytest.mark.parametrize("inner", [{"members": [{"id": "b2"}]}, [{"id": "b2"}]])
def test_an_event_may_be_told_by_the_field_that_holds_it(inner):
    _, content = read_event({"channeladded": None, "membersadded": inner, "eventtype": None}, People())
    assert isinstance(content, Membership) and content.change is Change.INVITED


def test_who_removes_themselves_has_left():
    detail = {
        "@odata.type": "membersDeletedEventMessageDetail",
        "initiator": {"user": {"id": "A1"}},
        "members": [{"id": "a1"}],
    }
    _, content = read_event(detail, People())
    assert isinstance(content, Membership) and content.change is Change.LEFT


def test_a_phone_number_is_never_part_of_an_id():
    person, phone = person_id("4:+4930000000")
    assert ("4930000000" in person, phone) == (False, "+4930000000")


def test_whoever_is_in_no_list_of_users_and_has_no_name_is_gone(tmp_path):
    users = [{"userPrincipalName": "b@x.example", "id": "B2", "displayName": "Bora"}]
    found = items(tmp_path, message(**{"from": {"user": {"id": "C3", "displayName": None}}}), usersList=users)
    assert next(item.kind for item in found if isinstance(item, Person)) is PersonKind.DELETED


@pytest.mark.parametrize(
    ("word", "emoji"), [("like", "👍"), ("1f389_partypopper", "🎉"), ("👻", "👻"), ("dance", ":dance:")]
)
def test_reactions_have_names_and_code_points(word, emoji):
    assert emoji_of(word) == emoji


@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [1], {"id": []}, True])
@pytest.mark.parametrize(
    "key", [*message(), "attachments", "mentions", "reactions", "replies", "eventDetail", "replyToId"]
)
def test_a_wrong_type_in_any_field_stops_nothing(tmp_path, key, value):
    found = items(
        tmp_path,
        message(1, createdDateTime="2026-03-01T08:00:00Z"),
        message(**{key: value}),
        message(1_772_355_700_000),
    )
    assert "1772355700000" in {item.id for item in messages_of(found)}
