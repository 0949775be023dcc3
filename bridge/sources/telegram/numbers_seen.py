"""Message ids that a chat has had, in little memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left


class Numbers:
    """Which message ids a chat has had so far: 8 bytes for each stretch of ids that ascends without a break."""

    def __init__(self) -> None:
        self._begins = array("q")
        self._ends = array("q")
        self._aside: set[int] = set()
        self.newest = 0
        """The id that was added last."""

    def add(self, number: int) -> bool:
        """Remember an id; False when it was there already."""
        self.newest = number
        if self._ends and number == self._ends[-1] + 1:
            self._ends[-1] = number
        elif not self._ends or number > self._ends[-1]:
            self._begins.append(number)
            self._ends.append(number)
        elif number in self:
            return False
        else:
            self._aside.add(number)
        return True

    def __contains__(self, number: int) -> bool:
        place = bisect_left(self._ends, number)
        return (place < len(self._ends) and self._begins[place] <= number) or number in self._aside
