"""One record as messages of the neutral model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from bridge.model.codec import Item
from bridge.model.content import Attachment, Unsupported, Written
from bridge.model.event import Member
from bridge.model.ids import MediaId, MessageId, PersonId
from bridge.model.media import Media, MediaKind
from bridge.model.message import Content, Forward, Message, Reaction, Reactor, Reply
from bridge.model.text import Text
from bridge.sources.chat_history import ChatHistory
from bridge.sources.discord import embeds, happenings, markdown
from bridge.sources.discord.files import Files, unknown
from bridge.sources.discord.people import People
from bridge.sources.loose_values import Fields, first_words, identifier, milliseconds, moment, record, records, size
from bridge.sources.text_writer import lines_of

_BEGAN = 1_420_070_400_000
"""Discord's numbers count ms since 2015."""
_FORWARD = "Forward"
_KINDS = (
    ((".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".heic", ".avif"), MediaKind.IMAGE),
    ((".mp4", ".mov", ".webm", ".mkv", ".m4v"), MediaKind.VIDEO),
    ((".mp3", ".ogg", ".wav", ".flac", ".m4a", ".opus"), MediaKind.AUDIO),
)
_VOICE = "voice-message.ogg"
_HIDDEN = "SPOILER_"
_EMPTY = "an empty message: a poll, or something else that DiscordChatExporter does not export"


@dataclass(frozen=True)
class Scene:
    """Where the records of one file stand. ``thread`` is the message that began the thread, in its parent's chat."""

    history: ChatHistory
    people: People
    files: Files
    channels: Mapping[str, str]
    thread: MessageId | None = None
    thread_title: str | None = None
    roles: dict[str, str] = field(default_factory=dict)
    """Names of roles, as far as somebody who bears one has spoken."""


def read(fields: Fields, scene: Scene) -> list[Item]:
    """The people whom a record names for the first time, and its messages."""
    number = identifier(fields.get("id"))
    time = moment(fields.get("timestamp")) or _time_of(number)
    if number is None:
        return [scene.history.broken("the message has no id", time=time)]
    if time is None:
        return [scene.history.broken("the message has no time", message=number)]
    _note_roles(record(fields.get("author")), scene)
    contents = _contents(fields, scene)
    message = Message(
        chat=scene.history.chat.id,
        id=MessageId(number),
        time=time,
        place=scene.history.place(int(number) if number.isascii() and number.isdigit() else None, time),
        content=contents[0],
        sender=scene.people.of(fields.get("author"), scene.files),
        reply=_reply(fields),
        thread=scene.thread if scene.thread != number else None,
        forward=_forward(fields),
        edited=moment(fields.get("timestampEdited")),
        reactions=_reactions(fields, scene),
    )
    admitted = scene.history.admitted(message, contents[1:])
    return [*scene.people.introductions(), *admitted]


def _time_of(number: str | None) -> int | None:
    """A message's number tells its time."""
    if number is None or not number.isascii() or not number.isdigit() or len(number) > 20:
        return None
    return milliseconds((int(number) >> 22) + _BEGAN)


def _note_roles(author: Fields, scene: Scene) -> None:
    for role in records(author.get("roles")):
        number, name = identifier(role.get("id")), first_words(role, "name")
        if number and name:
            scene.roles[number] = name


def _contents(fields: Fields, scene: Scene) -> list[Content]:
    kind = first_words(fields, "type") or identifier(fields.get("type")) or "Default"
    names = _names(fields, scene)
    text = markdown.read(first_words(fields, "content") or "", names)
    if not happenings.is_spoken(kind):
        sender = scene.people.of(fields.get("author"), scene.files)
        members = tuple(Member(person=person) for person in names.named.values())
        if kind in happenings.THREAD_BEGINS and not text.plain:
            text = Text(scene.thread_title or "")
        return [happenings.read(happenings.Happening(kind, fields, text, sender, tuple(dict.fromkeys(members))))]
    return _spoken(fields, lines_of(_command(fields), text) if fields.get("interaction") else text, scene, names)


def _spoken(fields: Fields, text: Text, scene: Scene, names: markdown.Names) -> list[Content]:
    forwarded = record(fields.get("forwardedMessage"))
    media = [*_attachments(fields, scene), *_attachments(forwarded, scene)]
    if forwarded:
        inner = markdown.read(first_words(forwarded, "content") or "", _names(forwarded, scene))
        text = lines_of(text, inner)
    said = " ".join(filter(None, (first_words(fields, "content"), first_words(forwarded, "content"))))

    def plain(written: str) -> str:
        return markdown.read(written, names).plain

    cards = [*embeds.cards(fields.get("embeds"), said, plain), *embeds.cards(forwarded.get("embeds"), said, plain)]
    poll = embeds.poll(fields.get("poll"))
    further: list[Content] = [*([poll] if poll else []), *cards]
    return _arranged(text, media, further)


def _arranged(text: Text, media: Sequence[Media], further: Sequence[Content]) -> list[Content]:
    """The text is the caption of the first file, where there are any."""
    contents: list[Content] = [Attachment(media=one) for one in media]
    if contents and text.plain:
        contents[0] = Attachment(media=media[0], caption=text)
    elif text.plain:
        contents = [Written(text)]
    return [*contents, *further] or [Unsupported(what=_EMPTY)]


def _command(fields: Fields) -> Text:
    interaction = record(fields.get("interaction"))
    name = first_words(interaction, "name")
    user = first_words(record(interaction.get("user")), "nickname", "name") or "somebody"
    return Text(f"{user} used /{name}") if name else Text()


def _names(fields: Fields, scene: Scene) -> markdown.Names:
    named: dict[str, PersonId] = {}
    numbers: dict[str, tuple[PersonId, str]] = {}
    for mention in records(fields.get("mentions")):
        person = scene.people.of(mention, scene.files)
        shown = first_words(mention, "nickname", "name")
        if person is not None:
            called = {shown, first_words(mention, "name")} - {None}
            named |= {str(name): person for name in called}
            numbers[identifier(mention.get("id")) or ""] = (person, shown or "unknown")
    return markdown.Names(
        user=partial(_user, numbers, scene),
        named=named,
        channels=scene.channels,
        roles=scene.roles,
        emoji=_emoji(fields, scene),
    )


def _user(numbers: Mapping[str, tuple[PersonId, str]], scene: Scene, number: str) -> tuple[PersonId, str] | None:
    if number in numbers:
        return numbers[number]
    name = scene.people.name_of(PersonId(number))
    return (PersonId(number), name) if name else None


def _emoji(fields: Fields, scene: Scene) -> dict[str, MediaId]:
    pictures = {
        identifier(emoji.get("id")) or "": scene.files.picture(first_words(emoji, "imageUrl"))
        for emoji in records(fields.get("inlineEmojis"))
    }
    return {number: picture for number, picture in pictures.items() if number and picture}


def _attachments(fields: Fields, scene: Scene) -> list[Media]:
    files = [_attachment(entry, scene) for entry in records(fields.get("attachments"))]
    return files + [_sticker(entry, scene) for entry in records(fields.get("stickers"))]


def _attachment(entry: Fields, scene: Scene) -> Media:
    name = first_words(entry, "fileName") or "file"
    media = Media(
        kind=_kind(name),
        state=unknown(MediaKind.FILE).state,
        file_name=name.removeprefix(_HIDDEN),
        size=size(entry.get("fileSizeBytes")),
        spoiler=name.startswith(_HIDDEN),
    )
    return scene.files.settled(media, first_words(entry, "url"))


def _kind(name: str) -> MediaKind:
    lower = name.lower()
    if lower == _VOICE:
        return MediaKind.VOICE
    return next((kind for endings, kind in _KINDS if lower.endswith(endings)), MediaKind.FILE)


def _sticker(entry: Fields, scene: Scene) -> Media:
    media = unknown(MediaKind.STICKER, first_words(entry, "name"))
    return scene.files.settled(media, first_words(entry, "sourceUrl"))


def _reply(fields: Fields) -> Reply | None:
    """What a message answers; pins and forwards refer to messages, too, and answer none."""
    kind = first_words(fields, "type") or identifier(fields.get("type"))
    reference = record(fields.get("reference"))
    target = identifier(reference.get("messageId"))
    if target is None or reference.get("type") == _FORWARD or kind not in {"Reply", "19"}:
        return None
    return Reply(message=MessageId(target))


def _forward(fields: Fields) -> Forward | None:
    forwarded = record(fields.get("forwardedMessage"))
    return Forward(time=moment(forwarded.get("timestamp"))) if forwarded else None


def _reactions(fields: Fields, scene: Scene) -> tuple[Reaction, ...]:
    found: dict[str, Reaction] = {}
    for entry in records(fields.get("reactions")):
        emoji = record(entry.get("emoji"))
        name = first_words(emoji, "name", "code") or "?"
        key = f":{name}:" if identifier(emoji.get("id")) else name
        people = [scene.people.of(user, scene.files) for user in records(entry.get("users"))]
        by = tuple(Reactor(person=person) for person in dict.fromkeys(people) if person is not None)
        count = max(size(entry.get("count")) or 1, len(by))
        picture = scene.files.picture(first_words(emoji, "imageUrl")) if identifier(emoji.get("id")) else None
        found.setdefault(key, Reaction(emoji=key, count=count, by=by, media=picture))
    return tuple(found.values())
