"""All sequences of one account: what comes is put in its place, and what can be told now is handed out in order.

Pure: the time is given, and nothing is asked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bridge.sources.telegram.live.updates.addresses import is_wanted
from bridge.sources.telegram.live.updates.differences import Difference
from bridge.sources.telegram.live.updates.positions import Account
from bridge.sources.telegram.live.updates.sorting import COMMON, LOOSE, SECRET, Ask, Numbered, Step, is_unread, steps_of
from bridge.sources.telegram.live.updates.streams import Stream


class Ledger:
    """``wanted`` are the chats that are followed. ``channels`` are the sequences of those that have one."""

    def __init__(self, account: Account, now: float) -> None:
        self.wanted: frozenset[str] = frozenset()
        self.channels: dict[str, Stream[Step]] = {}
        self._common: Stream[Step] = Stream(account.pts, now)
        self._secret: Stream[Step] = Stream(account.qts, now)
        self._numbers: Stream[tuple[Step, ...]] = Stream(0, now)
        self._date = account.date

    @property
    def account(self) -> Account:
        """Where the account's own sequences are."""
        return Account(self._common.position, self._secret.position, self._date)

    def positions(self) -> dict[str, int]:
        """Where the channels' sequences are."""
        return {name: stream.position for name, stream in self.channels.items()}

    def follow(self, name: str, pts: int, now: float) -> None:
        """A channel is listened to from here on; its difference is due at once."""
        self.channels.setdefault(name, Stream(pts, now))

    def unfollow(self, names: Iterable[str]) -> None:
        """These channels are not listened to any more."""
        for name in names:
            self.channels.pop(name, None)

    def take(self, container: Any, now: float) -> list[Step]:
        """What Telegram sent; what can be told now, in order."""
        return self._placed(steps_of(container), now)

    def after(self, difference: Difference, stream: str, now: float) -> list[Step]:
        """The difference of a sequence; what can be told now, in order."""
        told = self._placed(difference.found, now)
        if stream == COMMON:
            return told + self._told(self._after_account(difference, now))
        if stream in self.channels and difference.pts is not None:
            told += self._told(self.channels[stream].jump(difference.pts, now, final=difference.final))
        return told

    def _after_account(self, difference: Difference, now: float) -> Iterator[Step]:
        account, final = difference.account, difference.final
        assert account is not None
        self._date = max(account.date, self._date)
        yield from self._common.jump(account.pts, now, final=final)
        yield from self._secret.jump(account.qts, now, final=True)
        number = self._numbers.position if difference.seq is None else difference.seq
        for steps in self._numbers.jump(number, now, final=True):
            yield from steps

    def due(self) -> tuple[float, str]:
        """When a difference is due next, and of which sequence."""
        own = min(stream.due for stream in (self._common, self._secret, self._numbers))
        return min([(own, COMMON), *((stream.due, name) for name, stream in self.channels.items())])

    def put_off(self, stream: str, when: float) -> None:
        """A difference cannot be had before."""
        own = (self._common, self._secret, self._numbers)
        for one in own if stream == COMMON else (self.channels[stream],):
            one.put_off(when)

    def ask_all(self, now: float) -> None:
        """Whatever was pushed may have been lost."""
        for stream in (self._common, *self.channels.values()):
            stream.ask_at(now)

    def _placed(self, found: Iterable[Step | Ask | Numbered], now: float) -> list[Step]:
        return [step for one in found for step in self._told(self._one(one, now))]

    def _told(self, steps: Iterable[Step]) -> list[Step]:
        return [step for step in steps if step.update is not None and is_wanted(step.update, self.wanted)]

    def _one(self, one: Step | Ask | Numbered, now: float) -> list[Step]:
        if isinstance(one, Ask):
            self._ask(one.stream, now)
            return []
        if isinstance(one, Numbered):
            return [step for steps in self._numbers.offer(one.end, one.count, one.steps, now) for step in steps]
        stream = self._stream(one.stream)
        if one.stream == LOOSE:
            return [one]
        if stream is None:
            return []
        if one.count < 0 or (is_unread(one) and is_wanted(one.update, self.wanted)):
            stream.expect(one.end, now)
            return []
        return [step for step in stream.offer(one.end, one.count, one, now) if not is_unread(step)]

    def _ask(self, stream: str, now: float) -> None:
        if not stream:
            self.ask_all(now)
        elif (known := self._stream(stream)) is not None:
            known.ask_at(now)

    def _stream(self, name: str) -> Stream[Step] | None:
        return {COMMON: self._common, SECRET: self._secret}.get(name) or self.channels.get(name)
