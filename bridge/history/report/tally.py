"""Items by outcome, and the law that none of them is ever unaccounted for."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from bridge.store import State


class Tally(Struct, frozen=True, kw_only=True):
    """How many items came to which outcome; those that wait, or are being sent, are not said yet."""

    done: int = 0
    withheld: int = 0
    unsupported: int = 0
    missing: int = 0
    failed: int = 0
    not_said: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(getattr(self, outcome) for outcome in OUTCOMES)

    @property
    def not_done(self) -> int:
        """Those that each need an explanation."""
        return self.total - self.done


OUTCOMES = Tally.__struct_fields__
"""The parts of a tally, in the order in which they are told."""

_OUTCOME_OF = {
    State.DONE: "done",
    State.WITHHELD: "withheld",
    State.UNSUPPORTED: "unsupported",
    State.MISSING: "missing",
    State.FAILED: "failed",
    State.WAITING: "not_said",
    State.SENDING: "not_said",
}


def outcome_of(state: State) -> str:
    """Where an item of this state is counted."""
    return _OUTCOME_OF[state]


def tally(counts: Iterable[tuple[State, int]]) -> Tally:
    """The items of these states, each counted once."""
    sums = dict.fromkeys(OUTCOMES, 0)
    for state, count in counts:
        sums[outcome_of(state)] += count
    return Tally(**sums)


def together(tallies: Iterable[Tally]) -> Tally:
    """Several tallies as one."""
    all_of_them = list(tallies)
    return Tally(**{outcome: sum(getattr(one, outcome) for one in all_of_them) for outcome in OUTCOMES})


class Books(Struct, frozen=True, kw_only=True):
    """The law of conservation: what staging took from the source is what has an outcome, or is not said yet.

    ``source`` is what staging recorded when it took the items in, ``items`` what is found of them now.
    """

    source: int
    items: Tally
    balanced: bool


def keep_books(source: int, items: Tally) -> Books:
    """Both sides of the equation, and whether they agree."""
    return Books(source=source, items=items, balanced=source == items.total)


def close_books(books: Iterable[Books]) -> Books:
    """Several books as one, which is balanced only when each of them is: no surplus may hide a loss."""
    each = list(books)
    whole = keep_books(sum(one.source for one in each), together(one.items for one in each))
    return whole if all(one.balanced for one in each) else Books(source=whole.source, items=whole.items, balanced=False)
