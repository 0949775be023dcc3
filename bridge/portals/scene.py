"""What the items of a portal need to know of their surroundings, looked up many at a time.

The worker and verify share it: whatever the worker said from it, verify can work out again.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec.structs import replace

from bridge.errors import StoreError
from bridge.matrix.events import ContentUri, Draft, EventId, Role, Surroundings, Upload, UserId
from bridge.matrix.room_state import RoomState
from bridge.matrix.to_content import References, TextFile, references
from bridge.model.chat import Chat
from bridge.model.codec import decode
from bridge.model.cross_references import named_messages, renamed
from bridge.model.ids import MessageId
from bridge.model.media import Media
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.model.unreadable import Unreadable
from bridge.people.cast import Cast
from bridge.portals.amended import Amended
from bridge.store import EventRow, InboxRow, Store

SPOKEN = frozenset({Role.MESSAGE, Role.STATE})
"""Roles of the event that stands for an item: what a reply, a pin or a thread is aimed at. See ``Events.first_of``."""


class Files(Protocol):
    """Where an item's files are on the homeserver."""

    async def find(self, export: int, media: Media) -> Upload | str:
        """The upload, or why there is none, in words for people."""
        ...

    async def find_text(self, text: TextFile) -> Upload | str:
        """The upload of a text that is too long for the timeline."""
        ...


@dataclass(frozen=True)
class Cue:
    """An item that is ready to be said: decoded, and its ids translated into the inbox's."""

    row: InboxRow
    item: Message | Unreadable
    references: References


@dataclass(frozen=True)
class Setting:
    """What is the same for every item of a portal."""

    portal: int
    chat: Chat
    bot: UserId
    room_suffix: str
    content_limit: int
    standing: bool = False
    """Does history lie beneath the room? See ``Surroundings.standing``."""
    amended: Amended | None = None
    """Looks at the room as it is now: of what is said live."""


class Scene:
    """The surroundings of a portal's items, kept up to date while they are said one after the other."""

    def __init__(self, store: Store, cast: Cast, files: Files, setting: Setting, state: RoomState) -> None:
        self._store = store
        self._cast = cast
        self._files = files
        self._setting = setting
        self.state = state
        self._events: dict[str, EventId] = {}
        self._sequences: dict[str, int] = {}
        self._latest: dict[str, EventId] = {}
        self._inside_threads: set[str] = set()
        self._unrecorded: dict[str, tuple[EventId, bool]] = {}
        self._files_found: dict[tuple[int, str], Upload | str] = {}
        self._linked: dict[str, UserId] = {}

    async def cues(self, rows: Sequence[InboxRow]) -> list[Cue]:
        """Decode rows, and translate the ids inside them where their export numbers messages otherwise."""
        items = [_item(row) for row in rows]
        translations = await self._translations(rows, items)
        return [_cue(row, item, translations.get(row.export, {})) for row, item in zip(rows, items, strict=True)]

    async def find_files(self, cues: Iterable[Cue]) -> None:
        """Learn where the files of these items are. When several cannot be had, the first error stands for all."""
        self._files_found.clear()
        try:
            async with asyncio.TaskGroup() as group:
                for cue in cues:
                    for media in cue.references.media:
                        group.create_task(self._find_file(cue.row.export, media))
                    for text in cue.references.texts:
                        group.create_task(self._find_text(cue.row.export, text))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def look_up(self, cues: Sequence[Cue]) -> None:
        """Learn who the people of these items are, and which events they refer to."""
        await self._cast.learn(person for cue in cues for person in cue.references.people)
        wanted = {message for cue in cues for message in (*cue.references.messages, *cue.references.threads)}
        rows = await self._store.events.first_of(self._setting.portal, sorted(wanted))
        self._events = {message: EventId(row.event_id) for message, row in rows.items()}
        self._sequences = {message: row.sequence for message, row in rows.items()}
        self._inside_threads = {message for message, row in rows.items() if row.thread is not None}
        if self._setting.amended is not None:
            self._linked = await self._setting.amended.linked()
        for message in wanted & self._unrecorded.keys():
            self._events[message], is_inside_thread = self._unrecorded[message]
            self._inside_threads |= {message} if is_inside_thread else set()

    async def resume_threads(self, cues: Iterable[Cue]) -> None:
        """Learn how far each thread has come in the room, when this worker did not say it all itself."""
        for root in {root for cue in cues for root in cue.references.threads} - self._latest.keys():
            latest = await self._store.events.latest_in_thread(self._setting.portal, root)
            if latest is not None:
                self._latest[root] = EventId(latest)

    async def as_it_is(self, cue: Cue) -> Surroundings:
        """The same as ``surroundings``, and what an amendment needs to know of the room at this moment."""
        surroundings, amended = self.surroundings(cue), self._setting.amended
        if amended is None:
            return surroundings
        return dataclasses.replace(surroundings, **await amended.of(cue.item, self.state.levels))

    def surroundings(self, cue: Cue, before: int | None = None) -> Surroundings:
        """All that turning this item into events needs. ``before``: only events sent before this sequence number."""
        files = self._files_of(cue)
        return Surroundings(
            network_title=self._setting.chat.network_name,
            bot=self._setting.bot,
            ghosts=self._cast.ghosts,
            names=self._cast.names,
            avatars=self._cast.avatars,
            events=self._events if before is None else self._events_before(cue, before),
            latest_in_thread=self._latest,
            inside_threads=frozenset(self._inside_threads.intersection(cue.references.threads)),
            uploads={reference: found for reference, found in files.items() if isinstance(found, Upload)},
            missing={reference: found for reference, found in files.items() if isinstance(found, str)},
            joined=self.state.joined,
            pinned=self.state.pinned,
            banned=self.state.banned,
            levels=self.state.levels,
            standing=self._setting.standing,
            live=self._setting.amended is not None,
            linked=self._linked,
            room_suffix=self._setting.room_suffix,
            content_limit=self._setting.content_limit,
        )

    def said(self, cue: Cue, drafts: Sequence[Draft], event_ids: Mapping[int, EventId]) -> None:
        """The item is in the room: what comes next sees it."""
        self.state = self.state.after_all(drafts)
        sent = [draft for draft in drafts if draft.part in event_ids]
        spoken = [event_ids[draft.part] for draft in sent if draft.role in SPOKEN]
        if sent:
            self._events[cue.row.message] = spoken[0] if spoken else event_ids[sent[0].part]
        if isinstance(cue.item, Message) and cue.item.thread is not None and sent:
            self._inside_threads.add(cue.row.message)
            self._latest.update({cue.item.thread: spoken[-1]} if spoken else {})

    def foresaw(self, cue: Cue, drafts: Sequence[Draft], event_ids: Mapping[int, EventId]) -> None:
        """The item will be in the room under these ids; ``recorded`` tells when the store knows them."""
        self.said(cue, drafts, event_ids)
        if cue.row.message in self._events:
            self._unrecorded[cue.row.message] = self._events[cue.row.message], cue.row.message in self._inside_threads

    def restart(self) -> None:
        """Items are read from the beginning: what was foreseen and never said is forgotten."""
        self._unrecorded.clear()

    def recorded(self, cues: Iterable[Cue]) -> None:
        """The store knows by now which events these items have."""
        for cue in cues:
            self._unrecorded.pop(cue.row.message, None)

    async def avatar(self, person: Person) -> ContentUri | None:
        """A person's picture on the homeserver; None: there is none, or it could not be carried over."""
        if person.avatar is None:
            return None
        export = await self._store.people.export_of(self._setting.chat.network, person.id)
        found = await self._files.find(export, person.avatar) if export is not None else None
        return found.uri if isinstance(found, Upload) else None

    def _events_before(self, cue: Cue, before: int) -> dict[str, EventId]:
        wanted = (*cue.references.messages, *cue.references.threads)
        return {
            message: self._events[message]
            for message in wanted
            if message in self._events and self._sequences.get(message, 0) < before
        }

    async def _find_file(self, export: int, media: Media) -> None:
        if media.reference is not None:
            self._files_found[export, media.reference] = await self._files.find(export, media)

    async def _find_text(self, export: int, text: TextFile) -> None:
        self._files_found[export, text.reference] = await self._files.find_text(text)

    def _files_of(self, cue: Cue) -> dict[str, Upload | str]:
        wanted = [media.reference for media in cue.references.media] + [text.reference for text in cue.references.texts]
        return {
            reference: self._files_found[cue.row.export, reference]
            for reference in wanted
            if reference is not None and (cue.row.export, reference) in self._files_found
        }

    async def _translations(
        self, rows: Sequence[InboxRow], items: Sequence[Message | Unreadable]
    ) -> dict[int, dict[str, str]]:
        wanted: dict[int, set[str]] = {}
        for row, item in zip(rows, items, strict=True):
            wanted.setdefault(row.export, set()).update(_named(item))
        return {
            export: await self._store.aliases.resolve(export, self._setting.portal, sorted(messages))
            for export, messages in wanted.items()
            if messages
        }


def event_rows(
    drafts: Iterable[Draft], event_ids: Mapping[int, EventId], item: Message | Unreadable, depths: Mapping[int, int]
) -> list[EventRow]:
    """What the store remembers of an item's events. ``depths``: where they lie beneath the room, by part."""
    thread = item.thread if isinstance(item, Message) else None
    return [
        EventRow(
            part=draft.part,
            role=draft.role,
            event_id=event_ids[draft.part],
            sender=draft.sender,
            thread=thread,
            depth=depths.get(draft.part),
            target=draft.target,
            key=draft.key,
        )
        for draft in drafts
        if draft.part in event_ids
    ]


def _item(row: InboxRow) -> Message | Unreadable:
    item = decode(row.body)
    if not isinstance(item, Message | Unreadable):
        raise StoreError(f"inbox: portal {row.portal}, item {row.message} is neither a message nor an unreadable one.")
    return item


def _named(item: Message | Unreadable) -> tuple[MessageId, ...]:
    """Ids of other messages of the same chat that an item names."""
    return () if isinstance(item, Unreadable) else named_messages(item)


def _cue(row: InboxRow, item: Message | Unreadable, translation: Mapping[str, str]) -> Cue:
    known = _translated(replace(item, id=MessageId(row.message)), translation)
    return Cue(row, known, references(known))


def _translated(item: Message | Unreadable, translation: Mapping[str, str]) -> Message | Unreadable:
    if isinstance(item, Unreadable):
        return item
    return renamed(item, lambda message: MessageId(translation.get(message, message)))
