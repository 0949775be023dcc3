"""Events come in: state, memberships, messages, each exactly as often as Synapse would store it."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.homeserver import rules
from tests.support.homeserver.call import Call
from tests.support.homeserver.world import Json, Room, StoredEvent, event_id


async def send(call: Call) -> Json:
    return once(call, _new_message)


def once(call: Call, make: Callable[[Call], StoredEvent]) -> Json:
    """Idempotent twice over, as in Synapse: in memory whoever asks, on disk for the same user, device and room."""
    remembered = call.memory.transactions.get(call.path)
    if remembered is None:
        remembered = {"event_id": _made(call, make)}
        call.memory.transactions[call.path] = remembered
    return remembered


def _made(call: Call, make: Callable[[Call], StoredEvent]) -> str:
    key = (call.user, call.device or "", call.parts["room"], call.parts["transaction"])
    if call.device is not None and key in call.world.transactions:
        return call.world.transactions[key]
    event = make(call)
    if call.device is not None:
        call.world.transactions[key] = event.id
    return event.id


def _new_message(call: Call) -> StoredEvent:
    room = call.world.room(call.parts["room"])
    kind, content = call.parts["kind"], call.body
    rules.check_may_send(room, call.user, kind, state=False)
    rules.check_content(content, {"type": kind, "sender": call.user, "room_id": room.id})
    rules.check_relation(room, call.user, content)
    event = append(call, room, kind, content, transaction=call.parts["transaction"])
    if content.get("m.relates_to", {}).get("rel_type") == "m.annotation":
        room.annotations.add(rules.annotation(call.user, content))
    return event


async def send_state(call: Call) -> Json:
    room = call.world.room(call.parts["room"])
    kind, state_key, content = call.parts["kind"], call.parts["state_key"], call.body
    rules.check_content(content, {"type": kind, "sender": call.user, "room_id": room.id, "state_key": state_key})
    if kind == "m.room.member":
        return {"event_id": set_membership(call, room, state_key, content).id}
    same = _the_same(room, call.user, kind, state_key, content)
    if same is None:
        rules.check_may_send(room, call.user, kind, state=True)
        same = append(call, room, kind, content, state_key=state_key)
    return {"event_id": same.id}


def set_membership(call: Call, room: Room, user: str, content: Json) -> StoredEvent:
    content = _with_profile(call, user, content)
    same = _the_same(room, call.user, "m.room.member", user, content)
    if same is not None:
        return same
    rules.check_membership(room, call.user, user, content.get("membership", ""))
    return append(call, room, "m.room.member", content, state_key=user)


def _with_profile(call: Call, target: str, content: Json) -> Json:
    """A join that says no name takes the one of the profile."""
    if content.get("membership") != "join":
        return content
    return {**call.world.user(target).profile, **content}


def _the_same(room: Room, sender: str, kind: str, state_key: str, content: Json) -> StoredEvent | None:
    current = room.state.get((kind, state_key))
    return current if current and (current.sender, current.content) == (sender, content) else None


def append(
    call: Call,
    room: Room,
    kind: str,
    content: Json,
    *,
    state_key: str | None = None,
    transaction: str | None = None,
    sender: str | None = None,
    depth: int | None = None,
) -> StoredEvent:
    """Says it at the room's end: by who asks, and just above what is there, unless told otherwise."""
    return room.append(
        StoredEvent(
            id=event_id(room),
            room=room.id,
            place=len(room.events) - room.laid,
            depth=room.depth + 1 if depth is None else depth,
            type=kind,
            sender=sender or call.user,
            content=content,
            time=call.time,
            state_key=state_key,
            transaction=transaction,
            device=call.device,
        )
    )
