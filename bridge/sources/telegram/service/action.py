"""The shape of a row in the table of service actions, and its simplest kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bridge.model.event import Notice
from bridge.model.message import Content
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene


@dataclass(frozen=True)
class Action:
    """How one service action is read, and the fields that belong to it."""

    read: Callable[[Record, Scene], Content]
    fields: frozenset[str] = frozenset()


def action(read: Callable[[Record, Scene], Content], *fields: str) -> Action:
    """An action with a function and fields of its own."""
    return Action(read, frozenset(fields))


def told(tell: Callable[[Record, Scene], str], *fields: str) -> Action:
    """An action that becomes a notice; ``tell`` gives the sentence, without its subject."""
    return Action(lambda record, scene: notice(record, tell(record, scene)), frozenset(fields))


def said(sentence: str, *fields: str) -> Action:
    """An action that is always the same sentence, whatever its fields."""
    return Action(lambda record, _: notice(record, sentence), frozenset(fields))


def by_whom(scene: Scene, acted: str, happened: str) -> str:
    """``made a payment`` of whoever the export names; ``A payment was made`` where it names nobody."""
    return happened if scene.sender is None else acted


def notice(record: Record, sentence: str) -> Notice:
    """A notice under the action's own name."""
    return Notice(text=sentence, action=record.text("action") or "")
