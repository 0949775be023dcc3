"""Element's exports of rooms, event by event."""

from __future__ import annotations

import json
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.chat import Chat, ChatKind
from bridge.model.content import Attachment, Unsupported
from bridge.model.event import Change, Membership, Notice, Pin
from bridge.model.ids import MessageId
from bridge.model.media import MediaState
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.element.people import user_of_link
from bridge.sources.element.reader import ElementRoom
from bridge.sources.hints import Hints

ROOM = "!garden:example.org"
ANNA, BORA = "@anna:example.org", "@bora:example.org"
SENT = 1_717_225_200_000


def event(number=1, kind="m.room.message", content=None, sender=ANNA, **more):
    said = {"msgtype": "m.text", "body": "Hello"} if content is None else content
    about = {"event_id": f"${number}", "room_id": ROOM, "origin_server_ts": SENT + number * 1000}
    return {"type": kind, "sender": sender, "content": said, **about, **more}


def member(number, person, membership, sender=None, before=None, **content):
    earlier = {"prev_content": {"membership": before}} if before else {}
    said = {"membership": membership, **content}
    return event(number, "m.room.member", said, sender or person, state_key=person, unsigned=earlier)


def related(kind, target, **more):
    return {"m.relates_to": {"rel_type": kind, "event_id": target, **more}}


@pytest.fixture
def read(tmp_path):
    def read(*events, files=(), **fields):
        head = {"room_name": "Garden", "room_creator": "Anna", "topic": "", "export_date": "x", "exported_by": "Anna"}
        (tmp_path / "export.json").write_text(json.dumps({**head, **fields, "messages": events}))
        for file in files:
            (tmp_path / file).parent.mkdir(exist_ok=True)
            (tmp_path / file).write_bytes(b"file")
        with Archive.open(tmp_path) as archive:
            assert ElementRoom().identify(archive)
            return list(ElementRoom().read(archive, Hints()))

    return read


def messages(items):
    return [item for item in items if isinstance(item, Message)]


def only(items):
    (found,) = messages(items)
    return found


def test_an_invitation_to_a_direct_chat_makes_it_one(read):
    chat = read(member(1, ANNA, "join"), member(2, BORA, "invite", ANNA, is_direct=True))[0]
    assert isinstance(chat, Chat) and chat.kind is ChatKind.DIRECT


def test_an_encrypted_event_says_what_was_decrypted(read):
    wrapped = {"encrypted": event(kind="m.room.encrypted", content={}), "decrypted": event()}
    assert only(read(wrapped)).content.text.plain == "Hello"


def test_an_edit_by_somebody_else_changes_nothing(read):
    edit = {"body": "* No", "m.new_content": {"msgtype": "m.text", "body": "No"}, **related("m.replace", "$1")}
    assert [one.content.text.plain for one in messages(read(event(1), event(2, content=edit, sender=BORA)))] == [
        "Hello"
    ]


def test_the_newest_edit_counts_wherever_it_stands(read):
    def edit(number, words):
        return event(
            number, content={"m.new_content": {"msgtype": "m.text", "body": words}, **related("m.replace", "$1")}
        )

    message = only(read(event(1), edit(5, "last"), edit(3, "between")))
    assert (message.content.text.plain, message.edited) == ("last", SENT + 5000)


def test_an_edit_that_the_server_bundled_is_taken(read):
    edit = event(2, content={"m.new_content": {"msgtype": "m.text", "body": "newer"}})
    message = only(read(event(1, unsigned={"m.relations": {"m.replace": edit}})))
    assert (message.content.text.plain, message.edited) == ("newer", SENT + 2000)


def test_a_reaction_to_a_message_before_the_export_is_said_by_itself(read):
    message = only(read(event(3, "m.reaction", related("m.annotation", "$0", key="🌱"))))
    assert message.content == Notice("reacted with 🌱", action="m.reaction") and message.reply.message == "$0"


def test_a_reaction_with_a_picture_has_its_name(read):
    reaction = {**related("m.annotation", "$1", key="mxc://example.org/x"), "shortcode": ":bean:"}
    assert only(read(event(1), event(2, "m.reaction", reaction))).reactions[0].emoji == ":bean:"


def test_an_answer_that_only_old_clients_need_is_none(read):
    thread = related("m.thread", "$0", is_falling_back=True, **{"m.in_reply_to": {"event_id": "$0"}})
    message = only(read(event(1, content={"msgtype": "m.text", "body": "so", **thread})))
    assert (message.reply, message.thread) == (None, "$0")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("> <@bora:example.org> Six\n\nI come", "I come"),
        ("> <@bora:example.org> Six\n> or seven\n\nI\n\ncome", "I\n\ncome"),
        ("> quoted by hand\n\nI come", "> quoted by hand\n\nI come"),
        ("> <@bora:example.org> all of it", "> <@bora:example.org> all of it"),
    ],
)
def test_the_quote_before_an_answer_is_left_out(read, body, said):
    content = {"msgtype": "m.text", "body": body, "m.relates_to": {"m.in_reply_to": {"event_id": "$0"}}}
    assert only(read(event(content=content))).content.text.plain == said


@pytest.mark.parametrize(
    ("now", "before", "sender", "change"),
    [
        ("join", "invite", BORA, Change.JOINED),
        ("leave", "join", BORA, Change.LEFT),
        ("leave", "join", ANNA, Change.REMOVED),
        ("leave", "ban", ANNA, Change.UNBANNED),
        ("ban", "join", ANNA, Change.BANNED),
    ],
)
def test_people_come_and_go(read, now, before, sender, change):
    content = only(read(member(1, BORA, now, sender, before))).content
    assert isinstance(content, Membership) and content.change is change


@pytest.mark.parametrize(
    ("now", "before", "sender", "said"),
    [
        ("invite", None, ANNA, "invited @bora:example.org"),
        ("leave", "invite", BORA, "declined the invitation"),
        ("leave", "invite", ANNA, "withdrew the invitation of @bora:example.org"),
        ("leave", "knock", ANNA, "did not let @bora:example.org join"),
        ("knock", None, BORA, "asked to join"),
        ("dance", None, BORA, "changed how @bora:example.org stands to the room"),
    ],
)
def test_who_does_not_take_part_yet_is_told_of(read, now, before, sender, said):
    assert only(read(member(1, BORA, now, sender, before))).content.text == said


def test_what_somebody_was_before_is_remembered_when_the_server_did_not_say(read):
    _joined, renamed = messages(
        read(member(1, BORA, "join", displayname="Bo"), member(2, BORA, "join", displayname="B"))
    )
    assert renamed.content.text == "changed their name from Bo to B"


def test_a_person_is_called_as_last_and_known_by_earlier_names(read):
    items = read(*(member(number, BORA, "join", displayname=name) for number, name in enumerate(["Bo", "B", "Bo"])))
    (person,) = [item for item in items if isinstance(item, Person)]
    assert (person.name, person.also) == ("Bo", ("B",))


def test_a_pin_that_is_taken_away_is_told_of(read):
    earlier = {"prev_content": {"pinned": ["$1", "$2"]}}
    change = event(3, "m.room.pinned_events", {"pinned": ["$2"]}, state_key="", unsigned=earlier)
    assert only(read(change)).content == Pin(MessageId("$1"), removed=True)


def image(number, name="image.png"):
    return event(number, content={"msgtype": "m.image", "body": name, "info": {}})


def test_pictures_of_one_name_are_told_apart_by_minute_and_second_in_any_zone(read):
    files = ["images/image-6-1-2024 at 9-00-02 AM.png", "images/image-1.6.2024 klo 12.30.01.png"]
    first, second = messages(read(image(1), image(2), files=files))
    assert (first.content.media.reference, second.content.media.reference) == (files[1], files[0])


def test_numbers_in_the_name_of_a_file_are_no_time(read):
    files = ["files/plan 00-01-6-1-2024 at 9-07-33 AM.pdf"]
    content = {"msgtype": "m.file", "body": "plan 00-01.pdf"}
    assert only(read(event(content=content), files=files)).content.media.reference is None


def test_the_unicode_form_of_a_name_does_not_matter(read):
    files = [f"files/{normalize('NFD', 'Größe')}-6-1-2024 at 9-00-01 AM.pdf"]
    content = {"msgtype": "m.file", "body": "Größe.pdf"}
    assert only(read(event(content=content), files=files)).content.media.reference == files[0]


def test_a_picture_of_another_minute_is_not_taken(read):
    message = only(read(image(1), files=["images/image-6-1-2024 at 9-07-01 AM.png"]))
    assert isinstance(message.content, Attachment) and message.content.media.state is MediaState.NOT_EXPORTED


def test_votes_beyond_those_allowed_and_for_nothing_do_not_count(read):
    answers = [{"id": "a", "org.matrix.msc1767.text": "A"}, {"id": "b", "org.matrix.msc1767.text": "B"}]
    start = {"org.matrix.msc3381.poll.start": {"question": {"body": "?"}, "answers": answers, "max_selections": 1}}
    vote = {"m.selections": ["x", "b", "a"], **related("m.reference", "$1")}
    poll = only(read(event(1, "m.poll.start", start), event(2, "m.poll.response", vote))).content
    assert [option.votes for option in poll.options] == [0, 1] and poll.voters == 1


def test_a_room_that_was_exported_twice_is_one(read, tmp_path):
    read(event(1), event(2))
    (tmp_path / "export.json").rename(tmp_path / "older.json")
    items = read(event(2), event(3))
    assert [one.id for one in messages(items)] == ["$2", "$3", "$1"]
    assert "more than once" in items[-1].warnings[-1]


def test_a_kind_that_nobody_knows_keeps_its_words(read):
    content = only(read(event(kind="org.example.dance", content={"body": "waltz"}))).content
    assert isinstance(content, Unsupported) and content.text.plain == "waltz"


@pytest.mark.parametrize("broken", [7, None, {}, event(origin_server_ts="soon"), event(type=5)])
def test_a_broken_event_is_counted_in_its_place(read, broken):
    items = read(event(7), broken)
    assert sum(isinstance(item, Unreadable) for item in items) == 1


@given(st.sampled_from(["https://matrix.to/#/", "matrix:u/"]), st.text())
def test_whatever_a_link_says_it_leads_to_a_person_or_to_nobody(beginning, rest):
    user = user_of_link(beginning + rest)
    assert user is None or (user.startswith("@") and ":" in user)
