"""In which chat a message is, or a poll: of private chats and basic groups Telegram tells deletions by number alone."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from bridge.model.ids import ChatId
from bridge.sources.connector import Memory
from bridge.sources.telegram.live.peers import name_of

PREFIX = "placed/"
KEPT = 50_000


def key_of(number: int) -> str:
    """Of fixed width, so that no key begins like another."""
    return f"{PREFIX}{number:010}"


class Whereabouts:
    """What was met lately is kept at hand; messages are remembered over restarts too, once ``noted`` is written."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._messages: OrderedDict[int, str] = OrderedDict()
        self._polls: OrderedDict[int, tuple[ChatId, int]] = OrderedDict()
        self.noted: dict[str, bytes | None] = {}
        """Entries that are still to be remembered."""

    def note(self, message: Any) -> None:
        """A message was met (one of Telethon's)."""
        chat = name_of(getattr(message, "peer_id", None))
        if chat is None:
            return
        poll = getattr(getattr(message, "media", None), "poll", None)
        if poll is not None:
            _keep(self._polls, poll.id, (ChatId(chat), message.id))
        if not chat.startswith("channel"):
            self.note_number(message.id, chat)

    def note_number(self, number: int, chat: str) -> None:
        """A message of a private chat or basic group was met."""
        if self._messages.get(number) != chat:
            _keep(self._messages, number, chat)
            self.noted[key_of(number)] = chat.encode()

    def forget(self, entries: dict[str, bytes | None]) -> None:
        """These are remembered by now."""
        for key in entries:
            self.noted.pop(key, None)

    async def recall(self, numbers: list[int]) -> None:
        """Have these at hand, as far as they are remembered."""
        for number in numbers:
            if number not in self._messages and (found := (await self._memory.recall(key_of(number))).values()):
                _keep(self._messages, number, next(iter(found)).decode())

    def chat_of(self, number: int) -> ChatId | None:
        """The private chat or basic group that has this message; None: nobody knows."""
        chat = self._messages.get(number)
        return None if chat is None else ChatId(chat)

    def poll(self, number: int) -> tuple[ChatId, int] | None:
        """The chat and the message of a poll."""
        return self._polls.get(number)


def _keep(table: OrderedDict[int, Any], number: int, value: Any) -> None:
    table[number] = value
    table.move_to_end(number)
    while len(table) > KEPT:
        table.popitem(last=False)
