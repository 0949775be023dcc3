"""Words of people who have no account on the network: somebody else says them there, with their names in front."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from bridge.matrix.cleaning import clean_name
from bridge.matrix.composing import joined, styled
from bridge.matrix.content.phrases import NOBODY_KNOWN, enumeration
from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.content import Attachment, Location, Poll, Written
from bridge.model.event import AvatarChange, Change, DescriptionChange, Membership, Pin, TitleChange
from bridge.model.ids import MessageId
from bridge.model.media import MediaKind
from bridge.model.message import Content, Message, Reply
from bridge.model.text import Style, Text

_BLOCKS = frozenset({Style.QUOTE, Style.PREFORMATTED})


def relayed(message: Message, name: str, *, is_emote: bool = False) -> Message:
    """The message with the name of whoever said it in front: ``Anna: Hello``, the name in bold.

    What has no words of its own (a deletion, a pin) stays as it is; :func:`as_words` may tell of it.
    """
    shown = clean_name(name) or NOBODY_KNOWN
    return replace(message, content=_relayed(message.content, shown, is_emote=is_emote))


def as_words(message: Message, name: str) -> Message | None:
    """What somebody did that cannot be done in their name, as a sentence; None: there is nothing to tell.

    The sentence answers the message that it is about.
    """
    tell = _SENTENCES.get(type(message.content))
    told = tell(message.content) if tell else None
    if told is None:
        return None
    target = _target(message.content)
    reply = message.reply if target is None else Reply(message=target)
    words = joined([styled(clean_name(name) or NOBODY_KNOWN, Style.BOLD), Text(f" {told}")])
    return replace(message, content=Written(words), reply=reply)


def _relayed(content: Content, name: str, *, is_emote: bool) -> Content:
    match content:
        case Written(text=text):
            return Written(_emote(name, text) if is_emote else _named(name, text))
        case Attachment(media=media, caption=caption):
            # A sticker shows no caption, so nobody would know whose it is.
            kind = MediaKind.IMAGE if media.kind is MediaKind.STICKER else media.kind
            return Attachment(media=replace(media, kind=kind), caption=_named(name, caption))
        case Poll(question=question):
            return replace(content, question=f"{name}: {question}")
        case Location(title=title):
            return replace(content, title=f"{name}: {title or 'Location'}")
        case Revision(content=Written() | Attachment() | Poll() | Location() as revised):
            return replace(content, content=_relayed(revised, name, is_emote=is_emote))
    return content


def _named(name: str, words: Text) -> Text:
    if not words:
        return styled(f"{name}:", Style.BOLD)
    begins_with_block = any(span.start == 0 and span.style in _BLOCKS for span in words.spans)
    return joined([styled(f"{name}:", Style.BOLD), Text("\n" if begins_with_block else " "), words])


def _emote(name: str, words: Text) -> Text:
    return joined([Text("* "), styled(name, Style.BOLD), Text(" "), words])


def _target(content: Content) -> MessageId | None:
    if isinstance(content, Deletion):
        return None
    return getattr(content, "message", None)


def _reacted(content: ReactionChange) -> str | None:
    """The newest; who takes back a reaction need not say so."""
    return f"reacted with {content.reactions[-1].emoji}" if content.reactions else None


def _voted(content: Vote) -> str:
    if not content.options:
        return "took back their vote"
    answers = enumeration([str(number + 1) for number in content.options])
    return f"voted for {'answer' if len(content.options) == 1 else 'answers'} {answers}"


def _pinned(content: Pin) -> str:
    if content.message is None:
        return "unpinned all messages" if content.removed else "pinned a message"
    return "unpinned this message" if content.removed else "pinned this message"


def _moved(content: Membership) -> str | None:
    names = enumeration([clean_name(member.name or "") or "somebody" for member in content.members])
    return _MOVES[content.change](names)


_MOVES: dict[Change, Callable[[str], str]] = {
    Change.JOINED: lambda _: "joined the chat",
    Change.LEFT: lambda _: "left the chat",
    Change.INVITED: lambda names: f"invited {names} to the chat",
    Change.REMOVED: lambda names: f"removed {names} from the chat",
    Change.BANNED: lambda names: f"banned {names} from the chat",
    Change.UNBANNED: lambda names: f"lets {names} come back to the chat",
}

_SENTENCES: dict[type, Callable[[Any], str | None]] = {
    ReactionChange: _reacted,
    Vote: _voted,
    Pin: _pinned,
    Deletion: lambda _: "deleted a message",
    TitleChange: lambda content: f"changed the name of the chat to: {content.title}",
    DescriptionChange: lambda content: f"changed the description of the chat to: {content.description}",
    AvatarChange: lambda content: f"{'changed' if content.avatar else 'removed'} the picture of the chat",
    Membership: _moved,
}
"""Of a rank nobody is told: it would be of use only to those who can see it there themselves."""
