"""The state, and both differences: never a state newer than the updates that go with it."""

from __future__ import annotations

from typing import Any

from telethon import functions, types

from tests.mtproto import peers, posting, views
from tests.mtproto.calls import Call, Methods
from tests.mtproto.errors import Refusal
from tests.mtproto.methods.dialogs import dialog
from tests.mtproto.model import Account, Channel, Event
from tests.mtproto.moments import seconds
from tests.mtproto.presence import history, lookup

SEQUENCE = 1
BOT_LIMIT, USER_LIMIT = 100_000, 100
NEXT_TRY = 30
LATEST = 20

methods = Methods()


def state(call: Call, pts: int | None = None) -> Any:
    return types.updates.State(pts or call.me.pts, 0, call.world.now(), SEQUENCE, 0)


@methods.on(functions.updates.GetStateRequest)
def get_state(call: Call, request: Any) -> Any:
    return state(call)


def _split(events: list[Event], viewer: Account) -> tuple[list[Any], list[Any]]:
    """The new messages as they are now, and the other updates."""
    new = [event for event in events if event.post]
    others = [event.update(viewer) for event in events if not event.post]
    return [event.update(viewer).message for event in new], others


def _still_there(event: Event, viewer: Account) -> bool:
    post = event.post
    if post is None:
        return True
    if isinstance(post.chat, Channel):
        return post.id in post.chat.posts
    return post.ids.get(viewer.id, 0) in viewer.box


@methods.on(functions.updates.GetDifferenceRequest)
def get_difference(call: Call, request: Any) -> Any:
    me = call.me
    if request.pts <= 0:
        raise Refusal("PERSISTENT_TIMESTAMP_EMPTY")
    if request.pts > me.pts:
        raise Refusal("PERSISTENT_TIMESTAMP_INVALID")
    events = posting.events_since(me.log, request.pts)
    too_many = request.pts_total_limit is not None and me.pts - request.pts > request.pts_total_limit
    if call.server.faults.is_too_long(me) or too_many:
        return types.updates.DifferenceTooLong(me.pts)
    size = min(request.pts_limit or call.world.rules.difference_slice, call.world.rules.difference_slice)
    portion = events[:size]
    last = len(portion) == len(events)
    aside = _aside(call, seconds(request.date)) if last else []
    if not portion and not aside:
        return types.updates.DifferenceEmpty(call.world.now(), SEQUENCE)
    messages, others = _split([event for event in portion if _still_there(event, me)], me)
    others += aside
    found = {"new_messages": messages, "new_encrypted_messages": [], "other_updates": others}
    found |= call.people_in(*messages, *others)
    if last:
        return types.updates.Difference(**found, state=state(call))
    return types.updates.DifferenceSlice(**found, intermediate_state=state(call, portion[-1].pts))


def _aside(call: Call, since: int) -> list[Any]:
    """What the account missed outside its own sequence, among it the news of which channels have moved on."""
    told = {bytes(update): update for date, update in call.me.aside if date >= since}
    moved = [
        types.UpdateChannelTooLong(chat.id, pts=chat.pts)
        for chat in call.world.chats.values()
        if isinstance(chat, Channel) and call.me.id in chat.members and chat.log and chat.log[-1].date >= since
    ]
    return [*told.values(), *moved]


@methods.on(functions.updates.GetChannelDifferenceRequest)
def get_channel_difference(call: Call, request: Any) -> Any:
    channel = peers.channel(call, request.channel)
    if request.pts <= 0:
        raise Refusal("PERSISTENT_TIMESTAMP_EMPTY")
    if request.pts > channel.pts:
        raise Refusal("PERSISTENT_TIMESTAMP_INVALID")
    if request.limit <= 0:
        raise Refusal("LIMIT_INVALID")
    limit = min(request.limit, BOT_LIMIT if call.me.bot else USER_LIMIT)
    gap = channel.pts - request.pts
    if gap == 0:
        return types.updates.ChannelDifferenceEmpty(channel.pts, final=True, timeout=NEXT_TRY)
    longest = call.world.rules.channel_gap
    if call.server.faults.is_too_long(channel) or gap > (limit if longest is None else longest):
        return _too_long(call, channel)
    events = posting.events_since(channel.log, request.pts)
    portion = events[:limit]
    messages, others = _split([event for event in portion if _still_there(event, call.me)], call.me)
    return types.updates.ChannelDifference(
        portion[-1].pts,
        messages,
        others,
        **_both(call.people_in(*messages, *others)),
        final=len(portion) == len(events),
        timeout=NEXT_TRY,
    )


def _both(people: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {"chats": people["chats"], "users": people["users"]}


def _too_long(call: Call, channel: Channel) -> Any:
    """The dialog as it is now, and its last messages; the rest is for the history."""
    numbers = history(channel, call.me)[: -LATEST - 1 : -1]
    messages = [views.message(call.world, lookup(channel, call.me, number), call.me) for number in numbers]
    current = dialog(call, channel)
    people = call.people_in(current, *messages)
    return types.updates.ChannelDifferenceTooLong(current, messages, **_both(people), final=True, timeout=NEXT_TRY)
