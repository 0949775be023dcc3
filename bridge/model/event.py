"""What happened in a chat besides speaking: people came and went, the chat changed, something was announced."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from bridge.model.ids import MessageId, PersonId
from bridge.model.media import Media


class Change(StrEnum):
    """How a person's membership changed."""

    JOINED = "joined"
    INVITED = "invited"
    """Brought in by the message's sender; takes part from then on."""
    LEFT = "left"
    REMOVED = "removed"
    BANNED = "banned"
    """Removed, and not to come back."""
    UNBANNED = "unbanned"
    """May come back."""


class Rank(StrEnum):
    """What a person may do in a chat."""

    OWNER = "owner"
    ADMIN = "admin"
    """May change the chat and remove people."""
    MODERATOR = "moderator"
    """May delete messages or remove people, and no more."""
    MEMBER = "member"
    SILENCED = "silenced"
    """May read, and not write."""


class Member(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Someone a membership change is about. Many exports give a name only, and a name is not a person."""

    name: str | None = None
    person: PersonId | None = None


class Membership(
    Struct,
    frozen=True,
    kw_only=True,
    tag_field="kind",
    tag="membership",
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """People came or went. Members with a known person become membership events, the others a notice."""

    change: Change
    members: tuple[Member, ...]
    how: str | None = None
    """More words for people: ``by invite link from Anna``."""


class TitleChange(Struct, frozen=True, tag_field="kind", tag="title", omit_defaults=True, forbid_unknown_fields=True):
    """The chat got another name."""

    title: str


class DescriptionChange(
    Struct, frozen=True, tag_field="kind", tag="description", omit_defaults=True, forbid_unknown_fields=True
):
    """The chat got another description."""

    description: str


class AvatarChange(Struct, frozen=True, tag_field="kind", tag="avatar", omit_defaults=True, forbid_unknown_fields=True):
    """The chat got another picture, or none."""

    avatar: Media | None = None


class Pin(Struct, frozen=True, tag_field="kind", tag="pin", omit_defaults=True, forbid_unknown_fields=True):
    """A message was pinned; None when the source does not say which.

    ``removed``: it is pinned no longer; with None, nothing is pinned any longer.
    """

    message: MessageId | None = None
    removed: bool = False


class RankChange(
    Struct, frozen=True, kw_only=True, tag_field="kind", tag="rank", omit_defaults=True, forbid_unknown_fields=True
):
    """A person may do more, or less, than before. ``title`` is what the network calls them in this chat."""

    person: PersonId
    rank: Rank
    title: str | None = None


class Notice(Struct, frozen=True, tag_field="kind", tag="notice", omit_defaults=True, forbid_unknown_fields=True):
    """Any other service message, as one readable sentence without its subject: ``started a video chat``.

    It is said in the acting person's voice, or in the bot's when nobody acted.
    ``action`` is the network's own name for it.
    """

    text: str
    action: str = ""
