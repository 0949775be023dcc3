"""What becomes on Telegram of each kind of thing that can be said or done: the table by which it is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.content import Attachment, Card, Contact, Location, Poll, Unsupported, Written
from bridge.model.event import (
    AvatarChange,
    DescriptionChange,
    Membership,
    Notice,
    Pin,
    RankChange,
    TitleChange,
)
from bridge.sources.connector import Spoken
from bridge.sources.telegram.live.speaking import polls
from bridge.sources.telegram.live.speaking.attachments import attachment
from bridge.sources.telegram.live.speaking.cards import words
from bridge.sources.telegram.live.speaking.chat_changes import change_avatar, change_description, change_title
from bridge.sources.telegram.live.speaking.contacts import contact
from bridge.sources.telegram.live.speaking.deletions import delete
from bridge.sources.telegram.live.speaking.errand import Errand
from bridge.sources.telegram.live.speaking.memberships import change_membership
from bridge.sources.telegram.live.speaking.parts import Script
from bridge.sources.telegram.live.speaking.pinning import pin
from bridge.sources.telegram.live.speaking.places import place
from bridge.sources.telegram.live.speaking.ranks import change_rank
from bridge.sources.telegram.live.speaking.reacting import react
from bridge.sources.telegram.live.speaking.revisions import revise
from bridge.sources.telegram.live.speaking.sending import send


@dataclass(frozen=True)
class Kind:
    """How one kind of content is carried out, and what becomes of it, for people."""

    carry_out: Callable[[Errand, Any], Awaitable[Spoken]]
    becomes: str
    remark: str = ""


def _said(write: Callable[[Errand, Any], Awaitable[Script]]) -> Callable[[Errand, Any], Awaitable[Spoken]]:
    async def say(errand: Errand, content: Any) -> Spoken:
        return await send(errand, await write(errand, content))

    return say


KINDS: Mapping[type, Kind] = MappingProxyType(
    {
        Written: Kind(
            _said(words), "a message", "split at 4096 UTF-16 units; custom emoji as the emoji they stand for"
        ),
        Attachment: Kind(
            _said(attachment),
            "a photo, video, round video, animation, song, voice message, sticker or file",
            "captions up to 1024 units, the rest as answers; what Telegram refuses goes as a file; up to 2000 MiB",
        ),
        Poll: Kind(
            _said(polls.poll), "an anonymous poll", "written out if it has more than twelve answers, or long ones"
        ),
        Location: Kind(_said(place), "a place or a venue", "a live one stands still; its caption follows"),
        Contact: Kind(_said(contact), "a contact", "written out without a phone number; its caption follows"),
        Card: Kind(_said(words), "a message", "title in bold, lines, link"),
        Unsupported: Kind(_said(words), "a message", "the text that could be saved, or the name of the kind"),
        Notice: Kind(_said(words), "a message", "in italics"),
        Revision: Kind(revise, "an edit", "polls can only be ended; places and contacts cannot be edited"),
        Deletion: Kind(delete, "a deletion for everyone"),
        ReactionChange: Kind(react, "reactions", "only those that Telegram has; one, unless the account has Premium"),
        Vote: Kind(polls.vote, "a vote"),
        Pin: Kind(pin, "a pinned message", "without a sound"),
        TitleChange: Kind(change_title, "another title", "groups and channels; up to 128 characters"),
        DescriptionChange: Kind(change_description, "another description", "the same; up to 255 characters"),
        AvatarChange: Kind(change_avatar, "another picture", "groups and channels"),
        Membership: Kind(change_membership, "somebody is let in or sent away", "or this account comes or goes"),
        RankChange: Kind(change_rank, "other rights", "ownership cannot be given away"),
    }
)
"""By the type of the content; every kind of the model is here."""
