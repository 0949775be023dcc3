"""Calls between two people, and of whole groups."""

from __future__ import annotations

from bridge.model.chat import ChatKind
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene
from bridge.sources.telegram.service.action import told
from bridge.sources.telegram.spoken import duration, listed, moment, names

_ENDINGS = {
    "missed": "called, and nobody answered",
    "busy": "called, and the line was busy",
    "disconnect": "called, and the connection broke",
    "hangup": "called",
    "migrate_conference_all": "called, and went on as a group call",
}


def _phone_call(record: Record, _: Scene) -> str:
    reason, seconds = record.text("discard_reason"), record.whole("duration_seconds")
    if reason is not None and reason not in _ENDINGS:
        record.ledger.note_unknown(f"discard_reason {reason}")
    sentence = _ENDINGS.get(reason or "", "called")
    return f"{sentence} ({duration(seconds)})" if seconds else sentence


def _conference_call(record: Record, _: Scene) -> str:
    seconds = record.whole("duration_seconds")
    if record.flag("is_missed"):
        return "started a group call, and nobody answered"
    return f"started a group call ({duration(seconds)})" if seconds else "started a group call"


def _group_call(record: Record, scene: Scene) -> str:
    seconds = record.whole("duration")
    return f"ended the {_name(scene)} ({duration(seconds)})" if seconds else f"started a {_name(scene)}"


def _invited(record: Record, scene: Scene) -> str:
    invited = names(record.rows("members"))
    return f"invited {listed(invited) or 'people'} to the {_name(scene)}"


def _scheduled(record: Record, scene: Scene) -> str:
    seconds = record.whole("schedule_date")
    when = moment(seconds) if seconds else None
    return f"scheduled a {_name(scene)}{f' for {when}' if when else ''}"


def _name(scene: Scene) -> str:
    return "live stream" if scene.chat.kind is ChatKind.CHANNEL else "video chat"


ACTIONS = {
    "phone_call": told(_phone_call, "duration_seconds", "discard_reason"),
    "conference_call": told(_conference_call, "duration_seconds", "is_active", "is_missed"),
    "group_call": told(_group_call, "duration"),
    "invite_to_group_call": told(_invited, "members"),
    "group_call_scheduled": told(_scheduled, "schedule_date"),
}
