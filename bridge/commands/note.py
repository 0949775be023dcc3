"""What somebody wrote to the bot, out of an event that may hold anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bridge.commands.services import SharedFile
from bridge.matrix.events import ContentUri, EventId, RoomId, UserId

_IGNORED = frozenset({"m.notice"})
"""What programs say; two of them would answer each other for ever."""


@dataclass(frozen=True)
class Note:
    """One message. ``edit``: it replaces an earlier one. ``file`` is one that can be read; ``unreadable``: why another
    cannot.
    """

    room: RoomId
    sender: UserId
    event: EventId
    text: str
    edit: bool = False
    file: SharedFile | None = None
    unreadable: str = ""


def note_of(event: dict[str, Any]) -> Note | None:
    """The note in an event; None for what is none."""
    content = event.get("content")
    if event.get("type") != "m.room.message" or "state_key" in event or not isinstance(content, dict):
        return None
    kind, body = content.get("msgtype"), content.get("body")
    if not isinstance(kind, str) or kind in _IGNORED or not isinstance(body, str):
        return None
    is_text = kind in {"m.text", "m.emote"}
    return Note(
        room=RoomId(event["room_id"]),
        sender=UserId(event["sender"]),
        event=EventId(event["event_id"]),
        text=_without_fallback(content, body) if is_text else "",
        edit=_relation(content).get("rel_type") == "m.replace",
        file=_file(content) if kind == "m.file" else None,
        unreadable="" if is_text else _unreadable(content, kind),
    )


def _relation(content: dict[str, Any]) -> dict[str, Any]:
    relation = content.get("m.relates_to")
    return relation if isinstance(relation, dict) else {}


def _without_fallback(content: dict[str, Any], body: str) -> str:
    """Without the quoted lines that older clients put before a reply (https://spec.matrix.org/v1.12/client-server-api/#fallbacks-for-rich-replies)."""
    if "m.in_reply_to" not in _relation(content) or not body.startswith("> "):
        return body
    lines = body.split("\n")
    while lines and lines[0].startswith("> "):
        lines.pop(0)
    return "\n".join(lines).strip()


def _file(content: dict[str, Any]) -> SharedFile | None:
    uri = content.get("url")
    if not isinstance(uri, str) or not uri.startswith("mxc://"):
        return None
    name = content.get("filename") or content.get("body")
    info = content.get("info")
    size = info.get("size") if isinstance(info, dict) else None
    is_size = isinstance(size, int) and not isinstance(size, bool) and size >= 0
    return SharedFile(uri=ContentUri(uri), name=str(name), size=size if is_size else None)


def _unreadable(content: dict[str, Any], kind: str) -> str:
    if kind != "m.file":
        return "I can take exports only, and only when they are sent as a file (not as a picture, a video or a sound)."
    if _file(content) is None:
        return "I cannot read encrypted files. Send it in a chat that is not encrypted."
    return ""
