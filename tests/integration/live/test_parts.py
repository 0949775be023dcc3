"""A post that is several items here is one message there."""

from __future__ import annotations

from bridge.model.amendment import Deletion
from bridge.model.content import Written
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.message import Content, Message
from bridge.model.text import Text

CREW = "crew"


def item(name: str, content: Content, place: int = 12) -> Message:
    return Message(
        chat=ChatId(CREW), id=MessageId(name), time=1000, place=place, content=content, sender=PersonId("bora")
    )


def words(text: str) -> Written:
    return Written(Text(text))


async def test_a_deleted_message_takes_all_of_its_items_away_and_no_other(bridged):
    login = bridged.logins["anna"]
    said = [item("12", words("first")), item("12/2", words("second")), item("120", words("other"), 120)]
    await bridged.bridge._deliveries(login, said)
    await bridged.settled(CREW)
    await bridged.bridge._deliveries(login, [item("12~d", Deletion(messages=(MessageId("12"),)))])
    await bridged.settled(CREW)
    assert [one for _, one in bridged.heard(CREW)] == ["other"]
