"""Rows of the inbox and of the scratch table while they are laid beside each other."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from bridge.model.codec import decode, encode
from bridge.model.ids import PersonId
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable
from bridge.store.aligning.clocks import Clock
from bridge.store.aligning.places import Placed
from bridge.store.aligning.signs import Form, Sign, sign
from bridge.store.aligning.variants import Variation
from bridge.store.database import Row

NEVER, AS_USUAL, KNOWS_MORE, BRINGS_MORE = -1, 0, 1, 2
"""Is the staged body the better one? As usual: the one with more files, then the later edit. ``KNOWS_MORE``: it has
ids, so that replies and reactions are known; ``BRINGS_MORE``: also what people would miss."""


class Side(NamedTuple):
    """A row with what aligning looks at."""

    sign: Sign
    time: int
    """As its own body has it, ms."""
    body: str
    edited: int
    present: int
    target: str | None
    export: int
    is_taken: bool

    @classmethod
    def of(cls, row: Row, time: int | None = None) -> Side:
        """``time``: by the other side's clock; None: it is the same."""
        item = decode(row["body"])
        assert isinstance(item, Message | Unreadable), "nothing else has a time of its own"
        one = sign(row["message"], row["time"] if time is None else time, row["place"], item)
        return cls(
            one,
            row["time"],
            row["body"],
            row["edited"],
            row["present"],
            row["target"],
            row["export"],
            bool(row["taken"]),
        )

    def row(self, portal: int) -> tuple[int, str, int, str]:
        """As the statement has it that sets its time."""
        return portal, self.sign.key, self.time, self.body


class Pair(NamedTuple):
    """A staged item that is known: what of it may take the place of what is there."""

    message: str
    target: str
    better: int
    body: str
    sender: str | None

    def known(self, portal: int) -> tuple[int, str, str, int]:
        """The same, when nothing of it takes another's place."""
        return portal, self.message, self.target, self.better

    def row(self, portal: int) -> tuple[int, str, str, int, str, str | None]:
        """As the statement has it."""
        return portal, self.message, self.target, self.better, self.body, self.sender


class New(NamedTuple):
    """A staged item that is new, in its place."""

    message: str
    time: int
    place: int
    body: str

    def row(self, portal: int) -> tuple[int, str, int, int, str]:
        """As the statement has it."""
        return portal, self.message, self.time, self.place, self.body


def at(row: Row, clock: Clock) -> Side:
    """A staged row, by the inbox's clock."""
    return Side.of(row, clock.known(row["time"]))


def set_to(side: Side, time: int) -> Side:
    """The same at another time, ms."""
    body = _retold(side, time, side.sign.sender)
    return side._replace(sign=replace(side.sign, time=time), time=time, body=body)


def better(mine: Side, theirs: Side, varies: Variation | None, identified: tuple[bool, bool]) -> int:
    """Is the staged body (``mine``) better than the inbox's? ``identified``: do their exports have ids?"""
    if varies is Variation.DELETED:
        return NEVER if mine.sign.form is Form.DELETED else BRINGS_MORE
    worth = (mine.present, identified[0], mine.edited), (theirs.present, identified[1], theirs.edited)
    if worth[0] > worth[1]:
        return KNOWS_MORE if mine.present == theirs.present and identified[0] != identified[1] else BRINGS_MORE
    # An equal body comes along with its files only.
    return AS_USUAL if worth[0] == worth[1] and varies is None and mine.present > 0 else NEVER


def carried(mine: Side, theirs: Side, how: int, *, keep_sender: bool) -> Pair:
    """The pair, with the staged body told at the inbox's time, and by the person whom the inbox knows."""
    sender = theirs.sign.sender if keep_sender and theirs.sign.sender is not None else mine.sign.sender
    body = mine.body if how == NEVER else _retold(mine, theirs.sign.time, sender)
    return Pair(mine.sign.key, theirs.sign.key, how, body, sender)


def unplaced(side: Side, found: Placed) -> New:
    """A new item where it was found to stand."""
    return New(side.sign.key, found.time, found.place, _retold(side, found.time, side.sign.sender))


def _retold(side: Side, time: int, sender: str | None) -> str:
    if (side.time, side.sign.sender) == (time, sender):
        return side.body
    item = decode(side.body)
    if isinstance(item, Message):
        item = replace(item, time=time, sender=None if sender is None else PersonId(sender))
    else:
        assert isinstance(item, Unreadable), "nothing else has a time of its own"
        item = replace(item, time=time)
    return encode(item).decode()
