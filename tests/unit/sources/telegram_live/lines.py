"""A line that answers as Telegram would, out of a few messages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from telethon.tl import types

from bridge.errors import NetworkRefused
from bridge.model.ids import PersonId
from bridge.sources.connector import Account
from bridge.sources.telegram.live.peers import input_peer
from tests.unit.sources.telegram_live.objects import ME, everybody

Answer = Callable[[Any], Any]


class FakeLine:
    """Answers each kind of request by a function, or (an error) refuses it; keeps what was asked.

    ``files`` are the bytes of each file reference; one that is not there has run out.
    """

    def __init__(
        self, answers: dict[str, Any], *, is_bot: bool = False, files: dict[bytes, bytes] | None = None
    ) -> None:
        self.account = Account(person=PersonId(f"user{ME}"), name="Mara", is_bot=is_bot)
        self.asked: list[Any] = []
        self._answers = {"InitTakeoutSession": refused("TAKEOUT_REQUIRED"), **answers}
        self._files = files or {}
        self.breaks_after: int | None = None

    async def ask(self, request: Any) -> Any:
        self.asked.append(request)
        inner = getattr(request, "query", request)
        answer = self._answers[type(inner).__name__.removesuffix("Request")]
        if isinstance(answer, Exception):
            raise answer
        return answer(inner) if callable(answer) else answer

    async def peer(self, name: str) -> Any:
        return input_peer(name, 1)

    async def pieces(self, location: Any, offset: int, size: int | None, dc: int | None) -> AsyncIterator[bytes]:
        held = self._files.get(location.file_reference)
        if held is None:
            raise refused("FILE_REFERENCE_EXPIRED")
        for place in range(offset, len(held), 4):
            if self.breaks_after is not None and place >= self.breaks_after:
                self.breaks_after = None
                raise refused("FILE_REFERENCE_EXPIRED")
            yield held[place : place + 4]

    def names(self) -> list[str]:
        """What was asked for, in order."""
        return [type(getattr(request, "query", request)).__name__.removesuffix("Request") for request in self.asked]


def refused(code: str) -> NetworkRefused:
    return NetworkRefused("Telegram refuses this.", code=code)


def chat_with(*messages: Any, people: list[Any] | None = None) -> Answer:
    """A chat's history, asked for in pages as Telegram gives them: padded with older ones where there are too few."""

    def answer(request: Any) -> Any:
        here = [message for message in messages if matches(message, request.peer)]
        newer = sorted((message for message in here if message.id >= request.offset_id), key=lambda one: one.id)
        page = newer[: -request.add_offset]
        older = sorted((message for message in here if message.id < request.offset_id), key=lambda one: -one.id)
        page += older[: request.limit - len(page)]
        return pack(sorted(page, key=lambda one: -one.id), people)

    return answer


def matches(message: Any, peer: Any) -> bool:
    names = ("user_id", "chat_id", "channel_id")
    return any(hasattr(peer, name) and getattr(message.peer_id, name, None) == getattr(peer, name) for name in names)


def numbered(*messages: Any) -> Answer:
    """Messages by their numbers; those that are not there come empty."""
    known = {message.id: message for message in messages}

    def answer(request: Any) -> Any:
        return pack([known.get(wanted.id) or types.MessageEmpty(wanted.id, None) for wanted in request.id])

    return answer


def pack(messages: list[Any], people: list[Any] | None = None) -> Any:
    everyone = everybody()
    users = people if people is not None else [peer for peer in everyone if isinstance(peer, types.User)]
    chats = [peer for peer in everyone if not isinstance(peer, types.User)]
    return types.messages.MessagesSlice(count=len(messages), messages=messages, topics=[], chats=chats, users=users)


def full_channel(**fields: Any) -> Any:
    known: dict[str, Any] = {
        "id": 700, "about": "Beans and peas", "read_inbox_max_id": 0, "read_outbox_max_id": 0, "unread_count": 0,
        "chat_photo": types.PhotoEmpty(0), "notify_settings": types.PeerNotifySettings(), "bot_info": [], "pts": 1,
    }  # fmt: skip
    people = [peer for peer in everybody() if isinstance(peer, types.User)]
    chats = [peer for peer in everybody() if not isinstance(peer, types.User)]
    return types.messages.ChatFull(types.ChannelFull(**{**known, **fields}), chats, people)


__all__ = ["FakeLine", "chat_with", "full_channel", "numbered", "pack", "refused"]
