"""One item of a chat's history: a message, or something that happened."""

from __future__ import annotations

from msgspec import Struct

from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.content import Attachment, Card, Contact, Location, Poll, Unsupported, Written
from bridge.model.event import AvatarChange, DescriptionChange, Membership, Notice, Pin, RankChange, TitleChange
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.reaction import Reaction, Reactor

__all__ = ["Content", "Forward", "Message", "Reaction", "Reactor", "Reply"]

Content = (
    Written
    | Attachment
    | Poll
    | Location
    | Contact
    | Card
    | Unsupported
    | Membership
    | TitleChange
    | DescriptionChange
    | AvatarChange
    | Pin
    | RankChange
    | Notice
    | Revision
    | Deletion
    | ReactionChange
    | Vote
)


class Reply(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a message answers. ``chat`` is set only when the answered message is in another chat."""

    message: MessageId
    chat: ChatId | None = None


class Forward(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where a forwarded message came from, as far as the source says. ``time`` in ms since 1970, UTC."""

    name: str | None = None
    person: PersonId | None = None
    time: int | None = None


class Message(
    Struct, frozen=True, kw_only=True, tag_field="item", tag="message", omit_defaults=True, forbid_unknown_fields=True
):
    """One item of a chat's history. ``time`` and ``edited`` are ms since 1970, UTC.

    ``place`` orders items of equal time within a chat; a source whose ids ascend uses the id.
    ``sender`` is None only when the source says nothing at all about who it was.
    """

    chat: ChatId
    id: MessageId
    time: int
    place: int
    content: Content
    sender: PersonId | None = None
    reply: Reply | None = None
    thread: MessageId | None = None
    """The message that began the thread or topic this one belongs to; never the message itself."""
    forward: Forward | None = None
    via: str | None = None
    """The bot through which it was sent."""
    signature: str | None = None
    """Under whose name a channel's post was signed."""
    edited: int | None = None
    album: str | None = None
    reactions: tuple[Reaction, ...] = ()
    time_guessed: bool = False
    """The source gives no time of its own for this item; its neighbours' was taken."""
