"""Service messages: the table from the name of an action to the function that reads it."""

from __future__ import annotations

from bridge.model.content import Unsupported
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.telegram.record import Record, is_number
from bridge.sources.telegram.scene import Scene
from bridge.sources.telegram.service import (
    accounts,
    calls,
    chat_changes,
    contributions,
    gifts,
    membership,
    payments,
    topics,
)
from bridge.sources.telegram.service.action import Action

ACTIONS: dict[str, Action] = {
    **membership.ACTIONS,
    **chat_changes.ACTIONS,
    **calls.ACTIONS,
    **topics.ACTIONS,
    **contributions.ACTIONS,
    **payments.ACTIONS,
    **gifts.ACTIONS,
    **accounts.ACTIONS,
}

_WITHOUT_A_NAME = "service message without an action"


def read(record: Record, remaining: set[str], scene: Scene) -> Content:
    """What happened. Takes what it understands out of ``remaining``."""
    name = record.text("action")
    action = ACTIONS.get(name or "") or (accounts.CUSTOM if "information_text" in remaining else None)
    if action is None:
        unknown = _unknown(record, remaining, name, scene)
        remaining.clear()
        return unknown
    remaining -= action.fields
    return action.read(record, scene)


def _unknown(record: Record, remaining: set[str], name: str | None, scene: Scene) -> Unsupported:
    """An action of a newer Telegram: whatever it says in words and numbers is kept."""
    lines = [scene.text.plain] if scene.text.plain else []
    for key in sorted(remaining - {"text", "text_entities"}):
        value = record.fields[key]
        if is_number(value) or isinstance(value, str | bool):
            lines.append(f"{key.replace('_', ' ')}: {value}")
        elif isinstance(value, list) and value and all(isinstance(entry, str) for entry in value):
            lines.append(f"{key.replace('_', ' ')}: {', '.join(value)}")
        elif value:
            record.ledger.note_unknown(f"{name}.{key}")
    return Unsupported(what=name or _WITHOUT_A_NAME, text=Text("\n".join(lines)))
