"""What newer clients write for answers and reactions: lines that quote the beginning of what is meant."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field

from msgspec import structs

from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Message, Reaction, Reactor

_QUOTES = '"“”„«»「」'
_REACTED = re.compile(
    rf"Reacted to [{_QUOTES}](?P<said>.{{0,4000}})[{_QUOTES}] with [{_QUOTES}]?(?P<emoji>[^\s{_QUOTES}]{{1,40}})[{_QUOTES}]?",
    re.DOTALL,
)
_REMOVED = re.compile(
    rf"Removed (?:a |an |the )?(?P<emoji>\S{{1,40}}) reaction from [{_QUOTES}](?P<said>.{{0,4000}})[{_QUOTES}]",
    re.DOTALL,
)
_REPLYING = re.compile(
    rf"Replying to [{_QUOTES}](?P<said>[^\n]{{0,4000}})[{_QUOTES}][ \t]*(?:\n(?P<text>.*)|\Z)", re.DOTALL
)
_WINDOW = 2000
"""Messages in which an answer or a reaction looks for what it means."""
_CUT = ("...", "…")


@dataclass(frozen=True)
class Reacted:
    """Somebody gave an emoji, or took it back."""

    said: str
    emoji: str
    removed: bool


def reaction_in(text: str) -> Reacted | None:
    """An entry that is a reaction."""
    if found := _REACTED.fullmatch(text.strip()):
        return Reacted(found["said"], found["emoji"], removed=False)
    if found := _REMOVED.fullmatch(text.strip()):
        return Reacted(found["said"], found["emoji"], removed=True)
    return None


def reply_in(text: str) -> tuple[str, str] | None:
    """What an entry answers, and what it says itself."""
    found = _REPLYING.fullmatch(text)
    return (found["said"], (found["text"] or "").strip("\n\r ")) if found else None


@dataclass
class Waiting:
    """A message that may still get reactions."""

    message: Message
    text: str
    first_line: str
    reactions: dict[str, list[PersonId]] = field(default_factory=dict)

    def finished(self) -> Message:
        """With its reactions."""
        gathered = tuple(
            Reaction(emoji=emoji, count=len(people), by=tuple(Reactor(person=person) for person in people))
            for emoji, people in self.reactions.items()
            if people
        )
        if not gathered:
            return self.message
        return structs.replace(self.message, reactions=gathered)


class Window:
    """The latest messages of a chat, held back for the reactions that come after them."""

    def __init__(self) -> None:
        self._waiting: deque[Waiting] = deque()

    def add(self, message: Message, text: str) -> list[Message]:
        """A message comes; the one that waited longest may leave."""
        self._waiting.append(Waiting(message, " ".join(text.split()), " ".join(text.split("\n", 1)[0].split())))
        return [self._waiting.popleft().finished()] if len(self._waiting) > _WINDOW else []

    def rest(self) -> list[Message]:
        """All that still wait."""
        finished = [waiting.finished() for waiting in self._waiting]
        self._waiting.clear()
        return finished

    def target(self, said: str) -> MessageId | None:
        """The message that is meant by its beginning; the latest of several."""
        found = self._find(said)
        return found.message.id if found else None

    def react(self, reacted: Reacted, person: PersonId) -> bool:
        """Somebody reacted; False when nobody knows to what."""
        found = self._find(reacted.said)
        if found is None:
            return False
        people = found.reactions.setdefault(reacted.emoji, [])
        if reacted.removed:
            found.reactions[reacted.emoji] = [one for one in people if one != person]
        elif person not in people:
            people.append(person)
        return True

    def _find(self, said: str) -> Waiting | None:
        wanted, cut = " ".join(said.split()), False
        for ending in _CUT:
            if wanted.endswith(ending):
                wanted, cut = wanted.removesuffix(ending).rstrip(), True
        return next((one for one in reversed(self._waiting) if _means(one, wanted, cut=cut)), None)


def _means(waiting: Waiting, wanted: str, *, cut: bool) -> bool:
    same = wanted in {waiting.text, waiting.first_line}
    return bool(wanted) and (same or (cut and waiting.text.startswith(wanted)))
