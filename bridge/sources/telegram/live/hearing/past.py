"""A chat's history, oldest first, in pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from telethon.tl import functions, types

from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.sources.connector import Heard, OnWait
from bridge.sources.telegram.live.hearing.albums import Albums
from bridge.sources.telegram.live.hearing.envelope import Where
from bridge.sources.telegram.live.hearing.messages import introductions, messages_of, number_of
from bridge.sources.telegram.live.hearing.reactors import Reactors
from bridge.sources.telegram.live.hearing.reading import (
    PAGE,
    Ask,
    by_number,
    channel_of,
    in_order,
    page_from,
    refuse_codes,
)
from bridge.sources.telegram.live.hearing.remembered import Remembered
from bridge.sources.telegram.live.hearing.scene import Scene, by_name
from bridge.sources.telegram.live.hearing.takeout import Pause, taking_out
from bridge.sources.telegram.live.hearing.times import milliseconds
from bridge.sources.telegram.live.line import Line
from bridge.sources.telegram.live.waits import tell_nobody

BEFORE_SUPERGROUP = -1_000_000_000
"""What Telegram Desktop adds to the numbers of messages from before a group became a supergroup, and so do we."""
_LARGEST_ALBUM = 10
_EMPTY_PAGES = 10
"""After so many pages of numbers without any message, a bot takes it that there are no more."""


@dataclass(frozen=True)
class Stretch:
    """What is to be read of one of Telegram's chats: numbers after ``after``, up to ``until`` (None: all there are)."""

    name: str
    where: Where
    after: int
    until: int | None


async def history(
    line: Line,
    chat: ChatId,
    after: MessageId | None = None,
    until: MessageId | None = None,
    *,
    on_wait: OnWait = tell_nobody,
    remembered: Remembered | None = None,
    pause: Pause = asyncio.sleep,
) -> AsyncGenerator[Sequence[Heard], None]:
    """Pages of messages from the one after ``after`` to ``until``, each person before the first message that names them.

    A supergroup that was a basic group before begins with what was said there. Raises what the line raises; then it
    can be asked for again from the last message that came.
    """
    refuse_codes(chat)
    memory = _Memory(line, remembered or Remembered())
    async with taking_out(line, on_wait, pause) as ask:
        for stretch in await _stretches(line, chat, after, until):
            async with aclosing(_pages(line, ask, stretch, memory.albums)) as pages:
                async for answer, fresh in pages:
                    if heard := await memory.hear(answer, fresh, stretch):
                        yield heard


async def _stretches(line: Line, chat: ChatId, after: MessageId | None, until: MessageId | None) -> list[Stretch]:
    first, last = number_of(after) if after else None, number_of(until) if until else None
    found = []
    if chat.startswith("channel") and (first is None or first < 0) and (before := await _group_before(line, chat)):
        found.append(_before(chat, *before, first, last))
    if last is None or last > 0:
        found.append(Stretch(chat, Where(chat), max(first or 0, 0), last))
    return found


def _before(chat: ChatId, group: str, newest: int | None, first: int | None, last: int | None) -> Stretch:
    shift = BEFORE_SUPERGROUP
    end = last - shift if last is not None and last < 0 else newest
    return Stretch(group, Where(chat, shift), first - shift if first is not None else 0, end)


async def _group_before(line: Line, chat: ChatId) -> tuple[str, int | None] | None:
    """The basic group that a supergroup was, and its newest message."""
    request = functions.channels.GetFullChannelRequest(channel_of(await line.peer(chat)))
    full = (await line.ask(request)).full_chat
    number = getattr(full, "migrated_from_chat_id", None)
    return (f"chat{number}", full.migrated_from_max_id) if number else None


async def _pages(line: Line, ask: Ask, stretch: Stretch, albums: Albums) -> AsyncGenerator[tuple[Any, list[Any]], None]:
    """Each answer, and the messages in it that were not seen before."""
    turn = _by_numbers if line.account.is_bot else _by_pages
    async with aclosing(turn(line, ask, stretch)) as answers:
        async for answer, position in answers:
            messages = in_order(answer, stretch.name)
            for message in messages:
                albums.name(stretch.where.chat, getattr(message, "grouped_id", None), message.id + stretch.where.shift)
            yield answer, [message for message in messages if _is_between(message.id, position, stretch.until)]


def _is_between(number: int, after: int, until: int | None) -> bool:
    return number > after and (until is None or number <= until)


async def _by_pages(line: Line, ask: Ask, stretch: Stretch) -> AsyncGenerator[tuple[Any, int], None]:
    """Each page, and the number after which it is new. The first begins a little earlier, for the album it may be in."""
    peer, position = await line.peer(stretch.name), stretch.after
    begin = position + 1 - _LARGEST_ALBUM
    while stretch.until is None or position < stretch.until:
        answer = await page_from(ask, peer, begin)
        newest = max((message.id for message in in_order(answer, stretch.name)), default=0)
        if newest <= position:
            return
        yield answer, position
        position, begin = newest, newest + 1


async def _by_numbers(line: Line, _: Ask, stretch: Stretch) -> AsyncGenerator[tuple[Any, int], None]:
    """Bots may not ask for a history, but for messages whose numbers they name."""
    position, empty = stretch.after, 0
    while empty < _EMPTY_PAGES and (stretch.until is None or position < stretch.until):
        last = position + PAGE if stretch.until is None else min(position + PAGE, stretch.until)
        answer = await by_number(line, stretch.name, range(position + 1, last + 1))
        there = any(not isinstance(message, types.MessageEmpty) for message in answer.messages)
        empty = 0 if there or stretch.until is not None else empty + 1
        yield answer, position
        position = last


@dataclass
class _Memory:
    """What is carried from one page to the next: who was introduced, and which albums began."""

    line: Line
    remembered: Remembered
    albums: Albums = field(default_factory=Albums)
    _met: dict[PersonId, Person] = field(default_factory=dict)
    _reactors: dict[str, Reactors] = field(default_factory=dict)

    async def hear(self, answer: Any, messages: Sequence[Any], stretch: Stretch) -> list[Heard]:
        """A page, with whoever is new in it. What must not be read is left out here; an export only counts it."""
        reactors = await self._names_in(stretch)
        reacted = {message.id: await reactors.reactions(message) for message in messages}
        company = [peer for _, along in reacted.values() for peer in along]
        scene = Scene(
            account=self.line.account,
            peers=by_name(answer.users, answer.chats, company),
            now=max((milliseconds(message.date) for message in messages), default=0),
            albums=self.albums,
            remembered=self.remembered,
        )
        said = [
            item
            for message in messages
            for item in messages_of(message, scene, stretch.where, reacted[message.id][0])
            if isinstance(item, Message)
        ]
        return [*self._new(introductions(said, scene)), *said]

    async def _names_in(self, stretch: Stretch) -> Reactors:
        if stretch.name not in self._reactors:
            self._reactors[stretch.name] = Reactors(self.line, await self.line.peer(stretch.name))
        return self._reactors[stretch.name]

    def _new(self, people: Sequence[Person]) -> list[Person]:
        new = [person for person in people if self._met.get(person.id) != person]
        self._met.update({person.id: person for person in new})
        return new
