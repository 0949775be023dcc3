"""Shortcuts for tests of the store: a default for every field, and the few steps that most tests begin with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.codec import encode
from bridge.model.content import Written
from bridge.model.ids import ChatId, MessageId, Network, PersonId
from bridge.model.message import Message
from bridge.model.text import Text
from bridge.store import Batch, Ending, EventRow, Export, InboxRow, Merged, StagedItem, Staging, State, Store, Terms

LEASE = "worker-1"


def an_export(**values: Any) -> Export:
    """An export of Anna's."""
    defaults = {
        "path": "/exports/anna",
        "reader": "demo",
        "network": "demo",
        "fingerprint": "f00d",
        "staged_at": 1_000,
    }
    return Export(**{**defaults, **values})


def a_chat(**values: Any) -> Chat:
    """The chat that most tests are about."""
    defaults = {"network": Network("demo"), "id": ChatId("harbour"), "kind": ChatKind.GROUP, "title": "Harbour"}
    return Chat(**{**defaults, **values})


def an_item(number: int, text: str = "", **values: Any) -> StagedItem:
    """Message ``number``, said by Anna in second ``number``."""
    sender = values.get("sender", "anna")
    time = values.get("time", number * 1_000)
    message = Message(
        chat=ChatId("harbour"),
        id=MessageId(str(number)),
        time=time,
        place=number,
        sender=None if sender is None else PersonId(sender),
        content=Written(Text(text or f"message {number}")),
        edited=values.get("edited"),
    )
    defaults = {
        "message": str(number),
        "time": time,
        "place": number,
        "kind": "text",
        "sender": sender,
        "body": encode(message).decode(),
    }
    return StagedItem(**{**defaults, **values})


def an_event(part: int = 0, **values: Any) -> EventRow:
    """The event that says a message in Anna's voice."""
    defaults = {"part": part, "role": "message", "event_id": f"$event-{part}", "sender": "@anna:example.org"}
    return EventRow(**{**defaults, **values})


async def stage(
    store: Store,
    items: Sequence[StagedItem],
    *,
    chat: Chat | None = None,
    numbering: Numbering = Numbering.NETWORK,
    **terms: Any,
) -> Merged:
    """Stage one export with these items; ``terms`` as in :class:`bridge.store.Terms`."""
    async with store.transaction() as tx:
        export = await store.exports.add(tx, an_export())
        portal = await store.portals.ensure(tx, chat or a_chat())
        staging = await Staging.begin(tx, export)
        await staging.add(portal, items)
        return await staging.merge(portal, Terms(numbering=numbering, **terms))


async def a_portal(store: Store, items: Iterable[StagedItem] = (), lease: str | None = LEASE) -> int:
    """A portal whose inbox has these items, held by one worker."""
    await stage(store, list(items))
    portal = await store.portals.of_chat("demo", "harbour")
    assert portal is not None
    if lease is not None:
        assert await store.portals.take_lease(portal.id, lease, now=0, ttl=60_000)
    return portal.id


async def say(store: Store, portal: int, count: int, lease: str = LEASE) -> None:
    """Say the next ``count`` items, one event each."""
    for row in await store.inbox.next(portal, count):
        await say_one(store, row, lease)


async def say_one(store: Store, row: InboxRow, lease: str = LEASE, **values: Any) -> None:
    """Say one item and end it, ``done`` unless told otherwise."""
    if row.state is State.WAITING:
        assert await start(store, row, lease=lease)
    portal = await store.portals.get(row.portal)
    assert portal is not None
    events = [an_event(event_id=f"$said-{row.portal}-{row.message}")]
    await finish(store, row, **{"lease": lease, "cursor": portal.cursor, "events": events, **values})


async def start(store: Store, *rows: InboxRow, lease: str = LEASE) -> bool:
    """Begin a batch of these items."""
    return await store.sending.start(Batch(rows=rows), lease=lease)


async def finish(
    store: Store,
    row: InboxRow,
    outcome: State = State.DONE,
    *,
    following: InboxRow | None = None,
    reason: str | None = None,
    notes: Sequence[str] = (),
    events: Sequence[EventRow] = (),
    **values: Any,
) -> bool:
    """End a batch of one item, and begin another."""
    ending = Ending(row=row, outcome=outcome, reason=reason, notes=notes, events=events)
    batch = None if following is None else Batch(rows=[following])
    return await store.sending.finish([ending], **{"lease": LEASE, "cursor": None, "following": batch, **values})


async def messages(store: Store, portal: int, *states: State) -> list[str]:
    """The ids of the chat's items in order, or of those in the given states."""
    return [row.message for row in await store.inbox.page(portal, None, 10_000) if not states or row.state in states]
