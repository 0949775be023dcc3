"""Answers that say that something has happened, without saying what: the difference tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telethon.tl import types

from bridge.sources.telegram.live.peers import name_of

AFFECTED = (
    types.messages.AffectedMessages,
    types.messages.AffectedHistory,
    types.messages.AffectedFoundMessages,
)


@dataclass(frozen=True)
class Behind:
    """The sequence has come to ``pts``. ``channel`` is ``channel3``, or None for the account's own."""

    channel: str | None
    pts: int


def behind(request: Any, answer: Any) -> Behind | None:
    """What an answer to deleting or pinning says of the sequence; None: nothing has moved."""
    if not isinstance(answer, AFFECTED) or not answer.pts_count:
        return None
    name = name_of(getattr(request, "channel", None) or getattr(request, "peer", None))
    return Behind(name if name and name.startswith("channel") else None, answer.pts)
