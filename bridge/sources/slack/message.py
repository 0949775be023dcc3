"""One record as messages of the neutral model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bridge.model.codec import Item
from bridge.model.content import Attachment, Card, Unsupported, Written
from bridge.model.ids import MessageId
from bridge.model.message import Content, Forward, Message, Reaction, Reactor
from bridge.model.text import Text
from bridge.sources.chat_history import ChatHistory
from bridge.sources.emoji_names import emoji_named
from bridge.sources.loose_values import Fields, first_words, identifier, milliseconds, record, records, rows, size
from bridge.sources.slack import blocks, happenings, mrkdwn
from bridge.sources.slack.files import Files
from bridge.sources.slack.mrkdwn import Names
from bridge.sources.text_writer import lines_of

_STAMP = re.compile(r"(?P<seconds>[0-9]{1,12})(?:\.(?P<fraction>[0-9]{1,9}))?")
_ME = "me_message"
_EMPTY = "an empty message"


@dataclass(frozen=True)
class Scene:
    """Where the records of one conversation stand."""

    history: ChatHistory
    names: Names
    files: Files


def read(fields: Fields, scene: Scene) -> list[Item]:
    """The people whom a record names for the first time, and its messages."""
    stamp = fields.get("ts")
    when = moment(stamp)
    if when is None or not isinstance(stamp, str):
        return [scene.history.broken("the message has no time")]
    contents = _contents(fields, scene)
    time, micro = when
    thread = first_words(fields, "thread_ts")
    message = Message(
        chat=scene.history.chat.id,
        id=MessageId(stamp),
        time=time,
        place=scene.history.place(micro + 1, time),
        content=contents[0],
        sender=scene.names.people.author(fields),
        thread=MessageId(thread) if thread and thread != stamp and moment(thread) else None,
        forward=_forward(fields, scene),
        edited=_edited(fields),
        reactions=_reactions(fields, scene),
    )
    admitted = scene.history.admitted(message, contents[1:])
    return [*scene.names.people.introductions(), *admitted]


def moment(stamp: object) -> tuple[int, int] | None:
    """A time stamp as ms since 1970, and its microseconds within the second: ids, so never a floating number."""
    found = _STAMP.fullmatch(stamp) if isinstance(stamp, str) else None
    if not found:
        return None
    micro = int(f"{found['fraction'] or '':0<6}"[:6])
    time = milliseconds(int(found["seconds"]) * 1000 + micro // 1000)
    return None if time is None else (time, micro)


def _edited(fields: Fields) -> int | None:
    when = moment(record(fields.get("edited")).get("ts"))
    return when[0] if when else None


def _contents(fields: Fields, scene: Scene) -> Sequence[Content]:
    subtype = first_words(fields, "subtype") or ""
    text = _text(fields, scene)
    if subtype not in happenings.SPOKEN:
        return [happenings.read(subtype, fields, scene.names.people, text.plain)]
    if subtype == _ME:
        text = lines_of(Text(f"* {text.plain}"))
    media = [scene.files.content(entry) for entry in _files(fields)]
    cards = [card for entry in records(fields.get("attachments")) if (card := _attached(entry, scene))]
    return _arranged(text, media, cards)


def _files(fields: Fields) -> list[dict[str, object]]:
    """Old messages have one file, under another key; comments name the file that they are about."""
    listed = records(fields.get("files"))
    one = record(fields.get("file"))
    return listed or ([one] if one and first_words(fields, "subtype") != "file_comment" else [])


def _text(fields: Fields, scene: Scene) -> Text:
    """The blocks have all; the text is what is shown where there is no room for them."""
    written = blocks.text_of(fields.get("blocks"), scene.names)
    if first_words(fields, "subtype") == "file_share" and record(fields.get("file")):
        # Slack's own sentence says only that there is a file; what its sender said stands in the file.
        text = first_words(record(record(fields.get("file")).get("initial_comment")), "comment")
    else:
        text = first_words(fields, "text") or first_words(record(fields.get("comment")), "comment")
    return written if written.plain else mrkdwn.read(text, scene.names) if text else Text()


def _arranged(text: Text, media: Sequence[Content], cards: Sequence[Content]) -> Sequence[Content]:
    """The text is the caption of the first file, where there are any."""
    contents = list(media)
    if contents and isinstance(contents[0], Attachment) and text.plain:
        first = contents[0]
        contents[0] = Attachment(media=first.media, caption=lines_of(text, first.caption))
    elif text.plain:
        contents = [Written(text), *contents]
    return [*contents, *cards] or [Unsupported(what=_EMPTY)]


def _attached(entry: Fields, scene: Scene) -> Card | None:
    """What an app attached, the preview of a link, or a message that was shared."""
    text = blocks.text_of(entry.get("blocks"), scene.names)
    if not text.plain:
        text = mrkdwn.read(first_words(entry, "text") or "", scene.names)
    shared = text.plain or mrkdwn.unescaped(first_words(entry, "fallback") or "")
    rows_of_fields = [
        ": ".join(
            filter(None, (first_words(row, "title"), mrkdwn.read(first_words(row, "value") or "", scene.names).plain))
        )
        for row in records(entry.get("fields"))
    ]
    lines = [
        mrkdwn.unescaped(first_words(entry, "pretext") or ""),
        shared,
        *rows_of_fields,
        first_words(entry, "footer"),
    ]
    author = first_words(entry, "author_name", "author_subname", "service_name")
    title = mrkdwn.unescaped(first_words(entry, "title") or "") or author or ""
    address = first_words(entry, "title_link", "from_url", "original_url", "image_url")
    if not (title or any(lines) or address):
        return None
    label = "Shared message" if entry.get("is_share") is True or entry.get("is_msg_unfurl") is True else "Attachment"
    return Card(label=label, title=title, lines=tuple(line for line in lines if line), url=address)


def _forward(fields: Fields, scene: Scene) -> Forward | None:
    """A message that somebody shared from another conversation."""
    shared = next((entry for entry in records(fields.get("attachments")) if entry.get("is_share") is True), None)
    if shared is None:
        return None
    when = moment(shared.get("ts"))
    author = identifier(shared.get("author_id"))
    name = first_words(shared, "author_name", "author_subname") or (scene.names.people.name(author) if author else None)
    return Forward(name=name, time=when[0] if when else None)


def _reactions(fields: Fields, scene: Scene) -> tuple[Reaction, ...]:
    found: dict[str, Reaction] = {}
    for entry in records(fields.get("reactions")):
        emoji = emoji_named(first_words(entry, "name") or "?")
        people = [scene.names.people.member(identifier(user)) for user in rows(entry.get("users"))]
        by = tuple(Reactor(person=person) for person in dict.fromkeys(people) if person)
        found.setdefault(emoji, Reaction(emoji=emoji, count=max(size(entry.get("count")) or 1, len(by)), by=by))
    return tuple(found.values())
