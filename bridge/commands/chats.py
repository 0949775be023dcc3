"""Commands about chats: ``chats``, ``migrate``, ``bridge``, ``stop``, ``sync``, ``status``."""

from __future__ import annotations

from collections.abc import Collection

from bridge.commands.answers import Answer, Code, Items, Line, Result, RoomLink, Strong, Work, items, say
from bridge.commands.arguments import last_messages
from bridge.commands.call import Call
from bridge.commands.choosing import SHOWN, Then, matching, numbered, titled, which, with_chat
from bridge.commands.progress import told
from bridge.commands.services import ChatEntry, ChatStatus, Moved, Stage, Tell
from bridge.people.permissions import Level
from bridge.words import counted


async def chats(call: Call) -> Result:
    """What there is to move, the latest first."""
    found = await call.services.chats.of(call.user)
    found = matching(found, call.words) if call.words else found
    if not found:
        return say("I found no chat. ", Code("logins"), " says whether your account is connected.")
    answer = numbered(found[:SHOWN])
    if len(found) > SHOWN:
        answer += say(f"And {len(found) - SHOWN:,} more: ", Code("chats some words"), " looks for them.")
    return answer + say("Next: ", Code("migrate 1"), " moves the first one here, with its whole history.")


async def migrate(call: Call) -> Result:
    """Move a chat here."""
    if not call.words:
        return _name_one("migrate")
    found = await call.services.chats.of(call.user)
    return await with_chat(call.words, found, call.shown, _migrating(call))


def _migrating(call: Call) -> Then:
    async def move(chat: ChatEntry) -> Result:
        if chat.stage is Stage.BRIDGED and chat.room is not None:
            return say("It is here already, and bridged: ", RoomLink(chat.room, titled(chat)))

        async def run(tell: Tell) -> Result:
            return arrived(await call.services.moves.migrate(call.user, chat, tell))

        return Work(say("Moving ", Strong(titled(chat)), " here. This message says how far it is."), run)

    return move


async def bridge(call: Call) -> Result:
    """Bridge a chat from now on."""
    words, last = last_messages(call.words)
    if not words:
        return _name_one("bridge")
    found = await call.services.chats.of(call.user)
    return await with_chat(words, found, call.shown, _bridging(call, last))


def _bridging(call: Call, last: int | None) -> Then:
    async def begin(chat: ChatEntry) -> Result:
        async def run(tell: Tell) -> Result:
            return arrived(await call.services.moves.bridge(call.user, chat, last, tell))

        return Work(say("Bridging ", Strong(titled(chat)), "."), run)

    return begin


async def stop(call: Call) -> Result:
    """Bridge a chat no longer."""

    async def end(chat: ChatEntry) -> Result:
        if not chat.yours and call.level < Level.ADMIN:
            return say("Somebody else moved this chat here. They can stop it, or an administrator.")
        await call.services.moves.stop(call.user, chat)
        return say(Strong(titled(chat)), " is not bridged any more. The room stays; ", Code("bridge"), " begins again.")

    return await _of_those_here(call, {Stage.BRIDGED, Stage.MOVING}, end)


async def sync(call: Call) -> Result:
    """Ask the network for what may have been missed."""

    async def ask(chat: ChatEntry) -> Result:
        async def run(tell: Tell) -> Result:
            moved = await call.services.moves.sync(call.user, chat, tell)
            return say(RoomLink(moved.room, moved.title), f" is up to date, with {counted(moved.messages, 'message')}.")

        return Work(say("Comparing ", Strong(titled(chat)), " with the network."), run)

    return await _of_those_here(call, {Stage.BRIDGED}, ask)


async def _of_those_here(call: Call, stages: Collection[Stage], then: Then) -> Result:
    """Go on with one of the chats that are bridged; the only one needs no name."""
    found = [chat for chat in await call.services.chats.of(call.user) if chat.stage in stages]
    if not found:
        return say("None of your chats is bridged. ", Code("migrate"), " or ", Code("bridge"), " begins with one.")
    if call.words:
        return await with_chat(call.words, found, call.shown, then)
    return await then(found[0]) if len(found) == 1 else which(say("Which one?"), found, then)


async def status(call: Call) -> Result:
    """What is here, and what is on its way."""
    found = await call.services.moves.status(call.user)
    if not found:
        return say("Nothing of yours is here or on its way. ", Code("migrate"), " moves a chat here.")
    return Answer((Items(tuple(map(_line, found[:SHOWN]))),)) + _more(len(found) - SHOWN)


def _more(count: int) -> Answer:
    return say(f"And {count:,} more.") if count > 0 else Answer(())


def _line(status: ChatStatus) -> Line:
    chat = status.chat
    title = Strong(titled(chat)) if chat.room is None else RoomLink(chat.room, titled(chat))
    return title, " – ", *_doing(status), *_trouble(status)


def _doing(status: ChatStatus) -> Line:
    if status.progress is not None:
        return told(status.progress).blocks[0].line  # type: ignore[union-attr]  # it is one sentence
    return (f"{WORDS_OF_STAGE[status.chat.stage]}, {counted(status.messages, 'message')}",)


def _trouble(status: ChatStatus) -> Line:
    unsent = f"; {counted(status.unsent, 'message')} on the way to the network" if status.unsent else ""
    failed = f"; {counted(status.failed, 'message')} could not be delivered" if status.failed else ""
    return unsent, failed


def arrived(moved: Moved) -> Answer:
    """A chat that is here, with all that could not come."""
    live = "What is said from now on goes over in both directions." if moved.live else "It is not bridged."
    here = say(RoomLink(moved.room, moved.title), f" is here, with {counted(moved.messages, 'message')}. {live}")
    if not moved.losses:
        return here
    lost: list[Line] = [(f"{reason}: {count:,}",) for reason, count in moved.losses.items()]
    return here + say("What could not be carried over:") + items(*lost)


def _name_one(command: str) -> Answer:
    return say("Which chat? ", Code("chats"), " lists them; then ", Code(f"{command} 3"), ", or its title.")


WORDS_OF_STAGE = {
    Stage.ELSEWHERE: "on the network only",
    Stage.MOVING: "on its way",
    Stage.HERE: "here, not bridged",
    Stage.BRIDGED: "bridged",
}
