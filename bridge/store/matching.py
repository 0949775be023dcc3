"""Which items of two exports are the same, where the exports number messages differently.

Pure: it looks at the items that one person said at one time, and at nothing else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.content import Attachment, Card, Location, Poll, Written
from bridge.model.event import TitleChange
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.model.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item of one sender and one time. ``likeness`` is the same in every export that has it as it was first said.

    ``variable``: its likeness says little, since it was edited, or could not be read.
    """

    message: str
    likeness: str
    variable: bool = False


def pair(staged: Sequence[Candidate], known: Sequence[Candidate]) -> dict[str, str]:
    """For each staged item that is known: its id, and the known one's. Both sides in the order of their source.

    First the n-th of those that look alike on one side is the n-th on the other. What is left can only be the same
    where one of the two was edited; anything else is another message, since losing one is worse than a second number.
    """
    alike = _alike(staged, known)
    taken = set(alike.values())
    left = [one for one in staged if one.message not in alike]
    return alike | _edited(left, [one for one in known if one.message not in taken])


def candidate(message: str, item: Item) -> Candidate:
    """An item as :func:`pair` looks at it, under the id that its own side gives it."""
    match item:
        case Message():
            return Candidate(message, _likeness(item), variable=item.edited is not None)
        case Unreadable():
            return Candidate(message, item.reason, variable=True)
        case Chat() | Person():
            raise TypeError(f"{type(item).__name__} is no item of a chat's history")
        case _:
            return Candidate(message, item.reason)


def _alike(staged: Iterable[Candidate], known: Iterable[Candidate]) -> dict[str, str]:
    unpaired: dict[str, deque[str]] = {}
    for one in known:
        unpaired.setdefault(one.likeness, deque()).append(one.message)
    return {one.message: unpaired[one.likeness].popleft() for one in staged if unpaired.get(one.likeness)}


def _edited(staged: Iterable[Candidate], known: Iterable[Candidate]) -> dict[str, str]:
    variable, fixed = deque[str](), deque[str]()
    for one in known:
        (variable if one.variable else fixed).append(one.message)
    pairs: dict[str, str] = {}
    for one in staged:
        partners = (fixed or variable) if one.variable else variable
        if partners:
            pairs[one.message] = partners.popleft()
    return pairs


def _likeness(message: Message) -> str:
    words = _WORDS.get(type(message.content), _nothing)
    return " ".join([type(message.content).__name__, *words(message.content)])


def _nothing(_: Any) -> Iterable[str]:
    # Names, votes, files and addresses differ from one person's export to another's.
    return ()


_WORDS: dict[type, Callable[[Any], Iterable[str]]] = {
    Written: lambda content: (content.text.plain,),
    Attachment: lambda content: (content.media.kind, content.caption.plain),
    Poll: lambda content: (content.question,),
    Location: lambda content: (content.latitude, content.longitude),
    Card: lambda content: (content.label, content.title),
    TitleChange: lambda content: (content.title,),
}
