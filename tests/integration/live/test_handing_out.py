"""What the homeserver sends reaches the network, whoever else looks at what was sent, and at whatever moment."""

from __future__ import annotations

from bridge.commands.reception import Reception
from bridge.store import IncomingEvent, IncomingState
from bridge.store.outbox import _QUEUE, _QUEUED

CREW = "crew"


class Doormat:
    """A door that lets everything pass."""

    async def handle(self, _event):
        return None


async def test_the_door_takes_nothing_of_what_is_said_in_bridged_rooms(bridged):
    """It looks between two looks of the bridge, so that it sees what has arrived just now."""
    event = bridged.append(CREW, "anna", "m.room.message", {"msgtype": "m.text", "body": "In between"})
    said = {"event_id": event.id, "room_id": event.room, "sender": event.sender, "type": event.type}
    await bridged.intake("t", "sha", [{**said, "content": event.content, "origin_server_ts": event.time}])
    reception = Reception(bridged.shop.store, Doormat())  # type: ignore[arg-type]  # all of the door that is called
    await reception.take_in()
    for task in list(reception._tasks.values()):
        await task
    await bridged.bridge.take_in()
    await bridged.settled(CREW)
    assert bridged.campfire.texts(CREW) == [("anna", "In between")]


async def test_what_arrives_while_others_are_queued_is_queued_next_time(bridged):
    """On PostgreSQL, a statement sees what was committed since the one before it."""
    store, room = bridged.shop.store, bridged.room(CREW).id
    await store.outbox._database.execute(_QUEUE)
    await store.incoming.store_transaction("t", "sha", [an_event(room)], now=1)
    await store.outbox._database.execute(_QUEUED)
    assert await store.outbox.take_in() == [(await bridged.portal(CREW)).id]


def an_event(room):
    return IncomingEvent(
        event_id="$late",
        room_id=room,
        sender="@anna:example.org",
        type="m.room.message",
        body="{}",
        received_at=1,
        state=IncomingState.WAITING,
    )
