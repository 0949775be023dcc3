"""What a record says, as the model has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bridge.model.content import Attachment, Card, Contact, Location, Poll, Unsupported, Written
from bridge.model.event import Member, Notice
from bridge.model.ids import PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.vcards import VCard, cards
from bridge.sources.whatsapp.databases.events import Told, content_of
from bridge.sources.whatsapp.databases.files import Files
from bridge.sources.whatsapp.databases.jids import Jid
from bridge.sources.whatsapp.databases.people import People
from bridge.sources.whatsapp.databases.record import Call, Kind, Record
from bridge.sources.whatsapp.databases.texts import text_of

_MOST_CARDS = 100


@dataclass(frozen=True)
class Contents:
    """Turns records into what is said, with everybody named in it introduced."""

    people: People
    files: Files

    def of(self, record: Record, sender: PersonId | None) -> Content:
        """The record's content; what is unknown keeps its words."""
        if record.event is not None:
            return self._event(record, sender)
        make = _MAKERS.get(record.kind)
        content = make(self, record) if make else None
        return content or Unsupported(what=record.what, text=self.text(record))

    def text(self, record: Record) -> Text:
        """Its words, with marks and mentions."""
        return text_of(record.text, record.mentions, self._mentioned)

    def _mentioned(self, jid: Jid) -> tuple[PersonId, str | None]:
        return self.people.meet(jid), self.people.name_of(jid)

    def _event(self, record: Record, sender: PersonId | None) -> Content:
        assert record.event is not None
        people = tuple(
            Member(name=self.people.name_of(jid) or None, person=self.people.meet(jid)) for jid in record.event.people
        )
        return content_of(Told(record.event, sender, people))

    def _written(self, record: Record) -> Content | None:
        return Written(self.text(record)) if record.text else None

    def _media(self, record: Record) -> Content | None:
        file = record.file
        if file is None:
            lost = Media(kind=MediaKind.FILE, state=MediaState.LOST, reason="the database does not say which file")
            return Attachment(media=lost, caption=self.text(record))
        return Attachment(media=self.files.media(file), caption=self.text(record))

    def _location(self, record: Record) -> Content | None:
        place = record.place
        if place is None or place.latitude is None or place.longitude is None:
            return Card(label="Location", title=(place and place.title) or "", caption=self.text(record))
        return Location(
            latitude=place.latitude,
            longitude=place.longitude,
            title=place.title,
            address=place.address,
            live_period=place.live_period,
            caption=self.text(record),
        )

    def _contact(self, record: Record) -> Content | None:
        found = [card for written in record.vcards[:_MOST_CARDS] for card in cards(written)][:_MOST_CARDS]
        if not found:
            return None
        caption = Text() if record.text in {card.name for card in found} else self.text(record)
        if len(found) == 1:
            return Contact(name=_name(found[0]), phone=next(iter(found[0].phones), None), caption=caption)
        lines = tuple(", ".join((_name(card), *card.phones)) for card in found)
        return Card(label="Contacts", lines=lines, caption=caption)

    def _poll(self, record: Record) -> Content | None:
        poll = record.poll
        if poll is None:
            return None
        return Poll(question=record.text or "", options=poll.options, voters=poll.voters, several=poll.several)

    def _card(self, record: Record) -> Content | None:
        card = record.card
        if card is None:
            return None
        caption = Text() if record.text == card.title else self.text(record)
        return Card(label=card.label, title=card.title or "", lines=card.lines, url=card.url, caption=caption)


def _deleted(_contents: Contents, record: Record) -> Content:
    if record.kind is Kind.DELETED_BY_ADMIN:
        return Notice("wrote a message that an admin deleted", "deleted")
    return Notice("deleted this message", "deleted")


def _waiting(_contents: Contents, _record: Record) -> Content:
    return Notice("wrote a message that this phone could not decrypt", "waiting")


def _call(_contents: Contents, record: Record) -> Content:
    call = record.call or Call(video=False)
    name = f"{'group ' if call.group else ''}{'video' if call.video else 'voice'} call"
    return Notice(_sentence(name, call), "call")


def _sentence(name: str, call: Call) -> str:
    if call.outcome == "answered" or call.seconds:
        minutes, seconds = divmod(call.seconds or 0, 60)
        return f"made a {name} ({minutes}:{seconds:02})"
    outcomes = {"missed": "that was missed", "declined": "that was declined", "unavailable": "that was not answered"}
    return f"made a {name} {outcomes.get(call.outcome or '', '')}".rstrip()


def _name(card: VCard) -> str:
    return card.name or next(iter(card.phones), "a contact without a name")


_MAKERS: Mapping[Kind, Callable[[Contents, Record], Content | None]] = {
    Kind.TEXT: Contents._written,  # noqa: SLF001 - the table of this class's own methods
    Kind.MEDIA: Contents._media,  # noqa: SLF001 - the same
    Kind.LOCATION: Contents._location,  # noqa: SLF001 - the same
    Kind.CONTACT: Contents._contact,  # noqa: SLF001 - the same
    Kind.POLL: Contents._poll,  # noqa: SLF001 - the same
    Kind.CARD: Contents._card,  # noqa: SLF001 - the same
    Kind.DELETED: _deleted,
    Kind.DELETED_BY_ADMIN: _deleted,
    Kind.WAITING: _waiting,
    Kind.CALL: _call,
}
