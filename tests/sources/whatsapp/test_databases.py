"""What the golden files of WhatsApp's databases cannot show: keys, what agrees between exports, odd values."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import ArchiveError
from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.event import Change, Membership, Notice
from bridge.model.ids import PersonId
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.model.text import Style
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.limits import DEFAULTS
from bridge.sources.vcards import cards
from bridge.sources.whatsapp.databases.android import WhatsAppAndroid
from bridge.sources.whatsapp.databases.backup import header_of
from bridge.sources.whatsapp.databases.events import ANDROID, IPHONE, IPHONE_CHAT, Event, Told, content_of
from bridge.sources.whatsapp.databases.ios import WhatsAppIphone
from bridge.sources.whatsapp.databases.jids import Addresses, Jid, jid_of, jids_in
from bridge.sources.whatsapp.databases.protobuf import all_fields, fields
from bridge.sources.whatsapp.databases.texts import text_of
from tests.sources.cases import FIXTURES
from tests.sources.whatsapp.android_fixtures import BORA, GROUP, ROWS, Store, encrypted, tiny

KEY = bytes(range(32))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "export"


def read(folder, reader=None, **told):
    with Archive.open(folder, told.pop("limits", DEFAULTS)) as archive:
        return list((reader or WhatsAppAndroid()).read(archive, Hints(**told)))


def messages(items):
    return [item for item in items if isinstance(item, Message)]


def stored(folder, store: Store):
    store.write(folder / "msgstore.db")
    return folder


def sealed(folder, root=KEY, name="msgstore.db.crypt15"):
    store = folder.parent / "plain"
    tiny().write(store / "msgstore.db")
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(encrypted((store / "msgstore.db").read_bytes(), root))
    return folder


def key_file(folder, content: bytes):
    path = folder.parent / "key"
    path.write_bytes(content)
    return path


JAVA = b"\xac\xed\x00\x05ur\x00\x02[B\xac\xf3\x17\xf8\x06\x08T\xe0\x02\x00\x00xp\x00\x00\x00\x20"


@pytest.mark.parametrize(
    "written",
    [KEY.hex().encode(), KEY.hex().upper().encode() + b"\r\n", KEY, JAVA + KEY],
    ids=["digits", "capitals", "bare", "encrypted_backup.key"],
)
def test_a_backup_opens_with_its_key_in_any_form(folder, written):
    assert len(messages(read(sealed(folder), key_file=key_file(folder, written)))) == 3


def test_a_key_may_be_written_in_groups(folder):
    grouped = " ".join(KEY.hex()[at : at + 4] for at in range(0, 64, 4)).encode()
    assert len(messages(read(sealed(folder), key_file=key_file(folder, grouped)))) == 3


def test_without_a_key_it_is_said_which_is_wanted(folder):
    with pytest.raises(ArchiveError, match="--key-file"):
        read(sealed(folder))


def test_a_key_that_does_not_fit_is_one_clear_error(folder):
    with pytest.raises(ArchiveError, match="does not fit"):
        read(sealed(folder), key_file=key_file(folder, bytes(32).hex().encode()))


def test_what_is_no_key_is_said_to_be_none(folder):
    with pytest.raises(ArchiveError, match="holds no key"):
        read(sealed(folder), key_file=key_file(folder, b"hunter2"))


def test_a_backup_that_was_cut_is_damaged(folder):
    sealed(folder)
    path = folder / "msgstore.db.crypt15"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ArchiveError, match="copy it again"):
        read(folder, key_file=key_file(folder, KEY))


def test_a_backup_may_not_unpack_to_more_than_the_limit(folder):
    with pytest.raises(ArchiveError, match="limits"):
        read(sealed(folder), key_file=key_file(folder, KEY), limits=replace(DEFAULTS, ratio=1, ratio_from=1000))


def test_the_key_is_not_in_the_error(folder):
    with pytest.raises(ArchiveError) as raised:
        read(sealed(folder), key_file=key_file(folder, bytes(32).hex().encode()))
    assert "0000" not in str(raised.value)


def test_the_newest_of_several_backups_is_taken(folder):
    sealed(folder, name="msgstore-2024-01-01.1.db.crypt15")
    assert len(messages(read(sealed(folder), key_file=key_file(folder, KEY)))) == 3


@given(st.binary(max_size=300))
def test_any_beginning_of_a_file_is_a_header_or_none(beginning):
    header = header_of(beginning)
    assert header is None or len(header.iv) == 16


@given(st.binary(max_size=400))
def test_any_bytes_are_fields_or_nothing(content):
    assert len(fields(content)) <= len(list(all_fields(content))) <= len(content)


def test_exports_of_two_phones_agree_on_chats_and_people():
    mine = read(FIXTURES / "whatsapp-android/new-schema/input")
    hers = read(FIXTURES / "whatsapp-ios/garden/input", WhatsAppIphone())
    for kind in (Chat, Person):
        assert (
            len({one.id for one in mine if isinstance(one, kind)} & {one.id for one in hers if isinstance(one, kind)})
            >= 2
        )
    assert {one.numbering for one in (*mine, *hers) if isinstance(one, Chat)} == {Numbering.NETWORK}


def test_no_phone_number_is_part_of_an_id(folder):
    for item in read(stored(folder, tiny())):
        if isinstance(item, Chat | Person | Message):
            assert "4930" not in item.id


def test_a_person_is_their_number_whoever_made_the_export():
    expected = "phone:" + hashlib.sha256(b"whatsapp:49300000002").hexdigest()[:32]
    assert Addresses().person(Jid("49300000002", "s.whatsapp.net")) == expected


def test_a_hidden_address_means_the_number_behind_it():
    hidden, number = Jid("77", "lid"), Jid("49300000002", "s.whatsapp.net")
    assert Addresses({hidden: number}).person(hidden) == Addresses().person(number)
    assert Addresses().person(hidden).startswith("lid:")


def test_the_device_is_no_part_of_an_address():
    assert jid_of("49300000002:12@s.whatsapp.net") == jid_of("49300000002.0:3@s.whatsapp.net") == jid_of(BORA)


@pytest.mark.parametrize("written", [None, 5, "", "anna", "a\nb@lid", "@g.us", "x" * 300 + "@lid"])
def test_what_is_no_address_is_none(written):
    assert jid_of(written) is None


def test_addresses_are_found_in_anything():
    assert jids_in(f"\x00t\x00\x1c{BORA}q{BORA} {GROUP}") == [jid_of(BORA)]


def test_a_chat_with_oneself_is_for_notes(folder):
    store = Store()
    store.say(None, "Buy twine", chat=2, message_details__author_device_jid=ROWS[BORA])
    assert [item.kind for item in read(stored(folder, store)) if isinstance(item, Chat)] == [ChatKind.SELF]


def test_who_exports_has_the_name_that_was_told(folder):
    people = [item for item in read(stored(folder, tiny()), own_name="Anna") if isinstance(item, Person)]
    assert [person.name for person in people if person.id == "me"] == ["Anna"]


def test_a_chat_is_warned_when_its_owner_is_unknown(folder):
    (chat,) = [item for item in read(stored(folder, tiny())) if isinstance(item, Chat)]
    assert "does not tell whose it is" in chat.warnings[0]


def test_two_records_of_one_id_are_two_messages(folder):
    store = Store()
    store.say(BORA, "One", key_id="SAME")
    store.say(None, "Two", key_id="SAME")
    assert [message.id for message in messages(read(stored(folder, store)))] == ["SAME", "SAME~2"]


def test_a_chat_that_the_database_lost_keeps_its_messages(folder):
    store = Store()
    store.say(BORA, "Where am I?", chat=99)
    (message,) = messages(read(stored(folder, store)))
    assert message.content.text.plain == "Where am I?"


@pytest.mark.parametrize("name", sorted({*ANDROID.values(), *IPHONE.values(), *IPHONE_CHAT.values()}))
def test_every_event_becomes_something(name):
    assert content_of(Told(Event(name), None, ())).__struct_config__.tag != "unsupported"


def test_whoever_is_added_by_nobody_has_joined():
    told = content_of(Told(Event("added"), PersonId("anna"), ()))
    assert isinstance(told, Membership) and told.change is Change.JOINED


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "switched disappearing messages off"), (86_400, "after 1 day"), (604_800, "after 7 days"), (None, "how long")],
)
def test_a_timer_is_told_in_words(seconds, words):
    told = content_of(Told(Event("timer", seconds=seconds), None, ()))
    assert isinstance(told, Notice) and words in told.text


@pytest.mark.parametrize(
    ("written", "plain", "styles"),
    [
        ("*a* _b_ ~c~ `d`", "a b c d", [Style.BOLD, Style.ITALIC, Style.STRIKETHROUGH, Style.CODE]),
        ("*_both_*", "both", [Style.BOLD, Style.ITALIC]),
        ("2*3*4 a_b_c * no*", "2*3*4 a_b_c * no*", []),
        ("```x *y*```", "x *y*", [Style.PREFORMATTED]),
    ],
)
def test_marks_become_styles(written, plain, styles):
    text = text_of(written, (), lambda _jid: (PersonId("nobody"), None))
    assert (text.plain, [span.style for span in text.spans]) == (plain, styles)


@given(st.text(alphabet="ab *_~`@1234567\n", max_size=200))
def test_spans_always_lie_inside(written):
    text = text_of(written, [Jid("1234567", "lid")], lambda _jid: (PersonId("chidi"), "Chidi"))
    assert all(0 <= span.start < span.end <= len(text.plain) for span in text.spans)


def test_a_card_may_be_of_an_old_phone():
    (card,) = cards("BEGIN:VCARD\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=84nne;Dana;;;\nTEL:+49\nEND:VCARD")
    assert (card.name, card.phones) == ("Dana Änne", ("+49",))
