"""What we said comes back, in whatever shape and at whatever moment: nobody says it again."""

from __future__ import annotations

from itertools import count

from bridge.errors import NetworkUnavailable
from bridge.model.amendment import Deletion, Revision
from bridge.model.codec import encode
from bridge.model.content import Written
from bridge.model.ids import ChatId, MessageId
from bridge.model.message import Message
from bridge.model.text import Text
from bridge.portals.live.returning import returned
from bridge.store import InboxRow, State

CREW = "crew"


def lost_answers(campfire, times):
    """The network takes what is said, and its answer arrives only after so many tries."""
    tries = count(1)

    def lose(_utterance):
        if next(tries) <= times:
            raise NetworkUnavailable("the answer was lost")

    campfire.after_say = lose


async def test_what_is_said_in_the_name_of_the_chat_is_not_said_again(bridged):
    bridged.campfire.guises["anna"] = CREW
    lost_answers(bridged.campfire, 20)
    await bridged.says(CREW, "anna", "From the crew")
    await bridged.settled(CREW)
    assert bridged.heard(CREW) == [("@anna", "From the crew")]


async def test_an_echo_that_is_not_known_again_stops_nobody(bridged):
    """The network has it in a name that nobody could foresee."""
    bridged.campfire.guises["anna"] = "zoe"
    lost_answers(bridged.campfire, 20)
    await bridged.says(CREW, "anna", "From Zoe")
    await bridged.says(CREW, "anna", "And on")
    await bridged.settled(CREW)
    assert [words for _, words in bridged.campfire.texts(CREW)] == ["From Zoe", "And on"]


def edit(event, words):
    new = {"msgtype": "m.text", "body": words}
    relation = {"rel_type": "m.replace", "event_id": event}
    return {**new, "body": f"* {words}", "m.new_content": new, "m.relates_to": relation}


async def test_an_edit_that_needs_another_message_there_is_still_one_here(bridged):
    bridged.campfire.longest = 5
    event = await bridged.says(CREW, "anna", "short")
    await bridged.settled(CREW)
    await bridged.says(CREW, "anna", edit(event, "longerwords"))
    await bridged.settled(CREW)
    assert [words for _, words in bridged.campfire.texts(CREW)] == ["longe", "rword", "s"]
    assert bridged.heard(CREW) == [("@anna", "longerwords")]


async def test_an_edit_that_needs_fewer_messages_there_still_stands_here(bridged):
    bridged.campfire.longest = 5
    event = await bridged.says(CREW, "anna", "longerwords")
    await bridged.settled(CREW)
    await bridged.says(CREW, "anna", edit(event, "short"))
    await bridged.settled(CREW)
    assert bridged.campfire.texts(CREW) == [("anna", "short")]
    assert bridged.heard(CREW) == [("@anna", "short")]


async def test_what_became_several_messages_is_gone_once_all_of_them_are(bridged):
    bridged.campfire.longest = 5
    await bridged.says(CREW, "anna", "ten letters")
    await bridged.settled(CREW)
    for message in ("1", "2"):
        await bridged.campfire.say(CREW, "anna", Deletion(messages=(MessageId(message),)))
        await bridged.settled(CREW)
        assert bridged.heard(CREW) == [("@anna", "ten letters")]
    await bridged.campfire.say(CREW, "anna", Deletion(messages=(MessageId("3"),)))
    await bridged.settled(CREW)
    assert bridged.heard(CREW) == []


def made(number, words):
    content = Revision(message=MessageId("1"), content=Written(Text(words)))
    item = Message(chat=ChatId(CREW), id=MessageId(f"$e{number}~0"), time=number, place=0, content=content)
    return InboxRow(
        portal=1,
        message=item.id,
        time=number,
        place=0,
        kind="revision",
        sender="anna",
        body=encode(item).decode(),
        export=1,
        state=State.DONE,
        reason=None,
        notes=(),
        count=1,
    )


def test_an_edit_that_comes_back_ends_those_before_it():
    """Telegram tells who asks later how the message is now, and nothing of what it was meanwhile."""
    newest_first = [made(3, "three"), made(2, "two"), made(1, "one")]
    heard = Revision(message=MessageId("1"), content=Written(Text("two")))
    assert [row.time for row in returned(newest_first, heard)] == [1, 2]


def test_an_edit_that_nobody_made_here_ends_none():
    assert returned([made(1, "one")], Revision(message=MessageId("1"), content=Written(Text("two")))) == []
