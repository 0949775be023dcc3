"""What happens to a message after it was said: it is edited, deleted, reacted to.

Only what is heard live has these; an export shows how a message looked in the end.
"""

from __future__ import annotations

from msgspec import Struct

from bridge.model.content import Attachment, Card, Contact, Location, Poll, Unsupported, Written
from bridge.model.ids import MessageId
from bridge.model.reaction import Reaction

Amended = Written | Attachment | Poll | Location | Contact | Card | Unsupported
"""What an edited message can say."""


class Revision(
    Struct, frozen=True, kw_only=True, tag_field="kind", tag="revision", omit_defaults=True, forbid_unknown_fields=True
):
    """A message was edited: ``content`` is all that it says now. Votes in a poll come as revisions too."""

    message: MessageId
    content: Amended


class Deletion(
    Struct, frozen=True, kw_only=True, tag_field="kind", tag="deletion", omit_defaults=True, forbid_unknown_fields=True
):
    """Messages were deleted for everyone."""

    messages: tuple[MessageId, ...]


class ReactionChange(
    Struct,
    frozen=True,
    kw_only=True,
    tag_field="kind",
    tag="reaction_change",
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """The reactions under a message are now these, and no others.

    ``partial``: the network names only some of those who reacted (the newest); who is not named may have reacted still,
    as far as the counts allow.
    """

    message: MessageId
    reactions: tuple[Reaction, ...]
    partial: bool = False


class Vote(
    Struct, frozen=True, kw_only=True, tag_field="kind", tag="vote", omit_defaults=True, forbid_unknown_fields=True
):
    """What the sender votes for in a poll now, and nothing else: places among its options, counted from 0; none: they
    take their vote back. ``message`` is the poll's.
    """

    message: MessageId
    options: tuple[int, ...]
