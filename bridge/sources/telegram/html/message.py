"""A draft with a number, as one message or more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import structs

from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.content import Attachment, Card, Contact, Location, Poll, Unsupported, Written
from bridge.model.event import Member, Membership, Notice
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Content, Message
from bridge.model.text import Text
from bridge.sources.telegram import posts, reactions, service
from bridge.sources.telegram.buttons import with_buttons
from bridge.sources.telegram.entities import TextReader
from bridge.sources.telegram.files import Files
from bridge.sources.telegram.html.below import buttons_below, reactions_below
from bridge.sources.telegram.html.cards import fields_of, other_words
from bridge.sources.telegram.html.drafts import Draft
from bridge.sources.telegram.html.elements import Element, plain
from bridge.sources.telegram.html.people import NamedPeople
from bridge.sources.telegram.html.sentences import Happening, Sentence, told
from bridge.sources.telegram.html.text import text_of
from bridge.sources.telegram.ledger import Ledger
from bridge.sources.telegram.message import later_part
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.replies import Replies
from bridge.sources.telegram.scene import Scene
from bridge.sources.telegram.service.topics import CREATED
from bridge.sources.telegram.text_builder import TextBuilder
from bridge.sources.telegram.times import Clock

_TARGET = re.compile(r"(?:GoToMessage\(|#go_to_message)(-?\d{1,15})", re.ASCII)
_KNOWN_BY_DRAFT = frozenset({"pull_left", "pull_right", "from_name", "userpic_wrap", "forwarded"})
_OTHERS = "others"
"""Words in parts that this version does not know: they are said below the text."""
_OTHER_CHAT = "In reply to a message in another chat"
_NOT_SUPPORTED = "This message is not supported by this version of Telegram Desktop"
_NOT_EXPORTED = "one that Telegram Desktop could not export"
_NO_WORDS = "service message without words"
_LABELS = {"media_invoice": "Invoice", "media_giveaway": "Giveaway", "media_giveaway_results": "Giveaway results"}


class MessageReader:
    """Reads the messages of one chat, in order."""

    def __init__(self, chat: Chat, people: NamedPeople) -> None:
        self.ledger = Ledger()
        self.answers_elsewhere = 0
        """How many messages answer one in another chat, which the pages do not name."""
        self._chat = chat
        self._people = people
        self._clock = Clock(None)
        self._replies = Replies(chat.id, self.ledger)

    def read(self, draft: Draft, number: int, files: Files) -> list[Item]:
        """The people whom a message names for the first time, and what it says.

        Raises :class:`~bridge.sources.telegram.record.Malformed` when what it says is broken.
        """
        fields: dict[str, Any] = {}
        if draft.is_service:
            sender, contents = self._happened(draft.element, fields, files)
        else:
            sender, contents = self._posted(draft, fields, files)
        if fields.get("action") == CREATED:
            self._replies.begin_topic(number)
        reply, thread = self._replies.answer(fields, number)
        self._hear_of_mentioned(contents)
        first = Message(
            chat=self._chat.id,
            id=MessageId(str(number)),
            time=draft.time,
            place=number,
            content=contents[0],
            sender=sender,
            reply=reply,
            thread=thread,
            forward=draft.forward,
            via=draft.via,
            signature=fields.get("author"),
            reactions=self._reactions(fields, files),
            time_guessed=draft.guessed,
        )
        later = [later_part(first, content, part) for part, content in enumerate(contents[1:], start=2)]
        return [*self._people.introductions(), first, *later]

    def _posted(self, draft: Draft, fields: dict[str, Any], files: Files) -> tuple[PersonId | None, Sequence[Content]]:
        sender = self._people.speaks(draft.sender)
        text, cards = Text(), []
        for part in _parts(draft.element):
            kind = part.classes[:1]
            if kind == ["text"]:
                text = text_of(part, files)
            elif kind == ["media_wrap"]:
                cards.append(part)
            else:
                self._note(part, kind, fields)
        if "inline_bot_buttons" in fields:
            text = with_buttons(text, Record(fields, self.ledger), "inline_bot_buttons")
        if _OTHERS in fields:
            text = _with_lines(text, fields[_OTHERS])
        scene = self._scene(files, text, sender, draft.sender)
        return sender, self._cards(cards, scene) or (self._only_words(text),)

    def _note(self, part: Element, kind: Sequence[str], fields: dict[str, Any]) -> None:
        if kind == ["reply_to"]:
            self._note_reply(part, fields)
        elif kind == ["signature"]:
            fields["author"] = part.words() or None
        elif kind == ["reactions"]:
            fields["reactions"] = reactions_below(part)
        elif kind == ["bot_buttons_table"]:
            fields["inline_bot_buttons"] = buttons_below(part)
        elif kind and kind[0] not in _KNOWN_BY_DRAFT:
            self.ledger.note_unknown(kind[0])
            fields.setdefault(_OTHERS, []).extend(other_words(Element("", children=[part])))

    def _note_reply(self, part: Element, fields: dict[str, Any]) -> None:
        target = _target(part)
        if target is not None:
            fields["reply_to_message_id"] = target
        elif _OTHER_CHAT in part.words():
            self.answers_elsewhere += 1

    def _cards(self, cards: Sequence[Element], scene: Scene) -> list[Content]:
        contents: list[Content] = []
        for card in cards:
            contents += self._card(card, scene)
            scene = Scene(scene.chat, scene.files, scene.texts, Text(), scene.sender, scene.name)
        return contents

    def _card(self, card: Element, scene: Scene) -> Sequence[Content]:
        fields = fields_of(card)
        record = Record(fields, self.ledger)
        if "action" in fields:
            return (service.read(record, set(fields), scene),)
        return posts.read(record, set(fields), scene) if fields else (_other_card(card, scene.text),)

    def _only_words(self, text: Text) -> Content:
        return Written(text) if text.plain else Unsupported(what=posts.EMPTY)

    def _happened(
        self, element: Element, fields: dict[str, Any], files: Files
    ) -> tuple[PersonId | None, Sequence[Content]]:
        body = element.first("body") or element
        picture = element.first("userpic_link")
        sentence = Sentence(
            words=body.words(),
            target=_target(body),
            picture=picture.attribute("href") if picture else None,
            known=self._people.is_known,
        )
        if not sentence.words or sentence.words.startswith(_NOT_SUPPORTED):
            return None, (Unsupported(what=_NOT_EXPORTED if sentence.words else _NO_WORDS),)
        happening = told(sentence)
        fields.update(happening.fields or ({"reply_to_message_id": sentence.target} if sentence.target else {}))
        sender = self._people.speaks(happening.actor)
        return sender, (self._membership(self._event(happening, sender, files)),)

    def _event(self, happening: Happening, sender: PersonId | None, files: Files) -> Content:
        if not happening.fields:
            return Notice(text=happening.words)
        scene = self._scene(files, Text(), sender, happening.actor)
        return service.read(Record(happening.fields, self.ledger), set(happening.fields), scene)

    def _scene(self, files: Files, text: Text, sender: PersonId | None, name: str | None) -> Scene:
        return Scene(self._chat, files, TextReader(files, self.ledger), text, sender, name)

    def _membership(self, content: Content) -> Content:
        """Here a person is no more than a name, so that a name is a person."""
        if not isinstance(content, Membership):
            return content
        members = (Member(name=member.name, person=self._people.speaks(member.name)) for member in content.members)
        return structs.replace(content, members=tuple(members))

    def _reactions(self, fields: dict[str, Any], files: Files) -> tuple[Any, ...]:
        if "reactions" not in fields:
            return ()
        record = Record(fields, self.ledger)
        return reactions.read(record, self._chat.id, self._people, self._clock, files)

    def _hear_of_mentioned(self, contents: Sequence[Content]) -> None:
        for content in contents:
            for span in _text_in(content).spans:
                if span.person is not None:
                    self._people.hear_of(span.person)


def _parts(body: Element) -> Iterator[Element]:
    """What a message is made of; of a message passed on, also what stands within its frame."""
    for part in body.elements():
        if part.classes[:2] == ["forwarded", "body"]:
            yield from part.elements()
        else:
            yield part


def _with_lines(text: Text, lines: Sequence[str]) -> Text:
    builder = TextBuilder()
    builder.append(text)
    for line in lines:
        builder.begin_line()
        builder.add(line)
    return builder.build()


def _target(element: Element) -> int | None:
    """The message that a link in an element leads to."""
    for link in element.below():
        if link.name == "a" and (found := _TARGET.search(plain(link.written))):
            return int(found[1])
    return None


def _other_card(card: Element, caption: Text) -> Content:
    lines = tuple(other_words(card))
    kinds = [kind for part in card.elements() for kind in part.classes if kind.startswith("media_")]
    label = _LABELS.get(kinds[0] if kinds else "")
    if label and lines:
        return Card(label=label, title=lines[0], lines=lines[1:], caption=caption)
    said = "\n".join((*([caption.plain] if caption.plain else []), *lines))
    return Unsupported(what=kinds[0] if kinds else "card", text=Text(said))


def _text_in(content: Content) -> Text:
    if isinstance(content, Written | Unsupported):
        return content.text
    if isinstance(content, Attachment | Poll | Location | Contact | Card):
        return content.caption
    return Text()
