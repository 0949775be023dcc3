"""Reactions below a message, and who gave them as far as Telegram says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from telethon.tl import types

from bridge.model.ids import MediaId, PersonId
from bridge.model.reaction import Reaction, Reactor
from bridge.sources.telegram.live.hearing.times import milliseconds
from bridge.sources.telegram.live.peers import NEVER, name_of
from bridge.sources.telegram.reactions import PAID

_UNKNOWN = ":unknown reaction:"


def reactions_of(reactions: Any, reactors: Iterable[Any] | None = None) -> tuple[Reaction, ...]:
    """Each emoji once, with its count. ``reactors``: those who gave them, where more are known than came along."""
    if reactions is None:
        return ()
    known = list(reactions.recent_reactions or () if reactors is None else reactors)
    found = (_one(entry, known) for entry in reactions.results)
    return tuple(reaction for reaction in found if reaction.count > 0)


def is_partial(reactions: Iterable[Reaction]) -> bool:
    """Have more people reacted than are named?"""
    return any(reaction.count > len(reaction.by) for reaction in reactions)


def emoji_of(reaction: Any) -> tuple[str, MediaId | None]:
    """A reaction as it is called, and its picture where Telegram has one for it."""
    if isinstance(reaction, types.ReactionEmoji):
        return reaction.emoticon, None
    if isinstance(reaction, types.ReactionCustomEmoji):
        return f":{reaction.document_id}:", MediaId(f"emoji/{reaction.document_id}")
    return (PAID if isinstance(reaction, types.ReactionPaid) else _UNKNOWN), None


def _one(entry: Any, reactors: Iterable[Any]) -> Reaction:
    emoji, media = emoji_of(entry.reaction)
    by: dict[str, Reactor] = {}
    for reactor in reactors:
        person = str(name_of(reactor.peer_id))
        if emoji_of(reactor.reaction)[0] == emoji and person not in NEVER:
            by.setdefault(person, Reactor(person=PersonId(person), time=milliseconds(reactor.date)))
    return Reaction(emoji=emoji, count=max(entry.count, len(by)), by=tuple(by.values()), media=media)
