"""One record of a personal account's export as messages of the neutral model."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.model.codec import Item
from bridge.model.content import Attachment, Unsupported, Written
from bridge.model.event import Notice
from bridge.model.ids import MediaId, MessageId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content, Message, Reaction, Reply
from bridge.model.person import Person, PersonKind
from bridge.model.text import Text
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.chat_history import ChatHistory
from bridge.sources.loose_values import (
    Fields,
    first_words,
    identifier,
    milliseconds,
    moment,
    record,
    records,
    rows,
    size,
    whole,
)
from bridge.sources.teams import personal_content
from bridge.sources.teams.graph_people import person_id
from bridge.sources.teams.markup import read as read_markup
from bridge.sources.teams.reactions import emoji_of, gathered

_QUOTE = "</quote>"
_CHAT = re.compile(r"^(?:19|48):")
_KINDS = (
    ("picture", MediaKind.IMAGE),
    ("video", MediaKind.VIDEO),
    ("audio", MediaKind.VOICE),
    ("flik", MediaKind.VIDEO),
)
_WRITTEN = frozenset({"text", "richtext", "richtext/html", "richtext/sms", ""})


@dataclass(frozen=True)
class Scene:
    """Where a record stands. ``files`` leads from a file's number at Microsoft to its name in the export."""

    history: ChatHistory
    people: Acquaintances
    files: Mapping[str, str]


def read(fields: Fields, scene: Scene) -> list[Item]:
    """The people whom a record names for the first time, and its messages."""
    number = identifier(fields.get("id"))
    time = moment(fields.get("originalarrivaltime")) or milliseconds(number)
    if number is None:
        return [scene.history.broken("the message has no id", time=time)]
    if time is None:
        return [scene.history.broken("the message has no time", message=number)]
    sender, contents = _contents(fields, scene)
    properties = record(fields.get("properties"))
    message = Message(
        chat=scene.history.chat.id,
        id=MessageId(number),
        time=time,
        place=scene.history.place(whole(number), time),
        content=contents[0],
        sender=sender,
        reply=_reply(fields),
        edited=_when(properties.get("edittime")),
        reactions=_reactions(properties, scene),
    )
    admitted = scene.history.admitted(message, contents[1:])
    return [*scene.people.introductions(), *admitted]


def meet(people: Acquaintances, said: object, name: str | None = None) -> PersonId | None:
    """Whoever an id is of: ``8:live:anna``, also at the end of an address; None for a chat's own."""
    number = (identifier(said) or "").rpartition("/")[2]
    if not number or _CHAT.match(number):
        return None
    person, phone = person_id(number)
    kind = PersonKind.BOT if number.startswith("28:") else PersonKind.USER
    return people.meet(Person(id=person, name=name or phone, phone=phone, kind=kind))


def _contents(fields: Fields, scene: Scene) -> tuple[PersonId | None, list[Content]]:
    kind = first_words(fields, "messagetype") or ""
    content = first_words(fields, "content") or ""
    sender = meet(scene.people, fields.get("from"), first_words(fields, "displayName", "imdisplayname"))
    if _when(record(fields.get("properties")).get("deletetime")) is not None:
        return sender, [Notice("deleted this message", action="deleted")]
    if kind.startswith("ThreadActivity/"):
        actor, event = personal_content.happened(kind, content, lambda said: meet(scene.people, said))
        return actor or sender, [event]
    return sender, _spoken(kind, content, fields, scene)


def _spoken(kind: str, content: str, fields: Fields, scene: Scene) -> list[Content]:
    folded = kind.casefold()
    if folded == "text":
        # Plain text, yet with < and & as in HTML.
        return (
            [Written(read_markup(content.replace("<", "&lt;"), _nobody).text)] if content else [Unsupported(what=kind)]
        )
    if reader := _SPECIAL.get(folded):
        return reader(content)
    if "<uriobject" in content.casefold():
        return _shared(kind, content, fields, scene)
    markup = read_markup(
        _without_quotes(content) if _reply(fields) else content, lambda said, _: meet(scene.people, said)
    )
    if folded in _WRITTEN and markup.text.plain:
        return [Written(markup.text)]
    return [Unsupported(what=kind or "message", text=markup.text)]


def _without_quotes(content: str) -> str:
    """What is answered is told by the reply; its words stand where they were said."""
    first, *others = content.split("<quote")
    return first + "".join(other.partition(_QUOTE)[2] for other in others)


def _nobody(_: str, __: str) -> PersonId | None:
    return None


_SPECIAL: Mapping[str, Callable[[str], list[Content]]] = {
    "event/call": lambda content: [personal_content.call(content)],
    "richtext/location": lambda content: [personal_content.location(content)],
    "richtext/contacts": personal_content.contacts,
}


def _shared(kind: str, content: str, fields: Fields, scene: Scene) -> list[Content]:
    if found := personal_content.swift_card(content):
        return [found]
    shared = personal_content.first_tag(content, "uriobject")
    references = [*filter(None, (identifier(one) for one in rows(fields.get("amsreferences"))))]
    address = (first_words(shared, "uri") or "").partition("?")[0]
    number = next((one for one in (*references, address.rpartition("/")[2]) if one in scene.files), None)
    media = Media(
        kind=_kind(f"{kind} {first_words(shared, 'type') or ''}"),
        state=MediaState.PRESENT if number else MediaState.LOST,
        reference=MediaId(scene.files[number]) if number else None,
        file_name=first_words(personal_content.first_tag(content, "originalname"), "v"),
        size=size(personal_content.first_tag(content, "filesize").get("v")),
        width=size(shared.get("width")),
        height=size(shared.get("height")),
        reason=None if number else "the export's folder `media` has no such file",
    )
    return [Attachment(media=media, caption=_caption(content))]


def _caption(content: str) -> Text:
    """What people wrote with a file; what old clients read instead of it is none of that."""
    caption = first_words(personal_content.first_tag(content, "description"), "v")
    return Text(caption) if caption else Text()


def _kind(types: str) -> MediaKind:
    folded = types.casefold()
    return next((kind for word, kind in _KINDS if word in folded), MediaKind.FILE)


def _reply(fields: Fields) -> Reply | None:
    content = first_words(fields, "content") or ""
    if "<quote" not in content:
        return None
    target = identifier(personal_content.first_tag(content, "quote").get("messageid"))
    return Reply(message=MessageId(target)) if target else None


def _when(value: object) -> int | None:
    return milliseconds(value) or moment(value)


def _reactions(properties: dict[str, Any], scene: Scene) -> tuple[Reaction, ...]:
    given = [
        (emoji_of(first_words(entry, "key") or "?"), meet(scene.people, user.get("mri")), _when(user.get("time")))
        for entry in records(properties.get("emotions"))
        for user in records(entry.get("users"))
    ]
    return gathered(given)
