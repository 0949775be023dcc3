"""Which chat an export's chats are."""

from __future__ import annotations

import pytest

from bridge.history.homes import Homes, Kinship, together
from bridge.model.chat import Numbering
from bridge.model.content import Written
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.model.text import Text
from bridge.model.unreadable import Withheld
from bridge.store import Portal
from tests.support.stores import a_chat

COUNTED = a_chat(numbering=Numbering.NONE, title="Harbour")


def led(*items, here=(), **kinship):
    homes = Homes([Portal(id=1, chat=chat) for chat in here], Kinship(**kinship), "f00dfeed1234")
    return list(homes.lead(items)), homes


def a_message(chat="harbour"):
    content = Written(Text("hello"))
    return Message(chat=ChatId(chat), id=MessageId("1"), time=0, place=1, content=content)


def test_mostly_an_id_tells_all():
    items, homes = led(a_chat(), a_message(), here=[a_chat()])
    assert items == [a_chat(), a_message()] and not homes.moved


def test_whatever_is_of_a_chat_goes_with_it():
    anna, codes = Person(id=PersonId("anna")), Withheld(chat=ChatId("harbour"), id=MessageId("codes"), reason="codes")
    items, homes = led(a_chat(), anna, a_message(), codes, here=[a_chat(id=ChatId("pier"))], into="pier")
    assert [getattr(item, "chat", None) for item in items] == [None, None, "pier", "pier"]
    assert homes.moved == {"harbour": "pier"} and homes.own(ChatId("pier")) == a_chat()


def test_another_chat_of_the_same_name_gets_an_id_of_its_own_by_its_bytes():
    items, _ = led(COUNTED, a_message(), here=[COUNTED], other=True)
    assert [getattr(item, "chat", item.id) for item in items] == ["harbour~f00dfeed"] * 2


@pytest.mark.parametrize(("chat", "here"), [(a_chat(), [a_chat()]), (COUNTED, [])])
def test_only_what_is_here_and_has_no_ids_can_be_another(chat, here):
    items, _ = led(chat, here=here, other=True)
    assert items[0].id == "harbour"


@pytest.mark.parametrize(
    ("known", "new", "numbering"),
    [
        ("network", "none", "network"),
        ("account", "none", "account"),
        ("none", "none", "none"),
        ("none", "network", "account"),
        ("account", "network", "account"),
        ("network", "account", "account"),
        ("network", "network", "network"),
    ],
)
def test_ids_that_are_not_the_networks_stay_so(known, new, numbering):
    chat = together(a_chat(numbering=Numbering(known)), a_chat(numbering=Numbering(new)))
    assert chat.numbering == numbering


def test_a_text_export_does_not_change_what_is_known_of_a_chat():
    known = a_chat(description="At the water", warnings=("old",))
    chat = together(known, a_chat(numbering=Numbering.NONE, title="My harbour", warnings=("new", "old")))
    assert (chat.title, chat.description, chat.warnings) == ("Harbour", "At the water", ("old", "new"))


def test_a_chat_keeps_the_name_that_it_has_here():
    items, _ = led(a_chat(id=ChatId("7"), title="Old name"), here=[a_chat()], into="harbour")
    assert (items[0].id, items[0].title) == ("harbour", "Harbour")


def test_a_chat_that_was_renamed_has_its_new_name():
    assert together(a_chat(title="Old"), a_chat(title="New")).title == "New"
