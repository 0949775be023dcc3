"""Linking an account: a conversation, one question after the other, until the network knows us."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable
from dataclasses import dataclass

from bridge.commands.answers import Answer, Code, Line, Picture, Question, Result, Strong, say
from bridge.commands.limits import Attempts
from bridge.commands.services import Login, Logins, Offer
from bridge.errors import BeringiaError, LoginLost, NetworkRefused, NetworkUnavailable, NetworkWait
from bridge.matrix.events import UserId
from bridge.sources.connector import Ask, LoginProcess
from bridge.words import duration

WRONG = 5
"""Answers to the same question, after which it ends."""
METHODS = ("qr", "phone", "bot")


@dataclass(frozen=True, kw_only=True)
class Linking:
    """One conversation. ``asked`` is what the network wanted to know last, ``times`` how often in a row."""

    user: UserId
    offer: Offer
    process: LoginProcess
    logins: Logins
    attempts: Attempts
    asked: str = ""
    times: int = 0

    async def begin(self, method: str) -> Result:
        """The first question. ``method`` is one of ``METHODS``."""
        return await self._step(self.process.begin(by_phone=method == "phone", as_bot=method == "bot"))

    async def abandon(self) -> None:
        """Let go of everything; nothing was kept."""
        await self.process.cancel()

    async def answer(self, words: str) -> Result:
        return await self._step(self.process.answer(words))

    async def scanned(self) -> Result:
        return await self._step(self.process.scanned())

    async def _step(self, step: Awaitable[Ask | None]) -> Result:
        try:
            ask = await step
            return self._next(ask) if ask is not None else await self._done()
        except BeringiaError as error:
            return await self._failed(error)

    def _next(self, ask: Ask) -> Result:
        again = dataclasses.replace(self, asked=ask.what, times=self.times + 1 if ask.what == self.asked else 1)
        if ask.what == "scan" and ask.code is not None:
            return Picture(say(ask.words), ask.code, again.scanned, again.abandon)
        if again.times > WRONG:
            raise NetworkRefused("That was wrong too often.")
        words = say(ask.words) + say(_removal(ask), Code("cancel"), " ends this.")
        return Question(words, again.answer, secret=ask.secret, linking=True, abandon=again.abandon)

    async def _done(self) -> Answer:
        login = await self.logins.linked(self.user, self.process)
        return linked(login)

    async def _failed(self, error: BeringiaError) -> Answer:
        await self.process.cancel()
        if isinstance(error, NetworkRefused):
            self.attempts.failed(self.user)
        return say(f"{self.offer.title} was not linked. ") + why(error)


def why(error: BeringiaError) -> Answer:
    """What went wrong, and what to do next."""
    if isinstance(error, NetworkWait):
        return say(f"The network asks to wait {duration(error.seconds)}. Try again then.")
    if isinstance(error, NetworkRefused | LoginLost) and error.detail:
        return say(*_prose(error.detail[0].upper() + error.detail[1:]))  # it says all; the kind of error adds nothing
    if isinstance(error, NetworkUnavailable):
        return say(*_prose(error.message), " Try again in a few minutes.")
    return say(*_prose(error.message))


def _prose(text: str) -> Line:
    """Words in which `this` is something to type."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return (text,)
    return tuple(Code(part) if place % 2 else part for place, part in enumerate(parts) if part)


def linked(login: Login) -> Answer:
    """It has worked."""
    handle = f" ({login.handle})" if login.handle else ""
    if login.is_bot:
        return say("The bot ", Strong(login.name), f"{handle} is linked.")
    return say(f"Your {login.title} account ", Strong(login.name), f"{handle} is linked.") + say(
        "Next: ", Code("chats"), " lists your chats, ", Code("migrate"), " moves one here with its whole history."
    )


def _removal(ask: Ask) -> str:
    return "I remove your answer from this chat before I use it. " if ask.secret else ""
