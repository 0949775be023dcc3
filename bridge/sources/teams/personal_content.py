"""What a message of a personal account says: markup of Skype's days, by the message's type."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from bridge.model.content import Card, Contact, Location, Unsupported
from bridge.model.event import AvatarChange, Change, Member, Membership, Notice, Rank, RankChange, TitleChange
from bridge.model.ids import PersonId
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.loose_values import first_words, listed
from bridge.sources.teams.graph_cards import card
from bridge.sources.teams.markup import read as read_markup
from bridge.sources.teams.markup import sound

_LONGEST = 128 * 1024
_WHOLE_DEGREES = 1_000_000
_MICRODEGREES = re.compile(r"-?[0-9]{1,12}")


@dataclass(frozen=True)
class Element:
    """One element of a message's markup: its attributes, and the words in it."""

    tag: str
    attributes: Mapping[str, str | None]
    words: str
    around: str
    """The element in which it stands."""


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Element] = []
        self._open: list[tuple[str, Mapping[str, str | None]]] = []
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._words = ""
        self._open.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            name, attributes = self._open.pop()
            around = self._open[-1][0] if self._open else ""
            self.found.append(Element(name, attributes, self._words.strip(), around))
            self._words = ""


def elements(content: str) -> list[Element]:
    """The elements of a message's markup, inner ones first."""
    reading = _Elements()
    reading.feed(sound(content[:_LONGEST]))
    reading.close()
    return reading.found


@dataclass(frozen=True)
class Happening:
    """An event of a chat: its elements, and how to learn who an id is."""

    kind: str
    elements: list[Element]
    person: Callable[[str], PersonId | None]

    def said(self, *tags: str) -> str | None:
        return next((one.words for one in self.elements if one.tag in tags and one.words), None)

    def people(self, *tags: str) -> list[PersonId]:
        named = [one for one in self.elements if one.tag in tags or (one.tag == "id" and one.around in tags)]
        return list(dict.fromkeys(found for one in named if one.words and (found := self.person(one.words))))

    @property
    def sender(self) -> PersonId | None:
        acting = self.people("initiator")
        return acting[0] if acting else None


def happened(kind: str, content: str, person: Callable[[str], PersonId | None]) -> tuple[PersonId | None, Content]:
    """Who did it, and what; for messages of the types ``ThreadActivity/…``."""
    happening = Happening(kind, elements(content), person)
    reader = _EVENTS.get(kind.rpartition("/")[2].casefold())
    if reader is None:
        return happening.sender, Unsupported(what=kind, text=_words_in(content))
    return happening.sender, reader(happening)


def _words_in(content: str) -> Text:
    return read_markup(content, lambda _, __: None).text


def _members(change: Change) -> Callable[[Happening], Content]:
    def read(happening: Happening) -> Content:
        people = happening.people("target")
        themselves = people == [happening.sender]
        own = {Change.INVITED: Change.JOINED, Change.REMOVED: Change.LEFT}
        if not people:
            return Notice("changed who takes part", action=happening.kind)
        members = tuple(Member(person=one) for one in people)
        return Membership(change=own.get(change, change) if themselves else change, members=members)

    return read


def _title(happening: Happening) -> Content:
    title = happening.said("value")
    return TitleChange(unescape(title)) if title else Notice("removed the chat's name", action=happening.kind)


def _history(happening: Happening) -> Content:
    shown = happening.said("value") == "true"
    return Notice(f"{'showed' if shown else 'hid'} the earlier messages to newcomers", action=happening.kind)


def _joining(happening: Happening) -> Content:
    enabled = happening.said("value") == "true"
    return Notice(f"{'allowed' if enabled else 'forbade'} joining by link", action=happening.kind)


def _role(happening: Happening) -> Content:
    people, role = happening.people("target"), happening.said("role") or ""
    if not people:
        return Notice("changed somebody's role", action=happening.kind)
    return RankChange(person=people[0], rank=Rank.ADMIN if role.casefold() == "admin" else Rank.MEMBER)


_EVENTS: Mapping[str, Callable[[Happening], Content]] = {
    "addmember": _members(Change.INVITED),
    "legacymemberadded": _members(Change.INVITED),
    "legacymemberupgraded": lambda happening: Notice("moved to the new kind of chat", action=happening.kind),
    "memberjoined": _members(Change.JOINED),
    "memberleft": _members(Change.LEFT),
    "deletemember": _members(Change.REMOVED),
    "topicupdate": _title,
    "pictureupdate": lambda _: AvatarChange(),
    "historydisclosedupdate": _history,
    "joiningenabledupdate": _joining,
    "roleupdate": _role,
    "pinneditemsupdate": lambda happening: Notice("changed the pinned messages", action=happening.kind),
}


def call(content: str) -> Notice:
    """``Event/Call``: that it began, was missed, or ended, and who took part for how long."""
    found = elements(content)
    tags = {one.tag for one in found}
    kind = next((one.attributes.get("type") for one in found if one.tag == "partlist"), None) or ""
    kind = kind or next((tag for tag in ("missed", "started", "ended") if tag in tags or f"<{tag}" in content), "")
    names = [one.words for one in found if one.tag in {"name", "displayname"} and one.words]
    seconds = [int(one.words) for one in found if one.tag == "duration" and re.fullmatch("[0-9]{1,6}", one.words)]
    sentence = {"started": "started a call", "missed": "called, and nobody answered"}.get(kind, "ended a call")
    if seconds:
        sentence += f" after {max(1, max(seconds) // 60):,} min"
    if names:
        sentence += f"; with {listed(list(dict.fromkeys(names)))}"
    return Notice(sentence, action="Event/Call")


def location(content: str) -> Content:
    """``RichText/Location``: in millionths of a degree."""
    found = next((one for one in elements(content) if one.tag == "location"), None)
    latitude, longitude = ((found.attributes.get(key) or "") if found else "" for key in ("latitude", "longitude"))
    if found is None or not (_MICRODEGREES.fullmatch(latitude) and _MICRODEGREES.fullmatch(longitude)):
        return Unsupported(what="RichText/Location", text=_words_in(content))
    address = first_words(found.attributes, "address")
    return Location(latitude=_degrees(latitude), longitude=_degrees(longitude), address=address)


def _degrees(millionths: str) -> str:
    number = int(millionths)
    sign, whole, rest = "-" if number < 0 else "", *divmod(abs(number), _WHOLE_DEGREES)
    return f"{sign}{whole}.{rest:06}"


def contacts(content: str) -> list[Content]:
    """``RichText/Contacts``: a card for each person."""
    cards: list[Content] = []
    for one in _tags(content, "c"):
        name = first_words(one, "f", "s") or "contact"
        number = first_words(one, "p") or (first_words(one, "s") if one.get("t") == "p" else None)
        cards.append(Contact(name=name, phone=number))
    return cards or [Unsupported(what="RichText/Contacts", text=_words_in(content))]


def swift_card(content: str) -> Card | None:
    """A bot's card, which is packed into an attribute."""
    for attributes in _tags(content, "swift"):
        try:
            packed = base64.b64decode(attributes.get("b64") or "", validate=True)
            return card("card", {"content": packed.decode("utf-8", "replace")})
        except (binascii.Error, ValueError):
            continue
    return None


class _Tags(HTMLParser):
    def __init__(self, tag: str) -> None:
        super().__init__(convert_charrefs=True)
        self._tag = tag
        self.found: list[Mapping[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == self._tag:
            self.found.append(dict(attrs))


def _tags(content: str, tag: str) -> Iterator[Mapping[str, str | None]]:
    """The attributes of every element of a name, whether it is closed or not."""
    reading = _Tags(tag)
    reading.feed(sound(content[:_LONGEST]))
    reading.close()
    yield from reading.found


def first_tag(content: str, tag: str) -> Mapping[str, str | None]:
    """The attributes of the first such element; none of a text without it."""
    return next(_tags(content, tag), {})
