"""What happened in a conversation: Slack's subtypes of messages (https://docs.slack.dev/reference/events/message)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bridge.model.event import Change, DescriptionChange, Member, Membership, Notice, Pin, TitleChange
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Content
from bridge.sources.loose_values import Fields, first_words, identifier, record, records
from bridge.sources.slack.people import People

SPOKEN = frozenset(
    {
        "",
        "bot_message",
        "me_message",
        "file_share",
        "file_comment",
        "file_mention",
        "thread_broadcast",
        "slackbot_response",
        "bot_reply",
        "document_mention",
        "huddle_thread",
        "reply_broadcast",
        "assistant_app_thread",
    }
)
"""Subtypes under which somebody says something."""
DELETED = frozenset({"tombstone", "message_deleted"})
_REMOVED_BY = ("channel_leave", "group_leave")

_Read = Callable[[Fields, People, str], Content]


def read(subtype: str, fields: Fields, people: People, text: str) -> Content:
    """What happened; ``text`` is Slack's own sentence, with its ids resolved."""
    kind = subtype.removeprefix("channel_").removeprefix("group_")
    found = _KINDS.get(kind) if subtype.startswith(("channel_", "group_")) else _KINDS.get(subtype)
    if subtype in DELETED:
        return Notice("deleted this message", action=subtype)
    return found(fields, people, text) if found else _notice(subtype, text)


def _notice(subtype: str, text: str) -> Notice:
    return Notice(text or f"did something that is not described here: {subtype}", action=subtype)


def _joined(fields: Fields, people: People, _text: str) -> Content:
    inviter, person = identifier(fields.get("inviter")), people.member(identifier(fields.get("user")))
    how = f"invited by {people.name(inviter) or inviter}" if inviter else None
    return Membership(change=Change.JOINED, members=(_member(person),), how=how)


def _left(fields: Fields, people: People, _text: str) -> Content:
    return Membership(change=Change.LEFT, members=(_member(people.member(identifier(fields.get("user")))),))


def _member(person: PersonId | None) -> Member:
    return Member(person=person) if person else Member(name="somebody")


def _renamed(fields: Fields, _people: People, text: str) -> Content:
    name = first_words(fields, "name")
    return TitleChange(name) if name else _notice("channel_name", text)


def _described(key: str) -> _Read:
    def read_it(fields: Fields, _people: People, text: str) -> Content:
        words = fields.get(key)
        return DescriptionChange(words) if isinstance(words, str) else _notice(f"channel_{key}", text)

    return read_it


def _pinned(fields: Fields, _people: People, _text: str) -> Content:
    attached = next(iter(records(fields.get("attachments"))), {})
    item = record(fields.get("item"))
    target = first_words(attached, "ts") or first_words(record(item.get("message")), "ts") or first_words(item, "ts")
    return Pin(MessageId(target) if target else None)


_SENTENCES = {
    "archive": "archived this channel",
    "unarchive": "restored this channel",
    "convert_to_private": "made this channel private",
    "convert_to_public": "made this channel public",
}


def _said(kind: str) -> _Read:
    return lambda _fields, _people, _text: Notice(_SENTENCES[kind], action=f"channel_{kind}")


_KINDS: Mapping[str, _Read] = {
    "join": _joined,
    "leave": _left,
    "name": _renamed,
    "topic": _described("topic"),
    "purpose": _described("purpose"),
    "pinned_item": _pinned,
    **{kind: _said(kind) for kind in _SENTENCES},
}
