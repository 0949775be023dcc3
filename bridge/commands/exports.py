"""Exports: a person sends a file, sees what it holds, and decides."""

from __future__ import annotations

from bridge.commands.answers import Answer, Code, Line, Question, Result, Strong, Work, items, say
from bridge.commands.call import Call
from bridge.commands.chats import arrived
from bridge.commands.services import Inspection, PlannedChat, SharedFile, Tell
from bridge.matrix.cleaning import clean_name
from bridge.people.permissions import Level
from bridge.words import counted, day, duration, size

SHOWN = 20
"""Chats of one export, in one message."""
NEEDED = Level.ADMIN
"""Anybody can write an export that puts words into other people's mouths, or that names a chat they are not in."""
REFUSED = (
    "Only administrators of this bridge import exports, since nobody can see whether one was tampered with. Give it to"
    " one of them, or link your account and type "
)


async def export(_call: Call) -> Result:
    """How to send one."""
    return say(
        "Send me an export as a file, here in this chat: a zip, or a file such as ",
        Code("result.json"),
        " (without the pictures beside it). I look into it, say what it holds, and import nothing before you say so.",
    )


async def take(call: Call, file: SharedFile) -> Result:
    """Look into a file that was sent."""
    if call.level < NEEDED:
        return say(REFUSED, Code("migrate"), ".")

    async def run(tell: Tell) -> Result:
        inspection = await call.services.exports.take(call.user, file, tell)
        return _decision(call, inspection, found(inspection))

    return Work(say("Looking into ", Strong(clean_name(file.name) or "the file"), "."), run)


def _decision(call: Call, inspection: Inspection, words: Answer) -> Result:
    """Yes or no; where there is nothing to import, nothing is asked."""
    exports = call.services.exports

    async def drop() -> None:
        await exports.drop(call.user, inspection)

    async def decide(answer: str) -> Result:
        if answer.lower() in {"yes", "y"}:
            return Work(say("Importing. This message says how far it is."), run)
        if answer.lower() in {"no", "n"}:
            await drop()
            return say("Dropped. Nothing was imported, and the file is gone from my side.")
        return _decision(call, inspection, say("Import it? ", Code("yes"), " or ", Code("no"), "."))

    async def run(tell: Tell) -> Result:
        answer = Answer(())
        for moved in await exports.carry_out(call.user, inspection, tell):
            answer += arrived(moved)
        return answer if answer.blocks else say("Everything in it was here already.")

    return Question(words, decide, abandon=drop)


def found(inspection: Inspection) -> Answer:
    """What an export holds, and what would become of it."""
    head = say(Strong(inspection.format), f": {counted(len(inspection.chats), 'chat')}.")
    lines = [_line(chat) for chat in inspection.chats[:SHOWN]]
    if len(inspection.chats) > SHOWN:
        lines.append((f"and {len(inspection.chats) - SHOWN:,} more",))
    return head + items(*lines) + _duration(inspection) + say("Import it? ", Code("yes"), " or ", Code("no"), ".")


def _duration(inspection: Inspection) -> Answer:
    if inspection.seconds is None:
        return Answer(())
    return say(f"It takes about {duration(inspection.seconds)}, and files on top.")


def _line(chat: PlannedChat) -> Line:
    title = Strong(clean_name(chat.title) or "Unnamed chat")
    if chat.why_not:
        return title, f" – left out: {chat.why_not}"
    dates = f", {day(chat.first)} to {day(chat.last)}" if chat.first is not None else ""
    held = f"{counted(chat.messages, 'new message')} by {counted(chat.people, 'person', 'people')}{dates}"
    files = f", files {size(chat.size)}" if chat.size else ""
    losses = "".join(f"; cannot be carried: {reason}: {count:,}" for reason, count in chat.losses.items())
    return title, f" – {held}{files}{losses}", *(f"; note: {warning}" for warning in chat.warnings)
