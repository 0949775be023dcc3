"""From the containers that Telegram sends to steps: one update each, with its sequence and its place there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from telethon.tl import types

from bridge.sources.telegram.live.peers import name_of
from bridge.sources.telegram.live.updates.addresses import chat_of
from bridge.sources.telegram.live.updates.marks import Behind

COMMON, SECRET, LOOSE = "common", "secret", ""
"""The account's own sequence (pts), the one of its secret chats and of bots (qts), and what is in none."""

OF_CHANNELS = (
    types.UpdateNewChannelMessage,
    types.UpdateEditChannelMessage,
    types.UpdateDeleteChannelMessages,
    types.UpdatePinnedChannelMessages,
    types.UpdateChannelWebPage,
)
COMMON_CHANGED = (types.UpdatePtsChanged,)


@dataclass(frozen=True)
class Cast:
    """The people and chats that Telegram sent along with updates: ``user1``, ``chat2`` … and Telethon's objects.

    ``date`` is Telegram's time of the updates, seconds since 1970, UTC; 0 where it says none.
    """

    entities: dict[str, Any] = field(default_factory=dict)
    date: int = 0


@dataclass(frozen=True)
class Step:
    """One update. ``update`` None: something happened at this place that is none of ours."""

    update: Any
    cast: Cast
    stream: str = LOOSE
    end: int = 0
    count: int = 0

    @property
    def chat(self) -> str | None:
        """In which chat it happened, if the update says so."""
        return chat_of(self.update)


@dataclass(frozen=True)
class Ask:
    """The difference must be asked for: of ``common``, of ``channel3``, of all (``""``)."""

    stream: str


@dataclass(frozen=True)
class Numbered:
    """Updates of one container that has numbers of its own (seq)."""

    end: int
    count: int
    steps: tuple[Step, ...]


def cast_of(answer: Any, date: int = 0) -> Cast:
    """Everybody who came along with an answer, by name."""
    return Cast({str(name_of(entity)): entity for entity in (*answer.users, *answer.chats)}, date)


def seconds(date: Any) -> int:
    """Telethon's dates, as Telegram sends them."""
    return int(date.timestamp()) if date is not None else 0


def steps_of(container: Any) -> Iterator[Step | Ask | Numbered]:
    """What one container says, in its order."""
    if isinstance(container, types.UpdatesTooLong):
        yield Ask("")
    elif isinstance(container, Behind):
        yield Step(None, Cast(), container.channel or COMMON, container.pts, -1)
    elif isinstance(container, types.UpdateShortMessage | types.UpdateShortChatMessage):
        yield from _short(container)
    elif isinstance(container, types.UpdateShortSentMessage):
        yield Ask(COMMON)
    elif isinstance(container, types.UpdateShort):
        yield from placed(container.update, Cast(date=seconds(container.date)))
    elif isinstance(container, types.Updates | types.UpdatesCombined):
        yield from _container(container)


def _short(message: Any) -> Iterator[Step | Ask]:
    """A message without its sender's name and picture: the difference has it with them.

    The step is for the chats that are not followed: there, its number is all that counts.
    """
    chat = types.PeerChat(message.chat_id) if hasattr(message, "chat_id") else types.PeerUser(message.user_id)
    yield Step(_Unread(chat), Cast(), COMMON, message.pts, message.pts_count)


@dataclass(frozen=True)
class _Unread:
    peer: Any


def is_unread(step: Step) -> bool:
    """Did something happen in a chat, of which this step does not say enough?"""
    return isinstance(step.update, _Unread)


def _container(container: Any) -> Iterator[Step | Ask | Numbered]:
    cast = cast_of(container, seconds(container.date))
    loose = []
    for update in container.updates:
        for step in placed(update, cast):
            if isinstance(step, Step) and step.stream == LOOSE and container.seq:
                loose.append(step)
            else:
                yield step
    if container.seq:
        count = container.seq - getattr(container, "seq_start", container.seq) + 1
        yield Numbered(container.seq, count, tuple(loose))


def placed(update: Any, cast: Cast) -> Iterator[Step | Ask]:
    """One update at its place; what Telegram says of a sequence without saying what happened becomes a question."""
    if isinstance(update, types.UpdateChannelTooLong):
        yield Ask(f"channel{update.channel_id}")
    elif isinstance(update, COMMON_CHANGED):
        yield Ask(COMMON)
    else:
        yield Step(update, cast, *place_of(update))
        if isinstance(update, types.UpdateChannel):
            yield Ask(f"channel{update.channel_id}")


def place_of(update: Any) -> tuple[str, int, int]:
    """The sequence an update belongs to, where it leads there, and over how many numbers."""
    if isinstance(update, OF_CHANNELS):
        return str(chat_of(update)), update.pts, update.pts_count
    if getattr(update, "pts_count", None) is not None and update.pts:
        return COMMON, update.pts, update.pts_count
    if getattr(update, "qts", None):
        return SECRET, update.qts, 1
    return LOOSE, 0, 0
