"""Edited messages: each event that said one is replaced by what it says now."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from msgspec.structs import replace

from bridge.matrix.composing import joined, styled
from bridge.matrix.content.pieces import Said
from bridge.matrix.content.poll_results import poll_in, say_results
from bridge.matrix.content.replacement import WRAPPING, replaced
from bridge.matrix.content.spoken import say_again
from bridge.matrix.events import Earlier, Role, Surroundings
from bridge.model.amendment import Amended, Revision
from bridge.model.content import Poll, Unsupported, Written
from bridge.model.message import Message, Reply
from bridge.model.text import Style, Text

EDITED = "edited:"


def say_revision(item: Message, content: Revision, surroundings: Surroundings) -> Said:
    """What a message says now, in its place; in words of its own where that place is not ours, or not here."""
    earlier = surroundings.parts.get(content.message, ())
    poll = poll_in(earlier)
    if poll is not None and isinstance(content.content, Poll):
        return say_results(content, poll, surroundings)
    now = content.content if _is_ours(earlier, surroundings) else _announced(content.content)
    within = dataclasses.replace(surroundings, content_limit=surroundings.content_limit - WRAPPING)
    said = say_again(_as_said_now(item, content, now, surroundings), now, within)
    pieces = tuple(replaced(said.pieces, earlier, content.message, surroundings))
    lost = () if earlier or content.message in surroundings.events else ("revision-target-not-here",)
    return Said(pieces, (*lost, *said.losses), said.outcome, said.reason)


def _is_ours(earlier: Sequence[Earlier], surroundings: Surroundings) -> bool:
    """Was all of it said by us, by somebody who is here or may come in again?"""
    here = {surroundings.bot, *surroundings.joined, *surroundings.ghosts.values()}
    said = [one for one in earlier if one.role in (Role.MESSAGE, Role.ECHO)]
    return bool(said) and all(one.ours and one.role is Role.MESSAGE and one.sender in here for one in said)


def _as_said_now(item: Message, content: Revision, now: Amended, surroundings: Surroundings) -> Message:
    """The edited message. Clients tell by themselves that it was edited; a message of its own answers the old one."""
    if now is content.content:
        return replace(item, content=now, edited=None)
    here = content.message in surroundings.events
    return replace(item, content=now, edited=None, reply=Reply(message=content.message) if here else None)


def _announced(content: Amended) -> Amended:
    """The same, with a word in front that tells that it was edited."""
    mark = styled(EDITED, Style.ITALIC)
    if isinstance(content, Written):
        return Written(joined([mark, Text(" "), content.text]))
    if isinstance(content, Unsupported):
        return replace(content, text=joined([mark, Text(" "), content.text]))
    return replace(content, caption=joined([mark, Text(" "), content.caption]))
