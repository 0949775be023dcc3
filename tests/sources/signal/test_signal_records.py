"""Signal's records, one by one."""

from __future__ import annotations

import base64
import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import ArchiveError
from bridge.model.chat import Chat, Numbering
from bridge.model.event import Pin
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.model.text import Style
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.signal import text
from bridge.sources.signal.people import People
from bridge.sources.signal.reader import SignalExport

HEAD = {"version": "1", "backupTimeMs": "1788170400000"}
SENT = 1_787_000_000_000


def account(number, length=16):
    return base64.b64encode(bytes([number] * length)).decode()


def contact(number, name="Bora", **more):
    return {
        "recipient": {"id": str(number), "contact": {"aci": account(number), "profileGivenName": name, **more}},
    }


def group(*members):
    snapshot = {"title": {"title": "Club"}, "members": [{"userId": account(number)} for number in members]}
    return {"recipient": {"id": "9", "group": {"masterKey": account(7, 32), "snapshot": snapshot}}}


def item(author=1, sent=SENT, chat="10", **content):
    said = content or {"standardMessage": {"text": {"body": "Hello"}}}
    return {"chatItem": {"chatId": chat, "authorId": str(author), "dateSent": str(sent), **said}}


FRAMES = (
    HEAD,
    {"recipient": {"id": "1", "self": {}}},
    contact(2),
    group(1, 2),
    {"chat": {"id": "10", "recipientId": "9"}},
)


@pytest.fixture
def read(tmp_path):
    def read(*frames, head=FRAMES):
        lines = [frame if isinstance(frame, str) else json.dumps(frame) for frame in (*head, *frames)]
        (tmp_path / "main.jsonl").write_text("\n".join(lines))
        with Archive.open(tmp_path) as archive:
            return list(SignalExport().read(archive, Hints()))

    return read


def only(items, kind=Message):
    (found,) = [one for one in items if isinstance(one, kind)]
    return found


def test_the_exporter_is_the_member_that_is_nobodys_contact(read):
    assert only(read(item(1))).sender == "01010101-0101-0101-0101-010101010101"


def test_an_exporter_who_cannot_be_told_is_warned_of(read):
    chat = next(one for one in read(item(1), head=(*FRAMES[:3], group(2), FRAMES[4])) if isinstance(one, Chat))
    assert chat.numbering is Numbering.ACCOUNT and "cannot be told" in chat.warnings[0]


def test_what_was_sent_by_one_person_at_one_time_has_ids_of_its_own(read):
    messages = [one.id for one in read(item(2), item(2), item(2)) if isinstance(one, Message)]
    assert messages == [f"{messages[0]}{end}" for end in ("", "~2", "~3")]


def test_a_number_that_is_left_out_is_zero(read):
    dana = {"recipient": {"contact": {"aci": account(5), "profileGivenName": "Dana"}}}
    said = {"text": {"body": "yes"}, "quote": {"targetSentTimestamp": str(SENT)}, "reactions": [{"emoji": "🌱"}]}
    message = item(standardMessage=said)
    del message["chatItem"]["authorId"]
    found = only(read(message, head=(*FRAMES, dana)))
    assert {found.sender, found.reactions[0].by[0].person, found.reply.message.split(":")[0]} == {found.sender}
    assert found.sender is not None


def test_an_edited_message_stands_where_it_was_first_said(read):
    edited = item(2, SENT + 9, standardMessage={"text": {"body": "first"}})
    edited["chatItem"]["revisions"] = [item(2, SENT)["chatItem"]]
    message = only(read(edited))
    assert (message.time, message.edited, message.content.text.plain) == (SENT, SENT + 9, "first")


def test_a_group_is_called_alike_in_the_exports_of_all_members(read):
    own = read(item(2))
    frames = (
        HEAD,
        {"recipient": {"id": "5", "self": {}}},
        contact(1),
        group(1, 2),
        {"chat": {"id": "44", "recipientId": "9"}},
    )
    assert only(own, Chat).id == only(read(item(5, chat="44"), head=frames), Chat).id


def test_a_group_without_a_key_is_known_in_one_account_only(read):
    keyless = {"recipient": {"id": "9", "group": {"snapshot": {"members": [{"userId": account(1)}]}}}}
    assert only(read(item(2), head=(*FRAMES[:3], keyless, FRAMES[4])), Chat).numbering is Numbering.ACCOUNT


def test_two_chats_with_one_group_are_one(read):
    again = {"chat": {"id": "11", "recipientId": "9"}}
    items = read(item(2), item(2, SENT + 1, chat="11"), head=(*FRAMES, again))
    assert len({one.chat for one in items if isinstance(one, Message)}) == 1
    assert sum(isinstance(one, Chat) for one in items) == 1


def test_messages_without_their_folder_are_warned_of(read, tmp_path):
    read(item(2))
    with Archive.open(tmp_path / "main.jsonl") as archive:
        chat = only(SignalExport().read(archive, Hints()), Chat)
    assert "given alone" in chat.warnings[0]


def test_a_line_that_is_no_record_is_counted_where_it_stands(read):
    assert only(read(item(2), "{broken"), Unreadable).reason == "a line of the export is no record"


def test_an_export_without_any_record_is_refused(read):
    with pytest.raises(ArchiveError, match="no chats"):
        read("{broken", head=(HEAD,))


def test_a_phone_number_is_in_no_id(read):
    person = only(read(item(3), head=(*FRAMES, {"recipient": {"id": "3", "contact": {"e164": "4930123456"}}})), Person)
    assert person.phone == "+4930123456" and "4930123456" not in person.id


def test_people_of_whom_only_the_name_is_known_are_not_one(read):
    frames = [
        {"recipient": {"id": number, "contact": who}} for number, who in (("3", {"username": "chidi.7"}), ("4", {}))
    ]
    people = [one.id for one in read(item(3), item(4, SENT + 1), head=(*FRAMES, *frames)) if isinstance(one, Person)]
    assert people[0] == "name:chidi.7" and people[1].startswith("contact:")


def test_a_copy_under_another_name_is_read(read, tmp_path):
    read(item(2))
    (tmp_path / "main.jsonl").rename(tmp_path / "main (1).jsonl")
    with Archive.open(tmp_path) as archive:
        assert SignalExport().identify(archive)
        assert only(SignalExport().read(archive, Hints())).content.text.plain == "Hello"


def update(author=2, **said):
    return item(author, updateMessage=said)


def change(name, **fields):
    return update(groupChange={"updates": [{name: fields}]})


@pytest.mark.parametrize(
    ("name", "fields", "sender"),
    [
        ("groupInvitationAcceptedUpdate", {"inviterAci": account(1), "newMemberAci": account(3)}, 3),
        ("groupInvitationDeclinedUpdate", {"inviterAci": account(1), "inviteeAci": account(3)}, 3),
        ("groupMemberAddedUpdate", {"updaterAci": account(1), "newMemberAci": account(3)}, 1),
        ("groupMemberRemovedUpdate", {"removedAci": account(3)}, 2),
    ],
)
def test_whoever_changed_the_group_says_it(read, name, fields, sender):
    assert only(read(change(name, **fields))).sender == str(UUID(bytes=bytes([sender] * 16)))


ANNA, BORA = (str(UUID(bytes=bytes([number] * 16))) for number in (1, 2))


@pytest.mark.parametrize(
    ("said", "sender"),
    [
        ({"groupChange": {"updates": [{"groupMemberRemovedUpdate": {"removedAci": account(2)}}]}}, None),
        ({"groupChange": {"updates": [{"groupV2MigrationDroppedMembersUpdate": {}}]}}, ANNA),
        ({"groupCall": {"state": "GENERIC"}}, None),
        ({"groupCall": {"state": "RINGING", "ringerRecipientId": "2"}}, BORA),
        ({"groupCall": {"state": "OUTGOING_RING"}}, ANNA),
        ({"simpleUpdate": {"type": "IDENTITY_UPDATE"}}, ANNA),
    ],
)
def test_in_a_group_the_exporter_did_not_do_what_they_only_wrote_down(read, said, sender):
    assert only(read(update(1, **said))).sender == sender


@pytest.mark.parametrize(
    ("said", "sender"),
    [
        ({"individualCall": {"direction": "INCOMING"}}, BORA),
        ({"individualCall": {"direction": "OUTGOING"}}, ANNA),
        ({"individualCall": {}}, ANNA),
        ({"simpleUpdate": {"type": "IDENTITY_UPDATE"}}, BORA),
        ({"learnedProfileChange": {"e164": "4930123456"}}, BORA),
        ({"simpleUpdate": {"type": "END_SESSION"}}, ANNA),
    ],
)
def test_between_two_the_other_did_what_the_exporter_only_wrote_down(read, said, sender):
    direct = {"chat": {"id": "11", "recipientId": "2"}}
    written = update(1, **said)
    written["chatItem"]["chatId"] = "11"
    assert only(read(written, head=(*FRAMES, direct))).sender == sender


def test_whom_the_exporter_blocked_did_not_do_it_themselves(read):
    blocked = only(read(update(2, simpleUpdate={"type": "BLOCKED"})))
    assert (blocked.sender, blocked.content.text) == (ANNA, "blocked this chat")


def test_a_long_text_that_is_not_there_is_seen_to_be_cut_off(read):
    long = {"text": {"body": "Once upon"}, "longText": {"contentType": "text/x-signal-plain"}}
    items = read(item(2, standardMessage=long))
    assert only(items).content.text.plain == "Once upon […]"
    assert items[-1].warnings == ("long texts of which the export holds the beginning only: 1",)


def test_a_request_that_was_turned_down_is_no_membership(read):
    approval = change("groupJoinRequestApprovalUpdate", updaterAci=account(1), requestorAci=account(2))
    assert only(read(approval)).content.text == "did not let Bora join the group"


@pytest.mark.parametrize("mark", [[1], []], ids=["marked", "unmarked"])
def test_an_account_that_stands_for_a_number_is_known_by_it(read, mark):
    dana = {"recipient": {"id": "4", "contact": {"pni": account(4), "systemGivenName": "Dana"}}}
    number = base64.b64encode(bytes([*mark, *[4] * 16])).decode()
    invited = change("selfInvitedOtherUserToGroupUpdate", inviteeServiceId=number)
    assert only(read(invited, head=(*FRAMES, dana))).content.text == "invited Dana to the group"


def test_a_pin_that_no_update_tells_of_is_said(read):
    said = item(2, standardMessage={"text": {"body": "x"}}, pinDetails={"pinnedAtTimestamp": str(SENT + 5)})
    message, pin = (one for one in read(said) if isinstance(one, Message))
    assert pin.content == Pin(message.id) and pin.time == SENT + 5


def test_a_pin_that_an_update_tells_of_is_not_said_twice(read):
    said = item(2, standardMessage={"text": {"body": "x"}}, pinDetails={"pinnedAtTimestamp": str(SENT + 5)})
    told = update(1, pinMessage={"targetSentTimestamp": str(SENT), "authorId": "2"})
    told["chatItem"]["dateSent"] = str(SENT + 5)
    assert sum(isinstance(one, Message) and isinstance(one.content, Pin) for one in read(said, told)) == 1


@pytest.mark.parametrize("fields", [{"expirationTimerChange": {"expiresInMs": "1000"}}, None])
def test_a_timer_that_was_set_at_any_time_is_warned_of(read, fields):
    timed = update(**fields) if fields else change("groupExpirationTimerUpdate", expiresInMs="1000")
    assert "in no export" in read(timed)[-1].warnings[-1]


def test_a_timer_that_is_turned_off_is_nothing_to_warn_of(read):
    assert only(read(update(expirationTimerChange={})), Chat).warnings == ()


def test_exporters_who_cannot_be_told_are_two_people_all_the_same(read):
    def exporter(key):
        own = {"account": {"profileKey": key, "givenName": "Anna"}}
        return only(read(item(1), head=(HEAD, own, FRAMES[1], FRAMES[4]))).sender

    assert exporter("a") != exporter("b") and exporter("a") == exporter("a")


@pytest.mark.parametrize("version", [0, 4, 9])
def test_an_answer_may_mean_any_version(read, version):
    edited = item(2, SENT + 9)
    edited["chatItem"]["revisions"] = [item(2, SENT)["chatItem"], item(2, SENT + 4)["chatItem"]]
    quote = {"targetSentTimestamp": str(SENT + version), "authorId": "2"}
    answer = item(1, SENT + 20, standardMessage={"text": {"body": "yes"}, "quote": quote})
    first, second = (one for one in read(edited, answer) if isinstance(one, Message))
    assert second.reply is not None and second.reply.message == first.id


def test_what_nobody_knows_keeps_its_words(read):
    content = only(read(item(2, secretHandshake={"text": {"body": "psst"}}))).content
    assert (content.what, content.text.plain) == ("secretHandshake", "psst")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.data())
def test_ranges_count_utf_16_units_whatever_the_text(plain, data):
    start = data.draw(st.integers(0, len(plain) - 1))
    end = data.draw(st.integers(start + 1, len(plain)))
    units = [len(plain[:place].encode("utf-16-le")) // 2 for place in (start, end)]
    entry = {"start": units[0], "length": units[1] - units[0], "style": "BOLD"}
    (span,) = text.read({"body": plain, "bodyRanges": [entry]}, People()).spans
    assert (span.start, span.end, span.style) == (start, end, Style.BOLD)


@given(
    st.text(max_size=30), st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40), st.sampled_from([None, "x"])))
)
def test_absurd_ranges_stay_inside_the_text(plain, ranges):
    entries = [
        {"start": start, "length": length, "style": "ITALIC", **({"mentionAci": account(2)} if mentioned else {})}
        for start, length, mentioned in ranges
    ]
    found = text.read({"body": plain, "bodyRanges": entries}, People())
    assert all(0 <= span.start < span.end <= len(found.plain) for span in found.spans)
