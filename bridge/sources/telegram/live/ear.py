"""What an update tells, with all that has to be asked for before it can be told."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from telethon.tl import types

from bridge.errors import NetworkRefused, NetworkWait
from bridge.model.chat import Chat, Continuation
from bridge.model.ids import ChatId
from bridge.model.person import Person
from bridge.model.unreadable import Withheld
from bridge.sources.connector import Heard
from bridge.sources.telegram.live.hearing import LookAgain, Remembered, Scene, Unplaced, hear, look_again
from bridge.sources.telegram.live.hearing.albums import Albums
from bridge.sources.telegram.live.hearing.amended import deleted
from bridge.sources.telegram.live.hearing.scene import Told
from bridge.sources.telegram.live.line import Line
from bridge.sources.telegram.live.peers import name_of
from bridge.sources.telegram.live.updates.comparing import DeletedIn
from bridge.sources.telegram.live.updates.sorting import Step
from bridge.sources.telegram.live.waits import Clock
from bridge.sources.telegram.live.whereabouts import Whereabouts

log = logging.getLogger(__name__)


class TelegramEar:
    """Of one connection. ``remembered`` is shared with who opens files."""

    def __init__(self, line: Line, whereabouts: Whereabouts, remembered: Remembered, clock: Clock) -> None:
        self._line, self._whereabouts, self._remembered, self._clock = line, whereabouts, remembered, clock
        self._albums = Albums()

    async def hear(self, step: Step, wanted: frozenset[str]) -> Sequence[Heard]:
        """See ``Ear``."""
        update, scene = step.update, self._scene(step)
        if isinstance(update, DeletedIn):
            return (deleted(ChatId(str(name_of(update.peer))), update.messages, scene),)
        if isinstance(update, types.UpdateDeleteMessages):
            await self._whereabouts.recall(update.messages)
        self._whereabouts.note(getattr(update, "message", None))
        heard = [one for told in hear(update, scene) for one in await self._found_out(told, scene, wanted)]
        heard += _continuations(update)
        return [one for one in heard if chat_of(one) is None or chat_of(one) in wanted]

    @property
    def noted(self) -> dict[str, bytes | None]:
        """See ``Ear``."""
        return dict(self._whereabouts.noted)

    def is_remembered(self, entries: dict[str, bytes | None]) -> None:
        """See ``Ear``."""
        self._whereabouts.forget(entries)

    def _scene(self, step: Step) -> Scene:
        return Scene(
            self._line.account,
            step.cast.entities,
            step.cast.date * 1000 or self._clock.now(),
            self._whereabouts.chat_of,
            self._whereabouts.poll,
            self._albums,
            self._remembered,
        )

    async def _found_out(self, told: Told, scene: Scene, wanted: frozenset[str]) -> Sequence[Heard]:
        if isinstance(told, Withheld):
            return ()
        if isinstance(told, Unplaced):
            return _anywhere(told, scene, wanted)
        if isinstance(told, LookAgain):
            return await self._looked(told, scene) if told.chat in wanted else ()
        return (told,)

    async def _looked(self, doubt: LookAgain, scene: Scene) -> Sequence[Heard]:
        """What is other now. A chat's title comes as a message of its own as well, so that it need not be waited for."""
        try:
            return await look_again(self._line, doubt, scene)
        except NetworkRefused as refusal:
            log.info("%s cannot be looked at again: %s", doubt.chat, refusal.code)
            return ()
        except NetworkWait:
            if doubt.messages:
                raise
            log.info("%s is not looked at again, since Telegram asks to wait", doubt.chat)
            return ()


def _continuations(update: Any) -> list[Continuation]:
    """A basic group that has become a supergroup: what is said from now on is said there."""
    message: Any = getattr(update, "message", None)
    action = getattr(message, "action", None)
    if not isinstance(action, types.MessageActionChatMigrateTo):
        return []
    return [Continuation(chat=ChatId(str(name_of(message.peer_id))), by=ChatId(f"channel{action.channel_id}"))]


def _anywhere(lost: Unplaced, scene: Scene, wanted: frozenset[str]) -> list[Any]:
    """Messages that nobody has met since this account was linked.

    The numbers are the account's, so that at most one of its private chats and basic groups has each.
    """
    log.info("%d deleted messages may be in any private chat or basic group", len(lost.messages))
    return [deleted(ChatId(chat), lost.messages, scene) for chat in sorted(wanted) if not chat.startswith("channel")]


def chat_of(heard: Heard) -> ChatId | None:
    """The chat that something is about; None: a person."""
    if isinstance(heard, Person):
        return None
    return heard.id if isinstance(heard, Chat) else heard.chat
