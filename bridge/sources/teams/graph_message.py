"""One chatMessage of Microsoft Graph as messages of the neutral model. Keys are in lower case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bridge.model.codec import Item
from bridge.model.content import Attachment, Unsupported, Written
from bridge.model.event import Notice
from bridge.model.ids import MessageId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content, Forward, Message, Reaction, Reply
from bridge.model.text import Style, Text
from bridge.sources.chat_history import ChatHistory
from bridge.sources.loose_values import Fields, first_words, identifier, moment, record, records, whole
from bridge.sources.teams import graph_cards, graph_events, graph_files
from bridge.sources.teams.graph_files import Find
from bridge.sources.teams.graph_people import People
from bridge.sources.teams.markup import Markup
from bridge.sources.teams.markup import read as read_markup
from bridge.sources.teams.reactions import emoji_of, gathered
from bridge.sources.text_writer import lines_of, styled

_SYSTEM = frozenset({"systemeventmessage", "unknownfuturevalue", "chatevent"})
_SYSTEM_MARK = "<systemEventMessage"
_QUOTED = "messagereference"
_FORWARDED = "forwardedmessagereference"
_SNIPPET = "codesnippet"
_BANNER = "application/vnd.microsoft.teams.messaging-announcementbanner"
_FILES = frozenset({"reference", "file", "application/vnd.microsoft.teams.file.download.info"})
_URGENCY = {"high": "Important!", "urgent": "Urgent!"}
_EMPTY = "an empty message"


@dataclass(frozen=True)
class Scene:
    """Where the records of one file stand."""

    history: ChatHistory
    people: People
    find: Find


@dataclass
class _Said:
    """What a message says, as it is found out."""

    text: Text = field(default_factory=Text)
    files: list[Attachment] = field(default_factory=list)
    others: list[Content] = field(default_factory=list)
    reply: Reply | None = None
    forward: Forward | None = None
    forwarded: Text = field(default_factory=Text)


def read(fields: Fields, scene: Scene, root: str | None = None) -> list[Item]:
    """The people whom a record names for the first time, and its messages.

    ``root``: the record stands in the ``replies`` of this one.
    """
    number = identifier(fields.get("id"))
    time = moment(fields.get("createddatetime")) or _time_of(number)
    if number is None:
        return [scene.history.broken("the message has no id", time=time)]
    if time is None:
        return [scene.history.broken("the message has no time", message=number)]
    sender, contents, said = _contents(fields, scene)
    thread = identifier(fields.get("replytoid")) or root
    message = Message(
        chat=scene.history.chat.id,
        id=MessageId(number),
        time=time,
        place=scene.history.place(whole(number), time),
        content=contents[0],
        sender=sender,
        reply=said.reply,
        thread=MessageId(thread) if thread and thread != number else None,
        forward=said.forward,
        edited=moment(fields.get("lastediteddatetime")),
        reactions=_reactions(fields, scene.people),
    )
    admitted = scene.history.admitted(message, contents[1:])
    return [*scene.people.introductions(), *admitted]


def _time_of(number: str | None) -> int | None:
    """A message's number is the ms at which it was sent."""
    found = whole(number)
    return found if found is not None and 1_000_000_000_000 < found < 4_000_000_000_000 else None


def _contents(fields: Fields, scene: Scene) -> tuple[PersonId | None, list[Content], _Said]:
    sender = scene.people.of(fields.get("from"))
    said = _Said()
    if moment(fields.get("deleteddatetime")) is not None:
        return sender, [Notice("deleted this message", action="deleted")], said
    if _is_event(fields):
        actor, happened = graph_events.read(fields.get("eventdetail"), scene.people)
        return actor or sender, [happened], said
    markup = _markup(fields, scene)
    said.text = lines_of(_heading(fields), markup.text)
    said.files = [Attachment(media=graph_files.picture(one, scene.find, _name(fields))) for one in markup.pictures]
    for attachment in _attachments(fields, markup):
        _attach(attachment, said, scene)
    return sender, _arranged(said, fields), said


def _name(fields: Fields) -> str | None:
    return identifier(fields.get("id"))


def _is_event(fields: Fields) -> bool:
    kind = (first_words(fields, "messagetype") or "message").casefold()
    body = first_words(record(fields.get("body")), "content") or ""
    return kind in _SYSTEM and (bool(record(fields.get("eventdetail"))) or body.startswith(_SYSTEM_MARK) or not body)


def _markup(fields: Fields, scene: Scene) -> Markup:
    body = record(fields.get("body"))
    content = first_words(body, "content") or ""
    # Some programs write the kind as .NET counts it: 0 text, 1 html.
    if str(body.get("contenttype")).casefold() in {"text", "0"}:
        return Markup(Text(content.strip()))
    mentions = {str(entry.get("id")): entry for entry in records(fields.get("mentions"))}

    def who(number: str, _: str) -> PersonId | None:
        mentioned = record(record(mentions.get(number)).get("mentioned"))
        return (
            scene.people.of(mentioned)
            if record(mentioned.get("user")) or record(mentioned.get("application"))
            else None
        )

    return read_markup(content, who)


def _heading(fields: Fields) -> Text:
    """What a client shows above a message."""
    urgency = _URGENCY.get((first_words(fields, "importance") or "").casefold())
    subject = (first_words(fields, "subject") or "").strip()
    return lines_of(*(styled(line, Style.BOLD) for line in (urgency, subject) if line))


def _attachments(fields: Fields, markup: Markup) -> Sequence[dict[str, Any]]:
    """In the order of their places in the text; those without a place come last."""
    places = {number: place for place, number in enumerate(markup.attachments)}
    return sorted(
        records(fields.get("attachments")),
        key=lambda attachment: places.get(str(attachment.get("id")), len(places)),
    )


def _attach(attachment: dict[str, Any], said: _Said, scene: Scene) -> None:
    kind = first_words(attachment, "contenttype") or ""
    folded = kind.casefold()
    if folded == _QUOTED:
        _quote(attachment, said)
    elif folded == _FORWARDED:
        _forward(attachment, said, scene)
    elif folded in _FILES or (not folded and attachment.get("contenturl")):
        said.files.append(graph_files.shared(attachment, scene.find))
    elif folded.endswith(_SNIPPET):
        said.files.append(_snippet(attachment))
    elif prefix := next((prefix for prefix in graph_cards.PREFIXES if folded.startswith(prefix)), None):
        said.others.append(graph_cards.card(folded.removeprefix(prefix), attachment))
    elif folded == _BANNER:
        said.others.append(graph_cards.card("announcement", attachment))
    elif folded.startswith(("image/", "video/", "audio/")):
        said.files.append(graph_files.shared(attachment, scene.find))
    else:
        text = lines_of(
            Text(first_words(attachment, "name") or ""), graph_files.link(first_words(attachment, "contenturl") or "")
        )
        said.others.append(Unsupported(what=kind or "attachment", text=text))


def _quote(attachment: Fields, said: _Said) -> None:
    content = graph_cards.parsed(attachment.get("content"))
    if target := identifier(content.get("messageid")) or identifier(attachment.get("id")):
        said.reply = said.reply or Reply(message=MessageId(target))


def _forward(attachment: Fields, said: _Said, scene: Scene) -> None:
    content = graph_cards.parsed(attachment.get("content"))
    sender = content.get("originalmessagesender")
    person = scene.people.of(sender)
    name = first_words(record(record(sender).get("user")), "displayname")
    time = moment(content.get("originalsentdatetime"))
    said.forward = Forward(name=name or (scene.people.name_of(person) if person else None), person=person, time=time)
    markup = read_markup(first_words(content, "originalmessagecontent") or "", lambda _, __: None)
    said.forwarded = lines_of(said.forwarded, markup.text)
    said.files += [Attachment(media=graph_files.picture(one, scene.find)) for one in markup.pictures]


def _snippet(attachment: Fields) -> Attachment:
    content = graph_cards.parsed(attachment.get("content"))
    name = first_words(attachment, "name") or first_words(content, "name") or "code snippet"
    media = Media(
        kind=MediaKind.FILE,
        state=MediaState.NOT_EXPORTED,
        file_name=name,
        reason="code snippets lie at Microsoft, behind a login, and were not saved",
    )
    return Attachment(media=media, caption=Text(first_words(content, "language") or ""))


def _arranged(said: _Said, fields: Fields) -> list[Content]:
    """The text is the caption of the first file, unless that has its own."""
    text = lines_of(said.text, said.forwarded)
    files: list[Content] = [*said.files]
    if files and text.plain:
        first = said.files[0]
        files[0] = Attachment(media=first.media, caption=lines_of(text, first.caption))
    elif text.plain:
        files = [Written(text)]
    if contents := [*files, *said.others]:
        return contents
    kind = first_words(fields, "messagetype") or "message"
    return [Unsupported(what=_EMPTY if kind.casefold() == "message" else kind)]


def _reactions(fields: Fields, people: People) -> tuple[Reaction, ...]:
    given = []
    for entry in records(fields.get("reactions")):
        word = first_words(entry, "reactiontype") or "?"
        if word.casefold() == "custom":
            word = (first_words(entry, "displayname") or "custom").strip(":")
        given.append((emoji_of(word), people.of(entry.get("user")), moment(entry.get("createddatetime"))))
    return gathered(given)
