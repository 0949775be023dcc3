"""Listens to what people type, finds out what is meant, and has it done. Only for rooms that are private."""

from __future__ import annotations

from bridge.commands import exports, registry
from bridge.commands.answers import Answer, Code, Question, Result, say
from bridge.commands.arguments import Typed, number, one_line, taken_apart
from bridge.commands.call import Call
from bridge.commands.limits import Attempts, Clock, Commands
from bridge.commands.note import Note
from bridge.commands.progress import Sleep
from bridge.commands.services import Services
from bridge.commands.stage import Stage, quietly
from bridge.commands.talks import Talk, Talks
from bridge.commands.voice import Speaker, Voice
from bridge.matrix.events import EventId, RoomId, UserId
from bridge.people.permissions import Level

REMEMBERED = 10_000
"""Messages that are known as handled."""
TOO_FAST = "That is a bit fast for me. Wait a minute, then type it again."
NOT_REMOVED = (
    "I may not remove messages here, so that your answer still stands in this chat: please delete it yourself, now."
    " (Next time, give me the right to remove messages, or scan the picture instead.)"
)
RESTARTED = (
    "I had asked you for something secret, and have forgotten my question in a restart. I did not use your answer, and"
)
FORGOTTEN = "Beringia is being restarted, and I forget my question. Please begin again in a minute."


class Clerk:
    """Carries out commands, one after the other in each talk."""

    def __init__(self, voice: Voice, services: Services, clock: Clock, sleep: Sleep) -> None:
        self._voice = voice
        self._services = services
        self._stage = Stage(sleep)
        self._talks = Talks()
        self._commands = Commands(clock)
        self._attempts = Attempts(clock)
        self._handled: dict[EventId, None] = {}

    async def hear(self, note: Note, level: Level) -> None:
        """Answer a message. Repeating it after it was heard does nothing.

        Raises HomeserverError while nothing was done yet, so that the same message can come again; also when the
        answer cannot be shown, and then the message has had its effect.
        """
        talk = self._talks.of(note.sender, note.room)
        async with talk.lock:
            if note.event in self._handled:
                return
            speaker = self._voice.answering(note.room, note.event)
            if self._is_secret(note, talk):
                await self._hide(note, speaker)
            elif note.edit:
                return
            self._remember(note.event)
            if self._commands.allow(note.sender):
                result = await self._stage.attempt(self._result(note, level, talk, speaker), note.event)
                await self._stage.show(result, talk, speaker)
                await self._stage.go_on(talk)
            elif self._commands.tell(note.sender):
                await speaker.say(say(TOO_FAST), asks_secret=talk.wants_secret)

    async def overhear(self, note: Note) -> bool:
        """A message where others read along: no secret stays, and nothing is done. Was it meant for the bot?"""
        talk = self._talks.of(note.sender, note.room)
        async with talk.lock:
            meant = talk.is_open or registry.find(taken_apart(note.text.strip()).word) is not None
            if self._is_secret(note, talk):
                await self._hide(note, self._voice.answering(note.room, note.event))
            await self._stage.end(talk)
        return meant

    def meet(self, user: UserId, room: RoomId) -> None:
        """Somebody has let the bot in."""
        self._talks.of(user, room)

    async def leave(self, room: RoomId) -> bool:
        """Nobody is there any more; let go of what was open. Did the bot talk with anybody there?"""
        talks = self._talks.in_room(room)
        for talk in talks:
            await self._stage.end(talk)
        self._talks.forget(room)
        return bool(talks)

    async def close(self) -> None:
        """Tell everybody whose question is open that it is forgotten, and end what goes on in the background."""
        await self._stage.close()
        for talk in self._talks:
            if talk.is_open and talk.speaker is not None:
                secret = talk.wants_secret
                await self._stage.end(talk)
                await talk.speaker.say(say(FORGOTTEN), asks_secret=secret)

    def _is_secret(self, note: Note, talk: Talk) -> bool:
        return talk.wants_secret and bool(note.text) and not _cancels(note.text)

    async def _hide(self, note: Note, speaker: Speaker) -> None:
        """Take a secret out of the room and out of our own store, before anything is done with it."""
        speaker.secret = note.text.strip()
        removed = await speaker.remove(note.event)
        await self._services.rooms.forget(note.event)
        if not removed:
            await speaker.say(say(NOT_REMOVED), asks_secret=True)

    async def _result(self, note: Note, level: Level, talk: Talk, speaker: Speaker) -> Result:
        if note.edit:
            return say("Please type your answer as a new message.")
        if note.unreadable:
            return say(note.unreadable)
        line = one_line(note.text)
        if _cancels(line):
            return await self._cancel(talk)
        call = self._call(note, level, talk, taken_apart(line).rest)
        if note.file is not None:
            return await exports.take(call, note.file)
        return await self._typed(line, call, talk, note, speaker)

    async def _typed(self, line: str, call: Call, talk: Talk, note: Note, speaker: Speaker) -> Result:
        typed = taken_apart(line)
        command = registry.find(typed.word)
        question = talk.question
        if question is not None and (question.linking or command is None):
            return await self._answered(question, line, talk)
        if command is not None and command.level > call.level:
            return say("Only administrators of this bridge can do that.")
        if command is not None:
            return await command.run(call)
        return await self._unknown(typed, talk, note, speaker)

    async def _answered(self, question: Question, line: str, talk: Talk) -> Result:
        """What follows from the answer to a question, which is open no longer."""
        talk.question = None
        try:
            return await question.then(line)
        except Exception:
            await quietly(question.abandon())
            raise

    async def _cancel(self, talk: Talk) -> Result:
        """End what is open here, or else the linking of an account that is going on elsewhere."""
        elsewhere = [other for other in self._talks if other.user == talk.user and other.is_linking]
        ended = [talk] if talk.is_open else elsewhere
        for one in ended:
            await self._stage.end(one)
        return say("Ended. Nothing was kept.") if ended else say("There is nothing to cancel.")

    async def _unknown(self, typed: Typed, talk: Talk, note: Note, speaker: Speaker) -> Answer:
        if await self._voice.had_asked_secret(note.room, note.sender, note.event):
            return await self._came_too_late(note, speaker)
        if number(typed.word, len(talk.shown)) is not None and not typed.rest:
            return say("What shall I do with it? For example ", Code(f"migrate {typed.word}"), ".")
        return registry.unknown(typed.word)

    async def _came_too_late(self, note: Note, speaker: Speaker) -> Answer:
        """Somebody answers a question for a secret that nobody remembers."""
        speaker.secret = note.text.strip()
        removed = await speaker.remove(note.event)
        await self._services.rooms.forget(note.event)
        return say(f"{RESTARTED} {'removed it.' if removed else 'may not remove it: please delete it yourself.'}")

    def _call(self, note: Note, level: Level, talk: Talk, words: str) -> Call:
        return Call(
            user=note.sender,
            level=level,
            words=words,
            services=self._services,
            attempts=self._attempts,
            shown=talk.shown,
            linking=self._talks.is_linking(note.sender),
        )

    def _remember(self, event: EventId) -> None:
        self._handled[event] = None
        if len(self._handled) > REMEMBERED:
            del self._handled[next(iter(self._handled))]


def _cancels(text: str) -> bool:
    typed = taken_apart(text.strip())
    return typed.word == "cancel" and not typed.rest
