"""The API: one module per group of methods."""

from __future__ import annotations

from tests.mtproto.calls import Entry
from tests.mtproto.methods import (
    auth,
    chats,
    dialogs,
    editing,
    history,
    media,
    meta,
    participants,
    people,
    presence,
    reactions,
    sending,
    updates,
)

GROUPS = (
    auth,
    chats,
    dialogs,
    editing,
    history,
    media,
    meta,
    participants,
    people,
    presence,
    reactions,
    sending,
    updates,
)
METHODS: dict[type, Entry] = {request: entry for group in GROUPS for request, entry in group.methods.entries.items()}
"""Whatever is not in here is answered with METHOD_INVALID."""
