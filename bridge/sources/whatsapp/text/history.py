"""One exported chat as items of the neutral model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from msgspec import structs

from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.content import Unsupported, Written
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Content, Message
from bridge.model.text import Text
from bridge.model.unreadable import Unreadable
from bridge.sources.whatsapp.text import happenings
from bridge.sources.whatsapp.text.entries import Entry
from bridge.sources.whatsapp.text.marks import is_marked, visible
from bridge.sources.whatsapp.text.moments import Moments
from bridge.sources.whatsapp.text.names import Splitter, shown_name
from bridge.sources.whatsapp.text.people import Cast
from bridge.sources.whatsapp.text.spoken import Body, Scene, content
from bridge.sources.whatsapp.text.survey import is_message
from bridge.sources.whatsapp.text.system_lines import Line, recognised
from bridge.sources.whatsapp.text.words.language import Event

_BEFORE = "text before the first message"
_LONGEST_LINE = 1000
_TO_BE_TOLD = (
    'somebody is called "You" in this export, and nothing in it tells who that is: '
    "say the exporter's name, as the others see it, with --own-name"
)


@dataclass(frozen=True)
class History:
    """Reads one chat. No line goes uncounted: each belongs to an item."""

    chat: Chat
    cast: Cast
    scene: Scene
    moments: Moments
    splitter: Splitter
    group_name: str | None
    """In whose name system lines stand on an iPhone, when that is the group's."""
    announcing: frozenset[str]
    """In whose name they stand, whoever it is."""
    on_iphone: bool

    def items(self, entries: Iterable[Entry]) -> Iterator[Item]:
        """The chat, its people and messages; at the end the chat again, when there is more to warn of."""
        yield self.chat
        before: Entry | None = None
        for place, entry in enumerate(entries, start=1):
            time = self.moments.read(entry.head) if entry.head else None
            if entry.head is None:
                before = entry  # which can only be the first: it gets the time of what follows it
                continue
            if before is not None:
                yield from self._introduced(before, None, place - 1)
                before = None
            yield from self._introduced(entry, time, place)
        if before is not None:
            yield from self._introduced(before, None, 1)
        if warnings := tuple(self._warnings()):
            yield structs.replace(self.chat, warnings=(*self.chat.warnings, *warnings))

    def _introduced(self, entry: Entry, time: int | None, place: int) -> Iterator[Item]:
        item = self._item(entry, time, place)
        yield from self.cast.people.introductions()
        yield item

    def _item(self, entry: Entry, time: int | None, place: int) -> Message | Unreadable:
        when = self.moments.guess() if time is None else time
        identifier = MessageId(str(place))
        if entry.too_long:
            reason = f"a message of {entry.size:,} characters, longer than the limit `string`"
            return Unreadable(chat=self.chat.id, id=identifier, time=when, place=place, reason=reason)
        sender, what, edited = self._said(entry, place)
        return Message(
            chat=self.chat.id,
            id=identifier,
            time=when,
            place=place,
            sender=sender,
            content=what,
            edited=when if edited else None,
            time_guessed=time is None,
        )

    def _said(self, entry: Entry, place: int) -> tuple[PersonId | None, Content, bool]:
        if entry.head is None:
            return None, Unsupported(what=_BEFORE, text=Text("\n".join(entry.more).strip())), False
        raw, text = self.splitter.split(entry.rest)
        if raw is None or not shown_name(raw):
            return *self._happened(entry.body(entry.rest)), False
        body = entry.body(text)
        if line := self._system_line(raw, body, is_first=place == 1):
            return *self._told(raw, line), False
        what, edited = content(Body(body, entry.marked), self.scene)
        if isinstance(what, Written) and self._is_unknown(body):
            person = None if shown_name(raw) in self.announcing else self.cast.meet(raw)
            return person, happenings.unknown(body), edited
        return self.cast.meet(raw), what, edited

    def _happened(self, body: str) -> tuple[PersonId | None, Content]:
        line = recognised(body.strip()) if len(body) <= _LONGEST_LINE else None
        return happenings.happened(line, self.cast) if line else (None, happenings.unknown(body))

    def _system_line(self, raw: str, body: str, *, is_first: bool) -> Line | None:
        """On iPhones system lines have a sender, too, and begin with a mark, which may have been lost."""
        surely = is_marked(body) or self._is_group(raw)
        if not (surely or is_first) or len(body) > _LONGEST_LINE or is_message(body):
            return None
        line = recognised(visible(body).strip())
        return line if line and (surely or line.event is Event.ENCRYPTION) else None

    def _is_unknown(self, body: str) -> bool:
        """On an iPhone only WhatsApp itself begins with a mark: this is a system line that no table has."""
        return self.on_iphone and is_marked(body) and len(body) <= _LONGEST_LINE

    def _is_group(self, raw: str) -> bool:
        return self.group_name is not None and shown_name(raw) == self.group_name

    def _told(self, raw: str, line: Line) -> tuple[PersonId | None, Content]:
        actor, what = happenings.happened(line, self.cast)
        if line.event is Event.CALL and actor is None and not self._is_group(raw):
            return self.cast.meet(raw), what
        return actor, what

    def _warnings(self) -> Iterator[str]:
        if self.cast.people.you_were_met and self.cast.own is None:
            yield _TO_BE_TOLD
        if self.moments.impossible:
            yield f"messages whose date or time cannot be, and that got their neighbours': {self.moments.impossible:,}"
        if self.moments.islamic:
            yield "the dates are in the Islamic calendar, and can be wrong by a day"
