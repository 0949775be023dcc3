"""What Rocket.Chat itself says in a room: who came and went, what changed, calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bridge.model.event import (
    AvatarChange,
    Change,
    DescriptionChange,
    Member,
    Membership,
    Notice,
    Pin,
    Rank,
    RankChange,
    TitleChange,
)
from bridge.model.ids import PersonId
from bridge.model.message import Content
from bridge.sources.loose_values import Fields, first_words
from bridge.sources.rocketchat.directory import Directory
from bridge.sources.rocketchat.quotes import quoted

_ALONE: Mapping[str, tuple[Change, str | None]] = {
    "uj": (Change.JOINED, None),
    "ujt": (Change.JOINED, "the team"),
    "ut": (Change.JOINED, "the conversation"),
    "ul": (Change.LEFT, None),
    "ult": (Change.LEFT, "the team"),
}
_OTHERS: Mapping[str, tuple[Change, str | None]] = {
    "au": (Change.INVITED, None),
    "added-user-to-team": (Change.INVITED, "to the team"),
    "ru": (Change.REMOVED, None),
    "removed-user-from-team": (Change.REMOVED, "from the team"),
    "user-banned": (Change.BANNED, None),
    "user-unbanned": (Change.UNBANNED, None),
}
"""``msg`` is the username of whom it happened to."""

_RANKS: Mapping[str, Rank] = {
    "owner": Rank.OWNER,
    "leader": Rank.ADMIN,
    "admin": Rank.ADMIN,
    "moderator": Rank.MODERATOR,
}
_PLAIN: Mapping[str, str] = {
    "rm": "deleted this message",
    "wm": "welcomed everyone",
    "rtc": "sent a signal of a call",
    "room-archived": "archived the room",
    "room-unarchived": "unarchived the room",
    "room-set-read-only": "made the room read only",
    "room-removed-read-only": "let everyone write in the room",
    "room-allowed-reacting": "allowed reactions",
    "room-disallowed-reacting": "forbade reactions",
    "room_e2e_enabled": "switched on end-to-end encryption",
    "room_e2e_disabled": "switched off end-to-end encryption",
    "jitsi_call_started": "started a video call",
    "videoconf": "started a video call",
    "livechat_video_call": "asked for a video call",
    "livechat_webrtc_video_call": "started a video call",
    "livechat-started": "began the conversation",
    "livechat-close": "closed the conversation",
    "omnichannel_placed_chat_on_hold": "put the conversation on hold",
    "omnichannel_on_hold_chat_resumed": "took up the conversation again",
    "omnichannel_priority_change_history": "changed the priority",
    "omnichannel_sla_change_history": "changed the terms of service",
    "livechat_transfer_history": "handed the conversation over",
    "livechat_transcript_history": "asked for a transcript",
    "voip-call-started": "started a phone call",
    "voip-call-declined": "declined a phone call",
    "voip-call-on-hold": "put the phone call on hold",
    "voip-call-unhold": "took up the phone call again",
    "voip-call-ended": "ended the phone call",
    "voip-call-ended-unexpectedly": "lost the phone call",
    "voip-call-wrapup": "wrapped up the phone call",
    "user_joined_otr": "joined an off-the-record chat",
    "user_requested_otr_key_refresh": "asked for a new key",
    "user_key_refreshed_successfully": "got a new key",
}
_WITH_NAME: Mapping[str, str] = {
    "discussion-created": "started the discussion “{}”",
    "thread-created": "started the thread “{}”",
    "room_changed_privacy": "changed the kind of the room to {}",
    "room_changed_announcement": "changed the announcement to “{}”",
    "user-muted": "muted {}",
    "user-unmuted": "unmuted {}",
    "user-converted-to-team": "made {} a team",
    "user-converted-to-channel": "made {} a channel",
    "user-added-room-to-team": "added {} to the team",
    "user-removed-room-from-team": "removed {} from the team",
    "user-deleted-room-from-team": "deleted {} from the team",
    "livechat_navigation_history": "looked at {}",
    "message_snippeted": "made the snippet “{}”",
    "command": "took part in the conversation: {}",
}


def happened(kind: str, fields: Fields, directory: Directory, actor: PersonId | None) -> Content:
    """A message of a type; what is not known keeps its words and its name."""
    said = first_words(fields, "msg") or ""
    if kind in _ALONE and actor is not None:
        change, how = _ALONE[kind]
        return Membership(change=change, members=(Member(name=directory.people.name_of(actor), person=actor),), how=how)
    if kind in _OTHERS and said:
        return _of_another(kind, said, directory)
    if kind in _CHANGES:
        return _CHANGES[kind](said, fields)
    if kind.startswith("subscription-role-") and said:
        return _rank(kind, said, first_words(fields, "role") or "member", directory)
    return Notice(_sentence(kind, said), action=kind)


def _sentence(kind: str, said: str) -> str:
    if kind in _WITH_NAME and said:
        return _WITH_NAME[kind].format(said)
    if kind in _PLAIN:
        # A comment may stand beside: why a conversation was closed.
        return f"{_PLAIN[kind]}: {said}" if said and kind.startswith("livechat-c") else _PLAIN[kind]
    return f"{kind.replace('-', ' ').replace('_', ' ')}: {said}" if said else kind.replace("-", " ").replace("_", " ")


def _of_another(kind: str, username: str, directory: Directory) -> Content:
    change, how = _OTHERS[kind]
    person = directory.by_username(username)
    return Membership(change=change, members=(Member(name=directory.people.name_of(person), person=person),), how=how)


def _rank(kind: str, username: str, role: str, directory: Directory) -> Content:
    rank = _RANKS.get(role, Rank.MEMBER) if kind.endswith("added") else Rank.MEMBER
    return RankChange(person=directory.by_username(username), rank=rank, title=role)


def _pinned(_said: str, fields: Fields) -> Content:
    return Pin(next((quote.message for quote in quoted(fields) if quote.message), None))


_CHANGES: Mapping[str, Callable[[str, Fields], Content]] = {
    "r": lambda said, _: TitleChange(said),
    "room_changed_topic": lambda said, _: DescriptionChange(said),
    "room_changed_description": lambda said, _: DescriptionChange(said),
    "room_changed_avatar": lambda _said, _fields: AvatarChange(),
    "message_pinned": _pinned,
}
