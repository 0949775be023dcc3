"""One chat's pages, and those of its other exports beside them, as items of the neutral model."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from zoneinfo import ZoneInfo

from msgspec import structs

from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.codec import Item
from bridge.model.ids import ChatId, MessageId, Network
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable, Withheld
from bridge.sources.archive import Archive
from bridge.sources.telegram import withheld
from bridge.sources.telegram.albums import grouped
from bridge.sources.telegram.files import Files
from bridge.sources.telegram.html.beside import find
from bridge.sources.telegram.html.cards import fields_of
from bridge.sources.telegram.html.drafts import Draft, Drafts, is_said_of_nothing
from bridge.sources.telegram.html.elements import Element
from bridge.sources.telegram.html.kinds import Traits
from bridge.sources.telegram.html.layout import Folder, Layout, is_nameless
from bridge.sources.telegram.html.message import MessageReader
from bridge.sources.telegram.html.pages import messages
from bridge.sources.telegram.html.people import NamedPeople
from bridge.sources.telegram.numbers_seen import Numbers
from bridge.sources.telegram.record import Malformed
from bridge.sources.telegram.spoken import plural
from bridge.sources.telegram.times import Clock

TELEGRAM = Network("telegram")
_NO_NUMBER = -(2**62)
_SERVICE_NAMES = frozenset({"telegram", "verification codes"})
"""The titles of the chats in which login codes arrive. That they might be other chats' too is no reason to read them."""


@dataclass(frozen=True, slots=True)
class _Found:
    draft: Draft
    files: Files


class History:
    """Reads one chat. The same number in two of its exports is one message; the better one is kept."""

    def __init__(self, archive: Archive, layout: Layout, people: NamedPeople, zone: ZoneInfo | None) -> None:
        self._archive = archive
        self._layout = layout
        self._people = people
        self._clocks = [Clock(zone) for _ in layout.folders]
        self._traits = Traits(layout.title, layout.listed)
        self._chat = _chat(layout, self._traits)
        self._numbers = Numbers()
        self._records = 0
        self._twice = 0
        """How many messages stood in more than one of the folders."""
        self._messages = MessageReader(self._chat, people)

    def items(self) -> Iterator[Item]:
        """The chat, its people and messages; at the end the chat again, with what only the whole of it tells."""
        yield self._chat
        yield from grouped(chain.from_iterable(map(self._items, self._merged())))
        warnings = (*self._chat.warnings, *self._warnings())
        told = structs.replace(self._chat, kind=self._traits.kind, numbering=self._traits.numbering, warnings=warnings)
        if told != self._chat:
            yield told

    def withheld(self) -> Iterator[Item]:
        """The chat of login codes: its messages are counted, and never read."""
        if count := sum(1 for _ in self._merged()):
            yield structs.replace(self._chat, title=withheld.TITLE, warnings=(withheld.WHOLE_CHAT,))
            yield Withheld(chat=self._chat.id, id=MessageId("all"), reason=withheld.REASON, count=count)

    @property
    def is_forbidden(self) -> bool:
        """Is this, as far as a title tells, a chat in which login codes arrive?"""
        return self._layout.title.strip().lower() in _SERVICE_NAMES

    def _merged(self) -> Iterator[_Found]:
        streams = [
            self._stream(folder, clock) for folder, clock in zip(self._layout.folders, self._clocks, strict=True)
        ]
        if len(streams) == 1:
            yield from streams[0]
            return
        best: _Found | None = None
        for found in heapq.merge(*streams, key=_order):
            if best is not None and found.draft.number is not None and found.draft.number == best.draft.number:
                self._twice += 1
                best = _better(best, found)
                continue
            if best is not None:
                yield best
            best = found
        if best is not None:
            yield best

    def _stream(self, folder: Folder, clock: Clock) -> Iterator[_Found]:
        pages = chain.from_iterable(messages(self._archive, name) for name in folder.pages)
        files = partial(find, self._archive, folder.name)
        for draft in Drafts(clock).read(element for element in pages if not is_said_of_nothing(element)):
            yield _Found(draft, files)

    def _items(self, found: _Found) -> Sequence[Item]:
        draft = found.draft
        self._records += 1
        number = draft.number
        if number is None:
            return [
                self._unreadable(f"record{self._records}", self._numbers.newest, draft, "the message has no number")
            ]
        if not self._numbers.add(number):
            again = f"another message with the number {number} came before it"
            return [self._unreadable(f"{number}~{self._records}", number, draft, again)]
        if _is_secret(draft):
            return [Withheld(chat=self._chat.id, id=MessageId(str(number)), reason=withheld.REASON)]
        try:
            items = self._messages.read(draft, number, found.files)
        except Malformed as problem:
            return [self._unreadable(str(number), number, draft, str(problem))]
        self._note(items, draft)
        return items

    def _note(self, items: Sequence[Item], draft: Draft) -> None:
        for item in items:
            if isinstance(item, Message):
                self._traits.see(item, draft.sender)

    def _unreadable(self, message: str, place: int, draft: Draft, reason: str) -> Unreadable:
        return Unreadable(chat=self._chat.id, id=MessageId(message), time=draft.time, place=place, reason=reason)

    def _warnings(self) -> Iterator[str]:
        if missed := sum(clock.zone_missed for clock in self._clocks):
            yield (
                f"{missed:,} messages are dated in local time without a zone, which was taken for UTC: "
                "say the time zone of the computer that made the export"
            )
        if len(self._layout.folders) > 1:
            yield (
                f"it is put together from {len(self._layout.folders)} folders, since they bear the same title; "
                f"messages that stood in more than one of them: {self._twice:,}"
            )
        missing = [name for folder in self._layout.folders for name in folder.missing]
        if missing:
            named = ", ".join(missing[:10])
            yield f"{plural(len(missing), 'page')} of it missing, with up to 1,000 messages each: {named}"
        if count := self._messages.answers_elsewhere:
            yield f"of answers to messages in other chats, the export does not say which those are: {count:,}"
        yield from self._about_kind()
        yield from self._messages.ledger.warnings()

    def _about_kind(self) -> Iterator[str]:
        if self._traits.kind is ChatKind.GROUP and self._traits.numbering is Numbering.ACCOUNT:
            yield (
                "nothing shows that this group's message numbers are the same for all its members: "
                "import one person's export of it, not several"
            )
        if self._layout.only_outgoing:
            yield "only the exporter's own messages are in this export: export the group with everyone's messages"
        elif self._traits.kind is ChatKind.GROUP and len(self._traits.authors) == 1:
            yield "only one person speaks in this group: maybe the export was limited to their messages"


def _chat(layout: Layout, traits: Traits) -> Chat:
    twin = f" ({layout.twin})" if layout.twin > 1 else ""
    warnings = ["the export does not say the chat's number: link it by hand to its JSON export, if there is one"]
    if twin:
        warnings.append(f"it is number {layout.twin} of the chats of this title in its export, and goes by that")
    return Chat(
        network=TELEGRAM,
        id=ChatId(f"title:{layout.title}{twin}"),
        kind=traits.kind,
        title=None if is_nameless(layout.title) else layout.title,
        numbering=Numbering.ACCOUNT,
        warnings=tuple(warnings),
    )


def _order(found: _Found) -> int:
    return _NO_NUMBER if found.draft.number is None else found.draft.number


def _better(first: _Found, second: _Found) -> _Found:
    """Of two copies the one with its files, else the later one, at the later of their times.

    An hour that comes twice is told by what is before it: a copy at the beginning of an export is taken for the first.
    """
    chosen, other = (first, second) if _worth(first) > _worth(second) else (second, first)
    if other.draft.guessed or chosen.draft.time >= other.draft.time:
        return chosen
    return replace(chosen, draft=replace(chosen.draft, time=other.draft.time))


def _worth(found: _Found) -> tuple[bool, int]:
    """A message with its own time and its files is better than one without."""
    return not found.draft.guessed, sum(1 for path in _paths(found.draft.element) if found.files(path))


def _paths(element: Element) -> Iterator[str]:
    for part in element.below():
        if part.classes[:1] == ["media_wrap"]:
            fields = fields_of(part)
            yield from (path for key in ("photo", "file") if isinstance(path := fields.get(key), str) and path)


def _is_secret(draft: Draft) -> bool:
    """Does it come from the account that sends login codes, as far as names tell, with what may be one?"""
    origin = draft.forward.name if draft.forward else None
    if not {(draft.sender or "").strip().lower(), (origin or "").strip().lower()} & _SERVICE_NAMES:
        return False
    return withheld.is_forbidden({"forwarded_from": "Telegram", "text": draft.element.words()})
