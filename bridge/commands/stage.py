"""Shows what commands give back: answers, questions, pictures, and work that goes on in the background."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from bridge.commands.answers import Answer, Picture, Question, Result, Work, nothing_to_abandon, say
from bridge.commands.linking import why
from bridge.commands.progress import Sleep, Ticker
from bridge.commands.talks import Later, Scan, Talk
from bridge.commands.voice import Speaker
from bridge.errors import BeringiaError, HomeserverError
from bridge.matrix.events import EventId

log = logging.getLogger(__name__)

PATIENCE = 600.0
"""Seconds that a question stays open."""
INTERRUPTED = "Beringia is being restarted. What was begun goes on afterwards by itself; status says how far it is."
TOO_LATE = "I have waited for ten minutes, and ended this. Nothing was kept. Begin again whenever you like."


class Stage:
    """Where results appear. Tasks that it has begun end with ``close``."""

    def __init__(self, sleep: Sleep) -> None:
        self._sleep = sleep
        self._tasks: set[asyncio.Task[None]] = set()

    async def attempt(self, step: Awaitable[Result], event: EventId) -> Result:
        """The result of a step; when it fails, the words for that."""
        try:
            return await step
        except BeringiaError as error:
            return why(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person must hear of it, and it is recorded
            # Without the traceback: its last line could repeat what the person has typed.
            log.error("%s while answering %s", _place(error), event)  # noqa: TRY400 - as said above
            return say(f"This went wrong here, by a mistake of mine. It is recorded under {event}.")

    async def show(self, result: Result, talk: Talk, speaker: Speaker, instead: EventId | None = None) -> None:
        """Show a result, as a new message or ``instead`` of one; what it asks is open from then on."""
        match result:
            case Answer():
                await self._say(result, speaker, instead)
                talk.shown = result.shown or talk.shown
            case Question():
                await self._ask(result, talk, speaker, instead)
            case Picture():
                await self._say(result.answer, speaker, instead)
                await self._show_picture(result, talk, speaker)
                self._expect(talk, speaker)
            case Work():
                message = await self._say(result.answer, speaker, instead)
                self.begin(partial(self._work, result, talk, speaker, message))

    def begin(self, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        """Let something go on in the background."""
        task = asyncio.create_task(_told(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def go_on(self, talk: Talk) -> None:
        """Ask what had to wait, once nothing else is asked."""
        while talk.later and not talk.is_open:
            later = talk.later.popleft()
            await self._ask(later.question, talk, later.speaker, later.instead)

    async def end(self, talk: Talk) -> None:
        """Let go of what is open: nobody answers any more. Pictures are removed."""
        question, scan, expiry = talk.question, talk.scan, talk.expiry
        talk.question = talk.scan = talk.expiry = None
        for task in [scan.task if scan else None, expiry]:
            if task is not None and task is not asyncio.current_task():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        for abandon in [scan.abandon if scan else None, question.abandon if question else None]:
            if abandon is not None:
                await quietly(abandon())

    async def close(self) -> None:
        """End all tasks, each of which says so where people see it."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _say(
        self, answer: Answer, speaker: Speaker, instead: EventId | None, *, asks_secret: bool = False
    ) -> EventId:
        if instead is None:
            return await speaker.say(answer, asks_secret=asks_secret)
        await speaker.change(instead, answer, asks_secret=asks_secret)
        return instead

    async def _ask(self, question: Question, talk: Talk, speaker: Speaker, instead: EventId | None) -> None:
        """Ask, unless an account is being linked: its answers are secrets, and must not be taken for another's."""
        open_one = talk.question
        if open_one is not None and open_one.linking and not question.linking:
            talk.later.append(Later(question, speaker, instead))
            return
        if open_one is not None and open_one.abandon is not nothing_to_abandon:
            talk.later.append(Later(open_one, talk.speaker or speaker, None))
        talk.question, talk.speaker = question, speaker
        await self._say(question.answer, speaker, instead, asks_secret=question.secret)
        talk.shown = question.answer.shown or talk.shown
        self._expect(talk, speaker)

    def _expect(self, talk: Talk, speaker: Speaker) -> None:
        """Wait for an answer, and not for ever."""
        if talk.expiry is not None:
            talk.expiry.cancel()
        talk.expiry = self.begin(partial(self._expire, talk, speaker))

    async def _expire(self, talk: Talk, speaker: Speaker) -> None:
        await self._sleep(PATIENCE)
        secret = talk.wants_secret
        if talk.is_open:
            await self.end(talk)
            await speaker.say(say(TOO_LATE), asks_secret=secret)
            await self.go_on(talk)

    async def _show_picture(self, picture: Picture, talk: Talk, speaker: Speaker) -> None:
        try:
            shown = await speaker.show(picture.code)
        except BeringiaError:
            await quietly(picture.abandon())
            raise
        talk.speaker = speaker
        task = self.begin(partial(self._scan, picture, talk, speaker, shown))
        talk.scan = Scan(shown, task, picture.abandon)

    async def _scan(self, picture: Picture, talk: Talk, speaker: Speaker, shown: EventId) -> None:
        """Wait for the scan. However it ends, the picture goes."""
        try:
            result = await self.attempt(picture.then(), shown)
            talk.scan = None  # before anything is waited for: what has succeeded cannot be cancelled any more
        finally:
            await speaker.remove(shown)
        if isinstance(result, Picture):
            await self._show_picture(result, talk, speaker)
        else:
            await self.show(result, talk, speaker)
            await self.go_on(talk)

    async def _work(self, work: Work, talk: Talk, speaker: Speaker, message: EventId) -> None:
        try:
            async with Ticker(partial(self._change, speaker, message), self._sleep) as tell:
                result = await self.attempt(work.run(tell), message)
        except asyncio.CancelledError:
            await self._change(speaker, message, say(INTERRUPTED))
            raise
        await self.show(result, talk, speaker, instead=message)

    async def _change(self, speaker: Speaker, message: EventId, answer: Answer) -> None:
        """Show progress; where that fails, the work goes on all the same."""
        try:
            await speaker.change(message, answer)
        except HomeserverError as error:
            log.warning("%s is not up to date: %s", message, type(error).__name__)


async def _told(work: Callable[[], Awaitable[None]]) -> None:
    """Work in the background, whose failures would be nobody's."""
    try:
        await work()
    except BeringiaError as error:
        log.warning("an answer was not shown: %s", type(error).__name__)
    except Exception as error:  # noqa: BLE001 - nobody waits for this task; the log is where it is heard of
        log.error("an answer was not shown: %s", _place(error))  # noqa: TRY400 - as in ``attempt``


async def quietly(abandoned: Awaitable[None]) -> None:
    """Let go; what cannot be reached any more is gone already."""
    try:
        await abandoned
    except BeringiaError as error:
        log.info("letting go was not heard: %s", type(error).__name__)


def _place(error: Exception) -> str:
    """What kind of error, and where: without its words."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_qualname}, line {trace.tb_lineno}" if trace is not None else ""
    return f"{type(error).__name__}{where}"
