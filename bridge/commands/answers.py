"""What a command gives back: values that a door shows. Names from strangers stay data here, and never become markup."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from bridge.commands.services import ChatEntry, Tell
from bridge.matrix.events import RoomId


@dataclass(frozen=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True)
class Code:
    """What can be typed as it stands."""

    text: str


@dataclass(frozen=True)
class RoomLink:
    """A room that can be opened, by its title."""

    room: RoomId
    title: str


Piece = str | Strong | Code | RoomLink
Line = tuple[Piece, ...]


@dataclass(frozen=True)
class Paragraph:
    """Words in a row."""

    line: Line


@dataclass(frozen=True)
class Items:
    """A list; ``numbered`` from 1, when people may answer with a number."""

    lines: tuple[Line, ...]
    numbered: bool = False


Block = Paragraph | Items


@dataclass(frozen=True)
class Answer:
    """Something to be shown. ``shown``: the chats that it numbers, so that a number means one of them afterwards."""

    blocks: tuple[Block, ...]
    shown: tuple[ChatEntry, ...] = ()

    def __add__(self, other: Answer) -> Answer:
        return Answer(self.blocks + other.blocks, other.shown or self.shown)


def say(*line: Piece) -> Answer:
    """One paragraph."""
    return Answer((Paragraph(line),))


def items(*lines: Line) -> Answer:
    """A list without numbers; nothing where there are no lines."""
    return Answer((Items(lines),) if lines else ())


async def nothing_to_abandon() -> None:
    """There is nothing to let go of."""


@dataclass(frozen=True)
class Question:
    """An answer that asks something: what the person types next goes to ``then``, unless it is a command.

    Of a ``secret`` question it is no command but ``cancel``, and it is removed from the room before it is used.
    ``abandon`` is called when nobody waits for the answer any longer. ``linking``: it is part of linking an account.
    """

    answer: Answer
    then: Callable[[str], Awaitable[Result]]
    secret: bool = False
    linking: bool = False
    abandon: Callable[[], Awaitable[None]] = nothing_to_abandon


@dataclass(frozen=True)
class Picture:
    """A picture that is to be scanned: it holds ``code``, and no text says it. ``then`` waits for the scan.

    The picture is removed once that returns; when it gives another one, only the picture is replaced.
    """

    answer: Answer
    code: str
    then: Callable[[], Awaitable[Result]]
    abandon: Callable[[], Awaitable[None]] = nothing_to_abandon


@dataclass(frozen=True)
class Work:
    """Something that takes long: ``answer`` at first, then how far it is, then what ``run`` gives, in its place."""

    answer: Answer
    run: Callable[[Tell], Awaitable[Result]]


Result: TypeAlias = Answer | Question | Picture | Work
