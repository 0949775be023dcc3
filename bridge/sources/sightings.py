"""Which messages were met already, when an export may hold them more than once; in little memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from enum import Enum
from hashlib import blake2b

_FRESH = 65_536


class Sighting(Enum):
    """What a message is to those before it."""

    FIRST = "first"
    AGAIN = "again"
    """The very same stands in the export already."""
    CLASH = "clash"
    """Another message bears its id."""


class Sightings:
    """Remembers messages by their ids and what they say: 16 bytes for each, in whatever order they come."""

    def __init__(self) -> None:
        self._ids = _Hashes()
        self._whole = _Hashes()

    def meet(self, message: str, says: bytes) -> Sighting:
        """A message with this id comes by, and says this."""
        number = _hash(message.encode("utf-8", "surrogatepass"))
        both = number ^ _hash(says)
        if self._ids.add(number):
            self._whole.add(both)
            return Sighting.FIRST
        return Sighting.CLASH if self._whole.add(both) else Sighting.AGAIN


class _Hashes:
    """A set of 64-bit numbers: a few sorted arrays, and what came lately."""

    def __init__(self) -> None:
        self._sorted: list[array[int]] = []
        self._fresh: set[int] = set()

    def add(self, number: int) -> bool:
        """False when it was there already."""
        if number in self._fresh or any(_holds(numbers, number) for numbers in self._sorted):
            return False
        self._fresh.add(number)
        if len(self._fresh) >= _FRESH:
            self._settle()
        return True

    def _settle(self) -> None:
        numbers = array("Q", sorted(self._fresh))
        self._fresh = set()
        # Arrays of like size become one, so that there are never more than a few.
        while self._sorted and len(self._sorted[-1]) <= len(numbers):
            numbers = array("Q", sorted(self._sorted.pop() + numbers))
        self._sorted.append(numbers)


def _holds(numbers: array[int], number: int) -> bool:
    place = bisect_left(numbers, number)
    return place < len(numbers) and numbers[place] == number


def _hash(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big")
