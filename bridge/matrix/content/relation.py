"""How a message relates to earlier ones: replies and threads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bridge.matrix.events import EventId, Surroundings
from bridge.model.message import Message


@dataclass(frozen=True, slots=True)
class Relations:
    """What goes into the content of an item's first event, and of those that continue it."""

    first: dict[str, Any] = field(default_factory=dict)
    later: dict[str, Any] = field(default_factory=dict)
    losses: tuple[str, ...] = ()


def relate(item: Message, surroundings: Surroundings) -> Relations:
    """Replies and threads of an item, as far as the earlier messages are in this room.

    https://spec.matrix.org/v1.17/client-server-api/#threading
    """
    if item.reply is None and item.thread is None:
        return Relations()
    target, lost_target = _reply_target(item, surroundings)
    root, lost_root = _thread_root(item, surroundings)
    losses = lost_target + lost_root
    if root is None or item.thread is None:
        return Relations(_relates({"m.in_reply_to": {"event_id": target}}) if target else {}, {}, losses)
    newest = root if surroundings.standing else surroundings.latest_in_thread.get(item.thread, root)
    later = _in_thread(root, newest, is_fallback=True)
    return Relations(_in_thread(root, target, is_fallback=False) if target else later, later, losses)


def _reply_target(item: Message, surroundings: Surroundings) -> tuple[EventId | None, tuple[str, ...]]:
    if item.reply is None:
        return None, ()
    if item.reply.chat is not None:
        return None, ("reply-in-another-chat",)
    target = surroundings.events.get(item.reply.message)
    return target, () if target else ("reply-target-not-here",)


def _thread_root(item: Message, surroundings: Surroundings) -> tuple[EventId | None, tuple[str, ...]]:
    if item.thread is None:
        return None, ()
    if item.thread in surroundings.inside_threads:
        # Homeservers refuse a thread that begins at an event of another thread.
        return None, ("thread-within-thread",)
    root = surroundings.events.get(item.thread)
    return root, () if root else ("thread-root-not-here",)


def _in_thread(root: EventId, target: EventId, *, is_fallback: bool) -> dict[str, Any]:
    return _relates(
        {
            "rel_type": "m.thread",
            "event_id": root,
            "is_falling_back": is_fallback,
            "m.in_reply_to": {"event_id": target},
        }
    )


def _relates(relation: dict[str, Any]) -> dict[str, Any]:
    return {"m.relates_to": relation}
