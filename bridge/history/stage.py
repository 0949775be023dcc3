"""Staging: an export enters the inboxes of its chats, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from bridge.errors import PlanError, Undecided
from bridge.history.homes import Homes, Kinship, moved
from bridge.history.inventory import Inventory, take_inventory
from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.ids import ChatId, PersonId
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.model.unreadable import Unreadable, Withheld
from bridge.portals.rows import inbox_row
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Reader
from bridge.store import Export, Merged, Portal, StagedItem, Staging, Store, Terms, Transaction

BATCH = 1_000
"""Items that go to the database together."""

UNKNOWN = Kinship()
COARSEST = 86_400_000
"""No format tells less than the day, ms."""
_TOO_LATE = (
    "This very export was staged before with other answers (such as --timezone), and more has come of it since:"
    " what is staged stays as it is."
)
HOMES = "homes"
"""Among an export's hints: the chats into which its own were staged, where their ids differ."""

Progress = Callable[[int], None]
"""Told how many items were read since it was last told."""


@dataclass(frozen=True)
class Staged:
    """What an export brought, by portal. ``already``: these very bytes had been staged before, so it brought nothing."""

    export: int
    inventory: Inventory
    merged: dict[int, Merged]
    already: bool = False


@dataclass
class _Chats:
    """The chats of one export while it is staged, each with its portal and the items not yet written."""

    portals: dict[ChatId, int] = field(default_factory=dict)
    chats: dict[ChatId, Chat] = field(default_factory=dict)
    waiting: dict[ChatId, list[StagedItem]] = field(default_factory=dict)
    people: dict[PersonId, Person] = field(default_factory=dict)


async def stage(
    store: Store,
    archive: Archive,
    reader: Reader,
    hints: Hints,
    *,
    now: int,
    progress: Progress = lambda _: None,
    append_late: bool = False,
    kinship: Kinship = UNKNOWN,
) -> Staged:
    """Read an export into the store: one transaction, so that a failed or killed staging leaves no trace.

    ``now`` in ms since 1970. Raises ArchiveError, with nothing kept, when the archive cannot be read to its end;
    Undecided when it is not sure that a chat without ids is the one that is here, and ``kinship`` does not say. An export
    that was staged with other hints is staged anew, unless more has come of it since (PlanError).
    """
    fingerprint, portals = archive.fingerprint(), await store.portals.list()
    known = await store.exports.by_fingerprint(fingerprint)
    if known is not None and not (_is_answered_otherwise(known, hints) or _is_elsewhere(known, kinship, portals)):
        await store.exports.move(known.id, str(archive.path.resolve()))
        inventory = take_inventory(_led(reader.read(archive, hints), known))
        if append_late:
            await _release_late(store, inventory)
        return Staged(known.id, inventory, {}, already=True)
    inventory, homes = Inventory(), Homes(portals, kinship, fingerprint)
    async with store.transaction() as tx:
        if known is not None and not await store.exports.forget(tx, known.id):
            raise PlanError(_TOO_LATE)
        row = _export(archive, reader, hints, fingerprint, now)
        export = await store.exports.add(tx, row)
        items = inventory.counted(homes.lead(reader.read(archive, hints)))
        merged = await _Stager(store, tx, export, progress, homes, append_late).take(items)
        await store.exports.set_counts(tx, export, _counts(inventory))
        if homes.moved:
            await store.exports.set_hints(tx, export, {**row.hints, HOMES: homes.moved})
    return Staged(export, inventory, merged)


def _is_answered_otherwise(export: Export, hints: Hints) -> bool:
    """Was something told now that was not told when it was staged? Where the key lies changes nothing."""
    told = {name: value for name, value in hints.told().items() if name != "key_file"}
    return any(export.hints.get(name) != value for name, value in told.items())


def _is_elsewhere(export: Export, kinship: Kinship, portals: Sequence[Portal]) -> bool:
    """Is its chat said now to be another one than it was staged into?"""
    if kinship.into is None:
        return False
    meant = {kinship.into, *(portal.chat.id for portal in portals if portal.chat.title == kinship.into)}
    return meant.isdisjoint(export.hints.get(HOMES, {}).values())


def _led(items: Iterable[Item], export: Export) -> Iterator[Item]:
    """The items of an export that was staged before, each of the chat that it was staged into."""
    homes = export.hints.get(HOMES, {})
    for item in items:
        if isinstance(item, Chat):
            yield replace(item, id=homes.get(item.id, item.id))
        else:
            yield item if isinstance(item, Person) else moved(item, homes)


async def _release_late(store: Store, inventory: Inventory) -> None:
    """What an earlier staging withheld for being late is now to be said."""
    for held in inventory.chats.values():
        portal = await store.portals.of_chat(held.chat.network, held.chat.id)
        if portal is not None:
            await store.inbox.append_late(portal.id)


class _Stager:
    """Takes the items of one export, within one transaction."""

    def __init__(
        self,
        store: Store,
        tx: Transaction,
        export: int,
        progress: Progress,
        homes: Homes,
        append_late: bool,
    ) -> None:
        self._store = store
        self._tx = tx
        self._export = export
        self._progress = progress
        self._homes = homes
        self._append_late = append_late
        self._chats = _Chats()

    async def take(self, items: Iterable[Item]) -> dict[int, Merged]:
        staging = await Staging.begin(self._tx, self._export)
        for item in items:
            match item:
                case Chat():
                    await self._meet(item)
                case Person():
                    self._chats.people[item.id] = item
                case _:
                    await self._queue(staging, item)
        for chat in self._chats.portals:
            await self._flush(staging, chat)
        await self._introduce()
        return {portal: await self._merge(staging, chat, portal) for chat, portal in self._chats.portals.items()}

    async def _merge(self, staging: Staging, chat: ChatId, portal: int) -> Merged:
        own = self._homes.own(chat)
        terms = Terms(
            numbering=own.numbering,
            precision=min(max(1, own.precision), COARSEST),
            append_late=self._append_late,
            is_same=self._homes.kinship.is_sure,
            beyond_ids=self._homes.kinship.into is not None,
        )
        try:
            return await staging.merge(portal, terms)
        except Undecided as error:
            error.add_note(f"in the chat {own.title or chat!r}")
            raise

    async def _meet(self, chat: Chat) -> None:
        self._chats.portals[chat.id] = await self._store.portals.ensure(self._tx, chat)
        self._chats.chats[chat.id] = chat
        self._chats.waiting.setdefault(chat.id, [])

    async def _queue(self, staging: Staging, item: Message | Unreadable | Withheld) -> None:
        waiting = self._chats.waiting[item.chat]
        waiting.append(inbox_row(item))
        if len(waiting) >= BATCH:
            await self._flush(staging, item.chat)

    async def _flush(self, staging: Staging, chat: ChatId) -> None:
        rows = self._chats.waiting[chat]
        if rows:
            await staging.add(self._chats.portals[chat], rows)
            self._progress(len(rows))
            self._chats.waiting[chat] = []

    async def _introduce(self) -> None:
        """Remember who is who, under the network of the chats they are in."""
        for network in sorted({chat.network for chat in self._chats.chats.values()}):
            await self._store.people.put_many(self._tx, network, self._chats.people.values(), export=self._export)


def _export(archive: Archive, reader: Reader, hints: Hints, fingerprint: str, now: int) -> Export:
    return Export(
        path=str(archive.path.resolve()),
        reader=reader.name,
        network=reader.network,
        fingerprint=fingerprint,
        staged_at=now,
        hints=hints.told(),
    )


def _counts(inventory: Inventory) -> dict[str, int]:
    counts: dict[str, int] = {}
    for chat in inventory.chats.values():
        for kind, count in chat.kinds.items():
            counts[kind] = counts.get(kind, 0) + count
    return counts
