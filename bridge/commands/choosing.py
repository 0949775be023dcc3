"""Which chat is meant? By number, by title, or by asking back."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Awaitable, Callable, Sequence

from bridge.commands.answers import Answer, Code, Items, Line, Question, Result, RoomLink, Strong, say
from bridge.commands.arguments import number
from bridge.commands.services import ChatEntry, Stage
from bridge.matrix.cleaning import clean_name
from bridge.model.chat import ChatKind
from bridge.words import counted, day

SHOWN = 30
"""Chats in one message."""
SIMILAR = 5
WORDS_OF_STAGE = {
    Stage.ELSEWHERE: "",
    Stage.MOVING: "on its way",
    Stage.HERE: "here, not bridged",
    Stage.BRIDGED: "bridged",
}
WORDS_OF_KIND = {
    ChatKind.DIRECT: "direct chat",
    ChatKind.GROUP: "group",
    ChatKind.CHANNEL: "channel",
    ChatKind.SELF: "notes to oneself",
}

Then = Callable[[ChatEntry], Awaitable[Result]]


async def with_chat(words: str, chats: Sequence[ChatEntry], shown: Sequence[ChatEntry], then: Then) -> Result:
    """Go on with the chat that these words mean, or ask which. ``shown`` are those that were numbered last."""
    place = number(words, len(shown))
    if place is not None:
        return await then(shown[place - 1])
    found = matching(chats, words)
    if len(found) == 1:
        return await then(found[0])
    if found:
        return which(say("There are several; which one?"), found, then)
    near = similar(chats, words)
    if near:
        return which(say("There is no such chat. Did you mean one of these?"), near, then)
    return say("There is no such chat. ", Code("chats"), " lists what there is.")


def which(words: Answer, chats: Sequence[ChatEntry], then: Then) -> Question:
    """Have one of these chosen by its number."""
    few = tuple(chats[:SHOWN])

    async def pick(answer: str) -> Result:
        place = number(answer, len(few))
        if place is None:
            return which(say(f"Type a number from 1 to {len(few)}, or ", Code("cancel"), "."), few, then)
        return await then(few[place - 1])

    return Question(words + numbered(few), pick)


def numbered(chats: Sequence[ChatEntry]) -> Answer:
    """A list of chats whose numbers can be typed from then on."""
    return Answer((Items(tuple(map(described, chats)), numbered=True),), tuple(chats))


def matching(chats: Sequence[ChatEntry], words: str) -> list[ChatEntry]:
    """Those with this very title, or else those whose titles hold all of these words."""
    wanted = folded(words)
    exact = [chat for chat in chats if folded(chat.title) == wanted]
    return exact or [chat for chat in chats if wanted and all(word in folded(chat.title) for word in wanted.split())]


def similar(chats: Sequence[ChatEntry], words: str) -> list[ChatEntry]:
    """Those whose titles are nearly spelled like this, the nearest first."""
    titles = {folded(chat.title) for chat in chats}
    near = difflib.get_close_matches(folded(words), titles, SIMILAR, cutoff=0.6)
    return [chat for title in near for chat in chats if folded(chat.title) == title][:SIMILAR]


def folded(title: str) -> str:
    """A title as it is compared: neither case nor ways of writing the same letter count."""
    return unicodedata.normalize("NFKC", clean_name(title)).casefold()


def titled(chat: ChatEntry) -> str:
    """Its title for people; there is always one."""
    return clean_name(chat.title) or "Unnamed chat"


def described(chat: ChatEntry) -> Line:
    """A chat in one line."""
    details = [WORDS_OF_KIND[chat.kind]]
    details += [counted(chat.members, "member")] if chat.members is not None else []
    details += [f"last message {day(chat.last)}"] if chat.last is not None else []
    details += [WORDS_OF_STAGE[chat.stage]] if WORDS_OF_STAGE[chat.stage] else []
    title = Strong(titled(chat)) if chat.room is None else RoomLink(chat.room, titled(chat))
    return title, f" – {', '.join(details)}"
