"""What becomes of messages while people are in the room, as a real Synapse and the homeserver in memory take it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bridge.matrix.client import Homeserver
from bridge.matrix.events import Earlier, Given, RoomId, Surroundings
from bridge.matrix.plain import PlainWriter
from bridge.matrix.room_state import RoomState
from bridge.matrix.rooms import settle
from bridge.matrix.source_key import SourceKeys
from bridge.matrix.to_content import drafts
from bridge.matrix.writing import Said, Script
from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.content import Poll, PollOption, Written
from bridge.model.event import Change, Member, Membership, Pin, Rank, RankChange, TitleChange
from bridge.model.ids import ChatId, MessageId, Network, PersonId
from bridge.model.message import Content, Message, Reaction, Reactor
from bridge.model.text import Text
from tests.acceptance.conftest import Party

ANNA, BORA = PersonId("anna"), PersonId("bora")
NOW = 1_700_000_000_000


class Room:
    """A settled room: what is said in it is remembered as the portal remembers it."""

    def __init__(self, homeserver: Homeserver, party: Party, levels: dict[str, Any]) -> None:
        self.homeserver = homeserver
        self.id: RoomId = party.room
        self.state = RoomState(frozenset({party.anna, party.bora, homeserver.bot}), levels=levels)
        self.around = Surroundings(
            network_title="Test",
            bot=homeserver.bot,
            ghosts={ANNA: party.anna, BORA: party.bora},
            names={ANNA: "Anna (Test)", BORA: "Bora (Test)"},
            live=True,
        )
        self._keys = SourceKeys(b"secret", Network("test"), ChatId(party.room))
        self._number = 0

    async def say(self, content: Content | str, sender: PersonId | None = ANNA) -> MessageId:
        """Say it, and learn from it; the item's id."""
        self._number += 1
        said = Written(Text(content)) if isinstance(content, str) else content
        item = Message(
            chat=ChatId("c"), id=MessageId(str(self._number)), time=NOW, place=self._number, content=said, sender=sender
        )
        made = drafts(item, self._surroundings(), self._keys)
        writer = PlainWriter(self.homeserver, self.id, self._keys, {}, _always)
        [told] = await writer.write([Script(item.id, "", (NOW, self._number, item.id), made)])
        assert told.refusal is None, told.refusal
        assert len(told.drafts) == len(made)
        self._learn(item, told)
        return item.id

    def _surroundings(self) -> Surroundings:
        state = self.state
        return replace(self.around, joined=state.joined, pinned=state.pinned, banned=state.banned, levels=state.levels)

    def _learn(self, item: Message, told: Said) -> None:
        self.state = self.state.after_all(told.drafts)
        for draft in told.drafts:
            event, message = told.event_ids[draft.part], draft.target or str(item.id)
            if draft.type == "m.reaction":
                self.around.given[message] = (
                    *self.around.given.get(message, ()),
                    Given(draft.sender, draft.key or "", event),
                )
            elif draft.type != "m.room.redaction":
                self.around.events.setdefault(message, event)
                earlier = Earlier(event, draft.sender, draft.type, draft.role, draft.key)
                self.around.parts[message] = (*self.around.parts.get(message, ()), earlier)

    async def read(self, message: str, part: int = 0) -> dict[str, Any]:
        event = await self.homeserver.event(self.id, self.around.parts[message][part].event_id)
        assert event is not None
        content: dict[str, Any] = event["content"]
        return content


async def _always() -> None:
    """We may speak."""


@pytest.fixture
async def room(homeserver: Homeserver, party: Party) -> Room:
    await settle(homeserver, party.room)
    levels = await homeserver.state_event(party.room, "m.room.power_levels")
    return Room(homeserver, party, levels or {})


async def test_a_message_is_edited_and_deleted_with_its_edits(room: Room):
    said = await room.say("Hello")
    await room.say(Revision(message=said, content=Written(Text("Goodbye"))))
    assert (await room.read(said, 1))["m.new_content"]["body"] == "Goodbye"
    await room.say(Deletion(messages=(said,)), None)
    assert [await room.read(said, part) for part in (0, 1)] == [{}, {}]


async def test_reactions_are_given_and_taken_back_and_given_again(room: Room):
    said = await room.say("Hello")
    thumb = Reaction(emoji="👍", count=1, by=(Reactor(person=BORA),))
    for reactions in ((thumb,), (), (thumb,)):
        await room.say(ReactionChange(message=said, reactions=reactions), None)
        if not reactions:
            room.around.given.clear()


async def test_the_bot_changes_the_room_for_people(room: Room):
    said = await room.say("Hello")
    await room.say(TitleChange("Harbour"))
    await room.say(Pin(said))
    await room.say(Pin(said, removed=True))
    pinned = await room.homeserver.state_event(room.id, "m.room.pinned_events") or {}
    assert pinned["pinned"] == []
    assert (await room.homeserver.state_event(room.id, "m.room.name") or {})["name"] == "Harbour"


async def test_whoever_was_banned_comes_back_to_speak(room: Room):
    await room.say(Membership(change=Change.BANNED, members=(Member(person=BORA),)))
    await room.say("I am back", BORA)
    assert room.around.ghosts[BORA] in await room.homeserver.live.joined_members(room.id)


async def test_whoever_was_banned_may_come_back(room: Room):
    for change in (Change.BANNED, Change.UNBANNED, Change.INVITED):
        await room.say(Membership(change=change, members=(Member(person=BORA),)))
    assert room.around.ghosts[BORA] in await room.homeserver.live.joined_members(room.id)


async def test_ranks_come_and_go_and_no_ghost_is_silenced(room: Room):
    for rank in (Rank.MEMBER, Rank.SILENCED, Rank.ADMIN):
        await room.say(RankChange(person=BORA, rank=rank))
    levels = await room.homeserver.state_event(room.id, "m.room.power_levels") or {}
    assert levels["users"][room.around.ghosts[BORA]] == 50
    await room.say("I may speak", BORA)


async def test_a_poll_goes_on_and_ends(room: Room):
    options = (PollOption(text="Yes"), PollOption(text="No"))
    poll = await room.say(Poll(question="Seeds?", options=options))
    await room.say(Vote(message=poll, options=(0,)), BORA)
    for votes, closed in ((1, False), (2, True)):
        counted = (PollOption(text="Yes", votes=votes), PollOption(text="No", votes=0))
        await room.say(Revision(message=poll, content=Poll(question="Seeds?", options=counted, closed=closed)))
    told = [one.type for one in room.around.parts[poll]]
    assert told[0] == "org.matrix.msc3381.poll.start"
    assert told[-1] == "org.matrix.msc3381.poll.end"
