"""Whose chat it is, who speaks in it, and which archives are WhatsApp's at all."""

from __future__ import annotations

import hashlib

import pytest

from bridge.errors import ArchiveError
from bridge.model.chat import ChatKind, Numbering
from bridge.model.content import Written
from bridge.model.message import Message
from bridge.model.text import Text
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.limits import Limits
from bridge.sources.whatsapp.text.reader import ChatExport
from bridge.sources.whatsapp.text.titles import title_in
from tests.sources.whatsapp.chat_exports import MARK, android, chat, contents, iphone, messages, people, read, told

TALK = android("Anna: hi", "Bora: hello")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("WhatsApp Chat with Anna.txt", "Anna"),
        ("WhatsApp Chat with Anna (2).txt", "Anna"),
        ("WhatsApp Chat - Anna.zip", "Anna"),
        ("WhatsApp Chat mit Anna.txt", "Anna"),
        ("Conversa do WhatsApp com Anna.txt", "Anna"),
        ("Chat de WhatsApp con Anna.txt", "Anna"),
        ("Discussion WhatsApp avec Anna.txt", "Anna"),
        ("Chat WhatsApp con Anna.txt", "Anna"),
        ("Чат WhatsApp с контактом Anna.txt", "Anna"),
        ("Чат WhatsApp з Anna.txt", "Anna"),
        ("Czat WhatsApp z Anna.txt", "Anna"),
        ("WhatsApp-chat met Anna.txt", "Anna"),
        ("Anna ile WhatsApp Sohbeti.txt", "Anna"),
        ("دردشة واتساب مع Anna.txt", "Anna"),
        ("Anna के साथ WhatsApp चैट.txt", "Anna"),
        ("AnnaとのWhatsAppチャット.txt", "Anna"),
        ("与Anna的 WhatsApp 聊天.txt", "Anna"),
        ("Chat WhatsApp s uživatelem Anna.txt", "Anna"),
        ("_chat.txt", None),
        ("holiday.txt", None),
    ],
)
def test_the_title_stands_in_the_files_name(name, title):
    assert title_in(name) == title


def test_the_id_is_made_of_the_title_however_it_is_written():
    assert chat(TALK, name="WhatsApp Chat with GARDEN  Club.txt").id == "title:garden club"


def test_ids_are_made_up_and_said_to_be():
    assert chat(TALK).numbering is Numbering.NONE
    assert [(message.id, message.place) for message in messages(TALK)] == [("1", 1), ("2", 2)]


def test_two_who_speak_are_a_direct_chat():
    assert chat(TALK, name="WhatsApp Chat with Bora.txt").kind is ChatKind.DIRECT


@pytest.mark.parametrize("line", ["Anna left", "Anna added Bora", "Chidi: hi"])
def test_a_third_person_or_a_groups_event_makes_a_group(line):
    assert chat(TALK + android(line)).kind is ChatKind.GROUP


def test_notes_to_oneself_are_that():
    assert chat(android("Anna: milk"), name="WhatsApp Chat with Anna (You).txt").kind is ChatKind.SELF


def test_on_an_iphone_system_lines_tell_the_groups_name():
    text = iphone(f"Garden: {MARK}Anna added Bora", "Anna: hi")
    assert chat(text, name="_chat.txt").title == "Garden"


def test_a_phone_number_is_no_part_of_an_id():
    (known,) = people(android("+49 30 90-1820: hi", "\u202a+49\u00a030\u00a0901820\u202c: hi")).values()
    assert known.id == "phone:" + hashlib.sha256(b"whatsapp:4930901820").hexdigest()[:32]
    assert (known.name, known.phone) == ("+49 30 90-1820", "+4930901820")


def test_a_chat_called_by_a_phone_number_does_not_tell_it_in_its_id():
    known = chat(TALK, name="WhatsApp Chat with +49 30 901820.txt")
    assert known.id == "title:phone:" + hashlib.sha256(b"whatsapp:4930901820").hexdigest()[:32]
    assert known.title == "+49 30 901820"


def test_the_tilde_of_strangers_is_no_part_of_their_name():
    assert list(people(android("~\u202fAnna: a", "~Anna: b", "\u200eAnna: c"))) == ["name:Anna"]


def test_you_are_named_by_a_hint():
    assert list(people(android("You added Bora"), hints=told(own="Anna"))) == ["name:Anna", "name:Bora"]


def test_without_a_hint_you_are_you_and_there_is_a_warning():
    text = android("You added Bora", "Bora: hi")
    assert people(text)["you"].name == "You"
    assert "--own-name" in " ".join(chat(text).warnings)


def test_whoever_deleted_your_message_is_you():
    text = android("You added Bora", "Anna: You deleted this message")
    assert messages(text)[0].sender == "name:Anna" and chat(text).warnings == ()


def test_a_name_may_hold_a_colon_when_it_comes_again_and_again():
    text = android(*["Work: Anna: hi"] * 2, *["Work: Bora: hello"] * 2, "Chidi: note: seeds", "Chidi: hi")
    assert list(people(text)) == ["name:Work: Anna", "name:Work: Bora", "name:Chidi"]


def test_a_colon_in_a_title_makes_nobody():
    assert list(people(android('Anna created group "Ops: night"', "Bora: hi"))) == ["name:Anna", "name:Bora"]


def test_headers_in_another_form_are_quotations():
    text = TALK + "[14/03/2026, 09:00:00] Dana: quoted\n"
    assert len(messages(text)) == 2 and "another form" in " ".join(chat(text).warnings)


def test_damaged_bytes_damage_their_line_only(tmp_path):
    (tmp_path / "WhatsApp Chat with Bora.txt").write_bytes(TALK.encode() + b"14/03/2026, 09:05 - Anna: \xff\xfe\n")
    with Archive.open(tmp_path) as archive:
        items = list(ChatExport().read(archive, told()))
    assert [item.content for item in items if isinstance(item, Message)][-1] == Written(Text("��"))


def test_a_message_without_end_is_counted_and_not_kept(tmp_path):
    path = tmp_path / "WhatsApp Chat with Bora.txt"
    path.write_text(TALK + "more\n" * 1000 + android("Anna: bye"))
    with Archive.open(path, Limits(string=1000)) as archive:
        items = list(ChatExport().read(archive, told()))
    assert [type(item) for item in items[-2:]] == [Unreadable, Message]


def test_several_chats_may_lie_in_one_folder(tmp_path):
    for name in ("Anna", "Bora"):
        (tmp_path / f"WhatsApp Chat with {name}.txt").write_text(TALK)
    with Archive.open(tmp_path) as archive:
        chats = {item.chat for item in ChatExport().read(archive, told()) if isinstance(item, Message)}
    assert chats == {"title:anna", "title:bora"}


def test_the_same_chat_twice_is_refused(tmp_path):
    for name in ("Anna", "Anna (1)"):
        (tmp_path / f"WhatsApp Chat with {name}.txt").write_text(TALK)
    with Archive.open(tmp_path) as archive, pytest.raises(ArchiveError, match="the same chat"):
        list(ChatExport().read(archive, told()))


def test_a_text_that_was_sent_in_a_chat_is_no_chat():
    text = iphone(f"Anna: {MARK}<attached: 00000001-chat.txt>", "Bora: thanks")
    items = read(text, name="_chat.txt", files=("00000001-chat.txt", "WhatsApp Chat with Dana.txt"))
    assert len({item.chat for item in items if isinstance(item, Message)}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello\n",
        "[LINE] Chat history with Anna\nSaved on: 26/04/2026, 04:36PM\n\n04:35PM\tAnna\thi\n",
        "2026년 3월 18일 오후 2:56, Anna : hi\n",
        "17:03:21\t From  Anna : hello\n",
        "[05/01/2026 2:05 PM] anna\nHello\n\n[05/01/2026 2:06 PM] bora\nHi\n",
        "We met on\n12/03/2026, 14:00 - a fine day\nand went home\n",
    ],
)
def test_other_texts_are_not_claimed(text, tmp_path):
    path = tmp_path / "some.txt"
    path.write_text(text)
    with Archive.open(path) as archive:
        assert not ChatExport().identify(archive)
        with pytest.raises(ArchiveError):
            list(ChatExport().read(archive, Hints()))


def test_the_beginning_of_a_file_may_have_been_cut_off():
    assert len(contents("of a message\n" + TALK + TALK)) == 5
