"""One ``chatItem`` as messages of the neutral model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bridge.model.codec import Item
from bridge.model.content import Attachment, Card, Contact, Poll, PollOption, Unsupported, Written
from bridge.model.event import Notice
from bridge.model.ids import MessageId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content, Message, Reaction, Reactor, Reply
from bridge.model.text import Style, Text
from bridge.sources.chat_history import parts_of
from bridge.sources.loose_values import Fields, first_words, joined, milliseconds, record, records
from bridge.sources.sightings import Sighting
from bridge.sources.signal import happenings, text
from bridge.sources.signal.scene import Scene, name_of
from bridge.sources.text_writer import lines_of, styled

_AROUND = frozenset(
    [
        "chatId",
        "authorId",
        "dateSent",
        "incoming",
        "outgoing",
        "directionless",
        "revisions",
        "sms",
        "pinDetails",
        "expireStartDate",
    ]
)
"""What stands in an item beside what it says."""
_DELETED = "deleted this message"
_CUT = " […]"
_VIEW_ONCE = "a file to be viewed once, which exports leave out"


def read(item: Fields, scene: Scene) -> list[Item]:
    """The people whom an item names for the first time, and its messages."""
    sent = milliseconds(item.get("dateSent"))
    if sent is None:
        return [scene.history.broken("the message has no time")]
    update = record(item.get("updateMessage"))
    sender = scene.people.author(item.get("authorId"))
    if update:
        sender = happenings.sender(update, sender, scene.other, scene.people)
    versions = _versions(item, sent)
    # The item itself is the newest version, the revisions are the older ones.
    first = min(versions)
    contents, more = _contents(item, scene)
    message = Message(
        chat=scene.history.chat.id,
        id=_id(sender, first, scene),
        time=first,
        place=scene.history.place(None, first),
        content=contents[0],
        sender=sender,
        reply=more.reply,
        edited=sent if first != sent else None,
        reactions=_reactions(more.reactions, scene),
    )
    for time in versions - {first}:
        scene.edited[name_of(sender, time)] = message.id
    if happenings.sets_timer(update):
        scene.warn_of_timer()
    scene.note_pin(message, record(item.get("pinDetails")))
    return [*scene.people.introductions(), *(parts_of(message, contents[1:]) if contents[1:] else [message])]


def _versions(item: Fields, sent: int) -> set[int]:
    """When each version was said; whoever answers may mean any of them."""
    times = {milliseconds(revision.get("dateSent")) for revision in records(item.get("revisions"))}
    return {sent, *(time for time in times if time is not None)}


def _id(author: PersonId | None, time: int, scene: Scene) -> MessageId:
    """Who sent it when is the same in everybody's export; updates may share that."""
    name, count = name_of(author, time), 1
    wanted = name
    while scene.seen.meet(wanted, b"") is not Sighting.FIRST:
        count += 1
        wanted = f"{name}~{count}"
    return MessageId(wanted)


@dataclass(frozen=True)
class _More:
    """What a message has besides its content."""

    reply: Reply | None = None
    reactions: object = None


def _contents(item: Fields, scene: Scene) -> tuple[Sequence[Content], _More]:
    if "updateMessage" in item:
        return happenings.read(record(item.get("updateMessage")), scene.people, scene.find), _More()
    for name, read_it in _KINDS.items():
        if name in item:
            fields = record(item.get(name))
            more = _More(_reply(fields, scene), fields.get("reactions"))
            return read_it(fields, scene) or [Unsupported(what=f"an empty {name}")], more
    what = next((name for name in item if name not in _AROUND), "nothing at all")
    fields = record(item.get(what))
    said = text.read(fields.get("text"), scene.people)
    saved = said or Text(first_words(fields, "body", "text", "caption", "title", "name") or "")
    return [Unsupported(what=what, text=saved)], _More(_reply(fields, scene), fields.get("reactions"))


def _reply(fields: Fields, scene: Scene) -> Reply | None:
    quote = record(fields.get("quote"))
    target = scene.find(scene.people.author(quote.get("authorId")), quote.get("targetSentTimestamp")) if quote else None
    return Reply(message=target) if target else None


def _standard(fields: Fields, scene: Scene) -> Sequence[Content]:
    said = _said(fields, scene)
    quote = record(fields.get("quote"))
    if quote and _reply(fields, scene) is None:
        said = lines_of(_quoted(quote, scene), said)
    files = records(fields.get("attachments"))
    said_with = lines_of(said, _caption(files[0])) if files else said
    first: list[Content] = [Attachment(media=scene.files.media(files[0]), caption=said_with)] if files else []
    others = [Attachment(media=scene.files.media(entry), caption=_caption(entry)) for entry in files[1:]]
    written = [Written(said)] if said.plain and not files else []
    return [*first, *written, *others, *_previews(fields, said.plain)]


def _said(fields: Fields, scene: Scene) -> Text:
    """A long text is a file; where that is not there, its beginning stands in the message."""
    if not fields.get("longText"):
        return text.read(fields.get("text"), scene.people)
    whole = scene.files.long_text(record(fields.get("longText")))
    said = text.read(fields.get("text"), scene.people, whole)
    if whole is not None:
        return said
    scene.cut_texts += 1
    return Text(f"{said.plain}{_CUT}", said.spans)


def _caption(attachment: Fields) -> Text:
    """Of one file among several; old versions wrote such."""
    return Text(first_words(record(attachment.get("pointer")), "caption") or "")


def _quoted(quote: Fields, scene: Scene) -> Text:
    """What is answered is no longer there; its words are."""
    said = text.read(quote.get("text"), scene.people).plain
    names = [first_words(entry, "fileName", "contentType") for entry in records(quote.get("attachments"))]
    words = joined([said, *names]) or (first_words(quote, "type") or "…").replace("_", " ").lower()
    return styled(f"{scene.people.name(quote.get('authorId'))}: {words}", Style.QUOTE)


def _previews(fields: Fields, said: str) -> list[Content]:
    """A preview says nothing new where its address stands in the text."""
    previews = [entry for entry in records(fields.get("linkPreview")) if (first_words(entry, "url") or "") not in said]
    return [
        Card(
            label="Link",
            title=first_words(entry, "title") or "",
            lines=tuple(filter(None, [first_words(entry, "description")])),
            url=first_words(entry, "url"),
        )
        for entry in previews
    ]


def _sticker(fields: Fields, scene: Scene) -> Sequence[Content]:
    sticker = record(fields.get("sticker"))
    media = Media(
        kind=MediaKind.STICKER,
        state=MediaState.LOST,
        mime_type=first_words(record(sticker.get("data")), "contentType"),
        emoji=first_words(sticker, "emoji"),
    )
    return [Attachment(media=scene.files.settled(media, record(sticker.get("data"))))]


def _contact(fields: Fields, _scene: Scene) -> Sequence[Content]:
    contact = record(fields.get("contact"))
    name = record(contact.get("name"))
    parts = [first_words(name, key) for key in ("prefix", "givenName", "middleName", "familyName", "suffix")]
    company = first_words(contact, "organization")
    called = joined(parts, " ") or first_words(name, "nickname") or company
    numbers = [first_words(entry, "value") for entry in records(contact.get("number"))]
    mails = [first_words(entry, "value") for entry in records(contact.get("email"))]
    places = [_address(entry) for entry in records(contact.get("address"))]
    more = joined([*numbers[1:], *mails, *places, company if company != called else None])
    return [Contact(name=called or "(no name)", phone=next(filter(None, numbers), None), caption=Text(more))]


def _address(entry: Fields) -> str:
    keys = ("label", "street", "pobox", "neighborhood", "postcode", "city", "region", "country")
    return joined([first_words(entry, key) for key in keys], ", ")


def _poll(fields: Fields, _scene: Scene) -> Sequence[Content]:
    options = records(fields.get("options"))
    voters = {str(vote.get("voterId")) for option in options for vote in records(option.get("votes"))}
    return [
        Poll(
            question=first_words(fields, "question") or "",
            options=tuple(
                PollOption(text=first_words(option, "option") or "", votes=len(records(option.get("votes"))))
                for option in options
            ),
            voters=len(voters),
            closed=fields.get("hasEnded") is True,
            several=fields.get("allowMultiple") is True,
        )
    ]


def _view_once(fields: Fields, scene: Scene) -> Sequence[Content]:
    if fields.get("attachment"):
        return [Attachment(media=scene.files.media(record(fields.get("attachment"))))]
    return [Attachment(media=Media(kind=MediaKind.IMAGE, state=MediaState.NOT_EXPORTED, reason=_VIEW_ONCE))]


def _story_reply(fields: Fields, scene: Scene) -> Sequence[Content]:
    answer = record(fields.get("textReply"))
    said = _said(answer, scene) if answer else Text(first_words(fields, "emoji") or "")
    return [Written(lines_of(styled("answered a story:", Style.ITALIC), said))]


def _payment(fields: Fields, _scene: Scene) -> Sequence[Content]:
    amount, fee, note = (first_words(fields, key) for key in ("amountMob", "feeMob", "note"))
    failed = "failedTransaction" in record(fields.get("transactionDetails"))
    lines = [note, f"fee: {fee} MOB" if fee else None, "it failed" if failed else None]
    return [Card(label="Payment", title=f"{amount} MOB" if amount else "", lines=tuple(filter(None, lines)))]


def _gift(fields: Fields) -> Card:
    state = first_words(fields, "state")
    return Card(label="Gift", title="A badge", lines=(state.lower(),) if state else ())


_KINDS: Mapping[str, Callable[[Fields, Scene], Sequence[Content]]] = {
    "standardMessage": _standard,
    "stickerMessage": _sticker,
    "contactMessage": _contact,
    "poll": _poll,
    "viewOnceMessage": _view_once,
    "directStoryReplyMessage": _story_reply,
    "paymentNotification": _payment,
    "giftBadge": lambda fields, _scene: [_gift(fields)],
    "remoteDeletedMessage": lambda _fields, _scene: [Notice(_DELETED, action="remoteDeletedMessage")],
    "adminDeletedMessage": lambda fields, scene: [
        Notice(f"wrote a message that {scene.people.name(fields.get('adminId'))} deleted", action="adminDeletedMessage")
    ],
}


def _reactions(value: object, scene: Scene) -> tuple[Reaction, ...]:
    by: dict[str, dict[PersonId, Reactor]] = {}
    for entry in records(value):
        emoji, person = first_words(entry, "emoji"), scene.people.author(entry.get("authorId"))
        if emoji and person is not None:
            reactor = Reactor(person=person, time=milliseconds(entry.get("sentTimestamp")))
            by.setdefault(emoji, {}).setdefault(person, reactor)
    return tuple(Reaction(emoji=emoji, count=len(some), by=tuple(some.values())) for emoji, some in by.items())
