"""The table of commands: what can be typed, by whom, and what it does. Help, and the page for people, come from it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from bridge.commands import accounts, chats, exports
from bridge.commands.answers import Answer, Code, Line, Result, items, say
from bridge.commands.call import Call, Run
from bridge.people.permissions import Level


@dataclass(frozen=True)
class Command:
    """One command. ``usage`` is what follows its name, ``summary`` a sentence, ``details`` more of them."""

    name: str
    usage: str
    summary: str
    run: Run
    details: str = ""
    level: Level = Level.USER

    @property
    def call(self) -> str:
        """How it is typed: ``chats [words]``."""
        return f"{self.name} {self.usage}".strip()


async def help_(call: Call) -> Result:
    """All commands, or one of them at length."""
    allowed = [command for command in COMMANDS if command.level <= call.level]
    if not call.words:
        lines: list[Line] = [(Code(command.call), f" – {command.summary}") for command in allowed]
        return say("You can type:") + items(*lines)
    command = find(call.words.lower().removeprefix("!"))
    if command is None or command not in allowed:
        return unknown(call.words.lower())
    return say(Code(command.call), f" – {command.summary}") + say(command.details or "That is all.")


async def cancel(_call: Call) -> Result:
    """Only reached when nothing is open; the clerk ends what is."""
    return say("There is nothing to cancel.")


def find(word: str) -> Command | None:
    """The command with this name."""
    return next((command for command in COMMANDS if command.name == word), None)


def unknown(word: str) -> Answer:
    """What to say to a word that is no command. The word itself is never repeated: it may be anything."""
    near = difflib.get_close_matches(word, [command.name for command in COMMANDS], 1, cutoff=0.6)
    if near:
        return say("I do not know that. Did you mean ", Code(near[0]), "?")
    return say("I do not know that. ", Code("help"), " says what you can type.")


COMMANDS = (
    Command("help", "[command]", "What you can type, or more about one command.", help_),
    Command(
        "login",
        "[qr, phone or bot]",
        "Link your account, by scanning a picture or by phone number.",
        accounts.login,
        "Scanning is the safer way: no code and no phone number is typed. Whatever you type as an answer is removed from"
        " the chat before it is used. Where several networks are set up, name one: login and its name. Only"
        " administrators can link a bot.",
    ),
    Command("cancel", "", "End the question that is open.", cancel),
    Command("logins", "", "Your linked accounts, and how they are doing.", accounts.logins),
    Command(
        "logout",
        "[number]",
        "End a login, on the network too.",
        accounts.logout,
        "Its chats are no longer bridged; your rooms and all that is in them stay.",
    ),
    Command(
        "chats",
        "[words]",
        "Your chats on the network, the latest first.",
        chats.chats,
        "With words, those whose titles hold them. The numbers can be used with the next command: migrate 2.",
    ),
    Command(
        "migrate",
        "<chat>",
        "Move a chat here with its whole history, and bridge it from then on.",
        chats.migrate,
        "A chat is named by its title, a part of it, or its number in the last list. The messages come in their order,"
        " with their times and people, and you are invited to the room. It goes on after interruptions by itself;"
        " status says how far it is.",
    ),
    Command(
        "bridge",
        "<chat> [last N]",
        "Bridge a chat from now on, with its last N messages if you like.",
        chats.bridge,
        "What is said in the room is said there, and the other way round. To have everything, use migrate.",
    ),
    Command("status", "", "What is here, what is on its way, and what is stuck.", chats.status),
    Command("sync", "[chat]", "Compare a bridged chat with the network, and fetch what is missing.", chats.sync),
    Command("stop", "[chat]", "Bridge a chat no longer. Its room stays as it is.", chats.stop),
    Command(
        "export",
        "",
        "Import a file that a chat program has exported.",
        exports.export,
        "Send the file here, a zip or a file such as result.json. What it holds is shown, and imported after your yes."
        " Only administrators can, since nobody can see whether an export was tampered with.",
        exports.NEEDED,
    ),
    Command("whoami", "", "Who I take you for, and what you may do.", accounts.whoami),
)
