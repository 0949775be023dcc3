"""What Mattermost itself says in a channel: who came and went, what changed, calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bridge.model.event import Change, DescriptionChange, Member, Membership, Notice, TitleChange
from bridge.model.ids import PersonId
from bridge.model.message import Content
from bridge.sources.loose_values import Fields, first_words
from bridge.sources.mattermost.directory import Directory, handle

_ALONE: Mapping[str, tuple[Change, str | None]] = {
    "system_join_channel": (Change.JOINED, None),
    "system_guest_join_channel": (Change.JOINED, "as a guest"),
    "system_join_team": (Change.JOINED, "the team"),
    "system_leave_channel": (Change.LEFT, None),
    "system_leave_team": (Change.LEFT, "the team"),
}
"""What somebody did by themselves."""

_OTHERS: Mapping[str, tuple[Change, tuple[str, ...], str | None]] = {
    "system_add_to_channel": (Change.INVITED, ("addedUsername",), None),
    "system_add_guest_to_chan": (Change.INVITED, ("addedUsername",), "as a guest"),
    "system_add_to_team": (Change.INVITED, ("addedUsername",), "to the team"),
    "system_remove_from_channel": (Change.REMOVED, ("removedUsername", "removed_username"), None),
    "system_remove_from_team": (Change.REMOVED, ("removedUsername", "username"), "from the team"),
}
"""What somebody did to another, and which property names them."""

_PLAIN: Mapping[str, str] = {
    "system_channel_deleted": "archived the channel",
    "system_channel_restored": "unarchived the channel",
    "system_convert_channel": "converted the channel to a private one",
    "system_change_chan_privacy": "changed who can find the channel",
    "system_gm_to_channel": "made this group a channel",
    "custom_calls": "started a call",
    "custom_zoom": "started a Zoom meeting",
    "custom_jitsi": "started a Jitsi meeting",
    "custom_mstmeetings": "started a Teams meeting",
}


def is_event(kind: str) -> bool:
    """Is it no message of a person?"""
    return kind.startswith("system_") or kind in _PLAIN


def happened(kind: str, said: str, props: Fields, directory: Directory, actor: PersonId | None) -> Content:
    """A system post; what is not known by its kind stays the sentence that the server wrote."""
    if kind in _ALONE and actor is not None:
        change, how = _ALONE[kind]
        return Membership(change=change, members=(Member(name=directory.people.name_of(actor), person=actor),), how=how)
    if kind in _OTHERS:
        return _was_brought(kind, said, props, directory)
    if kind in _CHANGES:
        return _CHANGES[kind](said, props)
    return Notice(_told(kind, props) if kind in _PLAIN else _sentence(said, props), action=kind)


def _was_brought(kind: str, said: str, props: Fields, directory: Directory) -> Content:
    change, keys, how = _OTHERS[kind]
    name = handle(first_words(props, *keys))
    if name is None:
        return Notice(_sentence(said, props), action=kind)
    member = Member(name=directory.shown(name), person=directory.meet(name))
    return Membership(change=change, members=(member,), how=how)


def _header(said: str, props: Fields) -> Content:
    new = first_words(props, "new_header", "new_purpose")
    if new is None and not (first_words(props, "old_header", "old_purpose")):
        return Notice(_sentence(said, props), action="description")
    return DescriptionChange(new or "")


def _renamed(said: str, props: Fields) -> Content:
    new = first_words(props, "new_displayname")
    return TitleChange(new) if new else Notice(_sentence(said, props), action="title")


_CHANGES: Mapping[str, Callable[[str, Fields], Content]] = {
    "system_header_change": _header,
    "system_purpose_change": _header,
    "system_displayname_change": _renamed,
}


def _told(kind: str, props: Fields) -> str:
    title = first_words(props, "title", "meeting_topic")
    return f"{_PLAIN[kind]}: {title}" if title else _PLAIN[kind]


def _sentence(said: str, props: Fields) -> str:
    """Without its subject, where the server puts it first."""
    name = first_words(props, "username")
    if name and said.startswith((f"{name} ", f"@{name} ")):
        return said.partition(" ")[2]
    return said or "did something that has no words"
