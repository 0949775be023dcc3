"""Rows of the table of service actions that are told as Telegram Desktop writes them in an export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bridge.model.event import Notice
from bridge.model.message import Content
from bridge.sources.telegram.live.hearing.saying import Fields, Kind, Saying, as_happened

FieldsOf = Callable[[Any, Saying], Fields]


def told(action: str, fields: FieldsOf, becomes: str = "Notice", remark: str = "") -> Kind:
    """An action that Telegram Desktop exports under this name, with these fields."""

    def hear(happened: Any, saying: Saying) -> Sequence[Content]:
        return as_happened(action, fields(happened, saying), saying)

    return Kind(becomes, hear, remark)


def always(action: str, becomes: str = "Notice", remark: str = "") -> Kind:
    """An action of which its name says all."""
    return told(action, lambda _, __: {}, becomes, remark)


def sentence(action: str, tell: Callable[[Any, Saying], str], remark: str = "") -> Kind:
    """An action that exports do not have: the sentence is ours, without its subject."""

    def hear(happened: Any, saying: Saying) -> Sequence[Content]:
        return (Notice(text=tell(happened, saying), action=action),)

    return Kind("Notice", hear, remark)
