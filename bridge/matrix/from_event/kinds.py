"""Which kinds of events there are, and what becomes of each: the table that understanding itself goes by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bridge.matrix.from_event.amending import HearContent, hear_redaction
from bridge.matrix.from_event.event import Event
from bridge.matrix.from_event.files import hear_file, hear_sticker
from bridge.matrix.from_event.known import Known
from bridge.matrix.from_event.outcome import Meaning, Nothing, lost
from bridge.matrix.from_event.people import hear_member, hear_power_levels
from bridge.matrix.from_event.places import hear_location
from bridge.matrix.from_event.polls import ENDS, RESPONSES, STARTS, hear_poll, hear_poll_end, hear_vote
from bridge.matrix.from_event.reactions import hear_reaction
from bridge.matrix.from_event.room_changes import hear_avatar, hear_pins, hear_title, hear_topic
from bridge.matrix.from_event.speech import hear_emote, hear_unknown, hear_words
from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.content import Attachment, Location, Poll, Written
from bridge.model.event import AvatarChange, DescriptionChange, Membership, Pin, RankChange, TitleChange

HearEvent = Callable[[Event, Known], Meaning | Nothing]
"""Understands an event that is no message: what happens to one, or to the room."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What becomes of one kind of event.

    ``names`` are its type, and for ``m.room.message`` its ``msgtype`` behind. ``becomes`` are the contents of the
    neutral model, none where there is nothing to carry. ``remark`` is for people.
    Exactly one of ``hear_content`` (it can be said anew, and edited), ``hear_event`` and ``nothing`` is set.
    """

    names: tuple[str, ...]
    becomes: tuple[type, ...] = ()
    remark: str
    hear_content: HearContent | None = None
    hear_event: HearEvent | None = None
    nothing: Nothing | None = None


def _said(name: str, hear_content: HearContent, becomes: type, remark: str) -> Kind:
    return Kind(names=(name,), becomes=(becomes,), remark=remark, hear_content=hear_content)


def _happened(name: str, hear_event: HearEvent, becomes: type, remark: str) -> Kind:
    return Kind(names=(name,), becomes=(becomes,), remark=remark, hear_event=hear_event)


def _passed_over(nothing: Nothing, *names: str) -> Kind:
    return Kind(names=names, remark=nothing.words, nothing=nothing)


_MESSAGES = (
    _said("m.room.message m.text", hear_words, Written, "with its formatting"),
    _said("m.room.message m.notice", hear_words, Written, "as any other words"),
    _said("m.room.message m.emote", hear_emote, Written, "in italics, and marked as an emote"),
    _said("m.room.message m.image", hear_file, Attachment, "a moving GIF as an animation"),
    _said("m.room.message m.video", hear_file, Attachment, "an animation where the client says so"),
    _said("m.room.message m.audio", hear_file, Attachment, "a voice message with its waveform where it is one"),
    _said("m.room.message m.file", hear_file, Attachment, "with its name"),
    _said("m.room.message m.location", hear_location, Location, "with the words that describe it"),
    _said("m.sticker", hear_sticker, Attachment, "as a sticker"),
    Kind(names=STARTS, becomes=(Poll,), remark="open and undisclosed alike", hear_content=hear_poll),
)
_AMENDMENTS = (
    _happened("m.reaction", hear_reaction, ReactionChange, "all that the sender gives from now on"),
    _happened("m.room.redaction", hear_redaction, Deletion, "of a reaction a `ReactionChange`, of a vote a `Vote`"),
    Kind(names=RESPONSES, becomes=(Vote,), remark="no answers take the vote back", hear_event=hear_vote),
    Kind(names=ENDS, becomes=(Revision,), remark="the poll, closed", hear_event=hear_poll_end),
)
_ROOM = (
    _happened("m.room.name", hear_title, TitleChange, "without the network's name behind"),
    _happened("m.room.topic", hear_topic, DescriptionChange, "in plain words"),
    _happened("m.room.avatar", hear_avatar, AvatarChange, "or its removal"),
    _happened("m.room.pinned_events", hear_pins, Pin, "one for each message that was pinned, or no longer is"),
    _happened("m.room.member", hear_member, Membership, "of people who are known there; changes of profile are not"),
    _happened("m.room.power_levels", hear_power_levels, RankChange, "one for each known person with another rank"),
)
_PASSED_OVER = (
    _passed_over(lost("encrypted", "The message is encrypted, and this bridge cannot read it."), "m.room.encrypted"),
    _passed_over(
        Nothing("encryption-begins", "The room is encrypted from here on; encrypted messages cannot be carried over."),
        "m.room.encryption",
    ),
    _passed_over(Nothing("room-replaced", "The room has been replaced by another."), "m.room.tombstone"),
    _passed_over(
        lost("live-location", "A live location cannot be carried over."),
        "m.beacon_info",
        "org.matrix.msc3672.beacon_info",
    ),
    _passed_over(Nothing("live-location-moved", "A live location moved."), "m.beacon", "org.matrix.msc3672.beacon"),
    _passed_over(
        lost("call", "A call cannot be carried over."),
        "m.call.invite",
        "m.call.notify",
        "org.matrix.msc4075.call.notify",
        "org.matrix.msc4075.rtc.notification",
        "m.rtc.notification",
    ),
    _passed_over(
        Nothing("between-clients", "It is meant for clients, not for people."),
        "m.room.message m.key.verification.request",
        "m.call.candidates",
        "m.call.answer",
        "m.call.select_answer",
        "m.call.reject",
        "m.call.negotiate",
        "m.call.hangup",
        "org.matrix.call.sdp_stream_metadata_changed",
        "io.element.call.encryption_keys",
        "org.matrix.msc4310.rtc.decline",
    ),
    _passed_over(Nothing("server-notice", "It is a notice of the homeserver's own."), "m.room.message m.server_notice"),
)
KINDS: tuple[Kind, ...] = (*_MESSAGES, *_AMENDMENTS, *_ROOM, *_PASSED_OVER)
"""Every kind that is known by its name."""

OTHER_MESSAGES = Kind(
    names=("any other message",),
    becomes=(Written,),
    remark="the words that it brings along for clients that do not know it; without words it is refused",
    hear_content=hear_unknown,
)
OTHER_STATE = _passed_over(
    Nothing("room-setting", "It is a setting of the room, which the other side does not have."), "any other state"
)

_BY_NAME: Mapping[str, Kind] = MappingProxyType({name: kind for kind in KINDS for name in kind.names})
_STATE = frozenset(name for kind in _ROOM for name in kind.names)


def kind_of_event(event: Event) -> Kind:
    """The line of the table for this event.

    State counts as such only where its key is one, and never as a message: a state event could be named like one.
    """
    found = _BY_NAME.get(event.kind)
    if event.state_key is not None:
        return found if found is not None and (event.type in _STATE or found.nothing is not None) else OTHER_STATE
    if event.type in _STATE:
        return OTHER_MESSAGES
    if found is None and event.type.startswith("m.key.verification."):
        return _BY_NAME["m.room.message m.key.verification.request"]
    return found or OTHER_MESSAGES
