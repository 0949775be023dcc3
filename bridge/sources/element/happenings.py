"""What happened in a room: its state events, calls, and whatever else nobody wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bridge.model.event import AvatarChange, DescriptionChange, Notice, Pin, Rank, RankChange, TitleChange
from bridge.model.ids import MessageId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content
from bridge.sources.element.people import People
from bridge.sources.loose_values import Fields, first_words, record, rows, whole, words

_PICTURE = "Element does not export pictures of rooms"
_MOST_PINS = 100
_RULES: Mapping[str, str] = {
    "public": "made the room public",
    "invite": "let nobody join without an invitation",
    "knock": "let people ask to join",
    "restricted": "let members of a space join",
    "knock_restricted": "let members of a space join, and others ask to",
}
_READERS: Mapping[str, str] = {
    "joined": "let members read what was said since they joined",
    "invited": "let members read what was said since they were invited",
    "shared": "let members read the whole history",
    "world_readable": "let everyone read the history",
}


def read(event: Fields, people: People) -> Sequence[Content] | None:
    """All that one event says; None: it is of no kind that is known here."""
    read_it = _KINDS.get(str(event.get("type")))
    return read_it(event, people) if read_it else None


def content_of(event: Fields) -> Fields:
    """What it says."""
    return record(event.get("content"))


def before(event: Fields) -> Fields:
    """What a state event's predecessor said; where nobody knows, nothing."""
    return record(record(event.get("unsigned")).get("prev_content")) or record(event.get("prev_content"))


def _said(*sentences: str, action: object) -> Sequence[Content]:
    return [Notice(sentence, action=str(action)) for sentence in sentences]


def _named(event: Fields, _people: People) -> Sequence[Content]:
    name = first_words(content_of(event), "name")
    return [TitleChange(name)] if name else _said("removed the room's name", action=event.get("type"))


def _described(event: Fields, _people: People) -> Sequence[Content]:
    return [DescriptionChange(first_words(content_of(event), "topic") or "")]


def _pictured(event: Fields, _people: People) -> Sequence[Content]:
    if not first_words(content_of(event), "url"):
        return [AvatarChange()]
    picture = Media(kind=MediaKind.IMAGE, state=MediaState.NOT_EXPORTED, reason=_PICTURE)
    return [AvatarChange(avatar=picture)]


def _pinned(event: Fields, _people: People) -> Sequence[Content]:
    now, earlier = _pins(content_of(event)), _pins(before(event))
    changes = [
        *(Pin(MessageId(one)) for one in now if one not in earlier),
        *(Pin(MessageId(one), removed=True) for one in earlier if one not in now),
    ]
    return changes[:_MOST_PINS] or [Pin(removed=not now)]


def _pins(content: Fields) -> dict[str, None]:
    return dict.fromkeys(one for one in rows(content.get("pinned")) if isinstance(one, str) and one)


def _ranked(event: Fields, people: People) -> Sequence[Content]:
    now, earlier = record(content_of(event).get("users")), record(before(event).get("users"))
    usual = whole(content_of(event).get("users_default")) or 0
    changed = [person for person in {**earlier, **now} if _level(now, person, usual) != _level(earlier, person, usual)]
    ranks = [
        RankChange(person=who, rank=_rank(_level(now, person, usual)))
        for person in changed
        if before(event) and (who := people.of(person))
    ]
    return ranks or _said("changed who may do what", action=event.get("type"))


def _level(users: Fields, person: str, usual: int) -> int:
    level = whole(users.get(person))
    return usual if level is None else level


def _rank(level: int) -> Rank:
    """As Element names them."""
    if level >= 100:
        return Rank.ADMIN
    return Rank.MODERATOR if level >= 50 else Rank.MEMBER if level >= 0 else Rank.SILENCED


def _ruled(event: Fields, _people: People) -> Sequence[Content]:
    rule = first_words(content_of(event), "join_rule") or ""
    return _said(_RULES.get(rule, "changed who may join"), action=event.get("type"))


def _opened(event: Fields, _people: People) -> Sequence[Content]:
    readers = first_words(content_of(event), "history_visibility") or ""
    return _said(_READERS.get(readers, "changed who may read the history"), action=event.get("type"))


def _guests(event: Fields, _people: People) -> Sequence[Content]:
    may = content_of(event).get("guest_access") == "can_join"
    return _said("let guests join" if may else "let no guests join", action=event.get("type"))


def _addressed(event: Fields, _people: People) -> Sequence[Content]:
    alias = first_words(content_of(event), "alias")
    sentence = f"made {alias} the room's address" if alias else "changed the room's addresses"
    return _said(sentence, action=event.get("type"))


def _moved(event: Fields, _people: People) -> Sequence[Content]:
    said = first_words(content_of(event), "body")
    return _said(f"closed the room, which goes on elsewhere{f': {said}' if said else ''}", action=event.get("type"))


def _invited_by_mail(event: Fields, _people: People) -> Sequence[Content]:
    name = first_words(content_of(event), "display_name") or first_words(before(event), "display_name")
    verb = "invited" if content_of(event) else "withdrew the invitation of"
    return _said(f"{verb} {name or 'somebody'}", action=event.get("type"))


def _widget(event: Fields, _people: People) -> Sequence[Content]:
    name = first_words(content_of(event), "name", "type") or first_words(before(event), "name", "type") or "a widget"
    return _said(f"{'changed' if content_of(event) else 'removed'} the widget {name}", action=event.get("type"))


def _called(event: Fields, _people: People) -> Sequence[Content]:
    video = "m=video" in (words(record(content_of(event).get("offer")).get("sdp")) or "")
    return _said(f"made a {'video' if video else 'voice'} call", action=event.get("type"))


def _created(event: Fields, _people: People) -> Sequence[Content]:
    follows = record(content_of(event).get("predecessor"))
    return _said(f"created the room{', which follows an older one' if follows else ''}", action=event.get("type"))


def _sentence(sentence: str) -> Callable[[Fields, People], Sequence[Content]]:
    return lambda event, _people: _said(sentence, action=event.get("type"))


_KINDS: Mapping[str, Callable[[Fields, People], Sequence[Content]]] = {
    "m.room.name": _named,
    "m.room.topic": _described,
    "m.room.avatar": _pictured,
    "m.room.pinned_events": _pinned,
    "m.room.power_levels": _ranked,
    "m.room.join_rules": _ruled,
    "m.room.history_visibility": _opened,
    "m.room.guest_access": _guests,
    "m.room.canonical_alias": _addressed,
    "m.room.aliases": _addressed,
    "m.room.tombstone": _moved,
    "m.room.third_party_invite": _invited_by_mail,
    "m.room.create": _created,
    "m.room.encryption": _sentence("turned end-to-end encryption on"),
    "m.room.server_acl": _sentence("changed which servers may take part"),
    "m.widget": _widget,
    "im.vector.modular.widgets": _widget,
    "io.element.widgets.layout": _sentence("changed the layout of widgets"),
    "m.space.parent": _sentence("changed to which spaces the room belongs"),
    "m.space.child": _sentence("changed which rooms the space holds"),
    "m.call.invite": _called,
    "m.call.answer": _sentence("took the call"),
    "m.call.hangup": _sentence("ended the call"),
    "m.call.reject": _sentence("declined the call"),
    "m.call.select_answer": _sentence("chose an answer to the call"),
    "m.call": _sentence("changed the group call"),
    "org.matrix.msc3401.call": _sentence("changed the group call"),
    "m.call.notify": _sentence("started a group call"),
    "org.matrix.msc4075.call.notify": _sentence("started a group call"),
    "m.rtc.notification": _sentence("started a group call"),
    "org.matrix.msc4075.rtc.notification": _sentence("started a group call"),
    "m.beacon_info": _sentence("shared where they are, live"),
    "org.matrix.msc3672.beacon_info": _sentence("shared where they are, live"),
    "io.element.voice_broadcast_info": _sentence("made a voice broadcast"),
    "m.key.verification.request": _sentence("asked to verify who they are"),
    "m.key.verification.done": _sentence("verified who they are"),
    "m.key.verification.cancel": _sentence("ended a verification"),
    "m.policy.rule.user": _sentence("changed a rule about people"),
    "m.policy.rule.room": _sentence("changed a rule about rooms"),
    "m.policy.rule.server": _sentence("changed a rule about servers"),
}
