"""What a message says: one small struct for each kind."""

from __future__ import annotations

from msgspec import Struct

from bridge.model.media import Media
from bridge.model.text import Text


class Written(Struct, frozen=True, tag_field="kind", tag="text", omit_defaults=True, forbid_unknown_fields=True):
    """A written message."""

    text: Text


class Attachment(
    Struct, frozen=True, kw_only=True, tag_field="kind", tag="media", omit_defaults=True, forbid_unknown_fields=True
):
    """A file with an optional caption. An album is several of these with the same ``Message.album``."""

    media: Media
    caption: Text = Text()


class PollOption(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One answer of a poll, and how many chose it (None: the source does not say)."""

    text: str
    votes: int | None = None


class Poll(
    Struct, frozen=True, kw_only=True, tag_field="kind", tag="poll", omit_defaults=True, forbid_unknown_fields=True
):
    """A poll with its results; ``voters`` counts people, who may have chosen several options."""

    question: str
    options: tuple[PollOption, ...]
    voters: int | None = None
    closed: bool = False
    several: bool = False
    caption: Text = Text()
    """What was written beside it."""


class Location(
    Struct, frozen=True, kw_only=True, tag_field="kind", tag="location", omit_defaults=True, forbid_unknown_fields=True
):
    """A place on earth, in degrees (WGS 84), as decimal strings so that nothing is rounded; maybe a venue."""

    latitude: str
    longitude: str
    title: str | None = None
    address: str | None = None
    live_period: int | None = None
    """Of a live location: how long it was shared, in seconds."""
    caption: Text = Text()
    """What was written beside it."""


class Contact(
    Struct, frozen=True, kw_only=True, tag_field="kind", tag="contact", omit_defaults=True, forbid_unknown_fields=True
):
    """A contact card."""

    name: str
    phone: str | None = None
    vcard: Media | None = None
    caption: Text = Text()
    """What was written beside it."""


class Card(
    Struct, frozen=True, kw_only=True, tag_field="kind", tag="card", omit_defaults=True, forbid_unknown_fields=True
):
    """Anything a person posted that has no form of its own in Matrix: dice, game, invoice, giveaway, to-do list.

    It is said in the poster's voice: a title in bold, then the lines, then the link.
    """

    label: str
    """The kind in a word or two, for people: ``Game``."""
    title: str = ""
    lines: tuple[str, ...] = ()
    url: str | None = None
    caption: Text = Text()
    """What was written beside it."""


class Unsupported(
    Struct,
    frozen=True,
    kw_only=True,
    tag_field="kind",
    tag="unsupported",
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """A kind of message this reader does not know. It becomes a visible notice and an ``unsupported`` outcome."""

    what: str
    """The network's own name for the kind: ``paid_media``."""
    text: Text = Text()
    """Whatever text could be saved from it."""
