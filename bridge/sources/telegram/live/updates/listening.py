"""Listening: what Telegram pushes, and what it tells when it is asked, delivered in order and then remembered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from telethon.tl.types import UpdatesTooLong

from bridge.errors import NetworkRefused, NetworkUnavailable, NetworkWait
from bridge.model.ids import ChatId
from bridge.sources.connector import Deliver, Heard
from bridge.sources.telegram.live.connection import Connection
from bridge.sources.telegram.live.peers import NEVER
from bridge.sources.telegram.live.updates.beginnings import begin, input_channel
from bridge.sources.telegram.live.updates.comparing import compared
from bridge.sources.telegram.live.updates.differences import Difference, of_account, of_channel, present_state
from bridge.sources.telegram.live.updates.ledger import Ledger
from bridge.sources.telegram.live.updates.overlooked import Overlooked
from bridge.sources.telegram.live.updates.positions import Positions
from bridge.sources.telegram.live.updates.sorting import COMMON, Step

MOST_AT_ONCE = 200
"""Containers of updates that are delivered together."""
LONGEST_REST = 5.0
"""Seconds after which the connection is looked at, when nothing comes."""
SOON, LATER, MUCH_LATER = 3.0, 60.0, 3600.0
"""Seconds until Telegram is asked again: after it could not answer, after it has refused, and where a chat is closed."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between two tries to get the connection back."""

log = logging.getLogger(__name__)


class Ear(Protocol):
    """Who understands updates."""

    async def hear(self, step: Step, wanted: frozenset[str]) -> Sequence[Heard]:
        """What an update tells. ``wanted`` are the chats that are followed. Called again when something failed."""
        ...

    @property
    def noted(self) -> dict[str, bytes | None]:
        """What is to be remembered together with the position after what was heard."""
        ...

    def is_remembered(self, entries: dict[str, bytes | None]) -> None:
        """These were."""
        ...


@dataclass(frozen=True)
class Pace:
    """A steady clock, in seconds, and how to let some pass. Tests have their own."""

    now: Callable[[], float] = lambda: asyncio.get_running_loop().time()
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Listener:
    """Of one connection."""

    def __init__(self, line: Connection, positions: Positions, ear: Ear, pace: Pace) -> None:
        self._line, self._positions, self._ear, self._pace = line, positions, ear, pace
        self._ledger: Ledger | None = None
        self._overlooked = Overlooked(line)
        self._ready: list[Step] = []
        self._begun: set[str] = set()
        self._unreachable: dict[str, float] = {}
        self._beginning = asyncio.Lock()
        self._loaded = False
        self._since = 0
        """When everything that had happened was known last, seconds since 1970, UTC."""

    async def run(self, chats: Callable[[], Collection[ChatId]], deliver: Deliver) -> None:
        """See ``Connector.listen``."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._round(chats, deliver)
                pause = FIRST_PAUSE
            except (NetworkUnavailable, NetworkWait) as error:
                seconds = getattr(error, "seconds", pause)
                log.info("%s: listening goes on in %.0f s", type(error).__name__, seconds)
                await self._pace.sleep(seconds)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def follow(self, chat: str) -> int | None:
        """See ``Connector.follow``: the number of the newest message."""
        self._begun.add(chat)
        try:
            await self._load()
            async with self._beginning:
                heard_already = self._ledger is not None and chat in self._ledger.channels
                newest = await begin(self._line, self._positions, chat, anew=not heard_already)
                self._take_up(chat)
        except BaseException:
            self._begun.discard(chat)
            raise
        return newest

    async def _round(self, chats: Callable[[], Collection[ChatId]], deliver: Deliver) -> None:
        await self._line.connected()
        ledger = await self._opened()
        await self._attune(ledger, frozenset(chats()))
        containers = self._line.inflow.take(MOST_AT_ONCE)
        if any(isinstance(container, UpdatesTooLong) for container in containers):
            self._overlooked.doubt(ledger.wanted)
        for container in containers:
            self._ready += ledger.take(container, self._pace.now())
        await self._line.meet(containers)
        await self._settle(ledger, deliver)
        due, stream = ledger.due()
        if due <= self._pace.now():
            await self._catch_up(ledger, stream, deliver)
            await self._settle(ledger, deliver)
            return
        self._since = ledger.account.date
        if self._overlooked.due <= self._pace.now():
            await self._look_back(ledger)
            await self._settle(ledger, deliver)
        else:
            await self._line.inflow.wait(
                min(due, self._overlooked.due, self._pace.now() + LONGEST_REST) - self._pace.now()
            )

    async def _look_back(self, ledger: Ledger) -> None:
        """A connection is new, so reactions may have been overlooked in one chat or another."""
        try:
            self._ready += await self._overlooked.look(ledger.wanted, self._pace.now())
        except NetworkRefused as refusal:
            log.info("reactions of the time away cannot be had: %s", refusal.code)
            self._overlooked.give_up(self._pace.now())
        except NetworkWait as wait:
            log.info("reactions of the time away are asked for later, in %d s at the earliest", wait.seconds)

    async def _opened(self) -> Ledger:
        """The account's sequences, from where they were delivered up to."""
        await self._load()
        if self._ledger is None:
            if self._positions.account is None:
                await self._positions.write(account=await present_state(self._line))
            account = self._positions.account
            assert account is not None
            self._ledger, self._since = Ledger(account, self._pace.now()), account.date
        return self._ledger

    async def _load(self) -> None:
        if not self._loaded:
            await self._positions.load()
            self._loaded = True

    async def _attune(self, ledger: Ledger, chats: frozenset[str]) -> None:
        """Listen to what is to be listened to now. What was begun lately counts until its caller names it too."""
        self._begun -= chats
        ledger.wanted = (chats | self._begun) - NEVER
        ledger.unfollow(ledger.channels.keys() - ledger.wanted)
        for chat in sorted(ledger.wanted):
            if self._is_new(ledger, chat) and self._unreachable.get(chat, 0) <= self._pace.now():
                await self._begin(chat)

    def _is_new(self, ledger: Ledger, chat: str) -> bool:
        if chat.startswith("channel"):
            return chat not in ledger.channels
        return self._positions.newest(chat) is None

    async def _begin(self, chat: str) -> None:
        """A chat that is followed from now on, or was in an earlier run."""
        try:
            async with self._beginning:
                if self._positions.newest(chat) is None or self._is_without_position(chat):
                    await begin(self._line, self._positions, chat, anew=False)
                self._take_up(chat)
        except NetworkRefused as refusal:
            self._unreachable[chat] = self._pace.now() + MUCH_LATER
            log.warning("%s cannot be listened to: %s", chat, refusal.code)
        except NetworkWait as wait:
            self._unreachable[chat] = self._pace.now() + wait.seconds
        except NetworkUnavailable:
            self._unreachable[chat] = self._pace.now() + SOON
            raise

    def _is_without_position(self, chat: str) -> bool:
        return chat.startswith("channel") and self._positions.channel(chat) is None

    def _take_up(self, chat: str) -> None:
        pts = self._positions.channel(chat)
        if self._ledger is not None and pts is not None:
            self._ledger.follow(chat, pts, self._pace.now())

    async def _settle(self, ledger: Ledger, deliver: Deliver) -> None:
        """Deliver what is ready, then remember that it was. What fails stays ready."""
        steps = tuple(self._ready)
        heard = [one for step in steps for one in await self._ear.hear(step, ledger.wanted)]
        if heard:
            await deliver(heard)
        noted = self._ear.noted
        await self._positions.write(ledger.account, ledger.positions(), newest_of(steps), noted)
        self._ear.is_remembered(noted)
        del self._ready[: len(steps)]

    async def _catch_up(self, ledger: Ledger, stream: str, deliver: Deliver) -> None:
        """Ask for one slice of one difference."""
        try:
            difference = await self._difference(ledger, stream)
            if difference.too_long:
                await self._compare(ledger, stream, deliver)
            self._ready += ledger.after(difference, stream, self._pace.now())
        except NetworkWait as wait:
            ledger.put_off(stream, self._pace.now() + wait.seconds)
        except NetworkUnavailable:
            ledger.put_off(stream, self._pace.now() + SOON)  # maybe it is only this one that cannot be had
            raise
        except NetworkRefused as refusal:
            log.warning("%s: Telegram refuses the difference: %s", stream, refusal.code)
            gone = refusal.code.startswith(("CHANNEL_", "USER_BANNED"))
            ledger.put_off(stream, self._pace.now() + (MUCH_LATER if gone else LATER))

    async def _difference(self, ledger: Ledger, stream: str) -> Difference:
        try:
            if stream == COMMON:
                return await of_account(self._line, ledger.account)
            channel = await input_channel(self._line, stream)
            return await of_channel(self._line, channel, ledger.channels[stream].position)
        except NetworkRefused as refusal:
            if stream == COMMON and refusal.code.startswith("PERSISTENT_TIMESTAMP"):
                return Difference(account=await present_state(self._line), too_long=True)
            raise

    async def _compare(self, ledger: Ledger, stream: str, deliver: Deliver) -> None:
        """Telegram tells too little of what was missed: the histories are compared. The position stays where it is
        until all of them are delivered.
        """
        if stream != COMMON:
            await self._compare_one(ledger, stream, deliver)
            return
        for chat in sorted(chat for chat in ledger.wanted if not chat.startswith("channel")):
            try:
                await self._compare_one(ledger, chat, deliver)
            except NetworkRefused as refusal:
                log.warning("%s cannot be compared any more: %s", chat, refusal.code)

    async def _compare_one(self, ledger: Ledger, chat: str, deliver: Deliver) -> None:
        """A chat whose beginning is not known yet has nothing to be compared with: it begins later."""
        newest = self._positions.newest(chat)
        if newest is None:
            return
        log.warning("%s: its history is read, and changes to older messages may be missing", chat)
        async for steps in compared(self._line, chat, newest, self._since):
            self._ready += steps
            await self._settle(ledger, deliver)


def newest_of(steps: Sequence[Step]) -> dict[str, int]:
    """The newest message of each chat among these."""
    found: dict[str, int] = {}
    for step in steps:
        message = getattr(step.update, "message", None)
        chat, number = step.chat, getattr(message, "id", None)
        if chat is not None and isinstance(number, int) and number > found.get(chat, -1):
            found[chat] = number
    return found
