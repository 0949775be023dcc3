"""What happened in a chat besides speaking: ``subtype`` of Slack's messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bridge.model.content import Unsupported
from bridge.model.event import Change, DescriptionChange, Member, Membership, Notice, Pin, TitleChange
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Content
from bridge.sources.loose_values import Fields, first_words, joined, listed, record, rows, whole, words
from bridge.sources.slack import attachments, blocks, mrkdwn
from bridge.sources.slack.names import Names
from bridge.sources.slack.times import lasted, moment

SPOKEN = frozenset(
    {
        "bot_message",
        "me_message",
        "file_share",
        "file_mention",
        "file_comment",
        "thread_broadcast",
        "reply_broadcast",
        "slackbot_response",
        "assistant_app_thread",
        "document_comment_root",
        "bot_thread_broadcast",
    }
)
"""Kinds that are messages like others."""

DELETED = frozenset({"tombstone", "message_deleted"})
"""Whoever deleted may be named; the name on the message is Slackbot's."""

_SAYS_NOTHING = re.compile(r"(?:has|have) ")


@dataclass(frozen=True)
class Happening:
    """An event: its kind, its fields, who did it, and to whom."""

    kind: str
    fields: Fields
    names: Names
    sender: PersonId | None


def actor(fields: Fields, kind: str) -> object:
    """Whose doing it was, where that is not the one whom the message names: who invites, edits, deletes."""
    if kind.endswith("_join"):
        return fields.get("inviter")
    if kind in {"message_changed", "message_deleted"}:
        inner = record(fields.get("message"))
        return fields.get("editor_id") or record(inner.get("edited")).get("user") or inner.get("user")
    return None


def read(happening: Happening) -> Content:
    """What happened; of a kind that is not known here, whatever Slack says in words."""
    if reader := _READERS.get(happening.kind):
        return reader(happening)
    said = _SENTENCES.get(happening.kind) or sentence(happening)
    return Notice(said, action=happening.kind) if said else Unsupported(what=happening.kind)


def sentence(happening: Happening) -> str:
    """Slack's own words, without whose doing it was."""
    text = blocks.read(happening.fields.get("blocks"), happening.names).plain
    said = mrkdwn.plain(words(happening.fields.get("text")), happening.names) or text
    return _SAYS_NOTHING.sub("", _without_subject(said, happening), count=1).strip()


def _without_subject(said: str, happening: Happening) -> str:
    if not said.startswith("@") or happening.sender is None:
        return said
    mention = mrkdwn.read(words(happening.fields.get("text")) or "", happening.names).spans[:1]
    if mention and mention[0].start == 0 and mention[0].person == happening.sender:
        return said[mention[0].end :].lstrip()
    return said


def _membership(change: Change) -> Callable[[Happening], Content]:
    def read_membership(happening: Happening) -> Content:
        person = happening.names.people.of(happening.fields.get("user"))
        brought = change is Change.JOINED and happening.sender is not None and happening.sender != person
        members = (Member(person=person, name=happening.names.people.shown(person)),) if person else ()
        return Membership(change=Change.INVITED if brought else change, members=members)

    return read_membership


def _description(happening: Happening) -> Content:
    said = first_words(happening.fields, "topic", "purpose") or ""
    return DescriptionChange(mrkdwn.plain(said, happening.names))


def _title(happening: Happening) -> Content:
    name = words(happening.fields.get("name"))
    return TitleChange(name) if name else Notice(sentence(happening) or "renamed the channel", action=happening.kind)


def _pin(happening: Happening) -> Content:
    item = record(happening.fields.get("item"))
    said = (record(item.get("message")).get("ts"), item.get("ts"), record(happening.fields.get("message")).get("ts"))
    found = (moment(value) for value in (attachments.shared_message(happening.fields), *said))
    target = next((one for one in found if one), None)
    return Pin(MessageId(target.id) if target else None, removed=happening.kind == "unpinned_item")


def _huddle(happening: Happening) -> Content:
    room = record(happening.fields.get("room"))
    began, ended = whole(room.get("date_start")), whole(room.get("date_end"))
    said = "started a huddle"
    if began and ended and ended > began:
        said += f" that lasted {lasted(ended - began)}"
    people = happening.names.people.names(rows(room.get("participant_history") or room.get("participants")))
    return Notice(f"{said}, with {listed(people)}" if people else said, action=happening.kind)


def _deleted(happening: Happening) -> Content:
    """The export of a company that keeps what was deleted still has the words."""
    original = record(happening.fields.get("original")) or record(happening.fields.get("previous_message"))
    words_before = _words_of(original, happening.names)
    said = "deleted a message" if happening.sender else "a message was deleted"
    return Notice(f"{said}, which said: “{words_before}”" if words_before else said, action=happening.kind)


def _edited(happening: Happening) -> Content:
    fields = happening.fields
    before = record(fields.get("previous_message")) or record(fields.get("original")) or record(fields.get("previous"))
    now = _words_of(record(fields.get("message")), happening.names) or _words_of(fields, happening.names)
    parts = [
        f"which said before: “{said}”" if (said := _words_of(before, happening.names)) else None,
        f"and now: “{now}”" if now else None,
    ]
    return Notice(joined(("edited a message", *parts), ", "), action=happening.kind)


def _words_of(fields: Fields, names: Names) -> str:
    return blocks.read(fields.get("blocks"), names).plain or mrkdwn.plain(words(fields.get("text")), names)


def target_of(fields: Fields) -> str | None:
    """The message that was edited or deleted."""
    places = (record(fields.get(key)) for key in ("message", "original", "previous_message", "previous"))
    said = (*(place.get("ts") for place in places), fields.get("original_ts"), fields.get("deleted_ts"))
    return next((found.id for value in said if (found := moment(value))), None)


_READERS: Mapping[str, Callable[[Happening], Content]] = {
    "channel_join": _membership(Change.JOINED),
    "group_join": _membership(Change.JOINED),
    "channel_leave": _membership(Change.LEFT),
    "group_leave": _membership(Change.LEFT),
    "channel_topic": _description,
    "group_topic": _description,
    "channel_purpose": _description,
    "group_purpose": _description,
    "channel_name": _title,
    "group_name": _title,
    "pinned_item": _pin,
    "unpinned_item": _pin,
    "huddle_thread": _huddle,
    "tombstone": _deleted,
    "message_deleted": _deleted,
    "message_changed": _edited,
}

_SENTENCES: Mapping[str, str] = {
    "channel_archive": "archived the channel",
    "group_archive": "archived the channel",
    "channel_unarchive": "opened the archived channel again",
    "group_unarchive": "opened the archived channel again",
    "channel_convert_to_private": "made the channel private",
    "channel_convert_to_public": "made the channel public",
    "bot_enable": "enabled an integration",
    "bot_disable": "disabled an integration",
}
