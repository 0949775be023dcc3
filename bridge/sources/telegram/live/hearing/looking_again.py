"""Asking for what Telegram said is other now without saying how."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from telethon.tl import types

from bridge.model.amendment import Revision
from bridge.model.content import Poll
from bridge.model.message import Message
from bridge.sources.connector import Heard
from bridge.sources.telegram.live.hearing.amended import amendment, edits_of, reactions_now
from bridge.sources.telegram.live.hearing.details import chat_today
from bridge.sources.telegram.live.hearing.messages import introductions, messages_of, number_of
from bridge.sources.telegram.live.hearing.reading import PAGE, by_number, in_order
from bridge.sources.telegram.live.hearing.scene import LookAgain, Scene, by_name
from bridge.sources.telegram.live.line import Line


async def look_again(line: Line, doubt: LookAgain, scene: Scene) -> list[Heard]:
    """The chat as it is now; or what is other about these messages: their words, votes and reactions.

    ``scene`` is that of the update. Raises NetworkRefused when this account cannot see them any more.
    """
    if not doubt.messages:
        return [await chat_today(line, doubt.chat)]
    heard: list[Heard] = []
    for start in range(0, len(doubt.messages), PAGE):
        answer = await by_number(line, doubt.chat, doubt.messages[start : start + PAGE])
        now = replace(scene, peers={**scene.peers, **by_name(answer.users, answer.chats)})
        for message in in_order(answer, doubt.chat):
            heard += _as_it_is(message, now)
    return heard


def _as_it_is(message: Any, scene: Scene) -> list[Heard]:
    if isinstance(message, types.MessageEmpty):
        return []
    items = [item for item in messages_of(message, scene) if isinstance(item, Message)]
    votes = [_votes(item, item.content, scene) for item in items if isinstance(item.content, Poll)]
    said = [*votes, *reactions_now(items, scene, message)] if votes else edits_of(message, scene)
    return [*introductions(said, scene), *said]


def _votes(item: Message, poll: Poll, scene: Scene) -> Message:
    """How a poll stands; Telegram gives votes no date."""
    content = Revision(message=item.id, content=poll)
    return amendment(item.chat, number_of(item.id), f"v{scene.now // 1000}", content, scene.now)
