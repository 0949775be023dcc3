"""Telegram as an account sees it, without a network: histories, sequences of updates, and differences.

Like Telegram it may lose what it pushes, push it twice or in another order; what it answers is right.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from telethon.tl import functions, types

from bridge.model.ids import PersonId
from bridge.sources.connector import Account
from bridge.sources.telegram.live.inflow import Inflow
from bridge.sources.telegram.live.peers import input_peer, name_of

ME = Account(PersonId("user1"), "Anna")
LONG_AGO = datetime(2024, 5, 1, tzinfo=UTC)
COMMON = "common"


class Memory:
    """What a login remembers; ``commits`` are all that were written, in order."""

    def __init__(self, entries: dict[str, bytes] | None = None) -> None:
        self.entries = dict(entries or {})
        self.commits: list[dict[str, bytes | None]] = []

    async def recall(self, prefix: str) -> dict[str, bytes]:
        return {key: value for key, value in self.entries.items() if key.startswith(prefix)}

    async def remember(self, entries: Any) -> None:
        self.commits.append(dict(entries))
        for key, value in entries.items():
            self.entries.pop(key, None)
            if value is not None:
                self.entries[key] = value


class Time:
    """A clock that runs only when somebody waits."""

    def __init__(self) -> None:
        self.seconds = 1_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.seconds

    def milliseconds(self) -> int:
        return int(self.seconds * 1000)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


class TimedInflow(Inflow):
    """Waits in that time."""

    def __init__(self, time: Time) -> None:
        super().__init__()
        self._time = time

    async def wait(self, seconds: float) -> None:
        if not self._waiting:
            self._time.seconds += seconds
        await asyncio.sleep(0)


def message(number: int, peer: Any, text: str = "", **fields: Any) -> types.Message:
    """A message of Boris's."""
    return types.Message(
        id=number, peer_id=peer, date=LONG_AGO, message=text or f"text {number}", from_id=types.PeerUser(2), **fields
    )


def pushed(*updates: Any, seq: int = 0) -> types.Updates:
    """A container as Telegram pushes it."""
    return types.Updates(updates=list(updates), users=[], chats=[], date=LONG_AGO, seq=seq)


@dataclass
class Sequence:
    """One sequence of updates: what leads where."""

    pts: int = 1
    events: list[tuple[int, Any]] = field(default_factory=list)

    def add(self, make: Callable[[int, int], Any], count: int = 1) -> Any:
        self.pts += count
        update = make(self.pts, count)
        self.events.append((self.pts, update))
        return update

    def after(self, pts: int) -> list[tuple[int, Any]]:
        return [(end, update) for end, update in self.events if end > pts]


class TelegramAccount:
    """The server's side, and a ``Connection`` to it. ``asked`` are the requests so far; ``fail`` may raise for one."""

    def __init__(self, time: Time | None = None, slice_size: int = 3) -> None:
        self.time = time or Time()
        self.account = ME
        self.inflow = TimedInflow(self.time)
        self.sequences: dict[str, Sequence] = {COMMON: Sequence()}
        self.histories: dict[str, dict[int, Any]] = {}
        self.slice_size = slice_size
        self.asked: list[str] = []
        self.fail: Callable[[Any], None] = lambda _: None
        self.too_long: set[str] = set()
        self.met: list[Any] = []

    def say(self, chat: str, number: int, text: str = "", count: int = 1) -> Any:
        """Something is said in a chat; the update."""
        peer = types.PeerChannel(int(chat[7:])) if chat.startswith("channel") else types.PeerChat(int(chat[4:]))
        said = message(number, peer, text)
        self.histories.setdefault(chat, {})[number] = said
        kind = types.UpdateNewChannelMessage if chat.startswith("channel") else types.UpdateNewMessage
        return self._sequence(chat).add(lambda pts, width: kind(said, pts, width), count)

    def delete(self, channel: str, numbers: list[int]) -> Any:
        """Messages of a channel are deleted; the update."""
        for number in numbers:
            self.histories.get(channel, {}).pop(number, None)
        return self._sequence(channel).add(
            lambda pts, width: types.UpdateDeleteChannelMessages(int(channel[7:]), numbers, pts, width), len(numbers)
        )

    def _sequence(self, chat: str) -> Sequence:
        return self.sequences.setdefault(chat, Sequence()) if chat.startswith("channel") else self.sequences[COMMON]

    async def connected(self) -> None:
        await asyncio.sleep(0)

    async def meet(self, containers: list[Any]) -> None:
        self.met.extend(containers)

    async def peer(self, name: str) -> Any:
        return input_peer(name, 7)

    async def ask(self, request: Any) -> Any:
        self.asked.append(type(request).__name__.removesuffix("Request"))
        await asyncio.sleep(0)
        self.fail(request)
        answers = {
            functions.updates.GetStateRequest: lambda _: self._state(self.sequences[COMMON].pts),
            functions.updates.GetDifferenceRequest: self._difference,
            functions.updates.GetChannelDifferenceRequest: self._channel_difference,
            functions.channels.GetFullChannelRequest: self._full_channel,
            functions.messages.GetHistoryRequest: self._history,
        }
        return answers[type(request)](request)

    def _state(self, pts: int) -> types.updates.State:
        return types.updates.State(pts=pts, qts=0, date=LONG_AGO, seq=0, unread_count=0)

    def _difference(self, request: Any) -> Any:
        sequence = self.sequences[COMMON]
        if COMMON in self.too_long:
            self.too_long.discard(COMMON)
            return types.updates.DifferenceTooLong(sequence.pts)
        found = sequence.after(request.pts)
        if not found:
            return types.updates.DifferenceEmpty(LONG_AGO, 0)
        now, rest = found[: self.slice_size], found[self.slice_size :]
        new, other = _divided(update for _, update in now)
        if rest:
            return types.updates.DifferenceSlice(new, [], other, [], [], self._state(now[-1][0]))
        return types.updates.Difference(new, [], other, [], [], self._state(sequence.pts))

    def _channel_difference(self, request: Any) -> Any:
        name = f"channel{request.channel.channel_id}"
        sequence = self.sequences[name]
        if name in self.too_long:
            self.too_long.discard(name)
            dialog = types.Dialog(
                peer=types.PeerChannel(request.channel.channel_id),
                top_message=0,
                read_inbox_max_id=0,
                read_outbox_max_id=0,
                unread_count=0,
                unread_mentions_count=0,
                unread_reactions_count=0,
                unread_poll_votes_count=0,
                notify_settings=types.PeerNotifySettings(),
                pts=sequence.pts,
            )
            return types.updates.ChannelDifferenceTooLong(dialog=dialog, messages=[], chats=[], users=[], final=True)
        found = sequence.after(request.pts)
        if not found:
            return types.updates.ChannelDifferenceEmpty(pts=max(request.pts, 1), final=True)
        now, rest = found[: self.slice_size], found[self.slice_size :]
        new, other = _divided(update for _, update in now)
        return types.updates.ChannelDifference(
            pts=now[-1][0], new_messages=new, other_updates=other, chats=[], users=[], final=not rest
        )

    def _full_channel(self, request: Any) -> Any:
        sequence = self._sequence(f"channel{request.channel.channel_id}")

        class Full:
            full_chat = sequence

        return Full

    def _history(self, request: Any) -> Any:
        there = sorted(self.histories.get(str(name_of(request.peer)), {}).items(), reverse=True)
        first = next((place for place, (number, _) in enumerate(there) if number < request.offset_id), len(there))
        start = (first if request.offset_id else 0) + request.add_offset
        window = there[max(start, 0) : max(start + request.limit, 0)]
        return types.messages.Messages([found for _, found in window], [], [], [])


def _divided(updates: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    new: list[Any] = []
    other: list[Any] = []
    for update in updates:
        is_new = isinstance(update, types.UpdateNewMessage | types.UpdateNewChannelMessage)
        (new if is_new else other).append(update.message if is_new else update)
    return new, other
